"""Does transformers write the same greedy text as `pure sample --temperature 0` with the same checkpoint?

    python bench/peers/check_greedy.py CHECKPOINT PROMPTS.jsonl SAMPLES.jsonl

PROMPTS: {"id", "prompt"} a line, put into the checkpoint's chat template; SAMPLES: what `pure sample` printed for them.
Compares token by token, in float32. Where the texts part, the gap between the two tokens' logits in transformers is
told: at a tie within `TIE` either may be taken. Exits with 1 where they part at anything else.
"""

import json
import sys
from pathlib import Path

import torch
import transformers
from transformers import AutoModelForCausalLM, AutoTokenizer

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()
torch.set_num_threads(2)

TIE = 1e-3


def lines(path: str) -> list[dict]:
    return [json.loads(line) for line in Path(path).read_text().splitlines()]


directory, prompts, samples = sys.argv[1:]
tokenizer = AutoTokenizer.from_pretrained(directory)
model, info = AutoModelForCausalLM.from_pretrained(directory, dtype=torch.float32, output_loading_info=True)
wrong = [info[key] for key in ("missing_keys", "unexpected_keys", "mismatched_keys") if info[key]]
assert not wrong, f"{directory}: {wrong}"
ours = {sample["id"]: sample for sample in lines(samples)}

compared, ties, parted, gap = 0, 0, 0, 0.0
for prompt in lines(prompts):
    sample = ours[prompt["id"]]
    text = tokenizer.apply_chat_template(
        [{"role": "user", "content": prompt["prompt"]}], add_generation_prompt=True, tokenize=False
    )
    given = tokenizer(text, add_special_tokens=False, return_tensors="pt").input_ids
    with torch.no_grad():
        generated = model.generate(given, do_sample=False, max_new_tokens=len(sample["tokens"]))[0, given.shape[1] :]
        # Their log-probabilities of our tokens, in one pass.
        whole = torch.cat([given[0], torch.tensor(sample["tokens"])])
        logits = model(whole[None]).logits[0, given.shape[1] - 1 : -1]
    theirs = generated.tolist()
    logprobs = logits.log_softmax(-1).gather(1, torch.tensor(sample["tokens"])[:, None])[:, 0]
    gap = max(gap, (logprobs - torch.tensor(sample["logprobs"])).abs().max().item())
    same = next((i for i, (a, b) in enumerate(zip(sample["tokens"], theirs)) if a != b), None)
    if same is None and len(theirs) == len(sample["tokens"]):
        compared += len(theirs)
        decoded = tokenizer.decode(theirs, skip_special_tokens=True)
        assert decoded == sample["text"], f"prompt {prompt['id']}: {decoded!r} is not {sample['text']!r}"
        continue
    at = len(theirs) if same is None else same
    compared += at
    between = abs((logits[at, sample["tokens"][at]] - logits[at].max()).item())
    tie = between < TIE
    ties, parted = ties + tie, parted + (not tie)
    print(f"prompt {prompt['id']}: texts part at token {at}, logits {between:.1e} apart", file=sys.stderr)

count = len(ours)
print(
    f"Checkpoint in transformers {transformers.__version__}: the same greedy text for {count - ties - parted} of "
    f"{count} prompts, {compared} tokens"
    + (f" ({ties} part at a tie)" if ties else "")
    + (f" ({parted} part)" if parted else "")
    + f"; log-probabilities differ by at most {gap:.0e}."
)
sys.exit(parted > 0)

"""Do two evaluations of one model give the same greedy responses, and where not, is it a numeric tie?

    python bench/peers/same_answers.py MODEL EVALUATION EVALUATION

MODEL: Hugging Face directory, of a model with a chat template that both evaluations put their problems into. Reads
problems.jsonl, responses.jsonl and, where it is there, verdicts.jsonl of each. Where two texts part, transformers is
asked, in float32, how far apart the logits of the two tokens are after the text they have in common: up to `TIE`
either may be taken. Exits with 1 where they part at anything else.
"""

import json
import math
import sys
from pathlib import Path

import torch
import transformers
from transformers import AutoModelForCausalLM, AutoTokenizer

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()
torch.set_num_threads(2)

TIE = 1e-3


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def greedy(directory: str, name: str) -> dict[tuple, dict]:
    path = Path(directory) / name
    records = lines(path) if path.exists() else []
    return {(each["suite"], each["problem"]): each for each in records if each["sample"] == "greedy"}


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """95% interval of a share."""
    z = 1.959963984540054
    share, scale = successes / trials, 1 + z * z / trials
    middle = share + z * z / (2 * trials)
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    return (middle - half) / scale, (middle + half) / scale


source, *directories = sys.argv[1:]
for directory in directories:
    verdicts = greedy(directory, "verdicts.jsonl")
    if verdicts:
        right = sum(verdict["correct"] is True for verdict in verdicts.values())
        low, high = wilson(right, len(verdicts))
        print(
            f"{directory}: {right} of {len(verdicts)} right, {100 * right / len(verdicts):.1f}% "
            f"({100 * low:.1f} to {100 * high:.1f})"
        )

tokenizer = AutoTokenizer.from_pretrained(source)
model = AutoModelForCausalLM.from_pretrained(source, dtype=torch.float32).eval()
problems = {(each["suite"], each["id"]): each["prompt"] for each in lines(Path(directories[0]) / "problems.jsonl")}
ours, theirs = (greedy(directory, "responses.jsonl") for directory in directories)
common = [key for key in ours if key in theirs]
equal, ties, parted = 0, 0, 0
for key in common:
    one, other = ours[key]["text"], theirs[key]["text"]
    if one == other:
        equal += 1
        continue
    ids = [tokenizer(text, add_special_tokens=False).input_ids for text in (one, other)]
    # One text may end where the other goes on: with the end token, or at the limit.
    for side, record in zip(ids, (ours[key], theirs[key])):
        if record["finish"] == "stop":
            side.append(tokenizer.eos_token_id)
    at = next((i for i, (a, b) in enumerate(zip(*ids)) if a != b), min(map(len, ids)))
    if at >= min(map(len, ids)):
        parted += 1
        print(f"{'/'.join(key)}: one text ends at token {at}, where the other goes on")
        continue
    # The prompt is tokenized alone, as it was when the response was made.
    messages = [{"role": "user", "content": problems[key]}]
    prompt = tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
    given = tokenizer(prompt, add_special_tokens=False).input_ids
    with torch.no_grad():
        logits = model(torch.tensor([given + ids[0][:at]])).logits[0, -1]
    chosen = [side[at] for side in ids]
    gap = (logits[chosen[0]] - logits[chosen[1]]).abs().item()
    tie = gap < TIE
    ties, parted = ties + tie, parted + (not tie)
    rank = max((logits > logits[token]).sum().item() + 1 for token in chosen)
    words = " and ".join(repr(tokenizer.decode([token])) for token in chosen)
    print(f"{'/'.join(key)}: part at token {at}, {words}, logits {gap:.1e} apart, at most rank {rank}")

missing = len(set(ours) ^ set(theirs))
print(
    f"Greedy responses in transformers {transformers.__version__}: {equal} of {len(common)} equal "
    f"({100 * equal / max(1, len(common)):.1f}%), {ties} part at a numeric tie (logits within {TIE}), {parted} otherwise"
    + (f"; {missing} are in one evaluation only" if missing else "")
)
sys.exit(parted > 0)

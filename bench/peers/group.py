"""Forward and backward of the PPO loss over groups, as one would write it in PyTorch: the K responses of a prompt are
K rows, each with the prompt in front, padded on the right to the longest.

Request: {shape, promptLength, lengths: [[K response lengths] per group], variant, threads, warmup, runs, seed}.
Variants: "transformers" (attention mask, logits of response positions only), "transformers-all" (logits of all
positions), "lean" and "lean-all" (lean.py; right padding behind a causal mask needs no mask tensor, which keeps
PyTorch's fast attention path). One group is one batch; the gradients of all groups of the request add up, then clear.
Tokens counted are response tokens, so that padding and repeated prompts earn nothing.
"""

from common import REQUEST, llama, peak_bytes, reply, timed_runs
from lean import LeanLlama

import torch
import torch.nn.functional as F

variant, shape, prompt_length = REQUEST["variant"], REQUEST["shape"], REQUEST["promptLength"]
family, _, everywhere = variant.partition("-")
if family == "transformers":
    import transformers.models.llama.modeling_llama  # noqa: F401
baseline = peak_bytes()

model = llama(shape) if family == "transformers" else LeanLlama(shape)
model.train()


def batch(lengths):
    """ids [K, P+T], mask [K, P+T], and for each predicted response token its row, its column and its weights."""
    longest = prompt_length + max(lengths)
    ids = torch.zeros(len(lengths), longest, dtype=torch.long)
    mask = torch.zeros(len(lengths), longest, dtype=torch.long)
    prompt = torch.randint(0, shape["vocabSize"], (prompt_length,))
    rows, columns = [], []
    for row, length in enumerate(lengths):
        ids[row, :prompt_length] = prompt
        ids[row, prompt_length : prompt_length + length] = torch.randint(0, shape["vocabSize"], (length,))
        mask[row, : prompt_length + length] = 1
        rows += [row] * length
        columns += range(prompt_length - 1, prompt_length + length - 1)
    rows, columns = torch.tensor(rows), torch.tensor(columns)
    count = len(rows)
    return {
        "ids": ids,
        "mask": mask,
        "rows": rows,
        "columns": columns,
        "targets": ids[rows, columns + 1],
        "old": torch.full((count,), -4.0),
        "advantages": torch.randn(count),
        "weight": 1.0 / count,
    }


groups = [batch(lengths) for lengths in REQUEST["lengths"]]


def response_logits(g):
    if family == "lean":
        hidden = model.hidden(g["ids"])
        if everywhere:
            return model.logits(hidden)[g["rows"], g["columns"]]
        return model.logits(hidden[g["rows"], g["columns"]])
    if everywhere:
        return model(input_ids=g["ids"], attention_mask=g["mask"], use_cache=False).logits[g["rows"], g["columns"]]
    hidden = model.model(input_ids=g["ids"], attention_mask=g["mask"], use_cache=False).last_hidden_state
    return model.lm_head(hidden[g["rows"], g["columns"]])


def forward_backward():
    for g in groups:
        logprobs = -F.cross_entropy(response_logits(g), g["targets"], reduction="none")
        ratio = (logprobs - g["old"]).exp()
        gain = torch.minimum(ratio * g["advantages"], ratio.clamp(0.8, 1.2) * g["advantages"])
        (-g["weight"] * gain.sum()).backward()


seconds = timed_runs(forward_backward, lambda: model.zero_grad(set_to_none=True))
response_tokens = sum(sum(lengths) for lengths in REQUEST["lengths"])
reply(
    variant=variant,
    seconds=seconds,
    tokens=[response_tokens] * len(seconds),
    paddedTokens=sum(g["ids"].numel() for g in groups),
    baselineBytes=baseline,
    peakBytes=peak_bytes(),
)

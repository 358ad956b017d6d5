"""Forward and backward of next-token cross-entropy in PyTorch eager, float32.

Request: {shape, batch, length, recompute, variant, threads, warmup, runs, seed, optimizer}. `variant` is "transformers"
(LlamaForCausalLM, SDPA; with `recompute` its gradient checkpointing) or "lean" (lean.py). Gradients are set to None
between runs. With `optimizer`, the same again with a fused AdamW step in the timing, for information; it runs after the
peak memory is read.
"""

from common import REQUEST, llama, peak_bytes, reply, timed_runs
from lean import LeanLlama

import torch
import torch.nn.functional as F

# Imported before the baseline is read, so that the baseline is the same kind of thing for every variant.
variant, shape = REQUEST["variant"], REQUEST["shape"]
if variant == "transformers":
    import transformers.models.llama.modeling_llama  # noqa: F401
baseline = peak_bytes()

tokens = torch.randint(0, shape["vocabSize"], (REQUEST["batch"], REQUEST["length"]))
targets = tokens[:, 1:].reshape(-1)
model = llama(shape) if variant == "transformers" else LeanLlama(shape)
model.train()
if REQUEST.get("recompute"):
    model.gradient_checkpointing_enable()


def forward_backward():
    if variant == "transformers":
        loss = model(input_ids=tokens, labels=tokens, use_cache=False).loss
    else:
        hidden = model.hidden(tokens)[:, :-1].reshape(-1, shape["hiddenSize"])
        loss = F.cross_entropy(model.logits(hidden), targets)
    loss.backward()
    return loss


def clear():
    model.zero_grad(set_to_none=True)


seconds = timed_runs(forward_backward, clear)
peak = peak_bytes()
figures = {}
if REQUEST.get("optimizer"):
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-6, fused=True)

    def step():
        forward_backward()
        optimizer.step()

    figures["secondsWithOptimizer"] = timed_runs(step, clear)

reply(
    variant=variant,
    seconds=seconds,
    tokens=[tokens.numel()] * len(seconds),
    parameters=sum(p.numel() for p in model.parameters()),
    loss=float(forward_backward()),
    baselineBytes=baseline,
    peakBytes=peak,
    **figures,
)

"""Compares what smollm2.ts wrote with transformers, which reads and dequantizes the same GGUF file by itself.

    python tests/reference/smollm2.py MODEL.gguf DIRECTORY

Every sequence goes through transformers alone, with its prompt; the engine packs groups. Exits with 1 where a
log-probability differs by 1e-3 or more, or a tensor's gradient by 1e-3 of its largest value or more.
"""

import json
import sys
from pathlib import Path

import torch
import transformers
from safetensors import safe_open
from transformers import AutoModelForCausalLM

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()
torch.set_num_threads(2)

gguf, directory = map(Path, sys.argv[1:])
expected = json.loads((directory / "expected.json").read_text())
model = AutoModelForCausalLM.from_pretrained(gguf.parent, gguf_file=gguf.name, dtype=torch.float32)
rows = [(g["prompt"], r["tokens"], r["logprobs"]) for g in expected["groups"] for r in g["responses"]]
count = sum(len(tokens) for _, tokens, _ in rows)

gap, loss = 0.0, 0.0
for prompt, tokens, logprobs in rows:
    sequence = torch.tensor(prompt + tokens)
    logits = model(sequence[None]).logits[0, len(prompt) - 1 : -1]
    theirs = logits.log_softmax(-1).gather(1, torch.tensor(tokens)[:, None])[:, 0]
    part = -theirs.sum() / count
    part.backward()
    loss += part.item()
    gap = max(gap, (theirs.detach() - torch.tensor(logprobs)).abs().max().item())

worst, where, compared = 0.0, "", 0
with safe_open(directory / "optimizer.safetensors", "pt") as ours:
    names = {name.removeprefix("first:") for name in ours.keys() if name.startswith("first:")}
    theirs = {name: p.grad for name, p in model.named_parameters() if p.grad is not None}
    assert names == set(theirs), f"parameters differ: {sorted(names ^ set(theirs))}"
    for name, gradient in theirs.items():
        got = ours.get_tensor(f"first:{name}").reshape(gradient.shape)
        relative = ((got - gradient).abs().max() / gradient.abs().max()).item()
        compared += gradient.numel()
        if relative >= worst:
            worst, where = relative, name

print(
    f"SmolLM2-135M-Instruct against transformers {transformers.__version__}, {len(rows)} responses, {count} tokens\n"
    f"loss {expected['loss']:.6f}, theirs {loss:.6f}\n"
    f"log-probabilities differ by at most {gap:.1e}\n"
    f"gradients of {len(theirs)} tensors ({compared:,} numbers) by at most {worst:.1e} of a tensor's largest ({where})"
)
sys.exit(gap >= 1e-3 or worst >= 1e-3)

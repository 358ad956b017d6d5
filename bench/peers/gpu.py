"""What bench/gpu/main.ts does, in PyTorch with transformers: sampling, scoring and one PPO step of AdamW.

Request: {name, shape, prompts, samplesPerPrompt, promptLength, maxTokens, device, dtype}. One JSON line out, tokens a
second, and seconds of the three together.
"""

from common import REQUEST, llama, reply

import time

import torch

device, dtype = REQUEST["device"], getattr(torch, REQUEST["dtype"])
shape = REQUEST["shape"]
model = llama(shape).to(device=device, dtype=dtype)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-6)
prompts = torch.randint(1, shape["vocabSize"], (REQUEST["prompts"], REQUEST["promptLength"]), device=device)
rows = prompts.repeat_interleave(REQUEST["samplesPerPrompt"], dim=0)
begin = REQUEST["promptLength"]


def now() -> float:
    if device != "cpu":
        torch.cuda.synchronize()
    return time.perf_counter()


def logprobs(sequences):
    logits = model(sequences).logits[:, begin - 1 : -1].float()
    return torch.log_softmax(logits, -1).gather(-1, sequences[:, begin:, None])[..., 0]


best = {}
for run in range(3):
    times = [now()]
    with torch.no_grad():
        sequences = model.generate(
            rows,
            attention_mask=torch.ones_like(rows),
            do_sample=True,
            top_k=0,
            max_new_tokens=REQUEST["maxTokens"],
            min_new_tokens=REQUEST["maxTokens"],
            pad_token_id=0,
        )
        times.append(now())
        old = logprobs(sequences)
    times.append(now())
    ratio = (logprobs(sequences) - old).exp()
    advantages = (torch.arange(old.numel(), device=device).reshape(old.shape) % 3) - 1.0
    loss = -torch.minimum(ratio * advantages, ratio.clamp(0.8, 1.2) * advantages).mean()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad()
    times.append(now())
    if run == 0:
        continue
    count = old.numel()
    for phase, start, end in zip(("sampling", "scoring", "training"), times, times[1:]):
        best[phase] = max(best.get(phase, 0.0), count / (end - start))
    best["step"] = min(best.get("step", 1e9), times[-1] - times[0])
if device != "cpu":
    best["peakBytes"] = torch.cuda.max_memory_allocated()
reply(program=f"pytorch {REQUEST['dtype']}", device=device, shape=REQUEST["name"], **best)

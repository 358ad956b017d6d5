"""Greedy answers of a real model with transformers, so many at once.

Request: {model: Hugging Face directory, tokens: the prompts, maxTokens, endToken, together, variant, threads, warmup,
runs, seed}. Variants: "sorted" (generate on batches of prompts of like length, padded on the left) and "continuous"
(generate_batch: transformers' own continuous batching). Tokens counted are new tokens up to and including the end token.
"""

from common import REQUEST, peak_bytes, reply

import time

import torch
from transformers import AutoModelForCausalLM, ContinuousBatchingConfig, GenerationConfig

import transformers.models.llama.modeling_llama  # noqa: F401

baseline = peak_bytes()

variant, together, end = REQUEST["variant"], REQUEST["together"], REQUEST["endToken"]
prompts = sorted(REQUEST["tokens"], key=len)
model = AutoModelForCausalLM.from_pretrained(REQUEST["model"], dtype=torch.float32).eval()
config = GenerationConfig(
    do_sample=False, max_new_tokens=REQUEST["maxTokens"], eos_token_id=end, pad_token_id=end, use_cache=True
)

PAGE = 16
longest = len(prompts[-1]) + REQUEST["maxTokens"]
# Sized for this workload: by itself it would take most of the machine's memory for its cache.
batching = ContinuousBatchingConfig(
    page_size=PAGE,
    num_blocks=together * -(-longest // PAGE),
    max_batch_tokens=max(512, len(prompts[-1])),
    max_requests_per_batch=together,
)


def batch(rows: list[list[int]]) -> list[int]:
    """Length of each answer, in new tokens."""
    width = max(len(row) for row in rows)
    ids = torch.tensor([[end] * (width - len(row)) + row for row in rows])
    mask = torch.tensor([[0] * (width - len(row)) + [1] * len(row) for row in rows])
    new = model.generate(ids, attention_mask=mask, generation_config=config)[:, width:]
    ended = new == end
    return torch.where(ended.any(1), ended.int().argmax(1) + 1, new.shape[1]).tolist()


def answer() -> list[int]:
    if variant == "continuous":
        outputs = model.generate_batch(
            prompts, generation_config=config, continuous_batching_config=batching, progress_bar=False
        )
        return [len(output.generated_tokens) for output in outputs.values()]
    return [n for i in range(0, len(prompts), together) for n in batch(prompts[i : i + together])]


seconds, tokens, lengths = [], [], []
with torch.no_grad():
    for index in range(REQUEST["warmup"] + REQUEST["runs"]):
        start = time.perf_counter()
        lengths = answer()
        if index >= REQUEST["warmup"]:
            seconds.append(time.perf_counter() - start)
            tokens.append(sum(lengths))
assert len(lengths) == len(prompts), f"{len(lengths)} answers to {len(prompts)} prompts"

reply(
    seconds=seconds,
    tokens=tokens,
    baselineBytes=baseline,
    peakBytes=peak_bytes(),
    meanLength=sum(lengths) / len(lengths),
)

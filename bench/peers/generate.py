"""Sampling with transformers: K responses for each of several prompts, all rows at once, temperature 1.

Request: {shape, prompts, samplesPerPrompt, promptLength, maxTokens, endToken: id or null, variant, threads, warmup,
runs, seed}. With `endToken` null every row runs to `maxTokens`; with an id, rows end at it, as real responses do, and
finished rows wait for the last. Variants: "dynamic" (generate with the default growing cache), "static" (generate with
the preallocated cache) and "continuous" (generate_batch: transformers' own continuous batching, float32, paged cache).
Tokens counted are new tokens up to and including the end token.
"""

from common import REQUEST, llama, peak_bytes, reply

import time

import torch
from transformers import ContinuousBatchingConfig, GenerationConfig

variant, shape = REQUEST["variant"], REQUEST["shape"]
import transformers.models.llama.modeling_llama  # noqa: E402, F401

baseline = peak_bytes()

model = llama(shape).eval()
prompts = torch.randint(1, shape["vocabSize"], (REQUEST["prompts"], REQUEST["promptLength"]))
rows = prompts.repeat_interleave(REQUEST["samplesPerPrompt"], dim=0)
end = REQUEST.get("endToken")
config = GenerationConfig(
    do_sample=True,
    temperature=1.0,
    top_k=0,  # the default of 50 would cut the distribution
    top_p=1.0,
    max_new_tokens=REQUEST["maxTokens"],
    eos_token_id=end,
    pad_token_id=0,
    use_cache=True,
    cache_implementation="static" if variant == "static" else None,
    disable_compile=True,
)


PAGE = 16
pages = len(rows) * -(-(rows.shape[1] + REQUEST["maxTokens"]) // PAGE)
# Sized for this workload: by itself it would take most of the machine's memory for its cache.
batching = ContinuousBatchingConfig(
    page_size=PAGE, num_blocks=pages, max_batch_tokens=rows.numel(), max_requests_per_batch=len(rows)
)


def sample() -> list[int]:
    """Length of each row, in new tokens."""
    if variant == "continuous":
        # Ids of the unused range cannot end a row: with `endToken` null, -1 never comes.
        config.eos_token_id = -1 if end is None else end
        outputs = model.generate_batch(
            [row.tolist() for row in rows],
            generation_config=config,
            continuous_batching_config=batching,
            progress_bar=False,
        )
        return [len(output.generated_tokens) for output in outputs.values()]
    out = model.generate(rows, attention_mask=torch.ones_like(rows), generation_config=config)
    new = out[:, rows.shape[1] :]
    if end is None:
        return [new.shape[1]] * new.shape[0]
    ended = new == end
    first = torch.where(ended.any(1), ended.int().argmax(1) + 1, new.shape[1])
    return first.tolist()


seconds, tokens, lengths = [], [], []
with torch.no_grad():
    for index in range(REQUEST["warmup"] + REQUEST["runs"]):
        start = time.perf_counter()
        lengths = sample()
        if index >= REQUEST["warmup"]:
            seconds.append(time.perf_counter() - start)
            tokens.append(sum(lengths))

reply(
    variant=variant,
    seconds=seconds,
    tokens=tokens,
    meanLength=sum(lengths) / len(lengths),
    baselineBytes=baseline,
    peakBytes=peak_bytes(),
)

"""Step scores of a process reward model in transformers: LlamaForTokenClassification with two labels, forward only.

Request: {shape, promptLength, lengths: [[response lengths] per prompt], variant, threads, warmup, runs, seed}.
Each response is a row with its prompt in front. Variants: "padded" (the rows of a prompt are one batch, padded on the
right to the longest), "sorted" (all rows sorted by length, in batches of 8, so that little is padding), "single" (one row
at a time, nothing padded). Probabilities are read every 20 tokens and at the end. Tokens counted are response tokens.
"""

from common import REQUEST, llama_config, peak_bytes, reply, timed_runs

import torch
from transformers import LlamaForTokenClassification

variant, shape, prompt_length = REQUEST["variant"], REQUEST["shape"], REQUEST["promptLength"]
baseline = peak_bytes()
config = llama_config(shape)
config.num_labels = 2
model = LlamaForTokenClassification(config).float().eval()

rows = []
for lengths in REQUEST["lengths"]:
    prompt = torch.randint(0, shape["vocabSize"], (prompt_length,))
    rows.append([torch.cat([prompt, torch.randint(0, shape["vocabSize"], (length,))]) for length in lengths])
if variant == "single":
    batches = [[row] for group in rows for row in group]
elif variant == "sorted":
    flat = sorted((row for group in rows for row in group), key=len)
    batches = [flat[i : i + 8] for i in range(0, len(flat), 8)]
else:
    batches = rows


def padded(batch):
    ids = torch.nn.utils.rnn.pad_sequence(batch, batch_first=True)
    mask = torch.nn.utils.rnn.pad_sequence([torch.ones_like(row) for row in batch], batch_first=True)
    ends = [sorted({*range(prompt_length + 19, len(row), 20), len(row) - 1}) for row in batch]
    where = torch.tensor([[r, c] for r, columns in enumerate(ends) for c in columns]).T
    return {"ids": ids, "mask": mask if len(batch) > 1 else None, "rows": where[0], "columns": where[1]}


inputs = [padded(batch) for batch in batches]


@torch.inference_mode()
def score():
    for b in inputs:
        p = model(input_ids=b["ids"], attention_mask=b["mask"], use_cache=False).logits.softmax(-1)
        (p[b["rows"], b["columns"], 1] - p[b["rows"], b["columns"], 0]).tolist()


seconds = timed_runs(score)
response_tokens = sum(sum(lengths) for lengths in REQUEST["lengths"])
reply(
    variant=variant,
    seconds=seconds,
    tokens=[response_tokens] * len(seconds),
    paddedTokens=sum(b["ids"].numel() for b in inputs),
    baselineBytes=baseline,
    peakBytes=peak_bytes(),
)

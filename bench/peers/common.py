"""What the peers share: one JSON request on standard input, one JSON line out, time and memory measured one way.

Every program sets the threads before anything runs, warms up, times several runs, and reports them all; the harness
takes the median. Peak memory is the process's own (getrusage), and `baselineBytes` is what it held with its libraries
imported and no model built.
"""

import gc
import importlib.metadata
import json
import os
import resource
import sys
import time
import warnings

# Nothing here may reach for the network: models are made on the spot or read from a directory.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
warnings.filterwarnings("ignore")

import torch  # noqa: E402

REQUEST = json.load(sys.stdin)
# Only the reply goes to standard output; whatever a library prints goes to standard error.
_OUTPUT = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
THREADS = int(REQUEST.get("threads", 2))
torch.set_num_threads(THREADS)
torch.set_num_interop_threads(1)
torch.manual_seed(int(REQUEST.get("seed", 1)))


def peak_bytes() -> int:
    """Largest resident set of this process so far (Linux counts in KiB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def timed_runs(run, prepare=lambda: None) -> list[float]:
    """Seconds of each of `runs` calls after `warmup` uncounted ones; `prepare` runs untimed before each."""
    seconds = []
    for index in range(int(REQUEST.get("warmup", 1)) + int(REQUEST.get("runs", 3))):
        prepare()
        gc.collect()
        start = time.perf_counter()
        run()
        if index >= int(REQUEST.get("warmup", 1)):
            seconds.append(time.perf_counter() - start)
    return seconds


def reply(**figures) -> None:
    names = ("torch", "transformers", "trl")
    versions = {n: importlib.metadata.version(n) for n in names if n in sys.modules}
    versions["python"] = sys.version.split()[0]
    print(json.dumps({"threads": torch.get_num_threads(), "versions": versions, **figures}), file=_OUTPUT, flush=True)


def llama_config(shape: dict):
    """transformers' configuration of one of the harness's shapes (bench/cases.ts)."""
    from transformers import LlamaConfig

    return LlamaConfig(
        vocab_size=shape["vocabSize"],
        hidden_size=shape["hiddenSize"],
        intermediate_size=shape["intermediateSize"],
        num_hidden_layers=shape["layers"],
        num_attention_heads=shape["heads"],
        num_key_value_heads=shape["kvHeads"],
        max_position_embeddings=shape["maxPositions"],
        rms_norm_eps=1e-5,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=None,
        pad_token_id=None,
        attn_implementation="sdpa",
    )


def llama(shape: dict):
    """transformers' LlamaForCausalLM of that shape: float32, random weights, scaled_dot_product_attention."""
    from transformers import LlamaForCausalLM

    return LlamaForCausalLM(llama_config(shape)).float()

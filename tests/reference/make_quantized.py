"""Makes tests/fixtures/gguf/blocks.json: numbers, and what gguf-py and NumPy make of them in the types that are written.

Developers only; the fixture is in the repository. Made with gguf 0.19, numpy 2.4:

    python tests/reference/make_quantized.py

All are bytes in base64, little-endian. Numbers are random over many sizes, with rows of zeros, of one number, of halves
that must be rounded to even or away from zero, and of numbers too small for float16.
"""

import base64
import json
from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType
from gguf.quants import quantize

rng = np.random.default_rng(7)
rows = [
    rng.standard_normal((60, 32)) * np.exp(rng.uniform(-9, 5, (60, 1))),
    rng.standard_normal((40, 32)) * np.exp(rng.uniform(-9, 2, (40, 32))),
    np.zeros((1, 32)),
    np.full((1, 32), -0.7),
    np.arange(32)[None] - 16.0,
    (np.arange(32)[None] - 15.5) * 127 / 15.5 * 0.5,
    np.r_[127.0, np.arange(31) + 0.5][None],
    np.r_[-127.0, -np.arange(31) - 0.5][None],
    np.r_[-8.0, np.arange(31) * 0.5 - 7.75][None],
    rng.standard_normal((8, 32)) * 1e-5,
    rng.standard_normal((8, 32)) * 1e-8,
    (1 + np.arange(96).reshape(3, 32) / 2048),
    # A 16-bit pattern's neighbours and the halves between them.
    np.linspace(60000, 65500, 64).reshape(2, 32),
]
values = np.concatenate(rows).astype(np.float32)
encode = lambda array: base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()
fixture = {"values": encode(values)}
for kind in ("Q8_0", "Q4_0", "BF16"):
    fixture[kind] = encode(quantize(values, GGMLQuantizationType[kind]))
fixture["F16"] = encode(values.astype(np.float16))
path = Path(__file__).resolve().parent.parent / "fixtures" / "gguf" / "blocks.json"
path.write_text(json.dumps(fixture) + "\n")
print(values.shape)

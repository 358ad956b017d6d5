"""Compares every tensor of a GGUF file, as it is read here, with gguf-py's dequantization, to the bit.

Developers only; needs gguf:  python tests/reference/dequantize.py MODEL.gguf…
"""

import json
import subprocess
import sys
from collections import Counter
from hashlib import sha256

import gguf

failed = False
for path in sys.argv[1:]:
    lines = subprocess.run(
        ["npx", "tsx", "tests/reference/dequantize.ts", path], stdout=subprocess.PIPE, check=True, text=True
    ).stdout.splitlines()
    ours = {tensor["name"]: tensor for tensor in map(json.loads, lines)}
    theirs = gguf.GGUFReader(path).tensors
    differing = [t.name for t in theirs if ours.get(t.name, {}).get("shape") != [int(n) for n in reversed(t.shape)]]
    types = Counter()
    for tensor in theirs:
        types[tensor.tensor_type.name] += 1
        values = gguf.quants.dequantize(tensor.data, tensor.tensor_type)
        if ours.get(tensor.name, {}).get("sha256") != sha256(values.astype("<f4").tobytes()).hexdigest():
            differing.append(tensor.name)
    failed |= bool(differing) or len(theirs) != len(ours)
    print(f"{path}: {len(theirs)} tensors ({dict(types)}), {len(differing)} differ {differing[:5]}")
sys.exit(failed)

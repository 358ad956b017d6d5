"""Widens the weights of a quantised GGUF, so that llama.cpp computes with them as others do.

    python bench/peers/gguf_float.py IN.gguf OUT.gguf f32|f16

The metadata are copied; matrices become f32 or f16, vectors (norms) f32, as llama.cpp's own converter leaves them.
"""

import os
import sys

import numpy as np
from gguf import GGMLQuantizationType, GGUFReader, GGUFValueType, GGUFWriter, LlamaFileType
from gguf.quants import dequantize

source, target, kind = sys.argv[1:]
reader = GGUFReader(source)
part = target + ".part"
writer = GGUFWriter(part, str(reader.fields["general.architecture"].contents()))
skipped = ("GGUF.", "general.architecture", "general.file_type", "general.quantization_version")
for field in reader.fields.values():
    if field.name.startswith(skipped):
        continue
    inner = field.types[-1] if field.types[0] == GGUFValueType.ARRAY else None
    writer.add_key_value(field.name, field.contents(), field.types[0], inner)
writer.add_file_type(LlamaFileType.MOSTLY_F16 if kind == "f16" else LlamaFileType.ALL_F32)
for tensor in reader.tensors:
    data = dequantize(tensor.data, tensor.tensor_type).reshape(tuple(int(n) for n in reversed(tensor.shape)))
    wide = kind == "f32" or data.ndim == 1
    writer.add_tensor(
        tensor.name,
        np.ascontiguousarray(data, dtype=np.float32 if wide else np.float16),
        raw_dtype=GGMLQuantizationType.F32 if wide else GGMLQuantizationType.F16,
    )
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
os.replace(part, target)

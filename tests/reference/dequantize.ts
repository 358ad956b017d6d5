// The tensors of GGUF files as float32, for dequantize.py to compare with gguf-py's: of each a line with its SHA-256.
//   npx tsx tests/reference/dequantize.ts MODEL.gguf
import { createHash } from "node:crypto";
import { GgufFile } from "../../src/model/gguf.ts";

const [path] = process.argv.slice(2);
if (!path) throw new Error("usage: npx tsx tests/reference/dequantize.ts MODEL.gguf");
const file = await GgufFile.open(path);
for (const { name, shape } of file.tensors.values()) {
  const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
  await file.read(name, shape, values);
  const bytes = new Uint8Array(values.buffer);
  console.log(JSON.stringify({ name, shape, sha256: createHash("sha256").update(bytes).digest("hex") }));
}
await file.close();

// A process of its own that tries the WebGPU provider and measures it beside the processor: what a driver does there ends
// no run. Asked by adapter.ts on its input, in JSON; answers on its output. ONNX Runtime's log, on the error stream, has
// the devices it sees.
import { readFileSync } from "node:fs";
import * as ort from "onnxruntime-node";

const { models, largest } = JSON.parse(readFileSync(0, "utf8"));
/** @type {import("./adapter.ts").Answer} */
const found = { error: null, limit: null, seconds: null };
const feeds = { x: new ort.Tensor("float32", Float32Array.of(1 / 512), [1]) };

async function session(/** @type {string} */ name, /** @type {string} */ provider) {
  const model = Uint8Array.from(Buffer.from(models[name], "base64"));
  return ort.InferenceSession.create(model, { executionProviders: [provider] });
}

/** Seconds of the shortest of some runs, after one that compiles; if that takes long there is no need of more. */
async function time(/** @type {string} */ name, /** @type {string} */ provider) {
  const made = await session(name, provider);
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 4; i++) {
    const start = performance.now();
    await made.run(feeds);
    const took = performance.now() - start;
    if (i > 0 || took > 2000) least = Math.min(least, took);
    if (took > 2000) break;
  }
  await made.release();
  return least / 1000;
}

try {
  ort.env.logLevel = "verbose";
  await (await session("steps", "webgpu")).run(feeds);
  // The first attempt at more than there can be fails otherwise than the next, whose message has the limit.
  const zeros = await session("zeros", "webgpu");
  for (let attempt = 0; attempt < 2; attempt++)
    try {
      const n = new ort.Tensor("int64", BigInt64Array.of(BigInt(largest)), [1]);
      await zeros.run({ "shape:n": n });
    } catch (error) {
      found.limit = error instanceof Error ? error.message : String(error);
    }
  if (models.product) {
    const times = async (/** @type {string} */ provider) => ({
      steps: await time("steps", provider),
      product: await time("product", provider),
    });
    found.seconds = { webgpu: await times("webgpu"), cpu: await times("cpu") };
  }
} catch (error) {
  found.error = error instanceof Error ? error.message : String(error);
}
// A driver may have written to the same stream.
process.stdout.write(`\n${JSON.stringify(found)}\n`, () => process.exit());

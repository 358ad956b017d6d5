// The part of a checkpoint that is not the model: the optimizer's moments, its step, and the adapters, in one
// safetensors file beside it.
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../errors.ts";
import { type NamedTensor, SafetensorsFile, writeSafetensorsFile } from "../../model/safetensors.ts";
import type { AdamW } from "./optimizer.ts";
import type { Weights } from "./weights.ts";

const tensorsFile = "optimizer.safetensors";
const stepFile = "optimizer.json";

export async function writeOptimizer(directory: string, optimizer: AdamW, weights: Weights): Promise<void> {
  const tensors: NamedTensor[] = [];
  for (const [name, { data, shape }] of weights.adapters)
    tensors.push({ name: `weight:${name}`, shape, data });
  for (const [name, { first, second }] of optimizer.moments) {
    tensors.push({ name: `first:${name}`, shape: [first.length], data: first });
    tensors.push({ name: `second:${name}`, shape: [second.length], data: second });
  }
  if (tensors.length > 0) await writeSafetensorsFile(join(directory, tensorsFile), tensors);
  await writeFile(join(directory, stepFile), `${JSON.stringify({ step: optimizer.step })}\n`);
}

/** Reads what `writeOptimizer` wrote, if it is there. */
export async function readOptimizer(directory: string, optimizer: AdamW, weights: Weights): Promise<void> {
  const stepPath = join(directory, stepFile);
  if (!existsSync(stepPath)) return;
  optimizer.step = (JSON.parse(await readFile(stepPath, "utf8")) as { step: number }).step;
  optimizer.moments.clear();
  const path = join(directory, tensorsFile);
  if (!existsSync(path)) return;
  const file = await SafetensorsFile.open(path);
  try {
    for (const [name, { shape }] of file.tensors) {
      const [kind, tensor] = [name.slice(0, name.indexOf(":")), name.slice(name.indexOf(":") + 1)];
      const target = kind === "weight" ? weights.adapters.get(tensor)?.data : momentsOf(kind, tensor);
      if (target?.length !== shape.reduce((a, b) => a * b, 1))
        throw new UserError(
          `${path}: holds ${name}, [${shape}], which this model and its adapters do not have`,
        );
      await file.read(name, shape, target);
    }
  } finally {
    await file.close();
  }

  function momentsOf(kind: string, name: string): Float32Array {
    let moments = optimizer.moments.get(name);
    if (!moments) {
      const { length } = weights.get(name);
      moments = { first: new Float32Array(length), second: new Float32Array(length) };
      optimizer.moments.set(name, moments);
    }
    return kind === "first" ? moments.first : moments.second;
  }
}

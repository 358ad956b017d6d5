// The part of a checkpoint that is not the model: the optimizer's moments and steps, and the adapters (with the
// classification head trained with them), in one safetensors file beside it.
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../common/errors.ts";
import type { DeviceArray } from "../../graph/device.ts";
import { type NamedTensor, SafetensorsFile, writeSafetensorsFile } from "../../model/safetensors.ts";
import type { AdamW } from "./optimizer.ts";
import type { Weights } from "./weights.ts";

const tensorsFile = "optimizer.safetensors";
const stepsFile = "optimizer.json";

export async function writeOptimizer(directory: string, optimizer: AdamW, weights: Weights): Promise<void> {
  const tensors: NamedTensor[] = [];
  const add = (name: string, array: DeviceArray, shape: readonly number[] = [array.length]) =>
    tensors.push({ name, shape, data: () => weights.device.read(array) });
  for (const [name, { array, shape }] of weights.besideBase) add(`weight:${name}`, array, shape);
  for (const [name, { first, second }] of optimizer.moments) {
    add(`first:${name}`, first);
    add(`second:${name}`, second);
  }
  if (tensors.length > 0) await writeSafetensorsFile(join(directory, tensorsFile), tensors);
  const steps = Object.fromEntries([...optimizer.moments].map(([name, { step }]) => [name, step]));
  await writeFile(join(directory, stepsFile), `${JSON.stringify({ steps })}\n`);
}

/**
 * Reads what `writeOptimizer` wrote; where it is not there the optimizer starts anew.
 * @throws UserError where it is not and adapters are trained, which are nowhere else
 */
export async function readOptimizer(directory: string, optimizer: AdamW, weights: Weights): Promise<void> {
  const stepsPath = join(directory, stepsFile);
  if (weights.lora && !existsSync(join(directory, tensorsFile)))
    throw new UserError(
      `${directory}: has no ${tensorsFile}, where adapters are kept, so their training cannot go on from it; ` +
        "to start new adapters on its weights, give it as the model",
    );
  optimizer.clear();
  if (!existsSync(stepsPath)) return;
  const { steps } = JSON.parse(await readFile(stepsPath, "utf8")) as { steps: Record<string, number> };
  const path = join(directory, tensorsFile);
  if (!existsSync(path)) {
    if (Object.keys(steps).length === 0) return;
    throw new UserError(
      `${directory}: has no ${tensorsFile}, whose moments ${stepsFile} tells of, so the training cannot go on as it was; ` +
        "put it back, or start a new run with these weights as the model",
    );
  }
  const file = await SafetensorsFile.open(path);
  const beside = weights.besideBase;
  try {
    for (const [name, { shape }] of file.tensors) {
      const [kind, tensor] = [name.slice(0, name.indexOf(":")), name.slice(name.indexOf(":") + 1)];
      const target = kind === "weight" ? beside.get(tensor)?.array : momentOf(kind, tensor);
      const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
      if (target?.length !== data.length)
        throw new UserError(
          `${path}: holds ${name}, [${shape}], which this model and its adapters do not have`,
        );
      await file.read(name, shape, data);
      await weights.device.write(target, data);
    }
  } finally {
    await file.close();
  }

  function momentOf(kind: string, name: string): DeviceArray {
    const moments = optimizer.momentsOf(name, weights.get(name).length);
    moments.step = steps[name];
    return kind === "first" ? moments.first : moments.second;
  }
}

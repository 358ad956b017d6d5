// Training data of a process reward model from the responses of a policy on disk, as lines of a file.
import { labelledLine } from "../../data/labelled.ts";
import type { Problem } from "../../data/problems.ts";
import { chooseDevice, type DeviceName } from "../../engine/embedded/devices.ts";
import { createEmbeddedEngine } from "../../engine/embedded/engine.ts";
import { loadModel } from "../../model/load.ts";
import type { StartOptions } from "../events.ts";
import { type LabelResponse, type LabelSampling, labelSampled } from "./label-sampled.ts";

/**
 * `labelSampled` of the model `source`, which computes on `device` (the CPU where left out): JSON lines by
 * [problem][response]. Null: the signal stopped it.
 */
export async function sampleLabelled(
  source: string,
  problems: readonly Problem[],
  { device, ...sampling }: LabelSampling & { device?: DeviceName },
  label: LabelResponse,
  options: Omit<StartOptions, "resume">,
): Promise<string[][] | null> {
  const model = await loadModel(source);
  const engine = createEmbeddedEngine({
    model,
    device: device && (await chooseDevice(device, model)).device,
  });
  try {
    const labelled = await labelSampled(engine, model.tokenizer, problems, sampling, label, options);
    return labelled.map((responses) => responses.map(labelledLine));
  } catch (error) {
    if (options.signal?.aborted && error === options.signal.reason) return null;
    throw error;
  } finally {
    await engine.dispose();
  }
}

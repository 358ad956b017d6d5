// Where models compute: `engine.device`. The graphics processor is tried once a process, and measured where the choice is
// left to us.
import { UserError } from "../../common/errors.ts";
import { type Adapter, findAdapter, type Speed } from "../../graph/adapter.ts";
import type { Device } from "../../graph/device.ts";
import { loadRuntime } from "../../graph/runtime.ts";
import { WebGpuDevice } from "../../graph/webgpu.ts";
import type { Model } from "../../model/load.ts";
import { parameterCount, parameterLayout } from "../../model/parameters.ts";
import { usefulRows } from "./core.ts";
import { buildDecodeGraph } from "./decode-graph.ts";
import { cpuDevice, defaultMemoryLimit } from "./engine.ts";
import { megabytes } from "./memory.ts";
import { buildPackedGraph } from "./train-graph.ts";

const deviceNames = ["auto", "cpu", "gpu"] as const;
export type DeviceName = (typeof deviceNames)[number];

/** A device, and what the user is to be told of it; null: nothing. */
export interface ChosenDevice {
  device: Device;
  text: string | null;
}

let found: Promise<Adapter | string> | null = null;
/** The adapter of this machine, measured: tried by the first who asks. */
export function machineAdapter(): Promise<Adapter | string> {
  found ??= findAdapter({ measure: true });
  return found;
}

/**
 * The device for `model`. `auto` takes a graphics processor that is none in software, has room for the weights, and by whose
 * measured speed the model gains. Throws a UserError where one is wanted and there is none.
 */
export async function chooseDevice(
  wanted: DeviceName,
  { config, parameters }: Pick<Model, "config" | "parameters">,
  find: () => Promise<Adapter | string> = machineAdapter,
): Promise<ChosenDevice> {
  const onCpu = (text: string | null) => ({ device: cpuDevice(), text });
  if (wanted === "cpu") return onCpu(null);
  const adapter = await find();
  if (typeof adapter === "string") {
    if (wanted === "auto") return onCpu(null);
    throw new UserError(`engine.device gpu: ${adapter}; or compute on the CPU (engine.device cpu)`);
  }
  const { name, software, memory, largestBuffer, speed } = adapter;
  const called = memory === null ? name : `${name} (${megabytes(memory)})`;
  if (wanted === "auto" && software)
    return onCpu(`computes on the CPU: ${name} is the same processor (engine.device gpu takes it)`);
  const weights = 4 * parameters.count;
  if (wanted === "auto" && memory !== null && weights > defaultMemoryLimit({ memory }))
    return onCpu(`computes on the CPU: ${megabytes(weights)} of weights are too many for ${called}`);
  const largest = 4 * Math.max(...parameterLayout(config).map(({ size }) => size));
  if (wanted === "auto" && largestBuffer !== null && largest > largestBuffer)
    return onCpu(
      `computes on the CPU: a tensor of ${megabytes(largest)} is larger than ${called} has buffers (${megabytes(largestBuffer)})`,
    );
  const gain = speed && expectedGain({ config, parameters }, speed);
  const expected = gain === null ? "" : `, ${gain.toFixed(1)} times as fast as the CPU by estimate`;
  if (wanted === "auto" && gain !== null && gain < 1)
    return onCpu(
      `computes on the CPU: for so small a model ${called} would be no faster (engine.device gpu takes it)`,
    );
  return {
    device: new WebGpuDevice(loadRuntime, { memory, largestBuffer }),
    text: `computes on ${called}${software ? ", which is slower than the CPU" : expected}`,
  };
}

/** What `auto` does on a machine. */
export interface AutoChoice {
  /** In a sentence, and why. */
  text: string;
  /** How many times as fast as the CPU models of these sizes would be, by estimate; null: not measured. */
  gains: { parameters: number; gain: number }[] | null;
  /** Parameters of the smallest of them from which on all gain; null: none does, or not measured. */
  gainsFrom: number | null;
}

/** What `auto` does where `findAdapter` gave `adapter`, before a model is known. */
export function autoChoice(adapter: Adapter | string): AutoChoice {
  const unmeasured = (text: string) => ({ text, gains: null, gainsFrom: null });
  if (typeof adapter === "string") return unmeasured("the CPU: there is no graphics processor for it");
  const { name, software, speed } = adapter;
  if (software) return unmeasured(`the CPU: ${name} is the same processor (engine.device gpu takes it)`);
  if (!speed) return unmeasured(`${name} for a model that gains by it, else the CPU`);
  const gains = ladder.map(([hiddenSize, layers, vocabSize]) => {
    const config = llama(hiddenSize, layers, vocabSize);
    const parameters = parameterCount(config);
    return { parameters, gain: expectedGain({ config, parameters: { count: parameters } }, speed) };
  });
  const from = gains.findLastIndex(({ gain }) => gain < 1) + 1;
  if (from === gains.length)
    return { text: `the CPU: no model would gain by ${name}`, gains, gainsFrom: null };
  const gainsFrom = gains[from].parameters;
  const text =
    from === 0
      ? `${name}, for models of ${millions(gainsFrom)} parameters already`
      : `${name} from about ${millions(gainsFrom)} parameters on, the CPU for smaller models`;
  return { text, gains, gainsFrom };
}

/** "0.03 M", "138 M". */
export const millions = (count: number) => `${Number((count / 1e6).toPrecision(2)).toLocaleString("en")} M`;

/** Width, layers and vocabulary of the models that `autoChoice` asks about; the last three are sizes that exist. */
const ladder = [
  [32, 2, 64],
  [64, 2, 64],
  [128, 4, 256],
  [256, 4, 512],
  [512, 8, 8192],
  [576, 30, 49_152],
  [896, 24, 151_936],
  [1536, 28, 151_936],
] as const;

function llama(hiddenSize: number, layers: number, vocabSize: number): Model["config"] {
  const heads = hiddenSize / 32;
  return {
    ...{ family: "llama", vocabSize, hiddenSize, layers, heads, kvHeads: heads, headDim: 32 },
    ...{ intermediateSize: 3 * hiddenSize, maxPositions: 1024, ropeTheta: 10_000, rmsNormEps: 1e-5 },
    ...{ tieEmbeddings: true, qkvBias: false, outputBias: false, qkNorm: false, head: { type: "lm" } },
  };
}

/** Tokens of a micro-batch of training, for the estimate. */
const microBatch = 4096;

/**
 * How many times as fast the graphics processor is, by estimate, when each token is sampled once and trained on once: of
 * its 8·P operations (P parameters; 2 forward, 4 backward, 2 to sample) at the speed of a product of matrices, and of the
 * nodes of the graphs at what one takes at least, spread over the tokens of a run.
 */
export function expectedGain(
  { config, parameters }: { config: Model["config"]; parameters: { count: number } },
  speed: Speed,
): number {
  const lm = { ...config, head: { type: "lm" as const } };
  const decode = buildDecodeGraph(lm, null, 1, "draw", false).nodes.length;
  const variant = { hasPrompts: true, stripes: 2, chunked: false, few: false };
  const train = buildPackedGraph(lm, null, 1, {
    ...{ ...variant, trainable: "all", loss: { type: "crossEntropy" } },
  }).nodes.length;
  const launches = decode / usefulRows(parameters.count) + train / microBatch;
  const seconds = ({ flops, overhead }: Speed["cpu"]) => (8 * parameters.count) / flops + overhead * launches;
  return seconds(speed.cpu) / seconds(speed.gpu);
}

// The engines of a run that compute in this process: made and closed again, and the memory they will take, predicted before
// it starts and shared out among them; what does not fit beside the others on a device goes to the CPU.
import { at, UserError } from "../common/errors.ts";
import type { PureConfig } from "../config/schema.ts";
import { leavesBase, type PrmConfig, type SftConfig } from "../config/supervised.ts";
import { choiceOf } from "../engine/embedded/decoder.ts";
import { type ChosenDevice, chooseDevice, type DeviceName } from "../engine/embedded/devices.ts";
import { cpuDevice, createEmbeddedEngine, type EmbeddedEngine } from "../engine/embedded/engine.ts";
import { type Activations, megabytes, type PlannedRun } from "../engine/embedded/memory.ts";
import { toConfigJson } from "../model/huggingface.ts";
import { type LoadedModel, type LoadOptions, loadModel } from "../model/load.ts";
import type { encodeForPolicy } from "./problem-sets.ts";
import { PROBE_PROBLEMS, trustSource } from "./trust.ts";
import { criticLoss, policyLoss } from "./update.ts";

/** Makes a run's engine; `base` has adapters on the same model, whose weights lie there once for both. */
export type MakeEngine = (
  model: LoadedModel,
  lora?: PureConfig["model"]["lora"],
  base?: EmbeddedEngine,
) => Promise<EmbeddedEngine>;

/**
 * Does `work`, and closes what it made, and what it gave to `atEnd`, however it ends: the last first. All its engines
 * compute where the first one does best; `onEvent` is told where.
 */
export async function withEngines<T>(
  { engine, train }: Pick<PureConfig | SftConfig | PrmConfig, "engine" | "train">,
  work: (make: MakeEngine, atEnd: (close: () => Promise<void>) => void) => Promise<T>,
  onEvent: (event: { type: "note" | "warning"; message: string }) => void = () => {},
): Promise<T> {
  const { threads, memoryLimitGiB, maxContext, recompute } = engine;
  let chosen: Promise<ChosenDevice> | null = null;
  const options = {
    threads: threads ?? undefined,
    maxContext: maxContext ?? undefined,
    memoryLimit: memoryLimitGiB === null ? undefined : memoryLimitGiB * 2 ** 30,
    seed: train.seed,
    recompute,
    onWarning: (message: string) => onEvent({ type: "warning", message }),
  };
  const closing: (() => Promise<void>)[] = [];
  const make: MakeEngine = async (model, lora = null, base) => {
    const first = chosen === null;
    chosen ??= chooseDevice(engine.device, model);
    const { device, text } = await chosen;
    if (first && text !== null) onEvent({ type: "note", message: text });
    const made = createEmbeddedEngine({ ...options, device, model, lora, base });
    closing.push(() => made.dispose());
    return made;
  };
  try {
    return await work(make, (close) => closing.push(close));
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

/** Whether the weights of the model that is trained are held as float16: adapters are in their place, or a head. */
export const halvesBase = (config: PureConfig | SftConfig | PrmConfig) =>
  config.engine.frozenWeights === "float16" && leavesBase(config);

/**
 * A model to train, by its source; a head that its files lack has random weights by the seed. `halved`: its own weights are
 * not trained, and are float16.
 * @throws UserError as `loadModel` does, and where it could not be saved
 */
export async function openModel(
  source: string,
  tokenizer: string | null,
  { head = "lm", seed = 0, halved = false }: Pick<LoadOptions, "head" | "seed" | "halved"> = {},
): Promise<LoadedModel> {
  const model = await loadModel(source, { tokenizer: tokenizer ?? undefined, head, seed, halved });
  at(source, () => toConfigJson(model.config, model.generation));
  return model;
}

/** Node itself, the code and the data of a run. */
export const baseBytes = 250e6;

/** An engine of a run, and what it will compute. */
export interface PlannedEngine {
  name: string;
  engine: Pick<
    EmbeddedEngine,
    "plan" | "memoryLimit" | "activationBytes" | "recompute" | "device" | "moveTo"
  >;
  runs: readonly PlannedRun[];
  /** Its weights are the first engine's too, and count there; it stays with it. */
  sharesWeights?: boolean;
}

/**
 * `planMemory`, whose text is returned; but engines that do not fit beside the others on a device with memory of its own go
 * to the CPU first: those that have the least to compute, and never the first one (the policy, or the model that is trained)
 * alone. Where that one does not fit by itself all go, if nobody asked for the device (`wanted` auto).
 * @throws UserError where the smallest micro-batches are too large
 */
export async function placeEngines(engines: readonly PlannedEngine[], wanted: DeviceName): Promise<string> {
  if (engines[0].engine.device.memory === null || needs(engines).excess <= 0) return planMemory(engines).text;
  const rest = (moved: readonly PlannedEngine[]) => engines.filter((one) => !moved.includes(one));
  const fitting = subsets(engines.slice(1).filter(({ sharesWeights }) => !sharesWeights))
    .filter((moved) => needs(rest(moved)).excess <= 0)
    .sort((a, b) => operations(a) - operations(b));
  const moved = fitting[0] ?? (wanted === "auto" ? engines : []);
  const cpu = cpuDevice();
  for (const { engine } of moved) await engine.moveTo(cpu);
  const stay = rest(moved);
  // A device has copies: in this process's memory their weights are all the same.
  const copied = stay.reduce(
    (sum, { engine, runs, sharesWeights }) => sum + (sharesWeights ? 0 : engine.plan(...runs).copied),
    0,
  );
  const here = stay.length > 0 && planMemory(stay).text;
  const there = moved.length > 0 && planMemory(moved, copied).text;
  return [here, there && `on the CPU, for want of room on the graphics processor: ${there}`]
    .filter(Boolean)
    .join("; ");
}

/** What engines compute a token, up to a factor: 2 operations a weight forward, 4 more where it is trained. */
function operations(engines: readonly PlannedEngine[]): number {
  return engines.reduce((sum, { engine, runs }) => {
    const passes = runs.some(({ loss }) => loss) ? 3 : 1;
    return sum + passes * engine.plan(...runs).weights;
  }, 0);
}

/** All subsets but the empty one. */
function subsets<T>(items: readonly T[]): T[][] {
  const all: T[][] = [];
  for (const item of items) all.push([item], ...all.map((some) => [...some, item]));
  return all;
}

/**
 * What engines on one device take. What they hold adds up; they compute one after another and keep nothing of a
 * micro-batch, so that the largest counts. `copied`: bytes that lie in the same memory besides. `excess`: bytes too many
 * with micro-batches of one response.
 */
function needs(engines: readonly PlannedEngine[], copied = 0) {
  const plans = engines.map(({ engine, runs }) => engine.plan(...runs));
  const parts = engines.map(({ name, sharesWeights }, i) => {
    const { weights, gradients, optimizer, cache, decoding } = plans[i];
    return { name, bytes: (sharesWeights ? 0 : weights) + gradients + optimizer + cache + decoding };
  });
  if (copied > 0) parts.push({ name: "weights of the others", bytes: copied });
  const [{ engine }] = engines;
  const base = engine.device.memory === null ? baseBytes : 0;
  const held = parts.reduce((sum, { bytes }) => sum + bytes, base);
  const largest = (which: keyof Activations) => Math.max(...plans.map((plan) => plan.activations[which]));
  const [least, alone, most] = [largest("least"), largest("alone"), largest("most")];
  const halvable = plans.some((plan) => plan.halvable);
  return { parts, held, least, alone, most, halvable, excess: held + least - engine.memoryLimit };
}

/**
 * Predicts the peak of engines on one device, and gives each what is left for its micro-batches: they are as small as they
 * must be, down to one response. `text` is the prediction in a sentence.
 * @throws UserError where the smallest micro-batches are too large
 */
export function planMemory(engines: readonly PlannedEngine[], copied = 0): { total: number; text: string } {
  const { parts, held, least, alone, most, excess, halvable } = needs(engines, copied);
  const { memoryLimit: limit, device } = engines[0].engine;
  const describe = (micro: string, bytes: number) =>
    [...parts, { name: micro, bytes }].map((part) => `${part.name} ${megabytes(part.bytes)}`).join(", ");
  const keeps = engines.some(
    ({ engine, runs }) => engine.recompute === "off" && runs.some(({ loss }) => loss),
  );
  const halve = halvable ? "hold what is not trained as float16 (engine.frozenWeights), " : "";
  const [of, orCpu] =
    device.memory === null
      ? ["", ""]
      : [" of the graphics processor's", "compute on the CPU (engine.device cpu), "];
  if (excess > 0)
    throw new UserError(
      `memory: the run needs at least ${megabytes(held + least)}${of}, the limit is ${megabytes(limit)} ` +
        `(${describe("one response at a time", least)}); ` +
        `lower sampling.maxTokens (train.maxTokens where nothing is sampled), train adapters (model.lora), ${halve}` +
        `set credit.klCoefficient 0 (no reference policy), ${keeps ? "set engine.recompute auto, " : ""}${orCpu}` +
        "or raise engine.memoryLimitGiB",
    );
  const room = limit - held;
  for (const { engine } of engines) engine.activationBytes = room;
  const short = alone > room;
  const activations = Math.max(short ? least : alone, Math.min(most, room));
  const total = held + activations;
  const text = `predicted peak memory ${megabytes(total)} of ${megabytes(limit)}: ${describe("micro-batches", activations)}`;
  const recomputed =
    `; the longest responses take ${megabytes(alone)} each with everything kept for the gradients, so that their layers ` +
    "are computed again in the backward pass (engine.recompute), a third more computation";
  return { total, text: short ? text + recomputed : text };
}

type Encoded = Pick<ReturnType<typeof encodeForPolicy>, "prompts" | "longest">;

/** The engines of a run of PURE that compute here, null where there is none, and what they will compute. */
export function pureEngines(
  config: PureConfig,
  here: Record<"policy" | "reference" | "prm" | "critic", EmbeddedEngine | null>,
  training: Encoded,
  heldOut: Encoded,
): PlannedEngine[] {
  const { sampling, model } = config;
  const { promptsPerStep: prompts, samplesPerPrompt, maxTokens: responseTokens } = sampling;
  const promptTokens = training.longest;
  const step: PlannedRun = { prompts, samplesPerPrompt, promptTokens, responseTokens, sampling: null };
  const held = { ...step, promptTokens: heldOut.longest };
  const count = heldOut.prompts.length;
  const evaluations = count === 0 ? [] : [{ ...held, prompts: count, samplesPerPrompt: 1 }];
  const probes = trustSource(config) === "heldOut" ? [{ ...held, prompts: PROBE_PROBLEMS }] : [];
  const choice = choiceOf(sampling);
  const ofPolicy = [
    { ...step, sampling: choice, loss: policyLoss(config) },
    ...evaluations.map((run) => ({ ...run, sampling: "greedy" as const })),
    ...probes.map((run) => ({ ...run, sampling: choice })),
  ];
  const { policy, reference, prm, critic } = here;
  const sharesWeights = model.lora !== null;
  return [
    { name: "policy", engine: policy, runs: ofPolicy },
    { name: "reference", engine: reference, runs: [step], sharesWeights },
    { name: "process reward model", engine: prm, runs: [step, ...evaluations, ...probes] },
    { name: "critic", engine: critic, runs: [{ ...step, loss: criticLoss(config) }] },
  ].flatMap(({ engine, ...rest }) => (engine ? [{ engine, ...rest }] : []));
}

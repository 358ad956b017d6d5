// A run's configuration as its config.json holds it, and what of it may be another where the run goes on.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../common/errors.ts";
import { ifThere } from "../../common/if-there.ts";
import { lossDefaults } from "../../config/loss.ts";

/** Keys that a resumed run may change: they do not decide what a step computes, only how many and what is kept. */
const mayChange =
  /^engine\.(?!frozenWeights$)|^run\.|^train\.(steps|evalEvery|checkpointEvery|keepCheckpoints|rolloutsEvery|nonFiniteLimit|onAlarm)$|^reward\.verifier\.(concurrency|timeoutSeconds|attempts)$/;

/** Keys that runs of earlier versions do not have, with what they did; and what the run has decided: such runs go on. */
const isTheSame = ({ key, there, now }: Difference) => {
  if (key === "credit.trust" && now === null) return true;
  if (key === "reward.custom" && functionName(there) === there) return there === functionName(now);
  if (there !== undefined) return false;
  if (key === "reward.verifier") return (now as { kind?: unknown } | undefined)?.kind === "rules";
  return key in later && JSON.stringify(now) === JSON.stringify(later[key]);
};

/** Keys that came later, by what was done before. */
const later: Readonly<Record<string, unknown>> = {
  ...{ "sampling.dynamicBatches": 0, "reward.overlongBuffer": null, "reward.overlongCoefficient": 1 },
  ...{ "data.fields.options": null, "data.onDisk": false, "engine.frozenWeights": "float32" },
  ...{ "train.rolloutsAhead": 0, "credit.trust": false, "reward.processCoefficient": 1, loss: lossDefaults },
  ...Object.fromEntries(Object.entries(lossDefaults).map(([key, value]) => [`loss.${key}`, value])),
};

/** `value` as the files of a run hold it; of a function, its name and a digest of its source. */
export function json(value: object): string {
  const named = (_key: string, item: unknown) => (typeof item === "function" ? functionText(item) : item);
  return `${JSON.stringify(value, named, 2)}\n`;
}

/**
 * "function judge, sha256 0123456789abcdef". Of the source of the function alone: the file that has it changes for reasons
 * that are no other reward (a number of steps), and callers of the library have no file. What the function calls is not in
 * it; `REWARD_FILE` is.
 */
function functionText(item: { name: string }): string {
  return `function ${item.name}, sha256 ${createHash("sha256").update(String(item)).digest("hex").slice(0, 16)}`;
}

/** What of `functionText` runs of before had: the function's name. */
export const functionName = (text: unknown) =>
  typeof text === "string" ? text.replace(/, sha256 [0-9a-f]{16}$/, "") : text;

/** A key whose value a run has otherwise than it is given now; undefined: not there at all. */
export interface Difference {
  /** Dotted. */
  key: string;
  there: unknown;
  now: unknown;
}

/** Where the configuration `now` differs, as JSON holds it, from that of a run, `there`. */
export function differences(there: Record<string, unknown>, now: object): Difference[] {
  return leaves(there, JSON.parse(json(now)), "").filter((difference) => !isTheSame(difference));
}

function leaves(there: unknown, now: unknown, path: string): Difference[] {
  const inside = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
  if (inside(there) && inside(now)) {
    const [left, right] = [there as Record<string, unknown>, now as Record<string, unknown>];
    const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
    return [...keys].flatMap((key) => leaves(left[key], right[key], path === "" ? key : `${path}.${key}`));
  }
  return JSON.stringify(there) === JSON.stringify(now) ? [] : [{ key: path, there, now }];
}

/** A value, for the user. */
export const shown = (value: unknown) => (value === undefined ? "not set" : JSON.stringify(value));

/** "optimizer.learningRate is 0.001 there and 0.000001 here; …". */
export function describe(found: readonly Difference[]): string {
  return found
    .map(({ key, there, now }) => `${key} is ${shown(there)} there and ${shown(now)} here`)
    .join("; ");
}

/** Throws a UserError where the run at `path`, `done` steps far, would be another one by what was `found`. */
export function refuseChanges(
  path: string,
  found: readonly Difference[],
  before: Record<string, unknown>,
  done: number,
): void {
  const steps = found.find(({ key }) => key === "train.steps");
  if (steps && (steps.now as number) < done)
    throw new UserError(
      `${path}: cannot resume with train.steps ${steps.now}; the run has finished ${done}. Give ${done} or more`,
    );
  const { schedule = "constant" } = (before.optimizer ?? {}) as { schedule?: string };
  if (steps && schedule !== "constant")
    throw new UserError(
      `${path}: cannot resume with train.steps ${steps.now}: the ${schedule} schedule (optimizer.schedule) takes the ` +
        `learning rate to 0 after step ${steps.there}, so that steps already taken would have had another. Resume with ` +
        `train.steps ${steps.there}, or start a new run from a checkpoint of this one (--model.source ${path}/checkpoints/STEP ` +
        "--run.name NAME); with a constant schedule a run may be made longer",
    );
  const changed = found.filter(({ key }) => !mayChange.test(key));
  if (changed.length > 0)
    throw new UserError(
      `${path}: cannot resume with another configuration: ${describe(changed)}. Use the values there, the run's own ` +
        "(config.json), or start a new run (--run.name NAME)",
    );
}

/** In a run's directory: the text of reward.custom, for the reader, and to tell whether it is as it was. JavaScript is TypeScript too. */
export const REWARD_FILE = "reward.custom.ts";

/** The text of the file that has the reward of `config`, or where none is known of the function alone; null: none is the user's. */
export function rewardText(config: object, file?: string): string | null {
  const { custom } = (config as { reward?: { custom?: unknown } }).reward ?? {};
  return typeof custom === "function" ? (file ?? `${custom}\n`) : null;
}

/** What the run at `path` keeps of it; null: nothing. */
export function keptReward(path: string): Promise<string | null> {
  return ifThere(readFile(join(path, REWARD_FILE), "utf8"));
}

/** Of a run that goes on with the same function, what there is to say of its file; null where that is as it was. */
export async function otherRewardFile(path: string, file: string | undefined): Promise<string | null> {
  const kept = await keptReward(path);
  if (file === undefined || kept === null || kept === file) return null;
  return (
    `reward.custom is the function that the run began with, and its file is another (then: ${join(path, REWARD_FILE)}); ` +
    "where what the function uses has changed, so has the reward"
  );
}

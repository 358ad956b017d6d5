// Which checkpoints of the runs below a folder can be tried, and what a run's configuration says of how its policy is put
// a prompt. Nothing outside the folder is opened: not by a link in a checkpoint, nor by what a configuration names.
import { readdir } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { UserError } from "../common/errors.ts";
import { isServer } from "../common/server-address.ts";
import { pureSchema } from "../config/schema.ts";
import { sftSchema } from "../config/supervised.ts";
import { parseConfig } from "../config.ts";
import { readTinkerCheckpoint } from "../engine/tinker/checkpoint.ts";
import type { Runs } from "./runs.ts";
import type { CheckpointFacts } from "./types.ts";

/** A policy that can be loaded. */
export interface PolicyCheckpoint {
  path: string;
  /** Prompt template and system message of the run's data. */
  template?: string;
  system?: string;
  separator: string;
  stop: readonly string[];
  /** The run's process reward model, to be computed here; or why there is none. */
  prm: { path: string; stepToken: string | null } | string;
}

/** Every policy checkpoint of the runs, the newest of a run first. */
export async function listCheckpoints(runs: Runs): Promise<CheckpointFacts[]> {
  const found: CheckpointFacts[] = [];
  for (const { name: run } of runs.list()) {
    const folder = await runs.file(run, "checkpoints");
    const names = folder === null ? [] : await readdir(folder).catch(() => []);
    const steps = names.filter((name) => /^\d{1,9}$/.test(name)).map(Number);
    if (steps.length === 0) continue;
    const config = (await runs.details(run))?.config;
    if (isPrm(config)) continue;
    for (const step of steps.sort((a, b) => b - a)) {
      const fault = await findCheckpoint(runs, run, step).then(
        () => null,
        (error: Error) => error.message,
      );
      found.push({ run, step, fault });
    }
  }
  return found;
}

/** The checkpoint of `step` of a run of the folder. Throws a UserError that says why it cannot be tried. */
export async function findCheckpoint(runs: Runs, run: string, step: number): Promise<PolicyCheckpoint> {
  const gone = new UserError(`No checkpoint of step ${step} of ${run.slice(0, 200)} is there (any more).`);
  const path = Number.isSafeInteger(step) ? await runs.file(run, "checkpoints", String(step)) : null;
  const details = await runs.details(run);
  if (path === null || details === null) throw gone;
  for (const name of await readdir(path).catch(() => [] as string[]))
    if ((await runs.file(run, "checkpoints", String(step), name)) === null)
      throw new UserError(`Its file ${name.slice(0, 100)} lies outside the folder shown.`);
  const remote = await readTinkerCheckpoint(path);
  if (remote !== null)
    throw new UserError(
      `Its weights are on a server (${new URL(remote.url).host}), which this page does not ask; \`pure sample\` does.`,
    );
  if (isPrm(details.config))
    throw new UserError("It is a process reward model, which scores responses and writes none.");
  const { data, ...config } = readConfig(details.config);
  return {
    path,
    template: data.template ?? undefined,
    system: data.system ?? undefined,
    separator: "stepSeparator" in data ? data.stepSeparator : "\n\n",
    stop: "sampling" in config ? config.sampling.stop : [],
    prm: "reward" in config ? await prmOf(runs, config.reward) : "A supervised run has no process rewards.",
  };
}

const isPrm = (config: unknown) =>
  typeof config === "object" && config !== null && "head" in config && "all" in config;

/** The run's configuration. Throws a UserError where another version wrote it. */
function readConfig(config: unknown) {
  const { reward, ...rest } = (config ?? {}) as Record<string, unknown>;
  // A reward of one's own is a function, of which config.json has no more than the name; nothing is rewarded here.
  const { custom: _, ...known } = (reward ?? {}) as Record<string, unknown>;
  try {
    if (!("sampling" in rest)) return parseConfig(sftSchema, rest, "config.json");
    return parseConfig(
      pureSchema,
      { ...rest, ...(reward !== undefined && { reward: known }) },
      "config.json",
    );
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(
      `Another version wrote this run, and this one cannot read its configuration (${error.message.split("\n")[0].slice(0, 300)}).`,
    );
  }
}

async function prmOf(
  runs: Runs,
  { mode, prm, stepToken }: { mode: string; prm: string | null; stepToken: string | null },
): Promise<PolicyCheckpoint["prm"]> {
  if (mode === "vr" || prm === null) return "The run has no process reward model.";
  if (isServer(prm)) return "The run's process reward model is on a server, which this page does not ask.";
  const path = await runs.folder.find(relative(runs.folder.path, resolve(prm)) || ".");
  if (path === null) return "The run's process reward model lies outside the folder shown, or is gone.";
  return { path, stepToken };
}

// The models that are tried: loaded when a request needs them, and kept as long as they fit into memory beside what the
// next one needs. They are opened as training opens them.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../common/errors.ts";
import type { Problem } from "../data/problems.ts";
import { chooseDevice } from "../engine/embedded/devices.ts";
import { createEmbeddedEngine, defaultMemoryLimit, type EmbeddedEngine } from "../engine/embedded/engine.ts";
import { megabytes, type PlannedRun } from "../engine/embedded/memory.ts";
import { loadModel, loadModelConfig } from "../model/load.ts";
import { parameterCount } from "../model/parameters.ts";
import { embeddedScorer, type ProcessRewardModel } from "../reward/prm.ts";
import { stepTokenId } from "../reward/reading.ts";
import { readReading } from "../reward/reading-file.ts";
import { baseBytes } from "../train/engines.ts";
import { checkSameTokens } from "../train/scorer.ts";
import type { PolicyCheckpoint } from "./checkpoints.ts";
import { stampOf } from "./files.ts";

/** A policy, and what scores its steps; or why nothing does. */
export interface TrialModels {
  policy: EmbeddedEngine;
  prm: { engine: EmbeddedEngine; model: ProcessRewardModel } | string;
}

/** Models in memory, by their path, with the stamp of what was read there. */
export class ModelShelf {
  #loaded = new Map<string, { engine: EmbeddedEngine; stamp: string }>();

  /** `memoryLimit`: bytes the process may take. */
  constructor(readonly memoryLimit = defaultMemoryLimit()) {}

  get paths(): string[] {
    return [...this.#loaded.keys()];
  }

  /** The models of a checkpoint, for `problem`. Throws a UserError where they cannot be read, or need more memory than there may be. */
  async open({ path, prm, separator }: PolicyCheckpoint, problem: Problem): Promise<TrialModels> {
    const own = typeof prm === "string" ? [path] : [path, prm.path];
    const bytes = new Map<string, number>();
    for (const one of own) bytes.set(one, await weightBytes(one));
    await this.#makeRoom(own, sum(bytes.values()), "its weights take");
    const policy = await this.#load(path, "lm");
    if (typeof prm === "string") return { policy, prm };
    const { tokenizer } = policy.model;
    try {
      const engine = await this.#load(prm.path, { labels: 2 });
      checkSameTokens("reward.prm", engine.model.tokenizer, tokenizer, [problem]);
      const stepToken = stepTokenId(tokenizer, prm.stepToken ?? (await readReading(prm.path)).stepToken);
      return {
        policy,
        prm: { engine, model: { scorer: embeddedScorer(engine), tokenizer, separator, stepToken } },
      };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { policy, prm: `The run's process reward model cannot be used (${error.message}).` };
    }
  }

  /** Makes room for a run of `models`. Throws a UserError where it takes more memory than there may be. */
  async prepare({ policy, prm }: TrialModels, run: PlannedRun): Promise<void> {
    const engines = typeof prm === "string" ? [policy] : [policy, prm.engine];
    const plans = [
      policy.plan(run),
      ...(typeof prm === "string" ? [] : [prm.engine.plan({ ...run, sampling: null })]),
    ];
    const held = sum(plans.map(({ weights, cache, decoding }) => weights + cache + decoding));
    const least = Math.max(...plans.map(({ activations }) => activations.least));
    const own = [...this.#loaded].filter(([, { engine }]) => engines.includes(engine)).map(([path]) => path);
    // That of a device, where it has less.
    const limit = Math.min(...engines.map(({ memoryLimit }) => memoryLimit));
    await this.#makeRoom(own, held + least, "so long a prompt and responses take, with its weights,", limit);
    for (const engine of engines) engine.activationBytes = limit - baseBytes - held - this.#others(own);
  }

  /** Lets go of all models but those at `paths`. */
  async keepOnly(paths: readonly string[]): Promise<void> {
    for (const path of this.paths) if (!paths.includes(path)) await this.#letGo(path);
  }

  async #letGo(path: string): Promise<void> {
    const known = this.#loaded.get(path);
    this.#loaded.delete(path);
    await known?.engine.dispose();
  }

  async #makeRoom(
    own: readonly string[],
    bytes: number,
    what: string,
    limit = this.memoryLimit,
  ): Promise<void> {
    if (baseBytes + bytes > limit)
      throw new UserError(
        `It needs more memory than there may be: ${what} ${megabytes(bytes)}, and this process may take ` +
          `${megabytes(limit)}, of which ${megabytes(baseBytes)} are its own.`,
      );
    if (baseBytes + bytes + this.#others(own) > limit) await this.keepOnly(own);
  }

  /** Bytes of the weights of the models that are not at `own`. */
  #others(own: readonly string[]): number {
    const others = [...this.#loaded].filter(([path]) => !own.includes(path));
    return sum(others.map(([, { engine }]) => 4 * engine.model.parameters.count));
  }

  async #load(path: string, head: "lm" | { labels: number }): Promise<EmbeddedEngine> {
    // Of before it is read: what is replaced meanwhile is read again the next time.
    const stamp = await stampOfModel(path);
    const known = this.#loaded.get(path);
    if (known?.stamp === stamp) return known.engine;
    await this.#letGo(path);
    const model = await loadModel(path, { head, trainedHead: true });
    const { device } = await chooseDevice("auto", model);
    const engine = createEmbeddedEngine({ model, device, memoryLimit: this.memoryLimit });
    this.#loaded.set(path, { engine, stamp });
    return engine;
  }
}

/** Another once a file of the model was written to or replaced: a run that goes on may write a checkpoint of a step again. */
async function stampOfModel(path: string): Promise<string> {
  const names = await readdir(path).catch(() => null);
  if (names === null) return await stampOf(path);
  return (await Promise.all(names.sort().map((name) => stampOf(join(path, name))))).join();
}

/** Bytes of a model's weights in memory, by its configuration. */
async function weightBytes(path: string): Promise<number> {
  return 4 * parameterCount(await loadModelConfig(path));
}

const sum = (values: Iterable<number>) => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

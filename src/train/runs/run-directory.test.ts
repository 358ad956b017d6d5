import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { UserError } from "../../common/errors.ts";
import { lossDefaults } from "../../config/loss.ts";
import { pureSchema } from "../../config/schema.ts";
import { parseConfig } from "../../config.ts";
import { latestCheckpoint, readState, saveCheckpoint } from "./checkpoint.ts";
import { differences, json, otherRewardFile } from "./run-changes.ts";
import { RunDirectory, readFlags } from "./run-directory.ts";
import type { TrainState } from "./run-store.ts";

const config = { train: { steps: 4, seed: 1 }, credit: { form: "min" }, run: { name: "a" } };
let path: string;
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), "pure-run-")), "a");
});

describe("RunDirectory", () => {
  it("refuses to start over a run and names both ways on", async () => {
    await RunDirectory.start(path, config);
    expect(JSON.parse(readFileSync(join(path, "config.json"), "utf8"))).toEqual(config);
    await expect(RunDirectory.start(path, config)).rejects.toThrow(/--resume.*--run\.name/);
  });

  it("starts in no place that holds anything else, and leaves that as it is", async () => {
    mkdirSync(path);
    writeFileSync(join(path, "metrics.jsonl"), "hi\n");
    await expect(RunDirectory.start(path, config)).rejects.toThrow(
      `${path}: is not empty, and no run (metrics.jsonl). Choose another name (--run.name NAME)`,
    );
    for (const name of ["a", "b", "c"]) writeFileSync(join(path, name), "");
    await expect(RunDirectory.start(path, config)).rejects.toThrow("no run (a, b, c, …)");
    expect(readdirSync(path).sort()).toEqual(["a", "b", "c", "metrics.jsonl"]);
  });

  it("starts where there is what comes before a run: a lock, its data, a demo's stages, logs", async () => {
    for (const folder of ["data", "warm-up", "prm", "tensorboard"])
      mkdirSync(join(path, folder), { recursive: true });
    const files = [
      "lock",
      "lock.8a.new",
      "data.json",
      "data.json.partial",
      "train.log",
      "slurm-1.out",
      ".nfs1",
    ];
    // A start that was cut off.
    for (const name of [...files, "config.json.partial", "flags.json", "reward.custom.ts"])
      writeFileSync(join(path, name), "");
    await RunDirectory.start(path, config);
    expect(readdirSync(path)).not.toContain("flags.json");
    expect(readdirSync(path)).not.toContain("reward.custom.ts");
    await expect(RunDirectory.start(path, config)).rejects.toThrow("there is a run here already");
  });

  it("says both values of each key that a run cannot have otherwise where it goes on", async () => {
    const before = { ...config, sampling: { maxTokens: 40 }, optimizer: { learningRate: 1e-3 } };
    await RunDirectory.start(path, before);
    const now = { ...before, sampling: { maxTokens: 30 }, optimizer: {}, critic: { clip: 0.1 } };
    await expect(RunDirectory.resume(path, now, { step: 0, rollbacks: 0 })).rejects.toThrow(
      "another configuration: sampling.maxTokens is 40 there and 30 here; optimizer.learningRate is 0.001 there and not set " +
        'here; critic is not set there and {"clip":0.1} here. Use the values there',
    );
  });

  describe("with a reward of one's own", () => {
    const at = { step: 0, rollbacks: 0 };
    const rewarded = (custom: unknown) => ({ ...config, reward: { mode: "vr", custom } });
    const made = (source: string) => new Function(`return { custom: ${source} }.custom`)();
    const [one, other] = [rewarded(made("() => 1")), rewarded(made("() => 2"))];
    const kept = () => readFileSync(join(path, "reward.custom.ts"), "utf8");

    it("keeps the function, and does not go on with another", async () => {
      await RunDirectory.start(path, one);
      expect(kept()).toBe("() => 1\n");
      const { reward } = JSON.parse(readFileSync(join(path, "config.json"), "utf8"));
      expect(reward.custom).toMatch(/^function custom, sha256 [0-9a-f]{16}$/);
      await RunDirectory.resume(path, rewarded(made("() => 1")), at);
      await expect(RunDirectory.resume(path, other, at)).rejects.toThrow(
        /another configuration: reward\.custom is "function custom, sha256 \w+" there and "function custom, sha256 \w+" here/,
      );
      await expect(RunDirectory.resume(path, rewarded(undefined), at)).rejects.toThrow("reward.custom is");
    });

    it("keeps its file, by which it is the same however it is read, and says where that is another", async () => {
      await RunDirectory.start(path, one, { file: "of types" });
      expect(kept()).toBe("of types");
      expect(await otherRewardFile(path, "of types")).toBeNull();
      expect(await otherRewardFile(path, undefined)).toBeNull();
      // Another version of Node leaves other white space where types were.
      await RunDirectory.resume(path, rewarded(made("()   => 1")), at, { file: "of types" });
      // One file may choose between functions.
      const judge = rewarded(made("function judge() { return 1; }"));
      await expect(RunDirectory.resume(path, judge, at, { file: "of types" })).rejects.toThrow(
        "reward.custom is",
      );
      await expect(RunDirectory.resume(path, other, at, { file: "of others" })).rejects.toThrow(
        "reward.custom",
      );
      const same = rewarded(made("()   => 1"));
      await RunDirectory.resume(path, same, at, { file: "of others" });
      expect(kept()).toBe("of types");
      expect(await otherRewardFile(path, "of others")).toContain(
        `its file is another (then: ${join(path, "reward.custom.ts")})`,
      );
    });

    it("goes on with a run from before functions had a digest, and has one then", async () => {
      await RunDirectory.start(path, rewarded("function custom"));
      const judge = rewarded(made("function judge() { return 1; }"));
      await expect(RunDirectory.resume(path, judge, at)).rejects.toThrow(
        'reward.custom is "function custom" there',
      );
      await RunDirectory.resume(path, one, at, { file: "its file" });
      expect(kept()).toBe("its file");
      await expect(RunDirectory.resume(path, other, at)).rejects.toThrow("reward.custom is");
    });
  });

  it("keeps the flags that it was begun, and went on, with", async () => {
    await RunDirectory.start(path, config);
    expect(await readFlags(path)).toEqual({});
    expect(existsSync(join(path, "flags.json"))).toBe(false);
    const flags = { train: { steps: 9 } };
    await RunDirectory.resume(path, config, { step: 0, rollbacks: 0 }, { flags });
    expect(await readFlags(path)).toEqual(flags);
    writeFileSync(join(path, "flags.json"), "{");
    await expect(readFlags(path)).rejects.toThrow(/flags\.json: is not valid JSON/);
  });

  it("goes on with a run of an earlier version: keys that came later have what was done before", () => {
    const earlier = JSON.parse(readFileSync("tests/fixtures/earlier-config.json", "utf8"));
    const found = differences(earlier, parseConfig(pureSchema, earlier, "train"));
    expect(found.filter(({ key }) => !/^(?:run|engine)\./.test(key))).toEqual([]);
  });

  it("cuts metrics, rollouts and solutions back to the step it goes on from", async () => {
    const run = await RunDirectory.start(path, config);
    for (let step = 1; step <= 3; step++) {
      run.append("metrics", { step });
      await run.writeLines("rollouts", step, [{ step }, { step }]);
    }
    await run.writeLines("solutions", 0, [{ problem: "p" }]);
    appendFileSync(join(path, "metrics.jsonl"), '{"step":4,"lo');
    writeFileSync(join(path, "rollouts", "3.jsonl.partial"), "{");
    const longer = { ...config, train: { steps: 9, seed: 1 } };
    const resumed = await RunDirectory.resume(path, longer, { step: 2, rollbacks: 0 });
    expect(await resumed.readMetrics()).toEqual([{ step: 1 }, { step: 2 }]);
    expect(readdirSync(join(path, "rollouts")).sort()).toEqual(["1.jsonl", "2.jsonl"]);
    expect(await resumed.readLines("solutions", 0)).toEqual([{ problem: "p" }]);
    expect(await resumed.readLines("solutions", 1)).toBeUndefined();
  });

  it("writes a step's lines one after the other, however many, and reads them so", async () => {
    const run = await RunDirectory.start(path, config);
    const [many, size] = [400, 50_000];
    const text = "é\u2028".repeat(size / 2);
    let onDisk = 0;
    function* lines() {
      for (let i = 0; i < many; i++) {
        onDisk = Math.max(
          onDisk,
          statSync(join(path, "rollouts", "1.jsonl.partial"), { throwIfNoEntry: false })?.size ?? 0,
        );
        yield { i, text };
      }
    }
    await run.writeLines("rollouts", 1, lines());
    expect(readdirSync(join(path, "rollouts"))).toEqual(["1.jsonl"]);
    // Where they are first made one string, nothing is on disk before the last is taken.
    expect(onDisk).toBeGreaterThan((many * size) / 2);
    const read = await run.readLines<{ i: number; text: string }>("rollouts", 1);
    expect(read!.map(({ i }) => i)).toEqual(Array.from({ length: many }, (_, i) => i));
    expect(read!.every((line) => line.text === text)).toBe(true);

    const failing = function* () {
      yield { i: 0 };
      throw new Error("a bug");
    };
    await expect(run.writeLines("rollouts", 1, failing())).rejects.toThrow("a bug");
    expect(readdirSync(join(path, "rollouts"))).toEqual(["1.jsonl"]);
    expect(await run.readLines("rollouts", 1)).toHaveLength(many);
  });

  it("keeps the alarms that made it go back, and drops those it has yet to meet again", async () => {
    const run = await RunDirectory.start(path, config);
    const alarms = [
      [3, 0],
      [9, 0],
      [4, 1],
      [6, 1],
    ].map(([step, rollbacks]) => ({ step, rollbacks }));
    for (const alarm of alarms) run.append("alarms", alarm);
    await run.cutBack({ step: 5, rollbacks: 1 });
    const left = readFileSync(join(path, "alarms.jsonl"), "utf8").trim().split("\n");
    expect(left.map((line) => JSON.parse(line))).toEqual(alarms.slice(0, 3));
  });

  it("does not become another run by resuming", async () => {
    await RunDirectory.start(path, config);
    const other = { ...config, credit: { form: "sum" } };
    const start = { step: 0, rollbacks: 0 };
    await expect(RunDirectory.resume(path, other, start)).rejects.toThrow("credit.form");
    await expect(RunDirectory.resume(`${path}-none`, config, start)).rejects.toThrow("no run to resume");
  });

  it("may be made longer where that changes no step's learning rate, and not shorter than it is", async () => {
    const planned = (steps: number, schedule?: string) => ({
      ...config,
      train: { steps, seed: 1 },
      ...(schedule === undefined ? {} : { optimizer: { schedule } }),
    });
    const at = { step: 3, rollbacks: 0 };
    for (const schedule of ["linear", "cosine"]) {
      const place = `${path}-${schedule}`;
      await RunDirectory.start(place, planned(4, schedule));
      for (const steps of [3, 9])
        await expect(RunDirectory.resume(place, planned(steps, schedule), at)).rejects.toThrow(
          new RegExp(
            `cannot resume with train.steps ${steps}: the ${schedule} schedule .* after step 4.*Resume with train.steps 4.*--model.source .*/checkpoints/STEP`,
          ),
        );
      // Nothing was changed by asking.
      expect(JSON.parse(readFileSync(join(place, "config.json"), "utf8")).train.steps).toBe(4);
      await RunDirectory.resume(place, planned(4, schedule), at);
    }
    await RunDirectory.start(path, planned(4, "constant"));
    await RunDirectory.resume(path, planned(9, "constant"), at);
    await RunDirectory.resume(path, planned(3, "constant"), at);
    await expect(RunDirectory.resume(path, planned(2, "constant"), at)).rejects.toThrow(
      "cannot resume with train.steps 2; the run has finished 3. Give 3 or more",
    );
  });

  it("is unfinished from where it goes on, and stays finished where it may not", async () => {
    const run = await RunDirectory.start(path, config);
    for (const name of ["summary.json", "finished.json"]) await run.writeFile(name, json({ steps: 4 }));
    const [at, longer] = [
      { step: 4, rollbacks: 0 },
      { ...config, train: { steps: 9, seed: 1 } },
    ];
    await expect(RunDirectory.resume(path, { ...longer, credit: {} }, at)).rejects.toThrow("credit.form");
    const ends = () => ["summary.json", "finished.json"].map((name) => existsSync(join(path, name)));
    expect(ends()).toEqual([true, true]);
    await RunDirectory.resume(path, longer, at);
    expect(ends()).toEqual([false, false]);
  });

  it("goes on with a run from before process rewards had a weight, by what it did", async () => {
    const start = { step: 0, rollbacks: 0 };
    const weighed = (trust: boolean, processCoefficient: number) => ({
      ...{ credit: { form: "min", trust }, reward: { mode: "prm", processCoefficient } },
    });
    await RunDirectory.start(path, { credit: { form: "min" }, reward: { mode: "prm" } });
    await expect(RunDirectory.resume(path, weighed(true, 1), start)).rejects.toThrow("credit.trust is");
    await expect(RunDirectory.resume(path, weighed(false, 0.5), start)).rejects.toThrow("processCoefficient");
    await RunDirectory.resume(path, weighed(false, 1), start);
    await expect(RunDirectory.resume(path, weighed(true, 1), start)).rejects.toThrow("credit.trust is");
  });

  it("goes on with a run from before losses were configured, where they are as they were", async () => {
    const start = { step: 0, rollbacks: 0 };
    const before = { sampling: { maxTokens: 4 }, reward: { mode: "vr" } };
    const now = (loss: object, sampling: object = {}, reward: object = {}) => ({
      loss: { ...lossDefaults, ...loss },
      sampling: { ...before.sampling, dynamicBatches: 0, ...sampling },
      reward: { ...before.reward, overlongBuffer: null, overlongCoefficient: 1, ...reward },
    });
    await RunDirectory.start(path, before);
    const refused = async (config: object, key: string) =>
      expect(RunDirectory.resume(path, config, start)).rejects.toThrow(`another configuration: ${key} is`);
    await refused(now({ type: "gspo" }), "loss");
    await refused(now({}, { dynamicBatches: 1 }), "sampling.dynamicBatches");
    await refused(now({}, {}, { overlongBuffer: 2 }), "reward.overlongBuffer");
    await RunDirectory.resume(path, now({}), start);
    await refused(now({ type: "gspo" }), "loss.type");
    // A key of the section that came later still.
    writeFileSync(join(path, "config.json"), JSON.stringify({ ...now({}), loss: { type: "ppo" } }));
    await refused(now({ offPolicyKl: 0.5 }), "loss.offPolicyKl");
    await RunDirectory.resume(path, now({}), start);
  });

  it("goes on with a run from before verifiers were configured, by rules as it did", async () => {
    const start = { step: 0, rollbacks: 0 };
    const verified = (kind: string) => ({
      ...config,
      reward: { mode: "vr", verifier: { kind, attempts: 4 } },
    });
    await RunDirectory.start(path, { ...config, reward: { mode: "vr" } });
    await expect(RunDirectory.resume(path, verified("hybrid"), start)).rejects.toThrow("reward.verifier");
    await RunDirectory.resume(path, verified("rules"), start);
    await expect(RunDirectory.resume(path, verified("hybrid"), start)).rejects.toThrow(
      "reward.verifier.kind",
    );
  });
});

describe("checkpoints", () => {
  const state = (step: number): TrainState => ({
    step,
    seed: 1,
    dataPosition: step * 2,
    nonFiniteInARow: 0,
    dropped: { nonfinite: 0, ratio: 0 },
    rollbacks: 0,
    learningRateScale: 1,
    trust: [],
    distrusted: false,
  });
  const save = async (directory: string) => writeFileSync(join(directory, "weights"), "w");

  it("are found newest first, with their state, and old ones go", async () => {
    expect(await latestCheckpoint(path)).toBeUndefined();
    for (const step of [2, 4, 10]) await saveCheckpoint(path, state(step), 2, save);
    const latest = await latestCheckpoint(path);
    expect(latest?.step).toBe(10);
    expect(await readState(latest!)).toEqual(state(10));
    expect(readFileSync(join(path, "checkpoints", "latest"), "utf8")).toBe("10\n");
    expect(readdirSync(join(path, "checkpoints")).sort()).toEqual(["10", "4", "latest"]);
  });

  it("outlive the newest where they are needed", async () => {
    const needed = (step: number) => step === 2;
    for (const step of [0, 2, 4, 6]) await saveCheckpoint(path, state(step), 1, save, needed);
    expect(readdirSync(join(path, "checkpoints")).sort()).toEqual(["2", "6", "latest"]);
    expect((await latestCheckpoint(path, 5))?.step).toBe(2);
    expect(await latestCheckpoint(path, 1)).toBeUndefined();
  });

  it("become the newest again when a run goes back, with another state", async () => {
    const run = await RunDirectory.start(path, config);
    for (const step of [2, 4, 6]) {
      run.append("metrics", { step });
      await saveCheckpoint(path, state(step), 3, save);
    }
    const back = { ...state(2), rollbacks: 1, learningRateScale: 0.5 };
    await run.returnTo((await latestCheckpoint(path, 3))!, back);
    expect(readdirSync(join(path, "checkpoints")).sort()).toEqual(["2", "latest"]);
    expect(readFileSync(join(path, "checkpoints", "latest"), "utf8")).toBe("2\n");
    expect(await readState((await latestCheckpoint(path))!)).toEqual(back);
    expect(await run.readMetrics()).toEqual([{ step: 2 }]);
  });

  it("stay whole when the disk is full", async () => {
    await saveCheckpoint(path, state(2), 2, save);
    const full = async (directory: string) => {
      writeFileSync(join(directory, "weights"), "half");
      throw Object.assign(new Error("write"), { code: "ENOSPC" });
    };
    const saving = saveCheckpoint(path, state(4), 1, full);
    await expect(saving).rejects.toThrow(UserError);
    await expect(saving).rejects.toThrow(/no space left.*step 2 is whole/);
    expect((await latestCheckpoint(path))?.step).toBe(2);
    expect(existsSync(join(path, "checkpoints", "4.partial"))).toBe(false);
  });

  it("half written by a killed process are not seen, and written anew", async () => {
    await saveCheckpoint(path, state(2), 2, save);
    await expect(
      saveCheckpoint(path, state(4), 2, async () => {
        throw new Error("a bug");
      }),
    ).rejects.toThrow("a bug");
    expect((await latestCheckpoint(path))?.step).toBe(2);
    await saveCheckpoint(path, state(4), 2, save);
    expect((await latestCheckpoint(path))?.step).toBe(4);
  });
});

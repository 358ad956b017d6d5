import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UsageError, UserError } from "./common/errors.ts";
import { packageEntries } from "./common/version.ts";
import { configKeys } from "./config/keys.ts";
import { findConfigFile, loadConfig, parseFlags, readConfigFile } from "./config/load.ts";
import { pureSchema } from "./config/schema.ts";
import { prmSchema, sftSchema } from "./config/supervised.ts";
import { parseConfig, resolveConfig } from "./config.ts";

const least = { model: { source: "m" }, data: { source: "d" }, reward: { prm: "p" } };

describe("resolveConfig", () => {
  it("takes settings of the engine that reads them", () => {
    expect(resolveConfig({ ...least, engine: { maxContext: 64, threads: 1 } }).engine.maxContext).toBe(64);
    const tinker = { type: "tinker" as const, url: "http://x", model: "m", maxContext: 64, threads: 1 };
    expect(resolveConfig({ ...least, engine: tinker }).engine).toMatchObject(tinker);
    // A resolved configuration, as a run keeps it, is right again.
    const resolved = resolveConfig(least);
    expect(resolveConfig(resolved)).toEqual(resolved);
  });

  it("fills in the paper's defaults", () => {
    const config = resolveConfig(least);
    expect(config.sampling).toMatchObject({
      promptsPerStep: 64,
      samplesPerPrompt: 8,
      temperature: 1,
      topP: 1,
    });
    expect(config.credit).toMatchObject({ form: "min", temperature: 0.1, gamma: 1, klCoefficient: 1e-3 });
    expect(config.optimizer).toMatchObject({ clipRatio: 0.2, maxGradNorm: 1, maxMeanRatio: 10 });
    expect(config.data.stepSeparator).toBe("\n\n");
    expect(config.reward.stepToken).toBeNull();
    expect(config.model.lora).toBeNull();
  });

  it("completes a section given in part", () => {
    expect(resolveConfig({ ...least, model: { source: "m", lora: { rank: 4 } } }).model.lora).toMatchObject({
      rank: 4,
      alpha: 32,
    });
  });

  it.each([
    [{ ...least, credit: { from: "min" } }, "unknown key credit.from; did you mean credit.form?"],
    [{ ...least, klCoeficient: 1 }, "unknown key klCoeficient; did you mean credit.klCoefficient?"],
    [{ ...least, modle: {} }, "unknown key modle; did you mean model?"],
    [{ ...least, credit: { temperature: -1 } }, "credit.temperature is -1; it must be number > 0"],
    [
      { ...least, credit: { form: "max" } },
      'credit.form is "max"; it must be one of min, strict, sum, survival, local',
    ],
    [{ ...least, train: { steps: 1.5 } }, "train.steps is 1.5; it must be whole number ≥ 1"],
    [{ ...least, train: { seed: -1 } }, "train.seed is -1; it must be whole number ≥ 0"],
    [{ ...least, credit: { klCoefficient: -1 } }, "credit.klCoefficient is -1; it must be number ≥ 0"],
    [{ ...least, credit: { gamma: 2 } }, "credit.gamma is 2; it must be number ≥ 0 and ≤ 1"],
    ...["beta1", "beta2"].map(
      (key) =>
        [{ ...least, optimizer: { [key]: 1 } }, `optimizer.${key} is 1; it must be number ≥ 0 and < 1`] as [
          object,
          string,
        ],
    ),
    [
      { ...least, engine: { threads: "two" } },
      'engine.threads is "two"; it must be whole number ≥ 1, or null',
    ],
    [{ data: { source: "d" }, reward: { prm: "p" } }, "model.source is missing; it must be text, not empty"],
    [{ model: { source: "m" }, data: { source: "d" } }, 'reward.prm is missing; mode "prm+vr" needs'],
    [{ ...least, sampling: { samplesPerPrompt: 1 } }, "sampling.samplesPerPrompt is 1; estimator rloo"],
    [{ ...least, credit: { gamma: 0.5 } }, "credit.gamma is 0.5, but form min"],
    [
      { ...least, reward: { prm: "p", verifier: { kind: "hybrid", url: "http://x/v1" } } },
      'reward.verifier.model is missing; kind "hybrid" asks a model',
    ],
    [{ ...least, reward: { prm: "p", custom: 1 } }, "reward.custom is 1; it must be function"],
    [
      { ...least, reward: { prm: "p", verifier: { url: "http://x/v1" } } },
      'reward.verifier.url is of a verifier that asks a model, and kind is "rules"',
    ],
    [
      { ...least, reward: { mode: "vr", verifiableShare: 0 } },
      'reward.verifiableShare is 0; mode "vr" has no',
    ],
    [
      { ...least, reward: { mode: "vr", verifiableCoefficient: 0 } },
      'reward.verifiableCoefficient is 0; mode "vr" has no other reward',
    ],
    [
      { ...least, credit: { estimator: "prof" }, sampling: { samplesPerPrompt: 2 } },
      "sampling.samplesPerPrompt is 2; estimator prof compares responses of a prompt: 3 or more",
    ],
    [
      { ...least, credit: { estimator: "papo" }, reward: { prm: "p", mode: "prm" } },
      'reward.mode is "prm"; estimator papo holds process rewards against verdicts',
    ],
    [
      { ...least, credit: { estimator: "prof" }, reward: { mode: "vr" } },
      'reward.mode is "vr"; estimator prof holds process rewards against verdicts',
    ],
    [
      { ...least, credit: { estimator: "prof" }, reward: { prm: "p", verifiableCoefficient: 0 } },
      "reward.verifiableCoefficient is 0; estimator prof goes by verifiable rewards",
    ],
    [
      { ...least, credit: { estimator: "prof", trust: true }, reward: { prm: "p" } },
      "credit.trust weighs process rewards, and to estimator prof they are none; leave it out",
    ],
    [{ ...least, credit: { estimator: "papo", form: "sum" } }, "credit.form sum is not of estimator papo"],
    [
      { ...least, reward: { mode: "prm", prm: "p", processCoefficient: 0 } },
      'reward.processCoefficient is 0; mode "prm" has no other reward',
    ],
    [
      { ...least, reward: { prm: "p", processCoefficient: 0, verifiableCoefficient: 0 } },
      "reward.processCoefficient and reward.verifiableCoefficient are 0, and there is no other reward",
    ],
    [
      { ...least, reward: { mode: "vr" }, credit: { trust: true } },
      'credit.trust weighs process rewards, and reward.mode "vr" has none; leave it out',
    ],
    [
      { ...least, sampling: { samplesPerPrompt: 1 }, credit: { estimator: "gae", trust: true } },
      "sampling.samplesPerPrompt is 1; credit.trust compares responses of a prompt: 2 or more",
    ],
    ...Object.entries({
      ...{ url: "http://x", model: "m", server: "skyrl" },
      ...{ loraRank: 8, concurrency: 2, attempts: 1, timeoutSeconds: 9 },
    }).map(
      ([key, value]) =>
        [
          { ...least, engine: { [key]: value } },
          `engine.${key} is of engine.type tinker, and engine.type is embedded; set engine.type tinker`,
        ] as [object, string],
    ),
    [
      { ...least, loss: { type: "gspo", dualClip: 3 } },
      "loss.dualClip is of loss.type ppo, and loss.type is gspo",
    ],
    [
      { ...least, sampling: { samplesPerPrompt: 1, dynamicBatches: 2 }, credit: { estimator: "gae" } },
      "sampling.dynamicBatches is 2; it compares responses of a prompt, and samplesPerPrompt is 1",
    ],
    [
      { ...least, reward: { prm: "p", mode: "prm", overlongBuffer: 9 } },
      'reward.overlongBuffer is of a verifiable reward that may be any number; mode "prm" has none',
    ],
    [
      { ...least, credit: { estimator: "papo" }, reward: { prm: "p", overlongBuffer: 9 } },
      "reward.overlongBuffer is of a verifiable reward that may be any number; estimator papo goes by right and wrong",
    ],
    [
      { ...least, reward: { prm: "p", overlongBuffer: 9 }, sampling: { maxTokens: 8 } },
      "reward.overlongBuffer is 9; at most sampling.maxTokens (8)",
    ],
    [
      { ...least, reward: { prm: "p", overlongCoefficient: 2 } },
      "reward.overlongCoefficient is of reward.overlongBuffer, which is null",
    ],
    [
      { ...least, reward: { prm: "p", processCoefficient: 0.5 }, credit: { estimator: "prof" } },
      "reward.processCoefficient is 0.5, and to estimator prof process rewards are none; leave it out",
    ],
    [
      { ...least, loss: { importanceHigh: 3 } },
      "loss.importanceHigh is of importance weights, and loss.importance is none; set it truncate or mask",
    ],
    [
      { ...least, loss: { importance: "mask", importanceLow: 3 } },
      "loss.importanceLow is 3; at most loss.importanceHigh (2)",
    ],
    ...[
      { klIn: "reward", klEstimator: "k3" },
      { klIn: "loss", klEstimator: "k2" },
      { klIn: "loss", klEstimator: "k3", klCoefficient: 0 },
    ].map(
      (credit) =>
        [
          { ...least, credit, loss: { unbiasedKl: true } },
          "loss.unbiasedKl is of a KL in the loss estimated by k3: set credit.klIn loss, credit.klEstimator k3",
        ] as [object, string],
    ),
    [
      {
        ...{ ...least, reward: { prm: "http://prm" }, loss: { entropyCoefficient: 0.1 } },
        engine: { type: "tinker", url: "http://x", model: "m" },
      },
      "loss.entropyCoefficient needs engine.type embedded",
    ],
    [
      {
        ...{ ...least, reward: { prm: "http://prm" }, credit: { klCoefficient: 0 } },
        engine: { frozenWeights: "float16" },
      },
      "engine.frozenWeights float16 is of weights that are not trained, and this run trains all that it has here; leave it out",
    ],
    [
      {
        ...{ ...least, reward: { mode: "vr" }, critic: { source: "c" }, credit: { estimator: "gae" } },
        engine: { type: "tinker", url: "http://x", model: "m", frozenWeights: "float16" },
      },
      "engine.frozenWeights float16 is of weights that are not trained",
    ],
    ...["threads", "memoryLimitGiB"].map(
      (key) =>
        [
          {
            ...{ ...least, reward: { prm: "http://prm" } },
            engine: { type: "tinker", url: "http://x", model: "m", [key]: 1 },
          },
          `engine.${key} is of models that compute in this process, and this run has none`,
        ] as [object, string],
    ),
  ])("says what is wrong and what would be right: %j", (input, message) => {
    expect(() => resolveConfig(input as never)).toThrow(UserError);
    expect(() => resolveConfig(input as never)).toThrow(message);
  });

  it.each([
    [
      "engine.url",
      { engine: { type: "tinker", model: "m", url: "http://host/api?api_key=hidden" } },
      "TINKER_API_KEY",
    ],
    [
      "engine.url",
      { engine: { type: "tinker", model: "m", url: "http://me:hidden@host" } },
      "TINKER_API_KEY",
    ],
    ["reward.prm", { reward: { prm: "https://host/pooling?key=hidden" } }, "PURE_PRM_KEY"],
    [
      "reward.verifier.url",
      { reward: { prm: "p", verifier: { kind: "model", model: "m", url: "http://host/v1#hidden" } } },
      "PURE_VERIFY_KEY",
    ],
  ])("refuses a key in the address %s, which would be kept with the run", (key, part, variable) => {
    const right = new RegExp(`^(?!.*hidden)configuration: ${key}: .*give its key in ${variable}$`);
    expect(() => resolveConfig({ ...least, ...part } as Parameters<typeof resolveConfig>[0])).toThrow(right);
  });

  it("lists every fault at once", () => {
    expect(() => resolveConfig({ ...least, credit: { gamma: 2, lambda: -1 } })).toThrow(/gamma.*\n.*lambda/);
  });
});

describe("flags", () => {
  it("take the type of their key", () => {
    const words = [
      "--credit.form",
      "sum",
      "--credit.klCoefficient=0",

      "--sampling.stop",
      "a,b",
    ];
    expect(parseFlags(pureSchema, words)).toEqual({
      credit: { form: "sum", klCoefficient: 0 },

      sampling: { stop: ["a", "b"] },
    });
  });

  it("read null, negative numbers, JSON lists and quoted text", () => {
    const words = ["--model.lora", "null", "--data.stepSeparator", '"\\n"', "--sampling.stop", '["x,y"]'];
    expect(parseFlags(pureSchema, [...words, "--credit.gamma", "-1"])).toEqual({
      model: { lora: null },
      data: { stepSeparator: "\n" },
      sampling: { stop: ["x,y"] },
      credit: { gamma: -1 },
    });
  });

  it("name the nearest key", () => {
    expect(() => parseFlags(pureSchema, ["--credit.fom", "min"])).toThrow("did you mean credit.form?");
    expect(() => parseFlags(pureSchema, ["--credit.form"])).toThrow(UsageError);
    expect(() => parseFlags(pureSchema, ["min"])).toThrow(UsageError);
  });
});

describe("configuration files", () => {
  it("load from JSON and JavaScript, with flags over them", async () => {
    const directory = await mkdtemp(join(tmpdir(), "pure-config-"));
    expect(findConfigFile(directory)).toBeUndefined();
    const json = join(directory, "pure.config.json");
    await writeFile(json, JSON.stringify({ ...least, credit: { form: "sum", temperature: 0.5 } }));
    expect(findConfigFile(directory)).toBe(json);
    const config = await loadConfig(pureSchema, { file: json, flags: ["--credit.form", "min"] });
    expect(config.credit).toMatchObject({ form: "min", temperature: 0.5 });
    const module = join(directory, "pure.config.mjs");
    await writeFile(module, `export default ${JSON.stringify(least)}`);
    expect(await readConfigFile(module)).toEqual(least);
  });

  it("load from TypeScript", async () => {
    const directory = await mkdtemp(join(tmpdir(), "pure-config-"));
    const file = join(directory, "pure.config.ts");
    const text = `import { defineConfig } from "pure-rl";\nconst source: string = "m";\n`;
    await writeFile(file, `${text}export default defineConfig({ model: { source } });`);
    expect(await readConfigFile(file)).toEqual({ model: { source: "m" } });
  });

  it("load every entry of this package from TypeScript, installed or not", async () => {
    const directory = await mkdtemp(join(tmpdir(), "pure-config-"));
    const file = join(directory, "pure.config.ts");
    const names: string[] = packageEntries().map(([name]) => name);
    expect(names).toContain("pure-rl/credit");
    const imports = names.map((name, i) => `import * as entry${i} from "${name}";\n`);
    const counts = names.map((name, i) => `"${name}": Object.keys(entry${i} as object).length`);
    await writeFile(file, `${imports.join("")}export default { ${counts.join(", ")} };`);
    const here: Record<string, number> = {};
    for (const [name, path] of packageEntries())
      here[name] = Object.keys(await import(new URL(path.replace(/js$/, "ts"), import.meta.url).href)).length;
    expect(await readConfigFile(file)).toEqual(here);
  });

  it("say where they are wrong", async () => {
    const directory = await mkdtemp(join(tmpdir(), "pure-config-"));
    const file = join(directory, "bad.json");
    await writeFile(file, '{\n  "model": {,\n}');
    await expect(readConfigFile(file)).rejects.toThrow(`${file}:2: not valid JSON`);
    await writeFile(file, "[]");
    await expect(readConfigFile(file)).rejects.toThrow("must hold an object");
    await writeFile(file, '\ufeff{ "a": 1 }');
    expect(await readConfigFile(file)).toEqual({ a: 1 });
    await writeFile(file, Buffer.from('{\n"a": "\xff" }', "latin1"));
    await expect(readConfigFile(file)).rejects.toThrow(`${file}:2: not UTF-8 text`);
    await expect(readConfigFile(join(directory, "none.json"))).rejects.toThrow("no such configuration file");
    await writeFile(file, JSON.stringify({ ...least, credit: { from: "x" } }));
    await expect(loadConfig(pureSchema, { file })).rejects.toThrow(`${file}: unknown key credit.from`);
    await writeFile(file, JSON.stringify(least));
    const flags = ["--credit.form", "max"];
    const wrongFlag = loadConfig(pureSchema, { file, flags });
    await expect(wrongFlag).rejects.toThrow("command line: credit.form is");
    await expect(wrongFlag).rejects.toThrow(UsageError);
    await writeFile(file, JSON.stringify({ ...least, reward: { mode: "vr", custom: "function judge" } }));
    await expect(loadConfig(pureSchema, { file })).rejects.toThrow(/reward\.custom .*--config FILE/);
    for (const [name, text, line] of [
      ["throws.mjs", 'const a = 1;\nthrow new Error("boom");', ":2"],
      ["throws.ts", 'const a: number = 1;\nthrow new Error("boom");', ""],
      ["imports.mjs", 'import "no-such-boom";', ""],
    ]) {
      const module = join(directory, name);
      await writeFile(module, text);
      await expect(readConfigFile(module)).rejects.toThrow(UserError);
      await expect(readConfigFile(module)).rejects.toThrow(
        new RegExp(`${name}${line}.*cannot be loaded.*boom`),
      );
    }
  });
});

it.each(["../x", "../../x", "a/../../x", "..", "a\\..\\x"])(
  "a run's name does not leave run.directory: %s",
  (name) => {
    const input = { model: { source: "m" }, data: { source: "d" }, run: { name } };
    const said = `run.name is ${JSON.stringify(name)}; a run lies within run.directory: no ".." in its name`;
    for (const schema of [sftSchema, prmSchema])
      expect(() => parseConfig(schema, input, "c")).toThrow(`c: ${said}`);
    expect(() => parseConfig(pureSchema, { ...input, reward: { mode: "vr" } }, "c")).toThrow(`c: ${said}`);
    const { run } = parseConfig(sftSchema, { ...input, run: { name: "a/..b" } }, "c");
    expect(run.name).toBe("a/..b");
  },
);

it("pure prm train is refused where both of its stages are left out", () => {
  const stages = { head: { epochs: 0 }, all: { epochs: 0 } };
  const input = { model: { source: "m" }, data: { source: "d" } };
  expect(() => parseConfig(prmSchema, { ...input, ...stages }, "prm")).toThrow(
    "head.epochs and all.epochs are 0, and there is no other stage; set one of them",
  );
  for (const [key, stage] of Object.entries(stages))
    parseConfig(prmSchema, { ...input, [key]: stage }, "prm");
});

it.each([
  ["sft", sftSchema],
  ["prm", prmSchema],
])("holds nothing as float16 that %s trains", (name, schema) => {
  const input = (model: object) => ({
    ...{ model: { source: "m", ...model }, data: { source: "d" }, engine: { frozenWeights: "float16" } },
  });
  expect(() => parseConfig(schema as typeof sftSchema, input({}), name)).toThrow(
    /engine\.frozenWeights float16 .*model\.lora/,
  );
  parseConfig(schema as typeof sftSchema, input({ lora: {} }), name);
  if (name === "prm") parseConfig(prmSchema, { ...input({}), all: { epochs: 0 } }, name);
});

it.each([
  { ...least, model: { source: "m", lora: {} }, reward: { mode: "vr" }, credit: { klCoefficient: 0 } },
  { ...least, reward: { prm: "p" }, credit: { klCoefficient: 0 } },
  { ...least, reward: { mode: "vr" } },
  { ...least, reward: { prm: "p" }, engine: { type: "tinker", url: "http://x", model: "m" } },
])("holds as float16 what is not trained here: %j", (input) => {
  const engine = { ...("engine" in input ? input.engine : {}), frozenWeights: "float16" };
  expect(resolveConfig({ ...input, engine } as never).engine.frozenWeights).toBe("float16");
});

describe("configKeys", () => {
  it.each([
    ["train", pureSchema],
    ["sft", sftSchema],
    ["prm", prmSchema],
  ])("has a type and a description for every key of %s", (_name, schema) => {
    const keys = configKeys(schema).filter((key) => !key.section);
    expect(keys.length).toBeGreaterThan(20);
    for (const key of keys) {
      expect(key.description, key.path).not.toBe("");
      expect(key.type, key.path).not.toBe("");
      expect(key.type === "function", key.path).toBe(key.path === "reward.custom");
      expect(key.required, key.path).toBe(key.default === undefined && key.path !== "reward.custom");
    }
  });
});

// `pure doctor`: what this machine has, what computes on it, and what the program finds of the user's. Nothing is changed,
// and no key is shown.
import { readdir } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { getHFHubCachePath } from "@huggingface/hub";
import { Command } from "commander";
import { UserError } from "../common/errors.ts";
import { ifThere } from "../common/if-there.ts";
import { freeDisk, readMachine } from "../common/machine.ts";
import { serverAddress } from "../common/server-address.ts";
import { packageVersion } from "../common/version.ts";
import { findConfigFile, readConfigInput, type Section } from "../config/load.ts";
import { pureSchema } from "../config/schema.ts";
import { autoChoice, machineAdapter, millions } from "../engine/embedded/devices.ts";
import { defaultMemoryLimit } from "../engine/embedded/engine.ts";
import { MEASURED_MODEL, measureSpeed } from "../engine/embedded/measure.ts";
import { KEY_VARIABLE } from "../engine/tinker/transport.ts";
import { findAdapter } from "../graph/adapter.ts";
import { loadRuntime } from "../graph/runtime.ts";
import { bytes, count, decimal, short } from "../text/format.ts";
import { printJson } from "./streams.ts";

/** Variables of the environment that hold keys. */
const KEYS = ["HF_TOKEN", KEY_VARIABLE, "PURE_PRM_KEY", "PURE_EVAL_KEY", "PURE_JUDGE_KEY", "PURE_VERIFY_KEY"];

type Examination = Awaited<ReturnType<typeof examine>>;

/** Drivers answer in a second or two; more is waited for where they are measured. */
const adapterTimeoutMs = 20_000;

export function doctorCommand(): Command {
  return new Command("doctor")
    .description(
      "What this machine has, what computes on it, and which models, keys and configuration are found",
    )
    .option(
      "--measure",
      "measure for seconds how fast matrices are multiplied, what a 135M model could reach, and from which size on a model\n" +
        "gains by the graphics processor",
    )
    .option("--json", "one JSON object on standard output")
    .action(async ({ measure = false, json = false }: { measure?: boolean; json?: boolean }) => {
      const found = await examine(measure);
      if (json) printJson(found);
      else process.stdout.write(describe(found));
      if ("error" in found.onnxruntime) process.exitCode = 1;
    });
}

async function examine(measure: boolean) {
  const file = findConfigFile(process.cwd());
  const { runs, config } = file ? await readConfig(file) : { runs: "runs", config: null };
  const cache = getHFHubCachePath();
  const cached = (await ifThere(readdir(cache))) ?? [];
  const kept = (kind: string) => cached.filter((name) => name.startsWith(`${kind}--`)).length;
  const onnxruntime = await readRuntime();
  const adapter =
    "error" in onnxruntime
      ? "ONNX Runtime is missing"
      : await (measure ? machineAdapter() : findAdapter({ timeoutMs: adapterTimeoutMs }));
  return {
    version: packageVersion(),
    ...readMachine(),
    onnxruntime,
    /** Bytes that an engine takes of the machine's memory at most, unless told otherwise. */
    memoryLimit: defaultMemoryLimit(),
    adapter: typeof adapter === "string" ? { error: adapter } : adapter,
    /** What `engine.device auto` does here. */
    auto: autoChoice(adapter),
    /** Of the Hub; `free` is in bytes, as below. */
    cache: { path: cache, models: kept("models"), datasets: kept("datasets"), free: await freeDisk(cache) },
    runs: { path: resolve(runs), free: await freeDisk(runs) },
    /** Which are set. */
    keys: Object.fromEntries(KEYS.map((name) => [name, Boolean(process.env[name])])),
    config,
    speed: measure && !("error" in onnxruntime) ? await measureSpeed() : null,
  };
}

/** The version and what it computes on, or why it does not load. */
async function readRuntime(): Promise<{ version: string; providers: string[] } | { error: string }> {
  try {
    const runtime = await loadRuntime();
    const bundled = runtime.listSupportedBackends().filter((provider) => provider.bundled);
    const providers = bundled.map(({ name }) => name);
    return { version: runtime.env.versions.node ?? runtime.env.versions.common, providers };
  } catch (error) {
    if (error instanceof UserError) return { error: error.message };
    throw error;
  }
}

/** The configuration that a command would find here, and the Tinker server it names. */
type Config = { file: string; tinker: string | null } | { file: string; error: string } | null;

/** What the configuration says of places. What is wrong with it is told, as this command is for finding that. */
async function readConfig(file: string): Promise<{ runs: string; config: Config }> {
  try {
    const { run, engine } = (await readConfigInput(pureSchema, { file })) as Record<
      string,
      Section | undefined
    >;
    const runs = typeof run?.directory === "string" ? run.directory : "runs";
    const tinker = typeof engine?.url === "string" ? serverAddress(engine.url, KEY_VARIABLE).href : null;
    return { runs, config: { file, tinker } };
  } catch (error) {
    return { runs: "runs", config: { file, error: (error as Error).message } };
  }
}

function describe(found: Examination): string {
  const { processor, memory, onnxruntime, cache, runs, config, speed } = found;
  const quota = processor.quota === null ? "" : `, ${decimal(processor.quota, 1)} of them at a time`;
  const limit = memory.limit === null ? "" : `, limited to ${bytes(memory.limit)}`;
  const set = (wanted: boolean) =>
    Object.keys(found.keys)
      .filter((name) => found.keys[name] === wanted)
      .join(", ") || "none";
  const rows: [name: string, what: string][] = [
    ["pure-rl", found.version],
    ["Node", `${found.node} on ${found.platform}`],
    ["processor", `${processor.model}, ${count(processor.cores, "core")}${quota}`],
    ["memory", `${bytes(memory.total)}${limit}, ${bytes(memory.available)} available`],
    [
      "ONNX Runtime",
      "error" in onnxruntime
        ? `missing: ${onnxruntime.error}`
        : `${onnxruntime.version}, with ${onnxruntime.providers.join(", ")}`,
    ],
    ["takes", `${bytes(found.memoryLimit)} of memory at most (engine.memoryLimitGiB)`],
    ["graphics", describeAdapter(found.adapter)],
    ["device auto", found.auto.text],
    [
      "models",
      `${count(cache.models, "model")} and ${count(cache.datasets, "data set")} in ${cache.path}, ${bytes(cache.free)} free`,
    ],
    ["runs", `${runs.path}, ${bytes(runs.free)} free`],
    ["keys", `${set(true)} set; ${set(false)} not set`],
    ["configuration", describeConfig(config)],
  ];
  if (speed) {
    const { gflops, tokensPerSecond } = speed;
    rows.push(
      [
        "products",
        `${short(gflops.training)} GFLOP/s as in training, ${short(gflops.sampling)} as in sampling, ${count(speed.threads, "thread")}`,
      ],
      [
        MEASURED_MODEL.name,
        `an estimate from these: at most ${short(tokensPerSecond.training)} tokens a second trained, ` +
          `${short(tokensPerSecond.scoring)} scored, ${short(tokensPerSecond.sampling)} sampled`,
      ],
    );
  }
  if (found.auto.gains) {
    const gains = found.auto.gains.map(
      ({ parameters, gain }) => `${short(gain)} with ${millions(parameters)} parameters`,
    );
    rows.push(["device gpu", `times as fast as the CPU by estimate: ${gains.join(", ")}`]);
  }
  return rows.map(([name, what]) => `${name.padEnd(14)}${what}\n`).join("");
}

function describeAdapter(adapter: Examination["adapter"]): string {
  if ("error" in adapter) return `none: ${adapter.error}`;
  const { name, memory, largestBuffer } = adapter;
  const limit = (what: string, size: number | null) =>
    size === null ? `${what} not told` : `${what} ${bytes(size)}`;
  return `${name}, ${limit("memory", memory)}, ${limit("largest buffer", largestBuffer)}`;
}

function describeConfig(config: Config): string {
  if (!config) return "none here";
  const name = basename(config.file);
  if ("error" in config) return `${name} cannot be read: ${config.error}`;
  return config.tinker ? `${name}, with the Tinker server ${config.tinker}` : name;
}

// The flags that say where a model computes: here, or (`pure sample`, `pure eval`) on a Tinker server.
import { type Command, Option } from "commander";
import { UsageError } from "../common/errors.ts";
import type { DeviceName } from "../engine/embedded/devices.ts";
import type { SamplerOptions } from "../engine/tinker/sampler.ts";
import type { Device } from "../graph/device.ts";
import type { Model } from "../model/load.ts";
import { integer } from "./options.ts";
import { say } from "./streams.ts";

/** What `--model` takes. */
export const MODEL_SOURCE = "Hugging Face directory or id, or a GGUF file (on the Hub owner/name:Q4_K_M)";

/** Of a model that computes here. */
export interface EmbeddedFlags {
  tokenizer?: string;
  "engine.maxContext"?: number;
  "engine.device"?: DeviceName;
}

export interface EngineFlags extends EmbeddedFlags {
  model: string;
  engine?: "embedded" | "tinker";
  "engine.url"?: string;
  "engine.model"?: string;
  "engine.server"?: "tinker" | "skyrl";
}

export function maxContextOption(): Option {
  const text = "longest prompt + response, up to the model's own limit";
  return new Option("--engine.maxContext <tokens>", text).argParser(integer(1));
}

export function deviceOption(): Option {
  const text = "where it computes here; auto: a graphics processor if it gains";
  return new Option("--engine.device <name>", text).choices(["auto", "cpu", "gpu"]).default("auto");
}

/** The device that `flags` name for `model`; what is to be said of it goes to standard error. */
export async function deviceByFlags(
  flags: EmbeddedFlags,
  model: Pick<Model, "config" | "parameters">,
): Promise<Device> {
  const { chooseDevice } = await import("../engine/embedded/devices.ts");
  const { device, text } = await chooseDevice(flags["engine.device"] ?? "auto", model);
  if (text !== null) say(text);
  return device;
}

/** The language model that `flags` name, on an engine in this process; `maxContext` is undefined where none is wanted. */
export async function openEmbedded({ model: source, ...flags }: EmbeddedFlags & { model: string }) {
  const { loadModel } = await import("../model/load.ts");
  const { wantedContext } = await import("../engine/embedded/context.ts");
  const { createEmbeddedEngine } = await import("../engine/embedded/engine.ts");
  const model = await loadModel(source, { tokenizer: flags.tokenizer, head: "lm" });
  const maxContext = wantedContext(flags["engine.maxContext"], model, source);
  const engine = createEmbeddedEngine({ model, maxContext, device: await deviceByFlags(flags, model) });
  return { model, engine, maxContext };
}

export function withEngineFlags(command: Command): Command {
  const engine = new Option("--engine <type>", "where it computes; a checkpoint on a server says so itself");
  return command
    .addOption(engine.choices(["embedded", "tinker"]))
    .option("--engine.url <url>", "tinker: the server; its key is in TINKER_API_KEY")
    .option("--engine.model <name>", "tinker: name of the base model there; --model gives its tokenizer")
    .addOption(new Option("--engine.server <kind>", "tinker: what server it is").choices(["tinker", "skyrl"]))
    .addOption(maxContextOption())
    .addOption(deviceOption());
}

/**
 * What to sample from on a Tinker server; null: the model computes here. Throws a UsageError for flags of a server where
 * it does.
 */
export async function remoteSampler(flags: EngineFlags): Promise<SamplerOptions | null> {
  const { readTinkerCheckpoint } = await import("../engine/tinker/checkpoint.ts");
  const { model: source, tokenizer } = flags;
  if ((flags.engine ?? ((await readTinkerCheckpoint(source)) ? "tinker" : "embedded")) === "embedded") {
    for (const name of ["engine.url", "engine.model", "engine.server"] as const)
      if (flags[name] !== undefined)
        throw new UsageError(
          `--${name} is of a Tinker server, and ${source} computes here; give --engine tinker with it, or leave it out`,
        );
    return null;
  }
  const [url, model, server] = [flags["engine.url"], flags["engine.model"], flags["engine.server"]];
  const maxContext = flags["engine.maxContext"];
  return { source, tokenizer, url, model, server, maxContext, key: process.env.TINKER_API_KEY };
}

// Something to sample from on a Tinker server without training it: a checkpoint, or a base model as it is.
import { UserError } from "../../errors.ts";
import { loadTokenizer } from "../../model/load.ts";
import type { Tokenizer } from "../../model/tokenizer.ts";
import type { Engine } from "../types.ts";
import { readTinkerCheckpoint } from "./checkpoint.ts";
import { type ClientOptions, TinkerClient } from "./client.ts";
import { TinkerEngine } from "./engine.ts";
import { sampledResponses } from "./responses.ts";

export interface SamplerOptions {
  /** A checkpoint's directory, or the directory or hub id of the base model's tokenizer. */
  source: string;
  /** Another tokenizer than that. */
  tokenizer?: string;
  /** The server, and its base model; of a checkpoint as it says itself. */
  url?: string;
  server?: ClientOptions["server"];
  model?: string;
  key?: string;
  concurrency?: number;
  /** Longest prompt + response, in tokens; by default as the checkpoint or the model's config.json says. */
  maxContext?: number;
}

/** What can be sampled from until it is disposed of. */
export interface RemoteSampler extends Pick<Engine, "maxContext" | "sample" | "dispose"> {
  tokenizer: Tokenizer;
}

/** Throws a UserError where it is not said what to sample from, or the server does not have it. */
export async function openSampler(options: SamplerOptions): Promise<RemoteSampler> {
  const { source, key, concurrency = 1024 } = options;
  const saved = await readTinkerCheckpoint(source);
  const { tokenizer, maxPositions } = await loadTokenizer(source, options.tokenizer);
  const [url, model] = [options.url ?? saved?.url, options.model ?? saved?.model];
  for (const [name, value] of Object.entries({ url, model }))
    if (value === undefined)
      throw new UserError(`--engine.${name} is missing; sampling on a Tinker server needs it`);
  const maxContext = options.maxContext ?? saved?.maxContext ?? maxPositions;
  if (maxContext === null)
    throw new UserError(
      `${source}: no config.json there says how long a sequence may be; give --engine.maxContext`,
    );
  const client: ClientOptions = { url: url!, server: options.server ?? saved?.server ?? "tinker", key };
  if (saved) {
    const { rank } = saved;
    const engine = await TinkerEngine.open({
      ...{ client, baseModel: model!, rank, seed: 0, maxContext, tokenizer, concurrency },
    });
    try {
      await engine.load(source);
    } catch (error) {
      await engine.dispose();
      throw error;
    }
    return {
      ...{ tokenizer, maxContext },
      sample: (...request) => engine.sample(...request),
      dispose: () => engine.dispose(),
    };
  }
  const connected = await TinkerClient.connect(client);
  try {
    const session = await connected.sampleBase(model!);
    return {
      ...{ tokenizer, maxContext },
      sample: (...request) => sampledResponses(session, ...request, { concurrency, tokenizer }),
      dispose: async () => connected.close(),
    };
  } catch (error) {
    connected.close();
    throw error;
  }
}

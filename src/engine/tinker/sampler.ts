// Something to sample from on a Tinker server without training it: a checkpoint, or a base model as it is.
import { UserError } from "../../common/errors.ts";
import { serverAddress } from "../../common/server-address.ts";
import { loadTokenizer } from "../../model/load.ts";
import { readTinkerCheckpoint } from "./checkpoint.ts";
import { type ClientOptions, TinkerClient } from "./client.ts";
import { TinkerEngine } from "./engine.ts";
import { SessionSampler } from "./responses.ts";
import { KEY_VARIABLE } from "./transport.ts";

export interface SamplerOptions {
  /** A checkpoint's directory, or the directory or hub id of the base model's tokenizer. */
  source: string;
  /** Another tokenizer than that. */
  tokenizer?: string;
  /** The server, and its base model; of a checkpoint as it says itself. */
  url?: string;
  server?: ClientOptions["server"];
  model?: string;
  /** Is sent to `url` alone. */
  key?: string;
  concurrency?: number;
  /** Longest prompt + response, in tokens; by default as the checkpoint or the model's config.json says. */
  maxContext?: number;
}

/** `context`, in tokens. Throws a UserError where nothing says it of `source`. */
export function knownContext(source: string, context: number | null): number {
  if (context !== null) return context;
  throw new UserError(
    `${source}: no config.json there says how long a sequence may be; give --engine.maxContext`,
  );
}

/** The address in a checkpoint is its maker's: the key goes only where the user says. */
function refuseKey(source: string, url: string): never {
  const { href } = serverAddress(url, KEY_VARIABLE);
  throw new UserError(
    `${source}: the checkpoint names the server ${href}, and a key goes only to an address that you give; ` +
      `give --engine.url ${href} to send the key in ${KEY_VARIABLE} there, or unset ${KEY_VARIABLE}`,
  );
}

/**
 * Throws a UserError where it is not said what to sample from, or the server does not have it, and where only the
 * checkpoint says where a key would go.
 */
export async function openSampler(options: SamplerOptions): Promise<SessionSampler> {
  const { source, key, concurrency } = options;
  const saved = await readTinkerCheckpoint(source);
  const { tokenizer, maxPositions } = await loadTokenizer(source, options.tokenizer);
  const [url, model] = [options.url ?? saved?.url, options.model ?? saved?.model];
  for (const [name, value] of Object.entries({ url, model }))
    if (value === undefined)
      throw new UserError(`--engine.${name} is missing; sampling on a Tinker server needs it`);
  const maxContext = knownContext(source, options.maxContext ?? saved?.maxContext ?? maxPositions);
  if (key && options.url === undefined) refuseKey(source, url!);
  const client: ClientOptions = { url: url!, server: options.server ?? saved?.server ?? "tinker", key };
  const session = { maxContext, tokenizer, concurrency };
  if (saved) {
    const { rank } = saved;
    const engine = await TinkerEngine.open({ client, baseModel: model!, rank, seed: 0, ...session });
    try {
      await engine.load(source);
      return new SessionSampler((await engine.snapshot()).session, session, () => engine.dispose());
    } catch (error) {
      await engine.dispose();
      throw error;
    }
  }
  const connected = await TinkerClient.connect(client);
  try {
    return new SessionSampler(await connected.sampleBase(model!), session, async () => connected.close());
  } catch (error) {
    connected.close();
    throw error;
  }
}

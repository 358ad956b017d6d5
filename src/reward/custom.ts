// A user's own reward, asked within a time limit: of what it computes before it waits for anything, and of its answer.
import { dirname, isAbsolute, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { createContext, Script } from "node:vm";
import type { CustomReward } from "../config/schema.ts";
import { RewardError } from "./failure.ts";

const context = createContext({ ask: (): unknown => undefined });
const script = new Script("ask()");

/**
 * The reward of `custom`, finite or null; `undecided` says where it took longer than `timeoutMs`. Throws a
 * RewardError (of no response) for whatever `custom` throws, and an Error for a reward that is neither. What it computes after its first await is not ended.
 */
export async function customReward(
  custom: CustomReward,
  asked: Parameters<CustomReward>[0],
  timeoutMs: number,
): Promise<{ reward: number | null; undecided: string | null }> {
  // Node's timers and scripts know no longer time.
  const longestMs = Math.min(Math.ceil(timeoutMs), 2 ** 31 - 1);
  const late = { reward: null, undecided: `reward.custom took longer than ${timeoutMs / 1000} s` };
  let answer: ReturnType<CustomReward>;
  try {
    // A script is what Node ends in the midst of a computation.
    context.ask = () => custom(asked);
    answer = script.runInContext(context, { timeout: longestMs });
  } catch (error) {
    if ((error as NodeJS.ErrnoException)?.code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return late;
    return failed(error);
  }
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<typeof late>((resolve) => {
    timer = setTimeout(() => resolve(late), longestMs);
  });
  const reward = await Promise.race([answer, limit])
    .catch(failed)
    .finally(() => clearTimeout(timer));
  if (reward === late) return late;
  if (reward !== null && !Number.isFinite(reward))
    throw new Error(`reward.custom gave ${String(reward)}; it must be a finite number or null`);
  return { reward: reward as number | null, undecided: null };
}

function failed(error: unknown): never {
  const line = userLine(error);
  throw new RewardError(line === null ? "reward.custom" : `reward.custom (${line})`, [], error);
}

/** This package's own code: src/ or dist/. */
const own = dirname(dirname(fileURLToPath(import.meta.url))) + sep;

/** The first line of an error's stack that is neither Node's, nor this package's, nor another's: "pure.config.ts:12". */
function userLine(error: unknown): string | null {
  const { stack = "" } = (error ?? {}) as { stack?: unknown };
  for (const frame of String(stack).split("\n")) {
    const [, at = "", line] = /^\s+at (?:async )?(?:.*? \()?(.+?):(\d+):\d+\)?$/.exec(frame) ?? [];
    const path = at.startsWith("file:") ? fileURLToPath(at) : at;
    if (!isAbsolute(path) || path.startsWith(own) || path.includes(`${sep}node_modules${sep}`)) continue;
    const near = relative(process.cwd(), path);
    return `${near.startsWith("..") ? path : near}:${line}`;
  }
  return null;
}

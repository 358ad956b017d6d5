// A user's own reward (reward.custom) in the run that it rewards: its text is kept, for the reader, and to tell whether a run
// that goes on has what it began with.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ifThere } from "../common/if-there.ts";

/** In a run's directory. JavaScript is TypeScript too. */
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

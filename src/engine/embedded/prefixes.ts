// Which prompts begin another prompt, so that the longer one's keys and values serve both; and the order in which their
// responses are sampled.
import { groupBy } from "../../common/grouping.ts";

/**
 * For each prompt the index of its host: a prompt that begins with it, and that no longer one begins with. A prompt
 * that begins no other is its own host; of equal prompts the last is the host of all.
 */
export function promptHosts(prompts: readonly ArrayLike<number>[]): number[] {
  const order = prompts.map((_, i) => i).sort((a, b) => compare(prompts[a], prompts[b]) || a - b);
  const hosts = prompts.map((_, i) => i);
  // In lexicographic order whatever begins with a prompt follows it, the next one first.
  for (let i = order.length - 2; i >= 0; i--) {
    const [prompt, next] = [order[i], order[i + 1]];
    if (begins(prompts[prompt], prompts[next])) hosts[prompt] = hosts[next];
  }
  return hosts;
}

function compare(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}

function begins(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length > b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Responses not yet begun, and the prompts they go on from. */
export interface Waiting {
  prompts: readonly ArrayLike<number>[];
  /** By prompt: the prompt whose lane it reads, itself or a longer one that begins with it. */
  hosts: readonly number[];
  /** By host: responses that read its lane. */
  readers: ReadonlyMap<number, number>;
  /** Prompts of one lane stand together: were they apart, lanes held for the later ones could bar all others. */
  queue: { prompt: number; sample: number }[];
}

export function waitingLine(prompts: readonly ArrayLike<number>[], samplesPerPrompt: number): Waiting {
  const hosts = promptHosts(prompts);
  const guests = groupBy(hosts.keys(), (prompt) => hosts[prompt]);
  const readers = new Map([...guests].map(([host, { length }]) => [host, length * samplesPerPrompt]));
  const samples = [...new Array(samplesPerPrompt).keys()];
  const queue = [...guests.values()]
    .flat()
    .flatMap((prompt) => samples.map((sample) => ({ prompt, sample })));
  return { prompts, hosts, readers, queue };
}

// The random numbers of a response: its own, whatever else is asked for.
import { Random } from "../../random.ts";
import type { ResponseRequest } from "./types.ts";

/** A seed of 31 bits, which every server takes, for one response. */
export function seedOf(seed: number, { suite, problem, sample }: ResponseRequest): number {
  return new Random(seed).fork("eval").fork(suite).fork(problem).fork(sample).uint32() >>> 1;
}

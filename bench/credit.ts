// How long 1,000,000 response tokens take to be credited, baselined and whitened on one core.
import { pathToFileURL } from "node:url";
import { type CreditGroup, computeCredit, presets } from "../src/credit/index.ts";

const groupCount = 250;
const samplesPerPrompt = 8;
const length = 500;
const tokensPerStep = 25;

export interface CreditBench {
  tokens: number;
  /** Median seconds: r*, returns, baseline, whitening. */
  seconds: number;
  /** The same with the k3 KL penalty on every token. */
  secondsWithKl: number;
}

/** Prints and returns the figures: 250 groups of 8 responses of 500 tokens in 20 steps, preset verl. */
export async function benchCredit(): Promise<CreditBench> {
  const bench: CreditBench = {
    tokens: groupCount * samplesPerPrompt * length,
    seconds: medianSeconds(makeGroups(false)),
    secondsWithKl: medianSeconds(makeGroups(true)),
  };
  console.log(`credit: ${bench.tokens.toLocaleString("en")} response tokens, min form, baseline, whitening`);
  console.log(`  without KL ${bench.seconds.toFixed(3)} s, with k3 KL ${bench.secondsWithKl.toFixed(3)} s`);
  return bench;
}

function medianSeconds(groups: readonly CreditGroup[]): number {
  const seconds = Array.from({ length: 7 }, () => {
    const start = performance.now();
    computeCredit(groups, presets.verl);
    return (performance.now() - start) / 1000;
  });
  return seconds.sort((a, b) => a - b)[3];
}

function makeGroups(withKl: boolean): CreditGroup[] {
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const numbers = (count: number, low: number, high: number) =>
    Float32Array.from({ length: count }, () => low + (high - low) * random());
  const steps = length / tokensPerStep;
  const responses = () =>
    Array.from({ length: samplesPerPrompt }, () => ({
      length,
      stepEnds: Int32Array.from({ length: steps }, (_, s) => (s + 1) * tokensPerStep - 1),
      scores: numbers(steps, -1, 1),
      verifiable: random() < 0.5 ? 1 : 0,
      ...(withKl ? { logprobs: numbers(length, -3, 0), refLogprobs: numbers(length, -3, 0) } : {}),
    }));
  return Array.from({ length: groupCount }, () => ({ maxLength: length, responses: responses() }));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await benchCredit();

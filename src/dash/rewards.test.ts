// What the rollouts of a run say of its rewards, against the same counted here from the records.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Random } from "../common/random.ts";
import type { RolloutRecord } from "../train/runs/records.ts";
import { RANGES, Rewards, rangesOf } from "./rewards.ts";
import type { RewardRange } from "./types.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "pure-rewards-"));
});
afterEach(() => rmSync(root, { recursive: true }));

/** A step's records: rewards in tenths, so that there are ties; one in eight undecided, one in ten without a reference. */
function records(step: number, random: Random): RolloutRecord[] {
  return Array.from({ length: 48 }, (_, i): RolloutRecord => {
    const correct = random.next() < 0.5;
    const undecided = random.next() < 0.125;
    const tenths = () =>
      Math.min(10, Math.max(-10, Math.round(6 * random.normal()) + (correct ? 3 : -1))) / 10;
    const steps = Array.from({ length: 1 + random.int(4) }, (_, s) => ({
      ...{ text: `step ${s} of ${i}`, end: s, reward: tenths(), credit: null },
    }));
    const reason = `no answer in time (${random.int(3)})`;
    return {
      ...{ step, problem: `p${i % 8}`, group: i % 8, sample: Math.floor(i / 8), prompt: `prompt ${i % 8}` },
      ...{
        response: "",
        tokens: steps.map((_, t) => t),
        logprobs: [],
        finish: "stop",
        steps,
        reference: "7",
      },
      ...{ verifiable: null, answer: correct ? "7" : "8", returns: [], advantages: [] },
      // A reward of one's own may be undecided where the answer is known.
      correct: random.next() < 0.1 ? null : correct,
      ...(undecided && { undecided: reason }),
    };
  });
}

const pathOf = (step: number) => join(root, `${step}.jsonl`);

function write(steps: readonly number[]): RolloutRecord[] {
  const random = new Random("rewards");
  return steps.flatMap((step) => {
    const own = records(step, random);
    writeFileSync(pathOf(step), own.map((record) => `${JSON.stringify(record)}\n`).join(""));
    return own;
  });
}

async function read(steps: readonly number[], rewards = new Rewards(), options = {}): Promise<RewardRange[]> {
  const ranges: RewardRange[] = [];
  for await (const range of rewards.ranges(steps, async (step) => pathOf(step), options)) ranges.push(range);
  return ranges;
}

const weakest = ({ steps }: RolloutRecord) => Math.min(...steps.map(({ reward }) => reward as number));
const isJudged = ({ correct, undecided }: RolloutRecord) => correct !== null && undecided === undefined;

function counted(all: readonly RolloutRecord[]) {
  const judged = all.filter(isJudged);
  let [pairs, ranked] = [0, 0];
  const prompts = new Set<string>();
  for (const right of judged)
    for (const wrong of judged) {
      if (!right.correct || wrong.correct || right.step !== wrong.step || right.group !== wrong.group)
        continue;
      pairs++;
      prompts.add(`${right.step} ${right.group}`);
      ranked += weakest(right) > weakest(wrong) ? 1 : weakest(right) === weakest(wrong) ? 0.5 : 0;
    }
  const bins = Array.from({ length: 10 }, (_, b) => {
    const own = judged.filter((record) => {
      const p = (1 + weakest(record)) / 2;
      return p >= b / 10 && (p < (b + 1) / 10 || (b === 9 && p === 1));
    });
    const right = own.filter(({ correct }) => correct).length;
    return { from: b / 10, count: own.length, right };
  }).filter(({ count }) => count > 0);
  return { pairs, ranked, prompts: prompts.size, bins };
}

describe("the rewards of a run", () => {
  it("are ranked, calibrated and listed as the records have them, step by step and over a range", async () => {
    const all = write([1, 2, 3]);
    const own = await read([1, 2, 3]);
    expect(own.map(({ from, to, steps }) => [from, to, steps])).toEqual([
      [1, 1, 1],
      [2, 2, 1],
      [3, 3, 1],
    ]);
    for (const [i, range] of own.entries()) {
      const here = all.filter(({ step }) => step === i + 1);
      const { pairs, ranked, prompts, bins } = counted(here);
      expect(range.responses).toBe(48);
      expect(range.ranking).toMatchObject({ pairs, prompts });
      expect(range.ranking.value).toBeCloseTo(ranked / pairs, 12);
      const [low, high] = range.ranking.interval!;
      expect(low).toBeLessThan(ranked / pairs);
      expect(high).toBeGreaterThan(ranked / pairs);
      expect(
        range.bins.map(({ from, count, observed }) => [from, count, Math.round(count * observed)]),
      ).toEqual(bins.map(({ from, count, right }) => [from, count, right]));
      for (const bin of range.bins) {
        expect(bin.predicted).toBeGreaterThanOrEqual(bin.from);
        expect(bin.predicted).toBeLessThanOrEqual(bin.to);
      }
      const wrong = here.filter((record) => isJudged(record) && !record.correct).map(weakest);
      const right = here.filter((record) => isJudged(record) && record.correct).map(weakest);
      expect(range.liked.map((row) => row.weakest)).toEqual(wrong.sort((a, b) => b - a).slice(0, 12));
      expect(range.disliked.map((row) => row.weakest)).toEqual(right.sort((a, b) => a - b).slice(0, 12));
      for (const row of [...range.liked, ...range.disliked]) {
        const record = here.find(({ group, sample }) => group === row.group && sample === row.sample)!;
        expect(record.correct).toBe(range.disliked.includes(row));
        expect(record.steps.find(({ reward }) => reward === row.weakest)!.text).toBe(row.weakestText);
        expect(row).toMatchObject({
          step: i + 1,
          prompt: record.prompt,
          answer: record.answer,
          reference: "7",
        });
      }
      const reasons = new Map<string, number>();
      for (const { undecided } of here)
        if (undecided) reasons.set(undecided, (reasons.get(undecided) ?? 0) + 1);
      expect(new Map(range.undecided.map(({ reason, count }) => [reason, count]))).toEqual(reasons);
      for (const { reason, places } of range.undecided)
        for (const place of places)
          expect(
            here.find(({ group, sample }) => group === place.group && sample === place.sample)?.undecided,
          ).toBe(reason);
    }
  });

  it("of more steps than ranges are those of several steps together", async () => {
    const steps = Array.from({ length: 2 * RANGES }, (_, i) => 10 * i + 10);
    const all = write(steps);
    const ranges = await read(steps);
    expect(ranges).toHaveLength(RANGES);
    for (const range of ranges) {
      const { pairs, ranked, prompts, bins } = counted(
        all.filter(({ step }) => step >= range.from && step <= range.to),
      );
      expect(range.steps).toBe(2);
      expect(range.ranking).toMatchObject({ pairs, prompts });
      expect(range.ranking.value).toBeCloseTo(ranked / pairs, 12);
      expect(range.bins.map(({ count, observed }) => [count, Math.round(count * observed)])).toEqual(
        bins.map(({ count, right }) => [count, right]),
      );
    }
    const some = await read(steps, new Rewards(), { read: 1 });
    expect(some.map(({ from, steps: own }) => [from, own])).toEqual(ranges.map(({ to }) => [to, 1]));
    const stop = AbortSignal.abort(new Error("enough"));
    await expect(read(steps, new Rewards(), { signal: stop })).rejects.toThrow("enough");
  });

  it("are read once, again where a file changed, and bear what is no record", async () => {
    write([1]);
    const rewards = new Rewards();
    const [first] = await read([1], rewards);
    const hostile = [
      "not JSON",
      '{"group":0}',
      '{"group":0,"sample":0,"prompt":"p","steps":[null,{"reward":"9"},{"reward":1e999}],"advantages":[],"tokens":[],"correct":true}',
      '{"group":0,"sample":1,"prompt":"p","steps":[{"reward":7,"text":3}],"advantages":[],"tokens":[],"correct":false,"answer":{},"reference":null}',
      '{"group":0,"sample":2,"prompt":"p","steps":[],"advantages":[],"tokens":[],"correct":"yes","undecided":{"a":1}}',
    ];
    writeFileSync(pathOf(1), `${hostile.join("\n")}\n{"half`);
    const [second] = await read([1], rewards);
    expect([first.responses, second.responses, second.broken]).toEqual([48, 3, 2]);
    expect(second.liked).toMatchObject([{ weakest: 7, weakestText: "3", answer: "[object Object]" }]);
    expect(second.disliked).toEqual([]);
    expect(second.bins).toEqual([{ from: 0.9, to: 1, count: 1, predicted: 1, observed: 0 }]);
    expect(second.ranking).toEqual({ value: null, interval: null, pairs: 0, prompts: 0 });
    expect(second.undecided).toMatchObject([{ reason: "[object Object]", count: 1 }]);
    rmSync(pathOf(1));
    expect((await read([1], rewards))[0]).toMatchObject({ steps: 0, responses: 0, bins: [] });
  });

  it("name no more reasons than can be read, and count the rest", async () => {
    const [record] = records(1, new Random("one"));
    const lines = Array.from({ length: 100 }, (_, i) =>
      JSON.stringify({ ...record, sample: i, undecided: `reason ${i < 60 ? 0 : i}` }),
    );
    writeFileSync(pathOf(1), `${lines.join("\n")}\n`);
    const [{ undecided }] = await read([1]);
    expect(undecided.length).toBeLessThanOrEqual(25);
    expect(undecided[0]).toMatchObject({ reason: "reason 0", count: 60 });
    expect(undecided.reduce((sum, { count }) => sum + count, 0)).toBe(100);
  });
});

it("ranges hold every step once, in order, and are nearly equal", () => {
  for (const length of [1, 2, 23, 24, 25, 47, 100, 2000]) {
    const steps = Array.from({ length }, (_, i) => i + 1);
    const ranges = rangesOf(steps);
    expect(ranges.flat()).toEqual(steps);
    const sizes = ranges.map((range) => range.length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    expect(ranges).toHaveLength(Math.min(24, length));
    for (const some of rangesOf(steps, 4)) expect(some.length).toBeLessThanOrEqual(4);
  }
});

// The watch's functions alone; what they do in a run is in watching.test.ts.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryRuns, tokenizer } from "../../tests/fake-run.ts";
import { prompt, type Row, tableOf, withForeign } from "../../tests/table.ts";
import type { PureConfig } from "../config/schema.ts";
import { ALARMS } from "../watch/alarms.ts";
import { type AlarmReading, WINDOW } from "../watch/judges.ts";
import type { Onset, Watch } from "../watch/watch.ts";
import { latestCheckpoint } from "./runs/checkpoint.ts";
import type { TrainState } from "./runs/run-store.ts";
import { alarmRecord, consequenceOf, neededCheckpoints, watchResponses } from "./watching.ts";

const response = (more: Partial<Row> = {}): Partial<Row> => ({
  ...{ tokens: tokenizer.encode("1;"), logprobs: Float32Array.of(-1, -3), text: "1;", stepEnds: [1] },
  ...more,
});
const verdict = (reward: number | null, answer: string | null = "7") => ({
  ...{ reward, answer, correct: reward === null ? null : reward > 0, undecided: null },
});
const definitionOf = (kind: string) => ALARMS.find((definition) => definition.kind === kind)!;

describe("watchResponses", () => {
  /** Whether a group with these verifiable rewards and Σ r* is one without variance. */
  const idle = (rewards: (number | null)[], process: number[], verifiableCoefficient = 1) => {
    const config = { reward: { verifiableCoefficient } } as PureConfig;
    const group = rewards.map((reward, k) => {
      const half = process[k] / 2;
      return response({ verdict: verdict(reward), stepEnds: [0, 1], transformed: [half, half] });
    });
    const signs = watchResponses(tableOf([group]), config);
    expect(new Set(signs.map(({ withoutVariance }) => withoutVariance)).size).toBe(1);
    return signs[0].withoutVariance;
  };

  it("finds the groups whose responses all got the same", () => {
    expect(idle([1, 1], [0.5, 0.5])).toBe(true);
    expect(idle([1, 0], [0.5, 0.5])).toBe(false);
    expect(idle([1, 1], [0.5, 0.25])).toBe(false);
    expect(idle([1, 0], [0, 0.5], 0.5)).toBe(true);
    expect(idle([1, 0], [0.5, 0.5], 0)).toBe(true);
    // Without a verifiable reward: the process rewards.
    expect(idle([null, null], [0.5, 0.5])).toBe(true);
    expect(idle([null, null], [0.5, 0.25])).toBe(false);
    // In some: those that have one among themselves, the others take no part.
    expect(idle([1, null, 1], [0.5, 0.5, 0.5])).toBe(true);
    expect(idle([1, null, 0], [0.5, 0.5, 0.5])).toBe(false);
    expect(idle([1, null, 1], [0.5, 0.25, 0.5])).toBe(true);
    expect(idle([0, null], [0.5, 0.25])).toBe(true);
    // Rounding is no variance.
    expect(idle([null, null], [0.5, 0.5 + 1e-10])).toBe(true);
    expect(idle([null, null], [0.5, 0.5 + 1e-8])).toBe(false);
  });

  it("counts no group that nothing rewards", () => {
    const nothing = { verdict: verdict(null), transformed: [0, 0], stepEnds: [0, 1] };
    const table = tableOf([[response(nothing), response(nothing)]]);
    const config = { reward: { verifiableCoefficient: 1 } } as PureConfig;
    const idle = (trained: Uint8Array) => watchResponses({ ...table, trained }, config)[0].withoutVariance;
    expect(idle(table.trained.map(() => 0))).toBe(false);
    expect(idle(table.trained.map(() => 1))).toBe(true);
  });

  it("knows what trained of a group, whatever others' tokens stand before it", () => {
    const config = { reward: { verifiableCoefficient: 1 } } as PureConfig;
    const group = (trained: number) => {
      const row = response({ verdict: verdict(null), transformed: [0.5], trained: [trained, trained] });
      return [withForeign(row, [0, 0, 0]), row];
    };
    for (const trained of [0, 1]) {
      const signs = watchResponses(tableOf([group(1 - trained), group(trained)]), config);
      const expected = [1 - trained, 1 - trained, trained, trained].map((taught) => taught === 1);
      expect(signs.map(({ withoutVariance }) => withoutVariance)).toEqual(expected);
    }
  });

  it("looks at each group by itself", () => {
    const rows = [0.5, 0.5, 0.25, 0.75].map((star) => response({ transformed: [star] }));
    const config = { reward: { verifiableCoefficient: 1 } } as PureConfig;
    const signs = watchResponses(tableOf([rows.slice(0, 2), rows.slice(2)]), config);
    expect(signs.map(({ withoutVariance }) => withoutVariance)).toEqual([true, true, false, false]);
  });

  it("finds no such group where there is one response a prompt", () => {
    expect(idle([1], [0.5])).toBe(false);
    expect(idle([null], [0.5])).toBe(false);
  });

  it("sees each response as it is, and what could not be judged as answered", () => {
    const undecided = { reward: null, answer: null, correct: null, undecided: "time limit" };
    const group = [
      response({ verdict: undecided, scores: [0.5], finish: "length" }),
      response({ verdict: verdict(1, null), scores: [-0.5] }),
      response({ verdict: { ...undecided, answer: "8" }, scores: [1] }),
    ];
    const config = { reward: { verifiableCoefficient: 1 } } as PureConfig;
    const other = response({ scores: [0] });
    const table = tableOf([[other, other], group]);
    const signs = watchResponses(table, config);
    const tokens = Int32Array.from(tokenizer.encode("1;"));
    const seen = {
      group: 1,
      tokens,
      stepEnds: Int32Array.of(1),
      meanLogprob: -2,
      leastLogprob: -3,
      kl: null,
    };
    expect(signs.slice(2)).toMatchObject([
      { ...seen, answer: "", correct: null, scores: [0.5], finish: "length", noStep: false },
      { ...seen, answer: null, correct: true, scores: [-0.5], finish: "stop", noStep: true },
      { ...seen, answer: "8", correct: null, scores: [1] },
    ]);
    const refLogprobs = table.logprobs.map((logprob, t) => logprob - Number(t > 8));
    const compared = watchResponses({ ...table, refLogprobs, scores: null }, config);
    expect(compared.map(({ kl }) => kl)).toEqual([0, 0, 0, 0, expect.closeTo(Math.exp(-1) / 2, 6)]);
    expect(compared.every(({ scores }) => scores === null)).toBe(true);
    expect(signs.slice(0, 2).map(({ group }) => group)).toEqual([0, 0]);
  });
});

describe("alarmRecord", () => {
  const judgement: AlarmReading = { value: 0.5, start: 0.125, threshold: 0.25, clear: 0.2 };
  const record = (kind: string, more: Partial<AlarmReading> = {}, groups: Partial<Row>[][] = []) => {
    const definition = definitionOf(kind);
    const onset: Onset = { step: 9, definition, judgement: { ...judgement, ...more } };
    const config = { reward: { verifiableCoefficient: 1 } } as PureConfig;
    const prompts = groups.map((_, g) => ({ ...prompt, problem: { ...prompt.problem, id: `p${g}` } }));
    const table = tableOf(groups, prompts);
    const watched = watchResponses(table, config);
    return alarmRecord(onset, watched, table, tokenizer, { rollbacks: 2, rolledBackTo: 4 });
  };

  it("says in a sentence what was found", () => {
    expect(record("noStep").message).toBe(
      "step 9: no step at all: share of responses without a step or an answer: 50.0%, at the start 12.5% (alarm above 25.0%)",
    );
    expect(record("heldOut", { below: true }).message).toBe(
      "step 9: held-out accuracy falls: share of held-out problems solved: 50.0%, at the start 12.5% (alarm below 25.0%)",
    );
    expect(record("kl", { compared: "just before" }).message).toBe(
      "step 9: a jump of the KL: KL to the reference policy, nats a token: 0.5, just before 0.13 (alarm above 0.25)",
    );
    expect(record("trust", { below: true, compared: "at its best" }).message).toBe(
      "step 9: the process reward model no longer tells right from wrong: correlation of process rewards and verdicts within problems, over 20 steps: 0.5, at its best 0.13 (alarm below 0.25)",
    );
    expect(record("ratio", { start: null }).message).toBe(
      "step 9: a jump of the probability ratio: mean probability ratio of the update: 0.5 (alarm above 0.25)",
    );
  });

  it("holds the finding and the responses that show it best", () => {
    const long = response({
      ...{ tokens: tokenizer.encode("1;2;3"), stepEnds: [1, 3, 4], text: "1;2;3", scores: [0.5, -0.5, 0.25] },
      verdict: verdict(0, "3"),
    });
    const { kind, title, figure, unit, help } = definitionOf("padding");
    const groups = [[response({ verdict: verdict(1), scores: [1] }), response({ scores: [-1] })], [long]];
    const sample = { prompt: "text of p", finish: "stop" };
    expect(record("padding", {}, groups)).toEqual({
      ...{ step: 9, kind, title, figure, unit, help, value: 0.5, start: 0.125, threshold: 0.25 },
      ...{ rollbacks: 2, rolledBackTo: 4, message: expect.stringContaining(title) },
      samples: [
        {
          ...{ ...sample, problem: "p1", response: "1;2;3", answer: "3", correct: false },
          steps: [
            { text: "1;", reward: 0.5 },
            { text: "2;", reward: -0.5 },
            { text: "3", reward: 0.25 },
          ],
        },
        {
          ...sample,
          problem: "p0",
          response: "1;",
          answer: null,
          correct: null,
          steps: [{ text: "1;", reward: -1 }],
        },
      ],
    });
  });
});

describe("consequenceOf", () => {
  const [noStep, variance, kl] = ["noStep", "variance", "kl"].map(definitionOf);
  const state = (rollbacks: number, distrusted = false) =>
    ({ step: 12, rollbacks, distrusted }) as TrainState;
  const configOf = (onAlarm: PureConfig["train"]["onAlarm"], trust = false, mode = "prm+vr") =>
    ({ train: { onAlarm }, credit: { trust }, reward: { mode } }) as PureConfig;
  const watchOf = (...active: (typeof noStep)[]) =>
    ({ active, healthyUntil: 5, processWeighedAfter: () => true }) as unknown as Watch;
  const onsetOf = (...definitions: (typeof noStep)[]) =>
    definitions.map((definition) => ({ step: 12, definition }) as Onset);
  const runWith = (...steps: number[]) => {
    const run = temporaryRuns();
    for (const step of steps) mkdirSync(join(run, "checkpoints", String(step)), { recursive: true });
    return { path: run, latest: (until?: number) => latestCheckpoint(run, until) };
  };
  const goOn = { stop: null, to: null, distrust: false };
  const stopping = (stop: string) => ({ stop, to: null, distrust: false });

  it("is to go on where it is asked for, or nothing is the matter", async () => {
    const run = runWith(4);
    const asked = { ...configOf("continue") };
    expect(await consequenceOf(onsetOf(noStep), watchOf(noStep), run, state(0), asked)).toEqual(goOn);
    for (const onAlarm of ["stop", "rollback"] as const)
      expect(await consequenceOf([], watchOf(), run, state(0), configOf(onAlarm))).toEqual(goOn);
  });

  it("is to stop with the alarms that set in, whatever is on", async () => {
    const run = runWith(2, 4, 6);
    const stop = configOf("stop");
    expect(await consequenceOf([], watchOf(noStep), run, state(0), stop)).toEqual(goOn);
    // Rollbacks of before it was asked to stop are not why it does.
    expect((await consequenceOf(onsetOf(kl), watchOf(kl), run, state(3), stop)).stop).toContain(
      "KL); the last",
    );
    const both = onsetOf(variance, kl);
    expect(await consequenceOf(both, watchOf(variance, kl, noStep), run, state(0), stop)).toEqual(
      stopping(
        "stopped after step 12 by an alarm (groups without variance; a jump of the KL); " +
          `the last checkpoint from before it is ${join(run.path, "checkpoints", "4")}`,
      ),
    );
    expect(await consequenceOf(both, watchOf(), runWith(6), state(0), stop)).toEqual(
      stopping(
        "stopped after step 12 by an alarm (groups without variance; a jump of the KL); " +
          "there is no checkpoint from before it",
      ),
    );
  });

  it("is to go back for what that can mend, at its onset or later, three times", async () => {
    const run = runWith(2, 4, 6);
    const back = configOf("rollback");
    const of = (active: (typeof noStep)[], rollbacks: number, at = run) =>
      consequenceOf(onsetOf(), watchOf(...active), at, state(rollbacks), back);
    expect(await of([variance], 0)).toEqual(goOn);
    const to = { step: 4, path: join(run.path, "checkpoints", "4") };
    for (const rollbacks of [0, 2])
      expect(await of([variance, noStep], rollbacks)).toEqual({ stop: null, to, distrust: false });
    expect(await of([variance, noStep], 3)).toEqual(
      stopping(
        "stopped after step 12 by an alarm (no step at all), after 3 rollbacks; " +
          `the last checkpoint from before it is ${to.path}`,
      ),
    );
    const lone = runWith(6);
    const nowhere = "there is no checkpoint from before it";
    for (const [rollbacks, often] of [
      [1, ""],
      [3, ", after 3 rollbacks"],
    ] as const)
      expect(await of([noStep], rollbacks, lone)).toEqual(
        stopping(`stopped after step 12 by an alarm (no step at all)${often}; ${nowhere}`),
      );
  });
});

describe("an alarm that sends the run back", () => {
  const distrusts = async (
    kind: string,
    distrusted = false,
    trust = true,
    mode = "prm+vr",
    lastWeighed = 12,
  ) => {
    const active = [definitionOf(kind)];
    const to = { step: 4, path: "4" };
    const processWeighedAfter = (step: number) => step < lastWeighed;
    const consequence = await consequenceOf(
      [],
      { active, healthyUntil: 5, processWeighedAfter } as unknown as Watch,
      { latest: async () => to },
      { step: 12, rollbacks: 0, distrusted } as TrainState,
      { train: { onAlarm: "rollback" }, credit: { trust }, reward: { mode } } as PureConfig,
    );
    if (!consequence.to) return consequence.stop ?? "goOn";
    expect(consequence.to).toBe(to);
    return consequence.distrust;
  };

  it("takes the weight from process rewards where it speaks against what is rewarded", async () => {
    const against = ["thinking", "padding", "giantStep", "noStep", "repetition", "disagreement", "trust"];
    for (const kind of [...against, "heldOut"]) expect([kind, await distrusts(kind)]).toEqual([kind, true]);
    for (const kind of ["kl", "ratio", "length", "entropy"])
      expect([kind, await distrusts(kind)]).toEqual([kind, false]);
    for (const kind of ["variance", "dominance", "ceiling", "rightBreak", "lengthBreak"])
      expect([kind, await distrusts(kind)]).toEqual([kind, "goOn"]);
  });

  it("does so once, and only where trust weighs them and verdicts remain to train by", async () => {
    expect(await distrusts("heldOut", true)).toBe(false);
    expect(await distrusts("heldOut", false, false)).toBe(false);
    for (const mode of ["prm", "vr"]) expect(await distrusts("heldOut", false, true, mode)).toBe(false);
  });

  it("does not where they weighed nothing since the checkpoint: the same steps would come again", async () => {
    const weighedUntil = (step: number) => distrusts("heldOut", false, true, "prm+vr", step);
    expect([await weighedUntil(4), await weighedUntil(5)]).toEqual([false, true]);
  });
});

describe("neededCheckpoints", () => {
  const needed = (
    onAlarm: PureConfig["train"]["onAlarm"],
    active: boolean,
    returns = [5, 12],
    windowStart = 20,
    best: number | null = null,
  ) => {
    const watch = {
      best,
      active: active ? [definitionOf("kl")] : [],
      healthyUntil: 5,
      returns,
      windowStart,
    } as unknown as Watch;
    const isNeeded = neededCheckpoints(watch, { train: { onAlarm } } as PureConfig);
    const all = [0, 3, 4, 5, 6, 10, 11, 13, 14];
    return all.filter((step) => isNeeded(step, all));
  };

  it("are that of the best evaluations alone of a run that never goes back and is well", () => {
    expect(needed("continue", false)).toEqual([]);
    expect(needed("stop", false)).toEqual([]);
    expect(needed("continue", false, [5, 12], 20, 8)).toEqual([6]);
    expect(needed("stop", false, [5, 12], 20, 10)).toEqual([10]);
  });

  it("are the newest up to where it may go back, and those within the window after", () => {
    expect(WINDOW).toBe(5);
    for (const found of [needed("rollback", false), needed("continue", true), needed("stop", true)])
      expect(found).toEqual([5, 6, 10, 11]);
    expect(needed("rollback", true, [4, 13])).toEqual([4, 6, 10, 13]);
    // All within the longest window of an alarm, of a run that goes back.
    expect(needed("rollback", false, [5, 12], 10)).toEqual([5, 6, 10, 11, 13, 14]);
    expect(needed("stop", true, [5, 12], 10)).toEqual([5, 6, 10, 11]);
  });
});

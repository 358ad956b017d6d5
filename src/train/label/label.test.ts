// Labels against a brute-force count over what the engine sampled; and a file that is cut anywhere and gone on with.
import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeEngine } from "../../../tests/fake-engine.ts";
import { Random } from "../../common/random.ts";
import { generateProblems } from "../../data/arithmetic.ts";
import { arithmeticAnswer, checkSteps } from "../../data/arithmetic-check.ts";
import { arithmeticTokenizerFiles } from "../../data/arithmetic-tokenizer.ts";
import { readLabelledSteps } from "../../data/labelled-files.ts";
import type { Problem } from "../../data/problems.ts";
import type { SampledResponse, SamplingParams } from "../../engine/types.ts";
import { createTokenizer } from "../../model/tokenizer.ts";
import type { answerVerifier } from "../../reward/verifiable.ts";
import type { TrainEvent } from "../events.ts";
import { type LabelInputs, labelProblems } from "./label.ts";
import type { LabelRecord, LabelSettings } from "./label-rollouts.ts";

// As it is, but for answers that a test declares undecidable.
let undecidable = (_response: string) => false;
vi.mock("../../reward/verifiable.ts", async (original) => {
  const real = await original<typeof import("../../reward/verifiable.ts")>();
  const verifier: typeof answerVerifier = (pattern, judges) => {
    const verify = real.answerVerifier(pattern, judges);
    const undecided = { reward: null, answer: null, correct: null, undecided: "declared" };
    return async (problem, response) => (undecidable(response) ? undecided : verify(problem, response));
  };
  return { ...real, answerVerifier: verifier };
});

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "pure-label-"));
  undecidable = () => false;
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const tokenizer = createTokenizer(arithmeticTokenizerFiles());
const [end, separator] = [2, tokenizer.encode(";")[0]];
/** All with the answer that the talker below likes best. */
const problems = generateProblems(400, new Random("problems"), { maxOperations: 3 })
  .filter(({ answer }) => answer === "7")
  .slice(0, 20);

const settings: LabelSettings = {
  ...{ solutions: 2, rollouts: 3, labels: "soft", untilFirstError: false, checker: null, maxTokens: 14 },
  ...{ temperature: 1, topP: 1, stop: [], seed: 4, stepSeparator: ";", answerPattern: "A(\\d)" },
};

/** What was sampled from which prompt. */
type Sampled = SampledResponse & { from: number[] };

/** Says short steps, answers and ends often, and remembers all it said. */
class Talker extends FakeEngine {
  readonly sampled: Sampled[] = [];

  constructor(maxContext?: number) {
    super({ vocabSize: tokenizer.vocabSize, seed: 2, maxContext });
    const bias = this.weights.length - tokenizer.vocabSize;
    for (const [text, more] of [
      [";", 2.5],
      ["A", 2.5],
      ["7", 1.5],
    ] as const)
      this.weights[bias + tokenizer.encode(text)[0]] += more;
    this.weights[bias + end] += 1.5;
    // No other special tokens.
    for (const id of [0, 1, 3]) this.weights[bias + id] -= 50;
  }

  override async *sample(prompts: readonly ArrayLike<number>[], k: number, params: SamplingParams) {
    for await (const response of super.sample(prompts, k, params)) {
      this.sampled.push({ ...response, from: Array.from(prompts[response.prompt]) });
      yield response;
    }
  }
}

async function run(changes: Partial<LabelSettings> = {}, more: Partial<LabelInputs> = {}) {
  const engine = new Talker();
  const out = join(directory, "steps.jsonl");
  const events: TrainEvent[] = [];
  const result = await labelProblems({
    ...{ engine, tokenizer, problems, out, settings: { ...settings, ...changes } },
    ...{ onEvent: (event) => events.push(event), ...more },
  });
  const text = readFileSync(out, "utf8");
  const lines = text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as LabelRecord);
  return { engine, out, events, result, text, lines };
}

const by = (sampled: readonly Sampled[], prompt: readonly number[]) =>
  sampled.filter(({ from }) => from.join() === prompt.join());

const isRight = (problem: Problem, tokens: readonly number[]) =>
  arithmeticAnswer(tokenizer.decode(tokens as number[])) === problem.answer;

const textsOf = (tokens: readonly number[]) =>
  tokenizer
    .decode(tokens as number[])
    .split(";")
    .filter((part) => part !== "");

/** Brute force: a prefix ends after every separator that some character precedes and some character follows. */
function prefixEnds(tokens: readonly number[]): number[] {
  const said = (length: number) => tokenizer.decode(tokens.slice(0, length));
  return tokens
    .flatMap((token, i) => (token === separator && !/(^|;)$/.test(said(i)) ? [i + 1] : []))
    .slice(0, textsOf(tokens).length - 1);
}

describe("labels by rollouts", () => {
  it("are the share of right continuations of each prefix; of the last step, the solution's own answer", async () => {
    const { engine, lines, result } = await run();
    let [empty, good] = [0, 0];
    for (const problem of problems) {
      const prompt = tokenizer.encode(problem.prompt, { addSpecialTokens: true });
      const own = by(engine.sampled, prompt);
      expect(own.map(({ sample }) => sample).sort()).toEqual([0, 1]);
      for (const { sample, tokens } of own) {
        const line = lines.find((l) => l.id === problem.id && l.sample === sample);
        const texts = textsOf(tokens);
        if (texts.length === 0) {
          expect(line).toBeUndefined();
          empty++;
          continue;
        }
        const cuts = prefixEnds(tokens);
        const shares = cuts.map((cut) => {
          const continuations = by(engine.sampled, [...prompt, ...tokens.slice(0, cut)]);
          // Two solutions that begin alike are rolled out each on its own.
          expect(continuations.length % 3).toBe(0);
          return continuations.map((c) => isRight(problem, [...tokens.slice(0, cut), ...c.tokens]));
        });
        expect(line).toMatchObject({ prompt: problem.prompt, completions: texts, rollouts: 3 });
        expect(line?.correct).toBe(isRight(problem, tokens));
        expect(line?.labels.at(-1)).toBe(Number(line?.correct));
        expect(line?.decided).toEqual([...cuts.map(() => 3), 1]);
        shares.forEach((continuations, step) => {
          const successes = line?.successes?.[step] as number;
          expect(line?.labels[step]).toBe(successes / 3);
          if (continuations.length === 3) expect(successes).toBe(continuations.filter(Boolean).length);
          else expect(successes).toBeLessThanOrEqual(continuations.filter(Boolean).length);
        });
        good += line?.labels.reduce((a, b) => a + b, 0) as number;
      }
    }
    const { counts } = result;
    expect(counts).toMatchObject({ solutions: lines.length, empty, unlabelled: 0, undecided: 0 });
    expect(counts.steps).toBe(lines.flatMap((line) => line.labels).length);
    expect(counts.good).toBeCloseTo(good, 9);
    expect(counts.rollouts).toBe(engine.sampled.length - 2 * problems.length);
    // The engine is not so poor a talker that this shows nothing.
    const inner = lines.flatMap((line) => line.labels.slice(0, -1));
    for (const share of [0, 1 / 3, 2 / 3]) expect(inner).toContain(share);
    // In order, whatever finished first.
    const order = lines.map(({ id, sample }) => problems.findIndex((p) => p.id === id) + sample / 10);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it("hard: one right continuation makes a step good", async () => {
    const soft = await run();
    rmSync(soft.out);
    rmSync(`${soft.out}.state`);
    const hard = await run({ labels: "hard" });
    expect(hard.lines).toEqual(
      soft.lines.map((line) => ({ ...line, labels: line.labels.map((share) => share > 0) })),
    );
    const read = [];
    for await (const example of readLabelledSteps(hard.out)) read.push(example);
    expect(read).toEqual(
      hard.lines.map(({ prompt, completions, labels, correct }, i) => ({
        ...{ prompt, completions, correct, where: `${hard.out}:${i + 1}` },
        labels: labels.map(Number),
      })),
    );
  });

  it("until the first error: the same labels, cut after the first step without a right continuation", async () => {
    const whole = await run();
    rmSync(whole.out);
    rmSync(`${whole.out}.state`);
    const cut = await run({ untilFirstError: true });
    const expected = whole.lines.map((line) => {
      const error = line.labels.indexOf(0);
      const steps = error < 0 ? line.labels.length : error + 1;
      const { completions, labels, successes, decided } = line;
      const lists = { completions, labels, successes, decided };
      return {
        ...line,
        ...Object.fromEntries(Object.entries(lists).map(([key, list]) => [key, list?.slice(0, steps)])),
      };
    });
    expect(cut.lines).toEqual(expected);
    expect(cut.result.counts.rollouts).toBeLessThan(whole.result.counts.rollouts);
  });

  it("an answer that cannot be judged takes no part, and is counted", async () => {
    undecidable = (response) => /A[0-4]/.test(response.slice(-6));
    const { lines, result, engine } = await run();
    const judged = engine.sampled.map(({ from, tokens }) =>
      tokenizer
        .decode([...from, ...tokens])
        .split("=")
        .slice(1)
        .join("="),
    );
    expect(judged.length).toBe(engine.sampled.length);
    expect(result.counts.undecided).toBeGreaterThan(0);
    expect(result.counts.unlabelled).toBeGreaterThan(0);
    const partly = lines.filter((line) => line.decided?.some((n) => n > 0 && n < 3 && n !== 1));
    expect(partly.length).toBeGreaterThan(0);
    for (const { labels, successes = [], decided = [] } of lines)
      labels.forEach((label, step) => {
        expect(decided[step]).toBeGreaterThan(0);
        expect(label).toBe(successes[step] / decided[step]);
      });
    const { solutions, empty, unlabelled } = result.counts;
    expect(solutions + empty + unlabelled).toBe(2 * problems.length);
  });

  it("a continuation that the context ends before --max-tokens takes no part, and is counted", async () => {
    const promptOf = ({ prompt }: Problem) => tokenizer.encode(prompt, { addSpecialTokens: true });
    const longest = Math.max(...problems.map((problem) => promptOf(problem).length));
    const maxTokens = 5;
    const engine = new Talker(longest + maxTokens + 2);
    const { lines, result, events } = await run({ maxTokens }, { engine });
    const starts = new Set(problems.map((problem) => promptOf(problem).join()));
    const continuations = engine.sampled.filter(({ from }) => !starts.has(from.join()));
    const cut = continuations.filter(
      ({ finish, tokens }) => finish === "length" && tokens.length < maxTokens,
    );
    expect(cut.length).toBeGreaterThan(0);
    // At the limit, not before it: wrong without an answer, as a solution is.
    expect(
      continuations.some(({ finish, tokens }) => finish === "length" && tokens.length === maxTokens),
    ).toBe(true);
    const { rollouts, cutByContext, undecided } = result.counts;
    expect([rollouts, cutByContext, undecided]).toEqual([continuations.length, cut.length, 0]);
    let partly = 0;
    for (const { id, sample, labels, decided, successes } of lines) {
      const problem = problems.find((one) => one.id === id)!;
      const prompt = promptOf(problem);
      const { tokens } = by(engine.sampled, prompt).find((one) => one.sample === sample)!;
      for (const [step, end] of prefixEnds(tokens).entries()) {
        const prefix = tokens.slice(0, end);
        const own = by(engine.sampled, [...prompt, ...prefix]);
        if (own.length > 3) continue;
        const whole = own.filter((one) => !cut.includes(one));
        const right = whole.filter((one) => isRight(problem, [...prefix, ...one.tokens])).length;
        expect([decided![step], successes![step]]).toEqual([whole.length, right]);
        expect(labels[step]).toBe(right / whole.length);
        if (whole.length < 3) partly++;
      }
    }
    expect(partly).toBeGreaterThan(0);
    expect(events.filter(({ type }) => type === "warning")).toEqual([
      {
        type: "warning",
        message:
          `${cut.length} of ${rollouts} continuations met the end of the context of ${engine.maxContext} before 5 tokens, ` +
          "and take no part in the labels; lower --max-tokens, or raise --engine.maxContext",
      },
    ]);
  });

  it("a problem's labels are its own, whatever it is labelled with", async () => {
    const { lines, out } = await run();
    rmSync(out);
    rmSync(`${out}.state`);
    const alone = await run({}, { problems: problems.slice(5, 6) });
    expect(alone.lines).toEqual(lines.filter(({ id }) => id === problems[5].id));
  });

  it.each([
    [1, "are damaged"],
    [50, "are damaged"],
  ])("are none of a model whose %i-th response has no finite log-probability", async (nth, why) => {
    const engine = new Talker();
    const { sample } = Talker.prototype;
    let count = 0;
    engine.sample = async function* (...asked) {
      for await (const response of sample.apply(engine, asked))
        yield ++count === nth ? { ...response, logprobs: response.logprobs.map(() => Number.NaN) } : response;
    };
    await expect(run({}, { engine })).rejects.toThrow(why);
  });

  it("progress counts every solution once", async () => {
    const { events } = await run();
    const sampled = events.flatMap((event) => (event.type === "sampled" ? [event.responses] : []));
    expect(sampled).toEqual([...sampled].sort((a, b) => a - b));
    expect(sampled).toHaveLength(2 * problems.length);
    expect(sampled.at(-1)).toBe(2 * problems.length);
    expect(events.filter(({ type }) => type === "labelled")).toHaveLength(3);
  });
});

it("the exact checker's labels, without a rollout", async () => {
  const { lines, engine } = await run({ checker: "arithmetic", rollouts: 0, labels: "hard" });
  expect(engine.sampled.length).toBe(2 * problems.length);
  for (const line of lines) {
    const problem = problems.find(({ id }) => id === line.id) as Problem;
    const checked = checkSteps(problem, line.completions.map((step) => `${step};`).join(""));
    expect(line.labels).toEqual(checked.map(({ good }) => good));
    expect(Object.keys(line)).toEqual(["prompt", "completions", "labels", "id", "sample", "correct"]);
  }
});

describe("resuming", () => {
  it("gives the file of an uninterrupted run, wherever it was cut", async () => {
    const { text, out, result } = await run();
    await fc.assert(
      fc.asyncProperty(fc.nat(2 * problems.length - 2), fc.string(), async (stopAfter, rubbish) => {
        rmSync(out);
        rmSync(`${out}.state`);
        const controller = new AbortController();
        let left = stopAfter;
        const onEvent = (event: TrainEvent) => {
          if (event.type === "sampled" && left-- === 0) controller.abort();
        };
        const cut = await run({}, { onEvent, signal: controller.signal });
        // In the last batch everything may be sampled by then: what is done is not interrupted.
        expect(cut.result.interrupted).toBe(cut.text !== text);
        expect(text.startsWith(cut.text)).toBe(true);
        // As after kill -9: part of a batch is written, and nothing says so.
        appendFileSync(out, rubbish);
        const onward = await run();
        expect(onward.text).toBe(text);
        expect(onward.result.interrupted).toBe(false);
        expect(onward.result.counts).toEqual(result.counts);
        expect(onward.result.seconds).toBeGreaterThanOrEqual(cut.result.seconds);
        expect(cut.result.interrupted ? cut.result.problems % 8 : 0).toBe(0);
      }),
      { numRuns: 5 },
    );
  });

  it("what is done is done, and a higher limit goes on", async () => {
    const whole = await run();
    rmSync(whole.out);
    rmSync(`${whole.out}.state`);
    await run({}, { problems: problems.slice(0, 11) });
    const again = await run({}, { problems: problems.slice(0, 11) });
    expect(again.engine.sampled).toEqual([]);
    expect(again.events.at(-1)).toMatchObject({ type: "phaseFinished" });
    // As an earlier version, which did not count what the context cut, left it.
    const state = JSON.parse(readFileSync(`${whole.out}.state`, "utf8"));
    delete state.counts.cutByContext;
    writeFileSync(`${whole.out}.state`, JSON.stringify(state));
    const { text, result } = await run();
    expect(text).toBe(whole.text);
    expect(result.counts.cutByContext).toBe(0);
  });

  it("stops where another writes to the same file, which is then whole again", async () => {
    const { text, out } = await run();
    rmSync(out);
    rmSync(`${out}.state`);
    const onEvent = ({ type }: TrainEvent) => type === "labelled" && appendFileSync(out, "of another\n");
    await expect(run({}, { onEvent })).rejects.toThrow(/is another labelling writing to it\?/);
    expect((await run()).text).toBe(text);
  });

  it("begins again where a mistake in the settings left no labels", async () => {
    await expect(run({ stepSeparator: "" })).rejects.toThrow("separator is empty");
    expect((await run()).result.counts.steps).toBeGreaterThan(0);
  });

  it("refuses other settings, other problems, and files that are not its own", async () => {
    const { out } = await run();
    await expect(run({ rollouts: 4 })).rejects.toThrow(
      `${out} was begun with --rollouts 3, and now it is --rollouts 4; give the same options to go on`,
    );
    await expect(run({ untilFirstError: true })).rejects.toThrow(
      "with no --until-first-error, and now it is --until-first-error",
    );
    await expect(run({}, { options: { model: "m" } })).rejects.toThrow(
      "with no --model, and now it is --model m",
    );
    await expect(run({}, { prompt: { template: "Q: {problem}" } })).rejects.toThrow(
      'now it is --template "Q: {problem}"',
    );
    await expect(run({}, { problems: problems.slice(1) })).rejects.toThrow(
      "with more problems: 20 are labelled, and now there are 19",
    );
    const changed = problems.map((problem, i) => (i === 3 ? { ...problem, answer: "x" } : problem));
    await expect(run({}, { problems: changed })).rejects.toThrow("with other problems than the first 20");
    truncateSync(out, 10);
    await expect(run()).rejects.toThrow(/has only 10 bytes, but .*\.state says that \d+ bytes were written/);
    rmSync(out);
    await expect(run()).rejects.toThrow("is gone");
    rmSync(`${out}.state`);
    writeFileSync(out, "mine\n");
    await expect(run()).rejects.toThrow(
      /is there already, and .*\.state, .* is not; remove it, or name another/,
    );
    expect(readFileSync(out, "utf8")).toBe("mine\n");
    writeFileSync(`${out}.state`, "{}");
    await expect(run()).rejects.toThrow("not the state of a labelling");
    writeFileSync(`${out}.state`, "{");
    await expect(run()).rejects.toThrow("not valid JSON");
    await expect(run({}, { out: directory })).rejects.toThrow("is no file that labels could be written to");
  });
});

describe("problems that cannot be labelled", () => {
  it("are left out, and said", async () => {
    const some = [
      { ...problems[0], answer: null },
      problems[1],
      { ...problems[2], prompt: `${"1+".repeat(40)}1=` },
    ];
    const { events, lines } = await run({}, { problems: some });
    expect(new Set(lines.map(({ id }) => id))).toEqual(new Set([problems[1].id]));
    expect(events.filter(({ type }) => type === "warning")).toEqual([
      { type: "warning", message: "1 of 3 problems are left out: without an answer" },
      {
        type: "warning",
        message: expect.stringContaining("1 of 3 problems are left out: longer than 50 tokens"),
      },
    ]);
  });

  it("all of them: an error", async () => {
    await expect(run({}, { problems: [{ ...problems[0], answer: null }] })).rejects.toThrow(
      "no problem has a reference answer",
    );
    await expect(run({ maxTokens: 60 })).rejects.toThrow("lower --max-tokens");
  });
});

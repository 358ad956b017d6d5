// What training would read of a source, found in one pass over it: problems and their prompts, lengths, answers that cannot be
// judged by, repeats, what is shared with benchmarks, and rows that are no problems.
import { UserError } from "../common/errors.ts";
import { quantile } from "../common/statistics.ts";
import type { Tokenizer } from "../model/tokenizer.ts";
import { problemHash } from "./problem-hash.ts";
import {
  type LoadReport,
  type LocatedProblem,
  openProblems,
  type Problem,
  type ProblemOptions,
} from "./problems.ts";
import { encodePrompts, type PromptOptions } from "./prompts.ts";
import { whyUnreadable } from "./references.ts";

/** So many of each kind of finding are named; all are counted. */
const NAMED = 5;
/** About so many bars of a histogram. */
const BINS = 12;

export interface SurveyOptions extends ProblemOptions {
  /** So many problems are given in full. */
  examples: number;
  /** Without a tokenizer, lengths are in characters and prompts are the problems' texts. */
  tokenizer?: Tokenizer;
  prompts?: PromptOptions;
  /** Longest prompt, in tokens; with a tokenizer. */
  mostTokens?: number;
  benchmarks?: readonly { name: string; problems: readonly { id: string; prompt: string }[] }[];
  /** Told now and then how many problems were read. */
  onProgress?: (problems: number) => void;
}

/** Findings of one kind: how many, and the first of them. */
export class Findings<T> {
  count = 0;
  readonly first: T[] = [];

  add(one: T): void {
    this.count++;
    if (this.first.length < NAMED) this.first.push(one);
  }
}

export interface SurveyExample {
  id: string;
  /** "file:line". */
  where: string;
  problem: string;
  /** What the model gets, to the letter; null without a tokenizer. */
  prompt: string | null;
  /** Of the prompt; null without a tokenizer. */
  tokens: number | null;
  answer: string | null;
}

export interface Lengths {
  unit: "tokens" | "characters";
  smallest: number;
  p50: number;
  p90: number;
  p99: number;
  largest: number;
  /** Prompts of `from` to below `to`, the last one to whatever is longest. */
  bins: { from: number; to: number; count: number }[];
}

export interface Overlap {
  name: string;
  /** Problems of the benchmark, and how many of them are in the source too. */
  total: number;
  shared: number;
  /** Where they are, with their ids in the benchmark. */
  first: { where: string; id: string }[];
}

export interface Survey {
  report: LoadReport;
  examples: SurveyExample[];
  /** Null: there is no problem. */
  lengths: Lengths | null;
  /** Prompts with more tokens than `limit`; null: none was given. */
  tooLong: { limit: number; count: number; first: { where: string; tokens: number }[] } | null;
  /** Answers that the verifier cannot judge by. */
  unreadable: Findings<{ where: string; answer: string; reason: string }>;
  /** Problems whose text stood before, as `normalizedProblem` has it. */
  repeats: Findings<{ where: string; before: string }>;
  /** Those among them whose answer is another text. */
  contradictions: Findings<{ where: string; answer: string; before: string; answerBefore: string }>;
  overlaps: Overlap[];
  /** Rows that are no problems, in words with their places. */
  faults: Findings<string>;
}

/** Reads `source` to its end. Throws a UserError where it cannot be read, and where its fields cannot be told. */
export async function surveyProblems(source: string, options: SurveyOptions): Promise<Survey> {
  const { tokenizer, prompts = {}, mostTokens, benchmarks = [], onProgress = () => {} } = options;
  const faults = new Findings<string>();
  const onFault = (fault: Error) => faults.add(fault.message);
  const { report, problems } = await openProblems(source, { ...options, onFault });
  const examples: (SurveyExample & Pick<LocatedProblem, "file" | "numbered">)[] = [];
  const lengths: number[] = [];
  const tooLong = new Findings<{ where: string; tokens: number }>();
  const unreadable: Survey["unreadable"] = new Findings();
  const repeats: Survey["repeats"] = new Findings();
  const contradictions: Survey["contradictions"] = new Findings();
  const seen = new Map<bigint, { where: string; answer: string | null }>();
  const asked = benchmarks.map(({ name, problems }) => ({
    ...{ name, total: problems.length, shared: new Set<bigint>(), first: [] as Overlap["first"] },
    ids: new Map(problems.map(({ id, prompt }) => [problemHash(prompt), id])),
  }));
  const measure = tokenizer && promptMeasure(tokenizer, prompts, (note) => report.notes.push(note));
  /** Reasons by answer: many problems have the same one. */
  const reasons = new Map<string, string | null>();

  for await (const { problem, where, file, numbered } of problems) {
    if (lengths.length % 1000 === 0) onProgress(lengths.length);
    const { prompt, answer } = problem;
    let encoded: PromptLength = { tokens: prompt.length, text: null };
    try {
      if (measure) encoded = measure(problem, examples.length < options.examples);
    } catch (error) {
      // A prompt of no tokens; a template that fits no prompt is the caller's.
      if (!(error instanceof UserError) || lengths.length === 0) throw error;
      faults.add(`${where}: ${error.message}`);
      continue;
    }
    const length = encoded.tokens;
    lengths.push(length);
    if (tokenizer && mostTokens !== undefined && length > mostTokens) tooLong.add({ where, tokens: length });
    if (examples.length < options.examples) {
      const whole = { prompt: encoded.text, tokens: tokenizer ? length : null };
      examples.push({ id: problem.id, where, problem: prompt, ...whole, answer, file, numbered });
    }
    if (answer !== null && report.files[file].fields.options === null) {
      const known = reasons.get(answer);
      const reason = known === undefined ? whyUnreadable(answer) : known;
      if (known === undefined && reasons.size < 10_000) reasons.set(answer, reason);
      if (reason !== null) unreadable.add({ where, answer, reason });
    }
    const hash = problemHash(prompt);
    const before = seen.get(hash);
    if (before) {
      repeats.add({ where, before: before.where });
      if (answer !== null && before.answer !== null && answer !== before.answer)
        contradictions.add({ where, answer, before: before.where, answerBefore: before.answer });
    } else seen.set(hash, { where, answer });
    for (const { ids, shared, first } of asked) {
      const id = ids.get(hash);
      if (id === undefined || shared.has(hash)) continue;
      shared.add(hash);
      if (first.length < NAMED) first.push({ where, id });
    }
  }
  report.repeated = repeats.count;
  return {
    report,
    examples: examples.map(({ file, numbered, ...example }) =>
      report.files[file].fields.id === null ? { ...example, id: numbered } : example,
    ),
    lengths: lengthsOf(lengths, tokenizer ? "tokens" : "characters"),
    tooLong: tokenizer && mostTokens !== undefined ? { limit: mostTokens, ...tooLong } : null,
    ...{ unreadable, repeats, contradictions },
    overlaps: asked.map(({ name, total, shared, first }) => ({ name, total, shared: shared.size, first })),
    faults,
  };
}

interface PromptLength {
  tokens: number;
  /** The prompt to the letter, where it was made whole. */
  text: string | null;
}

/** One prompt in so many is made whole, and the first ones. */
const CHECKED = 100;

/**
 * How many tokens prompts have. A chat template takes longer than its tokens do: most prompts are put together from what
 * it wrote around the first one, as long as those made whole are the same.
 */
function promptMeasure(
  tokenizer: Tokenizer,
  options: PromptOptions,
  note: (text: string) => void,
): (problem: Problem, whole: boolean) => PromptLength {
  let around: [string, string] | null | undefined;
  let count = 0;
  return (problem, whole) => {
    count++;
    const shortcut = (parts: readonly [string, string]) =>
      tokenizer.encode([parts[0], { problem: problem.prompt }, parts[1]], { stepToken: options.stepToken })
        .length;
    if (around && !whole && count > CHECKED && count % CHECKED !== 0)
      return { tokens: shortcut(around), text: null };
    const [{ text, tokens }] = encodePrompts([problem], tokenizer, Number.POSITIVE_INFINITY, options).prompts;
    if (around === undefined) {
      const at = text.indexOf(problem.prompt);
      around =
        options.template !== undefined || !tokenizer.hasChatTemplate || at < 0
          ? null
          : [text.slice(0, at), text.slice(at + problem.prompt.length)];
    }
    if (around && (around.join(problem.prompt) !== text || shortcut(around) !== tokens.length)) {
      around = null;
      if (count > CHECKED)
        note(
          `the chat template changes with the problem: lengths of the first ${count} prompts are nearly right`,
        );
    }
    return { tokens: tokens.length, text };
  };
}

function lengthsOf(values: number[], unit: Lengths["unit"]): Lengths | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => Math.round(quantile(sorted, share));
  const [smallest, largest] = [sorted[0], sorted[sorted.length - 1]];
  // Bars up to the 99th percentile: a few long ones would leave one bar of all the others.
  const step = roundUp((at(0.99) + 1) / BINS);
  const bars = Math.min(BINS, Math.floor(largest / step) + 1);
  const bins = Array.from({ length: bars }, (_, i) => ({ from: i * step, to: (i + 1) * step, count: 0 }));
  for (const value of values) bins[Math.min(bars - 1, Math.floor(value / step))].count++;
  bins[bars - 1].to = Math.max(bins[bars - 1].to, largest + 1);
  while (bins[0].count === 0) bins.shift();
  return { unit, smallest, p50: at(0.5), p90: at(0.9), p99: at(0.99), largest, bins };
}

/** The next of 1, 2, 5, 10, 20, 50, … */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= value) ?? 10);
}

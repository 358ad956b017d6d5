// Rollouts of a step, read by offset: a step's file is gone through once, a line in memory at a time, for a row of
// numbers a response and where its line lies; a group's responses are read when they are looked at. What a model wrote
// may be anything: texts are cut, broken lines counted.
import { largest, mean, smallest } from "../common/statistics.ts";
import { cap } from "../text/text.ts";
import type { AlarmKind, RolloutRecord } from "../train/runs/records.ts";
import { REPETITIVE, responseSigns } from "../watch/signals.ts";
import { linesAt, MadeOfFiles, piecesAt } from "./files.ts";
import type { GroupFacts, RolloutRow, ShownGroup, ShownRollout, StepIndex } from "./types.ts";

/** Characters of a text that are shown: of a prompt, in a list, of a step, of all steps of a response and of a group. */
const PROMPT = 20_000;
const BEGINNING = 240;
const STEP = 8_000;
const RESPONSE = 64_000;
const GROUP = 4_000_000;
/** Rows of the indices that are kept (about 1 KB each). */
const KEPT_ROWS = 50_000;
/** Responses longer than this are not searched for repetition, which takes n log n. */
const LONGEST_SEARCHED = 8192;

interface Indexed {
  index: StepIndex;
  /** Of each row: where its line lies. */
  places: { offset: number; length: number }[];
}

/** Indices of the steps looked at last. */
export class Rollouts {
  #kept = new MadeOfFiles<Indexed>(KEPT_ROWS, ({ places }) => places.length);

  /** The index of a step whose file is at `path`. */
  async index(path: string, step: number): Promise<StepIndex> {
    return (await this.#indexed(path, step)).index;
  }

  /** All responses of one group, for its credit is of all; null where the step has no such group. */
  async group(path: string, step: number, group: number): Promise<ShownGroup | null> {
    const { index, places } = await this.#indexed(path, step);
    const own = index.rows.flatMap((row, i) => (row.group === group ? [i] : []));
    if (own.length === 0) return null;
    const pieces = await piecesAt(
      path,
      own.map((i) => places[i]),
    );
    // The file was cut back since it was indexed: another look indexes it again.
    if (pieces === null) return null;
    const records = pieces.map((bytes) => JSON.parse(bytes.toString("utf8")) as RolloutRecord);
    records.sort((a, b) => a.sample - b.sample);
    const [first] = records;
    return {
      ...{ step, group, problem: cap(first.problem, BEGINNING), prompt: cap(first.prompt, PROMPT) },
      reference: first.reference === null ? null : cap(String(first.reference), BEGINNING),
      responses: records.map((record) =>
        shown(record, Math.min(RESPONSE, Math.floor(GROUP / records.length))),
      ),
    };
  }

  /**
   * Which responses of a step have `text` in them or in their prompt, whatever the case: "group:sample". It stops where
   * nobody waits for it any more.
   */
  async search(path: string, text: string, signal: AbortSignal): Promise<string[]> {
    const wanted = text.toLowerCase();
    const found: string[] = [];
    for await (const { bytes } of linesAt(path)) {
      if (signal.aborted) break;
      const record = parseRollout(bytes);
      if (record && `${record.prompt}\n${record.response}`.toLowerCase().includes(wanted))
        found.push(`${record.group}:${record.sample}`);
    }
    return found;
  }

  #indexed(path: string, step: number): Promise<Indexed> {
    return this.#kept.get(path, () => indexOf(path, step));
  }
}

async function indexOf(path: string, step: number): Promise<Indexed> {
  const groups = new Map<number, GroupFacts>();
  const rows: RolloutRow[] = [];
  const places: Indexed["places"] = [];
  let broken = 0;
  for await (const { offset, bytes } of linesAt(path)) {
    const record = parseRollout(bytes);
    const row = record && rowOf(record);
    if (!row) {
      broken++;
      continue;
    }
    rows.push(row);
    places.push({ offset, length: bytes.length });
    if (!groups.has(row.group)) groups.set(row.group, groupFacts(record));
  }
  return { index: { step, groups: [...groups.values()], rows, broken }, places };
}

/** The record of a line; null where it is none. */
export function parseRollout(bytes: Buffer): RolloutRecord | null {
  try {
    const value = JSON.parse(bytes.toString("utf8")) as RolloutRecord | null;
    const whole =
      typeof value === "object" &&
      value !== null &&
      Number.isSafeInteger(value.group) &&
      Number.isSafeInteger(value.sample) &&
      typeof value.prompt === "string" &&
      Array.isArray(value.steps) &&
      Array.isArray(value.advantages) &&
      Array.isArray(value.tokens);
    return whole ? value : null;
  } catch {
    return null;
  }
}

function groupFacts({ group, problem, prompt, reference }: RolloutRecord): GroupFacts {
  return {
    group,
    problem: String(problem).slice(0, BEGINNING),
    prompt: prompt.slice(0, BEGINNING),
    reference: reference === null ? null : String(reference).slice(0, BEGINNING),
  };
}

function rowOf(record: RolloutRecord): RolloutRow {
  const { steps, advantages, tokens, finish, answer, correct } = record;
  const rewards = steps.flatMap(({ reward }) => (typeof reward === "number" ? [reward] : []));
  const has = rewards.length > 0;
  return {
    ...{ group: record.group, sample: record.sample, correct, verifiable: record.verifiable, finish },
    undecided: record.undecided !== undefined,
    answer: answer === null ? null : String(answer).slice(0, 80),
    length: tokens.length,
    steps: steps.length,
    rewardMin: has ? smallest(rewards) : null,
    rewardMean: has ? mean(rewards) : null,
    rewardSum: has ? rewards.reduce((a, b) => a + b, 0) : null,
    advantage: advantages.length > 0 ? mean(advantages) : 0,
    pull: advantages.reduce((sum, value) => sum + Math.abs(value), 0),
    signs: signsOf(record),
  };
}

/** The alarms whose sign a response shows by itself. */
function signsOf({ group, tokens, steps, finish, answer, correct, logprobs }: RolloutRecord): AlarmKind[] {
  const signs = responseSigns({
    ...{ group, finish, answer, correct, scores: null, kl: null, withoutVariance: false },
    tokens: tokens.length <= LONGEST_SEARCHED ? tokens : [],
    stepEnds: steps.map(({ end }) => end),
    meanLogprob: logprobs?.length > 0 ? mean(logprobs) : 0,
    leastLogprob: logprobs?.length > 0 ? smallest(logprobs) : 0,
  });
  return [
    ...(signs.thinking ? ["thinking" as const] : []),
    ...(signs.giantStep && tokens.length <= LONGEST_SEARCHED ? ["giantStep" as const] : []),
    ...(signs.noStep ? ["noStep" as const] : []),
    ...(signs.repetition > REPETITIVE ? ["repetition" as const] : []),
  ];
}

/** All numbers of a record, and its texts as far as a page can show them: `left` characters of its steps. */
function shown({ response: _, ...record }: RolloutRecord, left: number): ShownRollout {
  const steps = record.steps.map(({ text, ...step }) => {
    const most = Math.min(STEP, left);
    left -= Math.min(text.length, most);
    return { ...step, text: cap(text, most) };
  });
  return {
    ...record,
    steps,
    problem: cap(record.problem, BEGINNING),
    prompt: "",
    answer: record.answer === null ? null : cap(String(record.answer), BEGINNING),
    ...(record.undecided === undefined ? {} : { undecided: cap(String(record.undecided), BEGINNING) }),
  };
}

/**
 * How much a group shows the hack of summed rewards: the largest mean advantage of a wrong response that has a step the
 * process reward model takes for bad, less the smallest of a right one. 0: it does not.
 */
export function hackedBy(rows: readonly RolloutRow[]): number {
  const wrong = rows.filter(
    ({ correct, rewardMin }) => correct === false && rewardMin !== null && rewardMin < 0,
  );
  const paid = largest(wrong.map(({ advantage }) => advantage));
  if (!(paid > 0)) return 0;
  const right = rows.filter(({ correct }) => correct === true);
  return paid - Math.min(0, smallest(right.map(({ advantage }) => advantage)));
}

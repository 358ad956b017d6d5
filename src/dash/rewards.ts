// What the rewards of a run are worth, by its rollouts: of each range of training steps how the process reward model ranks
// right above wrong, how well it is calibrated, where it and the verifier disagree, and what could not be judged. Each
// file is gone through once, a line in memory at a time; what is kept of it is small.
import { type CalibrationBin, calibrationBins, mergedBins } from "../common/calibration.ts";
import { groupBy } from "../common/grouping.ts";
import { smallest } from "../common/statistics.ts";
import { problemEvidence, type RankedResponse, rankedShare } from "../eval/ranking.ts";
import { cap } from "../text/text.ts";
import type { RolloutRecord } from "../train/runs/records.ts";
import { linesAt, MadeOfFiles } from "./files.ts";
import { parseRollout } from "./rollouts.ts";
import type { ReadResponse, RewardRange, UndecidedReason } from "./types.ts";

/** Ranges that a run's steps are put into; a run of no more kept steps has each by itself. */
export const RANGES = 24;
/** Responses of each kind on the list of a range, reasons of a range, and responses that show one. */
const LISTED = 12;
const REASONS = 24;
const SHOWN = 3;
/** Characters of a text on those lists. */
const TEXT = 240;
/** Files whose summary is kept. */
const KEPT = 20_000;

/** What is kept of a rollout file. */
interface StepRewards {
  responses: number;
  broken: number;
  /** Of each prompt with right and wrong responses: its pairs, and those ranked rightly. */
  ranked: { pairs: number; ranked: number }[];
  bins: CalibrationBin[];
  liked: ReadResponse[];
  disliked: ReadResponse[];
  undecided: UndecidedReason[];
}

/** Summaries of the rollout files read so far. */
export class Rewards {
  #kept = new MadeOfFiles<StepRewards>(KEPT);

  /**
   * The ranges of these steps, one after another as they are read, of each at most `read` steps; `find` says where a step's
   * file is. Throws the signal's reason once it is aborted.
   */
  async *ranges(
    steps: readonly number[],
    find: (step: number) => Promise<string | null>,
    { read, signal }: { read?: number; signal?: AbortSignal } = {},
  ): AsyncGenerator<RewardRange> {
    for (const own of rangesOf(steps, read)) {
      const files: { step: number; path: string }[] = [];
      for (const step of own) {
        const path = await find(step);
        if (path !== null) files.push({ step, path });
      }
      if (files.length > 0) yield await this.#range(files, signal);
    }
  }

  /**
   * What the rollouts of these steps (one at least) say together. A file that goes while it is read counts for nothing.
   */
  async #range(files: readonly { step: number; path: string }[], signal?: AbortSignal): Promise<RewardRange> {
    const steps: StepRewards[] = [];
    for (const { step, path } of files) {
      signal?.throwIfAborted();
      const own = await this.#kept
        .get(path, () => summaryOf(path, step))
        .catch((error: NodeJS.ErrnoException) => {
          if (error.code === "ENOENT") return null;
          throw error;
        });
      if (own) steps.push(own);
    }
    const ranked = steps.flatMap((own) => own.ranked);
    const undecided = new Map<string, UndecidedReason>();
    for (const reason of steps.flatMap((own) => own.undecided)) addReason(undecided, reason);
    return {
      ...{ from: files[0].step, to: files[files.length - 1].step, steps: steps.length },
      responses: steps.reduce((sum, own) => sum + own.responses, 0),
      broken: steps.reduce((sum, own) => sum + own.broken, 0),
      ranking: {
        ...rankedShare(ranked),
        prompts: ranked.length,
        pairs: ranked.reduce((sum, { pairs }) => sum + pairs, 0),
      },
      bins: mergedBins(steps.map(({ bins }) => bins)),
      liked: first(
        "liked",
        steps.flatMap(({ liked }) => liked),
      ),
      disliked: first(
        "disliked",
        steps.flatMap(({ disliked }) => disliked),
      ),
      undecided: byCount(undecided),
    };
  }
}

/** A response whose answer was judged, and its steps' process rewards. */
interface Judged extends RankedResponse {
  group: number;
  correct: boolean;
}

async function summaryOf(path: string, step: number): Promise<StepRewards> {
  const judged: Judged[] = [];
  const lists: Record<keyof typeof SIGN, ReadResponse[]> = { liked: [], disliked: [] };
  const undecided = new Map<string, UndecidedReason>();
  let [responses, broken] = [0, 0];
  for await (const { bytes } of linesAt(path)) {
    const record = parseRollout(bytes);
    if (record === null) {
      broken++;
      continue;
    }
    responses++;
    const { group, sample, correct } = record;
    if (record.undecided !== undefined) {
      const places = [{ step, group, sample }];
      const reason = cap(String(record.undecided), TEXT);
      addReason(undecided, { reason, count: 1, places });
      continue;
    }
    const scores = scoresOf(record);
    if (scores.length === 0 || typeof correct !== "boolean") continue;
    judged.push({ group, correct, scores, verifiable: Number(correct) });
    const kind = correct ? "disliked" : "liked";
    const weakest = smallest(scores);
    const last = lists[kind].at(LISTED - 1)?.weakest;
    if (last !== undefined && SIGN[kind] * weakest <= SIGN[kind] * last) continue;
    lists[kind] = first(kind, [...lists[kind], readOf(record, step, weakest)]);
  }
  const predictions = judged.map(({ scores }) => Math.min(1, Math.max(0, (1 + smallest(scores)) / 2)));
  const bins = calibrationBins(
    predictions,
    judged.map(({ correct }) => Number(correct)),
  );
  const ranked = [...groupBy(judged, ({ group }) => group).values()]
    .map((group) => problemEvidence(group))
    .filter(({ pairs }) => pairs > 0)
    .map(({ pairs, ranked }) => ({ pairs, ranked }));
  return {
    responses,
    broken,
    ranked,
    bins: mergedBins([bins]),
    ...lists,
    undecided: byCount(undecided),
  };
}

/** Process rewards of the steps that have one. */
function scoresOf({ steps }: RolloutRecord): number[] {
  return steps.flatMap((step) => (Number.isFinite(step?.reward) ? [step.reward as number] : []));
}

function readOf(record: RolloutRecord, step: number, weakest: number): ReadResponse {
  const { group, sample, prompt, answer, reference, steps } = record;
  const short = (text: unknown) => (text === null ? null : cap(String(text), TEXT));
  return {
    ...{ step, group, sample, weakest, steps: steps.length },
    prompt: cap(prompt, TEXT),
    answer: short(answer),
    reference: short(reference),
    weakestText: cap(String(steps.find((own) => own?.reward === weakest)?.text ?? ""), TEXT),
  };
}

/** Which weakest steps come first: the largest of wrong responses, the smallest of right ones. */
const SIGN = { liked: 1, disliked: -1 };

/** The first of a list, those of earlier steps first where the weakest steps are the same. */
const first = (kind: keyof typeof SIGN, list: readonly ReadResponse[]) =>
  list.toSorted((a, b) => SIGN[kind] * (b.weakest - a.weakest)).slice(0, LISTED);

/** Counts what `one` says among `all`; beyond `REASONS` different ones the rest are one. */
function addReason(all: Map<string, UndecidedReason>, { reason, count, places }: UndecidedReason): void {
  const key = all.has(reason) || all.size < REASONS ? reason : "other reasons";
  const known = all.get(key) ?? { reason: key, count: 0, places: [] };
  known.count += count;
  known.places = [...known.places, ...places].slice(0, SHOWN);
  all.set(key, known);
}

const byCount = (all: Map<string, UndecidedReason>) => [...all.values()].sort((a, b) => b.count - a.count);

/** `steps` in at most `RANGES` stretches of nearly as many each, and of each at most `read` evenly spread. */
export function rangesOf(steps: readonly number[], read = Number.POSITIVE_INFINITY): number[][] {
  const ranges = Math.min(RANGES, steps.length);
  return Array.from({ length: ranges }, (_, r) => {
    const own = steps.slice(
      Math.round((r * steps.length) / ranges),
      Math.round(((r + 1) * steps.length) / ranges),
    );
    if (own.length <= read) return own;
    if (read <= 1) return [own[own.length - 1]];
    return Array.from({ length: read }, (_, i) => own[Math.round((i * (own.length - 1)) / (read - 1))]);
  });
}

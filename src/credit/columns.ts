// Credit of responses that lie in columns, as a training step has them: rows are responses, those of one prompt behind one
// another. Shapes: R responses, T tokens and S steps of all of them together.
//
// A token whose mask is 0 is not the policy's own: what a tool or an environment put in. Credit is that of the response
// without such tokens: a step ends at its last own token, and one that has none is no step. So they have no return and no
// advantage, count in no baseline, length, discount or whitening, and bear no KL; a reward at the end of a step, or of the
// response, falls on the last own token before it.
import { type CreditGroup, computeCredit } from "./credit.ts";
import type { CreditSettings } from "./settings.ts";
import type { CreditResponse } from "./tokens.ts";

type Numbers = Float32Array | Float64Array;

/** Where rows and their steps lie in the columns. */
export interface StepColumns {
  /** [R + 1] where each row begins in a column of T; the last is T. */
  starts: Int32Array;
  /** [T] 1: the policy's own token; 0: not. */
  mask: Uint8Array;
  /** [R + 1] where each row begins in a column of S; the last is S. */
  stepStarts: Int32Array;
  /** [S] index of each step's last token in its response, increasing within it. */
  stepEnds: Int32Array;
}

/** What responses earned; as in `CreditResponse`. */
export interface RewardColumns extends StepColumns {
  /** [R] number of the prompt: a group is a run of equal ones. */
  prompt: ArrayLike<number>;
  /** [S]; null without a PRM. */
  scores: Numbers | null;
  /** [R] */
  verifiable: readonly (number | null)[];
  /** [T]; without `refLogprobs` there is no KL in the reward. */
  logprobs?: Numbers;
  refLogprobs?: Numbers;
  /** [T] estimator gae. */
  values?: Numbers;
}

/** Credit of each response; as in `ResponseCredit`, and 0 on tokens and steps that are not the policy's own. */
export interface CreditColumns {
  /** [S]; empty where process rewards are none. */
  transformed: Float64Array;
  /** [T] */
  returns: Float64Array;
  /** [T] */
  advantages: Float64Array;
  /** [T] 1: the token takes part in the loss; 0: it is not the policy's own, or has no credit (`ResponseCredit.mask`). */
  trained: Uint8Array;
}

/** `computeCredit` of rows. Errors as there, and a RangeError where columns and offsets do not fit together. */
export function creditColumns(
  columns: RewardColumns,
  overrides: Partial<CreditSettings> = {},
): CreditColumns {
  const credits = computeCredit(creditGroups(columns), overrides).flat();
  const { mask } = columns;
  const stars = credits.map(({ transformed }) => transformed);
  const rewarded = stars.some(({ length }) => length > 0);
  const trained = credits.map(({ mask, returns }) => mask ?? returns.map(() => 1));
  const column = (name: "returns" | "advantages") =>
    spread(
      credits.map((credit) => credit[name]),
      mask,
    );
  return {
    transformed: rewarded ? spread(stars, ownSteps(columns).own) : new Float64Array(0),
    ...{ returns: column("returns"), advantages: column("advantages") },
    trained: Uint8Array.from(spread(trained, mask)),
  };
}

/** The column that holds the numbers of `rows`, one after another, where `own` is 1, and 0 elsewhere. */
function spread(rows: readonly ArrayLike<number>[], own: Uint8Array): Float64Array {
  const column = new Float64Array(own.length);
  let at = 0;
  for (const row of rows)
    for (let i = 0; i < row.length; i++) {
      while (own[at] === 0) at++;
      column[at++] = row[i];
    }
  return column;
}

/** No credit at all: of a step that is dropped. */
export function noCredit({ mask: { length } }: Pick<StepColumns, "mask">): CreditColumns {
  return {
    transformed: new Float64Array(0),
    returns: new Float64Array(length),
    advantages: new Float64Array(length),
    trained: new Uint8Array(length),
  };
}

/** The groups that these rows are, without tokens that are not the policy's own; mostly views. */
export function creditGroups(columns: RewardColumns): CreditGroup[] {
  checkColumns(columns);
  const { prompt, starts, stepStarts, stepEnds, scores, verifiable, ...own } = ownTokens(columns);
  const groups: { responses: CreditResponse[] }[] = [];
  verifiable.forEach((reward, r) => {
    const tokens = (column?: Numbers) => column?.subarray(starts[r], starts[r + 1]);
    const steps = [stepStarts[r], stepStarts[r + 1]];
    if (prompt[r] !== prompt[r - 1]) groups.push({ responses: [] });
    groups[groups.length - 1].responses.push({
      length: starts[r + 1] - starts[r],
      stepEnds: stepEnds.subarray(...steps),
      scores: scores?.subarray(...steps) ?? [],
      verifiable: reward,
      logprobs: own.refLogprobs && tokens(own.logprobs),
      refLogprobs: tokens(own.refLogprobs),
      values: tokens(own.values),
    });
  });
  return groups;
}

const tokenColumns = [
  "tokens",
  "mask",
  "logprobs",
  "refLogprobs",
  "values",
  "returns",
  "advantages",
  "trained",
];
const stepColumns = ["scores", "transformed"];

/**
 * The table of the policy's own tokens alone, of which every statistic is: columns of T without the others, columns of S
 * without the steps that have none, step ends moved. The table itself where all tokens are its own.
 */
export function ownTokens<Table extends StepColumns>(table: Table): Table {
  if (table.mask.every((own) => own === 1)) return table;
  const { own, ends } = ownSteps(table);
  const columns = table as unknown as Record<string, Numbers | null | undefined>;
  const kept = (names: readonly string[], keep: Uint8Array) =>
    names.flatMap((name) => (columns[name] ? [[name, columns[name].filter((_, i) => keep[i] === 1)]] : []));
  return {
    ...table,
    ...Object.fromEntries([...kept(tokenColumns, table.mask), ...kept(stepColumns, own)]),
    starts: keptStarts(table.starts, table.mask),
    stepStarts: keptStarts(table.stepStarts, own),
    stepEnds: ends.filter((_, s) => own[s] === 1),
  };
}

/** Of each step [S]: whether it has a token of the policy's own, and the index of its last among those of the response. */
function ownSteps({ mask, starts, stepStarts, stepEnds }: StepColumns) {
  const own = new Uint8Array(stepEnds.length);
  const ends = new Int32Array(stepEnds.length);
  for (let r = 0; r + 1 < starts.length; r++) {
    let [at, count] = [starts[r], 0];
    for (let s = stepStarts[r]; s < stepStarts[r + 1]; s++) {
      const before = count;
      const end = starts[r] + stepEnds[s];
      if (!(end >= at && end < starts[r + 1]))
        throw new RangeError(
          `row ${r}: step ${s - stepStarts[r]} ends at ${stepEnds[s]}; step ends must increase and stay below the row's ` +
            `${starts[r + 1] - starts[r]} tokens`,
        );
      for (; at <= end; at++) count += mask[at];
      own[s] = Number(count > before);
      ends[s] = count - 1;
    }
  }
  return { own, ends };
}

/** Where rows begin once only what `own` has is left. */
function keptStarts(starts: Int32Array, own: Uint8Array): Int32Array {
  const before = new Int32Array(own.length + 1);
  own.forEach((kept, i) => {
    before[i + 1] = before[i] + kept;
  });
  return starts.map((start) => before[start]);
}

function checkColumns(columns: RewardColumns): void {
  const { verifiable, mask, stepEnds, scores } = columns;
  const check = (name: "starts" | "stepStarts", total: number) => {
    const [offsets, last] = [columns[name], verifiable.length];
    if (offsets.length === last + 1 && offsets[0] === 0 && offsets[last] === total) return;
    throw new RangeError(
      `${name} is not of ${last} rows; it must hold ${last + 1} offsets, from 0 to ${total}`,
    );
  };
  check("starts", mask.length);
  check("stepStarts", stepEnds.length);
  if (scores && scores.length !== stepEnds.length)
    throw new RangeError(`scores has ${scores.length} numbers for ${stepEnds.length} steps`);
  for (const key of ["logprobs", "refLogprobs", "values"] as const) {
    const { length } = columns[key] ?? mask;
    if (length !== mask.length)
      throw new RangeError(`${key} has ${length} numbers for ${mask.length} tokens`);
  }
}

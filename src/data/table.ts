// A batch is a table: rows are responses in the order of prompt and sample, columns are flat arrays with offsets. It is
// one table from sampling to update: each stage adds columns, and says in its type which it needs. What the columns are
// computed from is the stages'.
// Shapes: R responses (rows), T response tokens and S steps of all of them together.
import { joined, startsOf, tokenRows } from "../common/rows.ts";
import type { CreditColumns } from "../credit/columns.ts";
import type { SampledResponse, TokenRows } from "../engine/types.ts";
import type { EncodedPrompt } from "./prompts.ts";

/** Responses as they were sampled. */
export interface Sampled extends TokenRows {
  prompts: readonly EncodedPrompt[];
  /** [R] index of the response among those of its prompt. */
  sample: Int32Array;
  /**
   * [T] 1: the policy's own token. 0: somebody else's (what a tool or an environment put in): it is read, and takes no
   * part in anything else, be it loss, KL, entropy, credit or a statistic.
   */
  mask: Uint8Array;
  /** [T] log-probability of each token when it was sampled; 0 where it was not. */
  logprobs: Float32Array;
  /** [R] */
  finish: readonly SampledResponse["finish"][];
}

/** Responses read as steps. */
export type Stepped = Sampled & {
  /** [R] */
  texts: readonly string[];
  /** [R + 1] where each row begins in a column of S; the last is S. */
  stepStarts: Int32Array;
  /** [S] index of each step's last token in its response. */
  stepEnds: Int32Array;
};

/** Responses with rewards, and what else credit goes by. */
export type Scored = Stepped & {
  /** [S] process rewards; null without a process reward model. */
  scores: Float64Array | null;
  /** [R] verifiable reward; null: none. */
  verifiable: readonly (number | null)[];
  /** [R] `verifiable` before reward.overlongBuffer took from it, where that is set. */
  unshaped?: readonly (number | null)[];
  /** [R] the answer found, whether it is the reference's, and why nobody could say: the verdict's (reward/verifiable.ts). */
  answers: readonly (string | null)[];
  correct: readonly (boolean | null)[];
  undecided: readonly (string | null)[];
  /** [T] under the reference policy, where there is one. */
  refLogprobs?: Float32Array;
  /** [T] the critic's value of the state before each token, where there is one. */
  values?: Float32Array;
};

/** Responses with credit: all that an update needs. */
export type Credited = Scored & CreditColumns;

/** A response by itself, as it comes out of sampling. */
export interface ArrivedResponse extends SampledResponse {
  /** [tokens] as in the table. */
  mask: Uint8Array;
}

/** The table of `responses`, in this order; those of one prompt must stand together. */
export function sampledTable(
  prompts: readonly EncodedPrompt[],
  responses: readonly ArrivedResponse[],
): Sampled {
  const masks = responses.map(({ mask }) => mask);
  const logprobs = responses.map((response) => response.logprobs);
  const prompt = responses.map((response) => response.prompt);
  const tokens = responses.map((response) => response.tokens);
  return {
    ...tokenRows(prompts, prompt, tokens),
    sample: Int32Array.from(responses, ({ sample }) => sample),
    mask: joined(Uint8Array, masks),
    logprobs: joined(Float32Array, logprobs),
    finish: responses.map(({ finish }) => finish),
  };
}

/** Groups of several tables as one table, each behind its own prompt; without what stages after the rewards add. */
export function joinedGroups(groups: readonly { table: Scored; rows: [from: number, to: number] }[]): Scored {
  type Offsets = "starts" | "stepStarts";
  const each = <T>(read: (table: Scored) => readonly T[]) =>
    groups.flatMap(({ table, rows }) => read(table).slice(...rows));
  const cut = (column: "tokens" | "mask" | "logprobs" | "stepEnds" | "scores", offsets: Offsets) =>
    groups.map(({ table, rows: [from, to] }) =>
      table[column]!.subarray(table[offsets][from], table[offsets][to]),
    );
  const offsets = (name: Offsets) =>
    startsOf(each((table) => table.finish.map((_, r) => ({ length: table[name][r + 1] - table[name][r] }))));
  return {
    prompts: groups.map(({ table, rows: [from] }) => table.prompts[table.prompt[from]]),
    prompt: Int32Array.from(
      groups.flatMap(({ rows: [from, to] }, g) => new Array<number>(to - from).fill(g)),
    ),
    sample: Int32Array.from(each(({ sample }) => Array.from(sample))),
    starts: offsets("starts"),
    tokens: joined(Int32Array, cut("tokens", "starts")),
    mask: joined(Uint8Array, cut("mask", "starts")),
    logprobs: joined(Float32Array, cut("logprobs", "starts")),
    finish: each(({ finish }) => finish),
    texts: each(({ texts }) => texts),
    stepStarts: offsets("stepStarts"),
    stepEnds: joined(Int32Array, cut("stepEnds", "stepStarts")),
    scores: groups.every(({ table }) => table.scores)
      ? joined(Float64Array, cut("scores", "stepStarts"))
      : null,
    verifiable: each(({ verifiable }) => verifiable),
    ...(groups.every(({ table }) => table.unshaped) && { unshaped: each(({ unshaped }) => unshaped!) }),
    answers: each(({ answers }) => answers),
    correct: each(({ correct }) => correct),
    undecided: each(({ undecided }) => undecided),
  };
}

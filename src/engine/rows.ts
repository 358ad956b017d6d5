// Rows as engines look at them: one token earlier, and checked.
import { rowOf } from "../common/rows.ts";
import { columnsOf } from "../loss/float64.ts";
import type { Loss, LossRows, Reads, TokenRows } from "./types.ts";

/**
 * The sequences one token earlier: in the place of each token stands the one before it, at which it is predicted, so that
 * a prompt's last token opens each of its rows and the last token of a row is gone. Throws an Error where a prompt has no
 * token.
 */
export function shifted({ prompts, prompt, starts, tokens }: TokenRows): TokenRows {
  const earlier = tokens.slice().copyWithin(1, 0);
  for (const [r, p] of prompt.entries()) {
    if (starts[r] === starts[r + 1]) continue;
    const before = prompts[p].tokens;
    if (before.length === 0) throw new Error("engine: a prompt has no token");
    earlier[starts[r]] = before[before.length - 1];
  }
  const shorter = prompts.map((each) => ({ tokens: Array.prototype.slice.call(each.tokens, 0, -1) }));
  return { prompts: shorter, prompt, starts, tokens: earlier };
}

/** Rows with a token. */
export function filledRows({ starts, prompt }: Pick<TokenRows, "starts" | "prompt">): number[] {
  return Array.from(prompt.keys()).filter((r) => starts[r + 1] > starts[r]);
}

/**
 * Rows with a token: those of groups that the gradient of the loss comes from, and those of groups for which it is zero
 * whatever the model says of them. The latter are those of a policy loss without KL and entropy where no token that takes
 * part has an advantage, as where all responses of a prompt are right. A group is not divided: its prompt is computed once.
 */
export function byGradient(rows: LossRows, loss: Loss): { moving: number[]; still: number[] } {
  const filled = filledRows(rows);
  const { prompt, starts, weights, advantages } = rows;
  const surrogateAlone = "clipHigh" in loss && !loss.kl && !loss.entropyCoefficient;
  if (!surrogateAlone || !advantages) return { moving: filled, still: [] };
  // What is not a number is not 0.
  const moves = (row: number) =>
    rowOf(advantages, starts, row).some((advantage, t) => advantage * weights[starts[row] + t] !== 0);
  const prompts = new Set(filled.filter(moves).map((row) => prompt[row]));
  const ofMoving = (row: number) => prompts.has(prompt[row]);
  return { moving: filled.filter(ofMoving), still: filled.filter((row) => !ofMoving(row)) };
}

/** Row `r` with its prompt. */
export function sequenceOf({ prompts, prompt, starts, tokens }: TokenRows, r: number) {
  return { prompt: prompts[prompt[r]].tokens, response: rowOf(tokens, starts, r) };
}

/** The columns that a loss reads of the rows, [T] each. Throws an Error where one is missing or of another length. */
export function lossColumns(rows: LossRows, loss: Loss): Record<string, Float32Array> {
  // Of two logits classification makes something else, with the same target.
  const read = loss.type === "classification" ? (["targets"] as const) : columnsOf(loss);
  const count = rows.tokens.length;
  const columns = (["weights", ...read] as const).map((name) => {
    const column = rows[name];
    if (column?.length !== count)
      throw new Error(
        `engine: loss ${loss.type} needs ${name}, one number a token (${count}), got ${column?.length ?? "none"}`,
      );
    return [name, column];
  });
  return Object.fromEntries(columns);
}

/** Reads rows at each of their tokens. */
export function everyToken({ starts, prompt, tokens }: TokenRows): Reads {
  const positions = new Int32Array(tokens.length);
  for (const r of prompt.keys()) for (let t = starts[r]; t < starts[r + 1]; t++) positions[t] = t - starts[r];
  return { stepStarts: starts, positions };
}

/** Throws an Error where offsets and columns do not fit together. */
export function checkOffsets({ prompts, prompt, starts, tokens }: TokenRows): void {
  const last = prompt.length;
  const ascending = starts.every((start, r) => r === 0 || start >= starts[r - 1]);
  if (starts.length !== last + 1 || starts[0] !== 0 || starts[last] !== tokens.length || !ascending)
    throw new Error(
      `engine: ${last} rows of ${tokens.length} tokens need ${last + 1} starts that ascend from 0 to ${tokens.length}`,
    );
  const lost = prompt.findIndex((p) => prompts[p] === undefined);
  if (lost >= 0)
    throw new Error(`engine: row ${lost} has prompt ${prompt[lost]}, and there are ${prompts.length}`);
}

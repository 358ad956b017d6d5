// Losses computed in float64, with their gradients (reverse mode) and monitors: what the client of a server sends, what
// every engine's update is watched by, and what tests hold graphs against.
import { type Column, lift } from "./column.ts";
import { type ColumnName, type Loss, type LossInputs, type Monitors, tokenLosses } from "./losses.ts";

/** Responses, one after another, with what a loss reads of them: R responses of T tokens in all. */
export type LossColumns = {
  /** [R + 1] first token of each response; the last is T. */
  starts: ArrayLike<number>;
  /** [T] log p of each token, or the critic's value. */
  output: ArrayLike<number>;
  /** [T] 0: the token takes no part. */
  weights: ArrayLike<number>;
  /** [T] entropy of the distribution each token was predicted by, nats; 0 where it is not given. */
  entropy?: ArrayLike<number>;
} & Partial<Record<ColumnName, ArrayLike<number>>>;

export interface EvaluatedLoss {
  /** Σ weight × token loss. */
  loss: number;
  /** [T] ∂loss/∂output. */
  slopes: Float64Array;
  /** [T] ∂loss/∂entropy. */
  entropySlopes: Float64Array;
}

/** What is watched of an update: means over the tokens that take part; all 0 (and ratios 1) where none does. */
export interface LossMonitors {
  tokens: number;
  ratioMean: number;
  ratioMax: number;
  /** Share of tokens whose clip binds, so that the surrogate brings them no gradient. */
  clipShare: number;
  /** Mean of what the surrogate was weighed with, and share of tokens that it is 0 of. */
  weightMean: number;
  maskedShare: number;
  /** Mean of log p_old − log p: the k1 estimate of KL(old ‖ policy). */
  approxKl: number;
}

/** The loss over whole responses and its gradient. */
export function evaluateLoss(loss: Loss, columns: LossColumns): EvaluatedLoss {
  return differentiate(columns, (x, numbers) => tokenLosses(lift(loss, numbers), x).loss);
}

/** As `evaluateLoss`, of any loss of a token; `numbers` makes columns of a loss's numbers. */
export function differentiate(
  columns: LossColumns,
  lossOf: (
    x: LossInputs<Float64Column>,
    numbers: (path: string, value: number) => Float64Column,
  ) => Float64Column,
): EvaluatedLoss {
  const table = new Table(columns);
  const inputs = table.inputs();
  const weighted = lossOf(inputs, (_, value) => table.constant(value)).times(table.column("weights"));
  weighted.gradient.fill(1);
  for (const column of table.tape.toReversed()) column.back?.(column.gradient);
  return {
    loss: weighted.values.reduce((a, b) => a + b, 0),
    slopes: inputs.output.gradient,
    entropySlopes: inputs.entropy().gradient,
  };
}

/** Monitors of a policy loss over whole responses. */
export function monitorLoss(loss: Loss, columns: LossColumns): LossMonitors {
  const table = new Table(columns);
  const numbers = lift(loss, (_, value) => table.constant(value));
  const monitors = tokenLosses(numbers, table.inputs()).monitors?.();
  if (!monitors) throw new Error(`loss: ${loss.type} has no monitors`);
  const taking = [...table.part.keys()].filter((t) => table.part[t] === 1);
  const at = (name: keyof Monitors<Float64Column>) => taking.map((t) => monitors[name].at(t));
  const mean = (values: readonly number[], ofNone = 0) =>
    values.length === 0 ? ofNone : values.reduce((a, b) => a + b) / values.length;
  return {
    tokens: taking.length,
    ratioMean: mean(at("ratio"), 1),
    ratioMax: taking.length === 0 ? 1 : at("ratio").reduce((a, b) => Math.max(a, b)),
    clipShare: mean(at("clipped")),
    weightMean: mean(at("weight"), 1),
    maskedShare: mean(at("weight").map((weight) => Number(weight === 0))),
    approxKl: mean(at("kl")),
  };
}

/** The columns that a loss reads. */
export function columnsOf(loss: Loss): ColumnName[] {
  const names = new Set<ColumnName>();
  const none = new Table({ starts: [0], output: [], weights: [] }).constant(0);
  const column = (name: ColumnName) => {
    names.add(name);
    return none;
  };
  tokenLosses(
    lift(loss, () => none),
    { output: none, entropy: () => none, column },
  );
  return [...names];
}

/** Responses one after another, and what was computed of them in order. */
class Table {
  /** 1 where a token takes part. */
  readonly part: Float64Array;
  readonly tape: Float64Column[] = [];

  constructor(private readonly columns: LossColumns) {
    this.part = this.column("weights").values.map((weight) => Number(weight !== 0));
  }

  get starts(): ArrayLike<number> {
    return this.columns.starts;
  }

  column(name: ColumnName | "output" | "weights" | "entropy"): Float64Column {
    const { starts, [name]: own } = this.columns;
    const count = starts[starts.length - 1];
    if (own === undefined && name === "entropy") return this.made(new Float64Array(count));
    if (own?.length !== count)
      throw new Error(`loss: needs ${name}, one number a token (${count}), got ${own?.length ?? "none"}`);
    return this.made(Float64Array.from(own));
  }

  /** What a loss is a function of. */
  inputs(): LossInputs<Float64Column> {
    const [output, entropy] = [this.column("output"), this.column("entropy")];
    return { output, entropy: () => entropy, column: (name) => this.column(name) };
  }

  constant(value: number): Float64Column {
    return this.made(Float64Array.of(value));
  }

  made(values: Float64Array, back?: (gradient: Float64Array) => void): Float64Column {
    const column = new Float64Column(this, values, back);
    this.tape.push(column);
    return column;
  }
}

/** A column of numbers that knows how its gradient goes back. */
class Float64Column implements Column<Float64Column> {
  readonly gradient: Float64Array;

  constructor(
    private readonly table: Table,
    /** [N], or [1] for a number. */
    readonly values: Float64Array,
    readonly back?: (gradient: Float64Array) => void,
  ) {
    this.gradient = new Float64Array(values.length);
  }

  at(i: number): number {
    return this.values[this.values.length === 1 ? 0 : i];
  }

  plus(other: Float64Column | number): Float64Column {
    return this.#with(other, (a, b) => [a + b, 1, 1]);
  }

  minus(other: Float64Column | number): Float64Column {
    return this.#with(other, (a, b) => [a - b, 1, -1]);
  }

  times(other: Float64Column | number): Float64Column {
    return this.#with(other, (a, b) => [a * b, b, a]);
  }

  min(other: Float64Column): Float64Column {
    return this.#with(other, (a, b) => [Math.min(a, b), Number(a <= b), Number(b < a)]);
  }

  below(other: Float64Column | number): Float64Column {
    return this.#with(other, (a, b) => [Number(a < b), 0, 0]);
  }

  clip(low: Float64Column | number, high: Float64Column | number): Float64Column {
    const [lowest, highest] = [this.#column(low), this.#column(high)];
    const values = this.values.map((x, i) => Math.min(Math.max(x, lowest.at(i)), highest.at(i)));
    return this.#map(values, (i) => Number(values[i] === this.values[i]));
  }

  exp(): Float64Column {
    const values = this.values.map(Math.exp);
    return this.#map(values, (i) => values[i]);
  }

  abs(): Float64Column {
    return this.#map(this.values.map(Math.abs), (i) => Math.sign(this.values[i]));
  }

  constant(): Float64Column {
    return this.table.made(this.values);
  }

  responseSum(): Float64Column {
    return this.#overResponses(() => 1);
  }

  responseMean(): Float64Column {
    return this.#overResponses((count) => 1 / Math.max(count, 1));
  }

  /** Sums over the tokens of a response that take part, times a factor by how many those are. */
  #overResponses(factor: (count: number) => number): Float64Column {
    const { starts, part } = this.table;
    // A sum over responses is its own transpose, but that what takes no part gives nothing and gets no gradient.
    const sums = (own: (t: number) => number) => {
      const all = new Float64Array(part.length);
      for (let r = 0; r + 1 < starts.length; r++) {
        let [sum, count] = [0, 0];
        for (let t = starts[r]; t < starts[r + 1]; t++) {
          sum += own(t);
          count += part[t];
        }
        all.fill(factor(count) * sum, starts[r], starts[r + 1]);
      }
      return all;
    };
    return this.table.made(
      sums((t) => (part[t] === 1 ? this.at(t) : 0)),
      (gradient) => {
        for (const [t, slope] of sums((t) => gradient[t]).entries()) this.#give(t, part[t] * slope);
      },
    );
  }

  #map(values: Float64Array, slope: (i: number) => number): Float64Column {
    return this.table.made(values, (gradient) => {
      for (let i = 0; i < values.length; i++) this.#give(i, gradient[i] * slope(i));
    });
  }

  /** Of `operation` the value at each place, and the slopes by this column and by the other. */
  #with(
    other: Float64Column | number,
    operation: (a: number, b: number) => readonly [value: number, byThis: number, byOther: number],
  ): Float64Column {
    const column = this.#column(other);
    const length = this.values.length === 1 ? column.values.length : this.values.length;
    const at = (i: number) => operation(this.at(i), column.at(i));
    return this.table.made(
      Float64Array.from({ length }, (_, i) => at(i)[0]),
      (gradient) => {
        for (let i = 0; i < length; i++) {
          const [, byThis, byOther] = at(i);
          this.#give(i, gradient[i] * byThis);
          column.#give(i, gradient[i] * byOther);
        }
      },
    );
  }

  #column(value: Float64Column | number): Float64Column {
    return typeof value === "number" ? this.table.constant(value) : value;
  }

  #give(i: number, gradient: number): void {
    this.gradient[this.gradient.length === 1 ? 0 : i] += gradient;
  }
}

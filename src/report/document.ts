// What a report is: data. A family of reports (run.ts, comparison.ts, evaluation.ts, prm.ts) makes it of its records, and
// page.ts, terminal.ts and markdown.ts show any. Text is plain, and may be a model's: who shows it makes it safe.
import type { Estimate } from "../eval/prm-intervals.ts";
import { decimal, range } from "../text/format.ts";
import { cap } from "../text/text.ts";
import type { Drawing, Line } from "./figures.ts";
import type { Markup } from "./markup.ts";

/** Text, pieces of which may be marked. What is null or false is left out. */
export type Text = string | number | null | undefined | false | Marked | readonly Text[];
export interface Marked {
  text: string;
  /** "link": the path, from here, of a file that this program wrote. */
  as: "strong" | "small" | "mono" | "right" | "wrong" | "link";
}

export const marked = (as: Marked["as"], text: string | number): Marked => ({ text: String(text), as });
export const strong = (text: string | number) => marked("strong", text);
export const small = (text: string) => marked("small", text);

/** The letters of `text` alone. */
export function plain(text: Text): string {
  if (text === null || text === undefined || text === false) return "";
  if (typeof text !== "object") return String(text);
  return "as" in text ? text.text : text.map(plain).join("");
}

/** Blocks in a list belong together: on the terminal no blank line parts them. */
export type Block =
  | Paragraph
  | List
  | Table
  | Figures
  | Problem
  | Responses
  | Folded
  | Boxed
  | Verbatim
  | PageOnly
  /** Drawn for a page alone. */
  | Markup
  | null
  | undefined
  | false
  | readonly Block[];

export interface Paragraph {
  kind: "text";
  /** "finding": what follows from figures. "warning": what makes them incomparable. */
  look: "title" | "heading" | "lead" | "finding" | "warning" | "note" | "plain";
  text: Text;
}

/** What limits the figures beside it. */
export interface List {
  kind: "list";
  title: string;
  items: Text[];
}

export interface Table {
  kind: "table";
  /**
   * "figures": numbers under each other. "under": the same, notes under their values. "facts": a name and words in each
   * row; what all columns have alike is said once. "tinted": numbers coloured as process rewards.
   */
  look: "figures" | "under" | "facts" | "tinted";
  columns: Omit<Column<never>, "cell">[];
  rows: { cells: Cell[]; strong: boolean }[];
  /** Rows that have the same first cell say it once, on a page. */
  grouped: boolean;
}

export interface Column<Row> {
  title: string;
  cell: (row: Row, index: number) => Cell | Text;
  /** On the terminal: a shorter title; null: it is not there. */
  terminal?: string | null;
  /** Words stand left. The first column is of words. */
  words?: boolean;
  /** Whether a narrow terminal has it too, as it has the first. */
  keep?: boolean;
  /** Notes are shown on the terminal too. */
  notes?: boolean;
  /** Columns that it has there at most. */
  longest?: number;
  /** How what it is of is drawn. */
  line?: Line;
}

export interface Cell {
  value: Text;
  /** An interval, or what else belongs to the value. */
  note?: string | null | false;
  /** How what it names is drawn. */
  line?: Line;
  /** A process reward, for the colour of a "tinted" table. */
  reward?: number;
}

const isCell = (cell: Cell | Text): cell is Cell =>
  typeof cell === "object" && cell !== null && "value" in cell;

/** The cells of a row of "facts" but its name: one where all are alike. */
export const factsOf = ([, ...values]: readonly Cell[]): Cell[] =>
  values.every(({ value }) => value === values[0].value) ? values.slice(0, 1) : values;

/** A table of `rows`. `strong`: rows that sum up others. */
export function table<Row>(
  columns: readonly (Column<Row> | null | false)[],
  rows: readonly Row[],
  {
    look = "figures",
    strong: isStrong = () => false,
    grouped = false,
  }: { look?: Table["look"]; strong?: (row: Row, index: number) => boolean; grouped?: boolean } = {},
): Table {
  const held = columns.filter((column): column is Column<Row> => Boolean(column));
  return {
    ...{ kind: "table", look, grouped },
    columns: held.map(({ cell: _, ...column }, c) => (c === 0 ? { words: true, ...column } : column)),
    rows: rows.map((row, i) => ({
      strong: isStrong(row, i),
      cells: held.map(({ cell }) => {
        const made = cell(row, i);
        return isCell(made) ? made : { value: made };
      }),
    })),
  };
}

/** How figures are written: per cent, or of 100 without the sign as benchmarks have them, or with so many decimals. */
export type Unit = "percent" | "points" | number;

/** A figure with its 95% interval as the note. */
export function estimated(estimate: Estimate | null | undefined, unit: Unit): Cell {
  const { value, interval } = estimate ?? { value: null, interval: null };
  const [digits, scale] = typeof unit === "number" ? [unit, 1] : [1, 100];
  if (value === null) return { value: "–" };
  return {
    value: decimal(value * scale, digits) + (unit === "percent" ? "%" : ""),
    note: interval && range(interval, digits, scale),
  };
}

export interface Figures {
  kind: "figures";
  /** On a wide page. */
  columns: 1 | 2 | 3;
  figures: readonly Figure[];
  /** Shown in place of them where nothing can be drawn. */
  instead?: Block;
}

export interface Figure {
  title: string;
  /** Unit, and what to look for. */
  note: string;
  svg: Drawing;
  /** Of its own SVG file, without the extension; without: it stands on the page alone. */
  file?: string;
  /** Said in its file too, which has no legend beside it. */
  alone?: string;
}

/** A problem with its responses side by side, or with what else is said of it. */
export interface Problem {
  kind: "problem";
  label: string;
  prompt: string;
  reference?: string;
  responses: Response[];
  blocks?: Block;
}

/** Responses side by side, each to a problem of its own. */
export interface Responses {
  kind: "responses";
  responses: Response[];
}

export interface Response {
  /** Which one it is. */
  name?: string;
  line?: Line;
  /** Of its problem, where that is not said beside it. */
  label?: string;
  prompt?: string;
  /** Null: undecided; undefined: nothing is said of it. */
  correct?: boolean | null;
  /** Its answer, and what else is to be said of it. */
  said: readonly (string | false)[];
  /** Its steps by process reward, or its text. */
  steps?: readonly Step[];
  text?: string;
  /** The step that is pointed at, and why; without: the weakest. */
  pointed?: { step: number; why: string };
  /** Steps before and after these that are not shown. */
  left?: { before: number; after: number };
}

export interface Step {
  text: string;
  /** r, in [−1, 1]; null: none. */
  reward: number | null;
  /** What else is known of it. */
  facts?: string;
}

export interface Folded {
  kind: "folded";
  title: string;
  blocks: Block;
}

/** An incident, with a title. */
export interface Boxed {
  kind: "box";
  title: string;
  blocks: Block;
}

/** What only a page has, though its words alone could stand elsewhere. */
export interface PageOnly {
  kind: "page";
  blocks: Block;
}

/** Text to the letter. */
export interface Verbatim {
  kind: "verbatim";
  text: string;
}

/** A report as a page of its own. */
export interface Page {
  /** Of the window. */
  title: string;
  kicker: string;
  heading: string;
  blocks: readonly Block[];
  footer: Text;
}

export const say = (look: Paragraph["look"], ...text: Text[]): Paragraph => ({ kind: "text", look, text });

/** A part of a page: its title, a note under it, and the rest. */
export function section(title: string, note: Text, ...blocks: Block[]): Block[] {
  return [say("title", title), note !== "" && say("note", note), ...blocks];
}

/** The first `open` of `blocks`, and the rest folded. */
export function folded(blocks: readonly Block[], open: number, title: (more: number) => string): Block[] {
  const rest = blocks.slice(open);
  return [
    ...blocks.slice(0, open),
    rest.length > 0 && { kind: "folded", title: title(rest.length), blocks: rest },
  ];
}

/** Every figure of `block`, in order. */
export function figuresOf(block: Block): Figure[] {
  if (!block || !("kind" in block)) return Array.isArray(block) ? block.flatMap(figuresOf) : [];
  if (block.kind === "page") return figuresOf(block.blocks);
  return block.kind === "figures" ? [...block.figures] : [];
}

/** "Problem p4, reference answer 8"; both may be a data set's. */
export function problemLabel(problem: string, reference: string | null): string {
  return `Problem ${cap(problem, 80)}${reference === null ? "" : `, reference answer ${cap(reference, 120)}`}`;
}

/** "answered 8", "no answer". */
export const answered = (answer: string | null) =>
  answer === null ? "no answer" : `answered ${cap(answer, 80)}`;

/** Index of the weakest step: the first of the smallest rewards; −1 where no step has a reward. */
export function weakestStep(steps: readonly { reward: number | null }[]): number {
  let weakest = -1;
  let least = Number.POSITIVE_INFINITY;
  steps.forEach(({ reward }, i) => {
    if (reward !== null && reward < least) {
      least = reward;
      weakest = i;
    }
  });
  return weakest;
}

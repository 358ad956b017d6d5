// What a report is: data. A family of reports (run.ts, comparison.ts, evaluation.ts, prm.ts) makes it of its records, and
// page.ts, terminal.ts and markdown.ts show any. Text is plain, and may be a model's: who shows it makes it safe.

import { smallest } from "../common/statistics.ts";
import type { Estimate } from "../eval/prm-intervals.ts";
import { decimal, pointsRange, range, signed } from "../text/format.ts";
import { cap } from "../text/text.ts";
import type { Drawing, Line } from "./figures.ts";
import type { Markup } from "./markup.ts";

/** A report as a page of its own; `title` is the window's. */
export interface Page {
  title: string;
  kicker: string;
  heading: string;
  blocks: readonly Block[];
  footer: Text;
}

/** Markup is drawn for a page alone. Blocks in a list belong together: on the terminal no blank line parts them. */
export type Block =
  | Paragraph
  | List
  | Table
  | Figures
  | ProblemBlock
  | Settings
  | { kind: "rewardKey" }
  | BlockGroup
  | Markup
  | Nothing
  | readonly Block[];
type Nothing = null | undefined | false;

/** Text, pieces of which may be marked. */
export type Text = string | number | Nothing | Marked | readonly Text[];
export interface Marked {
  text: string;
  /** "link": the path, from here, of a file that this program wrote. */
  as: "strong" | "mono" | "right" | "wrong" | "link";
}

export const marked = (as: Marked["as"], text: string): Marked => ({ text, as });
export const strong = (text: string) => marked("strong", text);

/** The letters of `text` alone. */
export function plain(text: Text): string {
  if (text === null || text === undefined || text === false) return "";
  if (typeof text !== "object") return typeof text === "number" ? text.toLocaleString("en") : text;
  return "as" in text ? text.text : text.map(plain).join("");
}

export interface Paragraph {
  kind: "text";
  /** "finding": what follows from figures. "warning": what makes them incomparable. "verbatim": to the letter. */
  look: "title" | "heading" | "lead" | "finding" | "warning" | "note" | "plain" | "verbatim";
  text: Text;
}

export const say = (look: Paragraph["look"], ...text: Text[]): Paragraph => ({ kind: "text", look, text });

/** A part of a page: its title, a note under it, and the rest. */
export function section(title: string, note: Text, ...blocks: Block[]): Block[] {
  return [say("title", title), say("note", note), ...blocks];
}

/** What limits the figures beside it. */
export interface List {
  kind: "list";
  title: string;
  items: Text[];
}

/** Blocks that are folded away, that tell of an incident, or that only a page has. */
export interface BlockGroup {
  kind: "folded" | "incident" | "page";
  title?: string;
  blocks: Block;
}

/** The first `open` of `blocks`, and the rest folded. */
export function folded(blocks: readonly Block[], open: number, title: (more: number) => string): Block[] {
  const rest = blocks.slice(open);
  const more: Block = rest.length > 0 && { kind: "folded", title: title(rest.length), blocks: rest };
  return [...blocks.slice(0, open), more];
}

export interface Table {
  kind: "table";
  /**
   * "figures": numbers under each other. "under": the same, notes under their values. "facts": a name and words in each
   * row; what all columns have alike is said once. "tinted": numbers coloured as process rewards.
   */
  look: "figures" | "under" | "facts" | "tinted";
  columns: Omit<TableColumn<never>, "cell">[];
  rows: { cells: Cell[]; strong: boolean }[];
  /** Rows that have the same first cell say it once, on a page. */
  grouped: boolean;
}

export interface TableColumn<Row> {
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
  line?: Line;
}

export interface Cell {
  value: Text;
  /** An interval, or what else belongs to the value. */
  note?: string | Nothing;
  /** How what it names is drawn. */
  line?: Line;
  /** A process reward, for the colour of a "tinted" table. */
  reward?: number;
}

/** A table of `rows`. `strong`: rows that sum up others. */
export function table<Row>(
  columns: readonly (TableColumn<Row> | false)[],
  rows: readonly Row[],
  options: { look?: Table["look"]; strong?: (row: Row, index: number) => boolean; grouped?: boolean } = {},
): Table {
  const { look = "figures", strong: isStrong = () => false, grouped = false } = options;
  const held = columns.filter((column) => column !== false);
  const cellOf = (made: Cell | Text): Cell =>
    typeof made === "object" && made !== null && "value" in made ? made : { value: made };
  return {
    ...{ kind: "table", look, grouped },
    columns: held.map(({ cell: _, ...column }, c) => (c === 0 ? { words: true, ...column } : column)),
    rows: rows.map((row, i) => ({
      strong: isStrong(row, i),
      cells: held.map(({ cell }) => cellOf(cell(row, i))),
    })),
  };
}

/** A table of names and what is to be said of them; what is not is left out. */
export const factTable = (facts: readonly (readonly Text[])[]): Table =>
  table<readonly Text[]>(
    [0, 1, 2].slice(0, facts[0]?.length).map((c) => ({ title: "", words: true, cell: (fact) => fact[c] })),
    facts.filter(([, value]) => plain(value) !== ""),
    { look: "facts" },
  );

/** The cells of a row of "facts" but its name: one where all are alike. */
export const factsOf = ([, ...values]: readonly Cell[]): Cell[] =>
  values.every(({ value }) => value === values[0].value) ? values.slice(0, 1) : values;

/** How figures are written: per cent, or of 100 without the sign as benchmarks have them, or with so many decimals. */
export type NumberForm = "percent" | "points" | number;

/** A figure with its interval as the note. */
export function estimated(estimate: Estimate | Nothing, unit: NumberForm): Cell {
  const { value, interval } = estimate || { value: null, interval: null };
  const [digits, scale] = typeof unit === "number" ? [unit, 1] : [1, 100];
  if (value === null) return { value: "–" };
  const sign = unit === "percent" ? "%" : "";
  return { value: decimal(value * scale, digits) + sign, note: interval && range(interval, digits, scale) };
}

/** A difference of shares in points, with its interval as the note. */
export function difference({ value, interval }: Estimate): Cell {
  return { value: value === null ? "–" : signed(value * 100, 1), note: interval && pointsRange(interval) };
}

export interface Figures {
  kind: "figures";
  /** On a wide page. */
  columns: 1 | 2 | 3;
  figures: readonly Figure[];
}

export interface Figure {
  title: string;
  /** NumberForm, and what to look for. */
  note: string;
  svg: Drawing;
  /** Of its own SVG file, without the extension; without: it stands on the page alone. */
  file?: string;
  /** Said in its file too, which has no legend beside it. */
  alone?: string;
  /** What is shown in its place where nothing can be drawn. */
  instead?: Table;
}

/** Every figure of `block`, in order. */
export function figuresOf(block: Block): Figure[] {
  if (!block || !("kind" in block)) return Array.isArray(block) ? block.flatMap(figuresOf) : [];
  if (block.kind === "figures") return [...block.figures];
  return "blocks" in block ? figuresOf(block.blocks) : [];
}

/** A resolved configuration, by section. */
export interface Settings {
  kind: "settings";
  sections: { title: string; pairs: [key: string, value: string][] }[];
}

const isSection = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Every key below `value`, "section.key", and its value as text. */
export function settingsOf(value: unknown, key = ""): [key: string, value: string][] {
  if (!isSection(value)) return [[key, typeof value === "string" ? value : JSON.stringify(value)]];
  return Object.entries(value).flatMap(([name, inner]) => settingsOf(inner, key ? `${key}.${name}` : name));
}

/** Whether the verifiable reward of a configuration may be any number: a mean of it is no share of right answers. */
export function rewardsAnyNumber(config: unknown): boolean {
  const { custom, overlongBuffer } =
    (config as { reward?: { custom?: unknown; overlongBuffer?: unknown } } | null)?.reward ?? {};
  return custom != null || overlongBuffer != null;
}

/** The resolved configuration under its title; keys outside of every section come first. */
export function configuration(config: unknown): Block {
  if (!isSection(config)) return null;
  const entries = Object.entries(config);
  const top = Object.fromEntries(entries.filter(([, value]) => !isSection(value)));
  const all = [["run", top] as const, ...entries.filter(([, value]) => isSection(value))];
  const sections = all.map(([title, own]) => ({ title, pairs: settingsOf(own) }));
  const settings: Settings = { kind: "settings", sections: sections.filter(({ pairs }) => pairs.length > 0) };
  return [say("title", "Configuration"), settings];
}

/** The key to the colours of steps. */
export const rewardKey: Block = { kind: "rewardKey" };

/** A problem with its responses side by side, or with what else is said of it. */
export interface ProblemBlock {
  kind: "problem";
  label: string;
  prompt: string;
  reference?: string;
  responses: Response[];
  blocks?: Block;
}

export interface Response {
  /** Which one it is. */
  name?: string;
  line?: Line;
  /** Null: undecided; undefined: nothing is said of it. */
  correct?: boolean | null;
  /** Its answer, and what else is to be said of it. */
  said: readonly (string | false)[];
  /** Its steps, or its text. */
  steps?: readonly Step[];
  text?: string;
  /** The step that is pointed at, and why; without: the weakest. */
  pointed?: { step: number; why: string };
}

export interface Step {
  text: string;
  /** r, in [−1, 1]; null: none. */
  reward: number | null;
}

/** "Problem p4, reference answer 8"; both may be a data set's. */
export function problemLabel(problem: string, reference: string | null): string {
  return `Problem ${cap(problem, 80)}${reference === null ? "" : `, reference answer ${cap(reference, 120)}`}`;
}

/** "answered 8", "no answer". */
export const answered = (answer: string | null) =>
  answer === null ? "no answer" : `answered ${cap(answer, 80)}`;

/** "✓ right, answered 8, 20 tokens", as far as something is known. */
export function verdictOf({ correct, said }: Pick<Response, "correct" | "said">): string {
  const mark =
    correct === undefined ? false : correct === null ? "? undecided" : correct ? "✓ right" : "✗ wrong";
  return [mark, ...said].filter(Boolean).join(", ");
}

/** Index of the weakest step: the first of the smallest rewards; −1 where no step has a reward. */
export function weakestStep(steps: readonly { reward: number | null }[]): number {
  const rewards = steps.map(({ reward }) => reward ?? Number.POSITIVE_INFINITY);
  const least = smallest(rewards);
  return least === Number.POSITIVE_INFINITY ? -1 : rewards.indexOf(least);
}

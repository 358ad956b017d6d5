// Shows blocks of a report on the terminal: as wide as it is, in colour where it has any. What only a page can show is
// left out.
import pc from "picocolors";
import { count, signed } from "../text/format.ts";
import { cap, columns, oneLine, pad, truncate, wrap } from "../text/text.ts";
import {
  type Block,
  type Cell,
  factsOf,
  type Marked,
  plain,
  type Response,
  type Table,
  verdictOf,
  weakestStep,
} from "./document.ts";
import { Markup } from "./markup.ts";

export interface TerminalOptions {
  color: boolean;
  /** Columns of the terminal. */
  width: number;
}

type Paint = (text: string) => string;
type Palette = ReturnType<typeof pc.createColors>;

const MOST_STEPS = 24;
const MOST_ITEMS = 12;
/** A name that is longer is cut where the table is too wide with it. */
const SHORTEST_NAME = 8;

/** `blocks` with a blank line between them, then where the files are, as `files` calls them. Ends with a newline. */
export function terminalText(
  blocks: readonly Block[],
  files: Readonly<Record<string, string | null>>,
  options: TerminalOptions,
): string {
  const color = pc.createColors(options.color);
  const width = Math.max(40, options.width);
  const size = Math.max(...Object.keys(files).map((name) => name.length));
  const paths = Object.entries(files).flatMap(([name, path]) =>
    path === null ? [] : [`${color.dim(pad(name, size))}  ${oneLine(path)}`],
  );
  const parts = [...blocks.map((block) => linesOf(block, color, width)), paths];
  const held = parts.filter((lines) => lines.length > 0);
  return `${held.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** The lines of a table alone, without colour. */
export const tableText = (table: Table): string =>
  tableLines(table, pc.createColors(false), Number.POSITIVE_INFINITY).join("\n");

function linesOf(block: Block, color: Palette, width: number): string[] {
  if (!block || block instanceof Markup) return [];
  if (!("kind" in block)) return block.flatMap((inner) => linesOf(inner, color, width));
  const { bold, dim, red, yellow } = color;
  switch (block.kind) {
    case "text": {
      const { look } = block;
      const text = oneLine(plain(block.text));
      if (look === "warning") return hanging("! ", 2, text, width).map(red);
      const paint = look === "title" || look === "heading" ? bold : look === "note" ? dim : String;
      return wrap(text, width).map(paint);
    }
    case "list": {
      const more = block.items.length - MOST_ITEMS;
      const rest = more > 0 ? [`and ${more} more; see the report`] : [];
      return [...block.items.slice(0, MOST_ITEMS).map(plain), ...rest].flatMap((item) =>
        hanging("! ", 2, oneLine(item), width).map(yellow),
      );
    }
    case "table":
      return block.look === "facts" ? factLines(block, width) : tableLines(block, color, width);
    case "problem":
      return [
        ...hanging(dim(pad("Problem", 11)), 11, oneLine(cap(block.prompt, 600)), width),
        ...hanging(dim(pad("Reference", 11)), 11, oneLine(cap(block.reference ?? "", 200)), width),
        ...block.responses.flatMap((response) => ["", ...responseLines(response, color, width)]),
      ];
    default:
      return [];
  }
}

/** `text` after `lead` (of `size` columns), further lines indented as far. */
function hanging(lead: string, size: number, text: string, width: number): string[] {
  return wrap(text, width - size).map((line, i) => (i === 0 ? lead : " ".repeat(size)) + line);
}

const letters = ({ value }: Cell) => oneLine(plain(value));

function factLines({ rows }: Table, width: number): string[] {
  return rows.flatMap(({ cells }) =>
    wrap(`${letters(cells[0])}: ${factsOf(cells).map(letters).join(", ")}`, width),
  );
}

/** Columns that do not fit are left out from the right, then notes; then names are cut. */
function tableLines(table: Table, color: Palette, width: number): string[] {
  const measured = (c: number, noted: boolean) => {
    const { title, terminal = title, words = false, keep = c === 0, longest = 1000 } = table.columns[c];
    const cells = table.rows.map(({ cells: own, strong }) => ({
      ...own[c],
      note: noted && own[c].note,
      strong,
    }));
    const value = Math.max(0, ...cells.map((cell) => columns(letters(cell))));
    const note = Math.max(0, ...cells.map((cell) => (cell.note ? 1 + columns(cell.note) : 0)));
    const size = Math.min(longest, Math.max(columns(terminal ?? ""), value + note));
    return { c, title: terminal, words, keep, cells, value, note, size };
  };
  let shown = table.columns
    .map(({ notes = false }, c) => measured(c, notes))
    .filter(({ title }) => title !== null);
  const excess = () => shown.reduce((sum, { size }) => sum + size + 2, -2) - width;
  while (excess() > 0 && shown.some(({ keep }) => !keep))
    shown.splice(
      shown.findLastIndex(({ keep }) => !keep),
      1,
    );
  if (excess() > 0) shown = shown.map(({ c }) => measured(c, false));
  const longest = () => shown.filter(({ words }) => words).reduce((a, b) => (b.size > a.size ? b : a));
  while (excess() > 0 && longest().size > SHORTEST_NAME) longest().size--;
  const head = shown.map(({ title, words, note, size }) =>
    pad(truncate(title ?? "", size), size, words || note > 0 ? "left" : "right"),
  );
  const line = (row: number) =>
    shown.map(({ cells, words, value, note, size }) => {
      const { strong, ...cell } = cells[row];
      const paint = strong ? color.bold : paintOf(cell, color);
      if (words) return paint(pad(truncate(letters(cell), size), size));
      if (note === 0) return paint(pad(letters(cell), size, "right"));
      const blanks = " ".repeat(Math.max(0, size - value - (cell.note ? 1 + columns(cell.note) : 0)));
      return `${paint(pad(letters(cell), value, "right"))}${cell.note ? ` ${color.dim(cell.note)}` : ""}${blanks}`;
    });
  const lines = table.rows.map((_, row) => line(row).join("  ").trimEnd());
  return [color.dim(head.join("  ").trimEnd()), ...lines];
}

function paintOf({ value }: Cell, { bold, green, red }: Palette): Paint {
  const paints: Partial<Record<Marked["as"], Paint>> = { strong: bold, right: green, wrong: red };
  return (typeof value === "object" && value !== null && "as" in value && paints[value.as]) || String;
}

function responseLines(response: Response, color: Palette, width: number): string[] {
  const { name = "", correct, steps = [] } = response;
  const { bold, dim, green, red, yellow } = color;
  const verdict = truncate(oneLine(verdictOf(response)), width - columns(name) - 2);
  const weakest = steps.length > 1 ? weakestStep(steps) : -1;
  const more = steps.length - MOST_STEPS;
  const lines = steps.slice(0, MOST_STEPS).flatMap(({ text, reward }, i) => {
    // By process reward; its number says the same without colour.
    const hue = reward === null ? String : reward < -1 / 3 ? red : reward < 1 / 3 ? yellow : green;
    const [mark, end] = i === weakest ? ["▶ ", "  ◀ weakest step"] : ["  ", ""];
    const prefix = `${mark}${pad(reward === null ? "" : signed(reward), 5, "right")}  `;
    const said = hanging(prefix, prefix.length, (oneLine(cap(text, 500)) || "(blank)") + end, width);
    return said.map((line) => (i === weakest ? bold(hue(line)) : hue(line)));
  });
  return [
    `${bold(name)}  ${correct ? green(verdict) : red(verdict)}`,
    ...lines,
    ...(more > 0 ? [dim(`  … ${count(more, "more step")}`)] : []),
  ];
}

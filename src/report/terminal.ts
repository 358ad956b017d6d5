// Shows blocks of a report on the terminal: as wide as it is, in colour where it has any. What only a page can show is
// left out.
import pc from "picocolors";
import { count, signed } from "../text/format.ts";
import { cap, columns, oneLine, pad, truncate, wrap } from "../text/text.ts";
import {
  type Block,
  type Cell,
  factsOf,
  plain,
  type Response,
  type Table,
  type Text,
  weakestStep,
} from "./document.ts";
import { Markup } from "./markup.ts";
import { verdictOf } from "./page.ts";

export interface TerminalOptions {
  color: boolean;
  /** Columns of the terminal. */
  width: number;
}

type Paint = (text: string) => string;

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
  const terminal = new Terminal(options);
  const size = Math.max(...Object.keys(files).map((name) => name.length));
  const paths = Object.entries(files).flatMap(([name, path]) =>
    path === null ? [] : [`${terminal.color.dim(pad(name, size))}  ${oneLine(path)}`],
  );
  const parts = [...blocks.map((block) => terminal.lines(block)), paths];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

/** The lines of a table alone, without colour. */
export function tableText(table: Table): string {
  return new Terminal({ color: false, width: Number.POSITIVE_INFINITY }).lines(table).join("\n");
}

class Terminal {
  readonly color: ReturnType<typeof pc.createColors>;
  readonly #width: number;

  constructor({ color, width }: TerminalOptions) {
    this.color = pc.createColors(color);
    this.#width = Math.max(40, width);
  }

  lines(block: Block): string[] {
    if (!block || block instanceof Markup) return [];
    if (!("kind" in block)) return block.flatMap((inner) => this.lines(inner));
    const { bold, dim, red, yellow } = this.color;
    switch (block.kind) {
      case "text": {
        if (block.look === "warning") return this.#item(block.text, red);
        const paint = { title: bold, heading: bold, note: dim, lead: dim, finding: String, plain: String }[
          block.look
        ];
        return wrap(oneLine(plain(block.text)), this.#width).map(paint);
      }
      case "list": {
        const { items } = block;
        const more = items.length - MOST_ITEMS;
        const shown = [
          ...items.slice(0, MOST_ITEMS),
          ...(more > 0 ? [`and ${more} more; see the report`] : []),
        ];
        return shown.flatMap((item) => this.#item(item, yellow));
      }
      case "table":
        return block.look === "facts" ? this.#facts(block) : this.#table(block);
      case "problem": {
        const { prompt, reference = "", responses } = block;
        return [
          ...this.#hanging(dim(pad("Problem", 11)), 11, oneLine(cap(prompt, 600))),
          ...this.#hanging(dim(pad("Reference", 11)), 11, oneLine(cap(reference, 200))),
          ...responses.flatMap((response) => ["", ...this.#response(response)]),
        ];
      }
      default:
        return [];
    }
  }

  #item(text: Text, paint: Paint): string[] {
    return this.#hanging("! ", 2, oneLine(plain(text))).map(paint);
  }

  /** `text` after `lead` (of `size` columns), further lines indented as far. */
  #hanging(lead: string, size: number, text: string): string[] {
    return wrap(text, this.#width - size).map((line, i) => (i === 0 ? lead : " ".repeat(size)) + line);
  }

  #facts({ rows }: Table): string[] {
    return rows.flatMap(({ cells }) =>
      wrap(oneLine(`${plain(cells[0].value)}: ${factsOf(cells).map(textOf).join(", ")}`), this.#width),
    );
  }

  /** Columns that do not fit are left out from the right, then notes; then names are cut. */
  #table(table: Table): string[] {
    const heads = table.columns.map(({ title, terminal }) => terminal ?? title);
    const all = heads.flatMap((title, c) => {
      const {
        terminal,
        words = false,
        keep = c === 0,
        notes = false,
        longest = Number.POSITIVE_INFINITY,
      } = table.columns[c];
      const cells = table.rows.map(({ cells: own }) => ({ ...own[c], note: notes && own[c].note }));
      const value = Math.max(0, ...cells.map((cell) => columns(lettersOf(cell))));
      const note = Math.max(0, ...cells.map((cell) => columns(cell.note || "")));
      const width = Math.min(longest, Math.max(columns(title), value + (note > 0 ? 1 + note : 0)));
      return terminal === null ? [] : [{ title, words, keep, cells, value, note, width }];
    });
    let shown = all;
    const excess = () => shown.reduce((sum, { width }) => sum + width + 2, -2) - this.#width;
    while (excess() > 0 && shown.some(({ keep }) => !keep)) {
      const last = shown.findLastIndex(({ keep }) => !keep);
      shown = shown.filter((_, c) => c !== last);
    }
    if (excess() > 0)
      shown = shown.map((column) => ({
        ...column,
        ...{ cells: column.cells.map((cell) => ({ ...cell, note: false })), note: 0 },
        width: Math.min(column.width, Math.max(columns(column.title), column.value)),
      }));
    const names = shown.filter(({ words }) => words);
    while (excess() > 0) {
      const longest = names.reduce((a, b) => (b.width > a.width ? b : a));
      if (longest.width <= SHORTEST_NAME) break;
      longest.width--;
    }
    const head = shown.map(({ title, words, note, width }) =>
      pad(truncate(title, width), width, words || note > 0 ? "left" : "right"),
    );
    const lines = table.rows.map(({ strong }, row) => {
      const cells = shown.map(({ cells: own, words, value, note, width }) => {
        const cell = own[row];
        const paint = strong ? this.color.bold : this.#paintOf(cell.value);
        if (words) return paint(pad(truncate(lettersOf(cell), width), width));
        if (note === 0) return paint(pad(lettersOf(cell), width, "right"));
        const rest = cell.note ? ` ${this.color.dim(cell.note)}` : "";
        const used = value + (cell.note ? 1 + columns(cell.note) : 0);
        return paint(pad(lettersOf(cell), value, "right")) + rest + " ".repeat(Math.max(0, width - used));
      });
      return cells.join("  ").trimEnd();
    });
    return [this.color.dim(head.join("  ").trimEnd()), ...lines];
  }

  #paintOf(text: Text): Paint {
    if (typeof text !== "object" || text === null || !("as" in text)) return String;
    const { bold, dim, green, red } = this.color;
    return { strong: bold, small: dim, mono: String, link: String, right: green, wrong: red }[text.as];
  }

  #response(response: Response): string[] {
    const { name = "", correct, steps = [] } = response;
    const { bold, dim, green, red } = this.color;
    const verdict = truncate(oneLine(verdictOf(response)), this.#width - columns(name) - 2);
    const weakest = steps.length > 1 ? weakestStep(steps) : -1;
    const more = steps.length - MOST_STEPS;
    return [
      `${bold(name)}  ${correct ? green(verdict) : red(verdict)}`,
      ...steps.slice(0, MOST_STEPS).flatMap(({ text, reward }, i) => {
        const paint = this.#rewardPaint(reward);
        const prefix = `${i === weakest ? "▶ " : "  "}${pad(reward === null ? "" : signed(reward), 5, "right")}  `;
        const body = oneLine(cap(text, 500)) || "(blank)";
        const said = i === weakest ? `${body}  ◀ weakest step` : body;
        return this.#hanging(prefix, prefix.length, said).map((line) =>
          i === weakest ? bold(paint(line)) : paint(line),
        );
      }),
      ...(more > 0 ? [dim(`  … ${count(more, "more step")}`)] : []),
    ];
  }

  /** Red, yellow and green by process reward; the reward's number says the same without colour. */
  #rewardPaint(reward: number | null): Paint {
    if (reward === null) return String;
    return reward < -1 / 3 ? this.color.red : reward < 1 / 3 ? this.color.yellow : this.color.green;
  }
}

const lettersOf = ({ value }: Cell) => oneLine(plain(value));
const textOf = ({ value, note }: Cell) => plain(value) + (note ? ` (${note})` : "");

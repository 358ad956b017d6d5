// Shows a report as Markdown, for a pull request or a paper's appendix: its sentences and tables. What models, servers and
// data sets say is text in it, never markup; figures and responses are left out.
import { cap, oneLine, visible } from "../text/text.ts";
import { type Block, type Cell, factsOf, type Page, plain, type Table, type Text } from "./document.ts";
import { Markup } from "./markup.ts";

const LONGEST_WORDS = 2000;
const LONGEST_VERBATIM = 4000;

/** The whole document. */
export function markdownText({
  kicker,
  heading,
  blocks,
}: Pick<Page, "kicker" | "heading" | "blocks">): string {
  return `${[`# ${escaped(kicker)}: ${escaped(heading)}`, ...blocks.flatMap(show)].join("\n\n")}\n`;
}

function show(block: Block): string[] {
  if (!block || block instanceof Markup) return [];
  if (!("kind" in block)) return block.flatMap(show);
  switch (block.kind) {
    case "text": {
      if (block.look === "verbatim") return [verbatim(plain(block.text))];
      const text = inline(block.text);
      const looks = { title: `## ${text}`, heading: `**${text}**`, warning: `> ${text}` };
      return [looks[block.look as keyof typeof looks] ?? text];
    }
    case "list":
      if (block.items.length === 0) return [];
      return [`**${escaped(block.title)}**`, block.items.map((item) => `- ${inline(item)}`).join("\n")];
    case "table":
      return [block.look === "facts" ? facts(block) : table(block)];
    case "figures":
      return block.figures.flatMap(({ title, instead }) =>
        instead ? [`**${escaped(title)}**`, table(instead)] : [],
      );
    default:
      return [];
  }
}

function verbatim(whole: string): string {
  const text = visible(cap(whole, LONGEST_VERBATIM));
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

/** `text` on one line, as Markdown that shows it as it is. */
function escaped(text: string): string {
  // Every sign that Markdown reads, and the start of an address, which it would make a link.
  return oneLine(cap(text, LONGEST_WORDS))
    .replace(/[\\`*_{}[\]<>|#~!&$]/g, "\\$&")
    .replace(/(https?)(:\/\/)/gi, "$1\\$2")
    .replace(/@(?=\w)/g, (at, offset: number, whole: string) =>
      /\w/.test(whole[offset - 1] ?? "") ? at : "\\@",
    );
}

function inline(text: Text): string {
  if (typeof text === "object" && text !== null && !("as" in text)) return text.map(inline).join("");
  const letters = plain(text);
  const own = escaped(letters);
  if (own === "") return "";
  const bold = typeof text === "object" && text !== null && /strong|right|wrong/.test(text.as);
  // Blanks at its ends part it from its neighbours.
  const [before, after] = [/^\s/, /\s$/].map((blank) => (blank.test(letters) ? " " : ""));
  return before + (bold ? `**${own}**` : own) + after;
}

const cellOf = ({ value, note }: Cell) => `${inline(value)}${note ? ` (${escaped(note)})` : ""}`;

function table({ columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map(({ title }) => escaped(title))),
    line(columns.map(({ words }) => (words ? "---" : "---:"))),
    ...rows.map(({ cells, strong }) => {
      const [first, ...others] = cells.map(cellOf);
      return line([strong ? `**${first}**` : first, ...others]);
    }),
  ].join("\n");
}

/** A line a row: "- name: value", or where columns differ "- name: **column** value; …". */
function facts({ columns, rows }: Table): string {
  const lines = rows.map(({ cells }) => {
    const values = factsOf(cells);
    const column = (i: number) => (values.length > 1 ? `**${escaped(columns[i + 1].title)}** ` : "");
    return `- ${inline(cells[0].value)}: ${values.map((value, i) => column(i) + cellOf(value)).join("; ")}`;
  });
  return lines.join("\n");
}

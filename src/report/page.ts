// Shows a report as one HTML file that opens offline, and writes it. It runs no script and loads nothing; its content policy says so, so
// that whatever a model wrote stays text.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeDirectory } from "../common/directories.ts";
import { writeWhole } from "../common/whole-file.ts";
import { count, signed } from "../text/format.ts";
import { cap, wrap } from "../text/text.ts";
import {
  type Block,
  type Cell,
  type Figure,
  factsOf,
  figuresOf,
  type List,
  type Marked,
  type Page,
  type Paragraph,
  type ProblemBlock,
  plain,
  type Response,
  type Settings,
  type Step,
  type Table,
  type Text,
  verdictOf,
  weakestStep,
} from "./document.ts";
import { COLORS, type Line, REWARD_CLASSES, rewardClass } from "./figures.ts";
import { type Content, html, literal, Markup } from "./markup.ts";
import { STYLE } from "./style.ts";

const LONGEST_PROMPT = 2000;
const LONGEST_TEXT = 4000;
const LONGEST_STEP = 1500;
const LONGEST_WORDS = 2000;
const MOST_STEPS = 60;
/** Longer lists come folded. */
const MOST_OPEN = 8;

/** What a page shows, to stand in one. */
export function pageBody({ kicker, heading, blocks, footer }: Page): Markup {
  return html`<main>
<header><p class="kicker">${kicker}</p><h1>${heading}</h1></header>
${blocks.map(show)}
<footer>${inline(footer)}</footer>
</main>`;
}

/** A file of HTML in which nothing acts but what `allowed` says besides, as a content policy does. */
export function htmlFile(
  title: string,
  { head, body, allowed = "" }: { head: Markup; body: Markup; allowed?: string },
): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; ${literal(allowed)}style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${head}
</head>
<body>${body}</body>
</html>
`.text;
}

/** The style sheet of reports, for a page's head. */
export const reportStyle = html`<style>${literal(STYLE)}</style>`;

/** A whole page as HTML. */
export const htmlPage = (page: Page) => htmlFile(page.title, { head: reportStyle, body: pageBody(page) });

/**
 * Writes `page` into `directory`, which is made where it is not there: report.html, and its figures that stand alone as
 * figures/NAME.svg. Returns the path of report.html.
 */
export async function writePage(directory: string, page: Page): Promise<string> {
  await makeDirectory(directory);
  await writeFigures(directory, figuresOf(page.blocks));
  return writeWhole(join(directory, "report.html"), htmlPage(page));
}

/** Writes those of `figures` that have a name. */
export async function writeFigures(directory: string, figures: readonly Figure[]): Promise<void> {
  const named = figures.filter(({ file }) => file !== undefined);
  if (named.length > 0) await makeDirectory(join(directory, "figures"));
  for (const figure of named)
    await writeFile(join(directory, "figures", `${figure.file}.svg`), figureFile(figure));
}

/** A figure as a file of its own: on white, with its title and its note, in lines that fit. */
export function figureFile({ title, note, alone = "", svg }: Figure): string {
  // Labels may be wider than their font was taken for.
  const margin = 24;
  const lines = wrap(note + alone, Math.floor(svg.width / 5.9));
  const top = 50 + (lines.length - 1) * 15;
  const [width, height] = [svg.width + 2 * margin, svg.height + top + 10];
  const font = "font-family:ui-sans-serif,system-ui,-apple-system,'Segoe UI',Roboto,sans-serif";
  const page = html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" style="${font}"><style>svg { overflow: visible; }</style><rect width="${width}" height="${height}" fill="#ffffff"/><text x="${margin}" y="23" font-size="14" font-weight="640" fill="#1c1f24">${title}</text>${lines.map(
    (line, i) => html`<text x="${margin}" y="${40 + i * 15}" font-size="11.5" fill="#666b73">${line}</text>`,
  )}<g transform="translate(${margin},${top})">${svg}</g></svg>`;
  return `${page.text}\n`;
}

function show(block: Block): Content {
  if (!block || block instanceof Markup) return block || null;
  if (!("kind" in block)) return block.map(show);
  switch (block.kind) {
    case "text":
      return paragraph(block);
    case "list":
      return list(block);
    case "table":
      return table(block);
    case "figures":
      return html`<div class="grid${block.columns}">${block.figures.map(figure)}</div>`;
    case "problem":
      return problem(block);
    case "settings":
      return settings(block);
    case "rewardKey":
      return rewardColors();
    case "folded":
      return html`<details class="more"><summary>${block.title}</summary>${show(block.blocks)}</details>`;
    case "incident":
      return html`<div class="incident"><h3>${block.title}</h3>${show(block.blocks)}</div>`;
    case "page":
      return show(block.blocks);
  }
}

const ELEMENTS: Record<Marked["as"], (text: string) => Markup> = {
  strong: (text) => html`<b>${text}</b>`,
  mono: (text) => html`<code>${text}</code>`,
  right: (text) => html`<b class="right">${text}</b>`,
  link: (text) => html`<a href="${text}">${text}</a>`,
  wrong: (text) => html`<b class="wrong">${text}</b>`,
};

function inline(text: Text): Content {
  if (typeof text !== "object" || text === null) return plain(text);
  return "as" in text ? ELEMENTS[text.as](text.text) : text.map(inline);
}

function paragraph({ look, text }: Paragraph): Markup {
  if (look === "title") return html`<h2>${inline(text)}</h2>`;
  return look === "verbatim"
    ? html`<pre>${inline(text)}</pre>`
    : html`<p class="${look}">${inline(text)}</p>`;
}

function list({ title, items }: List): Content {
  if (items.length === 0) return null;
  const all = html`<ul>${items.map((item) => html`<li>${inline(item)}</li>`)}</ul>`;
  return items.length > MOST_OPEN
    ? html`<details class="limits"><summary>${title}: ${count(items.length, "note")}</summary>${all}</details>`
    : html`<div class="limits">${title}${all}</div>`;
}

function table({ look, columns, rows, grouped }: Table): Markup {
  const head = columns.map(
    ({ title, line }) => html`<th scope="col">${line && lineSample(line)}${title}</th>`,
  );
  const body = rows.map(({ cells, strong }, i) => {
    const same = grouped && i > 0 && rows[i - 1].cells[0].value === cells[0].value;
    const kind = strong ? "strong" : grouped && !same && i > 0 ? "first" : "";
    const values = look === "facts" ? factsOf(cells) : cells.slice(1);
    const spanned = values.length < cells.length - 1 && html` colspan="${cells.length - 1}"`;
    return html`<tr class="${kind}"><th scope="row">${!same && cell(cells[0])}</th>${values.map((own, c) => {
      const words = columns[c + 1].words ? "words" : "";
      const kinds = own.reward === undefined ? words : `tint c${rewardClass(own.reward)}`;
      return html`<td class="${kinds}"${spanned}>${cell(own)}</td>`;
    })}</tr>`;
  });
  return html`<div class="scroll"><table class="${look}${grouped && " grouped"}">${
    columns.some(({ title }) => title !== "") && html`<thead><tr>${head}</tr></thead>`
  }<tbody>${body}</tbody></table></div>`;
}

function cell({ value, note, line }: Cell): Content {
  const words = typeof value === "string" ? cap(value, LONGEST_WORDS) : inline(value);
  return html`${line && lineSample(line)}${words}${note && html` <span class="note">${note}</span>`}`;
}

function figure({ title, note, svg }: Figure): Markup {
  return html`<figure><figcaption>${title && html`<h3>${title}</h3>`}<p class="note">${note}</p></figcaption>${svg}</figure>`;
}

/** Alone a response has the whole width. */
function problem({ label, prompt, responses, blocks }: ProblemBlock): Markup {
  return html`<div class="problem"><p class="label">${label}</p>
<p class="prompt mono">${cap(prompt, LONGEST_PROMPT)}</p><div class="${responses.length > 1 && "sides"}">${responses.map(response)}</div>${show(blocks)}</div>`;
}

function response(shown: Response): Markup {
  const { name, line, correct, steps, text } = shown;
  const verdict = verdictOf(shown);
  const sure = correct === undefined ? "" : correct === true ? "right" : "wrong";
  return html`<div class="side">${
    (name || verdict) &&
    html`<h3>${name && html`<span>${line && lineSample(line)}${name}</span>`}<span class="verdict ${sure}">${verdict}</span></h3>`
  }${steps && stepList(steps, shown.pointed)}${
    text !== undefined &&
    html`<p class="response-text mono">${cap(text, LONGEST_TEXT).trim() || "(empty)"}</p>`
  }</div>`;
}

/** Steps as a list coloured by process reward, one of them pointed at: the weakest, if nothing else is said. */
function stepList(steps: readonly Step[], pointed?: Response["pointed"]): Markup {
  const { step, why } = pointed ?? { step: steps.length > 1 ? weakestStep(steps) : -1, why: "weakest step" };
  const from = pointed ? Math.max(0, step - MOST_STEPS / 2) : 0;
  const items = steps.slice(from, from + MOST_STEPS).map(({ text, reward }, i) => {
    const color = reward === null ? "" : ` c${rewardClass(reward)}`;
    const here = from + i === step;
    return html`<li class="${here ? "weakest" : ""}${color}"><span class="reward">${signed(reward)}</span><span class="text"><span class="mono">${
      cap(text, LONGEST_STEP).trim() || "(blank)"
    }</span>${here && html`<span class="pill">${why}</span>`}</span></li>`;
  });
  const more = steps.length - from - MOST_STEPS;
  return html`${from > 0 && html`<p class="note">${count(from, "step")} before …</p>`}<ol class="steps">${items}</ol>${
    more > 0 && html`<p class="note">… ${count(more, "more step")}</p>`
  }`;
}

function rewardColors(): Markup {
  const swatches = Array.from({ length: REWARD_CLASSES }, (_, i) => html`<span class="swatch c${i}"></span>`);
  return html`<p class="key">process reward <span class="ends">−1</span><span class="swatches">${swatches}</span><span class="ends">+1</span></p>`;
}

function settings({ sections }: Settings): Markup {
  return html`<div class="config">${sections.map(
    ({ title, pairs }) =>
      html`<section><h3>${title}</h3><dl>${pairs.map(
        ([key, text]) => html`<dt>${key}</dt><dd class="mono">${cap(text, 300)}</dd>`,
      )}</dl></section>`,
  )}</div>`;
}

function lineSample({ color, dash }: Line): Markup {
  return html`<svg class="sample" viewBox="0 0 26 8" width="26" height="8" aria-hidden="true"><path d="M1,4H25" style="fill:none;stroke:${COLORS[color]}" stroke-width="3"${dash !== "none" && html` stroke-dasharray="${dash}"`}/></svg>`;
}

/** Which line is whose. */
export function legend(names: readonly { name: string; line: Line; note?: string | false }[]): Markup {
  return html`<ul class="legend">${names.map(
    ({ name, line, note }) =>
      html`<li>${lineSample(line)}${name}${note && html` <span class="label">${note}</span>`}</li>`,
  )}</ul>`;
}

export type Tile = readonly [what: string, value: string, note: string];

/** The few figures that sum all up. */
export function tiles(all: readonly (Tile | false)[]): Markup {
  return html`<section class="tiles">${all.map((tile) => {
    if (!tile) return null;
    const [what, value, note] = tile;
    return html`<div class="tile"><p class="what">${what}</p><p class="value">${value}</p><p class="note">${note}</p></div>`;
  })}</section>`;
}

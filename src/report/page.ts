// Shows a report as one HTML file that opens offline. It runs no script and loads nothing; its content policy says so, so
// that whatever a model wrote stays text.
import { count, signed } from "../text/format.ts";
import { cap } from "../text/text.ts";
import {
  type Block,
  type Cell,
  type Figure,
  factsOf,
  type List,
  type Marked,
  type Page,
  type Paragraph,
  type Problem,
  type Response,
  say,
  type Table,
  type Text,
  weakestStep,
} from "./document.ts";
import { COLORS, type Line } from "./figures.ts";
import { type Content, html, literal, Markup } from "./markup.ts";
import { STYLE } from "./style.ts";

const LONGEST_PROMPT = 2000;
const LONGEST_TEXT = 4000;
const LONGEST_STEP = 1500;
const LONGEST_WORDS = 2000;
const MOST_STEPS = 60;
/** Longer lists come folded. */
const MOST_OPEN = 8;

/** A whole page as HTML. */
export function htmlPage({ title, kicker, heading, blocks, footer }: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${literal(STYLE)}</style>
</head>
<body><main>
<header><p class="kicker">${kicker}</p><h1>${heading}</h1></header>
${blocks.map(show)}
<footer>${inline(footer)}</footer>
</main></body>
</html>
`.text;
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
    case "responses":
      return responses(block.responses);
    case "folded":
      return html`<details class="more"><summary>${block.title}</summary>${show(block.blocks)}</details>`;
    case "box":
      return html`<div class="box"><h3>${block.title}</h3>${show(block.blocks)}</div>`;
    case "page":
      return show(block.blocks);
    case "verbatim":
      return html`<pre>${block.text}</pre>`;
  }
}

const ELEMENTS: Record<Marked["as"], (text: string) => Markup> = {
  strong: (text) => html`<b>${text}</b>`,
  small: (text) => html`<span class="note">${text}</span>`,
  mono: (text) => html`<code>${text}</code>`,
  right: (text) => html`<b class="right">${text}</b>`,
  link: (text) => html`<a href="${text}">${text}</a>`,
  wrong: (text) => html`<b class="wrong">${text}</b>`,
};

function inline(text: Text): Content {
  if (typeof text !== "object" || text === null) return text;
  return "as" in text ? ELEMENTS[text.as](text.text) : text.map(inline);
}

function paragraph({ look, text }: Paragraph): Markup {
  return look === "title" ? html`<h2>${inline(text)}</h2>` : html`<p class="${look}">${inline(text)}</p>`;
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

function problem({ label, prompt, responses: all, blocks }: Problem): Markup {
  return html`<div class="problem"><p class="label">${label}</p>
<p class="prompt mono">${cap(prompt, LONGEST_PROMPT)}</p>${all.length > 0 && responses(all)}${show(blocks)}</div>`;
}

/** Alone a response has the whole width. */
function responses(all: readonly Response[]): Markup {
  return html`<div class="${all.length > 1 ? "sides" : "side"}">${all.map(response)}</div>`;
}

/** "✓ right, answered 8, 20 tokens", as far as something is known. */
export function verdictOf({ correct, said }: Pick<Response, "correct" | "said">): string {
  const mark =
    correct === undefined ? false : correct === null ? "? undecided" : correct ? "✓ right" : "✗ wrong";
  return [mark, ...said].filter(Boolean).join(", ");
}

function response(shown: Response): Markup {
  const { name, line, label, prompt, correct, steps, text, left } = shown;
  const verdict = verdictOf(shown);
  return html`<div class="side">${label && html`<p class="label">${label}</p>`}${
    prompt !== undefined && html`<p class="prompt mono">${cap(prompt, LONGEST_PROMPT)}</p>`
  }${
    (name || verdict) &&
    html`<h3>${name && html`<span>${line && lineSample(line)}${name}</span>`}${
      verdict && html`<span class="verdict ${correct === true ? "right" : "wrong"}">${verdict}</span>`
    }</h3>`
  }${left && left.before > 0 && html`<p class="note">${count(left.before, "step")} before …</p>`}${
    steps && stepList(steps, shown)
  }${left && left.after > 0 && html`<p class="note">… ${count(left.after, "more step")}</p>`}${
    text !== undefined &&
    html`<p class="response-text mono">${cap(text, LONGEST_TEXT).trim() || "(empty)"}</p>`
  }</div>`;
}

/** Steps as a list coloured by process reward, one of them pointed at: the weakest, if nothing else is said. */
export function stepList(
  steps: NonNullable<Response["steps"]>,
  { pointed }: Pick<Response, "pointed"> = {},
): Markup {
  const { step, why } = pointed ?? { step: steps.length > 1 ? weakestStep(steps) : -1, why: "weakest step" };
  const items = steps.slice(0, MOST_STEPS).map(({ text, reward, facts }, i) => {
    const color = reward === null ? "" : ` c${rewardClass(reward)}`;
    return html`<li class="${i === step ? "weakest" : ""}${color}"><span class="reward">${signed(reward)}</span><span class="text"><span class="mono">${
      cap(text, LONGEST_STEP).trim() || "(blank)"
    }</span>${i === step && html`<span class="pill">${why}</span>`}</span>${
      facts !== undefined && html`<span class="known">${facts}</span>`
    }</li>`;
  });
  const more = steps.length - MOST_STEPS;
  return html`<ol class="steps">${items}</ol>${more > 0 && html`<p class="note">… ${count(more, "more step")}</p>`}`;
}

const REWARD_CLASSES = 9;

/** Class 0 (−1, bad) to 8 (+1, good) of a process reward; the style sheet gives each its colour. */
export function rewardClass(reward: number): number {
  const share = (Math.max(-1, Math.min(1, reward)) + 1) / 2;
  return Math.min(REWARD_CLASSES - 1, Math.floor(share * REWARD_CLASSES));
}

/** The key to the colours of steps. */
export function rewardKey(): Markup {
  const swatches = Array.from({ length: REWARD_CLASSES }, (_, i) => html`<span class="swatch c${i}"></span>`);
  return html`<p class="key">process reward <span class="ends">−1</span><span class="swatches">${swatches}</span><span class="ends">+1</span></p>`;
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

/** The few figures that sum all up. */
export function tiles(all: readonly { what: string; value: string; note: string }[]): Markup {
  return html`<section class="tiles">${all.map(
    ({ what, value, note }) =>
      html`<div class="tile"><p class="what">${what}</p><p class="value">${value}</p><p class="note">${note}</p></div>`,
  )}</section>`;
}

const isSection = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function flatten(value: unknown, key: string): [string, string][] {
  if (!isSection(value)) return [[key, typeof value === "string" ? value : JSON.stringify(value)]];
  return Object.entries(value).flatMap(([name, inner]) => flatten(inner, key ? `${key}.${name}` : name));
}

/** The resolved configuration, by section. */
export function configuration(config: unknown): Block {
  if (!isSection(config)) return null;
  const entries = Object.entries(config);
  const top = Object.fromEntries(entries.filter(([, value]) => !isSection(value)));
  const sections = [["run", top] as const, ...entries.filter(([, value]) => isSection(value))];
  const shown = sections.map(([title, own]) => {
    const pairs = flatten(own, "");
    return (
      pairs.length > 0 &&
      html`<section><h3>${title}</h3><dl>${pairs.map(
        ([key, text]) => html`<dt>${key}</dt><dd class="mono">${cap(text, 300)}</dd>`,
      )}</dl></section>`
    );
  });
  return [say("title", "Configuration"), html`<div class="config">${shown}</div>`];
}

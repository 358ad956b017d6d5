// HTML and SVG that cannot be forgotten to escape: in html`…` every value is escaped unless it is markup already.
import { visible } from "../text/text.ts";

/** A piece of HTML or SVG. Only html`…` and `literal` make one. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Content = Markup | string | number | null | undefined | false | readonly Content[];

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** `text` safe inside elements and quoted attributes, with control characters made visible. */
export function escapeHtml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

function render(value: Content): string {
  if (value === null || value === undefined || value === false) return "";
  if (value instanceof Markup) return value.text;
  if (typeof value === "object") return value.map(render).join("");
  return escapeHtml(String(value));
}

/** Markup from a template; attributes that hold values must be quoted. */
export function html(strings: TemplateStringsArray, ...values: Content[]): Markup {
  let text = strings[0];
  for (let i = 0; i < values.length; i++) text += render(values[i]) + strings[i + 1];
  return new Markup(text);
}

/** Text taken as it is: style sheets and path data written by this program, never anything read. */
export function literal(text: string): Markup {
  return new Markup(text);
}

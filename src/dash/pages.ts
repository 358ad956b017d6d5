// The pages as they are built: where they lie, and a whole run as one file of them. Only the page's own script may run in
// it, by its hash; without scripts it shows the run in words and tables.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { UserError } from "../common/errors.ts";
import { type Page, say } from "../report/document.ts";
import { html, literal } from "../report/markup.ts";
import { htmlFile, pageBody, reportStyle } from "../report/page.ts";
import type { ExportedRun } from "./types.ts";

/** Where the built pages lie, from dist/dash and from src/dash. */
export const pagesPath = () =>
  fileURLToPath(new URL(import.meta.url.endsWith(".ts") ? "../../dist/web/" : "../web/", import.meta.url));

/** What an exported page runs and looks like. */
export interface BuiltPage {
  script: string;
  style: string;
}

/** Throws a UserError where the pages are not built. */
export async function builtPage(): Promise<BuiltPage> {
  const read = (name: string) =>
    readFile(join(pagesPath(), name), "utf8").catch(() => {
      throw new UserError(`${join(pagesPath(), name)}: the pages are not built; run \`npm run build\``);
    });
  const [script, style] = await Promise.all([read("export.js"), read("export.css")]);
  if (/<\/script/i.test(script)) throw new Error("the page's script cannot stand in a page");
  return { script, style };
}

/** The file of a run. Where no page is built (null) it is `summary` alone, which says so. */
export async function filePage(run: ExportedRun, summary: Page, built: BuiltPage | null): Promise<string> {
  const why = built
    ? "Curves, rollouts and credit are drawn by this page's script, which does not run here."
    : "Without curves, rollouts and credit: the pages that draw them were not built (npm run build).";
  const words = pageBody({ ...summary, blocks: [say("note", why), ...summary.blocks] });
  if (built === null) return htmlFile(summary.title, { head: reportStyle, body: words });
  const hash = createHash("sha256").update(built.script).digest("base64");
  return htmlFile(summary.title, {
    allowed: `script-src 'sha256-${hash}'; img-src data:; `,
    head: html`<style>${literal(built.style)}</style>
<noscript>${reportStyle}</noscript>`,
    body: html`
<noscript>${words}</noscript>
<div id="page"></div>
<script type="application/octet-stream" id="run">${await packed(run)}</script>
<script>${literal(built.script)}</script>
`,
  });
}

/** Numbers that are no whole ones have the digits of a float32: more make the file twice as large. */
async function packed(run: ExportedRun): Promise<string> {
  return (await promisify(gzip)(JSON.stringify(run, shortened), { level: 9 })).toString("base64");
}

/** Of `JSON.stringify`. */
export const shortened = (_key: string, value: unknown) =>
  typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(8)) : value;

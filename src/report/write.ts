// Writes a report into a directory: report.html, and the figures of it that stand alone as figures/NAME.svg.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeDirectory } from "../directories.ts";
import { wrap } from "../text/text.ts";
import { writeWhole } from "../whole-file.ts";
import { type Figure, figuresOf, type Page } from "./document.ts";
import { html } from "./markup.ts";
import { htmlPage } from "./page.ts";

/** Makes the directory where it is not there; returns the path of report.html. */
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

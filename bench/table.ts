// The figures as a table: on the terminal and, as Markdown, in a document between two markers a section.
import { readFileSync, writeFileSync } from "node:fs";
import type { BenchCase, Section } from "./cases.ts";
import type { Machine } from "./machine.ts";
import { type CaseResult, median, rate } from "./pairs.ts";
import type { Reply } from "./protocol.ts";

const header = ["", "ours", "peer", "ratio (min–max)", "required", "holds", "peak: ours", "peer"];

export function rowOf(result: CaseResult): string[] {
  const { case: bench, ours, theirs, ratios } = result;
  if (!bench.opponent) {
    const seconds = median(ours.map((reply) => median(reply.seconds)));
    const limit = bench.seconds ?? Number.POSITIVE_INFINITY;
    const holds = seconds < limit ? "yes" : "NO";
    return [bench.title, `${seconds.toFixed(3)} s`, "–", "–", `< ${limit} s`, holds, peak(ours), "–"];
  }
  const required = bench.opponent.ratio;
  const speeds = [speed(ours, bench)];
  if (theirs.length === 0)
    return [bench.title, ...speeds, "not installed", "–", requiredText(required), "–", peak(ours), "–"];
  const ratio = median(ratios);
  const spread = `${ratio.toFixed(2)} (${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)})`;
  const holds = required === null ? "–" : ratio >= required ? "yes" : "NO";
  return [
    bench.title,
    ...speeds,
    speed(theirs, bench),
    spread,
    requiredText(required),
    holds,
    peak(ours),
    peak(theirs),
  ];
}

const requiredText = (ratio: number | null) => (ratio === null ? "–" : `≥ ${ratio}`);

function speed(replies: readonly Reply[], { unit = "tok/s" }: BenchCase): string {
  return `${Math.round(median(replies.map(rate))).toLocaleString("en")} ${unit}`;
}

/** Peak memory, and how much of it is there before a model is. */
function peak(replies: readonly Reply[]): string {
  const mebibytes = (key: "peakBytes" | "baselineBytes") =>
    Math.round(Math.max(...replies.map((reply) => reply[key])) / 2 ** 20).toLocaleString("en");
  return `${mebibytes("peakBytes")} MiB (${mebibytes("baselineBytes")})`;
}

/** A line below the table for what its columns do not hold. */
export function notesOf({ case: bench, ours, theirs, variant, variants }: CaseResult): string[] {
  const notes: string[] = [];
  const names = Object.entries(variants).map(([name, value]) => `${name} ${Math.round(value)}`);
  if (names.length > 0)
    notes.push(
      `${bench.title}: compared with "${variant}", the fastest of ${names.join(", ")} ${bench.unit ?? "tok/s"}.`,
    );
  const stepped = theirs.flatMap((reply) => reply.secondsWithOptimizer ?? []);
  if (stepped.length > 0) {
    const tokens = theirs[0].tokens[0];
    notes.push(
      `${bench.title}: the peer with an AdamW step in it, ${Math.round(tokens / median(stepped))} tok/s.`,
    );
  }
  const sampled = bench.section === "rl-step" || theirs.some((reply) => reply.meanLength !== undefined);
  if (sampled || bench.section === "gguf") {
    const side = (name: string, replies: readonly Reply[]) =>
      `${name} ${median(replies.flatMap((reply) => reply.seconds)).toFixed(2)} s a run` +
      (sampled
        ? `, mean length ${median(replies.map((reply) => reply.meanLength ?? 0)).toFixed(1)} tokens`
        : "");
    const sides = [side("ours", ours)];
    if (theirs.length > 0) sides.push(side("the peer", theirs));
    notes.push(`${bench.title}: ${sides.join("; ")}.`);
  }
  return notes;
}

/** "ran on" line: machine, threads, versions, pairs. */
export function provenance(results: readonly CaseResult[], machine: Machine): string {
  const replies = results.flatMap(({ ours, theirs }) => [...ours, ...theirs]);
  const versions = Object.assign({}, ...replies.map((reply) => reply.versions)) as Record<string, string>;
  const names = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const { date, processor, cores, memoryGiB, system, load } = machine;
  return (
    `${date}, ${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}, load ${load.toFixed(1)} before; ${Math.max(...replies.map(({ threads }) => threads))} threads; ` +
    `${results[0]?.ours.length} pairs; ${names.join(", ")}.`
  );
}

export function terminalTable(results: readonly CaseResult[]): string {
  const rows = [header, ...results.map(rowOf)];
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
        .join("  "),
    )
    .join("\n");
}

export function markdownBlock(results: readonly CaseResult[], machine: Machine): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = header.map((_, column) => (column === 0 ? "---" : "---:"));
  const notes = results.flatMap(notesOf).map((note) => `- ${note}`);
  const table = [line(header), line(rule), ...results.map((result) => line(rowOf(result)))].join("\n");
  return [table, ...(notes.length > 0 ? [notes.join("\n")] : []), provenance(results, machine)].join("\n\n");
}

/** Puts `block` between `<!-- bench SECTION -->` and `<!-- /bench SECTION -->` of a document. */
export function writeBlock(path: string, section: Section | "real" | "verify", block: string): void {
  const text = readFileSync(path, "utf8");
  const [open, close] = [`<!-- bench ${section} -->`, `<!-- /bench ${section} -->`];
  const [from, to] = [text.indexOf(open), text.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`${path}: there is no ${open} … ${close} in it`);
  writeFileSync(path, `${text.slice(0, from + open.length)}\n${block}\n${text.slice(to)}`);
}

// Labelled steps for a process reward model, made from solutions of word problems that are written as GSM8K's are: a
// step a line, each result in a calculator mark, <<16-3-4=9>>9. A wrong step is a right one with another result.
import type { Random } from "../../src/common/random.ts";
import type { LabelledSteps } from "../../src/data/labelled.ts";
import type { Problem } from "../../src/data/problems.ts";

const mark = /<<[^<>]*>>/g;
/** A mark and the result as it is written behind it. */
const markedResult = /<<[^<>]*>>(\d[\d,]*(?:\.\d+)?)/g;

/**
 * The steps of a problem's solution, with `wrong` up to a step whose last result was changed: that one is labelled
 * bad, those before it good. Null where the solution has no steps, or none whose result could be changed.
 */
export function labelSolution(
  { prompt, solution = "" }: Problem,
  wrong: boolean,
  random: Random,
): LabelledSteps | null {
  const lines = solution.split("\n").filter((line) => line.trim() !== "");
  const steps = lines.map((line) => line.replace(mark, "").trim());
  if (!wrong) return steps.length > 0 ? { prompt, completions: steps, labels: steps.map(() => 1) } : null;
  const changeable = lines.flatMap((line, i) => (line.search(markedResult) >= 0 ? [i] : []));
  if (changeable.length === 0) return null;
  const at = changeable[random.int(changeable.length)];
  const completions = [...steps.slice(0, at), changeResult(lines[at], random)];
  return { prompt, completions, labels: completions.map((_, i) => Number(i < at)) };
}

/** The line without marks, its last marked result replaced by another number not far from it. */
function changeResult(line: string, random: Random): string {
  const found = [...line.matchAll(markedResult)].at(-1)!;
  const [whole, written] = found;
  const right = Number(written.replaceAll(",", ""));
  const by = 1 + random.int(Math.max(9, Math.round(right / 2)));
  const result = right > by && random.next() < 0.5 ? right - by : right + by;
  const start = found.index + whole.length - written.length;
  const text = `${line.slice(0, start)}${Number(result.toFixed(2))}${line.slice(start + written.length)}`;
  return text.replace(mark, "").trim();
}

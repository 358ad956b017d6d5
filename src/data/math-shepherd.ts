// Math-Shepherd's marked text (peiyi9979/Math-Shepherd): "input" is a problem and its steps, each step with the mark
// "ки" behind it; "label" is the same text with + (good) or - (bad) in each mark's place.
import { UserError } from "../common/errors.ts";
import { fieldError } from "./describe.ts";
import type { LabelledSteps } from "./labelled.ts";

/** Where a step is scored. It is a syllable of Russian too, so a text may hold it elsewhere. */
const MARK = "ки";

/**
 * The example of one line. A step's text is what stands between two marks, "Step 1:" included, without the white space
 * around it; what follows the last mark has no label and is left out, as in TRL's conversion. Null where the line has
 * no marks, or where nothing shows the problem's end ("Step 1:", or a question mark): `leftOut` is told why. Throws a
 * UserError where "label" is not the input's text with + or - in each mark's place.
 */
export function mathShepherdExample(
  value: Record<string, unknown>,
  where: string,
  leftOut: (reason: string) => void,
): LabelledSteps | null {
  const { input, label } = value;
  if (typeof input !== "string") throw fieldError(where, "input", "text", input);
  if (typeof label !== "string") throw fieldError(where, "label", "text", label);
  let { texts, labels } = align(input, label, where);
  if (texts.length === 0) {
    leftOut("no steps");
    return null;
  }
  let first = splitProblem(texts[0]);
  // Some lines have a mark in or behind the problem, before the first step; it marks no step.
  const early = first?.step === "" || (first?.by !== "number" && /\bstep 1:/i.test(texts[1] ?? ""));
  if (early && texts.length > 1) {
    texts = [`${texts[0].trimEnd()} ${texts[1].trimStart()}`, ...texts.slice(2)];
    labels = labels.slice(1);
    first = splitProblem(texts[0]);
  }
  if (first === null || first.step === "") {
    leftOut("no end of the problem");
    return null;
  }
  const completions = [first.step, ...texts.slice(1).map((text) => text.trim())];
  return { prompt: first.problem, completions, labels };
}

/**
 * Text before each mark, and what stands in the mark's place in the label. Both texts are walked at once, so that the
 * syllable inside a step, which the label has too, is told from the mark.
 */
function align(input: string, label: string, where: string): { texts: string[]; labels: number[] } {
  const texts: string[] = [];
  const labels: number[] = [];
  let from = 0;
  let at = 0;
  let inLabel = 0;
  for (;;) {
    const mark = input.indexOf(MARK, at);
    const text = input.slice(at, mark < 0 ? undefined : mark);
    if (!label.startsWith(text, inLabel)) throw different(input, label, where);
    inLabel += text.length;
    if (mark < 0) {
      if (inLabel !== label.length) throw different(input, label, where);
      return { texts, labels };
    }
    at = mark + MARK.length;
    if (label.startsWith(MARK, inLabel)) {
      inLabel += MARK.length;
      continue;
    }
    const sign = label[inLabel++];
    if (sign !== "+" && sign !== "-") throw different(input, label, where);
    texts.push(input.slice(from, mark));
    labels.push(Number(sign === "+"));
    from = at;
  }
}

function different(input: string, label: string, where: string): UserError {
  // At the end of a line or of the text, where all but malformed ones stand.
  const marks = input.match(/ки(?=\s*(\n|$))/g)?.length ?? 0;
  const signs = label.match(/[+-](?=\s*(\n|$))/g)?.length ?? 0;
  let same = 0;
  while (same < input.length && input[same] === label[same]) same++;
  return new UserError(
    `${where}: "label" should be the text of "input" with + or - in the place of each mark "${MARK}"; ` +
      `found ${marks} marks at the ends of steps and ${signs} signs (the texts first differ at character ${same + 1})`,
  );
}

/** A problem and its first step: parted before the last "Step 1:", or else behind the last question mark. */
function splitProblem(text: string): { problem: string; step: string; by: "number" | "question" } | null {
  const numbered = [...text.matchAll(/\bstep 1:/gi)].at(-1);
  const at = numbered?.index ?? text.lastIndexOf("?") + 1;
  if (at === 0) return null;
  const by = numbered ? "number" : "question";
  return { problem: text.slice(0, at).trim(), step: text.slice(at).trim(), by };
}

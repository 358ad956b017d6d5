// What the report of an evaluation shows of responses: the same problem as each run answers it. The texts are a model's
// and untrusted; all of them go through html`…`.
import type { Example, Examples } from "../eval/benchmark/examples.ts";
import type { VerdictRecord } from "../eval/benchmark/types.ts";
import { lineSample } from "./comparison-figures.ts";
import { count, percent } from "../text/format.ts";
import { type Content, html, type Markup } from "./markup.ts";
import { cap } from "../text/text.ts";

const LONGEST_PROMPT = 2000;
const LONGEST_RESPONSE = 4000;
const OPEN = 3;

/** The chosen problems; of several runs side by side. */
export function exampleSection({ sample, problems, candidates, examples }: Examples): Content {
  if (examples.length === 0) return null;
  const several = examples[0].responses.length > 1;
  const which = sample === "greedy" ? "greedy responses" : "the first sample of each problem";
  const share = `${percent(candidates / problems)} of ${count(problems, "problem")}`;
  const note = several
    ? `Of ${which}. The runs disagree on ${share} that all answered; these are a few of those, of every suite and both directions by turns, so they are not typical.`
    : `Of ${which}. ${share} are not answered rightly; these are a few, of every suite and kind of fault by turns.`;
  const rest = examples.slice(OPEN);
  return html`<h2>${several ? "The same problem, each run" : "What went wrong"}</h2><p class="note">${note}</p>
${examples.slice(0, OPEN).map(exampleBlock)}${
  rest.length > 0 &&
  html`<details class="more"><summary>${count(rest.length, "more problem")}</summary>${rest.map(exampleBlock)}</details>`
}`;
}

function exampleBlock({ problem, responses }: Example): Markup {
  const { suite, id, prompt, answer, levelName, subject } = problem;
  const place = [levelName, subject].filter((text) => text !== null).map((text) => `, ${cap(text, 60)}`);
  return html`<div class="problem"><p class="label">${cap(suite, 60)}, problem ${cap(id, 80)}${place}; reference answer ${cap(answer, 200)}</p>
<p class="prompt mono">${cap(prompt, LONGEST_PROMPT)}</p>
<div class="arms">${responses.map(({ run, verdict, text }, i) => {
    const name = responses.length > 1 ? html`<span>${lineSample(i)}${run}</span> ` : null;
    return html`<div class="side"><h3>${name}${verdictOf(verdict)}</h3><p class="response-text mono">${
      text === null ? "(not in responses.jsonl)" : cap(text, LONGEST_RESPONSE).trim() || "(empty)"
    }</p></div>`;
  })}</div></div>`;
}

function verdictOf({ correct, answer, reason, truncated, tokens, chainRight }: VerdictRecord): Markup {
  const said = answer === null ? "no answer" : `answered ${cap(answer, 80)}`;
  const [kind, mark] =
    correct === true
      ? ["right", "✓ right"]
      : correct === false
        ? ["wrong", "✗ wrong"]
        : ["wrong", "? undecided"];
  const more = [
    said,
    correct === null && cap(reason, 120),
    correct === true && chainRight === false && "a step is wrong",
    truncated && "cut at the limit",
    tokens !== null && count(tokens, "token"),
  ].filter((text) => text !== false);
  return html`<span class="verdict ${kind}">${mark}, ${more.join(", ")}</span>`;
}

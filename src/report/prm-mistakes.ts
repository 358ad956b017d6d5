// What the report of an evaluation shows of a process reward model's surest mistakes: the texts, with every step's score.
// They are a model's words and untrusted; all of them go through html`…`.
import type { Mistakes, ResponseMistake, StepMistake } from "../eval/prm-mistakes.ts";
import { count, decimal, signed } from "../text/format.ts";
import { type Content, html, type Markup } from "./markup.ts";
import { rewardKey, stepList } from "./sections.ts";
import { rewardClass } from "./strip.ts";
import { cap } from "../text/text.ts";

const LONGEST_PROMPT = 2000;
const LONGEST_STEP = 1500;
/** Steps shown on either side of the one that matters. */
const AROUND = 12;
const OPEN = 2;

/** All kinds of mistakes that there are. */
export function mistakeSections({ missed, accused, preferred }: Mistakes): Content {
  if (missed.length + accused.length + preferred.length === 0) return null;
  return html`<h2>The surest mistakes</h2><p class="note">Each step carries its process reward r = p(good) − p(bad). These are the worst there are, not typical ones.</p>${rewardKey()}
${kind("Wrong steps taken for good", missed, stepMistake)}
${kind("Good steps taken for wrong", accused, stepMistake)}
${kind("Wrong responses liked better than right ones, by their weakest step", preferred, responseMistake)}`;
}

function kind<T>(title: string, mistakes: readonly T[], show: (mistake: T) => Markup): Content {
  if (mistakes.length === 0) return null;
  const rest = mistakes.slice(OPEN);
  return html`<p class="row-title">${title}</p>${mistakes.slice(0, OPEN).map(show)}${
    rest.length > 0 &&
    html`<details class="more"><summary>${rest.length} more</summary>${rest.map(show)}</details>`
  }`;
}

function stepMistake({ name, subset, problem, steps, step, probability }: StepMistake): Markup {
  const from = Math.max(0, step - AROUND);
  const to = Math.min(steps.length, step + AROUND + 1);
  const items = steps.slice(from, to).map(({ text, reward, label }, i) => {
    const shown = from + i === step;
    const said = label === null ? "" : label >= 0.5 ? "good" : "wrong";
    const soft = label !== null && label > 0 && label < 1 ? ` (${decimal(label)})` : "";
    return html`<li class="${shown ? "shown " : ""}c${rewardClass(reward)}"><span class="reward">${signed(reward)}</span><span class="text"><span class="mono">${cap(text, LONGEST_STEP).trim() || "(blank)"}</span>${
      shown && html`<span class="pill">labelled ${said}${soft}</span>`
    }</span></li>`;
  });
  return html`<div class="problem"><p class="label">${cap(name, 80)}${!name.startsWith(subset) && `, ${subset}`}: step ${step + 1} of ${steps.length}, p(good) = ${decimal(probability, 3)}</p>
<p class="prompt mono">${cap(problem, LONGEST_PROMPT)}</p>
${from > 0 && html`<p class="note">${count(from, "step")} before …</p>`}<ol class="steps">${items}</ol>${
    to < steps.length && html`<p class="note">… ${count(steps.length - to, "more step")}</p>`
  }</div>`;
}

function responseMistake({ problem, answer, wrong, right }: ResponseMistake): Markup {
  const side = (verdict: "right" | "wrong", { steps, score }: ResponseMistake["wrong"]) =>
    html`<div class="side"><h3><span class="verdict ${verdict}">${verdict === "right" ? "✓ right" : "✗ wrong"}</span> <span class="verdict">least p(good) ${decimal(score, 3)}</span></h3>${stepList(steps)}</div>`;
  return html`<div class="problem"><p class="label">Reference answer ${cap(answer, 120)}</p>
<p class="prompt mono">${cap(problem, LONGEST_PROMPT)}</p>
<div class="sides">${side("wrong", wrong)}${side("right", right)}</div></div>`;
}

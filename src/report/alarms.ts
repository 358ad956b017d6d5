// The report's alarms: what set in, when, and two responses that show it.
import type { AlarmRecord, AlarmSample } from "../train/records.ts";
import { count, percent, short } from "../text/format.ts";
import { type Content, html, type Markup } from "./markup.ts";
import { stepList } from "./sections.ts";
import { cap } from "../text/text.ts";

const MOST_ALARMS = 40;
const LONGEST_PROMPT = 2000;

/** All alarms of a run, in the order they were told; nothing where there was none. */
export function alarms(records: readonly AlarmRecord[]): Content {
  if (records.length === 0) return null;
  const left = records.length - MOST_ALARMS;
  return html`<h2>Alarms</h2><p class="note">Signs of reward hacking or collapse, each told once when it sets in. The figures below have a dotted line at those steps.</p>
${records.slice(0, MOST_ALARMS).map(alarm)}
${left > 0 && html`<p class="note">… ${count(left, "more alarm")}</p>`}`;
}

function alarm({ step, title, figure, unit, value, start, threshold, help, samples, ...rest }: AlarmRecord) {
  const written = (number: number) => (unit === "share" ? percent(number) : short(number));
  const before = start === null ? "" : ` (was ${written(start)})`;
  return html`<div class="alarm"><h3>Step ${step}: ${title}</h3>
<p>${figure}: <b>${written(value)}</b>${before}, threshold ${written(threshold)}.${
    rest.rolledBackTo !== null && ` The run went back to step ${rest.rolledBackTo} at half the learning rate.`
  }</p>
<p class="note">${help}</p>
${
  samples.length > 0 &&
  html`<details><summary>${count(samples.length, "response")} that ${samples.length === 1 ? "shows" : "show"} it</summary><div class="sides">${samples.map(sample)}</div></details>`
}</div>`;
}

function sample({ problem, prompt, finish, answer, correct, steps }: AlarmSample): Markup {
  const answered = answer === null ? "no answer" : `answered ${cap(answer, 80)}`;
  const verdict = correct === null ? "" : correct ? "✓ right, " : "✗ wrong, ";
  return html`<div class="side"><p class="label">Problem ${cap(problem, 80)}</p>
<p class="prompt mono">${cap(prompt, LONGEST_PROMPT)}</p>
<h3><span class="verdict ${correct ? "right" : "wrong"}">${verdict}${answered}${finish === "length" && ", cut"}</span></h3>${stepList(steps)}</div>`;
}

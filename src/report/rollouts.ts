// The report's rollout browser: groups of responses with step rewards, r* and the advantage of every token.
import { count, decimal, signed } from "../text/format.ts";
import { type Content, html, type Markup } from "./markup.ts";
import { mean, type Rollout, type RolloutGroup } from "../eval/run-files.ts";
import { rewardKey, stepList } from "./sections.ts";
import { heatStrip, weakestStep } from "./strip.ts";
import { cap } from "../text/text.ts";

const MOST_RESPONSES = 8;
const LONGEST_PROMPT = 2000;

/** All groups, by step; the last step's are open. */
export function rolloutBrowser(groups: readonly RolloutGroup[]): Content {
  if (groups.length === 0) return null;
  const steps = [...new Set(groups.map((group) => group.step))];
  return html`<h2>Rollouts</h2><p class="note">From a few training steps, the groups whose responses differ most. Strip: the advantage of each token, <span style="color:var(--orange)">orange below zero</span>, <span style="color:var(--blue)">blue above</span>, full colour at the group's largest; gaps part the steps. Open a response for its steps: process reward, r* (credit) and mean advantage.</p>${rewardKey()}
${steps.map(
  (step, i) =>
    html`<details class="step"${i === steps.length - 1 && html` open`}><summary>Training step ${step}</summary>${groups
      .filter((group) => group.step === step)
      .map(groupBlock)}</details>`,
)}`;
}

function groupBlock(group: RolloutGroup): Markup {
  const [first] = group.responses;
  let limit = 0;
  for (const { advantages } of group.responses) {
    for (const advantage of advantages) limit = Math.max(limit, Math.abs(advantage) || 0);
  }
  const means = group.responses.map((r) => mean(r.advantages));
  const open = new Set([means.indexOf(Math.max(...means)), means.indexOf(Math.min(...means))]);
  const left = group.responses.length - MOST_RESPONSES;
  return html`<div class="group"><p class="label">Problem ${cap(first.problem, 80)}${
    first.reference !== null && `, reference answer ${cap(first.reference, 120)}`
  }. Largest advantage ${decimal(limit, 3)}.</p>
<p class="prompt mono">${cap(first.prompt, LONGEST_PROMPT)}</p>
${group.responses.slice(0, MOST_RESPONSES).map((r, i) => responseBlock(r, limit, open.has(i)))}
${left > 0 && html`<p class="note">… ${count(left, "more response")}</p>`}</div>`;
}

function responseBlock(rollout: Rollout, limit: number, open: boolean): Markup {
  const { steps, advantages, verifiable, undecided } = rollout;
  const weakest = weakestStep(steps);
  const verdict =
    verifiable === null
      ? html`<span class="label">${undecided === undefined ? "unverified" : `undecided: ${cap(undecided, 120)}`}</span>`
      : verifiable > 0
        ? html`<span class="right">✓ right</span>`
        : html`<span class="wrong">✗ wrong</span>`;
  const least = weakest >= 0 ? `min ${signed(steps[weakest].reward)}, ` : "";
  return html`<details class="response"${open && html` open`}><summary>${verdict}<span class="figures-of">${least}${count(
    advantages.length,
    "token",
  )}${rollout.finish === "length" && ", cut"}</span>${heatStrip(
    advantages,
    steps.map((step) => step.end),
    limit,
  )}</summary><div class="inside">${stepList(steps, (i) => {
    const start = i === 0 ? 0 : steps[i - 1].end + 1;
    const advantage = mean(advantages.slice(start, steps[i].end + 1));
    return html`${steps[i].credit !== null && `r* ${signed(steps[i].credit, 3)}, `}advantage ${signed(advantage, 3)}`;
  })}</div></details>`;
}

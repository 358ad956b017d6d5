// What a comparison shows of responses: the same held-out problem as each variant answers it, and the same rollouts
// under each form of credit.
import { minForm, minFormStrict, sumForm, survivalForm } from "../credit/forms.ts";
import type { Comparison, ComparisonRun } from "../eval/comparison.ts";
import type { Rollout } from "../eval/run-files.ts";
import { smallest } from "../statistics.ts";
import { count, percent, signed } from "../text/format.ts";
import { cap } from "../text/text.ts";
import type { HeldOutRecord } from "../train/records.ts";
import {
  type Block,
  type Cell,
  folded,
  type Problem,
  problemLabel,
  say,
  section,
  table,
  weakestStep,
} from "./document.ts";
import { lineOf } from "./figures.ts";
import { rewardKey } from "./page.ts";
import { answerOf } from "./run.ts";

const LONGEST_STEP = 600;
const PROBLEMS_OPEN = 3;
const MOST_PROBLEMS = 15;
const MOST_STEPS = 24;

/** The final runs of one seed, one a variant, on the same problems; the first seed that most variants have. */
function runsOfOneSeed({ runs, record, variants }: Comparison): ComparisonRun[] {
  const key = ({ solutions }: ComparisonRun) => solutions.map(({ problem }) => problem).join("\n");
  let most: ComparisonRun[] = [];
  for (const seed of record.seeds) {
    const own = variants.flatMap(
      ({ name }) => runs.find((run) => run.variant === name && run.seed === seed) ?? [],
    );
    const same = own.filter((run) => key(run) === key(own[0]));
    if (same.length > most.length) most = same;
  }
  return most;
}

/** Held-out problems answered by each variant: those they disagree on first, with the most steps. */
export function sameProblem(comparison: Comparison): Block {
  const runs = runsOfOneSeed(comparison);
  if (runs.length < 2) return null;
  const problems = runs[0].solutions.map((_, i) => runs.map(({ solutions }) => solutions[i]));
  const disagreed = (answers: readonly HeldOutRecord[]) =>
    new Set(answers.map(({ correct }) => correct)).size > 1;
  const steps = (answers: readonly HeldOutRecord[]) =>
    Math.max(...answers.map((answer) => answer.steps.length));
  const rank = (answers: readonly HeldOutRecord[]) =>
    (disagreed(answers) ? 1000 : 0) + Math.min(steps(answers), 999);
  const shown = problems.toSorted((a, b) => rank(b) - rank(a)).slice(0, MOST_PROBLEMS);
  return section(
    "The same problem, each variant",
    `Final greedy responses of seed ${runs[0].seed}. The variants disagree on ${percent(problems.filter(disagreed).length / problems.length)} of the held-out problems; those come first, so these are not typical ones. The weakest step is the one that min-form credit goes by.`,
    rewardKey(),
    folded(
      shown.map((answers) => problemBlock(comparison, runs, answers)),
      PROBLEMS_OPEN,
      (more) => count(more, "more problem"),
    ),
  );
}

function problemBlock(
  { variants }: Comparison,
  runs: readonly ComparisonRun[],
  answers: readonly HeldOutRecord[],
): Problem {
  const [{ problem, prompt, reference }] = answers;
  const index = (name: string) => variants.findIndex((variant) => variant.name === name);
  return {
    ...{ kind: "problem", label: problemLabel(problem, reference), prompt },
    responses: answers.map((answer, i) => ({
      ...answerOf(runs[i].variant, answer),
      line: lineOf(index(runs[i].variant)),
    })),
  };
}

/** A few saved rollouts, with the return that each form of credit gives every step. */
export function creditOfRollouts({ runs }: Comparison): Block {
  const found = runs
    .map((run) => ({ run, rollouts: candidates(run) }))
    .find(({ rollouts }) => rollouts.length > 0);
  if (!found) return null;
  const { run, rollouts } = found;
  const { temperature = 0.1 } = (run.config as { credit?: { temperature?: number } }).credit ?? {};
  return section(
    "The same rollouts under each form",
    `Sampled by ${run.variant}, seed ${run.seed}, in training. Process reward of each step, and the return G of its tokens (before any baseline): sum-form adds what follows, γ = 1; min-form as trained, T = ${temperature}, and strict go by the weakest step; survival adds log p(good). The largest sum for so weak a step comes first.`,
    rewardKey(),
    ...rollouts.map((rollout) => creditOf(rollout, temperature)),
  );
}

/** Up to three rollouts with process rewards: most sum beside a weak step, the best weakest step, the most steps. */
function candidates({ rollouts }: ComparisonRun): Rollout[] {
  const scored = rollouts
    .flatMap((group) => group.responses)
    .filter(({ steps }) => steps.length > 1 && steps.every(({ reward }) => reward !== null));
  const by = (value: (rewards: number[]) => number) =>
    scored.toSorted((a, b) => value(rewardsOf(b)) - value(rewardsOf(a)))[0];
  const sum = (rewards: number[]) => rewards.reduce((a, b) => a + b, 0);
  const chosen = [
    by((rewards) => sum(rewards) - rewards.length * smallest(rewards)),
    by(smallest),
    by((rewards) => rewards.length),
  ];
  return [...new Set(chosen)].filter((rollout) => rollout !== undefined);
}

function rewardsOf({ steps }: Rollout): number[] {
  return steps.map(({ reward }) => reward ?? 0);
}

function creditOf(rollout: Rollout, temperature: number): Problem {
  const rewards = rewardsOf(rollout);
  const forms = {
    "G, sum": sumForm(rewards),
    [`G, min (T = ${temperature})`]: minForm(rewards, temperature),
    "G, strict": minFormStrict(rewards),
    "G, survival": survivalForm(rewards),
  };
  const weakest = weakestStep(rollout.steps);
  const tinted = (reward: number): Cell => ({ value: signed(reward), reward });
  const verdict = rollout.verifiable === null ? "" : rollout.verifiable > 0 ? ", right" : ", wrong";
  const left = rollout.steps.length - MOST_STEPS;
  return {
    ...{ kind: "problem", prompt: rollout.prompt, responses: [] },
    label: `Step ${rollout.step}, problem ${cap(rollout.problem, 80)}${verdict}`,
    blocks: [
      table(
        [
          { title: "step", cell: (_, i) => i + 1 },
          { title: "", cell: ({ text }) => cap(text, LONGEST_STEP).trim() || "(blank)", words: true },
          { title: "process reward", cell: (_, i) => tinted(rewards[i]) },
          ...Object.entries(forms).map(([title, { returns }]) => ({
            ...{ title, cell: (_: unknown, i: number) => tinted(returns[i]) },
          })),
        ],
        rollout.steps.slice(0, MOST_STEPS),
        { look: "tinted", strong: (_, i) => i === weakest },
      ),
      left > 0 && say("note", `… ${count(left, "more step")}`),
    ],
  };
}

// The report of a comparison: tables, curves, the same problem as each variant answers it, and the same rollouts under each
// form of credit on a page; the tables on the terminal.
import { basename, resolve } from "node:path";
import { smallest } from "../common/statistics.ts";
import { minForm, minFormStrict, sumForm, survivalForm } from "../credit/forms.ts";
import {
  type Comparison,
  type ComparisonRun,
  type PairResult,
  readComparison,
  type VariantResult,
} from "../eval/comparison.ts";
import type { Rollout } from "../eval/run-files.ts";
import {
  count,
  decimal,
  duration,
  percent,
  percentRange,
  points,
  pointsRange,
  pValue,
  signed,
} from "../text/format.ts";
import { cap } from "../text/text.ts";
import type { HeldOutRecord } from "../train/runs/records.ts";
import { accuracyBands, bandNote, trainingBands } from "./comparison-figures.ts";
import {
  type Block,
  type Cell,
  configuration,
  folded,
  marked,
  type Page,
  type ProblemBlock,
  problemLabel,
  rewardKey,
  say,
  section,
  strong,
  table,
  weakestStep,
} from "./document.ts";
import { lineOf } from "./figures.ts";
import { legend, writePage } from "./page.ts";
import { answerOf } from "./run.ts";
import { type TerminalOptions, terminalText } from "./terminal.ts";

const LONGEST_STEP = 600;
const PROBLEMS_OPEN = 3;
const MOST_PROBLEMS = 15;
const MOST_STEPS = 24;

/**
 * Writes the report of the comparison in `directory`, finished or not: report.html, and each figure as figures/NAME.svg;
 * returns its path and what it tells. Throws a UserError where the directory holds no comparison, or a file of a run is
 * malformed.
 */
export async function writeComparisonReport(
  directory: string,
): Promise<{ report: string; comparison: Comparison }> {
  const comparison = await readComparison(directory);
  return { report: await writePage(directory, comparisonPage(comparison)), comparison };
}

function comparisonPage(comparison: Comparison): Page {
  const { directory, record, runs, variants, pairs } = comparison;
  const name = basename(resolve(directory));
  const wanted = record.variants.length * record.seeds.length;
  const done =
    runs.length === wanted ? count(wanted, "run") : `unfinished: ${runs.length} of ${count(wanted, "run")}`;
  const names = record.variants.map((variant) => variant.name);
  return {
    title: `${name}: PURE comparison`,
    kicker: `Comparison ${name}, ${count(record.seeds.length, "seed")} (${record.seeds.join(", ")}), ${done}`,
    heading: names.length === 2 ? names.join(" and ") : `${names.length} variants`,
    blocks:
      runs.length === 0
        ? [say("note", "No run is finished yet.")]
        : [
            budget(comparison),
            section("Held-out accuracy", accuracyNote(comparison), variantTable(comparison)),
            pairs.length > 0 &&
              section("Differences on the same problems", pairNote(pairs), pairTable(pairs)),
            section(
              "Curves",
              bandNote(comparison),
              legend(variants.map(({ name }, i) => ({ name, line: lineOf(i) }))),
              {
                ...{ kind: "figures", columns: 2 },
                figures: [accuracyBands(comparison) ?? [], trainingBands(comparison)].flat(),
              },
            ),
            sameProblem(comparison),
            creditOfRollouts(comparison),
            section(
              "The configuration under the variants",
              `That of ${runs[0].variant}, seed ${runs[0].seed}; what differs: ${differing(comparison)}.`,
            ),
            configuration(runs[0].config),
          ],
    footer: [
      "Made by pure from comparison.json and the files of the runs; ",
      marked("mono", `pure report ${directory}`),
      " makes it again. Each run has a report of its own: ",
      marked("mono", `pure report ${directory}/VARIANT/seed-N`),
      ".",
    ],
  };
}

/** The end of a comparison on the terminal; `report` is shown as it is. Ends with a newline. */
export function comparisonEnd(comparison: Comparison, report: string, options: TerminalOptions): string {
  const { pairs, runs, record } = comparison;
  const wanted = record.variants.length * record.seeds.length;
  const differences = pairs.map(({ a, b, difference, interval, seeds }) => {
    const test = seeds.length === 1 ? `, sign test ${pValue(seeds[0].p)}` : "";
    const between = `95% interval ${pointsRange(interval)}${test}`;
    return say("finding", `${b} less ${a}: ${points(0, difference)} (${between})`);
  });
  const done = `${runs.length} of ${count(wanted, "run")}, ${record.seeds.length === 1 ? "seed" : "seeds"} ${record.seeds.join(", ")}; intervals: bootstrap over seeds, then problems`;
  return terminalText(
    [variantTable(comparison), differences, say("note", done)],
    { Report: report },
    options,
  );
}

/** The keys that variants set, and the seed. */
function differing({ record }: Comparison): string {
  return [...new Set(record.variants.flatMap(({ set }) => Object.keys(set))), "train.seed", "run"].join(", ");
}

function setting(config: unknown, key: string): unknown {
  const step = (value: unknown, part: string) => (value as Record<string, unknown> | undefined)?.[part];
  return key.split(".").reduce<unknown>(step, config);
}

/** What is equal for all, and what is not because a variant sets it. */
function budget({ runs, record }: Comparison): Block {
  const of = (key: string) => {
    if (record.unequal.some((entry) => entry.key === key)) return "(varied)";
    const values = new Set(runs.map(({ config }) => String(setting(config, key))));
    return values.size === 1 ? [...values][0] : "(each seed its own)";
  };
  const path = (what: string, key: string) => of(key) !== "null" && [`; ${what} `, marked("mono", of(key))];
  return [
    say(
      "lead",
      `Equal for all: ${of("train.steps")} steps of ${of("sampling.promptsPerStep")} prompts × ${of("sampling.samplesPerPrompt")} responses of up to ${of("sampling.maxTokens")} tokens`,
      path("warm start", "model.source"),
      path("process reward model", "reward.prm"),
      path("problems", "data.source"),
      ".",
    ),
    record.unequal.map(({ key, values }) => {
      const each = values.map((value, v) => `${JSON.stringify(value)} for ${record.variants[v]?.name}`);
      return say(
        "warning",
        strong("Not equal, because it was varied:"),
        [" ", marked("mono", key)],
        ` is ${each.join(", ")}.`,
      );
    }),
  ];
}

function accuracyNote({ runs }: Comparison): string {
  const problems = [...new Set(runs.map(({ summary }) => summary.after.problems))].join(" or ");
  return `One greedy response to each of ${problems} held-out problems, means over seeds (small: each seed). 95% interval of the final accuracy: bootstrap over seeds, then problems. Best: over the evaluated steps, so picked on the problems that measure it. Length (tokens), steps and share without an answer are of the final evaluation, KL (nats a token) of the last training step.`;
}

function variantTable({ variants, level }: Comparison): Block {
  const each = (v: VariantResult) =>
    v.seeds.length > 1 && v.seeds.map(({ final }) => decimal(final * 100, 1)).join(", ");
  return table<VariantResult>(
    [
      {
        ...{ title: "variant", terminal: "Held-out accuracy" },
        cell: ({ name }, i) => ({ value: name, line: lineOf(i) }),
      },
      { title: "before", cell: (v) => percent(v.before), keep: true },
      { title: "final", cell: (v) => ({ value: strong(percent(v.final)), note: each(v) }), keep: true },
      { title: "95% interval", cell: (v) => percentRange(v.interval) },
      {
        title: "best",
        cell: (v) => ({ value: percent(v.best.accuracy), note: `step ${v.best.step}` }),
        notes: true,
      },
      {
        ...{ title: `reaches ${percent(level)}`, terminal: null },
        cell: (v) => (v.reached === null ? "–" : `step ${v.reached}`),
      },
      { title: "length", cell: (v) => decimal(v.meanLength, 1) },
      { title: "steps", cell: (v) => decimal(v.meanSteps, 1) },
      { title: "no answer", cell: (v) => percent(v.noAnswerShare) },
      { title: "KL", cell: (v) => decimal(v.kl, 4) },
      { title: "time a seed", terminal: "time", cell: (v) => duration(v.seconds) },
    ],
    variants,
  );
}

function pairNote({ length }: readonly PairResult[]): string {
  const many =
    length > 1 ? ` Of ${length} such intervals about one in twenty misses the truth by chance alone.` : "";
  return `Final accuracy of one variant less the other's, points, paired by seed and problem; 95% interval: bootstrap over seeds, then problems; with few seeds it is too narrow. By seed: problems won and lost, and the exact two-sided sign test.${many}`;
}

const bySeed = ({ seed, difference, gained, lost, p }: PairResult["seeds"][number]) =>
  `seed ${seed}: ${signed(difference * 100, 1)} (${gained} won, ${lost} lost, ${pValue(p)})`;

function pairTable(pairs: readonly PairResult[]): Block {
  return table<PairResult>(
    [
      { title: "variants", cell: ({ a, b }) => `${b} less ${a}` },
      { title: "difference", cell: ({ difference }) => strong(points(0, difference)) },
      { title: "95% interval", cell: ({ interval }) => pointsRange(interval) },
      {
        ...{ title: "by seed", words: true },
        cell: ({ seeds }) => seeds.map(bySeed).join("\n"),
      },
    ],
    pairs,
  );
}

/** The final runs of one seed, one a variant, on the same problems; the first seed that most variants have. */
function runsOfOneSeed({ runs, record, variants }: Comparison): ComparisonRun[] {
  const key = ({ solutions }: ComparisonRun) => solutions.map(({ problem }) => problem).join("\n");
  const bySeed = record.seeds.map((seed) => {
    const own = variants.flatMap(
      ({ name }) => runs.find((run) => run.variant === name && run.seed === seed) ?? [],
    );
    return own.filter((run) => key(run) === key(own[0]));
  });
  return bySeed.reduce((most, own) => (own.length > most.length ? own : most), []);
}

/** Held-out problems answered by each variant: those they disagree on first, with the most steps. */
function sameProblem(comparison: Comparison): Block {
  const runs = runsOfOneSeed(comparison);
  if (runs.length < 2) return null;
  const problems = runs[0].solutions.map((_, i) => runs.map(({ solutions }) => solutions[i]));
  type Answers = readonly HeldOutRecord[];
  const disagreed = (answers: Answers) => new Set(answers.map(({ correct }) => correct)).size > 1;
  const steps = (answers: Answers) => Math.max(...answers.map((answer) => answer.steps.length));
  const rank = (answers: Answers) => (disagreed(answers) ? 1000 : 0) + Math.min(steps(answers), 999);
  const shown = problems.toSorted((a, b) => rank(b) - rank(a)).slice(0, MOST_PROBLEMS);
  return section(
    "The same problem, each variant",
    `Final greedy responses of seed ${runs[0].seed}. The variants disagree on ${percent(problems.filter(disagreed).length / problems.length)} of the held-out problems; those come first, so these are not typical ones. The weakest step is the one that min-form credit goes by.`,
    rewardKey,
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
): ProblemBlock {
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
function creditOfRollouts({ runs }: Comparison): Block {
  const found = runs
    .map((run) => ({ run, rollouts: candidates(run) }))
    .find(({ rollouts }) => rollouts.length > 0);
  if (!found) return null;
  const { run, rollouts } = found;
  const { temperature = 0.1 } = (run.config as { credit?: { temperature?: number } }).credit ?? {};
  return section(
    "The same rollouts under each form",
    `Sampled by ${run.variant}, seed ${run.seed}, in training. Process reward of each step, and the return G of its tokens (before any baseline): sum-form adds what follows, γ = 1; min-form as trained, T = ${temperature}, and strict go by the weakest step; survival adds log p(good). The largest sum for so weak a step comes first.`,
    rewardKey,
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

function creditOf(rollout: Rollout, temperature: number): ProblemBlock {
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

// What is said of a run, as data: on its page, in the summary that stands there for readers without scripts, and on the
// terminal. It loads nothing of Node: pages make it as a run grows.
import { evaluations } from "../eval/evaluations.ts";
import type { RunFiles } from "../eval/run-files.ts";
import {
  count,
  decimal,
  duration,
  percent,
  percentRange,
  points,
  pValue,
  short,
  signed,
} from "../text/format.ts";
import type {
  AlarmRecord,
  EvaluationResult,
  HeldOutQuality,
  RunSummary,
  SolutionRecord,
  SolutionSide,
  StepMetrics,
} from "../train/runs/records.ts";
import {
  answered,
  type Block,
  type Cell,
  configuration,
  factTable,
  folded,
  marked,
  type Page,
  type ProblemBlock,
  problemLabel,
  type Response,
  rewardKey,
  say,
  section,
  strong,
  type Text,
  table,
} from "./document.ts";

const SOLUTIONS_SHOWN = 2;
/** Held-out problems that are shown. */
export const MOST_SOLUTIONS = 30;
const MOST_ALARMS = 40;

/** The records of a run, finished or not. */
export type RunRead = Pick<RunFiles, "metrics" | "supervised" | "alarms" | "summary" | "before" | "config">;

/** The whole run in words and tables; `status` is "unfinished", say, and `notes` is what else is to be known of it. */
export function runPage(
  run: RunRead,
  { name, title, status, notes }: { name: string; title: string; status: string; notes: readonly string[] },
): Page {
  const { summary, supervised, metrics } = run;
  const step = count((metrics.at(-1) ?? supervised.at(-1))?.step ?? 0, "step");
  const kind = supervised.length > 0 ? "supervised training" : status;
  return {
    title: `${title}: PURE run report`,
    kicker: `Run ${name}, ${summary ? `seed ${summary.seed}, ${step}` : `${kind}: ${step} so far`}`,
    heading: title,
    blocks: [
      notes.map((note) => say("warning", note)),
      finalFigures(run),
      alarmSection(run.alarms),
      solutionSection(summary),
      configuration(run.config),
    ],
    footer: [
      "Made by pure from metrics.jsonl, alarms.jsonl, summary.json and config.json of this run; ",
      marked("mono", "pure report"),
      " makes it again.",
    ],
  };
}

/** Both ends of a finished run and what else is known of it, without a title; `metrics` may be left out. */
export function runFigures(summary: RunSummary, metrics: readonly StepMetrics[] = []): Block[] {
  return [resultTable(summary, true), runFacts(summary, metrics)];
}

type Ends = Pick<RunSummary, "before" | "after">;

/** The first and the last held-out evaluation of a run, finished or not. */
function ends(run: RunRead): Ends | null {
  const { summary } = run;
  if (summary?.before && summary.after) return summary;
  const held = evaluations(run);
  return held.length ? { before: held[0].result, after: held[held.length - 1].result } : null;
}

/** What set in, when, and two responses that show it, in the order they were told. */
export function alarmSection(records: readonly AlarmRecord[]): Block {
  const left = records.length - MOST_ALARMS;
  return (
    records.length > 0 &&
    section(
      "Alarms",
      "Signs of reward hacking or collapse, each told once when it sets in, and what was done.",
      records.slice(0, MOST_ALARMS).map(alarm),
      left > 0 && say("note", `… ${count(left, "more alarm")}`),
    )
  );
}

function alarm(record: AlarmRecord): Block {
  const { step, title, figure, unit, value, start, threshold, help, samples = [] } = record;
  const { rolledBackTo, distrust } = record;
  const written = (number: number) => (unit === "share" ? percent(number) : short(number));
  const before = start === null ? "" : ` (was ${written(start)})`;
  const done =
    typeof rolledBackTo === "number"
      ? ` The run went back to step ${rolledBackTo}, ${distrust ? "without process rewards from there on" : "at half the learning rate"}.`
      : "";
  const shown = samples.map(({ problem, prompt, finish, answer, correct, steps }): ProblemBlock => {
    const said = [answered(answer), finish === "length" && "cut"];
    const response = { steps, said, correct: correct ?? undefined };
    return { kind: "problem", label: problemLabel(problem, null), prompt, responses: [response] };
  });
  const show = samples.length === 1 ? "shows" : "show";
  return {
    ...{ kind: "incident", title: `Step ${step}: ${title}` },
    blocks: [
      say(
        "plain",
        `${figure}: `,
        strong(written(value)),
        `${before}, threshold ${written(threshold)}.`,
        done,
      ),
      say("note", help),
      folded(shown, 0, (more) => `${count(more, "response")} that ${show} it`),
    ],
  };
}

/** A held-out problem, and how it was answered before and after training. */
export function solutionBlock({ problem, prompt, reference, before, after }: SolutionRecord): ProblemBlock {
  return {
    ...{ kind: "problem", prompt, reference, label: problemLabel(problem, reference) },
    responses: [answerOf("Before", before), answerOf("After", after)],
  };
}

/** One response to a held-out problem. */
export function answerOf(name: string, { answer, correct, steps }: SolutionSide): Response {
  return { name, correct, steps, said: [answered(answer)] };
}

/** Held-out problems before and after. */
export function solutionSection(summary: RunSummary | null): Block {
  const records = (summary?.solutions ?? []).slice(0, MOST_SOLUTIONS);
  return (
    records.length > 0 &&
    section(
      "Solutions before and after",
      "Held-out problems. Each step carries its process reward; the weakest step is the one that min-form credit goes by.",
      rewardKey,
      folded(records.map(solutionBlock), SOLUTIONS_SHOWN, (more) => count(more, "more problem")),
    )
  );
}

/** How the run ended, or stands; of a supervised run its last held-out figures. */
export function finalFigures(run: RunRead): Block {
  const { summary, metrics, supervised } = run;
  const result = ends(run);
  const held = supervised.findLast(({ heldOut }) => heldOut);
  if (held?.heldOut)
    return [
      say("title", "Final figures"),
      factTable([[`Held out, step ${held.step}`, qualityOf(held.heldOut)]]),
    ];
  return (
    result && [
      say("title", "Final figures"),
      resultTable(result, summary !== null),
      summary?.signTest && summary.seconds && runFacts(summary, metrics),
    ]
  );
}

/** "loss 0.4012, AUC 0.931, …": held-out figures of a supervised run, as far as it has them. */
export function qualityOf({ loss, auc, accuracy, goodShare, ece, steps }: HeldOutQuality) {
  return [
    `loss ${decimal(loss, 4)}`,
    auc !== undefined && `AUC ${decimal(auc, 3)}`,
    accuracy !== undefined && `accuracy ${percent(accuracy)}`,
    goodShare !== undefined && `${percent(goodShare)} of ${steps?.toLocaleString("en") ?? "the"} steps good`,
    ece !== undefined && `calibration error ${decimal(ece, 3)}`,
  ]
    .filter((said) => said !== false)
    .join(", ");
}

/** Both ends of a run, a row a measurement. */
function resultTable({ before, after }: Ends, finished: boolean): Block {
  type Read = (e: EvaluationResult) => Cell | Text;
  const change = (read: (e: EvaluationResult) => number) => signed(read(after) - read(before), 1);
  const gain = points(before.accuracy, after.accuracy);
  const kind = after.accuracy > before.accuracy ? "right" : "wrong";
  const rows: (readonly [name: string, read: Read, change: Text])[] = [
    [
      "Accuracy (95% interval)",
      (e) => ({ value: strong(percent(e.accuracy)), note: percentRange(e.interval) }),
      after.accuracy === before.accuracy ? gain : marked(kind, gain),
    ],
    ["Response length, tokens", (e) => decimal(e.meanLength, 1), change((e) => e.meanLength)],
    ["Steps a response", (e) => decimal(e.meanSteps, 1), change((e) => e.meanSteps)],
    ["Without an answer", (e) => percent(e.noAnswerShare), points(before.noAnswerShare, after.noAnswerShare)],
    ["Undecided, counted as wrong", (e) => e.undecided ?? 0, null],
  ];
  const [first, last] = finished ? ["before", "after"] : ["first", "latest"];
  return table(
    [
      { title: count(after.problems, "held-out problem"), cell: ([name]) => name },
      { title: first, cell: ([, read]) => read(before), keep: true, notes: true },
      { title: last, cell: ([, read]) => read(after), keep: true, notes: true },
      { title: "change", cell: ([, , own]) => own },
    ],
    before.undecided || after.undecided ? rows : rows.slice(0, -1),
  );
}

/** `metrics` may be left out. */
function runFacts(
  { signTest, best, seconds, prm, steps }: RunSummary,
  metrics: readonly StepMetrics[],
): Block {
  const { gained, lost, p } = signTest;
  const [total, ...parts] = [seconds.total, seconds.sampling, seconds.scoring, seconds.updating].map(
    duration,
  );
  const tokens = metrics.reduce((sum, m) => sum + m.responseTokens, 0);
  const skipped = [
    { of: metrics.filter((m) => m.update === "ratio").length, why: "mean probability ratio above the limit" },
    { of: metrics.filter((m) => m.update === "nonfinite").length, why: "loss or gradient not finite" },
  ].filter(({ of }) => of > 0);
  const alone = metrics.find(({ trust }) => trust?.distrusted);
  return factTable([
    ["Sign test", `${gained} newly right, ${lost} newly wrong, ${pValue(p)} (two-sided)`],
    [
      "Better before",
      best && [
        `${percent(best.accuracy)} in the evaluations up to step ${best.step}`,
        best.checkpoint && `: ${best.checkpoint}`,
      ],
    ],
    ["Time of the steps", `${total}: sampling ${parts[0]}, scoring ${parts[1]}, updating ${parts[2]}`],
    ["Trained on", metrics.length > 0 && [count(steps, "step"), ", ", count(tokens, "response token")]],
    ["Without process rewards", alone && `from step ${alone.step} on, since an alarm spoke against them`],
    [
      "Updates skipped",
      skipped.length > 0 &&
        `${skipped.map(({ of, why }) => `${of} (${why})`).join(", ")} of ${metrics.length}`,
    ],
    ["Process reward model, held out", prm && qualityOf(prm)],
  ]);
}

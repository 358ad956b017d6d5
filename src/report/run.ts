// A run's report: what its directory holds on a page, and how it ended on the terminal.
import { basename, resolve } from "node:path";
import { evaluations, type RunFiles, readRun } from "../eval/run-files.ts";
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
import { oneLine } from "../text/text.ts";
import type {
  AlarmRecord,
  EvaluationResult,
  RunSummary,
  SolutionRecord,
  SolutionSide,
  StepMetrics,
} from "../train/records.ts";
import {
  answered,
  type Block,
  type Cell,
  factTable,
  folded,
  marked,
  type Page,
  type ProblemBlock,
  problemLabel,
  type Response,
  say,
  section,
  strong,
  type Text,
  table,
} from "./document.ts";
import { html, type Markup } from "./markup.ts";
import { configuration, rewardKey, writePage } from "./page.ts";
import { rolloutBrowser } from "./rollouts.ts";
import { accuracyFigure, lineNote, runFigures, supervisedFigures } from "./run-figures.ts";
import { type TerminalOptions, terminalText } from "./terminal.ts";

const SOLUTIONS_SHOWN = 2;
const MOST_SOLUTIONS = 30;
const MOST_ALARMS = 40;

/**
 * Writes `report.html` into `runDirectory` and returns its path. Unfinished runs have a report too.
 * @throws UserError where the directory holds no run or a file of it is malformed.
 */
export async function writeReport(runDirectory: string): Promise<string> {
  return writePage(runDirectory, runPage(await readRun(runDirectory)));
}

function runPage(run: RunFiles): Page {
  const { directory, summary, supervised, metrics } = run;
  const name = summary?.name ?? basename(resolve(directory));
  const steps = count((metrics.at(-1) ?? supervised.at(-1))?.step ?? 0, "step");
  const status = summary
    ? `Run ${name}, seed ${summary.seed}, ${count(summary.steps, "step")}`
    : supervised.length > 0
      ? `Run ${name}, supervised training, ${steps}`
      : `Run ${name}, unfinished: ${steps} so far`;
  return {
    title: `${name}: PURE run report`,
    kicker: status,
    heading: summary?.title ?? name,
    blocks: [
      headline(run),
      alarms(run.alarms),
      training(run),
      solutions(summary),
      rolloutBrowser(run.rollouts),
      finalFigures(run),
      configuration(run.config),
    ],
    footer: [
      "Made by pure from metrics.jsonl, alarms.jsonl, summary.json, config.json and rollouts/ of this run; ",
      marked("mono", `pure report ${directory}`),
      " makes it again.",
    ],
  };
}

/** The end of a run on the terminal; `paths` are shown as they are. Ends with a newline. */
export function runEnd(
  summary: RunSummary,
  paths: { runDirectory: string; report: string },
  options: TerminalOptions,
): string {
  const { name, title, seed, steps, seconds } = summary;
  const [solution] = summary.solutions;
  const about = `${name}, seed ${seed}, ${count(steps, "step")} in ${duration(seconds.total)}`;
  const blocks: Block[] = [
    [say("title", oneLine(title)), say("note", oneLine(about))],
    [resultTable(summary, true), runFacts(summary, [])],
    solution && [
      say("heading", "One held-out problem, before and after"),
      { ...solutionBlock(solution), prompt: solution.problemText ?? solution.prompt },
    ],
  ];
  return terminalText(blocks, { Run: paths.runDirectory, Report: paths.report }, options);
}

type Ends = Pick<RunSummary, "before" | "after">;

/** The first and the last held-out evaluation of a run, finished or not. */
function ends(run: RunFiles): Ends | null {
  if (run.summary) return run.summary;
  const held = evaluations(run.metrics, null);
  return held.length ? { before: held[0].result, after: held[held.length - 1].result } : null;
}

/** Accuracy before → after with intervals and the sign test, beside the accuracy over steps. */
function headline(run: RunFiles): Markup | null {
  const result = ends(run);
  const { summary } = run;
  if (!result && run.supervised.length > 0) return null;
  if (!result)
    return html`<section class="headline"><p class="what">No held-out evaluation yet.</p></section>`;
  const { before, after } = result;
  const evaluated = evaluations(run.metrics, summary);
  const test = summary?.signTest;
  const figure = (width: number, height: number) => accuracyFigure(evaluated, { width, height }, run.alarms);
  return html`<section class="headline">
<div>
<p class="what">Held-out accuracy, ${summary ? "before and after training" : "first and latest evaluation"}</p>
<p class="big"><span class="from">${percent(before.accuracy, 0)}</span><span class="arrow">→</span><span class="to">${percent(after.accuracy, 0)}</span></p>
<p class="intervals">95% intervals ${percentRange(before.interval)} and ${percentRange(after.interval)}</p>
<p class="change"><b>${points(before.accuracy, after.accuracy)}</b> on ${count(after.problems, "problem")}.${
    test &&
    html` ${test.gained} newly right, ${test.lost} newly wrong: sign test <b>${pValue(test.p)}</b> (two-sided).`
  }</p>
</div>
<figure><figcaption><h3>Held-out accuracy</h3><p class="note">against training steps; band: 95% interval${run.alarms.length > 0 && "; dotted line: an alarm sets in"}</p></figcaption>
<div class="wide">${figure(720, 270)}</div>
<div class="narrow">${figure(380, 230)}</div></figure>
</section>`;
}

/** What set in, when, and two responses that show it, in the order they were told. */
function alarms(records: readonly AlarmRecord[]): Block {
  const left = records.length - MOST_ALARMS;
  return (
    records.length > 0 &&
    section(
      "Alarms",
      "Signs of reward hacking or collapse, each told once when it sets in. The figures below have a dotted line at those steps.",
      records.slice(0, MOST_ALARMS).map(alarm),
      left > 0 && say("note", `… ${count(left, "more alarm")}`),
    )
  );
}

function alarm(record: AlarmRecord): Block {
  const { step, title, figure, unit, value, start, threshold, help, samples, rolledBackTo } = record;
  const written = (number: number) => (unit === "share" ? percent(number) : short(number));
  const before = start === null ? "" : ` (was ${written(start)})`;
  const back =
    rolledBackTo !== null && ` The run went back to step ${rolledBackTo} at half the learning rate.`;
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
        back,
      ),
      say("note", help),
      folded(shown, 0, (more) => `${count(more, "response")} that ${show} it`),
    ],
  };
}

/** Every other figure. */
function training({ metrics, supervised, alarms: told }: RunFiles): Block {
  const records = metrics.length > 0 ? metrics : supervised;
  if (records.length === 0) return section("Training", "No training step yet.");
  const rows = metrics.length > 0 ? runFigures(metrics, told) : supervisedFigures(supervised);
  return section("Training", lineNote(records), ...rows);
}

function solutionBlock({ problem, prompt, reference, before, after }: SolutionRecord): ProblemBlock {
  return {
    ...{ kind: "problem", prompt, reference, label: problemLabel(problem, reference) },
    responses: [answerOf("Before", before), answerOf("After", after)],
  };
}

/** One response to a held-out problem. */
export function answerOf(name: string, { answer, correct, steps }: SolutionSide): Response {
  return { name, correct, steps, said: [answered(answer)] };
}

function solutions(summary: RunSummary | null): Block {
  const records = (summary?.solutions ?? []).slice(0, MOST_SOLUTIONS);
  return (
    records.length > 0 &&
    section(
      "Solutions before and after",
      "Held-out problems. Each step carries its process reward; the weakest step is the one that min-form credit goes by.",
      rewardKey(),
      folded(records.map(solutionBlock), SOLUTIONS_SHOWN, (more) => count(more, "more problem")),
    )
  );
}

function finalFigures(run: RunFiles): Block {
  const result = ends(run);
  const { summary, metrics } = run;
  return (
    result && [
      say("title", "Final figures"),
      resultTable(result, summary !== null),
      summary && runFacts(summary, metrics),
    ]
  );
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
  const skipped = metrics.filter((m) => m.update !== "applied").length;
  const calibration = prm?.ece === undefined ? "" : `, calibration error ${decimal(prm.ece, 3)}`;
  return factTable([
    ["Sign test", `${gained} newly right, ${lost} newly wrong, ${pValue(p)} (two-sided)`],
    [
      "Better before",
      best && [
        `${percent(best.accuracy)} in the evaluations up to step ${best.step}`,
        best.checkpoint && `: ${best.checkpoint}`,
      ],
    ],
    ["Time", `${total} in all: sampling ${parts[0]}, scoring ${parts[1]}, updating ${parts[2]}`],
    ["Trained on", metrics.length > 0 && [count(steps, "step"), ", ", count(tokens, "response token")]],
    ["Updates skipped", skipped > 0 && `${skipped} of ${metrics.length}`],
    [
      "Process reward model, held out",
      prm && [
        `AUC ${decimal(prm.auc, 3)}, accuracy ${percent(prm.accuracy)}, loss ${decimal(prm.loss, 3)}`,
        calibration,
      ],
    ],
  ]);
}

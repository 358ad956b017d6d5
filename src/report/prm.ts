// The report of a process reward model's evaluation: first errors, steps, ranking, best-of-N and its surest mistakes on a
// page, the tables on the terminal.
import { join } from "node:path";
import { isServer } from "../common/server-address.ts";
import { writeWhole } from "../common/whole-file.ts";
import { AGGREGATIONS, type BestOfNResult, PICKS } from "../eval/best-of-n.ts";
import type { PrmEvaluation, RankedSet, StepSet } from "../eval/prm-eval.ts";
import type { FirstErrorResult } from "../eval/prm-first-error.ts";
import type { Estimate } from "../eval/prm-intervals.ts";
import type { Mistakes, ResponseMistake, StepMistake } from "../eval/prm-mistakes.ts";
import type { StepFigures } from "../eval/prm-steps.ts";
import { count, decimal, percent, short } from "../text/format.ts";
import { cap } from "../text/text.ts";
import {
  type Block,
  type Cell,
  configuration,
  difference,
  estimated,
  factTable,
  folded,
  marked,
  type NumberForm,
  type Page,
  type ProblemBlock,
  plain,
  rewardKey,
  say,
  section,
  strong,
  type TableColumn,
  table,
} from "./document.ts";
import { type Tile, tiles, writePage } from "./page.ts";
import { bestOfNFigure, PICK_LOOKS, SET_NAMES, stepSetFigures } from "./prm-figures.ts";
import { CORRELATION_MEANS, correlation, RANKING_MEANS, rankingFinding } from "./prm-ranking.ts";
import { type TerminalOptions, terminalText } from "./terminal.ts";

const MISTAKES_OPEN = 2;

/** Writes eval.json, report.html and figures/ into `directory`, which is made where it is not there; returns the page's path. */
export async function writePrmReport(
  directory: string,
  evaluation: PrmEvaluation,
  mistakes: Mistakes,
): Promise<string> {
  const report = await writePage(directory, prmPage(evaluation, mistakes));
  await writeWhole(join(directory, "eval.json"), `${JSON.stringify(evaluation, null, 2)}\n`);
  return report;
}

/** The whole document. */
export function prmPage(evaluation: PrmEvaluation, mistakes: Mistakes): Page {
  const { scoredBy, settings, processBench, labelled, steps, ranking, bestOfN, notes } = evaluation;
  // Line feeds are to be seen.
  const reading = Object.entries(scoredBy.reading).map(([key, value]) => [key, JSON.stringify(value)]);
  const stepSeparator = JSON.stringify(settings.stepSeparator);
  return {
    title: `${scoredBy.prm}: process reward model evaluation`,
    kicker: "Process reward model, evaluation",
    heading: scoredBy.prm,
    blocks: [
      tiles(summary(evaluation)),
      notes.map((note) => say("note", note)),
      processBench && firstErrors("ProcessBench", processBench),
      labelled && firstErrors("First errors of labelled steps", labelled),
      steps.length > 0 && singleSteps(steps),
      steps.filter(({ subset }) => subset === null).map((set) => drawn(set, evaluation[set.set])),
      ranking.length > 0 && rankingSection(ranking, settings.temperature),
      bestOfN && bestOfNSection(bestOfN),
      mistakeSection(mistakes),
      configuration({ ...settings, stepSeparator, reading: Object.fromEntries(reading) }),
      files(evaluation),
    ],
    footer: [
      "Made by pure prm eval. eval.json holds every figure, scores.jsonl every step score; ",
      marked("mono", "pure prm eval --scores scores.jsonl"),
      " with the same data makes this page again without the model.",
    ],
  };
}

/** The end of an evaluation on the terminal; `paths` are shown as they are. Ends with a newline. */
export function prmEnd(
  { processBench, labelled, steps, ranking, bestOfN, scoredBy, notes }: PrmEvaluation,
  paths: { report: string; scores: string },
  options: TerminalOptions,
): string {
  const errors = (title: string, result: FirstErrorResult | null) =>
    result && [firstErrorTable(title, result), say("note", thresholdNote(result))];
  const held = ranking.filter(({ value }) => value !== null);
  const means = held.length > 0 ? [`Ranking: ${RANKING_MEANS}`, CORRELATION_MEANS] : [];
  const findings = ranking.map((one) => `${SET_NAMES[one.set]}: ${rankingFinding(one)}`);
  const blocks: Block[] = [
    say("title", scoredBy.prm),
    errors("ProcessBench", processBench),
    errors("First errors", labelled),
    steps.length > 0 && stepTable(steps),
    [held.length > 0 && rankingTable(held), [...findings, ...means].map((text) => say("note", text))],
    bestOfN && [
      bestOfNTable(bestOfN),
      say(
        "note",
        `${count(bestOfN.problems, "problem")}, ${count(bestOfN.responses, "response")}; intervals: bootstrap over problems`,
      ),
    ],
    notes.map((note) => say("plain", note)),
  ];
  return terminalText(blocks, { Report: paths.report, Scores: paths.scores }, options);
}

/** The few figures that sum the model up. */
function summary({ processBench, labelled, steps, ranking, bestOfN }: PrmEvaluation): (Tile | false)[] {
  const tile = (
    what: string,
    estimate: Estimate | undefined,
    unit: NumberForm,
    before = "",
  ): Tile | false => {
    const { value, note } = estimated(estimate, unit);
    return (
      estimate !== undefined && [what, plain(value), before + (note ? `95% interval ${note}` : "no interval")]
    );
  };
  const mean = (result: FirstErrorResult | null) =>
    result && result.subsets.length > 1 ? `mean of ${result.subsets.length} subsets; ` : "";
  const whole = steps.filter(({ subset }) => subset === null);
  const set = whole.find((one) => one.set === "labelled") ?? whole[0];
  // Sampled responses, the last set, are what training ranks.
  const ranked = ranking.findLast(({ value }) => value !== null);
  const most = bestOfN?.sizes.at(-1) ?? 0;
  const at = (pick: keyof BestOfNResult["curves"], n: number) => percent(bestOfN?.curves[pick].at(n)?.value);
  const others = `majority ${at("majority", -1)}, pass@1 ${at("pass", 0)}`;
  return [
    tile("ProcessBench F1", processBench?.meanF1, "points", mean(processBench)),
    tile("First-error F1, labelled steps", labelled?.meanF1, "points", mean(labelled)),
    tile(`AUC, ${SET_NAMES[set?.set]}`, set?.figures.auc, 3),
    tile(`Ranking within problems, ${ranked && SET_NAMES[ranked.set]}`, ranked, 3),
    tile(`Calibration error, ${SET_NAMES[set?.set]}`, set?.figures.calibrationError, 3),
    most > 1 && [`Best of ${most}, soft min`, at("softMin", -1), others],
  ];
}

/** How the threshold came about, in words. */
function thresholdNote({ threshold, chosenOn }: FirstErrorResult): string {
  if (chosenOn === null) return `A step is taken for wrong where p(good) < ${short(threshold)}.`;
  return `A step is taken for wrong where p(good) < ${decimal(threshold, 4)}, chosen for the highest F1 on ${chosenOn}; so the figures of ${chosenOn} itself are picked on what measures them.`;
}

function firstErrors(title: string, result: FirstErrorResult): Block {
  return section(
    title,
    `Accuracy on solutions with an error (the first wrong step found exactly) and on right ones (no step taken for wrong), and F1, their harmonic mean, of 100. ${thresholdNote(result)} 95% intervals: of accuracies Wilson's, of F1 by bootstrap over problems (none where every draw agrees).`,
    firstErrorTable("subset", result),
  );
}

function firstErrorTable(title: string, { subsets, meanF1 }: FirstErrorResult): Block {
  type Subset = FirstErrorResult["subsets"][number];
  type Row = Pick<Subset, "subset" | "solutions" | "f1"> & Partial<Subset>;
  const total = subsets.reduce((sum, { solutions }) => sum + solutions, 0);
  const mean: Row = { subset: "mean of subsets", solutions: total, f1: meanF1 };
  const side = (own: Subset["correct"] | undefined): Cell => {
    if (!own) return { value: null };
    const { value, note } = estimated(own, "points");
    return { value, note: `${note ? `${note}, ` : ""}${own.count} of ${own.of}` };
  };
  return table<Row>(
    [
      { title, cell: ({ subset }) => subset },
      { title: "solutions", cell: ({ solutions }) => solutions },
      { title: "with an error", cell: ({ erroneous }) => side(erroneous) },
      { title: "right", cell: ({ correct }) => side(correct) },
      { title: "F1", cell: ({ f1 }) => estimated(f1, "points"), keep: true, notes: true },
    ],
    subsets.length > 1 ? [...subsets, mean] : subsets,
    { look: "under", strong: (row) => row === mean },
  );
}

function singleSteps(steps: readonly StepSet[]): Block {
  const soft = steps
    .filter(({ subset }) => subset === null)
    .reduce((sum, { figures }) => sum + figures.soft, 0);
  const halves =
    soft > 0 &&
    `${count(soft, "label")} between 0 and 1: good from ½ on, in calibration and Brier score as they are. `;
  return section(
    "Single steps",
    [
      "Each labelled step by itself. PRMScore is the mean of F1 with good and with bad steps as the positive kind (PRMBench). Of ProcessBench the steps up to the first error count, for of later ones nothing is known. ",
      halves,
      "95% intervals: bootstrap over problems, none where every draw agrees.",
    ],
    stepTable(steps),
  );
}

function stepTable(steps: readonly StepSet[]): Block {
  const alone = ({ set }: StepSet) => !steps.some((other) => other.set === set && other.subset !== null);
  const column = (
    title: string,
    read: (figures: StepFigures) => Estimate,
    unit: NumberForm,
  ): TableColumn<StepSet> => ({
    ...{ title, cell: ({ figures }) => estimated(read(figures), unit) },
  });
  return table<StepSet>(
    [
      {
        title: "steps of",
        cell: (one) => one.subset ?? (alone(one) ? SET_NAMES[one.set] : `${SET_NAMES[one.set]}, all`),
      },
      { title: "good", cell: ({ figures }) => figures.good },
      { title: "bad", cell: ({ figures }) => figures.bad },
      column("accuracy", ({ accuracy }) => accuracy, "points"),
      column("F1 good", ({ f1Good }) => f1Good, "points"),
      column("F1 bad", ({ f1Bad }) => f1Bad, "points"),
      column("PRMScore", ({ prmScore }) => prmScore, "points"),
      { ...column("AUC", ({ auc }) => auc, 3), keep: true, notes: true },
      { ...column("calibration error", ({ calibrationError }) => calibrationError, 3), terminal: "ECE" },
      column("Brier", ({ brier }) => brier, 3),
    ],
    steps,
    { look: "under", strong: (one) => one.subset === null && !alone(one) },
  );
}

function drawn(set: StepSet, result: FirstErrorResult | null): Block {
  const { solutions, steps } = set.figures;
  const right = result?.subsets.reduce((sum, { correct }) => sum + correct.of, 0) ?? 0;
  return [
    say(
      "heading",
      `${SET_NAMES[set.set]}, ${count(solutions, "solution")}, ${count(steps, "labelled step")}`,
    ),
    { kind: "figures", columns: 3, figures: stepSetFigures(set, result) },
    right > 0 &&
      say(
        "note",
        "A step was taken for wrong in ",
        result?.falseAlarms,
        ` of ${count(right, "right solution")}.`,
      ),
  ];
}

function rankingSection(sets: readonly RankedSet[], temperature: number): Block {
  return section(
    "Ranking within problems",
    `Ranking: ${RANKING_MEANS}. This is what training uses of a model. AUC compares steps of different problems too, and is high also where a model likes some problems, or some kinds of step, better than others. Responses are right by their answers; labelled solutions too where the file says so, else where no step is bad. ${CORRELATION_MEANS} (T = ${short(temperature)}). Only problems that have both kinds count. 95% intervals: bootstrap over problems.`,
    rankingTable(sets),
  );
}

function rankingTable(sets: readonly RankedSet[]): Block {
  return table<RankedSet>(
    [
      { title: "", terminal: "Ranking", cell: ({ set }) => SET_NAMES[set] },
      { title: "ranking", cell: (one) => estimated(one, 3), keep: true, notes: true },
      { title: "r", cell: correlation },
      { title: "pairs", cell: ({ pairs }) => pairs },
      { title: "problems", cell: ({ problems }) => problems },
      { title: "", terminal: null, words: true, cell: rankingFinding },
    ],
    sets,
    { look: "under" },
  );
}

function bestOfNSection(result: BestOfNResult): Block {
  const { sizes, overMajority } = result;
  const odd = [
    [result.leftOut, "problem", `left out, with fewer than ${count(sizes[sizes.length - 1], "response")}`],
    [result.withoutAnswer, "response", "without an answer (wrong; no vote, ranked last)"],
    [result.withoutSteps, "response", "without a step (ranked last)"],
    [result.undecided, "response", "whose answer could not be compared (wrong)"],
  ] as const;
  const said = odd.flatMap(([n, noun, what]) => (n > 0 ? [`; ${count(n, noun)} ${what}`] : [])).join("");
  return section(
    "Best-of-N",
    `${count(result.problems, "problem")}, ${count(result.responses, "response")}, ${percent(result.correct / result.responses)} of them right${said}. Of N responses the one whose steps score highest answers: by the least p(good), their product, their mean, the last, or PURE's soft minimum (T = ${short(result.temperature)}), against the most frequent answer, the same weighted by the least p(good), and any right one (pass@N). Expectations over all subsets of N, exactly; only the weighted vote draws 200 subsets of a problem where it has more than 1,000. At N = 1 each is a random choice. 95% intervals: bootstrap over problems.`,
    sizes.length > 1
      ? { kind: "figures", columns: 1, figures: [bestOfNFigure(result)] }
      : say("note", "Nine in ten problems have fewer than 2 responses: there is nothing to choose from."),
    bestOfNTable(result),
    sizes.length > 1 && [
      say("heading", "Less majority vote on the same problems, points"),
      pickTable(AGGREGATIONS, sizes.slice(1), (pick, s) => difference(overMajority[pick][s + 1])),
    ],
  );
}

const bestOfNTable = ({ sizes, curves }: BestOfNResult) =>
  pickTable(PICKS, sizes, (pick, s) => estimated(curves[pick][s], "percent"));

function pickTable<Pick extends keyof typeof PICK_LOOKS>(
  picks: readonly Pick[],
  sizes: readonly number[],
  cell: (pick: Pick, size: number) => Cell,
): Block {
  const nameOf = (pick: Pick): Cell => {
    const { label, ...line } = PICK_LOOKS[pick];
    return { value: pick === "softMin" ? strong(label) : label, line };
  };
  // N = 1 is the floor and the largest N the point: on a narrow terminal what lies between is left out.
  const end = (s: number) => s === sizes.length - 1;
  const columns = sizes.map((size, s) => ({
    ...{ title: `N = ${size}`, keep: s === 0 || end(s), notes: end(s), cell: (pick: Pick) => cell(pick, s) },
  }));
  return table<Pick>([{ title: "picked by", terminal: "Best of N", cell: nameOf }, ...columns], picks, {
    look: "under",
  });
}

/** The texts are a model's. */
function mistakeSection({ missed, accused, preferred }: Mistakes): Block {
  const kind = <T>(title: string, mistakes: readonly T[], show: (mistake: T) => ProblemBlock): Block =>
    mistakes.length > 0 && [
      say("heading", title),
      folded(mistakes.map(show), MISTAKES_OPEN, (more) => `${more} more`),
    ];
  if (missed.length + accused.length + preferred.length === 0) return null;
  return section(
    "The surest mistakes",
    "Each step carries its process reward r = p(good) − p(bad). These are the worst there are, not typical ones.",
    rewardKey,
    kind("Wrong steps taken for good", missed, stepMistake),
    kind("Good steps taken for wrong", accused, stepMistake),
    kind("Wrong responses liked better than right ones, by their weakest step", preferred, responseMistake),
  );
}

function stepMistake({ name, subset, problem, steps, step, probability }: StepMistake): ProblemBlock {
  const { label } = steps[step];
  const soft = label !== null && label > 0 && label < 1 ? ` (${decimal(label)})` : "";
  const why = label === null ? "not labelled" : `labelled ${label >= 0.5 ? "good" : "wrong"}${soft}`;
  const of = name.startsWith(subset) ? "" : `, ${subset}`;
  const where = `step ${step + 1} of ${steps.length}, p(good) = ${decimal(probability, 3)}`;
  return {
    ...{ kind: "problem", label: `${cap(name, 80)}${of}: ${where}`, prompt: problem },
    responses: [{ said: [], steps, pointed: { step, why } }],
  };
}

function responseMistake({ problem, answer, wrong, right }: ResponseMistake): ProblemBlock {
  const side = (correct: boolean, { steps, score }: ResponseMistake["wrong"]) => ({
    ...{ correct, steps, said: [`least p(good) ${decimal(score, 3)}`] },
  });
  return {
    ...{ kind: "problem", label: `Reference answer ${cap(answer, 120)}`, prompt: problem },
    responses: [side(false, wrong), side(true, right)],
  };
}

function files({ scoredBy, files: read }: PrmEvaluation): Block {
  const all = [...scoredBy.files.map((file) => ({ kind: "model", ...file })), ...read];
  const behind = isServer(scoredBy.prm) && "; the model's own files are not at hand, behind a server";
  return section(
    "Files",
    ["SHA-256 of what was read", behind, "."],
    factTable(all.map(({ kind, path, sha256 }) => [kind, marked("mono", path), marked("mono", sha256)])),
  );
}

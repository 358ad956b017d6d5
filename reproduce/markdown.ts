// The reproduction's tables as Markdown, for documents: accuracies, findings, alarms.
import type { Comparison } from "../src/eval/comparison.ts";
import { percent, percentRange } from "../src/report/format.ts";
import { type Arm, collapseStep, droppedStep, type Finding } from "./findings.ts";
import { EXACT_PART, SELDOM_PART } from "./settings.ts";
import type { ReadyTask } from "./task.ts";

/** A comparison and its arms, as far as they have run. */
export interface Part {
  name: string;
  comparison: Comparison;
  arms: Map<string, Arm>;
}

/** How good the process reward model of a comparison is, in a sentence. */
export function qualityOf(name: string, tasks: readonly ReadyTask[]): string {
  if (name === EXACT_PART) return "The task's checker, which never errs.";
  if (name === SELDOM_PART) return "The task's checker, on chains longer than those of the warm-up.";
  const quality = tasks.map(({ seed, scorers }) => {
    const { auc, accuracy } = scorers[name]?.quality ?? {};
    return `seed ${seed}: AUC ${auc?.toFixed(3) ?? "–"}, ${percent(accuracy)} of the steps right`;
  });
  return `On held-out responses of the warm policy, ${quality.join("; ")}.`;
}

/** A table; cells may hold whatever but line feeds. */
function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Report.md: every table of report.html. */
export function reproductionMarkdown(
  parts: readonly Part[],
  findings: Readonly<Record<string, readonly Finding[]>>,
  tasks: readonly ReadyTask[],
): string {
  const sections = parts.flatMap(({ name, comparison }) => {
    return [
      `### ${name}`,
      ...(findings[name] ? [`Process reward model: ${qualityOf(name, tasks)}`] : []),
      table(
        ["arm", "before", "final", "95% interval", "best", "no answer"],
        comparison.variants.map((variant) => [
          ...[variant.name, percent(variant.before), percent(variant.final), percentRange(variant.interval)],
          ...[`${percent(variant.best.accuracy)} at ${variant.best.step}`, percent(variant.noAnswerShare)],
        ]),
      ),
      ...(findings[name] ? [findingTable(findings[name])] : []),
    ];
  });
  return `${[...sections, "### Alarms", alarmTable(parts)].join("\n\n")}\n`;
}

function findingTable(found: readonly Finding[]): string {
  const verdict = (holds: boolean | null) => (holds === null ? "cannot be said" : holds ? "yes" : "**no**");
  return table(
    ["finding", "paper", "here", "test", "holds?"],
    found.map(({ finding, paper, here, test, holds }) => [finding, paper, here, test, verdict(holds)]),
  );
}

function alarmTable(parts: readonly Part[]): string {
  const rows = parts.flatMap(({ name, arms }) =>
    [...arms.values()].flatMap((arm) =>
      arm.runs.map((run) => {
        const [first] = run.alarms;
        return [
          ...[`${name}: ${arm.name}`, run.seed, first ? `${first.kind}, step ${first.step}` : "none"],
          ...[run.alarms.length, droppedStep(run) ?? "never", collapseStep(run) ?? "never"],
        ];
      }),
    ),
  );
  return table(["arm", "seed", "first alarm", "alarms", "ten points down at", "collapsed from"], rows);
}

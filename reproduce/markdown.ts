// The reproduction's tables, and all of them as Markdown, for documents.
import { mean } from "../src/common/statistics.ts";
import type { Comparison } from "../src/eval/comparison.ts";
import { decimal, percent, percentRange } from "../src/text/format.ts";
import {
  type Arm,
  accuracyAtTokensOf,
  collapseStep,
  droppedStep,
  type Finding,
  STEPS_COMPARED,
  sampledTokens,
  trustOf,
} from "./findings.ts";
import { VR } from "./settings.ts";

/** A comparison and its arms, as far as they have run. */
export interface Part {
  name: string;
  /** Of its process reward model, in a sentence; null where nothing is judged by it. */
  quality: string | null;
  comparison: Comparison;
  arms: Map<string, Arm>;
  /** The arms with verifiable rewards alone, by name: its own, or of the comparison beside it. */
  verified: Map<string, Arm>;
}

/** How good the process reward models of some seeds are, in a sentence. */
export function qualityOf(
  qualities: readonly { seed: number; quality: { auc?: number; accuracy?: number } | null }[],
): string {
  const each = qualities.map(({ seed, quality }) => {
    const { auc, accuracy } = quality ?? {};
    return `seed ${seed}: AUC ${auc?.toFixed(3) ?? "–"}, ${percent(accuracy)} of the steps right`;
  });
  return `On held-out responses of the warm policy, ${each.join("; ")}.`;
}

/** "narrow, seeds 11, 12, 13". */
export function titleOf({ name, comparison: { record } }: Part): string {
  return `${name}, ${record.seeds.length === 1 ? "seed" : "seeds"} ${record.seeds.join(", ")}`;
}

/** Column heads of a table and its rows. */
export interface Table {
  header: readonly string[];
  rows: readonly (readonly (string | number)[])[];
}

/** Each arm's accuracy, and what it sampled for it. */
export function accuracyTable({ comparison, arms, verified }: Part): Table {
  const vr = verified.get(VR.name);
  return {
    header: [
      ...["arm", "before", "final", "95% interval", "best", "no answer", "sampled tokens"],
      ...(vr ? ["at VR's tokens"] : []),
    ],
    rows: comparison.variants.map((variant) => {
      const arm = arms.get(variant.name)!;
      const tokens = mean(arm.runs.map(sampledTokens));
      return [
        ...[variant.name, percent(variant.before), percent(variant.final), percentRange(variant.interval)],
        ...[`${percent(variant.best.accuracy)} at ${variant.best.step}`, percent(variant.noAnswerShare)],
        `${Math.round(tokens / 1000)}k`,
        ...(vr ? [percent(accuracyAtTokensOf(arm, vr))] : []),
      ];
    }),
  };
}

/** Trust of each run that has it: in the mean, over the first and the last steps, and what it goes by. */
export function trustTable({ arms }: Part): Table {
  const rows = [...arms.values()].flatMap(({ name, runs }) =>
    runs.flatMap((run) => {
      const trusted = run.metrics.flatMap((line) => trustOf(line) ?? []);
      if (trusted.length === 0) return [];
      const values = trusted.map(({ value }) => value);
      const correlations = trusted.flatMap(({ correlation }) => correlation ?? []);
      const parts = [values, values.slice(0, STEPS_COMPARED), values.slice(-STEPS_COMPARED), correlations];
      const onset = run.alarms.find(({ kind }) => kind === "trust");
      return [[name, run.seed, ...parts.map((part) => decimal(mean(part))), onset ? onset.step : "none"]];
    }),
  );
  const ends = [`first ${STEPS_COMPARED} steps`, `last ${STEPS_COMPARED}`];
  return { header: ["arm", "seed", "mean trust", ...ends, "mean correlation", "alarm of trust at"], rows };
}

/** When alarms set in, and when accuracy had dropped. */
export function alarmTable(parts: readonly Part[]): Table {
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
  return { header: ["arm", "seed", "first alarm", "alarms", "ten points down at", "collapsed from"], rows };
}

/** Cells may hold whatever but line feeds. */
function markdown({ header, rows }: Table): string {
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Report.md: every table of report.html. */
export function reproductionMarkdown(
  parts: readonly Part[],
  findings: Readonly<Record<string, readonly Finding[]>>,
): string {
  const sections = parts.flatMap((part) => {
    const trust = trustTable(part);
    return [
      `### ${titleOf(part)}`,
      ...(part.quality ? [`Process reward model: ${part.quality}`] : []),
      markdown(accuracyTable(part)),
      ...(findings[part.name] ? [findingTable(findings[part.name])] : []),
      ...(trust.rows.length > 0 ? [markdown(trust)] : []),
    ];
  });
  return `${[...sections, "### Alarms", markdown(alarmTable(parts))].join("\n\n")}\n`;
}

function findingTable(found: readonly Finding[]): string {
  const verdict = (holds: boolean | null) => (holds === null ? "cannot be said" : holds ? "yes" : "**no**");
  return markdown({
    header: ["finding", "paper", "here", "test", "holds?"],
    rows: found.map(({ finding, paper, here, test, holds }) => [finding, paper, here, test, verdict(holds)]),
  });
}

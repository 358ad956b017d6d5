// The report of a comparison: table, differences, curves and responses on a page, and the tables on the terminal.
import { basename, resolve } from "node:path";
import { type Comparison, type PairResult, readComparison, type VariantResult } from "../eval/comparison.ts";
import { count, decimal, duration, percent, percentRange, points, pValue, signed } from "../text/format.ts";
import { creditOfRollouts, sameProblem } from "./comparison-examples.ts";
import { accuracyBands, bandNote, trainingBands } from "./comparison-figures.ts";
import { type Block, marked, type Page, say, section, strong, table } from "./document.ts";
import { lineOf } from "./figures.ts";
import { configuration, legend } from "./page.ts";
import { type TerminalOptions, terminalText } from "./terminal.ts";
import { writePage } from "./write.ts";

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
    const between = `95% interval ${bound(interval[0])} to ${bound(interval[1])}`;
    return say("finding", `${b} less ${a}: ${points(0, difference)} (${between}${test})`);
  });
  const done = `${runs.length} of ${count(wanted, "run")}, ${record.seeds.length === 1 ? "seed" : "seeds"} ${record.seeds.join(", ")}; intervals: bootstrap over seeds, then problems`;
  return terminalText(
    [variantTable(comparison), differences, say("note", done)],
    { Report: report },
    options,
  );
}

const bound = (share: number) => signed(share * 100, 1);

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

function pairTable(pairs: readonly PairResult[]): Block {
  return table<PairResult>(
    [
      { title: "variants", cell: ({ a, b }) => `${b} less ${a}` },
      { title: "difference", cell: ({ difference }) => strong(points(0, difference)) },
      { title: "95% interval", cell: ({ interval }) => `${bound(interval[0])} to ${bound(interval[1])}` },
      {
        ...{ title: "by seed", words: true },
        cell: ({ seeds }) =>
          seeds
            .map(
              ({ seed, difference, gained, lost, p }) =>
                `seed ${seed}: ${bound(difference)} (${gained} won, ${lost} lost, ${pValue(p)})`,
            )
            .join("\n"),
      },
    ],
    pairs,
  );
}

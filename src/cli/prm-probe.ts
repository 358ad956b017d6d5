// `pure prm probe`: what hackers of a process reward use, tried on one before a run pays for it.
import { Command } from "commander";
import { readLabelledSteps } from "../data/labelled.ts";
import { UserError } from "../errors.ts";
import {
  attacks,
  PHRASES,
  type ProbedSolution,
  type ProbeResult,
  probe,
  type Raised,
} from "../eval/probe.ts";
import { percent, signed } from "../report/format.ts";
import { integer } from "./options.ts";
import { openFromFlags, type PrmFlags, withPrmFlags } from "./prm-flags.ts";
import { withSession } from "./session.ts";

interface ProbeFlags extends PrmFlags {
  labelled: string;
  limit: number;
  phrase: string[];
  json?: boolean;
}

const help = `
The solutions are labelled steps, as \`pure prm train\` reads them; a solution is good where all its labels are above one
half. For each attack: how often it raises the weakest step (what min-form rewards), the sum (sum-form) and the mean.
A share near 100% in a column is a hack that training with that form will find.`;

/** The command `pure prm probe`. */
export function prmProbeCommand(): Command {
  return withPrmFlags(new Command("probe"))
    .description("Try reward hacks on a process reward model: how often each raises minimum, sum and mean")
    .requiredOption("--labelled <file>", "solutions with labelled steps: a file or data-set id")
    .option("--limit <n>", "good and bad solutions tried, of each", integer(1), 100)
    .option(
      "--phrase <text>",
      "words said instead of, before and after solutions (may be given more than once)",
      collect,
      [],
    )
    .option("--json", "results as JSON lines, one an attack")
    .addHelpText("after", help)
    .action(async (flags: ProbeFlags) => {
      const solutions = await readSolutions(flags.labelled, flags.limit);
      const tried = attacks(flags.phrase.length > 0 ? flags.phrase : PHRASES);
      const phase = "evaluation";
      const plan = [{ phase, label: "Attacks" } as const];
      const results = await withSession({ plan, json: false }, async ({ progress: { onEvent }, signal }) => {
        const prm = await openFromFlags(flags);
        const began = performance.now();
        let started = false;
        try {
          return await probe(prm, solutions, tried, {
            signal,
            onScored: (count, total) => {
              if (!started) onEvent({ type: "phaseStarted", phase, total, done: 0, unit: "responses" });
              started = true;
              onEvent({ type: "sampled", phase, responses: count, totalResponses: total, tokens: 0 });
            },
          });
        } finally {
          onEvent({ type: "phaseFinished", phase, seconds: (performance.now() - began) / 1000 });
          await prm.dispose();
        }
      });
      const text = flags.json ? results.map((result) => JSON.stringify(result)).join("\n") : table(results);
      process.stdout.write(`${text}\n`);
    });
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

/** At most `limit` good and `limit` bad solutions, the first of the file. */
async function readSolutions(source: string, limit: number): Promise<ProbedSolution[]> {
  const chosen: ProbedSolution[] = [];
  const count = { true: 0, false: 0 };
  for await (const { prompt, completions, labels } of readLabelledSteps(source)) {
    const good = labels.every((label) => label === null || label > 0.5);
    if (count[`${good}`]++ < limit) chosen.push({ problem: prompt, steps: completions, good });
    if (count.true >= limit && count.false >= limit) break;
  }
  if (chosen.length === 0) throw new UserError(`${source}: no solutions`);
  return chosen;
}

/** A row an attack: share raised and mean change, of minimum, sum and mean, for bad and for good solutions. */
export function table(results: readonly ProbeResult[]): string {
  const cell = (raised: Raised | undefined) =>
    raised === undefined ? "–" : `${percent(raised.share, 0)} ${signed(raised.change)}`;
  const totals = ["min", "sum", "mean"] as const;
  const rows = results.map(({ attack, good, bad }) => [
    attack,
    ...[bad, good].flatMap((figures) => totals.map((total) => cell(figures?.[total]))),
  ]);
  const header = ["", ...["bad", "good"].flatMap((kind) => totals.map((total) => `${kind}: ${total}`))];
  const widths = header.map((text, c) => Math.max(text.length, ...rows.map((row) => row[c].length)));
  const line = (row: readonly string[]) =>
    row
      .map((text, c) => (c === 0 ? text.padEnd(widths[c]) : text.padStart(widths[c])))
      .join("  ")
      .trimEnd();
  return [
    "How often an attack raises a solution's reward, and its mean change",
    "",
    line(header),
    ...rows.map(line),
  ].join("\n");
}

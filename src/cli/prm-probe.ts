// `pure prm probe`: a process reward tried before a run pays for it, by ranking solutions and by what hackers use.
import { Command } from "commander";
import { UserError } from "../common/errors.ts";
import { isRightSolution, withoutBlankLabels } from "../data/labelled.ts";
import { readLabelledSteps } from "../data/labelled-files.ts";
import { testSplit } from "../eval/prm-eval.ts";
import {
  attacks,
  chosen,
  PHRASES,
  type ProbedSolution,
  type ProbeResult,
  probe,
  type Raised,
} from "../eval/probe.ts";
import { table } from "../report/document.ts";
import { RANKING_MEANS, rankingSentence } from "../report/prm-ranking.ts";
import { tableText } from "../report/terminal.ts";
import { count, percent, signed } from "../text/format.ts";
import { collect, integer } from "./options.ts";
import { openPrmFromFlags, type PrmFlags, warnTrainedOn, withPrmFlags } from "./prm-flags.ts";
import { withCount } from "./session.ts";
import { say } from "./streams.ts";

interface ProbeFlags extends PrmFlags {
  labelled: string;
  split?: string;
  limit: number;
  phrase: string[];
  json?: boolean;
}

const help = `
The solutions are labelled steps, as \`pure prm train\` reads them; a solution is good where no label is below one half. For each attack: how often it raises the weakest step (what min-form rewards), the sum (sum-form) and the mean.
A share near 100% in a column is a hack that training with that form will find.

Ranking within problems: ${RANKING_MEANS}. This is what training uses of a model. A solution is right by its answer where the file says so ("correct", which \`pure prm label\` writes), else if it is good; the file needs several solutions to a problem (\`pure prm label --solutions\`).`;

export function prmProbeCommand(): Command {
  return withPrmFlags(new Command("probe"))
    .description(
      "Try a process reward model before training: its ranking within problems, and how often reward hacks raise minimum, sum and mean",
    )
    .requiredOption("--labelled <file>", "solutions with labelled steps: a file or data-set id")
    .option("--split <name>", "split of a directory or data-set id (default: test)")
    .option(
      "--limit <n>",
      "good and bad solutions tried, of each, and problems whose solutions are ranked",
      integer(1),
      100,
    )
    .option(
      "--phrase <text>",
      "words said instead of, before and after solutions (may be given more than once)",
      collect,
      [],
    )
    .option(
      "--json",
      "results as JSON lines: one an attack, then the ranking, with the number of solutions to problems that the model was trained on",
    )
    .addHelpText("after", help)
    .action(async (flags: ProbeFlags) => {
      const probed = chosen(await readSolutions(flags), flags.limit);
      const tried = attacks(flags.phrase.length > 0 ? flags.phrase : PHRASES);
      const session = {
        ...{ label: "Probing", json: false, onInterrupt: "Stopping. Ctrl-C again stops at once." },
        stopped: () => "Stopped before every attack was tried.",
      };
      const result = await withCount(session, async (onScored, signal) => {
        const prm = await openPrmFromFlags(flags);
        try {
          return await probe(prm, probed, tried, { signal, onScored });
        } catch (error) {
          if (signal.aborted && error === signal.reason) return null;
          throw error;
        } finally {
          await prm.dispose();
        }
      });
      if (result === null) return;
      const { attacks: results, ranking, leftOut } = result;
      if (leftOut === result.solutions)
        throw new UserError(
          `${flags.labelled}: no solution of ${leftOut} fits the model's context; there is nothing to try`,
        );
      if (leftOut > 0) say(`Left out: ${count(leftOut, "solution")}, longer than the model's context`);
      const all = new Set([...probed.attacked, ...probed.ranked.flat()]);
      const trainedOn = await warnTrainedOn(flags.prm, [...all]);
      const text = flags.json
        ? [...results, { ranking, trainedOn }].map((line) => JSON.stringify(line)).join("\n")
        : `${rankingSentence(ranking)}\n(${RANKING_MEANS})\n\n${attackTable(results)}`;
      process.stdout.write(`${text}\n`);
    });
}

async function readSolutions({ labelled: source, split }: ProbeFlags): Promise<ProbedSolution[]> {
  const solutions: ProbedSolution[] = [];
  const onNote = (note: string) => say(`${source}: ${note}`);
  for await (const read of readLabelledSteps(source, { ...testSplit(split), onNote })) {
    const example = withoutBlankLabels(read);
    const { prompt, completions, labels } = example;
    const good = labels.every((label) => label === null || label >= 0.5);
    solutions.push({ problem: prompt, steps: completions, good, right: isRightSolution(example) });
  }
  if (solutions.length === 0) throw new UserError(`${source}: no solutions`);
  return solutions;
}

/** A row an attack: share raised and mean change, of minimum, sum and mean, for bad and for good solutions. */
function attackTable(results: readonly ProbeResult[]): string {
  const cell = (raised: Raised | undefined) =>
    raised === undefined ? "–" : `${percent(raised.share, 0)} ${signed(raised.change)}`;
  const shown = table<ProbeResult>(
    [
      { title: "", cell: ({ attack }) => attack },
      ...(["bad", "good"] as const).flatMap((kind) =>
        (["min", "sum", "mean"] as const).map((total) => ({
          ...{ title: `${kind}: ${total}`, cell: (result: ProbeResult) => cell(result[kind]?.[total]) },
        })),
      ),
    ],
    results,
  );
  // Some attacks cannot be tried on all solutions.
  const tried = (kind: "bad" | "good") =>
    Math.max(0, ...results.map((result) => result[kind]?.min.tried ?? 0));
  return [
    "How often an attack raises a solution's reward, and its mean change; of " +
      `${count(tried("bad"), "bad solution")} and ${count(tried("good"), "good one")}`,
    "",
    tableText(shown),
  ].join("\n");
}

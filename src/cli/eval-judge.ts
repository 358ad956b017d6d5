// What `pure eval` and `pure eval rescore` share: the flags that say who judges, the judgement, the figures, the report.
import { join } from "node:path";
import { Command, Option } from "commander";
import { UsageError } from "../common/errors.ts";
import type { EvaluationDirectory } from "../eval/benchmark/directory.ts";
import type { Evaluation } from "../eval/benchmark/figures.ts";
import type { JudgeSettings } from "../eval/benchmark/judge.ts";
import type { ResponseRecord, StoredProblem, VerdictRecord } from "../eval/benchmark/types.ts";
import { oneLine } from "../text/text.ts";
import { number, refuse } from "./options.ts";
import { openPrmFromFlags } from "./prm-flags.ts";
import { withCount } from "./session.ts";
import { printEnd, printJson, say } from "./streams.ts";
import { checkVerifier } from "./verifier-flags.ts";

export interface JudgeFlags {
  prm?: string;
  prmTokenizer?: string;
  prmServerModel?: string;
  judgeUrl?: string;
  judgeModel?: string;
  threshold: number;
  verifier: "rules" | "hybrid" | "model";
  verifierUrl?: string;
  verifierModel?: string;
  json?: boolean;
}

export function withJudgeFlags(command: Command): Command {
  return command
    .option(
      "--prm <source>",
      "process reward model that judges the steps: directory, hub id, or URL of a vLLM server",
    )
    .option("--prm-tokenizer <directory>", "its tokenizer in place of its own; a server's model needs it")
    .option("--prm-server-model <name>", "its name on the server, whose key is in PURE_PRM_KEY")
    .option("--threshold <p>", "a step is taken for wrong where its p(good) is below", number(0, 1), 0.5)
    .option(
      "--judge-url <url>",
      "OpenAI-compatible endpoint that judges the steps, whose key is in PURE_JUDGE_KEY",
    )
    .option("--judge-model <name>", "name of the judge's model there")
    .addOption(
      new Option("--verifier <kind>", "who compares answers; hybrid asks a model where rules do not accept")
        .choices(["rules", "hybrid", "model"])
        .default("rules"),
    )
    .option("--verifier-url <url>", "of the verifier's model, whose key is in PURE_VERIFY_KEY")
    .option("--verifier-model <name>", "name of the verifier's model there");
}

/** Their names, as commander has them. */
export const judgeOptions = (): string[] =>
  withJudgeFlags(new Command()).options.map((option) => option.attributeName());

/** Who judges, opened; `close` ends all of it. */
interface Judges {
  settings: Omit<JudgeSettings, "judging" | "onJudged" | "signal">;
  verifier: Evaluation["verifier"];
  chain: Evaluation["chain"];
  close(): Promise<void>;
}

async function openJudges(directory: string, flags: JudgeFlags): Promise<Judges> {
  const { prm: source, judgeUrl, judgeModel, threshold } = flags;
  const { openVerifier } = await import("../verify/open.ts");
  const { verifierVersion } = await import("../verify/version.ts");
  const verifier = await openVerifier({
    ...{ kind: flags.verifier, url: flags.verifierUrl ?? null, model: flags.verifierModel ?? null },
    ...{ concurrency: 8, timeoutSeconds: 60, attempts: 4 },
  });
  const kind = flags.verifier === "rules" ? "rules" : `${flags.verifier}, ${flags.verifierModel}`;
  const judges: Judges = {
    settings: { verifier, prm: null, chainJudge: null },
    verifier: { kind, version: verifierVersion() },
    chain: null,
    close: () => verifier.close(),
  };
  if (source !== undefined) {
    const { ScoreFile, scoredBy } = await import("../eval/prm-scores.ts");
    const { isServer } = await import("../common/server-address.ts");
    const tokenizer = flags.prmTokenizer;
    if (flags.prmServerModel !== undefined && !isServer(source))
      throw new UsageError(`--prm-server-model is of a server, and ${source} computes here`);
    const model = await openPrmFromFlags({ prm: source, serverModel: flags.prmServerModel, tokenizer });
    const by = await scoredBy(model, tokenizer);
    const scores = await ScoreFile.open(join(directory, "scores.jsonl"), by);
    judges.settings.prm = { model, scores, threshold };
    judges.chain = { by: "prm", name: model.name, threshold, files: by.files };
    judges.close = async () => {
      await verifier.close();
      await model.dispose();
    };
  } else if (judgeUrl !== undefined && judgeModel !== undefined) {
    const { JudgementFile, openChainJudge, rememberingJudge } = await import("../eval/benchmark/chain.ts");
    const kept = await JudgementFile.open(join(directory, "judgements.jsonl"));
    const judge = await openChainJudge({
      ...{ url: judgeUrl, model: judgeModel, key: process.env.PURE_JUDGE_KEY },
      ...{ concurrency: 8, timeoutSeconds: 300, attempts: 4, answerTokens: 4096 },
    });
    judges.settings.chainJudge = rememberingJudge(judge, judgeModel, kept);
    judges.chain = { by: "judge", name: judgeModel, threshold: null, files: [] };
  }
  return judges;
}

/** Opens who judges and closes it again: a wrong address, key or model is known before responses are asked for. */
export async function tryJudges(directory: string, flags: JudgeFlags): Promise<void> {
  await (await openJudges(directory, flags)).close();
}

/** Says so where steps were judged before and now nobody does: those figures go. */
async function sayWhatGoes({ path }: EvaluationDirectory, { chain }: Judges): Promise<void> {
  const { readJson } = await import("../eval/run-files.ts");
  const before = await readJson<Partial<Evaluation>>(join(path, "eval.json"));
  if (!before?.chain || chain) return;
  const { by, name } = before.chain;
  const flag = by === "prm" ? "--prm" : "--judge-url and --judge-model";
  say(
    `Warning: the figures of steps, which ${oneLine(String(name))} judged before, are left out; ${flag} brings them back`,
  );
}

/**
 * Judges every response of the directory, writes verdicts.jsonl, eval.json and the report, and shows the table; null: it
 * was interrupted, which is said.
 */
export async function judgedAndShown(
  directory: EvaluationDirectory,
  flags: JudgeFlags,
): Promise<VerdictRecord[] | null> {
  const { judgeResponses } = await import("../eval/benchmark/judge.ts");
  const { responseKey } = await import("../eval/benchmark/directory.ts");
  const { evaluationResults } = await import("../eval/benchmark/figures.ts");
  const { askedOf } = await import("../eval/benchmark/problem-values.ts");
  const { evaluationEnd, writeEvalReport } = await import("../report/evaluation.ts");
  const { json = false } = flags;
  const { setup, problems, path } = directory;
  const { greedy, samples } = setup.sampling;
  const wanted = [...(greedy ? (["greedy"] as const) : []), ...Array(samples).keys()];
  const responsesOf = ({ suite, id }: StoredProblem): ResponseRecord[] =>
    wanted.flatMap((sample) => directory.responses.get(responseKey({ suite, problem: id, sample })) ?? []);
  const judging = new Map(setup.suites.map((suite) => [suite.name, suite.judging]));
  const judges = await openJudges(path, flags);
  await sayWhatGoes(directory, judges);
  let verdicts: VerdictRecord[] | null;
  try {
    const more = judges.chain === null ? "" : ", and the flags that say who judges the steps";
    const session = {
      ...{ label: "Judging", json, onInterrupt: "Stopping; the responses stay." },
      stopped: () => `Stopped; judge what is there with: pure eval rescore ${path}${more}`,
    };
    verdicts = await withCount(session, (onJudged, signal) => {
      const of = (suite: string) => judging.get(suite) ?? {};
      return judgeResponses(problems, responsesOf, { ...judges.settings, judging: of, onJudged, signal });
    });
  } finally {
    await judges.close();
  }
  if (verdicts === null) return null;
  await directory.writeVerdicts(verdicts);
  const suites = setup.suites.map(({ name }) => ({
    name,
    problems: problems.filter(({ suite }) => suite === name),
  }));
  const asked = askedOf({ ...setup, chain: judges.chain });
  const evaluation: Evaluation = {
    format: 1,
    ...setup,
    verifier: judges.verifier,
    chain: judges.chain,
    finished: new Date().toISOString(),
    results: evaluationResults(suites, verdicts, asked, setup.sampling.seed),
  };
  await directory.writeEvaluation(evaluation);
  const { report, runs } = await writeEvalReport(path, [path]);
  if (json) printJson({ type: "evaluated", directory: path, report, evaluation });
  else printEnd((looks) => evaluationEnd(runs, null, report, looks));
  return verdicts;
}

/** A PRM reads the steps, or a judge does. */
export function checkJudges(flags: JudgeFlags): void {
  const { judgeUrl, judgeModel, verifierUrl: url, verifierModel: model } = flags;
  const [prm, judge] = [flags.prm !== undefined, judgeUrl !== undefined];
  const ofPrm = (flags.prmTokenizer ?? flags.prmServerModel) !== undefined;
  refuse([
    [judge !== (judgeModel !== undefined), "--judge-url and --judge-model go together"],
    [prm && judge, "the steps are judged by --prm or by --judge-model, not by both"],
    [
      !prm && ofPrm,
      "--prm-tokenizer and --prm-server-model are of a process reward model; give it with --prm",
    ],
  ]);
  checkVerifier(flags.verifier, { url, model }, "verifier-");
}

// `pure eval`: a model on problem sets. Options are read here; what is done is eval/benchmark's.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { UsageError } from "../common/errors.ts";
import { groupBy } from "../common/grouping.ts";
import { packageVersion } from "../common/version.ts";
import type { EvaluationDirectory, FailureRecord } from "../eval/benchmark/directory.ts";
import type {
  Answerer,
  EvaluationSetup,
  GenerationSettings,
  ResponseRequest,
  StoredProblem,
  Suite,
} from "../eval/benchmark/types.ts";
import type { Model } from "../model/load.ts";
import { count } from "../text/format.ts";
import { oneLine, visible } from "../text/text.ts";
import { type DataFlags, dataOptions, withDataFlags } from "./data-flags.ts";
import {
  deviceByFlags,
  type EngineFlags,
  MODEL_SOURCE,
  remoteSampler,
  withEngineFlags,
} from "./engine-flags.ts";
import { evalReportCommand, evalRescoreCommand } from "./eval-again.ts";
import { checkJudges, type JudgeFlags, judgedAndShown, tryJudges, withJudgeFlags } from "./eval-judge.ts";
import { collect, integer, list, number, pattern, refuse } from "./options.ts";
import { nameOf } from "./prm-eval.ts";
import { withCount } from "./session.ts";
import { say } from "./streams.ts";

/** What is read of a run's configuration. */
type RunConfig = { data?: { answerPattern?: unknown } };

interface EvalFlags extends JudgeFlags, EngineFlags, DataFlags, GenerationSettings {
  server?: string;
  threads?: number;
  suite: string[];
  limit?: number;
  force?: boolean;
  template: string;
  system?: string;
  fewShot?: string;
  answerPattern?: string;
  greedy: boolean;
  samples: number;
  concurrency: number;
  attempts: number;
  timeout: number;
  out?: string;
}

const HELP = `
Suites: math500, amc23, aime24, minerva, olympiadbench, gsm8k, downloaded from Hugging Face; gsm8k=FILE takes one from a
file, and any other FILE, directory or data-set id is a suite of its own. With --server, --model is the name of the model
there (vLLM, SGLang, llama.cpp, a hosted one), and its key is in PURE_EVAL_KEY. --engine tinker asks a Tinker server.

One greedy response a problem, and --samples more at --temperature, for pass@k, maj@k and (with --prm) best-of-n.
CoT-pass@k, where an answer counts only if every step is right, needs --prm or --judge-model.

Writes setup.json, problems.jsonl, responses.jsonl, verdicts.jsonl, eval.json and report.html into --out. The same command
again goes on where it was stopped, and asks again what failed.

Examples
  pure eval --model runs/pure/checkpoints/60 --suite gsm8k --limit 200
  pure eval --model Qwen/Qwen2.5-Math-1.5B --server http://localhost:8000 --suite math500,amc23 --samples 16
  pure eval report eval/before eval/after`;

export function evalCommand(): Command {
  const command = new Command("eval")
    .description("Evaluate a model on problem sets: pass@k, maj@k, best-of-n, CoT-pass@k, with intervals")
    .option("-m, --model <source>", `${MODEL_SOURCE}; with --server its name there`)
    .option("--server <url>", "OpenAI-compatible server that the model is asked at")
    .option("--tokenizer <directory>", "tokenizer in place of the model's own")
    .option("--suite <names>", "problem sets, with commas between them", list)
    .option("--limit <n>", "so many problems of each suite, from its start", integer(1))
    .option("--force", "evaluate on problems that the model was trained on all the same")
    .option("--template <name>", "chat, qwen-math, plain, or a text with {problem} in it", "chat")
    .option("--system <text>", "system message of the chat")
    .option("--few-shot <file>", "worked examples before the problem: JSON lines with problem and solution")
    .option(
      "--answer-pattern <regex>",
      "finds the answer of a response, in place of the usual rules; a checkpoint has its run's, and '' takes the rules",
      pattern,
    )
    .option("--no-greedy", "no greedy response, only samples")
    .option("--samples <n>", "responses a problem at --temperature", integer(0), 0)
    .option("--max-tokens <n>", "longest response, in tokens", integer(1), 2048)
    .option("--temperature <T>", "of the samples", number(1e-6), 0.6)
    .option("--top-p <p>", "nucleus sampling of the samples; 1 is off", number(1e-6, 1), 0.95)
    .option("--stop <text>", "text that ends a response (may be given more than once)", collect, [])
    .option("--seed <n>", "seed of the sampling", integer(0), 0)
    .option("--threads <n>", "threads; one a core by default", integer(1))
    .option("--concurrency <n>", "requests under way at a time", integer(1), 32)
    .option("--attempts <n>", "attempts at a request", integer(1), 6)
    .option("--timeout <s>", "longest wait for the server's next word, in seconds", number(0.001), 300)
    .option("-o, --out <directory>", "where to write (default: eval/NAME)");
  return withJudgeFlags(withEngineFlags(withDataFlags(command, "test")))
    .option("--json", "events as JSON lines on standard output, the evaluation last")
    .addHelpText("after", HELP)
    .addCommand(evalReportCommand())
    .addCommand(evalRescoreCommand())
    .action(evaluate);
}

async function evaluate(flags: EvalFlags, command: Command): Promise<void> {
  check(flags, command);
  const { loadSuite } = await import("../eval/benchmark/suites.ts");
  const { promptsOf } = await import("../eval/benchmark/prompts.ts");
  const { requestsOf } = await import("../eval/benchmark/collect.ts");
  const { EvaluationDirectory } = await import("../eval/benchmark/directory.ts");
  const { exclusively } = await import("../common/lock.ts");
  const { limit, samples, greedy } = flags;
  const out = flags.out ?? join("eval", nameOf(flags.model));

  const answerPattern = await answerPatternOf(flags);
  const judging = answerPattern === null ? {} : { answerPattern };
  const suites: Suite[] = [];
  for (const spec of flags.suite) {
    const suite = await loadSuite(spec, { ...dataOptions(flags), judging });
    const same = suites.find(({ name }) => name === suite.name);
    if (same)
      throw new UsageError(
        `--suite names two sets ${suite.name}, ${same.report.source} and ${suite.report.source}; ` +
          "name each once, and a file as NAME=FILE to call it otherwise",
      );
    suites.push({ ...suite, problems: suite.problems.slice(0, limit) });
  }
  for (const { name, report, problems } of suites)
    say(
      oneLine(
        [`${name}: ${count(problems.length, "problem")} of ${report.source}`, ...report.notes].join("; "),
      ),
    );
  const contaminated = await guard(suites, flags);

  const { maxTokens, temperature, topP, stop, seed } = flags;
  const settings: GenerationSettings = { maxTokens, temperature, topP, stop, seed };
  const problems: StoredProblem[] = suites.flatMap(({ name, problems: own }) =>
    own.map((problem) => ({ suite: name, ...problem })),
  );
  const { template, system, fewShot, "engine.maxContext": maxContext } = flags;
  const longest = maxContext === undefined ? {} : { maxContext };
  const { prompts, setup: prompt } = await promptsOf(problems, { template, system, fewShot });
  const answerer = await openAnswerer(flags);
  try {
    const setup = setupOf(flags, suites, contaminated, {
      ...{ model: answerer.model, prompt, sampling: { ...settings, greedy, samples, ...longest } },
      firstPrompt: {
        suite: problems[0].suite,
        problem: problems[0].id,
        text: answerer.promptText(prompts[0]),
      },
    });
    const requests = requestsOf(problems, prompts, { greedy, samples });
    await exclusively(out, async () => {
      const directory = await EvaluationDirectory.open(out, setup, problems);
      if (requests.some((request) => !directory.has(request))) await tryJudges(out, flags);
      const failures = await ask(directory, answerer, requests, flags);
      if (failures === null) return;
      await answerer.dispose();
      await judgedAndShown(directory, flags);
      if (failures.length > 0) sayFailures(failures, out);
    });
  } finally {
    await answerer.dispose();
  }
}

/** Asks for what the directory lacks; what failed, or null: it was interrupted, which is said. */
async function ask(
  directory: EvaluationDirectory,
  answerer: Answerer,
  requests: readonly ResponseRequest[],
  { json = false, maxTokens, temperature, topP, stop, seed }: EvalFlags,
): Promise<FailureRecord[] | null> {
  const { collectResponses } = await import("../eval/benchmark/collect.ts");
  const settings: GenerationSettings = { maxTokens, temperature, topP, stop, seed };
  const { firstPrompt } = directory.setup;
  say(`The first prompt (${oneLine(firstPrompt.suite)}, problem ${oneLine(firstPrompt.problem)}):`);
  say(visible(firstPrompt.text).replace(/^/gm, "  │ "));
  const onInterrupt = "Stopping; the responses that came stay. Ctrl-C again stops at once.";
  const stopped = () => {
    const there = requests.filter((request) => directory.has(request)).length;
    return `Stopped; ${count(there, "response")} of ${requests.length} are in ${directory.path}.\nThe same command goes on from there.`;
  };
  return withCount({ label: "Responses", json, onInterrupt, stopped }, async (onDone, signal) => {
    const onAnswered = (done: number, tokens: number) => onDone(done, requests.length, tokens);
    const options = { signal, onAnswered };
    const result = await collectResponses(directory, answerer, requests, settings, options);
    return result.interrupted ? null : result.failures;
  });
}

function sayFailures(failures: readonly FailureRecord[], out: string): void {
  const reasons = groupBy(failures, ({ reason }) => reason);
  say(`error: ${count(failures.length, "request")} got no response, and their problems are left out:`);
  for (const [reason, all] of [...reasons].slice(0, 5)) say(`  ${all.length} × ${oneLine(reason)}`);
  say(`Which, is in ${join(out, "failures.jsonl")}; the same command asks them again.`);
  process.exitCode = 1;
}

function check(flags: EvalFlags, command: Command): void {
  const { model, suite = [], greedy, samples, tokenizer, threads } = flags;
  const atServer = flags.server !== undefined;
  const given = (name: string) => command.getOptionValueSource(name) === "cli";
  const ofEngine = ["url", "model", "server", "maxContext", "device"]
    .map((key) => `engine.${key}`)
    .find(given);
  const ofServer = ["concurrency", "attempts", "timeout"].find(given);
  refuse([
    [model === undefined, "give the model with --model"],
    [suite.length === 0, "give the problem sets with --suite, such as --suite gsm8k"],
    [!greedy && samples === 0, "--no-greedy leaves nothing to ask for; give --samples, 1 or more"],
  ]);
  checkJudges(flags);
  const isHere = (tokenizer ?? threads) !== undefined;
  refuse([
    [atServer && flags.engine === "tinker", "--server and --engine tinker name two places; give one of them"],
    [
      atServer && isHere,
      "--tokenizer and --threads are for a model that computes here, and there is a --server",
    ],
    [atServer && ofEngine !== undefined, `--${ofEngine} is of --engine, and the model is asked at --server`],
    [!atServer && ofServer !== undefined, `--${ofServer} is of requests to a --server, and there is none`],
  ]);
}

/** Where the responses come from. */
async function openAnswerer(flags: EvalFlags): Promise<Answerer> {
  const { model, server, tokenizer, threads, concurrency, attempts, timeout } = flags;
  if (server === undefined) {
    const remote = await remoteSampler(flags);
    if (remote && threads !== undefined)
      throw new UsageError("--threads is for a model that computes here, and this one is on a Tinker server");
    if (remote) return (await import("../eval/benchmark/engine-answerer.ts")).tinkerAnswerer(remote);
    const { embeddedAnswerer } = await import("../eval/benchmark/embedded.ts");
    const deviceFor = (loaded: Model) => deviceByFlags(flags, loaded);
    return embeddedAnswerer({ model, tokenizer, threads, maxContext: flags["engine.maxContext"], deviceFor });
  }
  const { serverAnswerer } = await import("../eval/benchmark/server.ts");
  const key = process.env.PURE_EVAL_KEY;
  return serverAnswerer({ url: server, model, key, concurrency, attempts, timeoutMs: 1000 * timeout });
}

/** What finds the answers: as asked for, else as in the run that a checkpoint is of, which is said; null: the usual rules. */
async function answerPatternOf({ model, server, answerPattern }: EvalFlags): Promise<string | null> {
  if (answerPattern !== undefined) return answerPattern === "" ? null : answerPattern;
  const { readJson, runOfCheckpoint } = await import("../eval/run-files.ts");
  const run = server === undefined ? runOfCheckpoint(model) : null;
  const config = run === null ? null : await readJson<RunConfig>(join(run, "config.json"));
  const own = config?.data?.answerPattern;
  if (run === null || typeof own !== "string") return null;
  say(
    `Answers are found by ${oneLine(own)}, as in ${run}; --answer-pattern takes another, and '' the usual rules`,
  );
  return own;
}

/** How many problems of each suite the model was trained on. Throws a UserError where there are some, unless forced. */
async function guard(suites: readonly Suite[], { model, server, engine, force = false }: EvalFlags) {
  // Of a model elsewhere only a checkpoint of ours says what it was trained on.
  if (server !== undefined || (engine === "tinker" && !existsSync(model))) return new Map<string, number>();
  const { contaminated, describeContamination, refuseContaminated } = await import(
    "../eval/benchmark/contamination.ts"
  );
  const { modelPath } = await import("../eval/prm-scores.ts");
  const found = await contaminated(await modelPath(model), suites);
  if (!force) refuseContaminated(model, found);
  else if (found.length > 0) say(`Warning: ${describeContamination(found)}`);
  return new Map(found.map(({ suite, problems }) => [suite, problems.length]));
}

function setupOf(
  { limit }: EvalFlags,
  suites: readonly Suite[],
  contaminated: ReadonlyMap<string, number>,
  rest: Pick<EvaluationSetup, "model" | "prompt" | "sampling" | "firstPrompt">,
): EvaluationSetup {
  return {
    software: { name: "pure-rl", version: packageVersion() },
    ...rest,
    suites: suites.map(({ name, problems, dataHash, judging, report }) => ({
      ...{ name, source: report.source, commit: report.commit ?? null, split: report.split ?? null },
      ...{ problems: problems.length, dataHash, judging, limit: limit ?? null },
      contaminated: contaminated.get(name) ?? 0,
    })),
  };
}

// `pure data`: what training would read of a data set, before anything trains. Findings are data/survey.ts's; here they are
// asked for and written.
import { Command } from "commander";
import pc from "picocolors";
import { UserError } from "../common/errors.ts";
import { groupBy } from "../common/grouping.ts";
import type { Lengths, Survey } from "../data/survey.ts";
import type { Suite } from "../eval/benchmark/types.ts";
import type { Tokenizer } from "../model/tokenizer.ts";
import { count, percent } from "../text/format.ts";
import { cap, oneLine, pad, visible } from "../text/text.ts";
import { type DataFlags, dataOptions, withDataFlags } from "./data-flags.ts";
import { integer, list } from "./options.ts";
import { printJson, takesColor } from "./streams.ts";

interface DataCommandFlags extends DataFlags {
  model?: string;
  tokenizer?: string;
  template?: string;
  system?: string;
  maxTokens: number;
  maxContext?: number;
  suite?: string[];
  limit?: number;
  show: number;
  json?: boolean;
}

const help = `
A source is a file (JSON, JSON lines, CSV, each also .gz or .zst; Parquet), a directory of them, or a data-set id
(owner/name, or owner/name@revision). Rows that are no problems are counted and named with file and line; training would
stop at the first, and the exit status is 1.
With --model: prompts as that model gets them, their lengths in tokens, and how many leave no room for a response.
Overlap is by the words, numbers and signs of the problems' texts. Without --suite it is looked for in those known
benchmarks that are in the Hub's cache; with it in the ones named, as in pure eval.`;

export function dataCommand(): Command {
  const command = new Command("data")
    .description(
      "What would be read of a data set: fields, problems, prompts, lengths, answers, repeats, faults",
    )
    .argument("<source>", "a file, a directory of files, or a data-set id")
    .option(
      "-m, --model <source>",
      "Hugging Face directory or id, or a GGUF file: its prompts and token lengths",
    )
    .option("--tokenizer <directory>", "tokenizer in place of the model's own")
    .option("--template <text>", "prompt with {problem} in it, in place of the chat template")
    .option("--system <text>", "system message of the chat")
    .option("--max-tokens <n>", "longest response, for which a prompt must leave room", integer(1), 512)
    .option("--max-context <n>", "tokens of prompt and response together (default: the model's)", integer(2))
    .option(
      "--suite <names>",
      "benchmarks to compare with, NAME, FILE or NAME=FILE, with commas between them",
      list,
    )
    .option("--limit <n>", "look at so many problems from the start", integer(1))
    .option("--show <n>", "problems shown", integer(0), 5);
  return withDataFlags(command, "train")
    .option("--json", "one JSON object on standard output")
    .addHelpText("after", help)
    .action(async (source: string, flags: DataCommandFlags) => {
      const { surveyProblems } = await import("../data/survey.ts");
      const { limit, show: examples, json, system, template } = flags;
      const model = flags.model === undefined ? null : await openTokenizer(flags);
      const { suites, missing } = await benchmarks(flags.suite);
      const room = model === null ? Number.POSITIVE_INFINITY : model.context - flags.maxTokens;
      if (room < 1)
        throw new UserError(
          `--max-tokens ${flags.maxTokens} leaves no room for a prompt in ${model?.context} tokens; give fewer, or more --max-context`,
        );
      const progress = createCounter();
      const survey = await surveyProblems(source, {
        ...{ ...dataOptions(flags), limit, examples, prompts: { system, template }, benchmarks: suites },
        tokenizer: model?.tokenizer,
        mostTokens: Number.isFinite(room) ? room : undefined,
        onProgress: progress.show,
      }).finally(progress.clear);
      const { bold } = pc.createColors(takesColor(process.stdout));
      if (json) printJson(survey);
      else process.stdout.write(describe(survey, flags, missing, bold));
      if (survey.faults.count > 0) process.exitCode = 1;
    });
}

/** The tokenizer, and the most tokens of prompt and response together. */
async function openTokenizer(flags: DataCommandFlags): Promise<{ tokenizer: Tokenizer; context: number }> {
  const { model = "", tokenizer: own, maxContext } = flags;
  const { loadModel, loadTokenizer } = await import("../model/load.ts");
  const isGguf = /\.gguf$/i.test(model);
  const loaded = isGguf ? await loadModel(model, { tokenizer: own }) : await loadTokenizer(model, own);
  const { maxPositions } = "config" in loaded ? loaded.config : loaded;
  const most = maxPositions ?? Number.POSITIVE_INFINITY;
  // One of them is kept for a process reward model's step token, as in training.
  return { tokenizer: loaded.tokenizer, context: Math.min(maxContext ?? most, most) - 1 };
}

/** The benchmarks named; without names, the known ones of the cache, and which are not in it. */
async function benchmarks(names: string[] | undefined): Promise<{ suites: Suite[]; missing: string[] }> {
  const { loadSuite, SUITE_NAMES } = await import("../eval/benchmark/suites.ts");
  const suites: Suite[] = [];
  const missing: string[] = [];
  for (const name of names ?? SUITE_NAMES) {
    try {
      suites.push(await loadSuite(name, { offline: names === undefined }));
    } catch (error) {
      if (names !== undefined || !(error instanceof UserError)) throw error;
      missing.push(name);
    }
  }
  return { suites, missing };
}

/** How many problems were read so far, on a terminal's standard error. */
function createCounter(): { show(problems: number): void; clear(): void } {
  const { stderr } = process;
  const live = stderr.isTTY === true && process.env.TERM !== "dumb";
  return {
    show: (problems) => {
      if (live && problems > 0) stderr.write(`\r${count(problems, "problem")} read…\u001b[K`);
    },
    clear: () => {
      if (live) stderr.write("\r\u001b[K");
    },
  };
}

/** Longest text of a problem or prompt shown, in characters; --json has them whole. */
const MOST_TEXT = 2000;
const BAR = 40;

function describe(
  survey: Survey,
  { model, suite }: DataCommandFlags,
  missing: readonly string[],
  bold: (text: string) => string,
): string {
  const { report, examples, lengths, tooLong, unreadable, repeats, contradictions, overlaps, faults } =
    survey;
  const { source, config, split, commit, problems, withAnswer } = report;
  const part = [
    config && `config ${config}`,
    split && `split ${split}`,
    commit && `commit ${commit.slice(0, 12)}`,
  ];
  const named = part.filter(Boolean).join(", ");
  const of = (some: number) => `${some.toLocaleString("en")} of ${problems.toLocaleString("en")}`;
  const out: string[] = [
    bold(`${oneLine(source)}${named && ` (${named})`}`),
    `${count(problems, "problem")}, ${withAnswer.toLocaleString("en")} with an answer` +
      (report.files.length > 1 ? `, in ${count(report.files.length, "file")}` : ""),
    "",
    bold("Fields"),
    ...fieldLines(survey),
  ];
  const section = (title: string, lines: readonly string[]) => {
    if (lines.length > 0) out.push("", bold(title), ...lines);
  };
  section(
    "Notes",
    report.notes.map((note) => `  ${oneLine(note)}`),
  );
  section(
    model === undefined ? "The first problems" : "The first prompts, to the letter",
    examples.flatMap(({ id, where, problem, prompt, tokens, answer }) => [
      `  ${oneLine(id)}, ${oneLine(where)}${tokens === null ? "" : `, ${count(tokens, "token")}`}`,
      ...visible(cap(prompt ?? problem, MOST_TEXT))
        .split("\n")
        .map((line) => `  │ ${line}`),
      `  answer: ${answer === null ? "none" : oneLine(cap(answer, 200))}`,
    ]),
  );
  section("Lengths", lengths === null ? [] : lengthLines(lengths, model));
  const findings: string[] = [];
  const find = (some: number, what: string, lines: readonly string[]) => {
    if (some === 0) return;
    findings.push(`  ${what}`, ...lines.map((line) => `    ${oneLine(cap(line, 400))}`));
    if (some > lines.length && lines.length > 0) findings.push("    …");
  };
  if (tooLong)
    find(
      tooLong.count,
      `Longer than ${tooLong.limit.toLocaleString("en")} tokens, and skipped in training: ${of(tooLong.count)} prompts`,
      tooLong.first.map(({ where, tokens }) => `${where}: ${count(tokens, "token")}`),
    );
  if (problems > 0 && withAnswer === 0) {
    const unused = [...new Set(report.files.flatMap(unusedFields))].join(", ");
    findings.push(
      `  Without an answer, which verifiable rewards need: ${of(problems)} problems`,
      `    name its field by --answer-field (not used: ${unused === "" ? "none" : oneLine(cap(unused, 300))})`,
    );
  }
  find(
    unreadable.count,
    `Not to be judged by: ${count(unreadable.count, "answer")}`,
    unreadable.first.map(
      ({ where, answer, reason }) => `${where}: ${JSON.stringify(cap(answer, 100))}: ${reason}`,
    ),
  );
  find(
    repeats.count,
    `With the text of one before: ${of(repeats.count)} problems`,
    repeats.first.map(({ where, before }) => `${where}: as ${before}`),
  );
  find(
    contradictions.count,
    `And another answer than it: ${count(contradictions.count, "problem")}`,
    contradictions.first.map(
      ({ where, answer, before, answerBefore }) =>
        `${where}: ${JSON.stringify(cap(answer, 60))}, and ${before}: ${JSON.stringify(cap(answerBefore, 60))}`,
    ),
  );
  for (const { name, shared, total, first } of overlaps)
    find(
      shared,
      `In the benchmark ${oneLine(name)} too: ${shared.toLocaleString("en")} of its ${count(total, "problem")}`,
      first.map(({ where, id }) => `${where}: ${id}`),
    );
  find(faults.count, `No problem, so that training stops there: ${count(faults.count, "row")}`, faults.first);
  section("Findings", findings);
  const compared = overlaps.filter(({ shared }) => shared === 0).map(({ name }) => name);
  const rest = [
    ...(findings.length === 0 ? ["Nothing is wrong with it."] : []),
    ...(compared.length > 0 ? [`None of it is in ${compared.join(", ")}.`] : []),
    ...(suite === undefined && missing.length > 0
      ? [`Not compared with ${missing.join(", ")}, which are not in the cache; --suite NAME fetches one.`]
      : []),
  ];
  if (rest.length > 0) out.push("", ...rest);
  return `${out.join("\n")}\n`;
}

/** What each field is taken as; one block for all files that have the same. */
function fieldLines({ report }: Survey): string[] {
  const blocks = groupBy(report.files, (file) => {
    const rest = unusedFields(file);
    const lines = usedFields(file).map(
      ([key, name]) => `  ${pad(key === "prompt" ? "problem" : key, 10)}${oneLine(name)}`,
    );
    if (rest.length > 0) lines.push(`  ${pad("unused", 10)}${oneLine(rest.join(", "))}`);
    return lines.join("\n");
  });
  return [...blocks].flatMap(([block, files]) => [
    ...(blocks.size > 1 ? [`  of ${count(files.length, "file")}:`] : []),
    block,
  ]);
}

type FileFields = Survey["report"]["files"][number];

const usedFields = ({ fields }: FileFields) =>
  Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== null);

function unusedFields(file: FileFields): string[] {
  const names = usedFields(file).map(([, name]) => name);
  const columns = names.flatMap((name) => name.split("+")).map((name) => name.split(".")[0]);
  return file.there.filter((name) => !columns.includes(name) && !names.includes(name));
}

function lengthLines(
  { unit, smallest, p50, p90, p99, largest, bins }: Lengths,
  model: string | undefined,
): string[] {
  const most = Math.max(...bins.map((bin) => bin.count));
  const shown = (value: number) => value.toLocaleString("en");
  const all = bins.reduce((sum, bin) => sum + bin.count, 0);
  const span = (from: number, to: number) =>
    to === from + 1 ? shown(from) : `${shown(from)}–${shown(to - 1)}`;
  const width = Math.max(...bins.map(({ from, to }) => span(from, to).length));
  return [
    `  ${unit} of ${model === undefined ? "the problem's text" : "the prompt"}: ${shown(smallest)} to ${shown(largest)}; ` +
      `half have ${shown(p50)} or fewer, 90% ${shown(p90)}, 99% ${shown(p99)}`,
    ...bins.map(
      ({ from, to, count: some }) =>
        `  ${pad(span(from, to), width, "right")}  ${pad("█".repeat(Math.ceil((BAR * some) / most)), BAR)}  ${percent(some / all)}`,
    ),
  ];
}

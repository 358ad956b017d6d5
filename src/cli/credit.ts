// `pure credit`: credit for rollouts of any framework, JSON lines in and out.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { Command, Option } from "commander";
import { UsageError, UserError } from "../common/errors.ts";
import { writeWhole, writeWholePieces } from "../common/whole-file.ts";
import {
  type CreditGroup,
  type CreditSettings,
  creditChoices,
  creditGroup,
  defaultCreditSettings,
  estimateTrust,
  estimatorRules,
  nextTrustState,
  presets,
  type ResponseCredit,
  resolveCreditSettings,
  sumEvidence,
  type Trust,
  type TrustEvidence,
  type TrustState,
  trustEvidence,
  whitenCredits,
  whitens,
} from "../credit/index.ts";
import { checkFinite, parseRolloutLine, withCredit } from "../credit/rollouts.ts";
import { linesOf } from "../data/lines.ts";
import { count, decimal, percent } from "../text/format.ts";
import { jsonLines, openInput, say, writeJsonLines } from "./streams.ts";

type CreditFlags = Partial<CreditSettings> & {
  preset?: keyof typeof presets;
  out?: string;
  trust?: boolean;
  trustState?: string;
};

const inputHelp = `
Input: JSON lines, one group (the responses of one prompt) a line:
  {"id", "maxLength", "responses": [{"length", "steps": [{"end", "score"}], "verifiable": 0 | 1 | null,
    "logprobs"?, "refLogprobs"?, "values"?}]}
  length      response tokens; maxLength is the longest a response can be
  steps       end: index of the step's last token, increasing; score: its process reward. [] without a PRM.
              Tokens after the last end belong to no step and get no process reward.
  verifiable  1 right, 0 wrong, null where the prompt has no reference answer
  logprobs    one number a token, of the sampling policy; with refLogprobs, of the reference policy, KL is
              subtracted from the rewards
  values      one number a token, for estimator gae
Output: the same objects, and in each response transformed (r*, a number a step), returns and advantages (a number
a token); where tokens have no loss also mask (0: none on the token): step ends with baseline openrlhf, the responses that
estimator prof removes, and those without a reward. With preset verl (baseline total), returns
are less their baseline, as that implementation reports them. Whitening reads the whole input before it writes.
Trust: with --trust-state FILE, how process rewards went with verifiable ones in this input is added to FILE as one
training step; it holds the last 20. What they come to is said on standard error, before this input, and with --trust
weighs its process rewards: at the first call 0, so that verifiable rewards alone count.`;

export function creditCommand(): Command {
  const command = new Command("credit")
    .description("Credit assignment for rollouts of any framework: step rewards in, advantages a token out")
    .argument("[input]", "file of JSON lines; - or nothing reads standard input")
    .option("--out <file>", "write here instead of to standard output")
    .option("--trust", "weigh process rewards by how well those of earlier calls predicted verifiable ones")
    .option(
      "--trust-state <file>",
      "where what tells of that is kept from call to call; made where it is missing",
    );
  /** A setting that is one of some names, or a number: with its usual value. */
  const choice = (flags: string, key: keyof typeof creditChoices, text: string): Option => {
    const option = new Option(flags, `${text}: ${creditChoices[key].join(", ")}`);
    command.addOption(option.default(defaultCreditSettings[key]));
    return option.argParser((value) => oneOf(creditChoices[key], value, longName(flags)));
  };
  const number = (
    flags: string,
    key: Exclude<keyof CreditSettings, keyof typeof creditChoices>,
    text: string,
  ) => {
    const option = new Option(flags, text).default(defaultCreditSettings[key]);
    command.addOption(option.argParser((value) => parseNumber(value, longName(flags))));
  };
  choice("--form <form>", "form", "credit assignment");
  number("--temperature <T>", "temperature", "softmax temperature of the min form; others have none");
  number("--gamma <gamma>", "gamma", "discount: a step for the sum form, a token for reinforce++ and gae");
  number("--lambda <lambda>", "lambda", "lambda of estimator gae; others have none");
  choice("--baseline <baseline>", "baseline", "what is subtracted from returns");
  choice("--estimator <estimator>", "estimator", "advantage estimator");
  number("--kl-coefficient <beta>", "klCoefficient", "weight of the KL to the reference policy");
  choice("--kl-estimator <estimator>", "klEstimator", "estimate of the KL");
  choice("--whiten [scope]", "whiten", "whiten advantages over the whole input").preset("batch");
  number(
    "--process-coefficient <c>",
    "processCoefficient",
    "weight of the process rewards; 0: they are none",
  );
  number("--verifiable-coefficient <c>", "verifiableCoefficient", "weight of the verifiable reward");
  number("--max-length <tokens>", "maxLength", "N of the token-level baseline, not each line's own");
  return command
    .option(
      "--preset <name>",
      `settings of an implementation, under the other flags given: ${presetNames.join(", ")}`,
      (value: string) => oneOf(presetNames, value, "--preset"),
    )
    .addHelpText("after", inputHelp)
    .action(async (input: string | undefined) => {
      const settings = resolveFlags(command);
      const { out, trust = false, trustState: file } = command.opts<CreditFlags>();
      if (trust && estimatorRules[settings.estimator].form === "none")
        throw new UsageError(
          `--trust weighs process rewards, and to estimator ${settings.estimator} they are none; leave it out`,
        );
      if (file === undefined) {
        if (trust) throw new UsageError("--trust needs --trust-state FILE, which tells of earlier calls");
        await write(credited(readLines(input), settings), out);
        return;
      }
      const state = await readTrustState(file);
      const before = estimateTrust(state);
      const processCoefficient = settings.processCoefficient * (trust ? before.value : 1);
      const evidence: TrustEvidence[] = [];
      const groups = credited(readLines(input), { ...settings, processCoefficient }, evidence);
      // What nobody read to its end is no step.
      if (!(await write(groups, out))) return;
      const after = nextTrustState(state, sumEvidence(evidence));
      await allowed(file, "written", writeWhole(file, `${JSON.stringify({ steps: after }, null, 2)}\n`));
      say(trustLine(before, trust, state.length));
    });
}

const presetNames = Object.keys(presets) as (keyof typeof presets)[];

/** A line of input that is not blank, and "file:line", where it was found. */
interface Line {
  text: string;
  where: string;
}

/**
 * The groups with their credit: each as soon as it is read, or all at the end where advantages are whitened. What each
 * group tells of the trust is added to `evidence`.
 */
async function* credited(
  lines: AsyncIterable<Line>,
  settings: CreditSettings,
  evidence?: TrustEvidence[],
): AsyncGenerator<object> {
  // Kept for whitening: the text of a group and its credit. The object is parsed again when it is written.
  const kept: (Line & { credits: ResponseCredit[] })[] = [];
  for await (const { text, where } of lines) {
    const { source, group } = parseRolloutLine(text, where, settings.maxLength);
    const credits = creditLine(group, settings, where);
    evidence?.push(trustEvidence([group], settings));
    if (whitens(settings)) {
      checkFinite(credits, where);
      kept.push({ text, where, credits });
    } else yield withCredit(source, credits, where);
  }
  if (kept.length > 0) whitenCredits(kept.flatMap(({ credits }) => credits));
  for (const { text, where, credits } of kept) yield withCredit(JSON.parse(text), credits, where);
}

function creditLine(group: CreditGroup, settings: CreditSettings, where: string): ResponseCredit[] {
  try {
    return creditGroup(group, settings);
  } catch (error) {
    if (error instanceof RangeError) throw new UserError(`${where}: ${error.message}`);
    throw error;
  }
}

async function* readLines(input: string | undefined): AsyncGenerator<Line> {
  const { name, chunks } = openInput(input);
  let number = 0;
  let groups = 0;
  for await (const text of linesOf(chunks)) {
    number++;
    if (text.trim() === "") continue;
    groups++;
    yield { text, where: `${name}:${number}` };
  }
  if (groups === 0) throw new UserError(`${name}: no groups; it must hold one JSON object a line`);
}

/** The state in `file`; none where it does not exist. */
async function readTrustState(file: string): Promise<TrustState> {
  if (!existsSync(file)) return [];
  const text = await allowed(file, "read", readFile(file, "utf8"));
  try {
    const { steps } = JSON.parse(text) as { steps: TrustEvidence[] };
    const figures = Object.keys(sumEvidence([])) as (keyof TrustEvidence)[];
    if (steps.every((step) => figures.every((figure) => Number.isFinite(step[figure])))) return steps;
  } catch {
    // No JSON, or none of this form: said below.
  }
  throw new UserError(
    `${file}: is no trust state; it must be a file that --trust-state has written, or not be there yet`,
  );
}

/** "Trust 0.63, by 20 earlier steps: correlation 0.33 ± 0.08, 412 pairs, 71.2% ranked right". */
function trustLine(trust: Trust, applied: boolean, steps: number): string {
  const { value, correlation, standardError, pairs, ranking } = trust;
  const name = applied ? "Trust" : "Trust (not applied)";
  const r = correlation === null ? "none yet" : `${decimal(correlation, 2)} ± ${decimal(standardError!, 2)}`;
  const ranked = ranking === null ? "" : `, ${percent(ranking)} ranked right`;
  return `${name} ${decimal(value, 2)}, by ${count(steps, "earlier step")}: correlation ${r}, ${count(pairs, "pair")}${ranked}`;
}

/** To standard output, or to `out`, which appears only when it is complete. False: the reader had seen enough. */
async function write(groups: AsyncIterable<object>, out: string | undefined): Promise<boolean> {
  if (out === undefined) return writeJsonLines(groups);
  await allowed(out, "written", writeWholePieces(out, jsonLines(groups)));
  return true;
}

/** What `work` gives; where the system refuses, a UserError says that `file` cannot be `done`. */
async function allowed<T>(file: string, done: "read" | "written", work: Promise<T>): Promise<T> {
  return work.catch((error: Error) => {
    if (error instanceof UserError) throw error;
    throw new UserError(`${file}: cannot be ${done} (${error.message})`, { cause: error });
  });
}

function oneOf<Choice extends string>(choices: readonly Choice[], value: string, flag: string): Choice {
  const choice = choices.find((each) => each === value);
  if (choice === undefined) throw new UsageError(`${flag}: ${value} is none of ${choices.join(", ")}`);
  return choice;
}

function longName(flags: string): string {
  return flags.split(" ")[0];
}

function parseNumber(value: string, flag: string): number {
  const number = Number(value);
  if (value.trim() === "" || !Number.isFinite(number))
    throw new UsageError(`${flag}: ${value} is not a number`);
  return number;
}

/** The preset, if any, under the flags that were given; every other flag is at its default anyway. */
function resolveFlags(command: Command): CreditSettings {
  const { preset, out: _, trust: __, trustState: ___, ...flags } = command.opts<CreditFlags>();
  const given = Object.entries(flags).filter(([key]) => command.getOptionValueSource(key) !== "default");
  try {
    return resolveCreditSettings({ ...(preset ? presets[preset] : {}), ...Object.fromEntries(given) });
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

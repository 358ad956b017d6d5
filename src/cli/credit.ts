// `pure credit`: credit for rollouts of any framework, JSON lines in and out.
import { type FileHandle, open } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Command, Option } from "commander";
import {
  type CreditGroup,
  type CreditSettings,
  creditChoices,
  creditGroup,
  defaultCreditSettings,
  presets,
  type ResponseCredit,
  resolveCreditSettings,
  whitenCredits,
  whitens,
} from "../credit/index.ts";
import { parseRolloutLine, withCredit } from "../credit/rollouts.ts";
import { linesOf } from "../data/lines.ts";
import { UsageError, UserError } from "../errors.ts";
import { writeWholePieces } from "../whole-file.ts";

type CreditFlags = Partial<CreditSettings> & { preset?: keyof typeof presets; out?: string };

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
are less their baseline, as that implementation reports them. Whitening reads the whole input before it writes.`;

/** The command `pure credit [input]`. */
export function creditCommand(): Command {
  const command = new Command("credit")
    .description("Credit assignment for rollouts of any framework: step rewards in, advantages a token out")
    .argument("[input]", "file of JSON lines; - or nothing reads standard input")
    .option("--out <file>", "write here instead of to standard output");
  const choice = (flags: string, key: keyof typeof creditChoices, text: string) =>
    new Option(flags, `${text}: ${creditChoices[key].join(", ")}`)
      .default(defaultCreditSettings[key])
      .argParser((value) => oneOf(creditChoices[key], value, longName(flags)));
  const number = (flags: string, text: string, initial: number | undefined) =>
    new Option(flags, text).default(initial).argParser((value) => parseNumber(value, longName(flags)));
  const { temperature, gamma, lambda, klCoefficient, processCoefficient, verifiableCoefficient } =
    defaultCreditSettings;
  const preset = new Option(
    "--preset <name>",
    `settings of an implementation, under the other flags given: ${presetNames.join(", ")}`,
  ).argParser((value) => oneOf(presetNames, value, "--preset"));
  return command
    .addOption(choice("--form <form>", "form", "credit assignment"))
    .addOption(number("--temperature <T>", "softmax temperature of the min form", temperature))
    .addOption(
      number("--gamma <gamma>", "discount: a step for the sum form, a token for reinforce++ and gae", gamma),
    )
    .addOption(number("--lambda <lambda>", "lambda of estimator gae", lambda))
    .addOption(choice("--baseline <baseline>", "baseline", "what is subtracted from returns"))
    .addOption(choice("--estimator <estimator>", "estimator", "advantage estimator"))
    .addOption(number("--kl-coefficient <beta>", "weight of the KL to the reference policy", klCoefficient))
    .addOption(choice("--kl-estimator <estimator>", "klEstimator", "estimate of the KL"))
    .addOption(choice("--whiten [scope]", "whiten", "whiten advantages over the whole input").preset("batch"))
    .addOption(
      number(
        "--process-coefficient <c>",
        "weight of the process rewards; 0: they are none",
        processCoefficient,
      ),
    )
    .addOption(
      number("--verifiable-coefficient <c>", "weight of the verifiable reward", verifiableCoefficient),
    )
    .addOption(
      number("--max-length <tokens>", "N of the token-level baseline, not each line's own", undefined),
    )
    .addOption(preset)
    .addHelpText("after", inputHelp)
    .action(async (input: string | undefined) => {
      const settings = resolveFlags(command);
      await write(creditLines(readLines(input), settings), command.opts<CreditFlags>().out);
    });
}

const presetNames = Object.keys(presets) as (keyof typeof presets)[];

/** A line of input that is not blank, and "file:line", where it was found. */
interface Line {
  text: string;
  where: string;
}

/** Output lines, one a group: each as soon as it is read, or all at the end where advantages are whitened. */
async function* creditLines(lines: AsyncIterable<Line>, settings: CreditSettings): AsyncGenerator<string> {
  // Kept for whitening: the text of a group and its credit. The object is parsed again when it is written.
  const kept: { text: string; credits: ResponseCredit[] }[] = [];
  for await (const { text, where } of lines) {
    const { source, group } = parseRolloutLine(text, where, settings.maxLength);
    const credits = creditLine(group, settings, where);
    if (whitens(settings)) kept.push({ text, credits });
    else yield `${JSON.stringify(withCredit(source, credits))}\n`;
  }
  if (kept.length > 0) whitenCredits(kept.flatMap(({ credits }) => credits));
  for (const { text, credits } of kept) yield `${JSON.stringify(withCredit(JSON.parse(text), credits))}\n`;
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
  const name = input === undefined || input === "-" ? "standard input" : input;
  const file = name === input ? await openInput(input) : undefined;
  let number = 0;
  let groups = 0;
  const stream = file?.createReadStream({ autoClose: false }) ?? process.stdin;
  stream.setEncoding("utf8");
  try {
    for await (const text of linesOf(stream)) {
      number++;
      if (text.trim() === "") continue;
      groups++;
      yield { text, where: `${name}:${number}` };
    }
  } finally {
    await file?.close();
  }
  if (groups === 0) throw new UserError(`${name}: no groups; it must hold one JSON object a line`);
}

async function openInput(path: string): Promise<FileHandle> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`${path}: ${error.code === "ENOENT" ? "no such file" : error.message}`);
  });
  if ((await file.stat()).isDirectory()) {
    await file.close();
    throw new UserError(`${path}: is a directory; it must be a file of JSON lines`);
  }
  return file;
}

/** To standard output, or to `out`, which appears only when it is complete. */
async function write(lines: AsyncIterable<string>, out: string | undefined): Promise<void> {
  if (out === undefined) {
    await pipeline(Readable.from(lines), process.stdout, { end: false }).catch(
      (error: NodeJS.ErrnoException) => {
        // The reader of the pipe has seen enough (`| head`).
        if (error.code !== "EPIPE") throw error;
      },
    );
    return;
  }
  await writeWholePieces(out, lines).catch((error) => {
    if (error instanceof UserError) throw error;
    throw new UserError(`${out}: cannot be written (${(error as Error).message})`, { cause: error });
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
  const { preset, out: _, ...flags } = command.opts<CreditFlags>();
  const given = Object.entries(flags).filter(([key]) => command.getOptionValueSource(key) !== "default");
  try {
    return resolveCreditSettings({ ...(preset ? presets[preset] : {}), ...Object.fromEntries(given) });
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

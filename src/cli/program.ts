// The program `pure`: which commands there are. Each command's module is loaded only when
// the command is named, so that --help and short commands answer at once.
import { Command, CommanderError } from "commander";
import { nearest } from "../common/nearest.ts";
import { packageVersion } from "../common/version.ts";
import { reportError } from "./report-error.ts";

/** What each command is for, and the module whose `NAMECommand` makes it. */
const commands: Readonly<Record<string, [summary: string, load: () => Promise<object>]>> = {
  demo: ["the whole method on generated arithmetic, in minutes", () => import("./demo.ts")],
  data: ["what would be read of a data set: fields, problems, prompts, faults", () => import("./data.ts")],
  train: ["reinforcement fine-tuning with process rewards (PURE)", () => import("./train.ts")],
  sft: ["supervised fine-tuning", () => import("./train.ts")],
  prm: ["process reward models: label, train, eval, score, probe", () => import("./prm.ts")],
  eval: ["a model on benchmarks: pass@k, maj@k, best-of-n; compare, rescore", () => import("./eval.ts")],
  sample: ["prompts in, responses with log-probabilities out", () => import("./sample.ts")],
  verify: ["is this the right answer? pairs in, verdicts out", () => import("./verify.ts")],
  credit: ["credit assignment for rollouts of any framework", () => import("./credit.ts")],
  compare: ["variants of one configuration under equal budgets", () => import("./compare.ts")],
  plan: ["time, traffic and driver load of a training on a cluster", () => import("./plan.ts")],
  dash: ["runs on a local page, live; export: one as a file", () => import("./dash.ts")],
  export: [
    "a checkpoint as other programs read it: Hugging Face, PEFT, GGUF, ONNX",
    () => import("./export.ts"),
  ],
  report: ["build the report of a run or comparison again", () => import("./report.ts")],
  doctor: ["what this machine has, and what computes on it", () => import("./doctor.ts")],
};

/** The program with the modules of those commands loaded that `words` (the arguments) name. */
export async function createProgram(words: readonly string[]): Promise<Command> {
  const program = new Command("pure")
    .description("Reinforcement fine-tuning of language models with process rewards, in Node.")
    .version(packageVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print help; pure COMMAND --help for a command")
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText("after", "\nStart with: pure demo");
  for (const [name, [summary, load]] of Object.entries(commands)) {
    if (words.includes(name)) {
      const makers = (await load()) as Record<string, () => Command>;
      adopt(program, makers[`${name}Command`]().summary(summary));
    } else program.command(name).description(summary);
  }
  return program;
}

/** Adds `command`, which, with its own subcommands, throws instead of exiting. */
function adopt(parent: Command, command: Command): void {
  const override = (child: Command) => {
    child.exitOverride();
    child.commands.forEach(override);
  };
  override(command);
  parent.addCommand(command);
}

/** Runs the program. Returns the exit status: 0 done, 1 failed, 2 wrong use, 130 interrupted. */
export async function run(words: readonly string[]): Promise<number> {
  let program: Command | undefined;
  try {
    program = await createProgram(words);
    await program.parseAsync(words, { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError && error.code === "commander.excessArguments")
      process.stderr.write(meant(program, words));
    return reportError(error);
  }
}

/** The subcommand that one of `words` is near, which a command that does something by itself takes for an argument. */
function meant(program: Command | undefined, words: readonly string[]): string {
  const command = program?.commands.find((child) => child.name() === words[0]);
  const names = command?.commands.map((child) => child.name()) ?? [];
  const near = words.slice(1).flatMap((word) => nearest(word, names) ?? []);
  return near.length === 0 ? "" : `(Did you mean ${near[0]}?)\n`;
}

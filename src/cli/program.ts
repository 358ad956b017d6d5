// The program `pure`: which commands there are. Each command's module is loaded only when
// the command is named, so that --help and short commands answer at once.
import { Command, CommanderError } from "commander";
import { nearest } from "../common/nearest.ts";
import { packageVersion } from "../common/version.ts";
import { reportError } from "./report-error.ts";

const summaries = {
  demo: "the whole method on generated arithmetic, in minutes",
  data: "what would be read of a data set: fields, problems, prompts, faults",
  train: "reinforcement fine-tuning with process rewards (PURE)",
  sft: "supervised fine-tuning",
  prm: "process reward models: label, train, eval, score, probe",
  eval: "a model on benchmarks: pass@k, maj@k, best-of-n; compare, rescore",
  sample: "prompts in, responses with log-probabilities out",
  verify: "is this the right answer? pairs in, verdicts out",
  credit: "credit assignment for rollouts of any framework",
  compare: "variants of one configuration under equal budgets",
  plan: "time, traffic and driver load of a training on a cluster",
  dash: "runs on a local page, live; export: one as a file",
  export: "a checkpoint as other programs read it: Hugging Face, PEFT, GGUF, ONNX",
  report: "build the report of a run or comparison again",
  doctor: "what this machine has, and what computes on it",
};

const loaders: Record<keyof typeof summaries, () => Promise<Command>> = {
  demo: async () => (await import("./demo.ts")).demoCommand(),
  data: async () => (await import("./data.ts")).dataCommand(),
  train: async () => (await import("./train.ts")).trainCommand(),
  sft: async () => (await import("./train.ts")).sftCommand(),
  prm: async () => (await import("./prm.ts")).prmCommand(),
  eval: async () => (await import("./eval.ts")).evalCommand(),
  sample: async () => (await import("./sample.ts")).sampleCommand(),
  verify: async () => (await import("./verify.ts")).verifyCommand(),
  credit: async () => (await import("./credit.ts")).creditCommand(),
  compare: async () => (await import("./compare.ts")).compareCommand(),
  plan: async () => (await import("./plan.ts")).planCommand(),
  dash: async () => (await import("./dash.ts")).dashCommand(),
  export: async () => (await import("./export.ts")).exportCommand(),
  report: async () => (await import("./report.ts")).reportCommand(),
  doctor: async () => (await import("./doctor.ts")).doctorCommand(),
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
  for (const name of Object.keys(summaries) as (keyof typeof summaries)[]) {
    const summary = summaries[name];
    if (words.includes(name)) adopt(program, (await loaders[name]()).summary(summary));
    else program.command(name).description(summary);
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

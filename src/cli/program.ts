// The program `pure`: which commands there are. Each command's module is loaded only when
// the command is named, so that --help and short commands answer at once.
import { Command } from "commander";
import { packageVersion } from "../common/version.ts";
import { reportError } from "./report-error.ts";

const commands: { name: string; summary: string; load: () => Promise<Command> }[] = [
  {
    name: "demo",
    summary: "the whole method on generated arithmetic, in minutes",
    load: async () => (await import("./demo.ts")).demoCommand(),
  },
  {
    name: "train",
    summary: "reinforcement fine-tuning with process rewards (PURE)",
    load: async () => (await import("./train.ts")).trainCommand(),
  },
  {
    name: "sft",
    summary: "supervised fine-tuning",
    load: async () => (await import("./sft.ts")).sftCommand(),
  },
  {
    name: "prm",
    summary: "process reward models: label, train, eval, score, probe",
    load: async () => (await import("./prm.ts")).prmCommand(),
  },
  {
    name: "eval",
    summary: "a model on benchmarks: pass@k, maj@k, best-of-n; compare, rescore",
    load: async () => (await import("./eval.ts")).evalCommand(),
  },
  {
    name: "sample",
    summary: "prompts in, responses with log-probabilities out",
    load: async () => (await import("./sample.ts")).sampleCommand(),
  },
  {
    name: "verify",
    summary: "is this the right answer? pairs in, verdicts out",
    load: async () => (await import("./verify.ts")).verifyCommand(),
  },
  {
    name: "credit",
    summary: "credit assignment for rollouts of any framework",
    load: async () => (await import("./credit.ts")).creditCommand(),
  },
  {
    name: "compare",
    summary: "variants of one configuration under equal budgets",
    load: async () => (await import("./compare.ts")).compareCommand(),
  },
  {
    name: "plan",
    summary: "time, traffic and driver load of a training on a cluster",
    load: async () => (await import("./plan.ts")).planCommand(),
  },
  {
    name: "report",
    summary: "build the report of a run or comparison again",
    load: async () => (await import("./report.ts")).reportCommand(),
  },
];

/** The program with the modules of those commands loaded that `words` (the arguments) name. */
export async function createProgram(words: readonly string[]): Promise<Command> {
  const program = new Command("pure")
    .description("Reinforcement fine-tuning of language models with process rewards, in Node.")
    .version(packageVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print help; pure COMMAND --help for a command")
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText("after", "\nStart with: pure demo");
  for (const { name, summary, load } of commands) {
    if (words.includes(name)) adopt(program, (await load()).summary(summary));
    else program.command(name).description(summary);
  }
  return program;
}

/** Adds `command`, which, with its own subcommands, throws instead of exiting. */
function adopt(parent: Command, command: Command): void {
  const override = (child: Command) => {
    child.exitOverride();
    for (const grandchild of child.commands) override(grandchild);
  };
  override(command);
  parent.addCommand(command);
}

/** Runs the program. Returns the exit status: 0 done, 1 failed, 2 wrong use, 130 interrupted. */
export async function run(words: readonly string[]): Promise<number> {
  try {
    const program = await createProgram(words);
    await program.parseAsync(words, { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return reportError(error, (text) => process.stderr.write(text));
  }
}

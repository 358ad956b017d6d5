// `pure plan`: what a training would take with the policy on a server, before anything runs.
import { Command, Option } from "commander";
import { UsageError } from "../common/errors.ts";
import { pureSchema } from "../config/schema.ts";

import { GPUS, type Gpu, type Rates, REACHED } from "../plan/rates.ts";
import { type LocalMemory, MEASURED, planTraining, type TrainingPlan } from "../plan/training.ts";
import { bytes, count, decimal, duration, percent } from "../text/format.ts";
import { pad } from "../text/text.ts";
import { givenConfig, type RunFlags, withConfigFlags } from "./config-flags.ts";
import { integer, number } from "./options.ts";
import { printJson } from "./streams.ts";

type RateFlag = `${keyof Rates}Rate`;

interface PlanFlags extends RunFlags, Partial<Record<RateFlag, number>> {
  from?: string;
  gpus?: number;
  gpu: Gpu;
  prmGpus: number;
  promptTokens?: number;
  responseTokens?: number;
}

const about = `
How fast is the cluster? --from takes it from the steps of a run on it. --gpus assumes it from what the GPUs are made for:
${percent(REACHED.flops, 0)} of their operations and ${percent(REACHED.bandwidth, 0)} of their bandwidth, for a policy of model.source and a process reward model as large. The
rates say it themselves, in tokens a second, and go before --gpus; sampling counts response tokens, the others prompts too.`;

export function planCommand(): Command {
  const rate = (name: string, what: string) =>
    new Option(`--${name}-rate <tokens>`, `tokens a second of ${what}`).argParser(number(1));
  const command = new Command("plan")
    .description("Time, network traffic and driver load of a training with the policy on a server")
    .option("-c, --config <file>", "configuration of the training; pure.config.* here is found by itself")
    .option("--from <run>", "directory of a run whose steps say how fast it goes")
    .option("--gpus <count>", "GPUs that the policy samples and trains on in turn", integer(1))
    .addOption(new Option("--gpu <kind>", "what they are").choices(Object.keys(GPUS)).default("h100"))
    .option("--prm-gpus <count>", "GPUs of the process reward model", integer(1), 1)
    .addOption(rate("sampling", "all responses that are sampled together"))
    .addOption(rate("scoring", "the process reward model"))
    .addOption(rate("reference", "the base model's log-probabilities, for the KL"))
    .addOption(rate("training", "forward and backward"))
    .option(
      "--prompt-tokens <mean>",
      `tokens of a prompt; by default those of the first ${MEASURED} problems`,
      number(1),
    )
    .option(
      "--response-tokens <mean>",
      "tokens of a response; by default as in --from, or the most",
      number(1),
    )
    .option("--json", "one JSON object on standard output")
    .action(async (flags: PlanFlags) => {
      const { config } = await givenConfig(command, pureSchema, { find: true });
      const { from, gpu, gpus, prmGpus, promptTokens, responseTokens } = flags;
      const given = (["sampling", "scoring", "reference", "training"] as const).map((name) => [
        name,
        flags[`${name}Rate`],
      ]);
      const rates = Object.fromEntries(given.filter(([, value]) => value !== undefined));
      if (from !== undefined && (gpus !== undefined || Object.keys(rates).length > 0))
        throw new UsageError("--from says how fast it goes; it goes without --gpus and rates");
      for (const name of ["gpu", "prmGpus"])
        if (gpus === undefined && command.getOptionValueSource(name) === "cli")
          throw new UsageError(
            `${name === "gpu" ? "--gpu" : "--prm-gpus"} goes with --gpus, how many the policy has`,
          );
      const cluster = gpus === undefined ? undefined : { gpu, gpus, prmGpus };
      const plan = await planTraining(config, { from, cluster, rates, promptTokens, responseTokens });
      if (flags.json) printJson(plan);
      else process.stdout.write(describe(plan));
    });
  return withConfigFlags(command.addHelpText("after", about), pureSchema);
}

function describe({ work, longest, basis, step, steps, evaluations, seconds, memory }: TrainingPlan): string {
  const { prompts, samples, promptTokens, responseTokens } = work;
  const { traffic, driver } = step;
  const whole = (value: number) => Math.round(value).toLocaleString("en-US");
  const rows = step.parts.map(({ name, tokens, tokensPerSecond, seconds, hidden }) => {
    const after = seconds - hidden;
    const own =
      hidden === 0 ? "" : after === 0 ? ", while sampling" : `, ${duration(after)} of it after sampling`;
    return [name, whole(tokens), whole(tokensPerSecond), `${duration(seconds)}${own}`];
  });
  const table = [["", "tokens", "tokens a second", ""], ...rows, ["a step", "", "", duration(step.seconds)]];
  const megabits = (8e-6 * (traffic.sent + traffic.received)) / step.seconds;
  return [
    `${count(prompts, "prompt")} of ${whole(promptTokens)} tokens × ${count(samples, "response")} of ${whole(responseTokens)} ` +
      `(${whole(longest)} at most) a step\n${basis}`,
    "",
    ...table.map(([name, tokens, rate, time]) =>
      `${pad(name, 16)}${pad(tokens, 14, "right")}${pad(rate, 18, "right")}   ${time}`.trimEnd(),
    ),
    "",
    `${count(steps, "step")}, ${count(evaluations, "evaluation")}: ${duration(seconds)}`,
    `network, to and from the policy's server: ${bytes(traffic.sent)} sent and ${bytes(traffic.received)} received a step, ${decimal(megabits, 1)} Mbit/s on average`,
    `this process: ${bytes(driver.memoryBytes)} of memory, ${duration(driver.cpuSeconds)} of one core a step`,
    ...(memory ? [localMemory(memory, longest)] : []),
    "",
  ].join("\n");
}

function localMemory({ held, kept, recomputed }: LocalMemory, longest: number): string {
  return (
    `with the policy in this process: ${bytes(held)} of memory for weights, gradients and moments, and for a response of ` +
    `${longest.toLocaleString("en-US")} tokens ${bytes(kept)} more, or ${bytes(recomputed)} with its layers computed again ` +
    `in the backward pass (engine.recompute), which adds a third to the computation of an update`
  );
}

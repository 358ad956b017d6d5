// `pure demo`: the whole method on generated arithmetic, from random weights to the table, in minutes. `npm start`.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { UserError } from "../common/errors.ts";
import { writeReport } from "../dash/export.ts";
import type { DeviceName } from "../engine/embedded/devices.ts";
import { logNames, logOption } from "./config-flags.ts";
import { dashOption, withDash } from "./dash.ts";
import { showEnd } from "./end.ts";
import { deviceOption } from "./engine-flags.ts";
import { integer } from "./options.ts";
import { sayInterrupted, withSession } from "./session.ts";

interface DemoFlags {
  seed: number;
  steps: number;
  quick: boolean;
  run?: string;
  resume?: string;
  log?: string;
  "engine.device": DeviceName;
  json?: boolean;
  dash?: number | true;
}

const DIRECTORY = "runs";

export function demoCommand(): Command {
  return new Command("demo")
    .description(
      "The whole method on generated arithmetic: a small policy is warmed up on noisy demonstrations, a process\n" +
        "reward model learns to score its steps, and PURE makes it better. Everything starts from random weights.",
    )
    .option("--seed <n>", "seed of everything random", integer(0), 1)
    .option("--steps <n>", "training steps of PURE", integer(1), 100)
    .option(
      "--quick",
      "a sixteenth of the warm-up and of the PRM: the whole path in a minute or two, little learned",
      false,
    )
    .option(
      "--run <name>",
      `name of the run, kept in ${DIRECTORY}/ (default: demo-SEED, numbered where taken)`,
    )
    .option(
      "--resume <run-dir>",
      "go on with an interrupted demo; give it the same --seed, --steps and --quick",
    )
    .option("--json", "events as JSON lines on standard output")
    .addOption(dashOption())
    .addOption(logOption())
    .addOption(deviceOption())
    .action(demo);
}

async function demo(flags: DemoFlags): Promise<void> {
  const { seed, steps, quick, json = false, "engine.device": device } = flags;
  const log = flags.log === undefined ? undefined : logNames(flags.log);
  if (flags.resume !== undefined && !existsSync(flags.resume))
    throw new UserError(`${flags.resume}: no run to resume here`);
  const directory = flags.resume ?? join(DIRECTORY, flags.run ?? freeName(`demo-${seed}`));
  const { demoPlan, runDemo } = await import("../train/demo/demo.ts");
  const resume = flags.resume !== undefined;
  const result = await withDash(flags.dash, DIRECTORY, () =>
    withSession({ plan: demoPlan(steps, quick), json }, ({ progress: { onEvent }, signal }) =>
      runDemo({ seed, steps, quick, directory, device, log, resume, onEvent, signal }),
    ),
  );
  if (result.interrupted) {
    const more = [
      ...(quick ? ["--quick"] : []),
      ...(flags.log === undefined ? [] : ["--log", flags.log]),
      ...(device === "auto" ? [] : ["--engine.device", device]),
    ];
    const words = ["--resume", directory, "--seed", seed, "--steps", steps, ...more];
    sayInterrupted(result, ["pure", "demo", ...words]);
  } else showEnd(result, { runDirectory: directory, report: await writeReport(directory) }, json);
}

/** `name`, or where there is such a run already, the first free of name-2, name-3, … */
function freeName(name: string): string {
  let free = name;
  for (let n = 2; existsSync(join(DIRECTORY, free)); n++) free = `${name}-${n}`;
  return free;
}

// `pure dash`: runs on a local page, live; and --dash, the same beside a command that trains.
import { existsSync } from "node:fs";
import { Command, Option } from "commander";
import { UserError } from "../common/errors.ts";
import { bytes } from "../text/format.ts";
import { integer, number } from "./options.ts";
import { INTERRUPTED, watchInterrupt } from "./session.ts";
import { say } from "./streams.ts";

const LAST_PORT = 65_535;

export function dashCommand(): Command {
  return new Command("dash")
    .description(
      "Runs on a local page, live while they train: curves, steps, rollouts, the credit of any group under other\n" +
        "settings, and a prompt to their checkpoints. It reads the runs' files and asks no other machine anything.",
    )
    .argument("[directory]", "folder of runs, or one run", "runs")
    .option("--port <n>", "port; 0: any free one", integer(0, LAST_PORT), 7070)
    .option(
      "--host <address>",
      "address to listen on; any but this machine's own needs the token in the address printed",
      "127.0.0.1",
    )
    .option("--token <text>", "token of one's own, for another --host")
    .action(async (directory: string, flags: { host: string; port: number; token?: string }) => {
      const { startDash } = await import("../dash/server.ts");
      const dash = await startDash({ directory, ...flags });
      process.stdout.write(`${dash.url}\n`);
      await new Promise<void>((resolve) => {
        const { signal } = watchInterrupt(() => {});
        signal.addEventListener("abort", () => resolve());
      });
      await dash.close();
      process.exitCode = INTERRUPTED;
    })
    .addCommand(exportCommand());
}

function exportCommand(): Command {
  return new Command("export")
    .description(
      "One HTML file of a run, to send: everything but the weights; where it would be too large, fewer rollouts, and it\n" +
        "says so. Prints the path.",
    )
    .argument("<run-dir>", "directory of the run, such as runs/NAME")
    .option("--out <file>", "where to write (default: RUN_DIR/dash.html)")
    .option("--limit <MiB>", "most that the rollouts may take, before compression", number(0), 32)
    .action(async (directory: string, { out, limit }: { out?: string; limit: number }) => {
      const { exportRun } = await import("../dash/export.ts");
      const { path, size } = await exportRun(directory, { out, limit: limit * 2 ** 20 });
      process.stdout.write(`${path}\n`);
      say(bytes(size));
    });
}

/** `--dash`, of a command that trains. */
export function dashOption(): Option {
  return new Option(
    "--dash [port]",
    "show the run on a local page while it trains; prints the address",
  ).argParser(integer(0, LAST_PORT));
}

/** Does `work` with the runs of `directory` on a page, where `--dash` was given (`port`: true, any). */
export async function withDash<T>(
  port: number | true | undefined,
  directory: string,
  work: () => Promise<T>,
): Promise<T> {
  if (port === undefined) return await work();
  const { makeDirectory } = await import("../common/directories.ts");
  const { startDash } = await import("../dash/server.ts");
  if (!existsSync(directory)) await makeDirectory(directory);
  const started = startDash({ directory, port: port === true ? 0 : port, trials: null });
  const dash = await started.catch((error: Error) => {
    throw error instanceof UserError ? new UserError(`--dash: ${error.message}`) : error;
  });
  say(`Dashboard: ${dash.url}`);
  try {
    return await work();
  } finally {
    await dash.close();
    say(`The dashboard went with this command; pure dash ${directory} shows the same`);
  }
}

#!/usr/bin/env node
// The executable `pure`: runs the program and leaves with its status. A reader that goes away (`| head`) is no error.
import { run } from "./program.ts";
import { reportError } from "./report-error.ts";

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});
process.on("uncaughtException", (error) =>
  process.exit(reportError(error, (text) => process.stderr.write(text))),
);

process.exitCode = await run(process.argv.slice(2));

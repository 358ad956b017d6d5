#!/usr/bin/env node
// The executable `pure`: runs the program and leaves with its status.
import { run } from "./program.ts";
import { reportError } from "./report-error.ts";
import { handleLostStreams } from "./streams.ts";

handleLostStreams();
process.on("uncaughtException", (error) => process.exit(reportError(error)));

process.exitCode = await run(process.argv.slice(2));

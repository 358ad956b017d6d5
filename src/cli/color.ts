// Whether a stream takes colour: NO_COLOR and FORCE_COLOR first (no-color.org, force-color.org), then the terminal.

interface Stream {
  isTTY?: boolean;
}

/** True where coloured text may be written to `stream`. */
export function takesColor(stream: Stream, env: NodeJS.ProcessEnv = process.env): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== "0" && env.FORCE_COLOR !== "false";
  return stream.isTTY === true && env.TERM !== "dumb";
}

// What a command writes that runs in the test's own process: for tests.
import { afterEach, beforeEach, vi } from "vitest";

/** What is written to standard output and error from now on, which is not shown, until mocks are restored. */
function capture(written: { stdout: string; stderr: string }): void {
  Object.assign(written, { stdout: "", stderr: "" });
  for (const stream of ["stdout", "stderr"] as const)
    vi.spyOn(process[stream], "write").mockImplementation((text) => {
      written[stream] += String(text);
      return true;
    });
}

/** What each test of this file writes, begun anew before it; after it the exit status is none, and mocks are restored. */
export function writtenByTests(): { stdout: string; stderr: string } {
  const written = { stdout: "", stderr: "" };
  beforeEach(() => capture(written));
  afterEach(() => {
    vi.restoreAllMocks();
    process.exitCode = undefined;
  });
  return written;
}

/** Runs `work`; what it wrote. */
export async function writtenBy(work: () => Promise<unknown>): Promise<{ stdout: string; stderr: string }> {
  const written = { stdout: "", stderr: "" };
  capture(written);
  try {
    await work();
  } finally {
    vi.restoreAllMocks();
  }
  return written;
}

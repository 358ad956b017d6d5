// What a command writes that runs in the test's own process: for tests.
import { vi } from "vitest";

/** Runs `work`; what it wrote to standard output and error, which is not shown. */
export async function writtenBy(work: () => Promise<unknown>): Promise<{ stdout: string; stderr: string }> {
  const written = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const)
    vi.spyOn(process[stream], "write").mockImplementation((text) => {
      written[stream] += String(text);
      return true;
    });
  try {
    await work();
  } finally {
    vi.restoreAllMocks();
  }
  return written;
}

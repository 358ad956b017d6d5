// The plan of memory against the process: what computing takes at its peak, measured in a process of its own.
import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

const program = new URL("memory-process.ts", import.meta.url).pathname;

test.each(["training", "adapters", "scoring", "long prompts"])(
  "%s: the peak is within 15% of what was predicted",
  (work) => {
    const out = execFileSync(process.execPath, ["--import", "tsx", program, work], { encoding: "utf8" });
    const { predicted, peak, base } = JSON.parse(out) as Record<"predicted" | "peak" | "base", number>;
    // What is tested is more than what is there anyway.
    expect(peak).toBeGreaterThan(2.5 * base);
    expect(predicted / peak).toBeGreaterThan(1 / 1.15);
    expect(predicted / peak).toBeLessThan(1.15);
  },
);

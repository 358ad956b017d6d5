// The plan of memory against the process: what computing takes at its peak, measured in a process of its own.
import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

const program = new URL("memory-process.ts", import.meta.url).pathname;

const measured = (work: string) => {
  const out = execFileSync(process.execPath, ["--import", "tsx", program, work], { encoding: "utf8" });
  return JSON.parse(out) as Record<"predicted" | "peak" | "base", number>;
};

test.each(["training", "adapters", "adapters on float16", "deep, recomputed", "scoring", "long prompts"])(
  "%s: the peak is within a third of what was predicted",
  (work) => {
    // On the machines it was fitted on the plan is within 15%. The heap and the garbage collector differ by as much again
    // from machine to machine and from run to run: what fails here is a part that the plan forgets or counts twice.
    const within = (part: number) => part > 0.75 && part < 4 / 3;
    let { predicted, peak, base } = measured(work);
    for (let again = 0; again < 2 && !within(predicted / peak); again++)
      ({ predicted, peak, base } = measured(work));
    // What is tested is more than what is there anyway.
    expect(peak).toBeGreaterThan(2 * base);
    expect(predicted / peak).toSatisfy(within);
  },
);

test("twelve layers that are computed again in the backward pass take less than two thirds of what they hold", () => {
  const above = (work: string) => {
    const { peak, base } = measured(work);
    return peak - base;
  };
  // A third, where it was written.
  expect(above("deep, recomputed")).toBeLessThan(0.66 * above("deep, kept"));
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { writtenBy } from "../../tests/written.ts";
import { run } from "./program.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "pure-check-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** A run of as many steps as `idle` has numbers: how many of its ten groups had no variance at each. */
function writeRun(name: string, idle: readonly number[], end = ""): string {
  const path = join(directory, name, "metrics.jsonl");
  mkdirSync(dirname(path), { recursive: true });
  const lines = idle.map((groupsWithoutVariance, i) => ({ step: i + 1, groups: 10, groupsWithoutVariance }));
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join("") + end);
  return dirname(path);
}

async function check(...words: string[]) {
  let status: number | undefined;
  const { stdout: out, stderr: err } = await writtenBy(async () => {
    status = await run(["report", "--check", ...words]);
  });
  process.exitCode = undefined;
  return { status, out, err };
}

describe("pure report --check", () => {
  const steps = (count: number, idle: number) => new Array<number>(count).fill(idle);

  it("exits 0 where no alarm stands after the last step", async () => {
    const well = writeRun("well", steps(9, 2));
    expect(await check(well)).toEqual({ status: 0, out: `${well}, step 9: no alarm\n`, err: "" });
    // One that ended stands no more, and a line half written is none.
    expect(await check(writeRun("mended", [...steps(6, 10), ...steps(6, 2)], '{"step":13,'))).toMatchObject({
      status: 0,
      out: expect.stringContaining("step 12: no alarm"),
    });
    expect(await check(writeRun("new", []))).toMatchObject({
      status: 0,
      out: expect.stringContaining("no step yet"),
    });
  });

  it("exits 1 where one does, and says which and since when it stands", async () => {
    // On at 5, off at 8, on again at 18, whose last five are 0.84 in the mean.
    const bad = writeRun("bad", [...steps(6, 10), ...steps(8, 2), ...steps(7, 10)]);
    const { status, out } = await check(bad);
    expect(status).toBe(1);
    expect(out).toBe(`${bad}, step 21: 1 standing\n  since step 18: groups without variance (variance)\n`);
    const json = await check(bad, "--json");
    expect(json.status).toBe(1);
    const alarms = [{ kind: "variance", title: "groups without variance", since: 18 }];
    expect(JSON.parse(json.out)).toEqual({ type: "checked", runs: [{ directory: bad, step: 21, alarms }] });
  });

  it("looks at every run below a folder, and at none of their own folders", async () => {
    writeRun("compared/min/seed-1", steps(6, 2));
    writeRun("compared/min/seed-1/checkpoints/6", steps(6, 10));
    const sft = join(writeRun("sft", []), "metrics.jsonl");
    writeFileSync(sft, `${JSON.stringify({ step: 3, stage: "all", loss: 2 })}\n`);
    const well = await check(directory, "--json");
    expect(well.status).toBe(0);
    const { runs } = JSON.parse(well.out) as { runs: { directory: string; step: number }[] };
    expect(runs.map(({ directory, step }) => [directory, step])).toEqual([
      [join(directory, "compared/min/seed-1"), 6],
      [join(directory, "sft"), 3],
    ]);
    writeRun("compared/sum/seed-2", steps(6, 10));
    expect((await check(directory)).status).toBe(1);
  });

  it("exits 2 where there is nothing to check", async () => {
    expect(await check(directory)).toMatchObject({
      status: 2,
      err: expect.stringContaining("no run here or below"),
    });
    expect((await check(join(directory, "none"))).status).toBe(2);
    // The system cannot read it.
    expect((await check(join(directory, "x".repeat(999)))).status).toBe(2);
    const broken = writeRun("broken", []);
    writeFileSync(join(broken, "metrics.jsonl"), 'nonsense\n{"step":1}\n');
    expect(await check(broken)).toMatchObject({ status: 2, err: expect.stringContaining("metrics.jsonl:1") });
    expect((await check()).status).toBe(2);
  });

  it("--json without it is refused", async () => {
    const error = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    expect(await run(["report", directory, "--json"])).toBe(2);
    error.mockRestore();
  });
});

// A directory is one process's at a time, and never stays locked by one that is gone.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { exclusively } from "./lock.ts";

const root = mkdtempSync(join(tmpdir(), "pure-lock-"));
afterAll(() => rmSync(root, { recursive: true }));

it("keeps others out while a process works, and only then", async () => {
  const path = join(root, "held");
  const other = spawn("sleep", ["60"]);
  try {
    await exclusively(path, async () =>
      expect(readFileSync(join(path, "lock"), "utf8")).toBe(`${process.pid} ${hostname()}\n`),
    );
    expect(existsSync(join(path, "lock"))).toBe(false);
    await expect(exclusively(path, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(existsSync(join(path, "lock"))).toBe(false);
    writeFileSync(join(path, "lock"), `${other.pid} ${hostname()}\n`);
    await expect(exclusively(path, async () => 1)).rejects.toThrow(`process ${other.pid} is writing there`);
    writeFileSync(join(path, "lock"), "1 elsewhere\n");
    await expect(exclusively(path, async () => 1)).rejects.toThrow("process 1 on elsewhere");
  } finally {
    other.kill();
  }
});

it("says so where there can be no directory", async () => {
  writeFileSync(join(root, "file"), "");
  for (const path of [join(root, "file"), join(root, "file", "x")])
    await expect(exclusively(path, async () => 1)).rejects.toThrow(`${path}: cannot be a directory`);
});

it("takes over from a process that is gone, or that was killed while it wrote its name", async () => {
  const path = join(root, "left");
  const { pid } = spawnSync("true");
  await exclusively(path, async () => {});
  for (const left of [`${pid} ${hostname()}\n`, `${process.pid} ${hostname()}\n`, ""]) {
    writeFileSync(join(path, "lock"), left);
    expect(await exclusively(path, async () => 1)).toBe(1);
  }
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { availableParallelism, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { freeDisk, readMachine, readQuota } from "./machine.ts";

const root = mkdtempSync(join(tmpdir(), "pure-machine-"));
afterAll(() => rmSync(root, { recursive: true }));

describe("readMachine", () => {
  it("gives what Node says of this one", () => {
    const { node, platform, processor, memory } = readMachine();
    expect(`v${node}`).toBe(process.version);
    expect(platform.endsWith(` ${process.arch}`)).toBe(true);
    expect(processor.cores).toBe(availableParallelism());
    expect(memory.total).toBe(totalmem());
    expect(memory.available).toBeGreaterThan(0);
    expect(memory.available).toBeLessThanOrEqual(memory.limit ?? memory.total);
  });

  // Without a limit systems answer with 0, nothing, or more than there is.
  it.each([
    [2 ** 30, 2 ** 30],
    [0, null],
    [2 ** 64, null],
  ])("of a limit of %s bytes: %s", (said, limit) => {
    const constrained = vi.spyOn(process, "constrainedMemory").mockReturnValue(said);
    expect(readMachine().memory.limit).toBe(limit);
    constrained.mockRestore();
  });
});

describe("readQuota", () => {
  /** Control groups by path, each with its cpu.max, and the group that the process is in. */
  const quota = (name: string, groups: Record<string, string>, own: string) => {
    for (const [path, max] of Object.entries(groups)) {
      mkdirSync(join(root, name, path), { recursive: true });
      writeFileSync(join(root, name, path, "cpu.max"), max);
    }
    writeFileSync(join(root, `${name}.own`), own);
    return readQuota(join(root, name), join(root, `${name}.own`));
  };

  it("is the least of the process's group and those above it", () => {
    const groups = { "/a": "150000 100000\n", "/a/b": "400000 100000\n", "/c": "10000 100000\n" };
    expect(quota("nested", groups, "0::/a/b\n")).toBe(1.5);
    expect(quota("container", { "/": "50000 100000\n" }, "0::/\n")).toBe(0.5);
  });

  it("is null without a limit, without groups of version 2, and where there are none", () => {
    expect(quota("unlimited", { "/a": "max 100000\n" }, "0::/a\n")).toBeNull();
    expect(quota("old", { "/": "50000 100000\n" }, "4:cpu:/\n")).toBeNull();
    expect(readQuota(root, join(root, "none"))).toBeNull();
  });
});

describe("freeDisk", () => {
  it("is that of the directory above where there is none yet", async () => {
    const { bavail, bsize, blocks } = await statfs(root);
    const free = await freeDisk(join(root, "not", "there"));
    // Others write meanwhile.
    expect(Math.abs(free - bavail * bsize)).toBeLessThan(0.05 * blocks * bsize);
  });
});

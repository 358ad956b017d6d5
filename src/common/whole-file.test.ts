// What is renamed into its place is on the disk before, its contents and its name.
import { type FileHandle, mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { saveCheckpoint } from "../train/runs/checkpoint.ts";
import { writeWhole } from "./whole-file.ts";

// What was synced and renamed, in order; paths in the test's directory.
const done = vi.hoisted(() => [] as string[]);
let root: string;

vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  const watchedOpen: typeof real.open = async (path, ...rest) => {
    const handle: FileHandle = await real.open(path, ...rest);
    const sync = handle.sync.bind(handle);
    handle.sync = () => {
      done.push(`sync ${relative(root, String(path))}`);
      return sync();
    };
    return handle;
  };
  const watchedRename: typeof real.rename = (from, to) => {
    done.push(`rename ${relative(root, String(from))} ${relative(root, String(to))}`);
    return real.rename(from, to);
  };
  return { ...real, open: watchedOpen, rename: watchedRename };
});

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "pure-whole-"));
  done.length = 0;
});

test("a file", async () => {
  expect(await writeWhole(join(root, "a.json"), "text")).toBe(join(root, "a.json"));
  expect(await readFile(join(root, "a.json"), "utf8")).toBe("text");
  expect(done).toEqual(["sync a.json.partial", "rename a.json.partial a.json", "sync "]);
});

describe("a checkpoint", () => {
  const state = {
    ...{ step: 3, seed: 0, dataPosition: 6, nonFiniteInARow: 0, rollbacks: 0, learningRateScale: 1 },
    dropped: { nonfinite: 0, ratio: 0 },
    trust: [],
    distrusted: false,
  };

  test("every file of it, and then its name", async () => {
    await saveCheckpoint(root, state, 1, async (directory) => {
      await writeFile(join(directory, "config.json"), "{}");
      await mkdir(join(directory, "critic"));
      await writeFile(join(directory, "critic", "config.json"), "{}");
    });
    const partial = "checkpoints/3.partial";
    const before = done.slice(0, done.indexOf(`rename ${partial} checkpoints/3`));
    const files = ["", "/config.json", "/critic", "/critic/config.json", "/state.json"];
    expect(before.sort()).toEqual(files.map((name) => `sync ${partial}${name}`).sort());
    expect(done.slice(before.length)).toEqual([
      `rename ${partial} checkpoints/3`,
      "sync checkpoints",
      "sync checkpoints/latest.partial",
      "rename checkpoints/latest.partial checkpoints/latest",
      "sync checkpoints",
    ]);
  });
});

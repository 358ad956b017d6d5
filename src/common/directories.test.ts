// Files under a directory have the paths of repositories, where the system's own have backslashes too.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { posix } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { filesUnder } from "./directories.ts";

// Windows' own functions, which take "/" too.
vi.mock("node:path", async (original) => {
  const path = await original<typeof import("node:path")>();
  return { ...path, ...path.win32, posix: path.posix };
});

const directory = mkdtempSync(posix.join(tmpdir(), "pure-directories-"));
afterAll(() => rmSync(directory, { recursive: true }));

it("files under a directory are named with slashes on Windows", async () => {
  mkdirSync(posix.join(directory, "onnx"));
  for (const path of ["config.json", "onnx/model.onnx"]) writeFileSync(posix.join(directory, path), "");
  expect((await filesUnder(directory)).sort()).toEqual(["config.json", "onnx/model.onnx"]);
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { MadeOfFiles } from "./files.ts";

const root = mkdtempSync(join(tmpdir(), "pure-files-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const file = (name: string, text = name) => {
  writeFileSync(join(root, name), text);
  return join(root, name);
};

it("makes something of a file once, and again when it is another", async () => {
  const kept = new MadeOfFiles<number>(2);
  let made = 0;
  const make = async () => ++made;
  const [a, b, c] = ["a", "b", "c"].map((name) => file(name));
  expect(await Promise.all([kept.get(a, make), kept.get(a, make)])).toEqual([1, 1]);
  expect(await kept.get(b, make)).toBe(2);
  expect(await kept.get(a, make)).toBe(1);
  // The third puts out the one that was asked for longest ago.
  expect(await kept.get(c, make)).toBe(3);
  expect(await kept.get(a, make)).toBe(1);
  expect(await kept.get(b, make)).toBe(4);
  file("a", "longer");
  expect(await kept.get(a, make)).toBe(5);
});

it("keeps as much as it is told, the last whatever it weighs, and nothing that failed", async () => {
  const kept = new MadeOfFiles<number>(10, (made) => made);
  const [a, b, c] = ["a", "b", "c"].map((name) => file(name));
  const weighing = (weight: number) => async () => weight;
  await kept.get(a, weighing(4));
  await kept.get(b, weighing(6));
  expect([await kept.get(a, weighing(1)), await kept.get(b, weighing(2))]).toEqual([4, 6]);
  await kept.get(c, weighing(11));
  expect(await kept.get(c, weighing(1))).toBe(11);
  expect([await kept.get(a, weighing(1)), await kept.get(b, weighing(2))]).toEqual([1, 2]);
  const broken = file("d");
  await expect(kept.get(broken, () => Promise.reject(new Error("cut")))).rejects.toThrow("cut");
  expect(await kept.get(broken, weighing(3))).toBe(3);
});

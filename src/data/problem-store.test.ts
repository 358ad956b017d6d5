// Problems on disk are those in memory: the same texts, ids, splits and prompts, in the same order.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, describe, expect, it, vi } from "vitest";
import type { Tokenizer } from "../model/tokenizer.ts";
import { StoredProblems, StoredPrompts } from "./problem-store.ts";
import { loadProblems, splitProblems } from "./problems.ts";
import { encodePrompts } from "./prompts.ts";

const root = mkdtempSync(join(tmpdir(), "pure-store-"));
afterAll(() => rmSync(root, { recursive: true }));
let counter = 0;
function file(records: readonly object[]): string {
  const path = join(root, `file${counter++}.jsonl`);
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  return path;
}

const text = fc.string({ unit: "grapheme", minLength: 1 }).map((one) => `${one}.`);
const record = fc.record(
  {
    question: text,
    answer: fc.option(fc.integer().map(String)),
    solution: text,
    id: fc.nat(30),
    level: fc.nat(5),
  },
  { requiredKeys: ["question", "answer"] },
);
const tokenizer = {
  hasChatTemplate: false,
  encode: (parts: { problem: string }[]) =>
    [...parts.map((part) => Object.values(part)[0]).join("")].map(Number),
} as unknown as Tokenizer;

describe("stored problems", () => {
  it("are those in memory but for their solutions, filtered, split and encoded alike", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 40 }), fc.nat(), async (records, seed) => {
        const path = file(records);
        const memory = await loadProblems(path);
        const disk = await StoredProblems.load(path);
        try {
          expect(disk.report).toEqual(memory.report);
          const plain = memory.problems.map(({ solution: _, ...rest }) => rest);
          expect([...disk.problems]).toEqual(plain);
          const index = seed % records.length;
          expect(disk.problems.at(index)).toEqual(plain[index]);
          expect([disk.problems.at(-1), disk.problems.at(records.length)]).toEqual([undefined, undefined]);
          const kept = disk.problems.filter(({ answer }, i) => answer !== null && i % 3 !== 1);
          const keptPlain = plain.filter(({ answer }, i) => answer !== null && i % 3 !== 1);
          expect([...kept]).toEqual(keptPlain);
          const half = { heldOut: 0.5, seed };
          const split = () => [splitProblems(disk.problems, half), splitProblems(plain, half)];
          if (splitProblems(plain, { ...half, heldOut: 0 }).train.length > 1)
            try {
              const [a, b] = split();
              expect([[...a.train], [...a.heldOut]]).toEqual([b.train, b.heldOut]);
            } catch (error) {
              expect((error as Error).message).toMatch(/leaves none to train on/);
            }
          const prompts = new StoredPrompts(kept, tokenizer, {});
          expect([...prompts]).toEqual(encodePrompts(keptPlain, tokenizer, 1e9).prompts);
          expect(prompts.length).toBe(keptPlain.length);
        } finally {
          disk.problems.close();
        }
      }),
      { numRuns: 60 },
    );
  });

  it("lie in a directory of their own, which is gone when they are closed or cannot be read", async () => {
    const [good, faulty] = [
      file([{ question: "a", answer: "1" }]),
      file([{ question: "a" }, { question: 5 }]),
    ];
    const temporary = join(root, "temporary");
    mkdirSync(temporary);
    vi.stubEnv("TMPDIR", temporary);
    const { problems } = await StoredProblems.load(good);
    expect(readdirSync(temporary).length).toBe(1);
    problems.close();
    expect(readdirSync(temporary)).toEqual([]);
    await expect(StoredProblems.load(faulty)).rejects.toThrow(/:2: field "question" should be text/);
    expect(readdirSync(temporary)).toEqual([]);
    vi.unstubAllEnvs();
  });

  it("larger than memory are read, in a process that could not hold them", () => {
    const path = join(root, "large.jsonl");
    const line = (i: number) => `${JSON.stringify({ question: `${i} ${"x".repeat(30_000)}`, answer: i })}\n`;
    for (let i = 0; i < 3000; i++) writeFileSync(path, line(i), { flag: "a" });
    const store = fileURLToPath(new URL("./problem-store.ts", import.meta.url));
    const program = `
      import { StoredProblems } from ${JSON.stringify(store)};
      const { problems } = await StoredProblems.load(${JSON.stringify(path)});
      const odd = problems.filter(({ answer }) => Number(answer) % 2 === 1);
      console.log(odd.length, odd.at(1000).answer);
      problems.close();`;
    const limited = ["--max-old-space-size=48", "--import", "tsx", "--input-type=module", "-e", program];
    // 90 MB of text.
    expect(execFileSync(process.execPath, limited, { encoding: "utf8" })).toBe("1500 2001\n");
  });
});

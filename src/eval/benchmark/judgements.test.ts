// A judge is asked about a response once, whatever interrupts, and again only where it could not tell.
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { type Chain, JudgementFile, rememberingJudge } from "./chain.ts";

const root = mkdtempSync(join(tmpdir(), "pure-judgements-"));
afterAll(() => rmSync(root, { recursive: true }));

const chains = ["a", "b", "unsure", "a"].map((text): Chain => ({ problem: "p", steps: [text] }));

/** Its answers to `chains`, and what it was asked for them. */
async function judgements(path: string, name = "j") {
  const asked: string[] = [];
  const judge = rememberingJudge(
    async ({ steps: [step] }) => {
      asked.push(step);
      return { right: step === "unsure" ? null : step === "a", firstWrong: null, reason: step };
    },
    name,
    await JudgementFile.open(path),
  );
  const given = await Promise.all(chains.map((chain) => judge(chain)));
  return { asked, right: given.map(({ right }) => right) };
}

it("asks once, of one file, and again what nobody could tell", async () => {
  const path = join(root, "judgements.jsonl");
  const right = [true, false, null, true];
  expect(await judgements(path)).toEqual({ asked: ["a", "b", "unsure"], right });
  expect(await judgements(path)).toEqual({ asked: ["unsure"], right });
  expect(await judgements(path, "other")).toEqual({ asked: ["a", "b", "unsure"], right });
  appendFileSync(path, '{"key":"half');
  expect(await judgements(path)).toEqual({ asked: ["unsure"], right });
  expect(readFileSync(path, "utf8").trim().split("\n")).toHaveLength(4);
  appendFileSync(path, '{"key":"k","right":"yes"}\n');
  await expect(judgements(path)).rejects.toThrow("judgements.jsonl:5: expected");
});

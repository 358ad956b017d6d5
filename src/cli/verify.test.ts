import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ended, runCli, startCli } from "../../tests/cli.ts";
import { auditTable, parsePair } from "./verify.ts";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "pure-verify-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const parse = (value: unknown) => parsePair(value, "in.jsonl:3");
const write = (...lines: unknown[]) =>
  writeFileSync(
    join(directory, "in.jsonl"),
    lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join(""),
  );
const verify = (...flags: string[]) => runCli(["verify", "--input", "in.jsonl", ...flags], directory);
const parsed = (out: string) =>
  out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("a line of `pure verify`", () => {
  it("holds a pair, and what is known of it", () => {
    expect(parse({ prediction: "5", reference: "5" })).toEqual({
      id: 3,
      prediction: "5",
      reference: "5",
      options: {},
    });
    const whole = {
      id: "a",
      prediction: "5",
      reference: "5",
      type: "text",
      tolerance: 0.1,
      problem: "2+3?",
    };
    expect(parse(whole)).toMatchObject({
      id: "a",
      options: { type: "text", tolerance: 0.1, problem: "2+3?" },
    });
    expect(parse({ id: null, prediction: "5", reference: "5", type: null, tolerance: null }).options).toEqual(
      {},
    );
  });

  it("says what is wrong, and where", () => {
    const faults: [unknown, RegExp][] = [
      [[1], /in\.jsonl:3: expected \{"prediction", "reference"\}, found a list/],
      [{ prediction: 5, reference: "5" }, /in\.jsonl:3: "prediction" should be text, found the number 5/],
      [{ prediction: "5" }, /"reference" should be text, found nothing/],
      [{ prediction: "5", reference: "5", type: "word" }, /"type" should be one of choice, text, .*"word"/],
      [{ prediction: "5", reference: "5", tolerance: -1 }, /"tolerance" should be a number ≥ 0/],
      [{ prediction: "5", reference: "5", id: {} }, /"id" should be text or a number/],
    ];
    for (const [value, fault] of faults) expect(() => parse(value)).toThrow(fault);
  });
});

describe("pure verify", () => {
  it("gives verdicts in order, with the chain of rules where it is asked for", async () => {
    const pairs = Array.from({ length: 300 }, (_, i) => ({
      prediction: `\\boxed{${i % 2 ? `x_{${i}}` : i}}`,
      reference: i % 3 ? `x_{${i}}` : String(i),
    }));
    write(...pairs.map((pair, i) => ({ id: `p${i}`, ...pair })));
    const { status, out, err } = await verify("--concurrency", "2", "--explain");
    expect(status, err).toBe(0);
    const verdicts = parsed(out);
    expect(verdicts.map(({ id }) => id)).toEqual(pairs.map((_, i) => `p${i}`));
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(
      pairs.map((_, i) => (i % 2 === 0) === (i % 3 === 0)),
    );
    expect(verdicts.every(({ rules, ms }) => rules.length > 0 && ms >= 0)).toBe(true);
  });

  it("stops at a faulty line, after the verdicts of those before it", async () => {
    write({ prediction: "5", reference: "5" }, "", { prediction: "x", reference: "x" }, "{oops");
    const { status, out, err } = await verify();
    expect(parsed(out).map(({ id, rules }) => [id, rules])).toEqual([
      [1, undefined],
      [3, undefined],
    ]);
    expect([status, err]).toEqual([1, expect.stringMatching(/^error: in\.jsonl:4: not valid JSON/)]);
    expect((await runCli(["verify", "--input", "nowhere.jsonl"], directory)).err).toBe(
      "error: nowhere.jsonl: no such file\n",
    );
    write();
    expect((await verify()).err).toMatch(/in\.jsonl: no pairs/);
    expect((await verify("--verifier", "model")).err).toContain("--verifier model need --url and --model");
  });

  it("ends quietly where its reader has gone", async () => {
    write(...Array.from({ length: 20_000 }, () => ({ prediction: "x", reference: "y" })));
    const child = startCli(["verify", "--input", "in.jsonl"], directory);
    child.stdout?.once("data", () => child.stdout?.destroy());
    const { status, err } = await ended(child);
    expect([status, err]).toEqual([0, ""]);
  });
});

describe("pure verify audit", () => {
  it("has a row a pattern, or an object", async () => {
    const problems = [1, 2, 3].map((n) => ({ prompt: `What is ${n} and ${n}?`, answer: String(2 * n) }));
    writeFileSync(join(directory, "problems.jsonl"), problems.map((p) => `${JSON.stringify(p)}\n`).join(""));
    const words = ["verify", "audit", "--problems", "problems.jsonl", "--timeout-ms", "5000"];
    const { status, out, err } = await runCli(words, directory);
    expect(status, err).toBe(0);
    expect(out).toMatch(/a prompt injection +3 +0 +0 +0\.0% +0\.0–56\.1%/);
    expect(out).toContain("of 57 wrong responses were accepted.");
    const json = parsed((await runCli([...words, "--json"], directory)).out);
    expect(json[0]).toMatchObject({ pattern: "a wrong answer", tried: 3, accepted: 0, examples: [] });
  });

  it("shows an example of what was accepted", () => {
    const example = {
      problem: "p",
      reference: "4",
      response: "Thought\nprocess:",
      extracted: null,
      reason: "",
    };
    const result = {
      pattern: "an opening",
      tried: 2,
      accepted: 1,
      undecided: 0,
      rate: 0.5,
      examples: [example],
    };
    expect(auditTable([{ ...result, interval: [0.09, 0.91] }])).toMatch(
      /an opening +2 +1 +0 +50\.0% +9\.0–91\.0%\n\n1 of 2 wrong.*\n {2}an opening: Thought ↵ process: for 4/s,
    );
  });
});

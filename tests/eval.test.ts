// `pure eval` as a user runs it, against a server of the OpenAI protocol: killed and gone on with, judged again after a
// change, laid beside another run; what fails is told, never scored.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { startChat } from "./chat-server.ts";
import { ended, runCli, startCli } from "./cli.ts";
import { type Fault, type OpenAiServer, startOpenAi } from "./openai-server.ts";

const directory = mkdtempSync(join(tmpdir(), "pure-eval-cli-"));
afterAll(() => rmSync(directory, { recursive: true }));

const PROBLEMS = 40;
beforeAll(() => {
  const problems = Array.from({ length: PROBLEMS }, (_, i) => ({
    ...{ id: `p${i}`, problem: `What is ${i} + ${i}?`, answer: String(2 * i), level: i % 2, subject: "sums" },
  }));
  writeFileSync(join(directory, "sums.jsonl"), problems.map((one) => `${JSON.stringify(one)}\n`).join(""));
});

let server: OpenAiServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Right but for every fourth problem, and for every other sample of every third. */
async function open(fault?: (prompt: string, n: number) => Fault | undefined): Promise<OpenAiServer> {
  server = await startOpenAi({
    answer: (prompt, { temperature, seed }) => {
      const i = Number(/What is (\d+)/.exec(prompt)?.[1]);
      const wrong = i % 4 === 0 || (temperature > 0 && i % 3 === 0 && (seed ?? 0) % 2 === 0);
      return { text: `${i} twice is so much.\n\nSo it is \\boxed{${wrong ? "none" : 2 * i}}.` };
    },
    fault,
  });
  return server;
}

const words = (url: string, out: string, ...more: string[]) => [
  ...["eval", "--server", url, "--model", "m", "--suite", "sums.jsonl", "--out", out, ...more],
];
const linesOf = (...path: string[]) =>
  readFileSync(join(directory, ...path), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
const evaluationOf = (out: string) => JSON.parse(readFileSync(join(directory, out, "eval.json"), "utf8"));

it("goes on after a kill with what is left: no response is asked for twice, none is lost", async () => {
  const { url, requests } = await open();
  const killed = startCli(words(url, "killed", "--samples", "2", "--concurrency", "1"), directory);
  const finished = () => {
    try {
      return linesOf("killed", "responses.jsonl").length;
    } catch {
      return 0;
    }
  };
  while (finished() < 15) await sleep(5);
  killed.kill("SIGKILL");
  await new Promise((resolve) => killed.on("close", resolve));
  const before = finished();
  const asked = requests.length;
  expect(before).toBeLessThan(3 * PROBLEMS);

  const { status, out, err } = await runCli(words(url, "killed", "--samples", "2"), directory);
  expect([status, err]).toEqual([0, expect.stringContaining("What is 0 + 0?")]);
  expect(out).toContain("sums");
  const responses = linesOf("killed", "responses.jsonl");
  expect(responses).toHaveLength(3 * PROBLEMS);
  expect(new Set(responses.map(({ problem, sample }) => `${problem} ${sample}`)).size).toBe(3 * PROBLEMS);
  // Each process asks for a few tokens first, and one request was under way when the first was killed.
  expect(requests.length - asked).toBeLessThanOrEqual(3 * PROBLEMS - before + 1);

  const { results, suites, model, verifier, firstPrompt, sampling } = evaluationOf("killed");
  expect(results.suites[0].greedy.accuracy).toMatchObject({ count: 30, of: PROBLEMS });
  expect(suites[0]).toMatchObject({ name: "sums", problems: PROBLEMS, contaminated: 0 });
  expect([model.name, model.engine, sampling.samples]).toEqual(["m", "server", 2]);
  expect(verifier.version).toMatch(/^\d+\.\d+\.\d+\+[0-9a-f]{12}$/);
  expect(firstPrompt.text).toContain("What is 0 + 0?");
});

it("lets one process at a time into a directory, and loses no suite", async () => {
  const { url } = await open();
  const first = startCli(words(url, "one", "--samples", "30", "--concurrency", "1"), directory);
  while (!existsSync(join(directory, "one", "responses.jsonl"))) await sleep(5);
  const second = await runCli(words(url, "one"), directory);
  expect([second.status, second.err]).toEqual([
    1,
    expect.stringContaining(`process ${first.pid} is writing there`),
  ]);
  first.kill("SIGINT");
  await new Promise((resolve) => first.on("close", resolve));
  expect((await runCli(words(url, "one"), directory)).status).toBe(0);
  const other = await runCli(words(url, "one", "--suite", "doubles=sums.jsonl"), directory);
  expect(other.status).toBe(0);
  const less = ["eval", "--server", url, "--model", "m", "--suite", "doubles=sums.jsonl", "--out", "one"];
  expect((await runCli(less, directory)).err).toContain("one has figures of sums, which would be lost");
});

it("reports what failed problem by problem and leaves it out; the same command asks it again", async () => {
  const { url } = await open((prompt) => (prompt.includes("What is 5 ") ? { status: 500 } : undefined));
  const first = await runCli(words(url, "faults", "--attempts", "2"), directory);
  expect(first.status).toBe(1);
  expect(first.err).toContain("1 request got no response");
  expect(first.err).toContain("HTTP 500");
  expect(linesOf("faults", "failures.jsonl")).toMatchObject([{ suite: "sums", problem: "p5" }]);
  expect(evaluationOf("faults").results.suites[0].greedy).toMatchObject({
    ...{ problems: PROBLEMS - 1, leftOut: 1, missing: 1 },
    accuracy: { count: 29, of: PROBLEMS - 1 },
  });
  await server!.close();
  const { url: healed, requests } = await open();
  expect((await runCli(words(healed, "faults"), directory)).status).toBe(0);
  // A few tokens first, and the one that failed.
  expect(requests).toHaveLength(2);
  expect(evaluationOf("faults").results.suites[0].greedy.accuracy).toMatchObject({ count: 30, of: PROBLEMS });
});

it("finds answers by a pattern that is given, or that the run of a checkpoint has, which is said", async () => {
  const { url } = await open();
  const first = ["--answer-pattern", "^(\\d+) twice"];
  expect((await runCli(words(url, "pattern", ...first), directory)).status).toBe(0);
  const { results, suites } = evaluationOf("pattern");
  // Of i and 2 i alone those of 0 are one number.
  expect(results.suites[0].greedy.accuracy).toMatchObject({ count: 1, of: PROBLEMS });
  expect(suites[0].judging).toEqual({ answerPattern: "^(\\d+) twice" });
  // Judged again by the usual rules, and by another pattern, which stay with it.
  for (const [pattern, right, judged] of [
    ["", 30, {}],
    ["^(\\d)", 1, { answerPattern: "^(\\d)" }],
  ] as const) {
    const again = await runCli(["eval", "rescore", "pattern", "--answer-pattern", pattern], directory);
    expect(again.status, again.err).toBe(0);
    const now = evaluationOf("pattern");
    expect(now.results.suites[0].greedy.accuracy.count).toBe(right);
    expect(now.suites[0].judging).toEqual(judged);
    const setup = JSON.parse(readFileSync(join(directory, "pattern", "setup.json"), "utf8"));
    expect(setup.suites[0].judging).toEqual(judged);
  }

  const run = join(directory, "run");
  const checkpoint = join(run, "checkpoints", "7");
  cpSync(join(import.meta.dirname, "fixtures/models/qwen2"), checkpoint, { recursive: true });
  writeFileSync(join(run, "config.json"), JSON.stringify({ data: { answerPattern: "A(\\d)" } }));
  const here = ["eval", "-m", checkpoint, "--suite", "sums.jsonl", "--limit", "1", "--max-tokens", "2"];
  const judging = async (out: string, ...more: string[]) => {
    const { status, err } = await runCli([...here, "--template", "plain", "--out", out, ...more], directory);
    expect(status, err).toBe(0);
    return [err.includes("Answers are found by A(\\d)"), evaluationOf(out).suites[0].judging];
  };
  expect(await judging("of-run")).toEqual([true, { answerPattern: "A(\\d)" }]);
  expect(await judging("by-rules", "--answer-pattern", "")).toEqual([false, {}]);
  expect(await judging("given", ...first)).toEqual([false, { answerPattern: "^(\\d+) twice" }]);
});

it("judges again after a change, and says which verdicts changed; lays runs side by side", async () => {
  const { url } = await open();
  for (const out of ["a", "b"]) expect((await runCli(words(url, out), directory)).status).toBe(0);
  const path = join(directory, "b", "responses.jsonl");
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace("\\\\boxed{2}", "\\\\boxed{3}"));
  const rescored = await runCli(["eval", "rescore", "b"], directory);
  expect(rescored.out).toContain("1 verdict of 40 changed: 0 from wrong to right, 1 from right to wrong");
  expect(rescored.out).toContain("sums p1 greedy: right (2) → wrong (3)");
  const { status, out } = await runCli(["eval", "report", "a", "b", "--out", "ab"], directory);
  expect(status).toBe(0);
  expect(out).toContain("75.0%");
  expect(out).toContain("72.5%");
  expect(readFileSync(join(directory, "ab", "report.md"), "utf8")).toContain("sums");
  expect(readFileSync(join(directory, "ab", "report.html"), "utf8")).toContain("<svg");
});

it("keeps what a judge said when judging is stopped, and asks it the rest; says which figures go without it", async () => {
  const { url } = await open();
  expect((await runCli(words(url, "judged"), directory)).status).toBe(0);
  let slow = true;
  let answers = 0;
  const judge = await startChat(async ({ messages }) => {
    if (slow && ++answers > 5) await sleep(60_000, undefined, { ref: false });
    return `verdict ${/verdict ([0-9a-f]{6})/.exec(messages[1].content)?.[1]}: none`;
  });
  try {
    const judging = ["eval", "rescore", "judged", "--judge-url", judge.url, "--judge-model", "j"];
    const stopped = startCli(judging, directory);
    const over = ended(stopped);
    const path = join(directory, "judged", "judgements.jsonl");
    while (!existsSync(path) || readFileSync(path, "utf8").split("\n").length < 5) await sleep(5);
    stopped.kill("SIGINT");
    const { status, err } = await over;
    expect([status, err]).toEqual([130, expect.stringContaining("pure eval rescore judged, and the flags")]);
    slow = false;
    const before = judge.requests.length;
    const known = linesOf("judged", "judgements.jsonl").length;
    expect((await runCli(judging, directory)).status).toBe(0);
    // It is asked something at once, to see whether it answers.
    expect(judge.requests.length - before).toBe(30 - known + 1);
    expect(evaluationOf("judged").results.suites[0].greedy.cot).toMatchObject({ count: 30, of: PROBLEMS });
    const without = await runCli(["eval", "rescore", "judged"], directory);
    expect(without.err).toContain("figures of steps, which j judged before, are left out");
  } finally {
    await judge.close();
  }
});

it("says what is wrong before anything is asked", async () => {
  const { url, requests } = await open();
  const said = async (more: string[]) => {
    const { status, err } = await runCli(["eval", ...more], directory);
    return `${status} ${err.trim()}`;
  };
  const asked = ["--server", url, "--model", "m", "--suite"];
  expect(await said([])).toBe("2 error: give the model with --model");
  expect(await said(["--model", "m"])).toMatch(/^2 .*--suite gsm8k/);
  expect(await said([...asked, "gsm9k"])).toMatch(/^1 .*did you mean "gsm8k"/);
  expect(await said([...asked, "sums.jsonl", "--no-greedy"])).toMatch(/^2 .*--samples/);
  expect(await said([...asked, "sums.jsonl", "--template", "nothing"])).toMatch(/^1 [\s\S]*prompt template/);
  expect(await said([...asked, "sums.jsonl,sums=sums.jsonl"])).toMatch(/^2 .*two sets sums/);
  expect(await said([...asked, "sums.jsonl", "--out", "no", "--prm", "nope"])).toMatch(
    /^1 [\s\S]*nope: no such/,
  );
  expect(await said(["rescore", "no", "--judge-url", url])).toMatch(/^2 .*go together/);
  expect(await said(["rescore", "no", "--samples", "2"])).toMatch(
    /^2 .*--samples is an option of pure eval,/,
  );
  expect(await said(["report", "no", "--prm", "x"])).toMatch(/^2 .*--prm is an option of pure eval,/);
  expect(await said(["rescore", "nowhere"])).toMatch(/^1 .*nowhere: no such directory/);
  expect(await said(["report", "no", "no/"])).toMatch(/^2 .*named twice/);
  expect(requests).toHaveLength(0);
});

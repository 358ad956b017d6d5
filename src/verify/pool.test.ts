import { spawnSync } from "node:child_process";
import * as fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { extractCheaply, judgeCheaply } from "./cheap.ts";
import { isSimplePattern } from "./find/predicted.ts";
import { verifyAnswer } from "./index.ts";
import { judge } from "./judge.ts";
import { statedAnswer } from "./judgement.ts";
import { createVerifierPool, type PoolOptions, ProcessPool, type Verdict } from "./pool.ts";

const hostile = new URL("../../tests/hostile-worker.ts", import.meta.url);
let pool: ProcessPool;
const make = (options: PoolOptions = {}) => {
  pool = new ProcessPool({ concurrency: 2, ...options }, hostile);
  return pool;
};
/** A reference that is no number needs a worker. */
const ask = (what: string): Promise<Verdict> => pool.verify(what, "x");
afterEach(() => pool?.close());

describe("pool", () => {
  it("judges many pairs, each its own", async () => {
    make();
    const said = await Promise.all(Array.from({ length: 500 }, (_, i) => ask(`pair ${i}`)));
    expect(said.map(({ reason }) => reason)).toEqual(Array.from({ length: 500 }, (_, i) => `pair ${i}`));
    expect(said.every(({ verdict, ms }) => verdict === true && ms >= 0)).toBe(true);
  });

  it("has no verdict where a pair takes too long, fails or ends its worker, and goes on", async () => {
    // Long enough for what ends by itself on a machine that is busy with more than this.
    make({ timeoutMs: 1500 });
    const reasons = {
      hang: "time limit (1500 ms)",
      regex: "time limit (1500 ms)",
      integer: "time limit (1500 ms)",
      throw: "the verifier failed (TypeError: thrown)",
      nest: "the verifier failed (RangeError: Maximum call stack size exceeded)",
      exit: "the verifier's worker ended with status 3",
    };
    const said = await Promise.all([...Object.keys(reasons), "good"].map(ask));
    expect(said.map(({ reason }) => reason)).toEqual([...Object.values(reasons), "good"]);
    expect(said.map(({ verdict }) => verdict)).toEqual([null, null, null, null, null, null, true]);
    expect((await ask("after")).verdict).toBe(true);
  });

  it("judges what lies behind a pair that ends its worker, and what was judged before it", async () => {
    make({ concurrency: 1, timeoutMs: 500 });
    await ask("warm");
    const asked = ["a", "exit", "b", "c", "hang", "d", "array", "exit", "e"];
    const said = await Promise.all(asked.map(ask));
    const fault = /^(?:time|memory) limit|ended with status 3/;
    expect(said.map(({ reason }) => (fault.test(reason) ? "ended" : reason))).toEqual([
      ...["a", "ended", "b", "c", "ended", "d", "ended", "ended", "e"],
    ]);
  });

  it("loses no pair to a worker whose memory is half full", async () => {
    make({ concurrency: 1, memoryMiB: 128, timeoutMs: 20_000 });
    const said = await Promise.all(Array.from({ length: 600 }, (_, i) => ask(`keep ${i}`)));
    expect(said.map(({ reason }) => reason)).toEqual(Array.from({ length: 600 }, (_, i) => `keep ${i}`));
    expect(new Set(said.map(({ extracted }) => extracted)).size).toBeGreaterThan(1);
  });

  it("has prose read by a worker, and what shows its answer by nobody else", async () => {
    make();
    const texts = ["It is 5.", "5", "It is \\boxed{5}", "#### 5"];
    const said = await Promise.all(texts.map((text) => pool.verify(text, "5")));
    expect(said.map(({ extracted }) => extracted)).toEqual([null, "5", "5", "5"]);
    const pattern = await pool.verify("It is A5", "5", { answerPattern: "A(\\d)" });
    expect(pattern.extracted).toBe("5");
  });

  it("lets workers go on while it judges what shows its answer itself, in the order in which it was asked", async () => {
    make();
    await ask("good");
    const ended: number[] = [];
    const quick = Array.from({ length: 4000 }, (_, i) =>
      pool.verify(`${"1 + ".repeat(40)}1 is long, so \\boxed{${i}}`, "7").then(() => ended.push(i)),
    );
    await Promise.all(Array.from({ length: 40 }, () => ask("good")));
    expect(ended.length).toBeLessThan(4000);
    await Promise.all(quick);
    expect(ended).toEqual(Array.from({ length: 4000 }, (_, i) => i));
  });

  it("hands on what shows its answer and is yet not plainly judged", async () => {
    make();
    const { verdict, reason } = await pool.verify("so \\boxed{0.5}", "1/2");
    expect([verdict, reason]).toEqual([true, "so \\boxed{0.5}"]);
  });

  it("gives its workers no keys", async () => {
    process.env.PURE_TEST_KEY = "hidden";
    make();
    const { reason } = await ask("environment");
    expect(JSON.parse(reason)).toHaveProperty("PATH");
    expect(reason).not.toMatch(/PURE_TEST_KEY|hidden/);
  });

  it("has no verdict where a pair takes all memory, bit by bit or at once, and goes on", async () => {
    make({ timeoutMs: 20_000, memoryMiB: 64 });
    const said = await Promise.all(["list", "text", "array", "good"].map(ask));
    expect(said.map(({ verdict }) => verdict)).toEqual([null, null, null, true]);
    for (const { reason } of said.slice(0, 3)) expect(reason).toMatch(/memory limit \(64 MiB\)|RangeError/);
    expect((await ask("after")).verdict).toBe(true);
  });

  it("does not let a burst of hangs stall the rest", async () => {
    make({ timeoutMs: 250 });
    await Promise.all([ask("warm"), ask("wait 50")]);
    const hangs = Promise.all(Array.from({ length: 4 }, () => ask("hang")));
    const others = Promise.all(Array.from({ length: 50 }, (_, i) => ask(`pair ${i}`)));
    expect((await hangs).every(({ reason }) => reason === "time limit (250 ms)")).toBe(true);
    expect((await others).every(({ verdict }) => verdict === true)).toBe(true);
  });

  it("judges a slow pair that keeps its limit, and takes no more workers for it than it had", async () => {
    make({ timeoutMs: 1000 });
    const said = await Promise.all(["wait 600", "wait 550", "a", "b"].map(ask));
    expect(said.map(({ verdict }) => verdict)).toEqual([true, true, true, true]);
  });

  it.runIf(process.platform === "linux")(
    "counts what a worker computes, not how long it waits for a core",
    async () => {
      make({ timeoutMs: 300 });
      const said = await Promise.all(["sleep 900", "hang", "sleep 3600"].map(ask));
      expect(said.map(({ reason }) => reason)).toEqual([
        "sleep 900",
        ...Array(2).fill("time limit (300 ms)"),
      ]);
    },
  );

  it("takes a verdict that waits while the program itself was busy", async () => {
    make({ timeoutMs: 200 });
    await ask("warm");
    const asked = ask("wait 20");
    const until = performance.now() + 500;
    while (performance.now() < until);
    expect((await asked).verdict).toBe(true);
  });

  it("refuses what is too long before a worker sees it", async () => {
    make({ maxLength: 10 });
    expect(await ask("hang for good")).toMatchObject({
      verdict: null,
      reason: "the prediction is longer than 10 characters (13)",
    });
    expect((await pool.verify("5", "x".repeat(11))).reason).toContain("the reference is longer");
  });

  it("is closed at once, and says so", async () => {
    make({ timeoutMs: 60_000 });
    const asked = [ask("hang"), ask("hang"), ask("good")];
    asked.push(pool.verify("so \\boxed{5}", "5"));
    await pool.close();
    for (const { verdict, reason } of await Promise.all(asked))
      expect([verdict, reason]).toEqual([null, "the verifier was closed"]);
    await expect(ask("good")).rejects.toThrow("closed");
  });

  it("says where no worker can be started", async () => {
    pool = new ProcessPool({}, new URL("./nowhere.ts", import.meta.url));
    await expect(ask("a")).rejects.toThrow(/the verifier's worker ended with status 1 .*nowhere/);
  });

  it("rejects a pattern that is none", async () => {
    make();
    await expect(pool.verify("5", "5", { answerPattern: "(" })).rejects.toThrow(SyntaxError);
  });

  it("prints nothing, and lets a program end", () => {
    const source = `
      import { ProcessPool } from ${JSON.stringify(new URL("./pool.ts", import.meta.url).href)};
      const pool = new ProcessPool({ concurrency: 1 }, new URL(${JSON.stringify(hostile.href)}));
      console.log((await pool.verify("print", "x")).reason);`;
    const args = ["--import", "tsx", "--input-type=module", "-e", source];
    const { stdout, status } = spawnSync(process.execPath, args, { encoding: "utf8", timeout: 30_000 });
    expect([stdout, status]).toEqual(["printed\n", 0]);
  });
});

describe("cheap judgements", () => {
  it("are made for plain numbers and for responses without an answer", () => {
    expect(judgeCheaply("\\boxed{12}", "12")).toMatchObject({ verdict: true, extracted: "12" });
    expect(judgeCheaply("The answer is 3.", "4")).toMatchObject({ verdict: false, extracted: "3" });
    expect(judgeCheaply("so \\boxed{0.50}", "0.5")?.verdict).toBe(true);
    expect(judgeCheaply("-0", "0")?.verdict).toBe(true);
    expect(judgeCheaply("So \\boxed{(1, x^2)}", "(1, x^2)")).toMatchObject({
      verdict: true,
      extracted: "(1, x^2)",
    });
    expect(judgeCheaply("", "4")).toMatchObject({ verdict: false, extracted: null });
    expect(judgeCheaply("A7;A8", "8", { answerPattern: "A(\\d)" })?.verdict).toBe(true);
  });

  it("are not made where rounding, a type, a tolerance or symbols may matter", () => {
    expect(judgeCheaply("0.33", "0.333")).toBeNull();
    expect(judgeCheaply("\\frac12", "0.5")).toBeNull();
    expect(judgeCheaply("5", "x")).toBeNull();
    expect(judgeCheaply("It costs x cents.", "x")).toBeNull();
    expect(judgeCheaply("()", "()")).toBeNull();
    expect(judgeCheaply("2n, where k is an integer", "2n")).toBeNull();
    expect(judgeCheaply("\\boxed{x+1}", "1+x")).toBeNull();
    expect(judgeCheaply("5", "5", { type: "choice" })).toBeNull();
    expect(judgeCheaply("5", "6", { tolerance: 0.5 })).toBeNull();
    expect(judgeCheaply("5", "5", { answerPattern: "(\\d+)+" })).toBeNull();
    expect(judgeCheaply(`${" ".repeat(30_000)}5`, "5")).toBeNull();
  });

  it("are what a worker would say", () => {
    const number = fc.oneof(
      fc.integer({ min: -99, max: 99 }).map(String),
      fc.constantFrom(
        "0.50",
        "-0",
        "007",
        "x",
        "3m",
        "(1, 2)",
        "[0, x)",
        "\\frac{1}{2}",
        "\\sqrt{}",
        "2, 3",
        "x y",
      ),
    );
    const wrapped = fc.constantFrom(
      "\\boxed{@}",
      "The answer is @.",
      "#### @",
      "@",
      "so @ and 3",
      "It is @ cm long.",
      "@ for x",
      "none",
    );
    fc.assert(
      fc.property(number, number, wrapped, (a, b, frame) => {
        const cheap = judgeCheaply(frame.replace("@", a), b);
        if (!cheap) return;
        const { verdict, extracted } = judge(frame.replace("@", a), b);
        expect(cheap).toMatchObject({ verdict, extracted });
      }),
    );
  });

  it("take no time, whatever the text", () => {
    const pieces = [
      "{",
      "\\boxed{",
      "\\boxed ",
      "1,",
      "9",
      " ",
      "answer is ",
      "#### ",
      "$",
      "-",
      "\\",
      "$1$",
      "\n",
      "a=",
      "(",
      "= 1 ",
    ];
    for (const piece of pieces) {
      const text = piece.repeat(Math.floor(20_000 / piece.length));
      const began = process.cpuUsage();
      const short = text.slice(0, 190);
      for (const said of [text, `${text}5`, `\\boxed{${text}}`, `${short}x`, `5${short}!`])
        judgeCheaply(said.slice(-20_000), "5");
      expect([piece, process.cpuUsage(began).user / 1000 < 300]).toEqual([piece, true]);
    }
  });

  it("trust only patterns that cannot take long", () => {
    for (const simple of ["A(\\d)", "answer: (\\d+)", "\\d", "[+*](x?)y"])
      expect(isSimplePattern(simple)).toBe(true);
    for (const other of ["(a+)+", "(a|a)*", "a*b*", "(?=x)", "(x)\\1", "a?a?a?", "(?:ab){2,}", ".*x{1,999}y"])
      expect(isSimplePattern(other)).toBe(false);
    expect(extractCheaply("so \\boxed{7}")).toBe("7");
  });
});

describe("statedAnswer", () => {
  it("takes words that were compared as a whole for no answer, unless they are right", () => {
    const whole = (extracted: string, verdict: boolean | null) =>
      statedAnswer({ verdict, extracted, reason: "", rules: ["the text itself", "different texts"] });
    expect(whole("Thank you!", false)).toBeNull();
    expect(whole("7", false)).toBe("7");
    expect(whole("no real solutions", true)).toBe("no real solutions");
    expect(statedAnswer({ verdict: false, extracted: "blue", reason: "", rules: ["box"] })).toBe("blue");
  });
});

describe("verifyAnswer", () => {
  it("says right, wrong, and undecided, with a reason and the time it took", async () => {
    expect(await verifyAnswer("thus \\boxed{0.5}", "\\frac12")).toMatchObject({
      verdict: true,
      extracted: "0.5",
      ms: expect.any(Number),
    });
    expect(await verifyAnswer("The answer is 3.", "4")).toMatchObject({ verdict: false, extracted: "3" });
    expect((await verifyAnswer("no idea", "4")).verdict).toBe(false);
    expect((await verifyAnswer("4", " ")).verdict).toBeNull();
    expect((await verifyAnswer("4 ".repeat(600_000), "4")).verdict).toBeNull();
  });

  it("takes the answer by a pattern, and ends a pattern that hangs", async () => {
    const options = { answerPattern: "A(\\d)" };
    expect(await verifyAnswer("3-1=2;A1;A2", "2", options)).toMatchObject({ verdict: true, extracted: "2" });
    const bait = createVerifierPool({ timeoutMs: 300 });
    const said = await bait.verify(`${"a".repeat(40)}!`, "5", { answerPattern: "(a+)+$" });
    expect(said).toMatchObject({ verdict: null, reason: "time limit (300 ms)", extracted: null });
    await bait.close();
  });
});

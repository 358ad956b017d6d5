import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type SyntheticOptions,
  syntheticEvaluation,
  writeSyntheticEvaluation,
} from "../../tests/synthetic-evaluation.ts";
import { columns } from "../text/text.ts";
import { evaluationEnd, evaluationPage, writeEvalReport } from "./evaluation.ts";
import { setupFacts, warningsOf } from "./evaluation-facts.ts";
import { markdownText } from "./markdown.ts";

const root = mkdtempSync(join(tmpdir(), "pure-eval-report-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const HOSTILE =
  "</p><script>alert(1)</script> | `x` [a](javascript:1) <img src=x onerror=alert(2)>\u001b[2J\u202e";
const NONE = { sample: "greedy" as const, problems: 0, candidates: 0, examples: [] };
const markdownOf = (runs: Parameters<typeof evaluationPage>[0], comparison: null) =>
  markdownText(evaluationPage(runs, comparison, NONE));
/** What must stand nowhere: numbers that are none. */
const nonsense = (text: string) => text.match(/NaN|undefined|Infinity|\[object/);
/** Whether a character is there that acts instead of showing. */
const acting = (text: string) => text.includes("\u001b") || text.includes("\u202e");
const plain = { color: false, width: 100 };

const shown = (options: SyntheticOptions = {}) => [
  { name: "run", evaluation: syntheticEvaluation(options).evaluation },
];

describe("the report of several runs", () => {
  let page = "";
  let markdown = "";
  let table = "";
  let several: Parameters<typeof evaluationEnd>[0] = [];
  let compared: Parameters<typeof evaluationEnd>[1] = null;
  const out = join(root, "out");
  beforeAll(async () => {
    const [a, b] = [join(root, "a"), join(root, "b")];
    await writeSyntheticEvaluation(a, { skill: 0.35, hostile: HOSTILE });
    await writeSyntheticEvaluation(b, { skill: 0.65, seed: 2, hostile: HOSTILE, missingEvery: 40 });
    const { report, runs, comparison } = await writeEvalReport(out, [a, b]);
    page = readFileSync(report, "utf8");
    markdown = readFileSync(join(out, "report.md"), "utf8");
    table = evaluationEnd(runs, comparison, report, plain);
    [several, compared] = [runs, comparison];
  });

  it("has figures, differences, problems side by side and the setup, and is without script whatever models say", () => {
    for (const wanted of [
      "mean over suites",
      "b less a",
      "The same problem, each run",
      "Setup",
      "CoT-pass@4",
    ])
      expect(page).toContain(wanted);
    expect(page).toContain("&lt;script&gt;alert(1)");
    expect(page).not.toMatch(/<script|<img/);
    expect(acting(page)).toBe(false);
    expect(page).toContain("default-src 'none'");
    expect(nonsense(page)).toBeNull();
  });

  it("draws figures that are files of their own", () => {
    const files = readdirSync(join(out, "figures"));
    expect(files).toEqual(
      expect.arrayContaining([
        ...["accuracy-greedy.svg", "accuracy-pass-1.svg", "length.svg", "by-level-math500.svg"],
        ...["pass-at-k-gsm8k.svg", "maj-at-k-gsm8k.svg", "best-at-k-gsm8k.svg", "cot-at-k-gsm8k.svg"],
      ]),
    );
    for (const file of files) {
      const svg = readFileSync(join(out, "figures", file), "utf8");
      expect(svg.startsWith("<svg ")).toBe(true);
      expect(svg.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ")).toContain("blue: a, orange: b");
      expect(nonsense(svg)).toBeNull();
    }
    expect(existsSync(join(out, "report.html.partial"))).toBe(false);
  });

  it("is Markdown that keeps its tables, and nothing else's markup", () => {
    const rows = markdown.split("\n").filter((line) => line.startsWith("|"));
    const bars = (line: string) => line.replace(/\\\|/g, "").split("|").length;
    const blocks = markdown.split(/\n\n/).filter((block) => block.startsWith("|"));
    for (const block of blocks) expect(new Set(block.split("\n").map(bars)).size).toBe(1);
    expect(rows.length).toBeGreaterThan(20);
    // Outside of the prompt's fence every sign of the hostile text is escaped.
    const outside = markdown.replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, "");
    expect(outside).not.toMatch(/(?<!\\)<(script|img)|(?<!\\)\[a\]/);
    expect(acting(markdown)).toBe(false);
    expect(outside).toContain("\\<script\\>");
    expect(nonsense(markdown)).toBeNull();
  });

  it("says where the runs have not the same problems", () => {
    const [pair] = compared!.pairs;
    const suites = [
      { suite: "s", shared: 0, problems: 1 },
      { suite: "whole", shared: 2, problems: 2 },
    ];
    const text = evaluationEnd(several, { ...compared!, pairs: [{ ...pair, suites }] }, null, plain);
    expect(text).toContain("! b and a share 0 of 1 problem of s.");
    expect(text).not.toContain("of whole");
  });

  it("is a table on the terminal that says what is missing and what is significant", () => {
    expect(table).toMatch(/^suite +run +greedy +pass@1/);
    expect(table.replace(/\n */g, " ")).toMatch(/! b: gsm8k, samples: [^!]*missing, so/);
    expect(table.replaceAll("\n", " ")).toMatch(
      /Against a, b is significantly better on the mean over suites/,
    );
    expect(acting(table)).toBe(false);
  });
});

describe("the report of one run", () => {
  it("fits any width on the terminal, its colours apart", () => {
    const run = shown({ skill: 0.4 });
    for (const width of [40, 60, 80, 120, 200]) {
      const lines = evaluationEnd(run, null, "report.html", { color: false, width }).split("\n");
      expect(Math.max(...lines.map(columns))).toBeLessThanOrEqual(width);
    }
    const colored = evaluationEnd(run, null, "report.html", { color: true, width: 120 });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colour sequences are what this takes away
    expect(colored.replace(/\u001b\[\d+m/g, "")).toBe(
      evaluationEnd(run, null, "report.html", { ...plain, width: 120 }),
    );
  });

  it("says nothing of what there is not: no samples, no judge, no lengths, one suite, no response", async () => {
    const bare = { suites: { gsm8k: 12 }, samples: 0, chain: null, tokens: false } as const;
    const directory = join(root, "bare");
    await writeSyntheticEvaluation(directory, bare);
    const { report } = await writeEvalReport(directory, [directory]);
    const page = readFileSync(report, "utf8");
    const markdown = markdownOf(shown(bare), null);
    const table = evaluationEnd(shown(bare), null, null, plain);
    for (const text of [page, markdown, table]) {
      expect(nonsense(text)).toBeNull();
      expect(text).not.toMatch(/pass@4|CoT-pass|best-of-\d|mean over suites/);
    }
    expect(page).toContain("What went wrong");
    const none = shown({ ...bare, missingEvery: 1, samples: 2 });
    expect(nonsense(evaluationEnd(none, null, null, plain))).toBeNull();
    expect(nonsense(markdownOf(none, null))).toBeNull();
    expect(evaluationEnd(none, null, null, plain)).toContain("12 problems left out");
  });

  it("warns of what limits its figures, and holds every setting", () => {
    const { evaluation } = shown({ missingEvery: 50, chain: "judge" })[0];
    const [suite] = evaluation.suites;
    const warned = warningsOf({ ...evaluation, suites: [{ ...suite, contaminated: 7 }] }).join("\n");
    expect(warned).toContain("gsm8k: the model was trained on 7 problems of it");
    const cuts = (maxTokens: number) => {
      const made = syntheticEvaluation({
        setup: { sampling: { ...evaluation.sampling, maxTokens, maxContext: 4100 } },
      });
      const [{ greedy }] = made.evaluation.results.suites;
      const whole = { ...made.evaluation, suites: [{ ...suite, judging: { tolerance: 0.01 } }] };
      return { text: warningsOf(whole).join("\n"), facts: new Map(setupFacts(whole)), greedy: greedy! };
    };
    const [limit, some, context] = [400, 690, 4096].map(cuts);
    expect(limit.greedy.cutByContext).toBe(0);
    expect(limit.text).toMatch(/gsm8k, greedy: \d+ of 60 responses cut at 400 tokens(;|$)/m);
    expect(limit.facts.get("responses")).toMatch(/ cut at the limit, /);
    const { cutByContext = 0, truncated } = some.greedy;
    expect([cutByContext > 0, cutByContext < truncated.count]).toEqual([true, true]);
    expect(some.text).toContain(
      `${truncated.count} of 60 responses cut at 690 tokens, or where the context ended (${cutByContext})`,
    );
    expect(context.text).toMatch(/gsm8k, greedy: \d+ of 60 responses cut where the context ended(;|$)/m);
    expect(context.facts.get("responses")).toMatch(/ cut at the limit or the context's end \(\d+\), /);
    expect(context.facts.get("sampling")).toContain(
      "at most 4,096 tokens; with the prompt at most 4,100 tokens",
    );
    expect(context.facts.get("judging")).toBe("gsm8k: tolerance 0.01");
    expect(warned).toMatch(/not judged, counted as wrong/);
    expect(warned).toMatch(/missing, so/);
    const markdown = markdownOf([{ name: "run", evaluation }], null);
    const settings = [
      "weights, SHA-256",
      "hash ",
      "prompt: chat",
      "temperature 1, top-p 1",
      "seed: 1",
      "judge judge",
    ];
    for (const setting of [...settings, "0.1.0+0123456789ab", "undecided", "to the letter"])
      expect(markdown.replaceAll("\\", "")).toContain(setting);
  });
});

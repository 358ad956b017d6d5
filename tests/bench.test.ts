// The benchmark's harness: what a table says of given figures, where it is written, and a run without peers.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { type BenchCase, casesOf, sections } from "../bench/cases.ts";
import { type CaseResult, median, rate } from "../bench/pairs.ts";
import type { Reply } from "../bench/protocol.ts";
import { markdownBlock, notesOf, rowOf, writeBlock } from "../bench/table.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const machine = {
  date: "2026-01-01",
  processor: "P",
  cores: 2,
  memoryGiB: 8,
  system: "Linux",
  load: 0,
};
const reply = (seconds: number[], tokens = 100): Reply => ({
  seconds,
  tokens: seconds.map(() => tokens),
  threads: 2,
  peakBytes: 300 * 2 ** 20,
  baselineBytes: 100 * 2 ** 20,
  versions: { node: "v1" },
});
const dense = casesOf("dense", null)[0];

/** Three pairs with ratios 2, 1 and 3. */
function result(bench: BenchCase = dense): CaseResult {
  const ours = [reply([1]), reply([2]), reply([1])];
  const theirs = [reply([2]), reply([2]), reply([3])];
  const ratios = ours.map((a, i) => rate(a) / rate(theirs[i]));
  return { case: bench, ours, theirs, variant: "lean", variants: { transformers: 30, lean: 50 }, ratios };
}

describe("bench table", () => {
  it("gives the median of the pairs' ratios, their range, and whether it reaches what is required", () => {
    expect(rowOf(result())).toEqual([
      dense.title,
      "100 tok/s",
      "50 tok/s",
      "2.00 (1.00–3.00)",
      "≥ 1.1",
      "yes",
      "300 MiB (100)",
      "300 MiB (100)",
    ]);
    const harder = { ...dense, opponent: { ...dense.opponent!, ratio: 2.5 } };
    expect(rowOf(result(harder))[5]).toBe("NO");
    expect(notesOf(result())[0]).toContain('compared with "lean", the fastest of transformers 30, lean 50');
  });

  it("says where peers are missing, and measures credit in seconds", () => {
    expect(rowOf({ ...result(), theirs: [], ratios: [] }).slice(1, 6)).toEqual([
      "100 tok/s",
      "not installed",
      "–",
      "≥ 1.1",
      "–",
    ]);
    const [credit] = casesOf("credit", null);
    expect(rowOf({ ...result(credit), ours: [reply([0.25])] }).slice(1, 6)).toEqual([
      "0.250 s",
      "–",
      "–",
      "< 0.3 s",
      "yes",
    ]);
  });

  it("takes the median over runs of tokens a second", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([1, 2, 3, 4])).toBe(2.5);
    expect(rate({ ...reply([1, 2, 4]), tokens: [10, 40, 40] })).toBe(10);
  });

  it("rewrites the block of one section and nothing else", () => {
    const file = join(mkdtempSync(join(tmpdir(), "pure-bench-")), "doc.md");
    writeFileSync(file, "a\n<!-- bench dense -->\nearlier\n<!-- /bench dense -->\nb\n");
    for (let twice = 0; twice < 2; twice++) writeBlock(file, "dense", markdownBlock([result()], machine));
    const text = readFileSync(file, "utf8");
    expect(text).toMatch(/^a\n<!-- bench dense -->\n\| {2}\| ours \|.*\n<!-- \/bench dense -->\nb\n$/s);
    expect(text).not.toContain("earlier");
    expect(() => writeBlock(file, "group", "x")).toThrow("<!-- bench group -->");
  });

  it("has a block in docs/benchmarks.md for every section", () => {
    const text = readFileSync(join(root, "docs", "benchmarks.md"), "utf8");
    for (const section of sections)
      expect(text).toMatch(new RegExp(`<!-- bench ${section} -->[\\s\\S]*<!-- /bench ${section} -->`));
  });
});

describe("npm run bench", () => {
  const bench = (...args: string[]) =>
    promisify(execFile)(process.execPath, ["--import", "tsx", "bench/main.ts", ...args], {
      cwd: root,
      env: { ...process.env, PURE_PEERS: join(root, "nowhere") },
    });

  it("measures our side without peers and says how to install them", async () => {
    const { stdout, stderr } = await bench("credit", "--pairs", "1", "--json");
    const { results } = JSON.parse(stdout) as { results: CaseResult[] };
    expect(results[0].ours[0].tokens).toEqual([1_000_000]);
    expect(stderr).toContain("bash bench/peers/setup.sh");
  });

  it("names the benchmarks where one does not exist", async () => {
    await expect(bench("dens")).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining("no benchmark dens\nnpm run bench -- [credit | dense"),
    });
  });
});

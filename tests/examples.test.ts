// Each file of examples/ does what it says, as a user runs it: copied elsewhere, against dist/. They import the package's
// entries and nothing else of it.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { computeCredit } from "../src/credit/credit.ts";
import { main, root, runScript, workplace } from "./package-user.ts";

const examples = join(root, "examples");

beforeAll(() => {
  if (!existsSync(main)) throw new Error("dist/ is not built: `npm run build` first");
});

/** Standard output of an example. */
function run(name: string, input?: string): string {
  const place = workplace();
  const file = join(place.directory, name.replace(/ts$/, "mts"));
  copyFileSync(join(examples, name), file);
  const { status, stdout, stderr } = runScript(file, place, input);
  expect(status, stderr).toBe(0);
  return stdout;
}

describe("examples", () => {
  it("import the package's entries alone", () => {
    const scripts = readdirSync(examples).filter((name) => name.endsWith(".ts"));
    const named = ["own-environment.ts", "own-loop.ts", "own-loss.ts", "own-prm.ts", "own-reward.ts"];
    // The one for a browser is run in one: tests/browser.test.ts.
    expect(scripts).toEqual(["in-browser.ts", "other-rollouts.ts", ...named]);
    for (const name of scripts) {
      const sources = [...readFileSync(join(examples, name), "utf8").matchAll(/from "([^"]+)"/g)];
      expect(
        sources.map(([, from]) => from).filter((from) => !/^(pure-rl(\/\w+)?|node:\w+)$/.test(from)),
      ).toEqual([]);
    }
  });

  it("own-loop.ts learns", () => {
    const accuracies = [...run("own-loop.ts").matchAll(/accuracy (\S+),/g)].map(([, value]) => Number(value));
    expect(accuracies).toHaveLength(4);
    expect(accuracies[0]).toBeLessThan(0.2);
    expect(accuracies[3]).toBeGreaterThan(0.4);
  });

  it("own-environment.ts learns from what the tool said, and own-loss.ts by a loss that the library has not", () => {
    for (const [name, count] of [
      ["own-environment.ts", 3],
      ["own-loss.ts", 3],
    ] as const) {
      const shares = [...run(name).matchAll(/right (\S+)/g)].map(([, value]) => Number(value));
      expect([name, shares.length]).toEqual([name, count]);
      expect(shares[0]).toBeLessThan(0.3);
      expect(shares.at(-1)).toBeGreaterThan(0.9);
    }
  });

  it("own-prm.ts scores steps, and min-form credit is that of the weakest", () => {
    const lines = run("own-prm.ts").trim().split("\n");
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/scores 1 1 0 +min-form 0\.00 +sum-form 2\.00$/);
    expect(lines[1]).toMatch(/scores 1 -1 1 1 0 +min-form -1\.00 +sum-form 2\.00$/);
    // Up to the wrong step the second response is blamed, and behind it no more.
    const advantages = lines.slice(2).map((line) => line.split(" ").map(Number));
    expect(advantages.map(({ length }) => length)).toEqual([14, 26]);
    expect(Math.max(...advantages[1].slice(0, 12))).toBeLessThan(0);
    expect(Math.abs(advantages[1][12])).toBeLessThan(0.2);
  });

  it("other-rollouts.ts gives an advantage a token, by prompt", () => {
    const dump = [
      { uid: "a", response_ids: [5, 6, 7, 8], step_ends: [1, 3], step_scores: [0.9, -0.6], score: 0 },
      { uid: "b", response_ids: [5], step_ends: [0], step_scores: [1], score: 1 },
      { uid: "a", response_ids: [5, 6, 9], step_ends: [2], step_scores: [0.4], score: 1 },
      { uid: "b", response_ids: [7, 7], step_ends: [1], step_scores: [-1], score: 0 },
    ];
    const out = run("other-rollouts.ts", dump.map((line) => `${JSON.stringify(line)}\n`).join(""));
    const response = ({ response_ids, step_ends, step_scores, score }: (typeof dump)[number]) => ({
      ...{ length: response_ids.length, stepEnds: step_ends },
      ...{ scores: step_scores, verifiable: score },
    });
    const groups = [
      [dump[0], dump[2]],
      [dump[1], dump[3]],
    ];
    const credits = computeCredit(
      groups.map((group) => ({ responses: group.map(response) })),
      { maxLength: 4 },
    );
    const expected = groups.flatMap((group, g) =>
      group.map(({ uid }, sample) => ({ uid, sample, advantages: [...credits[g][sample].advantages] })),
    );
    expect(
      out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual(expected);
  });

  it("own-reward.ts trains", () => {
    const { directory, env } = workplace();
    copyFileSync(join(examples, "own-reward.ts"), join(directory, "own-reward.ts"));
    const model = join(root, "tests", "fixtures", "models", "llama");
    const flags = Object.entries({
      ...{ "model.source": model, "data.source": join(examples, "word-problems.jsonl") },
      ...{ "train.steps": 1, "train.evalProblems": 1, "run.name": "own", "engine.threads": 1 },
      ...{ "sampling.promptsPerStep": 1, "sampling.samplesPerPrompt": 2, "sampling.maxTokens": 4 },
    }).flatMap(([key, value]) => [`--${key}`, String(value)]);
    const words = [main, "train", "--config", "own-reward.ts", ...flags];
    const { status, stderr } = spawnSync(process.execPath, words, { cwd: directory, env, encoding: "utf8" });
    expect(status, stderr).toBe(0);
    const [line] = readFileSync(join(directory, "runs", "own", "rollouts", "1.jsonl"), "utf8").split("\n");
    expect(JSON.parse(line).verifiable).toBe(0);
  });
});

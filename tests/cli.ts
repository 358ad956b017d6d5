// The command line as a user runs it, in a process of its own, on the fixtures' models: for tests.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const main = join(root, "dist", "cli", "main.js");

/** Path of a fixture's model. */
export const fixture = (name: string) => fileURLToPath(new URL(`fixtures/models/${name}`, import.meta.url));

/** Starts `pure WORDS` in `directory`; standard output goes to a pipe, or to the file of a descriptor. */
export function startCli(
  words: readonly string[],
  directory: string,
  stdout: "pipe" | number = "pipe",
): ChildProcess {
  checkBuilt();
  return spawn(process.execPath, [main, ...words], { cwd: directory, stdio: ["ignore", stdout, "pipe"] });
}

/** Throws where dist/ is not what src/ would give now. */
function checkBuilt(): void {
  const built = existsSync(main) ? statSync(main).mtimeMs : 0;
  const newer = sources().find((file) => statSync(file).mtimeMs > built);
  if (newer) throw new Error(`dist/ is older than ${newer}: \`npm run build\` first`);
}

function sources(): string[] {
  const src = join(root, "src");
  return readdirSync(src, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => join(src, name));
}

/** Runs `pure WORDS` in `directory` to its end. */
export async function runCli(words: readonly string[], directory: string) {
  return await ended(startCli(words, directory));
}

/** What a process that was started said, and its status, at its end. */
export function ended(child: ChildProcess): Promise<{ status: number | null; out: string; err: string }> {
  let [out, err] = ["", ""];
  child.stdout?.on("data", (text) => {
    out += text;
  });
  child.stderr?.on("data", (text) => {
    err += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, out, err }));
  });
}

/** Writes problems.jsonl into `directory`; gives the words of a short `pure train` on it without a process reward. */
export function trainWords(directory: string, steps: number): string[] {
  const problems = [1, 2, 3, 4, 5, 6].map((a) => ({ prompt: `${a}+${a}=`, answer: String(2 * a) }));
  const text = problems.map((problem) => `${JSON.stringify(problem)}\n`).join("");
  writeFileSync(join(directory, "problems.jsonl"), text);
  const settings = {
    "model.source": fixture("qwen2"),
    "data.source": "problems.jsonl",
    "sampling.promptsPerStep": 2,
    "sampling.samplesPerPrompt": 2,
    "sampling.maxTokens": 6,
    "reward.mode": "vr",
    "optimizer.learningRate": 1e-3,
    "train.steps": steps,
    "train.evalProblems": 2,
    "engine.threads": 1,
  };
  return ["train", ...Object.entries(settings).flatMap(([key, value]) => [`--${key}`, String(value)])];
}

/** The run's metrics without what the clock and the machine decide. */
export function computedMetrics(run: string): object[] {
  const lines = readFileSync(join(run, "metrics.jsonl"), "utf8").trim().split("\n");
  return lines.map((line) => {
    const { seconds, tokensPerSecond, peakMemoryBytes, ...computed } = JSON.parse(line);
    return computed;
  });
}

// The dashboard on a large run: 2,000 steps of 512 responses of 200 tokens, made up (every step's rollouts are one file by
// many names, so that it takes little room). `npx tsx bench/dash.ts` after `npm run build`; it needs Chromium.
import { spawn } from "node:child_process";
import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Random } from "../src/common/random.ts";
import { launchChromium } from "../tests/chromium.ts";
import { metricsLine, writeSummedRun } from "../tests/dash-runs.ts";

const [STEPS, GROUPS, SAMPLES, TOKENS] = [2000, 64, 8, 200];

function write(directory: string): number {
  writeSummedRun(directory, { steps: 1 });
  const random = new Random("large run");
  const rounded = (value: number) => Math.round(value * 1e6) / 1e6;
  const lines: string[] = [];
  for (let group = 0; group < GROUPS; group++)
    for (let sample = 0; sample < SAMPLES; sample++) {
      const column = () => Array.from({ length: TOKENS }, () => rounded(random.normal()));
      const steps = Array.from({ length: 10 }, (_, s) => ({
        ...{
          text: `We add ${s} to both sides and simplify, which gives $x_${s} = ${random.int(100)}$.\n\n`,
          end: 20 * s + 19,
        },
        ...{ reward: rounded(2 * random.next() - 1), credit: rounded(random.normal()) },
      }));
      const correct = random.next() < 0.5;
      const record = {
        ...{
          step: 1,
          problem: `p${group}`,
          group,
          sample,
          prompt: `Problem ${group}: find x.`,
          response: steps.map((s) => s.text).join(""),
        },
        ...{
          tokens: Array.from({ length: TOKENS }, () => random.int(50_000)),
          logprobs: column(),
          finish: "stop",
          steps,
        },
        ...{ verifiable: Number(correct), reference: "7", answer: correct ? "7" : "8", correct },
        ...{ returns: column(), advantages: column() },
      };
      lines.push(`${JSON.stringify(record)}\n`);
    }
  const first = join(directory, "rollouts", "1.jsonl");
  writeFileSync(first, lines.join(""));
  for (let step = 2; step <= STEPS; step++) linkSync(first, join(directory, "rollouts", `${step}.jsonl`));
  const metrics = Array.from({ length: STEPS }, (_, i) => {
    const heldOut = { problems: 256, correct: 128, accuracy: 0.5, interval: [0.44, 0.56] };
    return metricsLine(i + 1, {
      entropy: random.next(),
      kl: random.next(),
      ...(i % 20 === 0 && { heldOut }),
    });
  });
  writeFileSync(join(directory, "metrics.jsonl"), metrics.join(""));
  return statSync(first).size;
}

const root = mkdtempSync(join(tmpdir(), "pure-dash-bench-"));
mkdirSync(join(root, "large"));
const bytes = write(join(root, "large"));
const main = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
const server = spawn(process.execPath, [main, "dash", root, "--port", "0"], {
  stdio: ["ignore", "pipe", "inherit"],
});
const url = await new Promise<string>((resolve) =>
  server.stdout.once("data", (text) => resolve(String(text).trim())),
);
const memory = () =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))?.[1]) / 1024;
const browser = await launchChromium();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.addInitScript(
    "window.longTasks = []; new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map((e) => e.duration))).observe({ type: 'longtask', buffered: true })",
  );
  const rows: [string, number][] = [["rollouts a step, MB", bytes / 1e6]];
  const longest = async () => Number(await page.evaluate("Math.max(0, ...window.longTasks.splice(0))"));
  const timed = async (name: string, work: () => Promise<unknown>) => {
    const began = performance.now();
    await work();
    rows.push(
      [`${name}, s`, (performance.now() - began) / 1000],
      [`${name}, longest task, ms`, await longest()],
    );
  };
  await timed("open the run", async () => {
    await page.goto(`${url}#/run?run=large`);
    await page.locator(".steps-bar li").last().waitFor();
    await page.locator("h2", { hasText: "Curves" }).waitFor();
  });
  await timed("scroll through its curves", async () => {
    for (let i = 0; i < 12; i++) {
      await page.mouse.wheel(0, 400);
      await page.waitForTimeout(100);
    }
  });
  await timed("open a step", async () => {
    await page.goto(`${url}#/step?run=large&step=1000`);
    await page.locator(".groups li").last().waitFor();
  });
  await timed("filter it", async () => {
    await page.getByLabel("verdict").selectOption("wrong");
    await page.getByLabel("weakest step at most").fill("-0.9");
    await page.waitForTimeout(300);
  });
  await timed("open a group", async () => {
    await page.locator(".groups a").first().click();
    await page.locator(".strip canvas").last().waitFor();
  });
  await timed("open its credit", async () => {
    await page.getByRole("link", { name: "Credit microscope" }).click();
    await page.locator(".ribbons li").last().waitFor();
  });
  rows.push(["server memory, MiB", memory()]);
  for (const [name, value] of rows)
    console.log(`${name}: ${value < 10 ? value.toFixed(2) : value.toFixed(0)}`);
} finally {
  await browser.close();
  server.kill();
  rmSync(root, { recursive: true });
}

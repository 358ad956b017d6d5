// The dashboard on a large run: 2,000 steps of 512 responses of 200 tokens, made up (every step's rollouts are one file by
// many names, so that it takes little room), the last step of 16,384 responses. `npx tsx bench/dash.ts` after `npm run build`; it needs Chromium.
import { spawn } from "node:child_process";
import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Random } from "../src/common/random.ts";
import { launchChromium } from "../tests/chromium.ts";
import { metricsLine, writeSummedRun, writeWideStep } from "../tests/dash-runs.ts";

const [STEPS, GROUPS, SAMPLES, TOKENS] = [2000, 64, 8, 200];
const WIDE = 2048;

/** A run of STEPS whose last step has WIDE groups; bytes of its rollouts, of a common step and of that one. */
function write(directory: string): number[] {
  writeSummedRun(directory, { steps: 1 });
  writeWideStep(directory, 1, GROUPS, { samples: SAMPLES, tokens: TOKENS });
  writeWideStep(directory, STEPS, WIDE, { samples: SAMPLES, tokens: TOKENS });
  const file = (step: number) => join(directory, "rollouts", `${step}.jsonl`);
  for (let step = 2; step < STEPS; step++) linkSync(file(1), file(step));
  const random = new Random("large run");
  const metrics = Array.from({ length: STEPS }, (_, i) => {
    const heldOut = { problems: 256, correct: 128, accuracy: 0.5, interval: [0.44, 0.56] };
    return metricsLine(i + 1, {
      entropy: random.next(),
      kl: random.next(),
      ...(i % 20 === 0 && { heldOut }),
    });
  });
  writeFileSync(join(directory, "metrics.jsonl"), metrics.join(""));
  return [1, STEPS].map((step) => statSync(file(step)).size);
}

interface TraceEvent {
  name: string;
  tid: number;
  /** Microseconds on the clock, and those in which the thread itself ran: on a busy machine it waits for its turn. */
  dur?: number;
  tdur?: number;
  args: { name?: string };
}

/** The longest task of the page's own thread in a trace: milliseconds on the clock, and the most work in one. */
function longestTasks(trace: string): [number, number] {
  const { traceEvents: events } = JSON.parse(trace) as { traceEvents: TraceEvent[] };
  const threads = new Set(events.filter(({ args }) => args?.name === "CrRendererMain").map(({ tid }) => tid));
  const tasks = events.filter(
    ({ name, tid }) => name === "ThreadControllerImpl::RunTask" && threads.has(tid),
  );
  const most = (read: (event: TraceEvent) => number | undefined) =>
    tasks.reduce((longest, task) => Math.max(longest, read(task) ?? 0), 0) / 1000;
  return [most(({ dur }) => dur), most(({ tdur }) => tdur)];
}

const root = mkdtempSync(join(tmpdir(), "pure-dash-bench-"));
mkdirSync(join(root, "large"));
const sizes = write(join(root, "large"));
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
  const rows: string[][] = [["", "seconds", "longest task, ms", "its work alone, ms", "server, MiB"]];
  const timed = async (name: string, work: () => Promise<unknown>) => {
    await browser.startTracing(page, { categories: ["toplevel"] });
    const began = performance.now();
    await work();
    const seconds = (performance.now() - began) / 1000;
    const [wall, own] = longestTasks(String(await browser.stopTracing()));
    rows.push([name, seconds.toFixed(2), wall.toFixed(0), own.toFixed(0), memory().toFixed(0)]);
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
  for (const [step, name] of [
    [1000, "step"],
    [STEPS, "wide step"],
  ] as const) {
    await timed(`open a ${name}`, async () => {
      await page.goto(`${url}#/step?run=large&step=${step}`);
      await page.getByRole("heading", { name: `Step ${step}` }).waitFor();
      await page.locator(".groups li").nth(20).waitFor();
    });
    await timed(`scroll through the ${name}`, async () => {
      for (let i = 0; i < 20; i++) {
        await page.mouse.wheel(0, 500);
        await page.waitForTimeout(50);
      }
    });
    await timed(`filter the ${name}`, async () => {
      await page.getByLabel("verdict").selectOption("wrong");
      await page.getByLabel("weakest step at most").fill("-0.9");
      await page.getByLabel("first").selectOption("as sampled");
      await page.waitForTimeout(300);
    });
    await timed(`search the ${name}`, async () => {
      await page.getByLabel("text").fill("problem 7:");
      await page.getByText(/in [01] groups?$/).waitFor();
    });
    await page.getByRole("button", { name: "all responses" }).click();
    await page.evaluate("scrollTo(0, 0)");
  }
  await timed("open a group", async () => {
    await page.locator(".groups a").first().click();
    await page.locator(".strip canvas").last().waitFor();
  });
  await timed("open its credit", async () => {
    await page.getByRole("link", { name: "Credit microscope" }).click();
    await page.locator(".ribbons li").last().waitFor();
  });
  console.log(`rollouts of a step: ${sizes.map((size) => (size / 1e6).toFixed(1)).join(" and ")} MB`);
  for (const row of rows) console.log(`| ${row.join(" | ")} |`);
} finally {
  await browser.close();
  server.kill();
  rmSync(root, { recursive: true });
}

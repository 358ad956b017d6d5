// Vitest's runner, which after the run of a test file runs its tests again for each mutant they reach, in the same
// process: loading the modules, most of what a mutant costs otherwise, is done once.
import { appendFileSync, readFileSync } from "node:fs";
import { startTests } from "@vitest/runner";
import fc from "fast-check";
import { type RunnerTestCase, type RunnerTestFile, type RunnerTestSuite, TestRunner, vi } from "vitest";
import { type Job, jobVariable, type Line } from "./job.ts";

/** What the instrumented code reads and writes. */
interface Switches {
  activeMutant?: string;
  currentTestId?: string;
  mutantCoverage: { static: Record<string, number>; perTest: Record<string, Record<string, number>> };
  hitCount?: number;
  hitLimit?: number;
}

const switches: Switches = { mutantCoverage: { static: {}, perTest: {} } };
Object.assign(globalThis, { __stryker__: switches });

const job = JSON.parse(readFileSync(process.env[jobVariable]!, "utf8")) as Job;
const write = (line: Line) => appendFileSync(job.lines, `${JSON.stringify(line)}\n`);

/** Bytes above which a new worker goes on: what a broken test holds is not always given back. */
const largestMemory = 1.5e9;
/** A mutant that is evaluated this many times as often as without it has made an endless loop. */
const hitFactor = 20;
/** Mutants after whose trials the tests that killed them are run without any. */
const groupSize = 20;
const hooks = "hooks";

// The same inputs whenever it is run, and no search for the smallest that fails.
fc.configureGlobal({ seed: 1, endOnFailure: true });

let strayErrors = 0;
process.on("unhandledRejection", () => strayErrors++);
process.on("uncaughtException", () => strayErrors++);

// biome-ignore lint/style/noDefaultExport: Vitest takes a runner by its default export.
export default class MutationRunner extends TestRunner {
  tests: RunnerTestCase[] = [];

  onBeforeRunFiles(): void {
    write({ kind: "worker", pid: process.pid });
    switches.currentTestId = hooks;
  }

  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    await super.onBeforeRunTask(test);
    switches.currentTestId = test.id;
  }

  override onAfterRunTask(test: RunnerTestCase): void {
    super.onAfterRunTask(test);
    switches.currentTestId = hooks;
    if (test.mode === "run") this.tests.push(test);
  }

  // Vitest hands over the files, which its class does not declare.
  override async onAfterRunFiles(files: RunnerTestFile[] = []): Promise<void> {
    super.onAfterRunFiles();
    const [file] = files;
    switches.currentTestId = undefined;
    if (file.result?.state !== "pass" || strayErrors > 0) {
      const failed = this.tests.find(({ result }) => result?.state === "fail");
      const [error] = failed?.result?.errors ?? file.result?.errors ?? [];
      write({
        kind: "broken",
        error: `${failed?.fullName ?? file.name}: ${error?.message ?? "an error outside tests"}`,
      });
      return;
    }
    await tryMutants(this, file.filepath);
  }
}

async function tryMutants(runner: MutationRunner, file: string): Promise<void> {
  const { static: loaded, perTest } = structuredClone(switches.mutantCoverage);
  const times = new Map(runner.tests.map(({ id, result }) => [id, result?.duration ?? 0]));
  const testsOf = (mutant: string) =>
    [...times.keys()].filter((id) => mutant in (perTest[id] ?? {}) || mutant in (perTest[hooks] ?? {}));
  const reached = job.mutants.filter((mutant) => testsOf(mutant).length > 0);
  write({
    kind: "coverage",
    reached,
    loaded: job.mutants.filter((mutant) => mutant in loaded),
    silenceMs: 30_000 + 10 * [...times.values()].reduce((sum, ms) => sum + ms, 0),
  });
  const timeout = 10_000 + 5 * Math.max(0, ...times.values());
  const kills = new Map<string, number>();
  const hitsOf = (mutant: string) =>
    Object.values(perTest).reduce((sum, counts) => sum + (counts[mutant] ?? 0), 0);
  const trial = async (mutant: string): Promise<Failure | null> => {
    // Those that have killed most come first, then the quickest.
    const order = testsOf(mutant).sort(
      (a, b) => (kills.get(b) ?? 0) - (kills.get(a) ?? 0) || times.get(a)! - times.get(b)!,
    );
    const runWith = (tests: string[]) =>
      run(runner, file, tests, timeout, { id: mutant, hits: hitsOf(mutant) });
    return (await runWith(order.slice(0, 2))) ?? (order.length > 2 ? await runWith(order.slice(2)) : null);
  };
  const left = reached.filter((mutant) => !job.tried.includes(mutant));
  for (let start = 0; start < left.length; start += groupSize) {
    if (process.memoryUsage.rss() > largestMemory) return;
    const group = left.slice(start, start + groupSize);
    let failures = new Map<string, Failure | null>();
    for (const mutant of group) {
      write({ kind: "start", mutant });
      const failure = await trial(mutant);
      failures.set(mutant, failure);
      for (const test of failure?.tests ?? []) kills.set(test, (kills.get(test) ?? 0) + 1);
    }
    // A mutant may leave behind what makes tests fail without it, too: then each has modules loaded anew.
    const killers = new Set([...failures.values()].flatMap((failure) => failure?.tests ?? []));
    if (killers.size > 0 && (await run(runner, file, [...killers], timeout)) !== null) {
      failures = new Map();
      for (const mutant of group) {
        vi.resetModules();
        write({ kind: "start", mutant });
        failures.set(mutant, await trial(mutant));
      }
      vi.resetModules();
      const still = await run(runner, file, [...killers], timeout);
      if (still !== null) throw new Error(`${still.name} fails without a mutant`);
    }
    for (const [mutant, failure] of failures)
      write(failure === null ? { kind: "survived", mutant } : { kind: "killed", mutant, by: failure.name });
  }
  write({ kind: "done" });
}

interface Failure {
  name: string;
  /** Ids of the test that failed, or of all that were run where none in particular did. */
  tests: string[];
}

/** Runs the tests of these ids, with the mutant or with none, up to the first that fails. */
async function run(
  runner: MutationRunner,
  filepath: string,
  tests: string[],
  testTimeout: number,
  mutant?: { id: string; hits: number },
): Promise<Failure | null> {
  let failure: Failure | null = null;
  const base = TestRunner.prototype;
  // Nothing is told to Vitest's main process, which knows of the first run only.
  const quiet: MutationRunner = Object.assign(Object.create(runner), {
    config: { ...runner.config, testTimeout, hookTimeout: testTimeout },
    onCleanupWorkerContext: undefined,
    onCollectStart: base.onCollectStart,
    onCollected: undefined,
    onTaskUpdate: undefined,
    // The test file alone is loaded anew, so that what it holds is as it was.
    importFile: (path: string) => runner.importFile(path, "setup"),
    onBeforeRunFiles() {
      switches.activeMutant = mutant?.id;
      switches.hitCount = 0;
      switches.hitLimit = hitFactor * (mutant?.hits ?? 0);
    },
    onAfterRunFiles() {
      base.onAfterRunFiles.call(quiet);
      switches.activeMutant = undefined;
    },
    async onBeforeRunSuite(suite: RunnerTestSuite) {
      if (failure !== null) suite.mode = "skip";
      await base.onBeforeRunSuite.call(quiet, suite);
    },
    async onBeforeRunTask(test: RunnerTestCase) {
      if (failure !== null) test.mode = "skip";
      await base.onBeforeRunTask.call(quiet, test);
    },
    onAfterRunTask(test: RunnerTestCase) {
      base.onAfterRunTask.call(quiet, test);
      if (test.result?.state === "fail") failure ??= { name: test.fullName, tests: [test.id] };
    },
  });
  const before = strayErrors;
  switches.currentTestId = hooks;
  const [file] = await startTests([{ filepath, testIds: tests }], quiet);
  await new Promise((resolve) => setImmediate(resolve));
  switches.currentTestId = undefined;
  const elsewhere = file.result?.state === "fail" || strayErrors > before;
  return failure ?? (elsewhere ? { name: `${file.name}, outside its tests`, tests } : null);
}

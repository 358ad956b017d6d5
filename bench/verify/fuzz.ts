// `npm run fuzz:verify`: hostile strings through the verifier's pool. Nothing may hang beyond the limit, nothing may end
// this process, memory must stay, and the pool must be healthy after it. What fails is named by its seed and number.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Random } from "../../src/common/random.ts";
import { quantile } from "../../src/common/statistics.ts";
import { createVerifierPool, type Verdict } from "../../src/verify/pool.ts";
import { columnTable } from "./columns.ts";
import { hostilePair } from "./hostile.ts";

const usage = `npm run fuzz:verify -- [--count 200000] [--seed 1] [--concurrency 2] [--timeout-ms 1000] [--only N] [--json]
  --count  hostile pairs; each is judged three times: (a, b), (b, a) and (a, a)
  --only   pair number N alone, with its verdicts`;

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "200000" },
    seed: { type: "string", default: "1" },
    concurrency: { type: "string", default: "2" },
    "timeout-ms": { type: "string", default: "1000" },
    only: { type: "string" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const [count, seed, concurrency, timeoutMs] = [
  values.count,
  values.seed,
  values.concurrency,
  values["timeout-ms"],
].map(Number);
if (
  values.help ||
  [count, seed, concurrency, timeoutMs].some((number) => !Number.isSafeInteger(number) || number < 0)
) {
  console.error(usage);
  process.exit(values.help ? 0 : 2);
}

/** A pair that takes longer than the limit by more than this hung. */
const SLACK_MS = 200;
/** What this program itself is late by, making its strings on a busy machine, is no hang: it ends the pairs. */
const TICK_MS = 50;
const delays: { at: number; late: number }[] = [];
let expected = performance.now() + TICK_MS;
setInterval(() => {
  const now = performance.now();
  delays.push({ at: now, late: now - expected });
  expected = now + TICK_MS;
  while (delays[0].at < now - 2 * (timeoutMs + SLACK_MS)) delays.shift();
}, TICK_MS).unref();
/** Longest delay of a timer lately, in milliseconds. */
const ownDelay = () => Math.max(performance.now() - expected, ...delays.map(({ late }) => late), 0);
/** Looks at memory over the run. */
const LOOKS = 20;

interface Failure {
  index: number;
  kind: string;
  what: string;
}

interface Kind {
  pairs: number;
  true: number;
  false: number;
  null: number;
  times: number[];
}

const pool = createVerifierPool({ concurrency, timeoutMs });
const kinds = new Map<string, Kind>();
const failures: Failure[] = [];
let slowest = { ms: 0, index: 0 };
const reasons = new Map<string, number>();
/** Bytes: what this process holds after a collection (without one where it was started without --expose-gc), and is resident. */
const memory: { done: number; held: number; host: number; workers: number | null }[] = [];

const short = (text: string) =>
  JSON.stringify(text.length > 70 ? `${text.slice(0, 70)}… (${text.length})` : text);
/** Ended by a limit, which depends on the machine: no verdict can be compared with it. */
const limited = ({ verdict, reason }: Verdict) => verdict === null && /limit|longer than/.test(reason);
/** A prediction without an answer is wrong, a reference without one is nobody's fault: there the sides differ. */
const baseless = ({ verdict, reason }: Verdict) => verdict === null && /^the reference/.test(reason);

async function judged(
  kind: Kind,
  index: number,
  name: string,
  a: string,
  b: string,
): Promise<Verdict | null> {
  try {
    const verdict = await pool.verify(a, b);
    kind.pairs++;
    kind[`${verdict.verdict}`]++;
    kind.times.push(verdict.ms);
    if (verdict.ms > slowest.ms) slowest = { ms: verdict.ms, index };
    if (verdict.verdict === null) {
      const reason = verdict.reason.replace(/\d+/g, "#").slice(0, 100);
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
    if (verdict.ms > timeoutMs + SLACK_MS + ownDelay())
      failures.push({
        index,
        kind: name,
        what: `took ${Math.round(verdict.ms)} ms: ${short(a)}, ${short(b)}`,
      });
    return verdict;
  } catch (error) {
    failures.push({ index, kind: name, what: `threw ${error}: ${short(a)}, ${short(b)}` });
    return null;
  }
}

async function one(index: number): Promise<[Verdict | null, Verdict | null, Verdict | null]> {
  const { kind: name, a, b } = hostilePair(new Random(seed).fork("hostile").fork(index));
  const kind = kinds.get(name) ?? { pairs: 0, true: 0, false: 0, null: 0, times: [] };
  kinds.set(name, kind);
  const [ab, ba, aa] = await Promise.all([
    judged(kind, index, name, a, b),
    judged(kind, index, name, b, a),
    judged(kind, index, name, a, a),
  ]);
  const comparable = (verdict: Verdict) => !limited(verdict) && !baseless(verdict);
  if (ab && ba && comparable(ab) && comparable(ba) && ab.verdict !== ba.verdict)
    failures.push({
      index,
      kind: name,
      what: `asymmetric (${ab.verdict}, ${ba.verdict}): ${short(a)}, ${short(b)}`,
    });
  if (aa?.verdict === false && aa.extracted !== null)
    failures.push({ index, kind: name, what: `not itself: ${short(a)}` });
  return [ab, ba, aa];
}

/** Resident bytes of this process's children; null where the system does not tell. */
function workerBytes(): number | null {
  try {
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, "utf8")
      .trim()
      .split(" ")
      .filter(Boolean);
    return children.reduce((sum, pid) => {
      const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
      return sum + 4096 * pages;
    }, 0);
  } catch {
    // No /proc, or a worker that ended in between.
    return null;
  }
}

function look(done: number): void {
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  memory.push({ done, held: heapUsed + external, host: rss, workers: workerBytes() });
  if (!values.json)
    process.stderr.write(
      `${done.toLocaleString("en")} of ${count.toLocaleString("en")} pairs, ${failures.length} failures\n`,
    );
}

if (values.only !== undefined) {
  const index = Number(values.only);
  const { kind, a, b } = hostilePair(new Random(seed).fork("hostile").fork(index));
  console.log(`${kind}\na: ${short(a)}\nb: ${short(b)}`);
  (await one(index)).forEach((verdict, i) => {
    console.log(`${["a, b", "b, a", "a, a"][i]}: ${JSON.stringify(verdict).slice(0, 400)}`);
  });
  await pool.close();
  process.exit(failures.length > 0 ? 1 : 0);
}

const began = performance.now();
let [next, done] = [0, 0];
const work = async () => {
  while (next < count) {
    await one(next++);
    if (++done % Math.max(1, Math.ceil(count / LOOKS)) === 0) look(done);
  }
};
look(0);
await Promise.all(Array.from({ length: 4 * concurrency }, work));
const seconds = (performance.now() - began) / 1000;

const health = await Promise.all(
  Array.from({ length: 200 }, (_, i) => pool.verify(`\\boxed{\\frac{${i}}{7}}`, `\\frac{${i + (i % 2)}}{7}`)),
);
const sick = health.filter(({ verdict }, i) => verdict !== (i % 2 === 0)).length;
await pool.close();

const all = [...kinds.values()].flatMap(({ times }) => times).sort((a, b) => a - b);
const figures = {
  seed,
  count,
  seconds,
  pairs: all.length,
  p99Ms: quantile(all, 0.99),
  slowest,
  healthy: sick === 0,
  memory,
  reasons: Object.fromEntries(reasons),
  failures,
};
if (values.json) console.log(JSON.stringify(figures));
else report();
process.exit(failures.length > 0 || sick > 0 ? 1 : 0);

function report(): void {
  const ms = (value: number) => (value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString("en"));
  const rows = [...kinds].map(([name, kind]) => {
    const times = kind.times.sort((a, b) => a - b);
    const counts = [kind.pairs, kind.true, kind.false, kind.null].map((n) => n.toLocaleString("en"));
    return [name, ...counts, ms(quantile(times, 0.5)), ms(quantile(times, 0.99)), ms(times.at(-1) ?? 0)];
  });
  console.log(columnTable(["", "pairs", "true", "false", "null", "p50 ms", "p99 ms", "slowest"], rows));
  console.log(
    `\n${all.length.toLocaleString("en")} pairs in ${Math.round(seconds)} s, p99 ${ms(figures.p99Ms)} ms, slowest ${ms(slowest.ms)} ms (--only ${slowest.index}).`,
  );
  for (const [reason, times] of [...reasons].sort((a, b) => b[1] - a[1]).slice(0, 12))
    console.log(`  null, ${times} times: ${reason}`);
  const mebi = (bytes: number | null) => (bytes === null ? "–" : String(Math.round(bytes / 2 ** 20)));
  const some = memory.filter((_, i) => i % 5 === 0 || i === memory.length - 1);
  const parts = some.map((m) => `${mebi(m.held)}, ${mebi(m.host)} + ${mebi(m.workers)}`).join("; ");
  console.log(`\nMemory, MiB (held; resident here + in workers): ${parts}.`);
  console.log(
    sick === 0 ? "The pool is healthy: 200 of 200." : `The pool is NOT healthy: ${200 - sick} of 200.`,
  );
  console.log(failures.length === 0 ? "No failures." : `${failures.length} failures:`);
  for (const { index, kind, what } of failures.slice(0, 50))
    console.log(`  --seed ${seed} --only ${index} (${kind}): ${what}`);
}

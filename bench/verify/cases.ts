// Judges the case files of a directory and prints, per file, how many positives were recognised, how many negatives
// accepted, and how many pairs a second; with --failures also each failure.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Judgement, judge } from "../../src/verify/judge.ts";

interface Case {
  id: string;
  prediction: string;
  reference: string;
  expected: boolean;
}

const [directory, ...flags] = process.argv.slice(2);
if (!directory) {
  console.error("usage: bench/verify/cases.ts DIRECTORY [--failures]");
  process.exit(2);
}
const shorten = (text: string) => (text.length <= 240 ? text : `${text.slice(0, 60)} … ${text.slice(-170)}`);

for (const name of ["benchmarks", "hard", "notation", "adversarial"]) {
  const lines = readFileSync(join(directory, `${name}.jsonl`), "utf8")
    .trim()
    .split("\n");
  const cases = lines.map((line): Case => JSON.parse(line));
  const times: number[] = [];
  const verdicts = cases.map((one): Judgement => {
    const start = performance.now();
    const judgement = judge(one.prediction, one.reference);
    times.push(performance.now() - start);
    return judgement;
  });
  const count = (test: (one: Case, judgement: Judgement) => boolean) =>
    cases.filter((one, i) => test(one, verdicts[i])).length;
  const positives = count((one) => one.expected);
  const seconds = times.reduce((sum, time) => sum + time, 0) / 1000;
  const sorted = [...times].sort((a, b) => a - b);
  console.log(
    `${name}: ${count((one, { verdict }) => one.expected && verdict === true)} of ${positives} positives, ` +
      `${count((one, { verdict }) => !one.expected && verdict === true)} of ${cases.length - positives} negatives accepted, ` +
      `${count((_, { verdict }) => verdict === null)} undecided, ${Math.round(cases.length / seconds)} pairs/s, ` +
      `p99 ${sorted[Math.floor(sorted.length * 0.99)].toFixed(1)} ms, longest ${sorted[sorted.length - 1].toFixed(1)} ms`,
  );
  const swapped = count((one, { verdict }) => judge(one.reference, one.prediction).verdict !== verdict);
  if (swapped > 0) console.log(`  ${swapped} verdicts change when prediction and reference are exchanged`);
  if (!flags.includes("--failures")) continue;
  cases.forEach((one, i) => {
    const { verdict, extracted, reason, rules } = verdicts[i];
    if (verdict === one.expected || (!one.expected && verdict === null && !flags.includes("--undecided")))
      return;
    console.log(`  ${one.id} expected ${one.expected}, got ${verdict}: ${reason} [${rules.join(" > ")}]`);
    console.log(`    extracted ${JSON.stringify(shorten(extracted ?? ""))}`);
    console.log(`    ${JSON.stringify(shorten(one.prediction))} | ${JSON.stringify(shorten(one.reference))}`);
  });
}

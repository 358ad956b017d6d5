// What labels of rollouts are worth on the generated task, whose checker knows the truth: as a ranking of right above
// wrong steps, and their mean by place in the solution.
//   node --import tsx bench/prm-labels.ts steps.jsonl      (a file of `pure prm label`)
import { areaUnderCurve } from "../src/common/calibration.ts";
import { mean } from "../src/common/statistics.ts";
import { ARITHMETIC_SEPARATOR } from "../src/data/arithmetic.ts";
import { checkSteps } from "../src/data/arithmetic-check.ts";
import { readRecords } from "../src/data/records.ts";
import type { LabelRecord } from "../src/train/label/label-rollouts.ts";

const steps: { label: number; good: boolean; place: string }[] = [];
for await (const { value } of readRecords(process.argv[2] ?? "")) {
  const { id, prompt, completions, labels } = value as unknown as LabelRecord;
  const checked = checkSteps(
    { id, prompt: String(prompt), answer: null },
    completions.join(ARITHMETIC_SEPARATOR),
  );
  labels.forEach((label, i) => {
    const place = i === labels.length - 1 ? "last" : `step ${i + 1}`;
    if (checked[i]) steps.push({ label: Number(label), good: checked[i].good, place });
  });
}
const auc = areaUnderCurve(
  steps.map(({ label }) => label),
  steps.map(({ good }) => good),
);
console.log(`${steps.length} labels, AUC ${auc.toFixed(3)} against the checker`);
for (const place of [...new Set(steps.map((step) => step.place))]) {
  const of = (good: boolean) => {
    const labels = steps.filter((step) => step.place === place && step.good === good);
    const average =
      labels.length > 0 ? `, mean label ${mean(labels.map(({ label }) => label)).toFixed(2)}` : "";
    return `${labels.length} ${good ? "right" : "wrong"}${average}`;
  };
  console.log(`  ${place}: ${of(true)}; ${of(false)}`);
}

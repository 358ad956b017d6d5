// Arms against one of them on the same held-out problems: the paired difference of their last evaluations.
import { useState } from "preact/hooks";
import { largest } from "../src/common/statistics.ts";
import type { PairedArms } from "../src/dash/types.ts";
import { evaluations as held } from "../src/eval/evaluations.ts";
import { count, points, pointsRange, pValue } from "../src/text/format.ts";
import type { LoadedArm } from "./arms.ts";
import { Choice, Fault, Interval, Rows, Section, Stroke, Swatch } from "./marks.tsx";
import { type Store, useStream } from "./store.ts";

export function PairedTable({
  store,
  arms,
  names,
}: {
  store: Store;
  arms: readonly LoadedArm[];
  names: readonly string[];
}) {
  const [wanted, want] = useState<string | null>(null);
  const evaluated = arms.flatMap((arm, i) => {
    const evaluations = arm.loaded.reduce((sum, run) => sum + held(run).length, 0);
    return evaluations > 0 ? [{ arm, name: names[i], evaluations }] : [];
  });
  const baseline = evaluated.find(({ arm }) => arm.name === wanted) ?? evaluated[0];
  const others = evaluated.filter((own) => own !== baseline);
  const key = evaluated.map(({ arm, evaluations }) => `${arm.name} ${evaluations}`).join();
  const runsOf = (arm: LoadedArm) => arm.runs.map(({ name }) => name);
  const { items } = useStream<[arm: string, PairedArms | null | Error]>(
    `${baseline?.arm.name} ${key}`,
    async (take, signal) => {
      for (const { arm } of others) {
        if (signal.aborted) return;
        const asked = store.source.paired(runsOf(baseline.arm), runsOf(arm));
        take([arm.name, await asked.catch((error: Error) => error)]);
      }
    },
  );
  const found = new Map(items);
  const pairs = others.flatMap(({ arm, name }) => {
    const pair = found.get(arm.name);
    return pair && !(pair instanceof Error) ? [{ arm, name, pair }] : [];
  });
  const failed = others.flatMap(({ arm, name }) => {
    const error = found.get(arm.name);
    return error instanceof Error ? [`${name}: ${error.message}`] : [];
  });
  const unlike = others.filter(({ arm }) => found.get(arm.name) === null);
  const still = pairs.length === 0 && failed.length === 0 && unlike.length < others.length;
  if (others.length === 0 || still) return null;
  const reach = largest([0.01, ...pairs.flatMap(({ pair }) => pair.interval.map(Math.abs))]);
  return (
    <Section
      title="On the same held-out problems"
      note="Accuracy of each less that of the baseline, problem by problem and paired by seed, at the last evaluation. 95% interval: bootstrap over seeds, then problems. p, two-sided: of one seed the sign test, of several a permutation test over the problems; it says nothing of other seeds."
      aside={
        <Choice
          class="controls"
          label="baseline"
          value={baseline.arm.name}
          options={evaluated.map(({ arm, name }) => [arm.name, name])}
          set={want}
        />
      }
    >
      {pairs.length > 0 && (
        <Rows
          name="paired differences"
          class="paired"
          titles={["run", "difference", "95% interval", "p", "problems gained, lost", "seeds", "at step"]}
          rows={pairs.map(({ arm, name, pair: { difference, interval, p, seeds, steps } }) => ({
            key: arm.name,
            cells: [
              [<Swatch key="line" index={arm.index} />, ` ${name}`],
              <b key="difference">{points(0, difference)}</b>,
              [differenceFigure(difference, interval, reach), ` ${pointsRange(interval)}`],
              pValue(p).replace(/^p = /, ""),
              seeds.map(({ gained, lost }) => `+${gained} −${lost}`).join(", "),
              arm.runs.length > 1 ? seeds.map(({ seed }) => seed).join(", ") : "–",
              `${steps[1]}${steps[0] === steps[1] ? "" : `, the baseline at ${steps[0]}`}`,
            ],
          }))}
        />
      )}
      {failed.map((text) => (
        <Fault key={text}>{text}</Fault>
      ))}
      {unlike.length > 0 && (
        <p class="note">
          {unlike.map(({ name }) => name).join(", ")}: no evaluation of the same held-out problems
          {others.some(({ arm }) => arm.runs.length > 1) && " under the same seed"} (
          {count(unlike.length, "run")}).
        </p>
      )}
    </Section>
  );
}

function differenceFigure(difference: number, [low, high]: [number, number], reach: number) {
  const at = (value: number) => 60 + (value / reach) * 54;
  return (
    <svg viewBox="0 0 120 16" width="120" height="16" aria-hidden="true">
      <Stroke from={[60, 0]} to={[60, 16]} color="muted" />
      <Interval from={[at(low), 8]} to={[at(high), 8]} width={5} />
      <circle cx={at(difference)} cy="8" r="4" style={{ fill: "var(--blue)" }} />
    </svg>
  );
}

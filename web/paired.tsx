// Arms against one of them on the same held-out problems: the paired difference of their last evaluations.
import { useEffect, useState } from "preact/hooks";
import { largest } from "../src/common/statistics.ts";
import type { PairedArms } from "../src/dash/types.ts";
import { evaluations as held } from "../src/eval/evaluations.ts";
import { count, points, pointsRange, pValue } from "../src/text/format.ts";
import type { LoadedArm } from "./arms.ts";
import { Fault, Scroll, Section, Swatch } from "./marks.tsx";
import type { Store } from "./store.ts";

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
  const [found, set] = useState<ReadonlyMap<string, PairedArms | null | Error>>(new Map());
  useEffect(() => {
    let here = true;
    const own = new Map<string, PairedArms | null | Error>();
    const runsOf = (arm: LoadedArm) => arm.runs.map(({ name }) => name);
    const load = async () => {
      for (const { arm } of others) {
        const asked = store.source.paired(runsOf(baseline.arm), runsOf(arm));
        own.set(arm.name, await asked.catch((error: Error) => error));
        if (!here) return;
        set(new Map(own));
      }
    };
    set(own);
    void load();
    return () => {
      here = false;
    };
  }, [baseline?.arm.name, key]);
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
        <label class="controls">
          baseline
          <select value={baseline.arm.name} onChange={(event) => want(event.currentTarget.value)}>
            {evaluated.map(({ arm, name }) => (
              <option key={arm.name} value={arm.name}>
                {name}
              </option>
            ))}
          </select>
        </label>
      }
    >
      {pairs.length > 0 && (
        <Scroll name="paired differences">
          <table class="paired">
            <thead>
              <tr>
                <th scope="col">run</th>
                <th scope="col">difference</th>
                <th scope="col">95% interval</th>
                <th scope="col">p</th>
                <th scope="col">problems gained, lost</th>
                <th scope="col">seeds</th>
                <th scope="col">at step</th>
              </tr>
            </thead>
            <tbody>
              {pairs.map(({ arm, name, pair }) => (
                <tr key={arm.name}>
                  <th scope="row">
                    <Swatch index={arm.index} /> {name}
                  </th>
                  <td>
                    <b>{points(0, pair.difference)}</b>
                  </td>
                  <td>
                    <DifferenceFigure pair={pair} reach={reach} /> {pointsRange(pair.interval)}
                  </td>
                  <td>{pValue(pair.p).replace(/^p = /, "")}</td>
                  <td>{pair.seeds.map(({ gained, lost }) => `+${gained} −${lost}`).join(", ")}</td>
                  <td>{arm.runs.length > 1 ? pair.seeds.map(({ seed }) => seed).join(", ") : "–"}</td>
                  <td>
                    {pair.steps[1]}
                    {pair.steps[0] !== pair.steps[1] && `, the baseline at ${pair.steps[0]}`}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
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

function DifferenceFigure({ pair: { difference, interval }, reach }: { pair: PairedArms; reach: number }) {
  const at = (value: number) => 60 + (value / reach) * 54;
  return (
    <svg viewBox="0 0 120 16" width="120" height="16" aria-hidden="true">
      <line x1="60" x2="60" y1="0" y2="16" style={{ stroke: "var(--muted)" }} />
      <line
        x1={at(interval[0])}
        x2={at(interval[1])}
        y1="8"
        y2="8"
        style={{ stroke: "var(--blue)" }}
        stroke-width="5"
        stroke-opacity="0.28"
      />
      <circle cx={at(difference)} cy="8" r="4" style={{ fill: "var(--blue)" }} />
    </svg>
  );
}

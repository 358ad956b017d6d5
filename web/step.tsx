// The page of a training step: the distributions behind a point of a curve, and its groups, those first that changed most.
import { useEffect, useMemo, useState } from "preact/hooks";
import { groupBy } from "../src/common/grouping.ts";
import { largest, smallest } from "../src/common/statistics.ts";
import type { GroupFacts, RolloutRow, StepIndex } from "../src/dash/types.ts";
import { count, decimal, percent, percentRange, short, signed } from "../src/text/format.ts";
import { visible } from "../src/text/text.ts";
import type { AlarmKind } from "../src/train/records.ts";
import { Histogram } from "./histogram.tsx";
import { Fault, Heading, Section, verdictOf } from "./marks.tsx";
import { toGroup, toStep } from "./route.ts";
import { type LoadedRun, type Store, useLoaded, useStore } from "./store.ts";

export function StepPage({ store, name, step }: { store: Store; name: string; step: number }) {
  useStore(store);
  const { run, error: gone } = store.get(name);
  // A step that was taken anew after a rollback is read anew.
  const { value, error } = useLoaded(
    `${name} ${step}`,
    () => store.source.step(name, step),
    run?.alarms.length,
  );
  return (
    <>
      <Heading title={`Step ${step}`}>{run && <Neighbours run={run} step={step} />}</Heading>
      {(gone ?? error) && <Fault>{gone ?? error}</Fault>}
      {run && <AtStep run={run} step={step} />}
      {value && value.broken > 0 && (
        <Fault>
          {count(value.broken, "line")} of this step’s rollouts cannot be read and{" "}
          {value.broken === 1 ? "is" : "are"} left out.
        </Fault>
      )}
      {value === null ? (
        !error && <p class="note">Reading …</p>
      ) : (
        <Rows store={store} run={name} index={value} />
      )}
    </>
  );
}

/** Links to the steps before and behind. */
function Neighbours({ run: { facts }, step }: { run: LoadedRun; step: number }) {
  const before = facts.rolloutSteps.filter((other) => other < step).pop();
  const behind = facts.rolloutSteps.find((other) => other > step);
  return (
    <nav class="controls" aria-label="steps">
      {before !== undefined && <a href={toStep(facts.name, before)}>← step {before}</a>}
      {behind !== undefined && <a href={toStep(facts.name, behind)}>step {behind} →</a>}
    </nav>
  );
}

/** What the step's line of metrics says, and the alarms that set in at it. */
function AtStep({ run: { metrics, alarms }, step }: { run: LoadedRun; step: number }) {
  const m = metrics.find((own) => own.step === step);
  const own = alarms.filter((alarm) => alarm.step === step);
  return (
    <>
      {own.map(({ kind, message }) => (
        <Fault key={kind}>{visible(message)}</Fault>
      ))}
      {m && (
        <dl class="tiles">
          {(
            [
              ["right", percent(m.correctShare), `of ${count(m.responses, "response")}`],
              m.processRewardMin !== null && [
                "process reward",
                signed(m.processRewardMin),
                `weakest step; mean ${signed(m.processRewardMean)}, sum ${signed(m.processRewardSum)}`,
              ],
              ["length", decimal(m.meanLength, 0), `tokens in ${decimal(m.meanSteps, 1)} steps`],
              ["KL", m.kl === null ? "–" : short(m.kl), "nats a token to the reference policy"],
              m.trust && ["trust", decimal(m.trust.value), "of the process rewards"],
              m.heldOut && [
                "held out",
                percent(m.heldOut.accuracy),
                `95% interval ${percentRange(m.heldOut.interval)}`,
              ],
            ] as (readonly [string, string, string] | false)[]
          )
            .filter((tile) => !!tile)
            .map(([what, value, note]) => (
              <div key={what}>
                <dt>{what}</dt>
                <dd>{value}</dd>
                <dd class="note">{note}</dd>
              </div>
            ))}
        </dl>
      )}
    </>
  );
}

interface Filter {
  verdict: "all" | "right" | "wrong" | "undecided";
  sign: AlarmKind | "all";
  /** Highest reward of the weakest step. */
  below: number;
  text: string;
}

const ANY: Filter = { verdict: "all", sign: "all", below: 1, text: "" };

function Rows({ store, run, index }: { store: Store; run: string; index: StepIndex }) {
  const [filter, set] = useState<Filter>(ANY);
  const [order, sort] = useState<keyof typeof ORDERS>("change");
  const found = useSearch(store, run, index.step, filter.text);
  const { rows } = index;
  const fits = (row: RolloutRow) =>
    (filter.verdict === "all" || verdictOf(row) === filter.verdict) &&
    (filter.sign === "all" || row.signs.includes(filter.sign)) &&
    (filter.below >= 1 || (row.rewardMin !== null && row.rewardMin <= filter.below)) &&
    (found === null || found.has(`${row.group}:${row.sample}`));
  const byGroup = useMemo(() => groupBy(rows, ({ group }) => group), [index]);
  const fitting = rows.filter(fits);
  const whole = fitting.length === rows.length;
  const groups = index.groups
    .map((facts) => ({ facts, rows: byGroup.get(facts.group) ?? [] }))
    .filter((group) => whole || group.rows.some(fits))
    .sort((a, b) => ORDERS[order].by(b.rows) - ORDERS[order].by(a.rows) || a.facts.group - b.facts.group);
  const limit = largest([1e-9, ...rows.map(({ advantage }) => Math.abs(advantage))]);
  return (
    <>
      <Distributions rows={fitting} />
      <Section
        title="Groups"
        note={
          <>
            Each prompt’s responses: a dot at the process reward of its weakest step (or in the middle without
            one), a bar for its mean advantage, up for more of it, down for less. Open one to read it.
          </>
        }
        aside={
          <label class="controls">
            first
            <select
              value={order}
              onChange={(event) => sort(event.currentTarget.value as keyof typeof ORDERS)}
            >
              {Object.entries(ORDERS).map(([key, { name }]) => (
                <option key={key} value={key}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        }
      >
        <FilterBar filter={filter} set={set} rows={rows} />
        <p class="note" role="status">
          {whole
            ? `${count(groups.length, "group")}, ${count(rows.length, "response")}`
            : `${count(fitting.length, "response")} of ${rows.length} in ${count(groups.length, "group")}`}
        </p>
        <ol class={groups.length > 100 ? "groups long" : "groups"}>
          {groups.map(({ facts, rows: own }) => (
            <li key={facts.group}>
              <a href={toGroup(run, index.step, facts.group)}>
                <GroupLine facts={facts} rows={own} limit={limit} fits={fits} />
              </a>
            </li>
          ))}
        </ol>
      </Section>
    </>
  );
}

const share = (rows: readonly RolloutRow[]) =>
  rows.filter(({ correct }) => correct).length / Math.max(1, rows.length);
const spread = (values: readonly number[]) => largest(values) - smallest(values);

const ORDERS: Record<string, { name: string; by: (rows: readonly RolloutRow[]) => number }> = {
  change: { name: "what changed most", by: (rows) => rows.reduce((sum, { pull }) => sum + pull, 0) },
  spread: { name: "advantages furthest apart", by: (rows) => spread(rows.map(({ advantage }) => advantage)) },
  wrong: { name: "fewest right", by: (rows) => -share(rows) },
  weakest: { name: "weakest steps", by: (rows) => -Math.min(...rows.map(({ rewardMin }) => rewardMin ?? 1)) },
  sampled: { name: "as sampled", by: () => 0 },
};

function GroupLine(props: {
  facts: GroupFacts;
  rows: readonly RolloutRow[];
  limit: number;
  fits: (row: RolloutRow) => boolean;
}) {
  const { facts, rows, limit, fits } = props;
  const known = rows.some(({ correct }) => correct !== null);
  return (
    <>
      <span class="prompt">{visible(facts.prompt)}</span>
      <GroupFigure rows={rows} limit={limit} fits={fits} />
      <span class="figure">{known ? `${rows.filter((row) => row.correct).length}/${rows.length}` : "–"}</span>
    </>
  );
}

/** The responses of a group: dots by the reward of the weakest step, bars by the mean advantage. */
export function GroupFigure(props: {
  rows: readonly RolloutRow[];
  limit: number;
  fits?: (row: RolloutRow) => boolean;
}) {
  const { rows, limit, fits = () => true } = props;
  const [width, height, middle] = [220, 34, 13];
  const right = rows.filter((row) => row.correct).length;
  const said = `${right} of ${rows.length} right; advantages ${rows.map(({ advantage }) => signed(advantage)).join(", ")}`;
  const slot = width / rows.length;
  return (
    <svg class="group-figure" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={said}>
      <line x1="0" x2={width} y1="29" y2="29" style={{ stroke: "var(--grid)" }} />
      <line x1="0" x2={width} y1={middle} y2={middle} style={{ stroke: "var(--grid)" }} />
      {rows.map((row) => {
        const size = (Math.abs(row.advantage) / limit) * 12;
        return (
          <rect
            key={`bar ${row.sample}`}
            x={row.sample * slot + slot * 0.2}
            width={slot * 0.6}
            y={row.advantage > 0 ? middle - size : middle}
            height={Math.max(0.5, size)}
            style={{ fill: row.advantage > 0 ? "var(--blue)" : "var(--orange)" }}
            fill-opacity={fits(row) ? 0.85 : 0.15}
          />
        );
      })}
      {rows.map((row) => (
        <circle
          key={`dot ${row.sample}`}
          cx={5 + ((Math.max(-1, Math.min(1, row.rewardMin ?? 0)) + 1) / 2) * (width - 10)}
          cy="29"
          r="3.4"
          class={`dot ${verdictOf(row)}`}
          opacity={fits(row) ? 0.8 : 0.12}
        />
      ))}
    </svg>
  );
}

function Distributions({ rows }: { rows: readonly RolloutRow[] }) {
  const has = rows.some(({ rewardMin }) => rewardMin !== null);
  const values = (read: (row: RolloutRow) => number | null) =>
    rows.flatMap((row) => {
      const value = read(row);
      return value === null ? [] : [{ value, verdict: verdictOf(row) }];
    });
  return (
    <div class="charts four">
      {has && (
        <>
          <Histogram
            title="Weakest step"
            note="smallest process reward of a response"
            values={values((row) => row.rewardMin)}
            domain={[-1, 1]}
          />
          <Histogram
            title="Summed steps"
            note="sum of its process rewards"
            values={values((row) => row.rewardSum)}
          />
        </>
      )}
      <Histogram title="Length" note="response tokens" values={values((row) => row.length)} />
      <Histogram
        title="Advantage"
        note="mean over a response’s tokens"
        values={values((row) => row.advantage)}
      />
      {!has && <Histogram title="Steps" note="a response" values={values((row) => row.steps)} />}
    </div>
  );
}

const SIGNS: Record<string, string> = {
  thinking: "steps, no answer",
  giantStep: "one giant step",
  noStep: "no step",
  repetition: "repetition",
};

function FilterBar({
  filter,
  set,
  rows,
}: {
  filter: Filter;
  set: (filter: Filter) => void;
  rows: readonly RolloutRow[];
}) {
  const change = (part: Partial<Filter>) => set({ ...filter, ...part });
  const has = rows.some(({ rewardMin }) => rewardMin !== null);
  const signs = [...new Set(rows.flatMap((row) => row.signs))];
  return (
    <div class="controls filters">
      <label>
        verdict
        <select
          value={filter.verdict}
          onChange={(event) => change({ verdict: event.currentTarget.value as Filter["verdict"] })}
        >
          {["all", "right", "wrong", "undecided"].map((verdict) => (
            <option key={verdict}>{verdict}</option>
          ))}
        </select>
      </label>
      {signs.length > 0 && (
        <label>
          sign of
          <select
            value={filter.sign}
            onChange={(event) => change({ sign: event.currentTarget.value as Filter["sign"] })}
          >
            <option value="all">any or none</option>
            {signs.map((sign) => (
              <option key={sign} value={sign}>
                {SIGNS[sign] ?? sign}
              </option>
            ))}
          </select>
        </label>
      )}
      {has && (
        <label>
          weakest step at most
          <input
            type="range"
            min="-1"
            max="1"
            step="0.05"
            value={filter.below}
            onInput={(event) => change({ below: Number(event.currentTarget.value) })}
          />
          <output>{filter.below >= 1 ? "any" : signed(filter.below)}</output>
        </label>
      )}
      <label>
        text
        <input
          type="search"
          value={filter.text}
          onInput={(event) => change({ text: event.currentTarget.value })}
        />
      </label>
      {JSON.stringify(filter) !== JSON.stringify(ANY) && (
        <button type="button" onClick={() => set(ANY)}>
          all responses
        </button>
      )}
    </div>
  );
}

/** The responses that hold `text`; null: no text is wanted. */
function useSearch(store: Store, run: string, step: number, text: string): ReadonlySet<string> | null {
  const [found, set] = useState<ReadonlySet<string> | null>(null);
  useEffect(() => {
    if (text === "") {
      set(null);
      return;
    }
    let here = true;
    const wait = setTimeout(async () => {
      const own = await store.source.search(run, step, text).catch(() => new Set<string>());
      if (here) set(own);
    }, 150);
    return () => {
      here = false;
      clearTimeout(wait);
    };
  }, [run, step, text]);
  return found;
}

// The page of a training step: the distributions behind a point of a curve, and its groups, those first that changed most.
import { useCallback, useMemo } from "preact/hooks";
import { groupBy } from "../src/common/grouping.ts";
import { largest } from "../src/common/statistics.ts";
import type { RolloutRow, StepIndex } from "../src/dash/types.ts";
import { count, decimal, percent, percentRange, short, signed } from "../src/text/format.ts";
import { visible } from "../src/text/text.ts";
import type { AlarmKind } from "../src/train/runs/records.ts";
import { Groups, ORDERS } from "./groups.tsx";
import { Histogram } from "./histogram.tsx";
import { Choice, Fault, Heading, Section, Tile, verdictOf } from "./marks.tsx";
import { toStep, useKept } from "./route.ts";
import { type LoadedRun, type Store, useLoaded, useStore, useStream } from "./store.ts";

export function StepPage({ store, name, step }: { store: Store; name: string; step: number }) {
  useStore(store);
  const { run, error: gone } = store.get(name);
  // A step that was taken anew after a rollback is read anew.
  const { value, error } = useLoaded(
    `${name} ${step}`,
    () => store.source.step(name, step),
    run?.alarms.length,
  );
  // Drawn again where the step is another, not with every event of the run.
  const rows = useMemo(() => value && <Rows store={store} run={name} index={value} />, [value]);
  return (
    <>
      <Heading title={`Step ${step}`} of={visible(name)}>
        {run && <Neighbours run={run} step={step} />}
      </Heading>
      {(gone ?? error) && <Fault>{gone ?? error}</Fault>}
      {run && <AtStep run={run} step={step} />}
      {value && value.broken > 0 && (
        <Fault>
          {count(value.broken, "line")} of this step’s rollouts cannot be read and{" "}
          {value.broken === 1 ? "is" : "are"} left out.
        </Fault>
      )}
      {rows ?? (!error && <p class="note">Reading …</p>)}
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
              m.trust && [
                "trust",
                decimal(m.trust.value),
                m.trust.distrusted ? "an alarm took it from the process rewards" : "of the process rewards",
              ],
              m.heldOut && [
                "held out",
                percent(m.heldOut.accuracy),
                `95% interval ${percentRange(m.heldOut.interval)}`,
              ],
            ] as (readonly [string, string, string] | false)[]
          )
            .filter((tile) => !!tile)
            .map(([what, value, note]) => (
              <Tile key={what} what={what} note={note}>
                {value}
              </Tile>
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
  const [filter, set] = useKept<Filter>("filter", ANY);
  const [order, sort] = useKept("order", "change");
  const { found, searching, error } = useSearch(store, run, index.step, filter.text);
  const { rows } = index;
  const byGroup = useMemo(() => groupBy(rows, ({ group }) => group), [index]);
  const sorted = useMemo(
    () =>
      index.groups
        .map((facts) => ({ facts, rows: byGroup.get(facts.group) ?? [] }))
        .map((group) => ({ ...group, by: ORDERS[order].by(group.rows) }))
        .sort((a, b) => b.by - a.by || a.facts.group - b.facts.group),
    [index, order],
  );
  const fits = useCallback(
    (row: RolloutRow) =>
      (filter.verdict === "all" || verdictOf(row) === filter.verdict) &&
      (filter.sign === "all" || row.signs.includes(filter.sign)) &&
      (filter.below >= 1 || (row.rewardMin !== null && row.rewardMin <= filter.below)) &&
      (found === null || found.has(`${row.group}:${row.sample}`)),
    [filter, found],
  );
  const fitting = useMemo(() => rows.filter(fits), [index, fits]);
  const whole = fitting.length === rows.length;
  const groups = useMemo(
    () => (whole ? sorted : sorted.filter((group) => group.rows.some(fits))),
    [sorted, fits],
  );
  const limit = useMemo(() => largest([1e-9, ...rows.map(({ advantage }) => Math.abs(advantage))]), [index]);
  const distributions = useMemo(() => <Distributions rows={fitting} />, [fitting]);
  return (
    <>
      {distributions}
      <Section
        title="Groups"
        note={
          <>
            Each prompt’s responses: a dot at the process reward of its weakest step (or in the middle without
            one), a bar for its mean advantage, up for more of it, down for less. Open one to read it.
          </>
        }
        aside={
          <Choice
            class="controls"
            label="first"
            value={order}
            options={Object.entries(ORDERS).map(([key, { name }]) => [key, name])}
            set={sort}
          />
        }
      >
        <FilterBar filter={filter} set={set} rows={rows} />
        <p class="note" role="status">
          {searching
            ? "Searching …"
            : whole
              ? `${count(groups.length, "group")}, ${count(rows.length, "response")}`
              : `${count(fitting.length, "response")} of ${rows.length} in ${count(groups.length, "group")}`}
        </p>
        {error && <Fault>{error}</Fault>}
        <Groups groups={groups} run={run} step={index.step} limit={limit} fits={fits} />
      </Section>
    </>
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

function FilterBar(props: { filter: Filter; set: (filter: Filter) => void; rows: readonly RolloutRow[] }) {
  const { filter, set, rows } = props;
  const change = (part: Partial<Filter>) => set({ ...filter, ...part });
  const has = rows.some(({ rewardMin }) => rewardMin !== null);
  const signs = [...new Set(rows.flatMap((row) => row.signs))];
  return (
    <div class="controls filters">
      <Choice
        label="verdict"
        value={filter.verdict}
        options={(["all", "right", "wrong", "undecided"] as const).map((verdict) => [verdict, verdict])}
        set={(verdict) => change({ verdict })}
      />
      {signs.length > 0 && (
        <Choice<Filter["sign"]>
          label="sign of"
          value={filter.sign}
          options={[["all", "any or none"], ...signs.map((sign) => [sign, SIGNS[sign] ?? sign] as const)]}
          set={(sign) => change({ sign })}
        />
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

/** `found`: the responses that hold the text, as "group:sample"; null: no text is wanted, or none is found out yet. */
function useSearch(store: Store, run: string, step: number, text: string) {
  const search = async (take: (found: ReadonlySet<string>) => void, signal: AbortSignal) => {
    // A reader who still types is not searched for at every letter.
    await new Promise((resolve) => setTimeout(resolve, 150));
    signal.throwIfAborted();
    take(await store.source.search(run, step, text, signal));
  };
  const { items, done, error } = useStream(`${run} ${step}`, text === "" ? null : search, text);
  return { found: items[0] ?? null, searching: text !== "" && !done, error };
}

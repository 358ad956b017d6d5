// The first page: all runs, their curves over each other, and in what they differ.
import { useEffect, useMemo } from "preact/hooks";
import { groupBy } from "../src/common/grouping.ts";
import { evaluations } from "../src/eval/evaluations.ts";
import { count } from "../src/text/format.ts";
import { visible } from "../src/text/text.ts";
import { type Arm, armsOf, differencesOf, type LoadedArm } from "./arms.ts";
import { Curves } from "./curves.tsx";
import { Fault, Heading, Rows, Section, Swatch } from "./marks.tsx";
import { PairedTable } from "./paired.tsx";
import { toTry, useKept } from "./route.ts";
import { RunTable } from "./run-table.tsx";
import { type Store, useStore } from "./store.ts";

/** Arms shown at first. */
const FIRST = 6;
/** Above so many runs the list is narrowed by name first. */
const MANY = 12;
const NONE: ReadonlySet<string> = new Set();

export function RunsPage({ store }: { store: Store }) {
  useStore(store);
  const [grouped, group] = useKept("grouped", true);
  const [wanted, want] = useKept("wanted", "");
  const [hidden, hide] = useKept("hidden", NONE);
  const [shown, show] = useKept("shown", NONE);
  const list = store.list ?? [];
  const severalSeeds = list.some((run) => run.arm !== run.name);
  const arms = useMemo(() => armsOf(list, grouped), [store.list, grouped]);
  const matching = arms.filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()));
  const names = shortNames(arms.map(({ title }) => title));
  const first = new Set(matching.slice(0, FIRST).map(({ name }) => name));
  const isShown = ({ name }: Arm) => (first.has(name) ? !hidden.has(name) : shown.has(name));
  const shownArms = matching.filter(isShown);
  const loaded = shownArms.map(
    (arm): LoadedArm => ({ ...arm, loaded: arm.runs.flatMap(({ name }) => store.get(name).run ?? []) }),
  );
  const toggle = (arm: Arm) => {
    const [set, put] = first.has(arm.name) ? [hidden, hide] : [shown, show];
    const next = new Set(set);
    if (!next.delete(arm.name)) next.add(arm.name);
    put(next);
  };
  // What cannot be read is said beside what can.
  const faults = groupBy(
    shownArms.flatMap(({ runs }) =>
      runs.flatMap(({ name, faults }) =>
        [...faults, store.get(name).error ?? []].flat().map((text) => ({ name, text })),
      ),
    ),
    ({ text }) => text,
  );
  useEffect(() => {
    for (const { runs } of shownArms) for (const { name } of runs) store.get(name);
  });

  if (store.error) return <Fault>{store.error}</Fault>;
  if (store.list === null) return <p class="note">Reading …</p>;
  if (list.length === 0)
    return (
      <>
        <Heading title="Runs" />
        <p class="empty">
          No runs here yet. <code>pure demo</code> makes one in minutes; it shows up here as it starts.
        </p>
      </>
    );
  const drawn = loaded.filter((arm) => arm.loaded.length > 0);
  return (
    <>
      <Heading title="Runs">
        <div class="controls">
          {list.length > MANY && (
            <label>
              name
              <input type="search" value={wanted} onInput={(event) => want(event.currentTarget.value)} />
            </label>
          )}
          {severalSeeds && (
            <label>
              <input type="checkbox" checked={grouped} onChange={() => group(!grouped)} />
              seeds together
            </label>
          )}
          {store.source.trials && <a href={toTry()}>Try a checkpoint</a>}
        </div>
      </Heading>
      {store.gone.size > 0 && <Fault>No longer there: {[...store.gone].map(visible).join(", ")}.</Fault>}
      {[...faults].slice(0, 5).map(([text, of]) => (
        <Fault key={text}>
          {of.map(({ name }) => visible(name)).join(", ")}: {text}
        </Fault>
      ))}
      <RunTable
        arms={matching}
        names={new Map(arms.map(({ name }, i) => [name, names[i]]))}
        isShown={isShown}
        onToggle={toggle}
        evaluationsOf={({ name }) => {
          const { run } = store.get(name);
          return run ? evaluations(run) : [];
        }}
      />
      {drawn.length > 0 ? (
        <Curves arms={drawn} names={drawn.map(({ index }) => names[index])} />
      ) : (
        <p class="empty">{shownArms.length > 0 ? "Reading …" : "Tick a run to see its curves."}</p>
      )}
      <PairedTable store={store} arms={drawn} names={drawn.map(({ index }) => names[index])} />
      <Differences arms={drawn} names={drawn.map(({ index }) => names[index])} />
    </>
  );
}

/** In what the arms shown differ. */
function Differences({ arms, names }: { arms: readonly LoadedArm[]; names: readonly string[] }) {
  const differences = differencesOf(arms.map(({ loaded }) => loaded[0].config));
  if (arms.length < 2 || differences.length === 0) return null;
  // A key that only some name has one value wherever it is: an older version did not write it.
  const told = differences.filter(({ values }) => new Set(values.filter((value) => value !== null)).size > 1);
  const untold = differences.filter((difference) => !told.includes(difference));
  return (
    <Section
      title="In what they differ"
      note="Keys of the configuration whose values are not the same; seeds and places left out."
    >
      <Rows
        name="differences of the configurations"
        titles={[
          "key",
          ...arms.map(({ index }, i) => [<Swatch key={index} index={index} />, ` ${names[i]}`]),
        ]}
        rows={told.map(({ key, values }) => ({ key, cells: [key, ...values.map(shortened)] }))}
      />
      {untold.length > 0 && (
        <details>
          <summary>{count(untold.length, "key")} that only some of them name</summary>
          <p class="note">
            {untold.map(({ key, values }) => `${key} ${values.find((value) => value !== null)}`).join(", ")}
          </p>
        </details>
      )}
    </Section>
  );
}

/** The end of a value tells more. */
const shortened = (value: string | null) => (
  <code>{value === null ? "–" : value.length > 32 ? `…${value.slice(-32)}` : value}</code>
);

/** Names without the folders that all of them lie in. */
function shortNames(names: readonly string[]): string[] {
  const parts = names.map((name) => name.split("/"));
  let common = 0;
  while (
    parts.length > 1 &&
    parts.every((own) => own.length > common + 1 && own[common] === parts[0][common])
  )
    common++;
  return parts.map((own) => own.slice(common).join("/"));
}

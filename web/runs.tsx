// The first page: all runs, their curves over each other, and in what they differ.
import { useEffect, useMemo, useState } from "preact/hooks";
import { type Arm, armsOf, differencesOf, evaluationsOf, type LoadedArm } from "./arms.ts";
import { Curves } from "./curves.tsx";
import { Fault, Heading, Section, Swatch } from "./marks.tsx";
import { RunTable } from "./run-table.tsx";
import { type Store, useStore } from "./store.ts";

/** Arms shown at first. */
const FIRST = 6;
/** Above so many runs the list is narrowed by name first. */
const MANY = 12;

export function RunsPage({ store }: { store: Store }) {
  useStore(store);
  const [grouped, group] = useState(true);
  const [wanted, want] = useState("");
  const [hidden, hide] = useState<ReadonlySet<string>>(new Set());
  const [shown, show] = useState<ReadonlySet<string>>(new Set());
  const list = store.list ?? [];
  const severalSeeds = list.some((run) => run.arm !== run.name);
  const arms = useMemo(() => armsOf(list, grouped), [store.list, grouped]);
  const matching = arms.filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()));
  const names = shortNames(arms.map(({ name }) => name));
  const first = new Set(matching.slice(0, FIRST).map(({ name }) => name));
  const isShown = ({ name }: Arm) => (first.has(name) ? !hidden.has(name) : shown.has(name));
  const visible = matching.filter(isShown);
  const loaded = visible.map(
    (arm): LoadedArm => ({ ...arm, loaded: arm.runs.flatMap(({ name }) => store.get(name).run ?? []) }),
  );
  const toggle = (arm: Arm) => {
    const [set, put] = first.has(arm.name) ? [hidden, hide] : [shown, show];
    const next = new Set(set);
    if (!next.delete(arm.name)) next.add(arm.name);
    put(next);
  };
  // What cannot be read is said beside what can.
  const faults = visible.flatMap(({ runs }) =>
    runs.flatMap(({ name, faults }) =>
      [...faults, store.get(name).error ?? []].flat().map((text) => `${name}: ${text}`),
    ),
  );
  useEffect(() => {
    for (const { runs } of visible) for (const { name } of runs) store.get(name);
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
        </div>
      </Heading>
      {faults.slice(0, 5).map((text) => (
        <Fault key={text}>{text}</Fault>
      ))}
      <RunTable
        arms={matching}
        names={new Map(arms.map(({ name }, i) => [name, names[i]]))}
        isShown={isShown}
        onToggle={toggle}
        evaluationsOf={({ name }) => {
          const { run } = store.get(name);
          return run ? evaluationsOf(run) : [];
        }}
        lookUp={(arm) => isShown(arm)}
      />
      {drawn.length > 0 ? (
        <Curves arms={drawn} names={drawn.map(({ index }) => names[index])} />
      ) : (
        <p class="empty">{visible.length > 0 ? "Reading …" : "Tick a run to see its curves."}</p>
      )}
      <Differences arms={drawn} names={drawn.map(({ index }) => names[index])} />
    </>
  );
}

/** In what the arms shown differ. */
function Differences({ arms, names }: { arms: readonly LoadedArm[]; names: readonly string[] }) {
  const differences = differencesOf(arms.map(({ loaded }) => loaded[0].config));
  if (arms.length < 2 || differences.length === 0) return null;
  return (
    <Section
      title="In what they differ"
      note="Keys of the configuration whose values are not the same; seeds and places left out."
    >
      <section class="scroll" aria-label="differences of the configurations">
        <table>
          <thead>
            <tr>
              <th scope="col">key</th>
              {names.map((name, i) => (
                <th scope="col" key={name}>
                  <Swatch index={arms[i].index} /> {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {differences.map(({ key, values }) => (
              <tr key={key}>
                <th scope="row">{key}</th>
                {values.map((value, i) => (
                  <td key={names[i]}>
                    <code>{value.length > 60 ? `…${value.slice(-60)}` : value}</code>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Section>
  );
}

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

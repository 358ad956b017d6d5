// The page of one run: its alarms, the steps whose rollouts are kept, its curves and its configuration. A run whose
// rewards were summed opens with the credit of the group that was paid most for being wrong.
import { count, duration, percent, percentRange, points, pValue, short } from "../src/text/format.ts";
import { visible } from "../src/text/text.ts";
import type { AlarmRecord } from "../src/train/records.ts";
import { evaluationsOf } from "./arms.ts";
import { Curves } from "./curves.tsx";
import { Fault, Heading, Note, Section } from "./marks.tsx";
import { MicroscopeOf } from "./microscope.tsx";
import { toGroup, toStep } from "./route.ts";
import { type LoadedRun, lastStep, type Store, useLoaded, useStore } from "./store.ts";

export function RunPage({ store, name }: { store: Store; name: string }) {
  useStore(store);
  const { run, error } = store.get(name);
  if (run === null)
    return (
      <>
        <Heading title={visible(name)} />
        {error ? <Fault>{error}</Fault> : <p class="note">Reading …</p>}
      </>
    );
  const { facts, wentBackFrom } = run;
  // Where each step is paid by itself, more steps are paid more.
  const summed = (facts.form === "sum" || facts.form === "local") && facts.rolloutSteps.length > 0;
  return (
    <>
      <Heading title={facts.title}>
        <RunFigures run={run} />
      </Heading>
      {error && <Fault>{error}</Fault>}
      {wentBackFrom !== null && (
        <Fault>
          It went back from step {wentBackFrom} to step {lastStep(run)} while this page was open.
        </Fault>
      )}
      {facts.status === "unfinished" && (
        <Fault>
          Not finished, and no process writes to it: it was stopped or has died.{" "}
          <code>pure train --resume</code> goes on from its last checkpoint.
        </Fault>
      )}
      {facts.faults.map((text) => (
        <Fault key={text}>{text}</Fault>
      ))}
      {run.broken > 0 && (
        <Fault>
          {count(run.broken, "line")} of its files {run.broken === 1 ? "is" : "are"} not JSON and left out.
        </Fault>
      )}
      {summed && <Hacked store={store} run={run} />}
      {run.alarms.length > 0 && <Alarms run={run} />}
      {facts.rolloutSteps.length > 0 && <Steps run={run} />}
      {run.metrics.length > 0 ? (
        <Curves
          arms={[{ name: facts.name, title: facts.title, index: 0, runs: [facts], loaded: [run] }]}
          names={[facts.title]}
        />
      ) : (
        <p class="empty">
          {run.supervised.length > 0
            ? "A supervised run; its figures are in its report (pure report)."
            : "No step yet."}
        </p>
      )}
      <Configuration config={run.config} />
    </>
  );
}

/** The run in one line of figures. */
function RunFigures({ run: { facts, summary, metrics, ...rest } }: { run: LoadedRun }) {
  const evaluations = evaluationsOf({ facts, summary, metrics, ...rest });
  const [first, last] = [evaluations[0]?.result, evaluations.at(-1)?.result];
  const step = metrics.at(-1)?.step ?? 0;
  const seconds = metrics.reduce((sum, m) => sum + (m.seconds?.total ?? 0), 0);
  const test = summary?.signTest;
  return (
    <dl class="tiles">
      {first && last && (
        <div>
          <dt>held-out accuracy</dt>
          <dd>
            <small>{percent(first.accuracy, 0)} →</small> {percent(last.accuracy, 0)}
          </dd>
          <dd class="note">
            {points(first.accuracy, last.accuracy)}, 95% interval {percentRange(last.interval)}
          </dd>
        </div>
      )}
      <div>
        <dt>steps</dt>
        <dd>
          {step}
          {facts.steps !== null && facts.steps > step && <small> of {facts.steps}</small>}
        </dd>
        <dd class="note">
          <span class={`status ${facts.status}`}>{facts.status}</span> after {duration(seconds)}
        </dd>
      </div>
      {test && (
        <div>
          <dt>on the same problems</dt>
          <dd>
            +{test.gained} <small>−{test.lost}</small>
          </dd>
          <dd class="note">sign test {pValue(test.p)}</dd>
        </div>
      )}
      {facts.alarms > 0 && (
        <div>
          <dt>alarms</dt>
          <dd class="warn">{facts.alarms}</dd>
          <dd class="note">{[...new Set(rest.alarms.map(({ title }) => title))].slice(0, 2).join(", ")}</dd>
        </div>
      )}
    </dl>
  );
}

function Hacked({ store, run }: { store: Store; run: LoadedRun }) {
  const { name, rolloutSteps } = run.facts;
  const { value } = useLoaded(name, () => store.source.hacked(name), rolloutSteps.length);
  if (value === null) return null;
  return (
    <Section
      title="What was paid for being wrong"
      note={
        <>
          Of the rollouts kept, this group shows best what form {run.facts.form} rewards: wrong responses,
          with a step that the process reward model took for bad, that were made more likely. Left as the run
          had it, right as another form would.{" "}
          <a href={toGroup(name, value.step, value.group, "credit")}>Open it alone</a>
        </>
      }
    >
      <MicroscopeOf store={store} place={{ run: name, ...value }} brief />
    </Section>
  );
}

/** Alarms that are shown. */
const MOST_ALARMS = 60;

function Alarms({ run: { alarms } }: { run: LoadedRun }) {
  return (
    <Section
      title="Alarms"
      note="Signs of reward hacking or collapse, each told once when it sets in, and what was done."
    >
      <ol class="alarms">
        {alarms.slice(0, MOST_ALARMS).map((alarm) => (
          <li key={`${alarm.step} ${alarm.kind} ${alarm.rollbacks}`}>
            <AlarmLine alarm={alarm} />
          </li>
        ))}
      </ol>
      {alarms.length > MOST_ALARMS && (
        <Note>{count(alarms.length - MOST_ALARMS, "more alarm")} in alarms.jsonl.</Note>
      )}
    </Section>
  );
}

function AlarmLine({ alarm }: { alarm: AlarmRecord }) {
  const written = (value: number) => (alarm.unit === "share" ? percent(value) : short(value));
  const done =
    typeof alarm.rolledBackTo === "number"
      ? `The run went back to step ${alarm.rolledBackTo} at half the learning rate.`
      : "The run went on.";
  return (
    <>
      <b>step {alarm.step}</b> {alarm.title}: <span class="note">{alarm.figure}</span> {written(alarm.value)}
      {typeof alarm.start === "number" && <span class="note">, was {written(alarm.start)}</span>}
      <span class="note">, threshold {written(alarm.threshold)}.</span> {done}
      <span class="note"> {alarm.help}</span>
    </>
  );
}

/** Bars of the steps whose rollouts are kept: more would be too narrow to point at. */
const MOST_BARS = 100;

/** The steps whose rollouts are kept, each as high as the share of right answers in it. */
function Steps({ run: { facts, metrics } }: { run: LoadedRun }) {
  const shares = new Map(metrics.map((m) => [m.step, m.correctShare ?? m.verifiableReward]));
  const steps = facts.rolloutSteps;
  const every = Math.ceil(steps.length / MOST_BARS);
  const shown = steps.filter((_, i) => i % every === 0 || i === steps.length - 1);
  const dense = shown.length > 40;
  return (
    <Section
      title="Rollouts"
      note={`Steps whose responses are kept; as high as the share of right answers.${every > 1 ? ` One in ${every} is shown.` : ""}`}
      aside={dense && <StepField run={facts.name} steps={steps} />}
    >
      <ol class={`steps-bar${dense ? " dense" : ""}`}>
        {shown.map((step) => {
          const share = shares.get(step) ?? null;
          const said = `step ${step}${share === null ? "" : `, ${percent(share)} right`}`;
          return (
            <li key={step}>
              <a
                href={toStep(facts.name, step)}
                title={said}
                aria-label={said}
                tabIndex={dense ? -1 : undefined}
              >
                <i style={{ height: `${share === null ? 4 : Math.max(2, 100 * share)}%` }} />
                <span>{step}</span>
              </a>
            </li>
          );
        })}
      </ol>
    </Section>
  );
}

/** Any of many steps by its number: the nearest that is kept. */
function StepField({ run, steps }: { run: string; steps: readonly number[] }) {
  const open = (event: SubmitEvent) => {
    event.preventDefault();
    const wanted = Number(new FormData(event.currentTarget as HTMLFormElement).get("step"));
    const distance = (step: number) => Math.abs(step - wanted);
    location.hash = toStep(
      run,
      steps.reduce((near, step) => (distance(step) < distance(near) ? step : near)),
    );
  };
  const last = steps[steps.length - 1];
  return (
    <form class="controls" onSubmit={open}>
      <label>
        step
        <input type="number" name="step" min={steps[0]} max={last} defaultValue={String(last)} required />
      </label>
      <button type="submit">open</button>
    </form>
  );
}

function Configuration({ config }: { config: unknown }) {
  if (typeof config !== "object" || config === null) return null;
  const sections = Object.entries(config).filter(([, value]) => typeof value === "object" && value !== null);
  return (
    <Section title="Configuration">
      <div class="config">
        {sections.map(([title, values]) => (
          <div key={title}>
            <h3>{title}</h3>
            <dl>
              {flat(values, "").map(([key, value]) => (
                <div key={key}>
                  <dt>{key}</dt>
                  <dd>{value.length > 64 ? `…${value.slice(-64)}` : value}</dd>
                </div>
              ))}
            </dl>
          </div>
        ))}
      </div>
      <Note>As it was resolved when the run began or was last resumed.</Note>
    </Section>
  );
}

/** Keys below a section with their values as text. */
function flat(value: unknown, path: string): [string, string][] {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return Object.entries(value).flatMap(([key, inner]) => flat(inner, path === "" ? key : `${path}.${key}`));
  return [[path, typeof value === "string" ? value : JSON.stringify(value)]];
}

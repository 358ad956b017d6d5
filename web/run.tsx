// The page of one run: its alarms, the steps whose rollouts are kept, its curves and its configuration. A run whose
// rewards were summed opens with the credit of the group that was paid most for being wrong.
import { evaluations } from "../src/eval/evaluations.ts";
import { configuration } from "../src/report/document.ts";
import { alarmSection, finalFigures, solutionSection } from "../src/report/run.ts";
import { count, decimal, duration, percent, pValue } from "../src/text/format.ts";
import { visible } from "../src/text/text.ts";
import { Blocks } from "./blocks.tsx";
import { Curves } from "./curves.tsx";
import { AccuracyTile, Fault, Heading, Section, Tile } from "./marks.tsx";
import { MicroscopeOf } from "./microscope.tsx";
import { RunTabs } from "./rewards.tsx";
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
        {run.supervised.length > 0 ? <SupervisedFigures run={run} /> : <RunFigures run={run} />}
      </Heading>
      <RunTabs store={store} run={run} at="run" />
      {error && <Fault>{error}</Fault>}
      {wentBackFrom !== null && (
        <Fault>
          It went back from step {wentBackFrom} to step {lastStep(run)} while this page was open.
        </Fault>
      )}
      {facts.status === "unfinished" && run.supervised.length === 0 && (
        <Fault>
          Not finished, and no process writes to it: it was stopped or has died.{" "}
          <code>pure train --resume DIRECTORY</code> goes on from its last checkpoint
          {facts.name !== "." && (
            <>
              ; its directory is <code>{visible(facts.name)}</code> of this folder
            </>
          )}
          .
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
      <Blocks of={alarmSection(run.alarms)} />
      {facts.rolloutSteps.length > 0 && <RolloutSteps run={run} left={store.source.left} />}
      {run.metrics.length + run.supervised.length > 0 ? (
        <Curves
          arms={[{ name: facts.name, title: facts.title, index: 0, runs: [facts], loaded: [run] }]}
          names={[facts.title]}
        />
      ) : (
        <p class="empty">No step yet.</p>
      )}
      <Blocks of={solutionSection(run.summary)} />
      <Blocks of={finalFigures(run)} />
      <Blocks of={configuration(run.config)} />
    </>
  );
}

/** The run in one line of figures. */
function RunFigures({ run }: { run: LoadedRun }) {
  const { facts, summary, metrics, alarms } = run;
  const held = evaluations(run);
  const [first, last] = [held[0]?.result, held[held.length - 1]?.result];
  const step = metrics[metrics.length - 1]?.step ?? 0;
  const seconds = metrics.reduce((sum, m) => sum + (m.seconds?.total ?? 0), 0);
  const test = summary?.signTest;
  return (
    <dl class="tiles">
      {first && last && <AccuracyTile before={first} after={last} />}
      <Tile
        what="steps"
        note={[status(facts.status, seconds), facts.seed !== null && `, seed ${facts.seed}`]}
      >
        {step}
        {facts.steps !== null && facts.steps > step && <small> of {facts.steps}</small>}
      </Tile>
      {test && (
        <Tile what="on the same problems" note={`sign test ${pValue(test.p)}`}>
          +{test.gained} <small>−{test.lost}</small>
        </Tile>
      )}
      {facts.alarms > 0 && (
        <Tile
          what="alarms"
          class="warn"
          note={[...new Set(alarms.map(({ title }) => title))].slice(0, 2).join(", ")}
        >
          {facts.alarms}
        </Tile>
      )}
    </dl>
  );
}

const status = (state: string, seconds: number) => (
  <>
    <span class={`status ${state}`}>{state}</span> after {duration(seconds)}
  </>
);

/** A supervised run (sft, prm train) in one line of figures. */
function SupervisedFigures({ run: { facts, supervised } }: { run: LoadedRun }) {
  const last = supervised[supervised.length - 1];
  const held = supervised.filter((m) => m.heldOut);
  const [first, end] = [held[0]?.heldOut, held[held.length - 1]?.heldOut];
  const seconds = supervised.reduce((sum, m) => sum + (m.seconds?.total ?? 0), 0);
  // Before there was finished.json nothing told its end.
  const state = facts.status === "unfinished" ? "supervised" : facts.status;
  const all = supervised[0].stage === "head" && supervised.find(({ stage }) => stage === "all");
  return (
    <dl class="tiles">
      {first && end && (
        <Tile what="held-out loss" note="nats">
          {held.length > 1 && <small>{decimal(first.loss, 3)} →</small>} {decimal(end.loss, 3)}
        </Tile>
      )}
      {end?.auc !== undefined && (
        <Tile what="held-out AUC" note={`${percent(end.accuracy)} of steps told rightly`}>
          {decimal(end.auc, 3)}
        </Tile>
      )}
      <Tile
        what="steps"
        note={[
          ...[status(state, seconds), `, epoch ${last.epoch}`],
          all && `; all weights from step ${all.step}, after the head alone`,
          last.skippedExamples > 0 && `; ${count(last.skippedExamples, "example")} too long and skipped`,
        ]}
      >
        {last.step}
      </Tile>
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

/** Bars of the steps whose rollouts are kept: more would be too narrow to point at. */
const MOST_BARS = 100;

/** The steps whose rollouts are kept, each as high as the share of right answers in it. */
function RolloutSteps({ run: { facts, metrics }, left }: { run: LoadedRun; left: string | null }) {
  const shares = new Map(metrics.map((m) => [m.step, m.correctShare]));
  const steps = facts.rolloutSteps;
  const every = Math.ceil(steps.length / MOST_BARS);
  const shown = steps.filter((_, i) => i % every === 0 || i === steps.length - 1);
  const dense = shown.length > 40;
  return (
    <Section
      title="Rollouts"
      note={`Steps whose responses are kept; as high as the share of right answers.${every > 1 ? ` One in ${every} is shown.` : ""}${left === null ? "" : ` ${left}`}`}
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

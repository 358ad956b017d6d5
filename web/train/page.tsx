// The page "Train here": the demo's whole method in the visitor's own tab. What is chosen stands in the address; what is
// computed is the worker's.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { RunFacts } from "../../src/dash/types.ts";
import { count, duration, short } from "../../src/text/format.ts";
import type { LoadedArm } from "../arms.ts";
import { Chart, type ChartData } from "../chart.tsx";
import { Curves } from "../curves.tsx";
import { AccuracyTile, Choice, Fault, Heading, Section, Tile } from "../marks.tsx";
import type { LoadedRun } from "../store.ts";
import { Pupil, type Stage, type StageName } from "./pupil.ts";
import { DEVICES, FORMS, LIMITS, readSettings, type Settings, toTrain } from "./settings.ts";
import { Shown } from "./shown.tsx";

export function TrainPage() {
  const [settings, choose] = useState(() => readSettings(location.hash));
  const [, redraw] = useState(0);
  const pupil = useRef<Pupil | null>(null);
  pupil.current ??= new Pupil(() => redraw((times) => times + 1));
  const own = pupil.current;
  useEffect(() => {
    const read = () => {
      if (location.hash.startsWith("#/train")) choose(readSettings(location.hash));
    };
    addEventListener("hashchange", read);
    return () => {
      removeEventListener("hashchange", read);
      pupil.current?.end();
    };
  }, []);

  /** A change of the form takes effect at once; seed and device are those of the whole lesson. */
  const set = (changes: Partial<Settings>) => {
    const now = { ...settings, ...changes };
    choose(now);
    history.replaceState(null, "", toTrain(now));
    if (own.state === "running" && ("form" in changes || "steps" in changes)) own.change(now);
  };
  const startOver = () => {
    own.end();
    pupil.current = new Pupil(() => redraw((times) => times + 1));
    redraw((times) => times + 1);
  };

  return (
    <>
      <Heading title="Train here">
        <Result pupil={own} />
      </Heading>
      <p class="note">
        A small policy learns to work sums like <code>3-1*2=</code> from demonstrations with faults, a process
        reward model learns to score its steps, and PURE makes the policy better. All of it is computed in
        this tab, and nothing leaves it.
      </p>
      <Controls pupil={own} settings={settings} set={set} startOver={startOver} />
      {own.fault !== null && <Fault>{own.fault}</Fault>}
      <Stages pupil={own} steps={settings.steps} />
      {own.shown && <Shown {...own.shown} />}
      {own.metrics.length > 0 && <PureCurves pupil={own} />}
    </>
  );
}

interface ControlsProps {
  pupil: Pupil;
  settings: Settings;
  set: (changes: Partial<Settings>) => void;
  startOver: () => void;
}

function Controls({ pupil, settings, set, startOver }: ControlsProps) {
  const { state } = pupil;
  const begun = state !== "new";
  const { form, steps, device } = settings;
  const whole = (key: "seed" | "steps", disabled: boolean) => {
    const [min, max] = LIMITS[key];
    const take = (text: string) => {
      const value = Math.round(Number(text));
      if (Number.isFinite(value)) set({ [key]: Math.min(max, Math.max(min, value)) });
    };
    return (
      <label>
        {key}
        <input
          type="number"
          {...{ min, max, value: settings[key], disabled }}
          onChange={(event) => take(event.currentTarget.value)}
        />
      </label>
    );
  };
  const done = pupil.metrics.length;
  const next =
    state === "new" ? "Start" : state === "finished" ? `Go on to step ${Math.max(steps, done)}` : "Go on";
  const mayStart = state === "new" || state === "stopped" || (state === "finished" && steps > done);
  return (
    <form class="controls filters train" onSubmit={(event) => event.preventDefault()}>
      <Choice
        label="reward"
        value={form}
        options={FORMS.map((one) => [one.form, one.label])}
        set={(own) => set({ form: own })}
      />
      {whole("steps", false)}
      {whole("seed", begun)}
      <Choice
        label="computes on"
        value={device}
        disabled={begun}
        options={DEVICES.map((one) => [one.device, one.label])}
        set={(own) => set({ device: own })}
      />
      <span class="buttons">
        {state === "running" || state === "stopping" ? (
          <button type="button" disabled={state === "stopping"} onClick={() => pupil.stop()}>
            {state === "stopping" ? "Pausing …" : "Pause"}
          </button>
        ) : (
          <button type="button" disabled={!mayStart} onClick={() => pupil.start(settings)}>
            {next}
          </button>
        )}
        {begun && (
          <button type="button" onClick={startOver}>
            Stop and start over
          </button>
        )}
      </span>
      <p class="note" role="status">
        {FORMS.find((one) => one.form === form)?.note} {pupil.computes !== null && `It ${pupil.computes}.`}
        {state === "finished" && steps <= done && " More steps, or another reward, and it goes on."}
      </p>
    </form>
  );
}

const STAGES: readonly { stage: StageName; label: string; what: string; unit: string }[] = [
  { stage: "sft", label: "Warm-up", what: "supervised, on demonstrations with faults", unit: "step" },
  {
    stage: "labelling",
    label: "Labelled steps",
    what: "the policy's own, by an exact checker",
    unit: "response",
  },
  {
    stage: "prm",
    label: "Process reward model",
    what: "learns from those and from corrupted ones",
    unit: "step",
  },
  { stage: "pure", label: "PURE", what: "reinforcement learning with its rewards", unit: "step" },
];

function Stages({ pupil, steps }: { pupil: Pupil; steps: number }) {
  return (
    <Section title="Stages">
      <ol class="stages">
        {STAGES.map(({ stage, label, what, unit }) => {
          const at = pupil.stages.get(stage);
          const total = stage === "pure" ? Math.max(steps, at?.done ?? 0) : at?.total;
          return (
            <li key={stage} aria-current={at && !at.ended ? "step" : undefined}>
              <h3>{label}</h3>
              <p class="note">{what}</p>
              <progress aria-label={label} value={at?.done ?? 0} max={total ?? 1} />
              <p class="note">{at ? progressOf(at, unit, pupil.state === "running") : "not begun"}</p>
              {at && at.metrics.length > 1 && <LossChart label={label} stage={at} />}
            </li>
          );
        })}
      </ol>
    </Section>
  );
}

function progressOf({ done, total, began, ended, metrics }: Stage, unit: string, running: boolean): string {
  const held = metrics[metrics.length - 1]?.heldOut;
  const quality =
    held === undefined
      ? ""
      : "auc" in held && held.auc !== undefined
        ? `; held out: AUC ${short(held.auc)}`
        : `; held out: loss ${short(held.loss)}`;
  if (ended) return `${count(done, unit)}${quality}`;
  const seconds = (performance.now() - began) / 1000;
  const left = running && done > 0 && seconds > 3 ? (seconds / done) * (total - done) : null;
  return `${done} of ${count(total, unit)}${left === null ? "" : `, about ${duration(left)} left`}`;
}

const noZoom = { log: false, zoom: null, onZoom: () => {} };

function LossChart({ label, stage: { metrics } }: { label: string; stage: Stage }) {
  const data = useMemo((): ChartData => {
    // As many points as are seen: every so manieth.
    const every = Math.max(1, Math.ceil(metrics.length / 200));
    const shown = metrics.filter((_, i) => i % every === 0);
    const line = { color: "blue", dash: "none" } as const;
    return {
      description: `${label}: loss against steps`,
      steps: shown.map(({ step }) => step),
      series: [{ label: "loss", line, dots: false, values: shown.map(({ loss }) => loss) }],
      ...{ format: short, include: [0], marks: [] },
    };
  }, [metrics.length]);
  return <Chart data={data} view={noZoom} height={110} />;
}

/** The run as the other pages have one, for its curves. */
function PureCurves({ pupil }: { pupil: Pupil }) {
  const { metrics, alarms, evaluations } = pupil;
  const before = evaluations.find(({ step }) => step === 0)?.result ?? null;
  const facts: RunFacts = {
    ...{ name: "here", arm: "here", armTitle: "here", title: "here", seed: null, status: "running" },
    ...{ steps: null, written: 0, before, after: null, alarms: alarms.length, form: null },
    ...{ rolloutSteps: [], faults: [] },
  };
  const loaded: LoadedRun = {
    ...{ facts, config: null, supervised: [], broken: 0, wentBackFrom: null, metrics, alarms },
    ...{ before, summary: null },
  };
  const arm: LoadedArm = { name: "here", title: "here", index: 0, runs: [facts], loaded: [loaded] };
  return (
    <>
      {pupil.forms.length > 1 && (
        <p class="note">
          {pupil.forms
            .map(({ step, form }) => `from step ${step}: ${FORMS.find((one) => one.form === form)?.label}`)
            .join("; ")}
        </p>
      )}
      <Curves arms={[arm]} names={["here"]} />
    </>
  );
}

function Result({ pupil: { evaluations, metrics } }: { pupil: Pupil }) {
  const [first, last] = [evaluations[0]?.result, evaluations[evaluations.length - 1]?.result];
  if (!first || !last) return null;
  return (
    <dl class="tiles">
      <AccuracyTile before={first} after={last} />
      <Tile what="steps" note="of PURE">
        {metrics.length}
      </Tile>
    </dl>
  );
}

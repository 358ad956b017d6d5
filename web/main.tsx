// The dashboard's pages: which is open, and what stands around it.
import { type ComponentChildren, render } from "preact";
import { useErrorBoundary } from "preact/hooks";
import "uplot/dist/uPlot.min.css";
import "./style.css";
import { THEME } from "../src/report/style.ts";
import { visible } from "../src/text/text.ts";
import { GroupPage } from "./group.tsx";
import { Fault, Heading } from "./marks.tsx";
import { RewardsPage } from "./rewards.tsx";
import {
  type Route,
  toGroup,
  toRewards,
  toRun,
  toRuns,
  toStep,
  toTraining,
  toTry,
  useRoute,
} from "./route.ts";
import { RunPage } from "./run.tsx";
import { RunsPage } from "./runs.tsx";
import { openSource } from "./source.ts";
import { StepPage } from "./step.tsx";
import { Store, useStore } from "./store.ts";
import { TrainHere } from "./train/lazy.tsx";
import { TryPage } from "./try.tsx";

function App({ store }: { store: Store }) {
  useStore(store);
  const route = useRoute();
  // A file holds one run: its page is the first.
  const only = store.source.exported ? store.list?.[0]?.name : undefined;
  const at: Route = route.page === "runs" && only ? { ...route, page: "run", run: only } : route;
  return (
    <>
      <header class="top">
        <Path route={at} single={only !== undefined} />
        {TrainHere.there && at.page !== "train" && <a href={toTraining()}>Train here</a>}
        <Live store={store} />
      </header>
      <main>
        <Guarded key={`${at.page === "credit" ? "group" : at.page} ${at.run} ${at.step} ${at.group}`}>
          {at.page === "runs" && <RunsPage store={store} />}
          {at.page === "run" && <RunPage store={store} name={at.run} />}
          {at.page === "rewards" && <RewardsPage store={store} name={at.run} />}
          {at.page === "train" && <TrainHere />}
          {at.page === "try" && <TryPage store={store} run={at.run} />}
          {at.page === "step" && <StepPage store={store} name={at.run} step={at.step} />}
          {(at.page === "group" || at.page === "credit") && (
            <GroupPage
              store={store}
              place={{ run: at.run, step: at.step, group: at.group }}
              credit={at.page === "credit"}
              sample={at.sample}
            />
          )}
        </Guarded>
      </main>
    </>
  );
}

/** A page, or why it cannot be drawn: files may hold anything. */
function Guarded({ children }: { children: ComponentChildren }) {
  const [error, again] = useErrorBoundary();
  if (!error) return <>{children}</>;
  return (
    <>
      <Heading title="This page cannot be drawn" />
      <Fault>
        Something in the run’s files is not as this version writes it ({visible(String(error.message))}).{" "}
        <button type="button" onClick={again}>
          try again
        </button>
      </Fault>
    </>
  );
}

/** Where one is: from the runs down to here. */
function Path({ route: { page, run, step, group }, single }: { route: Route; single: boolean }) {
  const deep = page === "group" || page === "credit";
  const parts = [
    ...(single ? [] : [{ name: "runs", to: toRuns() }]),
    ...(page === "try" ? [{ name: "try it", to: toTry() }] : []),
    ...(page === "train" ? [{ name: "train here", to: toTraining() }] : []),
    ...(page === "runs" || page === "try" || page === "train"
      ? []
      : [{ name: run === "." ? "run" : visible(run), to: toRun(run) }]),
    ...(page === "rewards" ? [{ name: "PRM and verifier", to: toRewards(run) }] : []),
    ...(page === "step" || deep ? [{ name: `step ${step}`, to: toStep(run, step) }] : []),
    ...(deep ? [{ name: `prompt ${group + 1}`, to: toGroup(run, step, group) }] : []),
  ];
  return (
    <nav aria-label="where you are">
      <a class="mark" href={toRuns()}>
        pure
      </a>
      {parts.map(({ name, to }, i) => (
        <a key={to} href={to} aria-current={i === parts.length - 1 ? "page" : undefined}>
          {name}
        </a>
      ))}
    </nav>
  );
}

function Live({ store: { connection, source } }: { store: Store }) {
  const said = { live: "live", lost: "connection lost; trying again", file: "a file" }[connection];
  return (
    <span
      class={`live ${connection}`}
      role="status"
      title={source.exported ? "made by pure report or pure dash export" : undefined}
    >
      {said}
    </span>
  );
}

async function open(): Promise<void> {
  const theme = document.createElement("style");
  theme.textContent = THEME;
  document.head.append(theme);
  const place = document.getElementById("page");
  if (place) render(<App store={new Store(await openSource())} />, place);
}

void open();

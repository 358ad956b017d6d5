// "Try it": a prompt to one or two checkpoints, their responses side by side as they are written.
import { useEffect, useRef, useState } from "preact/hooks";
import type { CheckpointFacts, TrialEvent, TriedResponse } from "../src/dash/types.ts";
import { count, duration } from "../src/text/format.ts";
import { visible } from "../src/text/text.ts";
import { Choice, Fault, Heading, RewardKey } from "./marks.tsx";
import type { Trials } from "./source.ts";
import { Steps } from "./steps.tsx";
import { type Store, useLoaded } from "./store.ts";

export function TryPage({ store, run }: { store: Store; run: string }) {
  const { trials } = store.source;
  return (
    <>
      <Heading title="Try it" />
      {trials ? (
        <WithCheckpoints trials={trials} run={run} />
      ) : (
        <p class="empty">
          This page is a file, which computes nothing. <code>pure dash</code> tries the checkpoints of its
          folder.
        </p>
      )}
    </>
  );
}

function WithCheckpoints({ trials, run }: { trials: Trials; run: string }) {
  const { value, error } = useLoaded("checkpoints", () => trials.checkpoints());
  if (error) return <Fault>{error}</Fault>;
  if (value === null) return <p class="note">Reading …</p>;
  if (value.length === 0) return <p class="empty">No run of this folder has kept a checkpoint (yet).</p>;
  return <Trial trials={trials} checkpoints={value} run={run} />;
}

/** What is known of one checkpoint's answer. */
interface Side {
  state: string;
  rewards: string | null;
  fault: string | null;
  /** By sample. */
  written: ReadonlyMap<number, string>;
  responses: ReadonlyMap<number, TriedResponse>;
}

const FRESH: Side = { state: "", rewards: null, fault: null, written: new Map(), responses: new Map() };

interface Asked {
  sides: readonly Side[];
  waiting: number;
  fault: string | null;
}

const keyOf = ({ run, step }: { run: string; step: number }) => `${step} ${run}`;
const named = ({ run, step }: { run: string; step: number }) =>
  `${run === "." ? "run" : visible(run)}, step ${step}`;

function Trial(props: { trials: Trials; checkpoints: readonly CheckpointFacts[]; run: string }) {
  const { trials, checkpoints, run } = props;
  const whole = checkpoints.filter(({ fault }) => fault === null);
  const own = whole.filter((one) => one.run === run);
  const [left, setLeft] = useState(keyOf(own[own.length - 1] ?? whole[0] ?? checkpoints[0]));
  const [right, setRight] = useState(own.length > 1 ? keyOf(own[0]) : "");
  const [prompt, setPrompt] = useState("");
  const [numbers, setNumbers] = useState({ samples: 1, maxTokens: 256, temperature: 1, seed: 0 });
  const [asked, setAsked] = useState<Asked | null>(null);
  const [shown, setShown] = useState<readonly string[]>([]);
  const stop = useRef<AbortController | null>(null);
  const [running, setRunning] = useState(false);
  useEffect(() => () => stop.current?.abort(), []);

  const chosen = [left, right].flatMap((key) => checkpoints.find((one) => keyOf(one) === key) ?? []);
  const ask = async () => {
    const controller = new AbortController();
    stop.current = controller;
    setRunning(true);
    setShown(chosen.map(named));
    setAsked({ sides: chosen.map(() => FRESH), waiting: 0, fault: null });
    const fail = (fault: string) => setAsked((before) => before && { ...before, fault });
    try {
      const places = chosen.map((one) => ({ run: one.run, step: one.step }));
      const onEvent = (event: TrialEvent) => setAsked((before) => before && after(before, event));
      await trials.ask({ checkpoints: places, prompt, ...numbers }, onEvent, controller.signal);
    } catch (error) {
      fail(controller.signal.aborted ? "Stopped." : (error as Error).message);
    }
    setRunning(false);
  };

  const faults = chosen.flatMap((one) => (one.fault ? [{ name: named(one), fault: one.fault }] : []));
  const options = checkpoints.map(
    (one) => [keyOf(one), `${named(one)}${one.fault === null ? "" : " (cannot be tried)"}`] as const,
  );
  return (
    <>
      <form
        class="try"
        onSubmit={(event) => {
          event.preventDefault();
          if (!running) void ask();
        }}
      >
        <Choice label="checkpoint" value={left} set={setLeft} options={options} />
        <Choice label="beside it" value={right} set={setRight} options={[["", "none"], ...options]} />
        <label class="prompt-input">
          prompt
          <textarea
            rows={4}
            required
            maxLength={20_000}
            value={prompt}
            onInput={(event) => setPrompt(event.currentTarget.value)}
          />
        </label>
        <div class="controls">
          {(
            [
              ["samples", "responses", 1, 4, 1],
              ["maxTokens", "longest, tokens", 1, 2048, 1],
              ["temperature", "temperature", 0, 2, 0.1],
              ["seed", "seed", 0, 2 ** 31, 1],
            ] as const
          ).map(([key, label, min, max, step]) => (
            <label key={key}>
              {label}
              <input
                type="number"
                required
                {...{ min, max, step }}
                value={numbers[key]}
                onInput={(event) => setNumbers({ ...numbers, [key]: Number(event.currentTarget.value) })}
              />
            </label>
          ))}
          <button type="submit" disabled={running || faults.length > 0}>
            ask
          </button>
          {running && (
            <button type="button" onClick={() => stop.current?.abort()}>
              stop
            </button>
          )}
        </div>
      </form>
      {faults.map(({ name, fault }) => (
        <Fault key={name}>
          {name}: {visible(fault)}
        </Fault>
      ))}
      <p class="note">
        Put as the run puts its problems, and computed by this server: one request at a time, each at most
        five minutes. A temperature of 0 takes the likeliest token. Models are loaded when they are asked, and
        let go after five idle minutes.
      </p>
      {asked?.fault && <Fault>{visible(asked.fault)}</Fault>}
      {running && asked && asked.waiting > 0 && (
        <p class="note" role="status">
          {count(asked.waiting, "request")} ahead of this one.
        </p>
      )}
      {asked?.sides.some(({ responses }) => [...responses.values()].some(hasRewards)) && <RewardKey />}
      {asked && (
        <div class="tried">
          {asked.sides.map((side, i) => (
            <TriedSide key={shown[i]} name={shown[i]} side={side} />
          ))}
        </div>
      )}
    </>
  );
}

const hasRewards = ({ steps }: TriedResponse) => steps.some(({ reward }) => reward !== null);

/** What is known once `event` happened. */
function after(before: Asked, event: TrialEvent): Asked {
  if (event.type === "waiting") return { ...before, waiting: event.ahead };
  if (event.type === "fault" && event.side === null) return { ...before, waiting: 0, fault: event.message };
  const change = (side: Side): Side => {
    switch (event.type) {
      case "loading":
        return { ...side, state: "Loading …" };
      case "sampling":
        return { ...side, state: "Writing …", rewards: event.rewards };
      case "text":
        return { ...side, written: new Map(side.written).set(event.sample, event.text) };
      case "response":
        return { ...side, responses: new Map(side.responses).set(event.response.sample, event.response) };
      case "done":
        return { ...side, state: `Done in ${duration(event.seconds)}.` };
      case "fault":
        return { ...side, state: "", fault: event.message };
    }
  };
  return {
    ...before,
    waiting: 0,
    sides: before.sides.map((side, i) => (i === event.side ? change(side) : side)),
  };
}

function TriedSide({ name, side }: { name: string; side: Side }) {
  const { state, rewards, fault, written, responses } = side;
  const samples = [...new Set([...written.keys(), ...responses.keys()])].sort((a, b) => a - b);
  return (
    <section aria-label={name}>
      <h2>{name}</h2>
      <p class="note" role="status">
        {state} {rewards}
      </p>
      {fault && <Fault>{visible(fault)}</Fault>}
      {samples.map((sample) => {
        const response = responses.get(sample);
        return (
          <article key={sample}>
            <header>
              <b>#{sample + 1}</b>
              <span class="note">
                {response
                  ? `${count(response.tokens, "token")}${response.finish === "length" ? ", cut" : ""}`
                  : "writing …"}
              </span>
            </header>
            {response ? (
              <Steps steps={response.steps} name={`steps of response ${sample + 1}`} />
            ) : (
              <p class="words writing">{visible(written.get(sample) ?? "")}</p>
            )}
          </article>
        );
      })}
    </section>
  );
}

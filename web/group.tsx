// The page of a group: the K responses of a prompt side by side, and the same prompt through training.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { largest } from "../src/common/statistics.ts";
import type { ProblemAt, ShownGroup } from "../src/dash/types.ts";
import { count, decimal, signed } from "../src/text/format.ts";
import { visible } from "../src/text/text.ts";
import { GroupFigure, rightOf } from "./groups.tsx";
import { Fault, Heading, Note, RewardKey, Scroll, Section, VerdictMark, verdictOf } from "./marks.tsx";
import { Microscope } from "./microscope.tsx";
import { toGroup } from "./route.ts";
import type { Place } from "./source.ts";
import { Steps } from "./steps.tsx";
import { type Store, useLoaded, useStore, useStream } from "./store.ts";
import { TokenStrip } from "./strip.tsx";
import { Words } from "./words.tsx";

/** Responses that are open at first, and that one press opens. */
const OPEN = 8;
const MORE = 64;

export function GroupPage(props: { store: Store; place: Place; credit: boolean; sample: number }) {
  const { store, place, credit, sample } = props;
  useStore(store);
  const { run, step, group } = place;
  const { run: loaded, error: gone } = store.get(run);
  const { value, error } = useLoaded(`${run} ${step} ${group}`, () => store.source.group(place));
  // Drawn again where the group is another, not with every event of the run.
  const responses = useMemo(
    () =>
      value && (
        <>
          <Responses group={value} wanted={sample} />
          <Through store={store} place={place} problem={value.problem} />
        </>
      ),
    [value, sample],
  );
  return (
    <>
      <Heading
        title={credit ? "Credit microscope" : `Prompt ${group + 1}`}
        of={`${visible(run)}, step ${step}`}
      >
        <nav class="tabs" aria-label="views of this group">
          <a href={toGroup(run, step, group)} aria-current={credit ? undefined : "page"}>
            Responses
          </a>
          <a href={toGroup(run, step, group, "credit")} aria-current={credit ? "page" : undefined}>
            Credit microscope
          </a>
        </nav>
      </Heading>
      {(gone ?? error) && <Fault>{gone ?? error}</Fault>}
      {value === null && !error && <p class="note">Reading …</p>}
      {value && (
        <>
          <div class="problem">
            <Scroll name="prompt" class="prompt-text">
              <Words text={value.prompt} />
            </Scroll>
            {value.reference !== null && (
              <Note>
                reference answer <b>{visible(value.reference)}</b>
              </Note>
            )}
          </div>
          {credit
            ? loaded && <Microscope group={value} run={loaded} line={store.source.creditLine(place)} />
            : responses}
        </>
      )}
    </>
  );
}

/** `wanted`: the response to begin at; NaN: the first. */
function Responses({ group: { responses }, wanted }: { group: ShownGroup; wanted: number }) {
  const [open, show] = useState(OPEN);
  const shown = responses.filter(({ sample }, k) => k < open || sample === wanted);
  const left = responses.length - shown.length;
  const first = useRef<HTMLLIElement>(null);
  useEffect(() => first.current?.scrollIntoView({ block: "center" }), [wanted]);
  const limit = largest([1e-9, ...responses.flatMap(({ advantages }) => advantages.map(Math.abs))]);
  const scored = responses.some(({ steps }) => steps.some(({ reward }) => reward !== null));
  return (
    <Section
      title={count(responses.length, "response")}
      note={
        <>
          {scored && "Each step in the colour of its process reward, the weakest framed. "}
          Below, token by token: log-probability, return, advantage. Point at it, or go along it with the
          arrow keys.
        </>
      }
      aside={scored && <RewardKey />}
    >
      <ol class="responses">
        {shown.map((response) => (
          <li
            key={response.sample}
            ref={response.sample === wanted ? first : undefined}
            class={response.sample === wanted ? "wanted" : undefined}
          >
            <ResponseCard response={response} limit={limit} />
          </li>
        ))}
      </ol>
      {left > 0 && (
        <button type="button" onClick={() => show(open + MORE)}>
          {count(Math.min(left, MORE), "more response")}
          {left > MORE && ` of ${left}`}
        </button>
      )}
    </Section>
  );
}

function ResponseCard({ response, limit }: { response: ShownGroup["responses"][number]; limit: number }) {
  const { sample, steps, answer, tokens, finish, advantages, undecided } = response;
  const mean = advantages.reduce((a, b) => a + b, 0) / Math.max(1, advantages.length);
  return (
    <article>
      <header>
        <b>#{sample + 1}</b>
        <VerdictMark verdict={verdictOf({ ...response, undecided })} />
        <span>{answer === null ? "no answer" : <>answers {visible(answer)}</>}</span>
        <span class="note">
          {count(tokens.length, "token")}
          {finish === "length" && ", cut"}
        </span>
        <span
          class={`advantage ${mean > 0 ? "more" : mean < 0 ? "less" : ""}`}
          title="mean advantage over its tokens"
        >
          {signed(mean, 3)}
        </span>
      </header>
      {undecided && <Note>{visible(undecided)}</Note>}
      <Steps steps={steps} name={`steps of response ${sample + 1}`} />
      <TokenStrip response={response} limit={limit} />
    </article>
  );
}

/** The same prompt at each step it was sampled in. */
function Through({ store, place, problem }: { store: Store; place: Place; problem: string }) {
  const [wanted, want] = useState(false);
  const { run } = place;
  const {
    items: found,
    done,
    error,
  } = useStream<ProblemAt>(
    `${run} ${problem}`,
    wanted ? (take, signal) => store.source.problem(run, problem, take, signal) : null,
  );
  const limit = largest([
    1e-9,
    ...found.flatMap(({ rows }) => rows.map(({ advantage }) => Math.abs(advantage))),
  ]);
  return (
    <Section
      title="This prompt through training"
      note="At each step whose rollouts are kept and that sampled it."
    >
      {!wanted && (
        <button type="button" onClick={() => want(true)}>
          look for it
        </button>
      )}
      <ol class="groups through">
        {found.map(({ step, group, rows }) => (
          <li key={`${step} ${group}`}>
            <a href={toGroup(run, step, group)} aria-current={step === place.step ? "true" : undefined}>
              <span class="prompt">
                step {step}
                {step === place.step && ", this one"}
              </span>
              <GroupFigure rows={rows} limit={limit} />
              <span class="figure">{rightOf(rows)}</span>
            </a>
          </li>
        ))}
      </ol>
      {error && <Fault>{error}</Fault>}
      {wanted && (
        <p class="note" role="status">
          {done
            ? `${count(found.length, "step")} found; mean length ${decimal(meanLength(found), 0)} tokens`
            : "Looking …"}
        </p>
      )}
    </Section>
  );
}

function meanLength(found: readonly ProblemAt[]): number {
  const rows = found.flatMap((at) => at.rows);
  return rows.reduce((sum, { length }) => sum + length, 0) / Math.max(1, rows.length);
}

// What is worth reading of a run's rollouts: responses of which process reward model and verifier think differently, and
// answers that could not be judged.
import type { ReadResponse, ResponsePlace, RewardRange, UndecidedReason } from "../src/dash/types.ts";
import { rewardClass } from "../src/report/figures.ts";
import { count, percent, signed } from "../src/text/format.ts";
import { visible } from "../src/text/text.ts";
import { Note, Rows, Section } from "./marks.tsx";
import { toResponse } from "./route.ts";

/** Responses of each kind on the list. */
const LISTED = 12;

export function Disagreements({ run, ranges }: { run: string; ranges: readonly RewardRange[] }) {
  const list = (which: "liked" | "disliked", sign: number) =>
    ranges
      .flatMap((range) => range[which])
      .sort((a, b) => sign * (b.weakest - a.weakest))
      .slice(0, LISTED);
  return (
    <Section
      title="Where they disagree"
      note="By the process reward of the weakest step, which is shown with its text. Open one to read it whole."
    >
      <div class="disagreements">
        <DisagreementList kind="wrong" title="Wrong, and liked most" run={run} list={list("liked", 1)} />
        <DisagreementList kind="right" title="Right, and liked least" run={run} list={list("disliked", -1)} />
      </div>
    </Section>
  );
}

function DisagreementList(props: {
  kind: "wrong" | "right";
  title: string;
  run: string;
  list: readonly ReadResponse[];
}) {
  const { kind, title, run, list } = props;
  return (
    <div>
      <h3>{title}</h3>
      {list.length === 0 && <Note>No {kind} response has process rewards.</Note>}
      <ol class="to-read">
        {list.map((own) => (
          <li key={`${own.step} ${own.group} ${own.sample}`}>
            <a href={toResponse(own, run)}>
              <span class={`reward c${rewardClass(own.weakest)}`}>{signed(own.weakest)}</span>
              <span class="texts">
                <span class="prompt">{visible(own.prompt)}</span>
                <span class="weakest-text">{visible(own.weakestText.trim()) || "(blank)"}</span>
                <span class="note">
                  step {own.step}, response {own.sample + 1}:{" "}
                  {own.answer === null ? "no answer" : `answers ${visible(own.answer)}`}
                  {own.reference !== null && `, reference ${visible(own.reference)}`}
                  {own.steps === 1 ? ", one step" : `, ${own.steps} steps`}
                </span>
              </span>
            </a>
          </li>
        ))}
      </ol>
    </div>
  );
}

const linkTo = (place: ResponsePlace, run: string) => (
  <a href={toResponse(place, run)}>
    step {place.step}, prompt {place.group + 1}, #{place.sample + 1}
  </a>
);

export function Undecided({ run, ranges }: { run: string; ranges: readonly RewardRange[] }) {
  const together = new Map<string, UndecidedReason>();
  for (const own of ranges.flatMap(({ undecided }) => undecided)) {
    const known = together.get(own.reason);
    together.set(own.reason, {
      ...own,
      count: own.count + (known?.count ?? 0),
      places: known?.places ?? own.places,
    });
  }
  const reasons = [...together.values()].sort((a, b) => b.count - a.count);
  const total = reasons.reduce((sum, own) => sum + own.count, 0);
  const responses = ranges.reduce((sum, range) => sum + range.responses, 0);
  return (
    <Section
      title="Undecided answers"
      note="What the verifier could not judge, and why: such a response gets no reward and takes no part in the baseline."
    >
      {total === 0 ? (
        <p class="note">None of {count(responses, "response")}.</p>
      ) : (
        <>
          <p>
            {total} of {count(responses, "response")} ({percent(total / responses)})
          </p>
          <Rows
            name="reasons of undecided answers"
            titles={["reason", "responses", "read"]}
            rows={reasons.map(({ reason, count: own, places }) => ({
              key: reason,
              cells: [visible(reason), own, places.map((place, i) => [i > 0 && ", ", linkTo(place, run)])],
            }))}
          />
        </>
      )}
    </Section>
  );
}

// The credit microscope: what a group's responses get under two settings of credit, side by side, moved by hand. The
// credit is the library's own, computed here.
import { useMemo, useState } from "preact/hooks";
import type { ResponseCredit } from "../src/credit/index.ts";
import type { ShownGroup, ShownRollout } from "../src/dash/types.ts";
import { rewardClass } from "../src/report/figures.ts";
import { count, decimal, signed } from "../src/text/format.ts";
import { visible } from "../src/text/text.ts";
import {
  differenceFromRecorded,
  type Lens,
  look,
  meanOf,
  nameOf,
  otherLens,
  runLens,
  type Seen,
} from "./lens.ts";
import { LensSettings } from "./lens-settings.tsx";
import { Fault, Note, RewardKey, Scroll, Section, Stroke, VerdictMark, verdictOf } from "./marks.tsx";
import { toGroup } from "./route.ts";
import { Slope } from "./slope.tsx";
import type { Place } from "./source.ts";
import { type LoadedRun, type Store, useLoaded } from "./store.ts";

/** The microscope on a group that is still to be read. */
export function MicroscopeOf({ store, place, brief }: { store: Store; place: Place; brief?: boolean }) {
  const { run, step, group } = place;
  const { run: loaded } = store.get(run);
  const { value, error } = useLoaded(`${run} ${step} ${group}`, () => store.source.group(place));
  if (error) return <Fault>{error}</Fault>;
  if (!value || !loaded) return <p class="note">Reading …</p>;
  return (
    <>
      <p class="prompt-text">
        <a href={toGroup(run, step, group)}>step {step}</a> {visible(value.prompt)}
      </p>
      <Microscope group={value} run={loaded} line={store.source.creditLine(place)} brief={brief} />
    </>
  );
}

export interface MicroscopeProps {
  group: ShownGroup;
  run: LoadedRun;
  /** Address of the group as `pure credit` takes it. */
  line: string | null;
  /** Few responses, and no table. */
  brief?: boolean;
}

/** Responses shown one by one where it is brief, and at most. */
const FEW = 4;
const MOST = 64;

export function Microscope({ group, run, line, brief = false }: MicroscopeProps) {
  const own = useMemo(() => runLens(run, group.step), [run.facts.name, group.step]);
  const left = useSide("left", own, group, run);
  const right = useSide("right", () => otherLens(own), group, run);
  const sides = [left, right];
  const { responses } = group;
  const scored = responses.some(({ steps }) => steps.some(({ reward }) => reward !== null));
  const values = responses.every((response) => response.values !== undefined);
  const shown = brief ? mostMoved(responses, sides) : responses.slice(0, MOST);
  const settings = sides.map(({ place, lens, set }) => (
    <LensSettings key={place} title={place} lens={lens} set={set} values={values} scored={scored} />
  ));
  return (
    <>
      {!scored && (
        <Fault>This group has no process rewards: form, temperature and trust have nothing to weigh.</Fault>
      )}
      <div class="microscope">
        {settings[0]}
        <div class="lens-figure">
          <Slope responses={responses} sides={sides} />
          <Finding responses={responses} sides={sides} />
        </div>
        {settings[1]}
      </div>
      <Recorded left={left} own={own} group={group} line={line} />
      <Section
        title={brief ? "Those it moves most" : "Response by response"}
        note={
          <>
            Steps in the colour of their process reward, as long as their tokens. Under them, for each side:
            the return of every token as a line around zero, and its advantage,{" "}
            <b class="more">blue for more of it</b>, <b class="less">orange for less</b>; each side in full
            colour at its own largest.
            {!brief &&
              shown.length < responses.length &&
              ` Shown are the first ${shown.length} of ${responses.length}; credit is of all.`}
          </>
        }
        aside={scored && <RewardKey />}
      >
        <ol class="ribbons">
          {shown.map((response) => (
            <Ribbon
              key={response.sample}
              response={response}
              longest={Math.max(...responses.map(({ tokens }) => tokens.length))}
              sides={sides}
              index={responses.indexOf(response)}
            />
          ))}
        </ol>
      </Section>
      {!brief && <Values responses={shown} sides={sides} />}
    </>
  );
}

interface Side {
  place: "left" | "right";
  lens: Lens;
  set: (lens: Lens) => void;
  name: string;
  seen: Seen;
}

function useSide(
  place: Side["place"],
  first: Lens | (() => Lens),
  group: ShownGroup,
  { config }: LoadedRun,
): Side {
  const [lens, set] = useState<Lens>(first);
  const seen = useMemo(() => look(lens, group, config), [lens, group]);
  return { place, lens, set, name: nameOf(lens), seen };
}

/** The responses whose place among the others changes most between the sides, in their order. */
function mostMoved(responses: readonly ShownRollout[], sides: readonly Side[]): ShownRollout[] {
  const moved = responses.map((_, k) => {
    const [left, right] = sides.map(({ seen }) => seen.advantages[k] / seen.limit);
    return Math.abs(left - right);
  });
  const chosen = [...moved.keys()].sort((a, b) => moved[b] - moved[a]).slice(0, FEW);
  return responses.filter((_, k) => chosen.includes(k));
}

/** What each side makes more likely that is wrong, and less likely that is right. */
function Finding({ responses, sides }: { responses: readonly ShownRollout[]; sides: readonly Side[] }) {
  const verdicts = responses.map(verdictOf);
  const rows = [
    { verdict: "wrong", sign: 1, made: "more" },
    { verdict: "right", sign: -1, made: "less" },
  ].map(({ verdict, sign, made }) => {
    const own = verdicts.flatMap((other, k) => (other === verdict ? [k] : []));
    const [left, right] = sides.map(
      ({ seen }) => own.filter((k) => seen.advantages[k] * sign > 1e-12).length,
    );
    if (own.length === 0) return null;
    return (
      <tr key={verdict}>
        <td>{left}</td>
        <th scope="row">
          of {count(own.length, `${verdict} response`)} made {made} likely
        </th>
        <td>{right}</td>
      </tr>
    );
  });
  if (rows.every((row) => row === null)) return null;
  return (
    <table class="finding">
      <tbody>{rows}</tbody>
    </table>
  );
}

/** Whether the left side is what the run wrote down, and where the same group is for the command line. */
function Recorded(props: { left: Side; own: Lens; group: ShownGroup; line: string | null }) {
  const { own, group, line } = props;
  const { lens, seen } = props.left;
  const asRun = JSON.stringify(lens) === JSON.stringify(own);
  const apart = asRun && seen.credits ? differenceFromRecorded(seen.credits, group) : null;
  return (
    <Note>
      {apart === null
        ? "The left side has been changed from the run’s own settings. "
        : apart < 1e-5 * Math.max(1, seen.reach.high, -seen.reach.low)
          ? "Left: the run’s own settings; these returns are those it wrote down. "
          : `Left: the run’s own settings; its returns as written down differ by up to ${decimal(apart, 4)} (rewards shaped or masked otherwise in training). `}
      {line && (
        <>
          <a href={line} download>
            This group as JSON lines
          </a>{" "}
          for <code>pure credit</code>, which prints the same numbers with the flags under each side.
        </>
      )}
    </Note>
  );
}

function Ribbon(props: {
  response: ShownRollout;
  longest: number;
  sides: readonly Side[];
  /** Of the response in its group. */
  index: number;
}) {
  const { response, longest, sides, index } = props;
  const { steps, tokens, answer, sample } = response;
  const wide = `${(100 * tokens.length) / Math.max(1, longest)}%`;
  const rest = tokens.length - 1 - (steps[steps.length - 1]?.end ?? -1);
  return (
    <li>
      <div class="ribbon-head">
        <b>#{sample + 1}</b> <VerdictMark verdict={verdictOf(response)} />
        <span class="note">{answer === null ? "no answer" : `answers ${visible(answer)}`}</span>
      </div>
      <div class="lane">
        <div class="ribbon" style={{ width: wide }}>
          {steps.map(({ text, reward, end }, s) => (
            <span
              key={end}
              class={reward === null ? "" : `c${rewardClass(reward)}`}
              style={{ flexGrow: end - (steps[s - 1]?.end ?? -1) }}
              title={`${reward === null ? "" : `${signed(reward)}: `}${visible(text.slice(0, 400))}`}
            >
              {visible(text.slice(0, 60))}
            </span>
          ))}
          {rest > 0 && <span style={{ flexGrow: rest }} title={`${rest} tokens behind the last step`} />}
        </div>
      </div>
      {sides.map(({ place, name, seen }) => (
        <div class="lane" key={place}>
          <span class="lane-name">{name}</span>
          <span class="lane-figure" style={{ width: wide }}>
            {seen.credits && <Lane credit={seen.credits[index]} seen={seen} />}
          </span>
          <span class={`advantage ${seen.advantages[index] > 0 ? "more" : "less"}`}>
            {seen.credits ? signed(seen.advantages[index], 3) : "–"}
          </span>
        </div>
      ))}
    </li>
  );
}

const COLUMNS = 240;

/** Return as a line around zero, advantage as a strip under it. */
function Lane({ credit: { returns, advantages }, seen }: { credit: ResponseCredit; seen: Seen }) {
  const n = returns.length;
  const columns = Math.min(n, COLUMNS);
  const at = (c: number) => Math.floor((c * n) / columns);
  const { low, high, most } = seen.reach;
  const y = (value: number) => 1 + (25 * (high - value)) / (high - low);
  let path = `M0,${y(0).toFixed(2)}`;
  const cells: { from: number; to: number; advantage: number }[] = [];
  for (let c = 0; c < columns; c++) {
    const value = y(returns[at(c)]).toFixed(2);
    path += `L${at(c)},${value}L${at(c + 1)},${value}`;
    const advantage = meanOf(advantages, at(c), at(c + 1));
    const before = cells[cells.length - 1];
    if (before && Math.abs(before.advantage - advantage) < 1e-9) before.to = at(c + 1);
    else cells.push({ from: at(c), to: at(c + 1), advantage });
  }
  return (
    <svg viewBox={`0 0 ${Math.max(1, n)} 40`} preserveAspectRatio="none" aria-hidden="true">
      <path d={`${path}L${n},${y(0).toFixed(2)}Z`} style={{ fill: "var(--muted)" }} fill-opacity="0.34" />
      <Stroke
        from={[0, y(0)]}
        to={[n, y(0)]}
        color="muted"
        stroke-width="0.7"
        vector-effect="non-scaling-stroke"
      />
      <rect x="0" width={n} y="29" height="10" style={{ fill: "var(--panel)" }} />
      {cells.map(({ from, to, advantage }) => (
        <rect
          key={from}
          x={from}
          width={to - from}
          y="29"
          height="10"
          style={{ fill: advantage > 0 ? "var(--blue)" : "var(--orange)" }}
          fill-opacity={(Math.abs(advantage) / most) ** 0.7}
        />
      ))}
    </svg>
  );
}

/** Every number of the figures, step by step. */
function Values({ responses, sides }: { responses: readonly ShownRollout[]; sides: readonly Side[] }) {
  const [open, set] = useState(false);
  return (
    <details onToggle={(event) => set(event.currentTarget.open)}>
      <summary>All numbers, step by step</summary>
      {open && (
        <Scroll name="credit of every step">
          <table class="values">
            <thead>
              <tr>
                <th scope="col" rowSpan={2}>
                  response, step
                </th>
                <th scope="col" rowSpan={2}>
                  reward
                </th>
                {sides.map(({ place, name }) => (
                  <th scope="colgroup" colSpan={3} key={place}>
                    {name}
                  </th>
                ))}
              </tr>
              <tr>
                {sides.flatMap(({ place }) =>
                  ["r*", "return", "advantage"].map((what) => (
                    <th scope="col" key={`${place} ${what}`}>
                      {what}
                    </th>
                  )),
                )}
              </tr>
            </thead>
            <tbody>
              {responses.flatMap((response, k) =>
                response.steps.slice(0, 200).map(({ reward, end }, s) => (
                  <tr key={`${response.sample} ${end}`}>
                    <th scope="row">
                      #{response.sample + 1}, {s + 1}
                    </th>
                    <td>{signed(reward, 3)}</td>
                    {sides.map(({ place, seen }) => {
                      const from = (response.steps[s - 1]?.end ?? -1) + 1;
                      const own = seen.credits && numbersOf(seen.credits[k], s, from, end);
                      return NUMBERS.map((what) => (
                        <td
                          key={`${place} ${what}`}
                          {...{ "data-side": place, "data-what": what, "data-value": own?.[what] }}
                        >
                          {signed(own?.[what], 3)}
                        </td>
                      ));
                    })}
                  </tr>
                )),
              )}
            </tbody>
          </table>
        </Scroll>
      )}
    </details>
  );
}

const NUMBERS = ["transformed", "return", "advantage"] as const;

/** r* of a step, the return of its last token, and the mean advantage of its tokens. */
const numbersOf = (credit: ResponseCredit, step: number, from: number, end: number) => ({
  transformed: credit.transformed[step],
  return: credit.returns[end],
  advantage: meanOf(credit.advantages, from, end + 1),
});

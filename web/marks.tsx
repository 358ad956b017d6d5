// Small pieces that several pages have: verdicts, states, notes, the key of colours, and how pages are titled.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { lineOf, REWARD_CLASSES } from "../src/report/figures.ts";
import { percent, percentRange, points } from "../src/text/format.ts";
import type { EvaluationResult } from "../src/train/runs/records.ts";
import { useScrolls } from "./view.ts";

export type Verdict = "right" | "wrong" | "undecided" | "unknown";

export function verdictOf(row: { correct: boolean | null; undecided?: boolean | string }): Verdict {
  if (row.undecided) return "undecided";
  return row.correct === null ? "unknown" : row.correct ? "right" : "wrong";
}

const VERDICTS: Record<Verdict, string> = {
  right: "✓ right",
  wrong: "✗ wrong",
  undecided: "? undecided",
  unknown: "no reference",
};

export function VerdictMark({ verdict }: { verdict: Verdict }) {
  return <span class={`verdict ${verdict}`}>{VERDICTS[verdict]}</span>;
}

/** One of a page's figures: what it is, its value, and what belongs to it. */
export function Tile(props: {
  what: string;
  note: ComponentChildren;
  class?: string;
  children: ComponentChildren;
}) {
  return (
    <div>
      <dt>{props.what}</dt>
      <dd class={props.class}>{props.children}</dd>
      <dd class="note">{props.note}</dd>
    </div>
  );
}

/** Held-out accuracy; `before` and `after` are one where there is no other yet. */
export function AccuracyTile({ before, after }: { before: EvaluationResult; after: EvaluationResult }) {
  const gain = before !== after && `${points(before.accuracy, after.accuracy)}, `;
  return (
    <Tile what="held-out accuracy" note={[gain, "95% interval ", percentRange(after.interval)]}>
      {gain && <small>{percent(before.accuracy, 0)} →</small>} {percent(after.accuracy, 0)}
    </Tile>
  );
}

export function Note({ children }: { children: ComponentChildren }) {
  return <p class="note">{children}</p>;
}

/** What cannot be shown, and why. */
export function Fault({ children }: { children: ComponentChildren }) {
  return (
    <p class="fault" role="status">
      {children}
    </p>
  );
}

export function RewardKey() {
  return (
    <span class="key">
      process reward −1
      <span class="swatches" aria-hidden="true">
        {Array.from({ length: REWARD_CLASSES }, (_, i) => (
          <i key={i} class={`c${i}`} />
        ))}
      </span>
      +1
    </span>
  );
}

/** Whether another page than the first has been opened. */
let moved = false;
addEventListener("hashchange", () => {
  moved = true;
});

/** The page's heading, at which the keyboard and a reader begin, and the window's title; `of`: the run that it is about. */
export function Heading(props: { title: string; of?: string; children?: ComponentChildren }) {
  const { title, of, children } = props;
  const place = useRef<HTMLHeadingElement>(null);
  const { hash } = location;
  useEffect(() => {
    document.title = [title, of, "pure"].filter((part) => part !== undefined).join(" · ");
  }, [title, of]);
  useEffect(() => {
    if (moved) place.current?.focus({ preventScroll: true });
  }, [hash]);
  return (
    <header class="heading">
      <h1 ref={place} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </header>
  );
}

export function Section(props: {
  title: string;
  note?: ComponentChildren;
  aside?: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <section>
      <div class="section-head">
        <h2>{props.title}</h2>
        {props.aside}
      </div>
      {props.note && <Note>{props.note}</Note>}
      {props.children}
    </section>
  );
}

/** One of `options`, each a value and what it is called. */
export function Choice<T extends string>(props: {
  label: string;
  value: T;
  options: readonly (readonly [value: T, name: string, disabled?: boolean])[];
  set: (value: T) => void;
  disabled?: boolean;
  class?: string;
}) {
  const { label, value, options, set, disabled } = props;
  return (
    <label class={props.class}>
      {label}
      <select value={value} disabled={disabled} onChange={(event) => set(event.currentTarget.value as T)}>
        {options.map(([key, name, out]) => (
          <option key={key} value={key} disabled={out}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

type Point = readonly [x: number | string, y: number | string];

/** A straight line of a figure, in a colour of the style sheet. */
export function Stroke(
  props: { from: Point; to: Point; color: string } & Omit<JSX.IntrinsicElements["line"], "from" | "to">,
) {
  const { from, to, color, ...more } = props;
  const [x1, y1] = from;
  const [x2, y2] = to;
  return <line {...{ x1, y1, x2, y2 }} style={{ stroke: `var(--${color})` }} {...more} />;
}

/** An interval of a figure. */
export function Interval({ from, to, width }: { from: Point; to: Point; width: number }) {
  return <Stroke {...{ from, to }} color="blue" stroke-width={width} stroke-opacity="0.28" />;
}

/** How an arm is drawn. */
export function Swatch({ index }: { index: number }) {
  const { color, dash } = lineOf(index);
  return (
    <svg class="swatch" viewBox="0 0 22 8" width="22" height="8" aria-hidden="true">
      <path
        d="M1,4H21"
        fill="none"
        style={{ stroke: `var(--${color === "grey" ? "muted" : color})` }}
        stroke-width="3"
        stroke-dasharray={dash === "none" ? undefined : dash}
      />
    </svg>
  );
}

export interface ScrollProps {
  /** What is in it. */
  name: string;
  as?: "div" | "ol";
  class?: string;
  children: ComponentChildren;
}

/** What may be larger than its place, and then scrolls by itself; the keyboard reaches it where it does. */
export function Scroll({ name, as: Tag = "div", class: own = "scroll", children }: ScrollProps) {
  const place = useRef<HTMLDivElement & HTMLOListElement>(null);
  const scrolls = useScrolls(place);
  const role = Tag === "div" ? "group" : undefined;
  return (
    <Tag ref={place} class={own} role={role} aria-label={name} tabIndex={scrolls ? 0 : undefined}>
      {children}
    </Tag>
  );
}

/** A table, of whose rows the first cell is the name; without `titles` of its columns it never scrolls. */
export function Rows(props: {
  name: string;
  class?: string;
  titles: readonly ComponentChildren[] | null;
  rows: readonly { key: string; cells: readonly ComponentChildren[] }[];
}) {
  const { name, titles, rows } = props;
  const table = (
    <table class={props.class}>
      {titles && (
        <thead>
          <tr>
            {titles.map((title, i) => (
              <th scope="col" key={i}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
      )}
      <tbody>
        {rows.map(({ key, cells: [first, ...others] }) => (
          <tr key={key}>
            <th scope="row">{first}</th>
            {others.map((cell, i) => (
              <td key={i}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
  return titles ? <Scroll name={name}>{table}</Scroll> : table;
}

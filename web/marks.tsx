// Small pieces that several pages have: verdicts, states, notes, the key of colours, and how pages are titled.
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { lineOf, REWARD_CLASSES } from "../src/report/figures.ts";

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

/** The page's heading, and the window's title. */
export function Heading({ title, children }: { title: string; children?: ComponentChildren }) {
  useEffect(() => {
    document.title = `${title} · pure`;
  }, [title]);
  return (
    <header class="heading">
      <h1>{title}</h1>
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

/** What may be wider than the page, and then scrolls by itself; the keyboard reaches it. */
export function Scroll({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse
    <section class="scroll" aria-label={name} tabIndex={0}>
      {children}
    </section>
  );
}

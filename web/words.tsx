// Text that a model or a data set wrote: shown to the letter, what would act instead of show made visible, and
// mathematics set where it is marked as such. KaTeX is fetched when the first formula is met; it gets little, may
// expand little, and what it refuses stays text.
import { useEffect, useState } from "preact/hooks";
import { visible } from "../src/text/text.ts";

/** Longer formulas stay text. */
const LONGEST_FORMULA = 1500;
/** Formulas of one text that are set. */
const MOST_FORMULAS = 200;
const DELIMITED =
  /\$\$([^$]{1,1500})\$\$|\\\[([\s\S]{1,1500}?)\\\]|\\\(([\s\S]{1,1500}?)\\\)|\$(?![\s\d])([^$\n]{1,400}?)(?<!\s)\$(?!\d)/g;

type Typeset = (formula: string, display: boolean) => string | null;
let loaded: Typeset | null = null;
let loading: Promise<void> | null = null;

function load(): Promise<void> {
  loading ??= import("katex").then(({ default: katex }) => {
    loaded = (formula, display) => {
      try {
        return katex.renderToString(formula, {
          ...{ displayMode: display, output: "mathml", throwOnError: true, strict: "ignore", trust: false },
          ...{ maxSize: 8, maxExpand: 200 },
        });
      } catch {
        return null;
      }
    };
  });
  return loading;
}

interface Piece {
  text: string;
  formula: string | null;
  display: boolean;
}

/** `text` in pieces, those that are marked as formulas apart. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(DELIMITED)) {
    if (pieces.length > 2 * MOST_FORMULAS) break;
    if (match.index > at) pieces.push({ text: text.slice(at, match.index), formula: null, display: false });
    const [whole, dollars, brackets, parentheses, dollar] = match;
    const formula = dollars ?? brackets ?? parentheses ?? dollar;
    const display = dollars !== undefined || brackets !== undefined;
    pieces.push({ text: whole, formula: formula.length <= LONGEST_FORMULA ? formula : null, display });
    at = match.index + whole.length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), formula: null, display: false });
  return pieces;
}

/** `text` as its reader sees it. */
export function Words({ text }: { text: string }) {
  const pieces = piecesOf(text);
  const has = pieces.some(({ formula }) => formula !== null);
  const [ready, set] = useState(loaded !== null);
  useEffect(() => {
    if (has && !ready) load().then(() => set(true));
  }, [has, ready]);
  if (!has) return <span class="words">{visible(text)}</span>;
  return (
    <span class="words">
      {pieces.map(({ text: own, formula, display }) => {
        const set = formula === null || !ready ? null : loaded?.(visible(formula), display);
        if (!set) return visible(own);
        // KaTeX's own output, with trust off: the one place where markup is not made here.
        return (
          <span class={display ? "formula display" : "formula"} dangerouslySetInnerHTML={{ __html: set }} />
        );
      })}
    </span>
  );
}

// Text that a model or a data set wrote: shown to the letter, what would act instead of show made visible, and
// mathematics set where it is marked as such. KaTeX is fetched when the first formula comes near the screen; it gets
// little and may make little of it, and what it refuses stays text.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { visible } from "../src/text/text.ts";
import { useSeen } from "./view.ts";

/** Longer formulas stay text; of one text so many are set. */
const LONGEST_FORMULA = 1500;
const MOST_FORMULAS = 200;
/** Markup of a formula that is longer (UTF-16 units), or whose elements lie deeper in each other, is not shown. */
const LONGEST_MARKUP = 60_000;
const DEEPEST_MARKUP = 40;
/** A formula that defines what it then repeats, or hides part of itself (KaTeX's own `\@…` choose among parts), stays text. */
export const REFUSED =
  /\\(?:@|(?:[gex]?def|let|futurelet|(?:re)?newcommand|providecommand|[hv]?phantom|f?colorbox|(?:text)?color|mathchoice|TextOrMath|char)(?![a-zA-Z]))|(?<!\\)%/;
const DELIMITED =
  /\$\$([^$]{1,1500})\$\$|\\\[([\s\S]{1,1500}?)\\\]|\\\(([\s\S]{1,1500}?)\\\)|\$(?![\s\d])([^$\n]{1,400}?)(?<!\s)\$(?!\d)/g;

type Typeset = (formula: string, display: boolean) => string | null;
let loaded: Typeset | null = null;
let loading: Promise<void> | null = null;

function load(): Promise<void> {
  loading ??= import("katex").then(({ default: katex }) => {
    loaded = (formula, display) => {
      if (REFUSED.test(formula)) return null;
      try {
        const markup = katex.renderToString(formula, {
          ...{ displayMode: display, output: "mathml", throwOnError: true, strict: "ignore" },
          ...{ maxSize: 8, maxExpand: 200, trust: refuse },
        });
        return markup.length <= LONGEST_MARKUP && depthOf(markup) <= DEEPEST_MARKUP ? markup : null;
      } catch {
        return null;
      }
    };
  });
  return loading;
}

/** Links, pictures and attributes: the whole formula stays text then. */
function refuse(): never {
  throw new Error("not in a formula");
}

/** How deep elements lie in each other: browsers take long to lay out deep mathematics. */
function depthOf(markup: string): number {
  let [depth, deepest] = [0, 0];
  for (const [tag] of markup.matchAll(/<\/?[a-z]/g)) {
    depth += tag[1] === "/" ? -1 : 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
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

/** `text` as its reader sees it; formulas are set as they come near the screen. */
export function Words({ text }: { text: string }) {
  const place = useRef<HTMLSpanElement>(null);
  const pieces = useMemo(() => piecesOf(text), [text]);
  const wanted = useSeen(place) && pieces.some(({ formula }) => formula !== null);
  const [ready, set] = useState(loaded !== null);
  useEffect(() => {
    if (wanted && !ready) load().then(() => set(true));
  }, [wanted, ready]);
  const shown = useMemo(
    () =>
      pieces.map(({ text: own, formula, display }) => {
        const markup = formula === null || !wanted || !ready ? null : loaded?.(visible(formula), display);
        if (!markup) return visible(own);
        // KaTeX's own output, which trusts nothing: the one place where markup is not made here.
        return (
          <span
            class={display ? "formula display" : "formula"}
            dangerouslySetInnerHTML={{ __html: markup }}
          />
        );
      }),
    [pieces, wanted, ready],
  );
  return (
    <span class="words" ref={place}>
      {shown}
    </span>
  );
}

// Where a function does what: "increasing on (-∞, 0) and (2, ∞), decreasing on (0, 2)". Each set belongs to what is said of
// it, so that "decreasing on (0, 2)" is not "increasing on (0, 2)", though both name the same set.

import type { FinalAnswer } from "../sentence/found.ts";
import { sentencesOf } from "../sentence/sentences.ts";
import { withoutMarkup } from "../wording/phrases.ts";
import { type Named, namesAgree } from "./named.ts";

/** What is said of a function, its words, and those of scripts without spaces; of two that begin alike the longer first. */
const KINDS: readonly [kind: string, words: string, unspaced?: string][] = [
  ["nondecreasing", "non-?\\s?decreasing"],
  ["nonincreasing", "non-?\\s?increasing"],
  [
    "decreasing",
    "decreas(?:ing|es)|falling|falls|d[ée]croissante?s?|d[ée]cro[îi]t|decrecientes?|decrece|decrescentes?|decresce|fallend|f[äa]llt|убыва\\p{L}+|malejąc\\p{L}+|maleje|dalend|azalan|azalır|menurun|turun|nghịch biến",
    "递减|単調減少|減少|감소",
  ],
  [
    "increasing",
    "increas(?:ing|es)|rising|rises|croissante?s?|cro[îi]t|crecientes?|crece|crescentes?|cresce|wachsend|steigend|w[äa]chst|steigt|возраста\\p{L}+|rosnąc\\p{L}+|rośnie|stijgend|artan|artar|meningkat|naik|đồng biến",
    "递增|単調増加|増加|증가",
  ],
  ["convex", "concave\\sup(?:wards?)?|c[óo]ncava hacia arriba|convexe?|konvex|conve(?:ss|x)a"],
  ["concave", "concave(?:\\sdown(?:wards?)?)?|c[óoô]ncava(?: hacia abajo)?|konkav"],
  ["nonnegative", "non-?\\s?negative"],
  ["nonpositive", "non-?\\s?positive"],
  ["positive", "positive|positiva?|positiv"],
  ["negative", "n[ée]gati[vf][ea]?|negativ[ao]?"],
  ["discontinuous", "discontinu(?:ous|e|a)|unstetig"],
  ["continuous", "continu(?:ous|e|a)|cont[íi]nua|stetig|непрерывн\\p{L}+"],
  ["differentiable", "differentiable|d[ée]rivable|derivabile|deriv[áa]vel|differenzierbar"],
  ["constant", "[ck]onstante?|costante"],
  ["undefined", "undefined|not defined"],
  ["defined", "defined"],
];
const KIND = new RegExp(
  KINDS.map(
    ([kind, words, unspaced]) =>
      `(?<${kind}>(?<!\\p{L})(?:${words})(?!\\p{L})${unspaced ? `|${unspaced}` : ""})`,
  ).join("|"),
  "giu",
);
/** What every text has in which something is said of a function so. */
const HINT =
  /creas|fall|f[äa]llt|ris(?:ing|es)|cro[îi]|crec|cresc|steig|wachs|w[äa]chst|возраста|убыва|rosn|rośnie|malej|stijgend|dalend|arta|azal|naik|turun|menurun|meningkat|biến|递|増|減|증가|감소|con[ck]av|conve|konve|c[óô]ncav|posit|negat|n[ée]gat|contin|cont[íi]n|stetig|непрерыв|differen|d[ée]riv|[ck]onstant|costante|defined/i;

const END = String.raw`[^()[\],;<>=]{1,40}`;
const LE = String.raw`<|≤|\\l(?:eqslant|eq|e|t)(?![A-Za-z])`;
const GE = String.raw`>|≥|\\g(?:eqslant|eq|e|t)(?![A-Za-z])`;
const NUMBER = String.raw`-?(?:\\[a-z]+\{[^{}]{1,12}\}(?:\{[^{}]{1,12}\})?|\d[\d./]*|\\(?:pi|infty))(?:\s?\\pi)?(?:/\d+)?`;
const SET = new RegExp(
  [
    String.raw`(?<interval>[([\]]\s*${END}[,;]\s*${END}[)[\]])`,
    String.raw`(?<low>${NUMBER})\s*(?<from>${LE})\s*[a-z]\s*(?<to>${LE})\s*(?<high>${NUMBER})`,
    String.raw`(?<![A-Za-z\\])[a-z]\s*(?:(?<above>${GE})|(?<below>${LE}))\s*(?<end>${NUMBER})`,
    String.raw`(?<all>\\mathbb\s?\{?R\}?(?![\^_])|(?:all|the) real (?:numbers|line|axis)|everywhere)`,
  ].join("|"),
  "gu",
);
/** What every text has that names such a set. */
const SETS = /[[(][^()[\]]{0,40}[,;]|\][^()[\]]{0,40}[,;]|[<>≤≥]|\\[lg](?:e|t)|mathbb|everywhere|\sreal\s/;
/** What denies that, doubts it, or offers a choice. */
const DENIES =
  /\b(?:not|never|neither|nor|no|if|unless|either|maybe|perhaps|might|nicht|pas|non|n[ãa]o|nie|niet|tidak|không|değil)(?!\p{L}|-)|n't|(?<!\p{L})не\s|不|ない|않|\?/iu;
const AFFIRMED = /\bnot defined\b|\bnon-?\s?(?=decr|incr|neg|pos)/gi;

const LONGEST = 400;

/** Two answers by that: both say it of the same things, of other ones, or one of several and the other has a set alone. */
type Where = "another" | { same: [Named, Named] } | { oneOf: [set: string, other: string][] };

/** What two answers, each found in its text, say of where a function does what; null where they do not both say that. */
export function whatIsWhere(a: FinalAnswer, textA: string, b: FinalAnswer, textB: string): Where | null {
  const [x, y] = [behaviours(a, textA), behaviours(b, textB)];
  if (x && y) return namesAgree(x, y) ? { same: [x, y] } : "another";
  const several = x ?? y;
  if (!several || several.size < 2) return null;
  const other = (x ? b : a).answer;
  return { oneOf: [...several.values()].map((set) => [set, other]) };
}

/** The sets by what is said of them, in the answer itself or in the sentence that it stands in; null for any other text. */
function behaviours(found: FinalAnswer, text: string): Named | null {
  const tail = text.slice(-LONGEST);
  if (!SETS.test(tail) || !HINT.test(tail)) return null;
  const own = HINT.test(found.answer) ? found.answer : sentenceOf(found, tail);
  if (own === null || own.length > LONGEST || !HINT.test(own)) return null;
  const plain = withoutMarkup(own)
    .replace(/\\(?:text(?:bf|rm|it)?|mathrm|mbox|boxed)\s*\{([^{}]*)\}/g, "$1")
    .replace(/\\(?:left|right|[bB]igg?[lr]?|displaystyle|q?quad)(?![A-Za-z])|\\[,;:!()[\] ]|[$~]/g, "");
  const sets = setsIn(plain);
  // What is denied is the same as nothing but the same words.
  return sets && DENIES.test(plain.replace(AFFIRMED, "")) ? new Map([["denied", plain]]) : sets;
}

/** The last sentence, where the answer stands in it. */
function sentenceOf({ answer }: FinalAnswer, tail: string): string | null {
  const last = sentencesOf(tail).at(-1)?.trim();
  return last?.includes(answer) ? last : null;
}

interface Part {
  at: number;
  /** What is said; null for a set. */
  kind: string | null;
  set: string;
}

function setsIn(text: string): Named | null {
  const parts: Part[] = [];
  for (const match of text.matchAll(SET))
    parts.push({ at: match.index, kind: null, set: intervalOf(match.groups!) });
  if (parts.length === 0) return null;
  for (const { index, groups } of text.matchAll(KIND))
    parts.push({ at: index, kind: KINDS.find(([kind]) => groups![kind] !== undefined)![0], set: "" });
  parts.sort((a, b) => a.at - b.at);
  // "On (0, 2) it falls": there the sets stand before what is said of them.
  if (parts[0].kind === null) parts.reverse();
  const sets = new Map<string, string[]>();
  let own: string[] | null = null;
  for (const { kind, set } of parts) {
    if (kind === null) {
      if (own === null) return null;
      own.push(set);
    } else {
      // Two sentences about one thing are of two functions.
      if (sets.has(kind)) return null;
      own = [];
      sets.set(kind, own);
    }
  }
  const all = [...sets];
  return all.length > 0 && all.every(([, some]) => some.length > 0)
    ? new Map(all.map(([kind, some]) => [kind, some.join(" \\cup ")]))
    : null;
}

/** A set as an interval. */
function intervalOf(groups: Record<string, string | undefined>): string {
  const { interval, low, from, to, high, above, below, end } = groups;
  if (interval !== undefined) return interval.replace(";", ",");
  const [opens, closes] = [from ?? above, to ?? below].map(
    (sign) => sign !== undefined && /[≤≥e]/.test(sign),
  );
  if (from !== undefined) return `${opens ? "[" : "("}${low},${high}${closes ? "]" : ")"}`;
  if (above !== undefined) return `${opens ? "[" : "("}${end},\\infty)`;
  return below !== undefined ? `(-\\infty,${end}${closes ? "]" : ")"}` : "(-\\infty,\\infty)";
}

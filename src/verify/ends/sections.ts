// Sections that a text goes on with behind its answer: what it teaches ("### Key takeaways"), questions of the same kind, where
// it is written. What is left is the text up to there, and only where the line before it states something.

import { CONCLUDES, IS_VALUE } from "../sentence/comes-out.ts";
import { saysValue } from "../sentence/sentence.ts";
import { languageOf, languagesOfAnswers, withoutMarkup, words } from "../wording/phrases.ts";
import { ANNOUNCES } from "./afterthought.ts";

/** What teaches: its numbers are examples and rules. */
const TEACHES =
  "(?:(?:the|some|a few|our|quick|final|important|helpful|useful|study|pro|exam|extra|general)\\s){0,2}(?:key\\s(?:takeaways?|points?|ideas?|concepts?|facts?|insights?|lessons?|rules?)|takeaways?|lessons? learned|tips and tricks|reminders?|remarks?|things to (?:remember|note)|remember(?: this)?|(?:common|typical)\\s(?:mistakes?|errors?|pitfalls?|slips?)|going further|keep practi[sc]ing|next steps|(?:bonus|extra)\\s(?:challenge|question|problem)|watch out|pitfalls?|faqs?|frequently asked questions|did you know|fun facts?|why (?:this|it) (?:works|matters|is (?:useful|important))|formulas?\\s(?:to remember|recap|summary|sheet)|general (?:rule|case)|generali[sz]ations?|background|further reading|glossary)" +
  "|puntos clave|consejos?|recuerda|errores comunes|para recordar|pontos[- ]chave|dicas?|lembre-se|erros comuns|[àa] retenir|points? cl[ée]s?|astuces?|remarques?|erreurs fréquentes|merke?|merksatz|wichtige punkte|tipps?|häufige fehler|das wichtigste|da ricordare|punti chiave|suggeriment[oi]|errori comuni|запомните|важно(?: помнить| знать)?|полезные советы|ключевые (?:моменты|выводы)|частые ошибки|zapamiętaj|wskazówk[ai]|onthoud|belangrijke punten|veelgemaakte fouten|hatırlatma|ipuçları|ghi nhớ|lưu ý|catatan|tips penting|(?:关键|核心)(?:要点|点|知识点)|知识点|要点|小贴士|易错点|拓展|ポイント|豆知識|注意点|핵심 (?:정리|포인트|요점)|참고";
/** Other problems, and what a page of the web has below a solution. */
const OTHERS =
  "(?:(?:more|similar|related|other|additional|further|extra|practice|recommended)\\s){1,2}(?:questions?|problems?|examples?|exercises?|practice|topics?|articles?|links?|posts?|videos?)|practice(?: time| makes perfect)?|try (?:it|this|these|another|one|some)(?: (?:one|yourself|more|next|problem|example)){0,2}|your turn|(?:now )?you try|see also|also read|read (?:also|more)|people also (?:ask|view(?:ed)?)|references|external links|video solution|categories";

const heading = (names: string) =>
  new RegExp(
    `\\n[ \\t]{0,4}(?:#{1,6}[ \\t]{0,4})?(?:[*_]{2})?[^\\p{L}\\n#*]{0,6}(?:${names})[*_]{0,3}[ \\t]?[:!?]{0,2}[*_]{0,3}[ \\t]*(?=\\n)`,
    "giu",
  );
const TEACHING = heading(TEACHES);
const OF_OTHERS = new RegExp(
  `${heading(OTHERS).source}|\\n[ \\t]{0,4}(?:see also|also read|categor(?:y|ies)|tags?|retrieved from)[ \\t]?:`,
  "giu",
);
/** Any heading, and a step: the solution goes on. */
const GOES_ON = /\n[ \t]{0,4}(?:#{1,6}[ \t]|[*_]{2}[^*_\n]{2,60}[*_]{2}:?[ \t]*\n|(?:step|case|part)\s\d)/i;

/** "… so $x = 6$. ~anna07", a line by itself or its end: the name of who wrote it. */
const SIGNED =
  /(?<=[.!?)$\]}]|\n)[ \t]{0,4}~[ \t]?\p{L}[\p{L}\d_.-]{1,30}(?:[ \t]?\([^()\n]{1,30}\))?[ \t]*(?=\n|$)/gu;

/** What a page has below what it shows, on a line of its own or behind a sentence: reviews, tags, who wrote it, what it sells. */
const FOOT =
  /\n[ \t]{0,8}(?:(?:customer\s)?reviews?:\s(?!\d)|tags?:\s(?!\d)|posted (?:by|on|in)\s|filed under\b|please (?:like|share|rate|subscribe)\b|(?:leave|post) a (?:comment|reply)\b|copyright\b|(?:visit|check out|browse) our\b|looking for (?:more|free|fun|great)\b|related searches\b|people also (?:ask|search)\b|now you try\b)|(?:\n[ \t]{0,8}|[.!?]\s{1,3})(?:★|©|all rights reserved|click (?:here|below)\b|(?:please\s)?(?:like (?:and|&) )?subscribe\b|please like\b|looking for (?:more|free|fun|great)[^.!?\n]{0,60}\?|(?:download|buy) (?:our|the app)\b|tags: \p{L})/iu;

/** What says below a foot that the text goes on. */
const GOES_ON_BELOW = /\b(?:so|thus|therefore|hence)\b[^.!?\n]{0,80}\d|\bfor \d+ (?:dollars|in all)\b/i;

/** `text` up to the first section that is no part of its solution. */
export function withoutSections(text: string): string {
  const unsigned = text.includes("~") ? text.replace(SIGNED, "") : text;
  const foot = FOOT.exec(unsigned);
  const above = foot === null ? unsigned : unsigned.slice(0, foot.index + 1).trimEnd();
  const below = foot === null ? "" : unsigned.slice(foot.index);
  const ends = /\d/.test(above) && !ANNOUNCES.test(below) && !GOES_ON_BELOW.test(below);
  const own = foot !== null && ends ? above : unsigned;
  if (!own.includes("\n")) return own;
  for (const { index } of firstOf(own, OF_OTHERS))
    if (endsInStatement(own, index)) return own.slice(0, index);
  for (const { index, 0: title } of firstOf(own, TEACHING)) {
    const behind = own.slice(index + title.length);
    if (ANNOUNCES.test(behind) || GOES_ON.test(behind) || concludes(behind)) continue;
    // A section that calculates goes on, where its title may be one of the solution's own.
    if (/\d\s*=|=\s*-?\$?\d/.test(behind) && /general|background|remember|remind|formula/i.test(title))
      continue;
    if (endsInStatement(own, index)) return own.slice(0, index);
  }
  return own;
}

/** So many headings are looked at, as a text may consist of them. */
const MOST_HEADINGS = 8;
function* firstOf(text: string, pattern: RegExp): Generator<RegExpExecArray> {
  let count = 0;
  for (const match of text.matchAll(pattern)) {
    if (count++ === MOST_HEADINGS) return;
    yield match;
  }
}

const concludes = (text: string) =>
  text
    .split("\n")
    .some(
      (line) =>
        /\d/.test(line) && words(languageOf(text)).opening.test(withoutMarkup(line).replace(/^[\s>•-]+/, "")),
    );

const LONGEST_BEFORE = 2000;
/** Whether the last line before a place says that something comes out: a conclusion, a side of an equation, bold type, an announced answer. */
function endsInStatement(whole: string, at: number): boolean {
  const text = whole.slice(Math.max(0, at - LONGEST_BEFORE), at);
  const marked = text.trimEnd().split("\n").at(-1)!.trim();
  if (!/\d|\\[a-z]/.test(marked) || /[?:]$/.test(marked)) return false;
  const line = withoutMarkup(marked).replace(/^[\s>•-]+/, "");
  return (
    CONCLUDES.test(line) ||
    words(languageOf(text)).opening.test(line) ||
    /=[^=]*\d[^=]*$|\*\*[^*\n]*\d[^*\n]*\*\*|\\boxed|####/.test(marked) ||
    languagesOfAnswers(line).length > 0 ||
    saysValue(line) ||
    IS_VALUE.test(line)
  );
}

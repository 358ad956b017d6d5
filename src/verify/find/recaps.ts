// What a response goes on with behind its conclusion and says nothing new: an overview of its steps in a list or a table, an
// explanation under a heading, a remark. What is left is the text up to there, and only where the line before it states one value.
import { ENGLISH } from "../languages/languages.ts";
import { sameNumber, type Value, valuesIn } from "../read/values.ts";
import { languageOf, languagesOfAnswers, withoutMarkup, words } from "../wording/phrases.ts";
import { withDigits } from "../wording/spelled.ts";
import { ANNOUNCES } from "./afterthought.ts";
import { concluded } from "./concluded.ts";
import { lastSentence } from "./undeclared.ts";

/** Names what sums up the steps, in the languages of the table. */
const OVERVIEW =
  "overview|summary|summar(?:ize|ise|izing|ising)|recap|breakdown|breaks down|resumen|resum(?:amos|iendo|o|indo)|recapitul(?:emos|ando)|résum[ée]|résumons|récapitul(?:atif|ons)|aperçu|übersicht|überblick|zusammen(?:fassung|fassend|gefasst)|aufstellung|riepilogo|riassunto|riassumendo|ricapitolando|сводка|обзор|сводная|özet(?:le)?|tóm tắt|tổng quan|ringkasan|ikhtisar|podsumowanie|podsumowując|zestawienie|overzicht|samenvatting|samengevat|总结|概览|小结|一览|まとめ|概要|一覧|요약|정리|ملخص|نظرة عامة|सारांश";
/** Heads an explanation. */
const EXPLANATION =
  "explanation(?: of the \\p{L}{3,12})?|reason(?:ing)?|rationale|justification|(?:here(?:'s| is) )?why(?: (?:this|it) works)?|key (?:ideas?|points?|steps?)|steps|where|explicaci[óo]n|explica[çc][ãa]o|explication|erkl[äa]rung|begr[üu]ndung|spiegazione|объяснение|пояснение|açıklama|giải thích|penjelasan|wyjaśnienie|uitleg|解释|解析|解説|説明|설명|풀이|شرح|व्याख्या";
/** Opens a remark, with its adjective. */
const REMARK =
  "note|n\\.?b|remark|comment|observation|tip|hint|remember|reminder|key (?:idea|point|concept)|important|caution|hinweis|anmerkung|bemerkung|merke|wichtig|tipp|nota(?: bene)?|recuerda|importante|consejo|observa[çc][ãa]o|observaci[óo]n|dica|lembre-se|remarque|attention|astuce|osservazione|ricorda|attenzione|примечание|замечание|важно|совет|注意|备注|提示|注記|補足|ポイント|참고|주의|ملاحظة|नोट|टिप्पणी|not|önemli|ipucu|lưu ý|ghi chú|catatan|penting|uwaga|ważne|wskazówka|opmerking|belangrijk";
const ADJECTIVE =
  "(?:(?:important|please|side|final|short|quick|additional|brief|useful|wichtiger|wichtige|kurze[rs]?|belangrijke|важное) )?";
const NO_LETTER = "(?![\\p{Script=Latin}\\p{Script=Cyrillic}])";

/** What opens one of them: "Here is an overview of the days:", a table, "**Explanation:**", "Remark: …", "Note that …". */
const OPENS = new RegExp(
  `\\n[ \\t]{0,4}(?:#{1,6} )?[*_]{0,3}(?:` +
    `(?<list>(?=[^\\n]{0,100}[:*_：][ \\t]*\\n|#)(?:[^\\n\\d.:]{0,60}(?<![\\p{Script=Latin}\\p{Script=Cyrillic}]))?(?:${OVERVIEW})${NO_LETTER}[^\\n\\d.:：]{0,40})[:：]?[*_]{0,3}[:：]?[*_]{0,3}[ \\t]*\\n` +
    `|(?<table>\\n)(?=\\|[^\\n]{3,200}\\|[ \\t]*\\n\\|[ \\t:|-]{3,80}\\|[ \\t]*\\n)` +
    `|(?:${EXPLANATION})(?:\\s?[:：?][*_]{0,3}|[*_]{1,3}\\s?[:：]?|(?<=\\n[ \\t]{0,4}#{1,6} [^\\n]{1,40}))[ \\t]*\\n` +
    `|${ADJECTIVE}(?:${REMARK})[*_]{0,3}\\s?[:：][*_]{0,3}(?: |(?=[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}]))` +
    `|(?:note|notice|remember|recall|(?:keep|bear) in mind) that )`,
  "giu",
);
/** So much of the end of a text is looked at, and so many openings in it. */
const TAIL = 2000;
const MOST = 6;

/** `text` up to the first of them that goes on to its end. */
export function withoutRecap(text: string): string {
  const from = Math.max(0, text.length - TAIL);
  const tail = text.slice(from);
  if (
    !tail.includes("\n") ||
    !HINTS.test(tail) ||
    ANNOUNCES.test(text) ||
    languagesOfAnswers(text).length > 0
  )
    return text;
  let count = 0;
  for (const { index, 0: opening, groups } of tail.matchAll(OPENS)) {
    if (count++ === MOST) return text;
    const before = text
      .slice(0, from + index)
      .trimEnd()
      .replace(RULED, "")
      .trimEnd();
    const behind = tail.slice(index + opening.length);
    if ((groups?.list ?? groups?.table) !== undefined && !LISTED.test(behind)) continue;
    if (/\d/.test(before.slice(before.lastIndexOf("\n") + 1)) && saysNothingNew(behind, before))
      return before;
  }
  return text;
}
const HINTS = new RegExp(
  `${OVERVIEW}|${EXPLANATION}|\\n[^\\n]{0,16}(?:${REMARK})|\\n(?:\\||\\W{0,8}(?:notice|recall|keep|bear))`,
  "iu",
);
/** "---" at the end. */
const RULED = /\n[ \t]{0,4}[-*_]{3,20}$/;
/** Nothing but the rows of a table or the items of a list. */
const LISTED = /^(?:\s*(?:\|[^\n]*\||(?:[-*•+]|\d{1,2}[.)])[ \t][^\n]*)(?:\n|$))+\s*$/;

/** Whether what stands behind a conclusion says only numbers that were there before, and comes to no other value than it. */
function saysNothingNew(behind: string, before: string): boolean {
  if (!/\p{L}/u.test(behind) || behind.length > MOST_BEHIND || isTakenBack(behind, before)) return false;
  const { name } = languageOf(before);
  const inDigits = (part: string) => withDigits(part, name) ?? part;
  const known = new Set(inDigits(before).match(NUMBER));
  const said = withoutMarkup(behind).replace(/(^|\n)\s*\d{1,2}[.)]\s/g, "$1");
  if (!(inDigits(said).match(NUMBER) ?? []).every((number) => known.has(number))) return false;
  const found = concluded(before) ?? lastSentence(before);
  if (found === null || found.others.length > 0) return false;
  const comes = said.split(/\n|[.!?。]\s/).filter((line) => comesOut(line));
  return comes.every((line) => {
    const own = valuesIn(line).at(-1);
    return own === undefined || isSame(own, found.answer);
  });
}
const MOST_BEHIND = 1200;
const NUMBER = /\d+(?:[.,:/]\d+)*/g;
const isSame = ({ result }: Value, answer: string) => {
  const stated = valuesIn(answer).at(-1)?.result ?? answer;
  return sameNumber(result, stated);
};

/** What says of a row or a sentence that its value comes out. */
const comesOut = (line: string) => {
  const language = languageOf(line);
  const { so, total } = words(language);
  if (RESULT.test(line)) return true;
  return language !== ENGLISH && (line.search(so) >= 0 || total?.test(line) === true);
};
const RESULT =
  /(?<!\p{L})(?:so|thus|therefore|hence|total\p{L}*|sum|altogether|in all|result|final\p{L}*|left|remain\p{L}*|keeps?|still|now|in the end|must|needs?|should|has to|have to|(?:which|that|this) (?:gives|makes|means|is|leaves)|meaning|giving|leaving|making|gesamt\p{L}*|summe|ergebnis|somme|résultat|suma|resultado|somma|risultato|итого|всего|сумма|razem|totaal|jumlah|tổng)(?!\p{L})|合计|总计|共|合計|합계|총|المجموع|कुल/iu;

/** It corrects, doubts, asks, or denies what was stated. */
function isTakenBack(behind: string, before: string): boolean {
  const language = languageOf(before);
  return (
    TAKES_BACK.test(behind) ||
    words(language).corrects.test(`\n${behind}`) ||
    words(ENGLISH).corrects.test(`\n${behind}`)
  );
}
const TAKES_BACK =
  /(?<!\p{L})(?:wrong|incorrect|mistake\p{L}*|wait|actually|however|but|instead|fails?|asked|asks|question|problem|might|may|maybe|perhaps|probably|could|alternatively|or|if|unless|assum\p{L}*|suppos\p{L}*|correct(?:ion|ed)?|right|possible|acceptable|valid|as well|equally|also(?: be)? [$€£]?\d[\d.,]*)(?!\p{L})|\?|≠|\\ne(?![a-z])|[✗❌]/iu;

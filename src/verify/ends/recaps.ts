// What a response goes on with behind its conclusion and says nothing new: an overview of its steps in a list or a table, an
// explanation under a heading, a remark. What is left is the text up to there, and only where the line before it states one value.
import { ENGLISH } from "../languages/languages.ts";
import { lastSentence } from "../prose/last-sentence.ts";
import { sameNumber, type Value, valuesIn } from "../read/values.ts";
import { concluded } from "../worded/concluded.ts";
import { languageOf, languagesOfAnswers, withoutMarkup, words } from "../wording/phrases.ts";
import { withDigits } from "../wording/spelled.ts";
import { ANNOUNCES } from "./afterthought.ts";

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
  if (!/\p{L}/u.test(behind) || behind.length > MOST_BEHIND) return false;
  if (isTakenBack(behind, before) || takesFurther(behind.replace(NOT_TWICE, " "), before)) return false;
  const { name } = languageOf(before);
  const inDigits = (part: string) => withDigits(part, name) ?? part;
  const known = new Set(inDigits(before).match(NUMBER));
  const said = withoutMarkup(behind).replace(/(^|\n)\s*\d{1,2}[.)]\s/g, "$1");
  if (!(inDigits(said).match(NUMBER) ?? []).every((number) => known.has(number))) return false;
  const found = concluded(before) ?? lastSentence(before);
  if (found === null || found.others.length > 0) return false;
  return said.split(/\n|[.!?]\s|[。！？]/).every((line) => {
    const values = valuesIn(inDigits(line));
    const names = values.some((value) => isSame(value, found.answer));
    if (names || infers(line)) return repeats(line, values, found.answer, before);
    return !comesOut(line) || values.length === 0;
  });
}
/**
 * "Sum | **48**", "Total: 48 apples", "So she has 48 apples.": the value once more and nothing else. Not "of the 48 half are red",
 * "48 has been excluded", "so she must give 48 away".
 */
function repeats(line: string, values: readonly Value[], answer: string, before: string): boolean {
  if (values.length !== 1 || !isSame(values[0], answer)) return false;
  if (ROW.test(line) && comesOut(line) && !/\p{L}/u.test(line.replace(LABEL, "").replace(OF_WHAT, "")))
    return true;
  const language = languageOf(before);
  if (language === ENGLISH) return PLAIN.test(line);
  // "Also hat sie 48 Äpfel.": in the words of the conclusion.
  const conclusion = before.slice(before.lastIndexOf("\n") + 1);
  const said = line.replace(words(language).so, " ").match(/[\p{L}\p{M}]+/gu) ?? [];
  return said.every((word) => conclusion.includes(word));
}
const ROW = /^\s*(?:\||[-*•+]\s|[^\d:：]{1,40}[:：])/;
/** "| **Sum** |", "- Total: $" */
const LABEL = /^\s*(?:\|[^|\d]{1,40}\||(?:[-*•+]\s)?[^\d:：]{1,40}[:：])/;
/** "48 apples" */
const OF_WHAT = /(?<=\d[^\p{L}]{0,4})\p{L}+(?=\W*$)/u;
/** "So she has 48 apples left." */
const PLAIN =
  /^\W*(?:(?:so|thus|therefore|hence|in total|altogether|in all),?\s)?(?:\p{L}+\s){1,4}(?:is|are|has|have|gets?|makes?|(?:must|has to) be|needs?|costs?|takes?)\s[$€£]?\d[\d.,:/]*%?(?:\s(?!more\b|less\b|fewer\b|too\b|to\b|from\b|away\b|back\b|times\b|of\b|off\b)\p{L}+){0,3}[\s.!]*$/iu;

const MOST_BEHIND = 1200;
const NUMBER = /\d+(?:[.,:/]\d+)*/g;
const isSame = ({ result }: Value, answer: string) => {
  const stated = valuesIn(answer).at(-1)?.result ?? answer;
  return sameNumber(result, stated);
};

/** What says of a row or a sentence that its value comes out. */
const comesOut = (line: string) => {
  const language = languageOf(line);
  return (
    RESULT.test(line) || infers(line) || (language !== ENGLISH && words(language).total?.test(line) === true)
  );
};
const RESULT =
  /(?<!\p{L})(?:total\p{L}*|sum|altogether|in all|result|final\p{L}*|left|remain\p{L}*|keeps?|still|now|in the end|(?:which|that|this) (?:gives|makes|means|is|leaves)|meaning|giving|leaving|making|gesamt\p{L}*|summe|ergebnis|somme|résultat|suma|resultado|somma|risultato|итого|всего|сумма|razem|totaal|jumlah|tổng)(?!\p{L})|合计|总计|共|合計|합계|총|المجموع|कुल/iu;

/** "so", "must", "need": what follows from it, or is to be done with it. */
const infers = (line: string) => {
  const language = languageOf(line);
  return INFERS.test(line) || (language !== ENGLISH && line.search(words(language).so) >= 0);
};
const INFERS =
  /(?<!\p{L})(?:so|thus|therefore|hence|must|needs?|needed|should|ought|has to|have to|had to|got to|is to|are to)(?!\p{L})/iu;

/** "Halve the 24", "it is the length we are looking for", "so nothing is left": it goes on from the value without a new number. */
const takesFurther = (behind: string, before: string) =>
  OPERATION.test(behind) ||
  OPERATES.test(behind) ||
  UNSPACED.test(behind) ||
  Array.from(behind.matchAll(GOES_OFF)).some(([word]) => !before.toLowerCase().includes(word.toLowerCase()));
/** "4 of the birds flew away": what the text has not spoken of before. */
const GOES_OFF =
  /\b(?:away|(?:left|take[ns]?|taking|ruled|crossed|struck|sorted|thrown|falls?|drops?) (?:off|out)|remov\p{L}{1,3}|lost|broken?|rotten|spoil\p{L}{1,3}|gone|dies?|died|dead)\b/giu;
/** "are not counted twice" */
const NOT_TWICE = /\b(?:is|are|was|were) not counted twice\b/gi;
/** Operations, what is left out, nothing and nobody, and what is wanted, in the languages of the table. */
const OPERATION = new RegExp(
  `(?<![\\p{L}\\p{M}])(?:${[
    "half|halv\\p{L}{1,3}|twice|thrice|doubl\\p{L}{1,4}|tripl\\p{L}{1,4}|quadrupl\\p{L}{1,4}|(?:square|cube) roots?|roots? of|squared?|cubed|absolute value|reciprocal|complement\\p{L}{0,5}|opposite|revers\\p{L}{1,4}|negat\\p{L}{1,5}|exclud\\p{L}{1,3}|excluding|except|discard\\p{L}{0,3}|disregard\\p{L}{0,3}|ignor\\p{L}{1,3}|duplicat\\p{L}{1,4}|overcount\\p{L}{0,3}|none|nothing|nobody|no one|(?:all|both) of (?:it|them|these|those)|everything|one (?:less|more|fewer|extra|too)|(?:we|you|i|they) (?:really |only )?(?:want|seek)|wanted|(?:look|looked|looking|search|searching) for|sought|desired|required|of interest|not (?:yet )?(?:the )?(?:final|end)|undefined|no solutions?|the rest|the others?",
    "mitad|doble\\p{L}?|duplic\\p{L}{1,5}|dobl\\p{L}{1,4}|triplic\\p{L}{1,5}|ra[íi]z|opuest[oa]|exclu[iíy]\\p{L}{1,5}|descart\\p{L}{1,4}|nadie|nada|ning[uú]n\\p{L}{0,2}|busc\\p{L}{1,5}|queremos|pide[n]?|dos veces",
    "metade|dobr\\p{L}{1,4}|raiz|oposto|exclu[ií]\\p{L}{1,4}|ninguém|nenhum[a]?|procur\\p{L}{1,6}|pede[m]?|duas vezes",
    "moitié|racine|opposée?|exclu[es]{0,2}|exclure|(?<!(?:chaque|une|par) )personne|rien|aucune?|cherch\\p{L}{1,4}|voulons|veut|demand\\p{L}{1,3}|deux fois",
    "hälfte|halb\\p{L}{0,6}|\\p{L}{0,3}doppel\\p{L}{1,4}|zweimal|zweifache\\p{L}?|\\p{L}{0,3}dreifach\\p{L}{0,3}|(?:quadrat)?wurzel|gegenteil|gegenwahrscheinlichkeit|ausgeschlossen\\p{L}{0,2}|ausschließ\\p{L}{1,3}|niemand\\p{L}{0,2}|nichts|keine[rs]?|gesucht\\p{L}{0,2}|suchen|wollen|gefragt",
    "metà|dimezz\\p{L}{1,4}|doppi[oa]|raddoppi\\p{L}{1,4}|radice|opposto|esclu\\p{L}{1,4}|nessun\\p{L}?|niente|nulla|cerc\\p{L}{1,6}|vogliamo|chied\\p{L}{1,3}|due volte",
    "половин\\p{L}{1,3}|пополам|вдвое|удво\\p{L}{1,4}|дважды|двойн\\p{L}{1,3}|втрое|утроен\\p{L}{0,3}|кор(?:ень|ня)|дополнени\\p{L}{1,2}|противоположн\\p{L}{1,3}|исключ\\p{L}{1,6}|никто|никого|ничего|ищем|искомо\\p{L}{1,3}|хотим|нужно|надо|требуется|спрашива\\p{L}{1,5}",
    "yarı\\p{L}{0,5}|iki (?:kat|kez|kere)\\p{L}{0,3}|üç kat\\p{L}{0,3}|karekök\\p{L}{0,4}|tümleyen\\p{L}{0,4}|ters\\p{L}{0,4}|hariç|hiç\\p{L}{0,6}|kimse\\p{L}{0,2}|arıyoruz|istiyoruz|isten\\p{L}{1,5}|soru\\p{L}{1,6}",
    "nửa|gấp đôi|gấp ba|căn bậc|phần bù|loại trừ|không ai|không còn|cần tìm|muốn|hai lần",
    "setengah\\p{L}{0,3}|separuh\\p{L}{0,3}|dua kali|kali lipat|ganda\\p{L}{0,3}|akar|komplemen|kebalikan\\p{L}{0,3}|dikecualikan|tidak ada|\\p{L}{0,2}cari|diingin\\p{L}{1,4}|ditanya\\p{L}{0,3}",
    "połow\\p{L}{1,3}|pół|dwa razy|dwukrotn\\p{L}{1,5}|podw[oó]\\p{L}{1,5}|potr[oó]j\\p{L}{1,5}|pierwiast\\p{L}{1,3}|dopełn\\p{L}{1,5}|przeciwn\\p{L}{1,3}|wyklucz\\p{L}{1,4}|nikt|nikogo|nic|żad\\p{L}{1,4}|szuka\\p{L}{1,4}|chcemy|pyta\\p{L}{1,4}",
    "helft|halve\\p{L}{0,4}|gehalveerd|\\p{L}{0,3}dubbel\\p{L}{0,3}|tweemaal|twee keer|wortel|tegengestelde|tegendeel|uitgesloten|uitsluiten|niemand|niets|geen|gezocht\\p{L}?|zoeken|willen|gevraagd\\p{L}?",
    "نصف|ضعف\\p{L}{0,3}|\\p{L}{0,2}ضاعف\\p{L}{0,3}|\\p{L}{0,2}جذر|\\p{L}{0,2}متمم\\p{L}?|عكس|استبعاد|نستبعد|باستثناء|لا أحد|لا شيء|\\p{L}{0,2}مطلوب\\p{L}?|نبحث|نريد|مرتين",
    "आध[ाेी]|दो ?गुन[ाेी]|दुगुन[ाेी]|तिगुन[ाेी]|तीन गुन[ाेी]|वर्गमूल|पूरक|विपरीत|छोड़कर|कोई नहीं|कुछ नहीं|चाहिए|चाहते|ढूँढ\\p{L}{0,4}|दो बार",
  ].join("|")})(?![\\p{L}\\p{M}])`,
  "iu",
);
const UNSPACED =
  /一半|减半|折半|[两二2]倍|加倍|翻[倍番]|[三3]倍|平方根|开方|补[集事]|对立|相反|排除|除外|没有人|没有剩|全部|所求|要求的?|求的是|想要|重复|两次|半分|倍に|ルート|余事象|補集合|反対|除く|誰も|何も|求め|重複|[二2]回|절반|반으로|[두2세3] ?배|제곱근|여사건|여집합|반대|제외|아무도|아무것도|구하|원하|중복|두 번/;
/** "Add the dog.", "Do not forget to round it up.", "he loses all of his cards" */
const OPERATES =
  /(?:^|[.!?:\n])\W{0,6}(?:please\s|now\s|then\s|also\s|do\s|to\s)?(?:add|subtract|remove|take|round|divide|multiply|count|include|deduct|convert|negate)\s(?=[^.!\n\d]{0,80}(?:\d[\d,]{0,9}[^.!\n\d]{0,80})?(?:[.!\n]|$))|\b(?:forget|remember) to\b|\b(?:los|giv|gave|lost|spen|eat|ate|sell|sold|pay|paid|us|throw|threw)\p{L}{0,3}\s(?:\p{L}+\s)?(?:all|everything|every)\b|\ball (?:are|is|were|was|get|have been) \p{L}/iu;

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

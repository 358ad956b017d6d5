// A number that a text names and does not affirm, in any language of the table: it is asked, said to be wrong or too small, denied,
// what is worked with in a step or a task, or only what the answer is more than or lies between.
import { languageOf, words } from "../wording/phrases.ts";
import {
  CANNOT_BE,
  CONTRADICTED,
  EXCEPT,
  FOUND_AT,
  NO_IDEA,
  OF_ANOTHER_PROBLEM,
  OF_ANSWER,
  OTHERWISE,
  PARTS,
  RANGE,
  ROUNDING,
  UNTIL_MISTAKE,
  WHO_GETS,
  WRONG_ANSWER,
  WRONG_THAT,
} from "../wording/unaffirmed.ts";
import { deniesAll } from "./asides.ts";
import type { FinalAnswer } from "./found.ts";
import { withoutFrame } from "./frame.ts";
import { PAGE } from "./narrowed.ts";
import { sentencesOf } from "./undeclared.ts";

/** So much of the end of a text is looked at. */
const TAIL = 1500;
const LONGEST = 300;

/** "17", "$17", "x = 17", "17 apples" */
const ONE_NUMBER =
  /^\s?(?:\$|\\\()?\s?(?:[A-Za-z]\s?=\s?)?[$€£]?(-?\d+(?:[.,/]\d+)*)(?:\s?\p{L}{1,15})?\s?(?:\$|\\\))?\s?$/u;

/** Whether the sentences that name the one number of an answer do not affirm it. */
export function isUnaffirmed({ answer, others }: FinalAnswer, text: string): boolean {
  const number = others.length > 0 ? undefined : ONE_NUMBER.exec(answer)?.[1];
  if (number === undefined) return false;
  const names = new RegExp(`(?<![\\d.,/])${number.replaceAll(".", "\\.")}(?![\\d/]|[.,]\\d)`, "gu");
  const sentences = sentencesOf((withoutFrame(text, true) ?? text).slice(-TAIL)).filter((one) =>
    /\d/.test(one),
  );
  // The number as "#".
  const naming = sentences
    .map((one) => one.replaceAll("#", " ").replace(names, "#"))
    .filter((one) => one.includes("#"));
  const last = naming.at(-1);
  if (last === undefined || naming.some((one) => one.length > LONGEST)) return false;
  if (JUDGED.test(last) || STEP.test(last) || isTask(last) || isDenied(last, text)) return true;
  if (PAGE.test(last) && /\d/.test(last)) return true;
  if (NOT_STATED.some((pattern) => pattern.test(last))) return true;
  if (OTHERWISE.test(last) && /\d/.test(last)) return true;
  const unsaid = (one: string) =>
    (ASKED.test(one) && !TAG.test(one.trim())) ||
    !one.replace(COMPARED, " ").includes("#") ||
    RANGE.test(one) ||
    (sentences.length === 1 && WOULD_BE.test(one));
  return naming.every(unsaid);
}

/** What the last sentence that names it says of it. */
const NOT_STATED = [
  WRONG_THAT,
  WRONG_ANSWER,
  CANNOT_BE,
  NO_IDEA,
  UNTIL_MISTAKE,
  WHO_GETS,
  ROUNDING,
  OF_ANSWER,
  EXCEPT,
  FOUND_AT,
  PARTS,
  OF_ANOTHER_PROBLEM,
  CONTRADICTED,
];

/** "Die Antwort ist nicht 17", "الجواب ليس 17": nothing else of the sentence names it. */
function isDenied(sentence: string, text: string): boolean {
  const language = languageOf(text);
  const said = sentence.replaceAll("#", NUMBER);
  if (DENIES_BEHIND.test(language.name)) return deniesAll(said, language);
  const affirmed = said.replace(words(language).denied, " ");
  return affirmed !== said && !affirmed.includes(NUMBER);
}
const NUMBER = "80808";
/** A number stands before its denial. */
const DENIES_BEHIND = /^(?:Japanese|Korean|Turkish|Hindi)$/;

/** A question, but for one that only asks to agree. */
const ASKED = /#[^.!?？؟。<|\n]{0,80}(?:[?？؟]|(?:ですか|でしょうか|입니까|인가요|일까요)[。.\s]*$)/iu;
const TAG =
  /[,;]\s?[¿]?(?:right|correct|ok(?:ay)?|yes|no|isn't it|ne|oder|nicht wahr|verdad|n'est-ce pas|non|vero|certo|né|toch|prawda|да|верно|так|değil mi|đúng không|kan|对吧|对吗|ね|그렇죠|أليس كذلك|है ना)\s?[?？؟]["'»”)\s]*$/iu;

/** "Tom says 17, but that is wrong.", "17 is too small": `#` is the number. */
const JUDGED = new RegExp(
  [
    String.raw`#(?:[^.;!?\d]{0,40}?[,;\s-])(?:(?:but|and|however|yet),?\s)?(?:that|this|it)(?:'s|\sis|\swas|\smust\sbe)\s(?:clearly\s|simply\s|completely\s)?(?:wrong|false|incorrect|impossible|a mistake|not\s(?:right|correct|true|possible|so))(?!\sto\b)`,
    String.raw`#[^.;!?\d]{0,40}?\s(?:das|dies|es)\s(?:ist|war)\s(?:falsch|unmöglich|nicht\s(?:richtig|korrekt|möglich|wahr))`,
    String.raw`#[^.;!?\d]{0,40}?\s(?:c'est|cela est|ce n'est)\s(?:faux|incorrect|impossible|une erreur|pas\s(?:juste|correct|possible|vrai|exact))`,
    String.raw`#[^.;!?\d]{0,40}?\s(?:(?:eso|esto|ello)\s)?(?:es|está)\s(?:incorrect[oa]|fals[oa]|erróne[oa]|mal|imposible|un error)(?!\p{L})`,
    String.raw`#[^.;!?\d]{0,40}?\s(?:isso|isto)\s(?:é|está)\s(?:errado|incorreto|falso|impossível)`,
    String.raw`#[^.;!?\d]{0,40}?\s(?:(?:questo|ciò|ma)\s)?è\s(?:sbagliato|errato|falso|impossibile|un errore)`,
    String.raw`#[^.;!?\d]{0,40}?\s(?:dat|dit)\s(?:is|klopt)\s(?:fout|onjuist|verkeerd|onmogelijk|niet)`,
    String.raw`#[^.;!?\d]{0,40}?\s(?:to|jest to)\s(?:jest\s)?(?:błąd|błędn\p{L}+|nieprawd\p{L}+|niepoprawn\p{L}+|niemożliwe)`,
    String.raw`#[^.;!?\d]{0,40}?\sэто\s(?:неверно|неправильно|ошибка|невозможно|не так)`,
    String.raw`#[^.;!?\d]{0,40}?\sbu\s(?:yanlış|doğru değil|hatalı|imkansız)`,
    String.raw`#[^.;!?\d]{0,40}?\s(?:điều đó|đó|điều này)\s(?:là\s)?(?:sai|không đúng)`,
    String.raw`#[^.;!?\d]{0,40}?\s(?:itu|ini)\s(?:salah|keliru|tidak\s(?:benar|mungkin|tepat))`,
    String.raw`#[^。；！？\d]{0,30}?(?:那|这|這)(?:是|就是)?(?:错|錯|不对|不對|不正确|不正確)`,
    String.raw`#[^。！？\d]{0,30}?(?:それ|これ)は(?:間違|誤り|違い|正しくな)`,
    String.raw`#[^.!?\d]{0,30}?(?:그것|이것|그건|이건)[은는이가]?\s?(?:틀|잘못|옳지 않|맞지 않)`,
    String.raw`#[^.!؟\d]{0,40}?\s(?:هذا|ذلك)\s(?:خطأ|خاطئ|غير صحيح|ليس صحيح)`,
    String.raw`#[^।.!?\d]{0,40}?\s(?:यह|वह)\s(?:गलत|ग़लत|सही नहीं)`,
    String.raw`#(?:\s\p{L}{1,12}){0,2}?\s(?:is|are|was|were|would be|ist|sind|wäre|est|sont|serait|es|son|sería|é|são|seria|è|sono|sarebbe|is|zijn|to|это|adalah|là)?\s?(?:(?:far|much|way|viel|bien|beaucoup|mucho|muito|molto|veel)\s)?(?:too\s\p{L}+|zu\s(?:klein|groß|wenig|viel|niedrig|hoch)|trop\s\p{L}+|demasiado\s?\p{L}*|troppo\s?\p{L}*|te\s(?:klein|groot|weinig|veel|laag|hoog)|za\s(?:mało|dużo|mał\p{L}|duż\p{L})|слишком\s\p{L}+)[\s.!,;]`,
    String.raw`#\S{0,2}\s?(?:太(?:小|大|少|多)|(?:は|では)?(?:小さ|大き|少な|多)すぎ|너무\s?\p{L}+|çok\s(?:küçük|büyük|az|fazla)|quá\s(?:nhỏ|lớn|ít|nhiều)|terlalu\s\p{L}+|صغير جد|كبير جد|बहुत (?:छोटा|बड़ा|कम))`,
  ].join("|"),
  "iu",
);

/** "Wenn es 17 wären, gäbe es 43", and nothing else: what would be, in other languages than English. */
const WOULD_BE = new RegExp(
  [
    String.raw`^\W*(?:wenn|falls)\s[^.]*?(?:wären?|hätten?|gäbe)[^.]*,\s?(?:dann\s)?(?:so\s)?(?:wären?|hätten?|gäbe|würden?|käme\p{L}*|bräuchte\p{L}*)`,
    String.raw`^\W*(?:se)\s[^.]*?\p{L}ss(?:e|em|ero|i|imo)(?!\p{L})[^.]*,[^.]*?\p{L}(?:riam?|rebbe|rebbero)(?!\p{L})`,
    String.raw`^\W*si\s[^.]*?\p{L}(?:ra|se)n?(?!\p{L})[^.]*,[^.]*?\p{L}rían?(?!\p{L})`,
    String.raw`^\W*(?:si\s|s')[^.]*?\p{L}(?:ait|aient)(?!\p{L})[^.]*,[^.]*?\p{L}(?:rait|raient)(?!\p{L})`,
    String.raw`^\W*als\s[^.]*?(?:was|waren|had|hadden|zouden|zou)(?!\p{L})[^.]*,[^.]*?(?<!\p{L})zou(?:den)?(?!\p{L})`,
    String.raw`^\W*если\sбы\s[^.]*(?<!\p{L})бы(?!\p{L})`,
    String.raw`^\W*gdyby\p{L}*\s[^.]*,[^.]*\p{L}by(?!\p{L})`,
    String.raw`\p{L}(?:saydı|seydi)\s[^.]*\p{L}(?:rdı|rdi|rdu|rdü)(?!\p{L})`,
    String.raw`라면\s[^.]*(?:것이다|것입니다|텐데)`,
    "もし[^。.]*(?:なら|だったら|であれば)[^。.]*(?:でしょう|だろう)",
    String.raw`(?:अगर|यदि)\s[^।.]*(?:होते|होता|होती)[^।.]*तो[^।.]*(?:होते|होता|होती)`,
    String.raw`(?<!\p{L})لو\s[^.]*\sل\p{L}+`,
  ].join("|"),
  "iu",
);

/** "We have to find how many of the 17 pupils can swim": a sentence that only tells what is sought. */
const isTask = (sentence: string) => {
  const asked = SEEKS.test(sentence) && !/[=:]/.test(sentence) ? HOW_MANY.exec(sentence) : null;
  if (asked === null) return false;
  const [from, to] = [asked.index, sentence.indexOf("#")].sort((a, b) => a - b);
  return !/[,;、]/.test(sentence.slice(from, to));
};
const SEEKS =
  /(?<!\p{L})(?:(?:find|determine|calculate|compute|work out|figure out)(?=\s(?:out\s)?how)|herausfinden|finden|berechnen|bestimmen|ermitteln|trouver|calculer|déterminer|hallar|encontrar|calcular|averiguar|determinar|descobrir|achar|trovare|calcolare|determinare|vinden|berekenen|bepalen|znaleźć|obliczyć|wyznaczyć|найти|узнать|вычислить|определить|bul(?:malı|mamız|acağız|alım)\p{L}*|hesapla(?:malı|mamız|yacağız|yalım)\p{L}*|(?:cần|phải|hãy)\s(?:tìm|tính)|mencari|menghitung|menentukan|نجد|نحسب|إيجاد|حساب|(?:पता|ज्ञात)\sकर[\p{L}\p{M}]*)(?![\p{L}\p{M}])|(?:要|需要|须|必须)?(?:求出|求|找出|算出|计算)|求め(?:ます|る|なければ)|調べ(?:ます|る)|구해야|구하려|알아내야|알아봐야/iu;
const HOW_MANY =
  /(?<!\p{L})(?:how (?:many|much|long|far|old)|wie (?:viele?|lange?|weit|alt)|combien|cu[áa]nt[oa]s?|quant[oaie]s?|hoeveel|il[eu]|сколько|kaç\p{L}*|bao nhiêu|berapa|كم|कितन\p{L}*)(?![\p{L}])|多少|几|幾|何[人個本枚冊匹台回歳円]|いくつ|いくら|몇/iu;

/** "Next we add 17.": a number that a step works with, and what comes of it is not said. */
const STEP = new RegExp(
  [
    String.raw`(?<!\p{L})(?:we|i|you)\s(?:now\s|then\s|have to\s|need to\s|must\s|can\s)?(?:add|subtract|multiply|divide)\b[^.;\d]{0,30}#[^.;]{0,40}?\b(?:so that|in order to|to get)\b`,
    String.raw`(?<!\p{L})(?:we|i|you|let's|let us)\s(?:now\s|then\s|must\s|can\s)?(?:add|subtract|multiply by|divide by|take away)\s#\W*$`,
    String.raw`(?<!\p{L})(?:(?:addieren|subtrahieren|multiplizieren|dividieren|teilen)\s(?:wir|ich)|wir\s(?:addieren|subtrahieren|multiplizieren|dividieren|teilen))\s(?:nun\s|dann\s)?(?:mit\s|durch\s)?#\W*$`,
    String.raw`(?<!\p{L})(?:ajoutons|ajoute|soustrayons|retirons|multiplions par|divisons par|sumamos|restamos|(?:multiplicamos|dividimos) (?:por|entre)|somamos|subtraímos|aggiungiamo|sommiamo|sottraiamo|(?:moltiplichiamo|dividiamo) per|dodajemy|odejmujemy|(?:mnożymy|dzielimy) przez|прибавляем|вычитаем|(?:умножаем|делим) на|tambahkan|kurangi|(?:kalikan|bagi) dengan|نضيف|نطرح|نضرب في|نقسم على)\s#\W*$`,
    String.raw`(?<!\p{L})(?:tellen (?:we|wij)(?: er)? # (?:er)?(?:bij )?op|trekken (?:we|wij)(?: er)? # (?:van )?af|(?:vermenigvuldigen|delen) (?:we|wij) (?:met|door) #)\W*$`,
    String.raw`(?<!\p{L})(?:ta|chúng ta|tôi|em)\s(?:cộng|trừ|nhân với|chia cho)\s(?:thêm\s)?#\W*$`,
    String.raw`#(?:['’]?\p{L}{0,3})?\s(?:ekle|çıkar|çarp|böl)\p{L}*\W*$`,
    String.raw`(?:加上|减去|減去|乘以|乘上|除以)\s?#\s?\p{L}?\W*$|#\s?[をで]\s?(?:足し|足す|引き|引く|掛け|かけ|割り|割る)\S{0,3}\W*$|#\s?[을를으로]{1,2}\s?(?:더|빼|뺀|곱|나누|나눈)\S{0,4}\W*$`,
    String.raw`#\s(?:से\s)?(?:जोड़|घटा|गुणा कर|भाग दे)\S{0,4}(?:\s\S{2,4})?\W*$`,
  ].join("|"),
  "iu",
);

/** "greater than 17", "17'den büyük", "between 17 and 43". */
const COMPARED = new RegExp(
  [
    String.raw`(?<!\p{L})(?:(?:more|less|fewer|greater|larger|bigger|smaller|higher|lower|longer|shorter)\sthan|(?:mehr|weniger|größer|kleiner|höher|niedriger)\sals|(?:plus|moins)\s(?:(?:grande?s?|petite?s?|élevée?s?)\s)?que|(?:supérieure?s?|inférieure?s?)\sà|(?:mayor|menor|más|menos)(?:es)?\s(?:que|de)|(?:maior|menor|mais|menos)(?:es)?\s(?:do\s)?(?:que|de)|(?:maggiore|minore|più (?:grande|piccolo)|meno)\s(?:di|che)|(?:groter|kleiner|meer|minder|hoger|lager)\sdan|(?:większ\p{L}+|mniejsz\p{L}+|więcej|mniej)\s(?:niż|od)|(?:больше|меньше|более|менее)(?:\s?,?\sчем)?|(?:lớn|nhỏ|nhiều|ít)\shơn|(?:lebih|kurang)(?:\s(?:besar|kecil|banyak|sedikit))?\sdari(?:pada)?|(?:أكبر|أصغر|أكثر|أقل)\sمن|大于|小于|多于|少于|超过)\s?#(?!\s?(?:%|percent))`,
    String.raw`#(?:['’]?\s?(?:den|dan|ten|tan)\s(?:büyük|küçük|fazla|az|çok)|\s?(?:より|보다)\s?\S{0,3}\s?(?:大き|小さ|多|少|크|작|많|적)|\s?से\s(?:अधिक|ज़्यादा|ज्यादा|बड़|छोट|कम))`,
    String.raw`(?<!\p{L})(?:between|zwischen|entre|tra|fra|tussen|między|pomiędzy|между|giữa|antara|بين)\s(?:#\s(?:and|und|et|y|e|en|a|i|и|và|dan|و)\s?\S+|\S+\s(?:and|und|et|y|e|en|a|i|и|và|dan|و)\s?#)`,
    String.raw`#\s?(?:ile|和|と|와|과|और)\s?\d[\d.,]*\s?(?:arasında|之间|之間|の間|사이|के बीच)|\d[\d.,]*\s?(?:ile|和|と|와|과|और)\s?#\s?(?:arasında|之间|之間|の間|사이|के बीच)`,
  ].join("|"),
  "giu",
);

// Clauses that say that something has no solution or infinitely many, in the languages of the table: "the equation has no real
// roots", "das System hat unendlich viele Lösungen", "方程无实数解", "корней нет", "the system is inconsistent".

import type { Language } from "../languages/language.ts";
import { LANGUAGES } from "../languages/languages.ts";
import { CLAIMS } from "./claims.ts";

/** Of which kind the solutions are. */
const KINDS: readonly [kind: string, words: string][] = [
  [
    "real",
    "real(?:es)?|reelle?[nrs]?|réelles?|reais|reali|reale|reële|действительных|вещественных|действительного|вещественного|rzeczywist(?:ych|ego)|gerçek|reel|thực|riil|nyata|실수|실|实数?|實數?|実数?|حقيقية|حقيقي|वास्तविक",
  ],
  [
    "integer",
    "integer|integral|whole|enter[oa]s?|entières?|ganzzahlige[nrs]?|inteir[oa]s?|inter[ae]|целых|целочисленных|całkowit(?:ych|ego)|gehele|tam sayı|nguyên|bulat|정수|整数|整數|صحيحة|صحيح|पूर्णांक",
  ],
  ["rational", "rational|rationale[nrs]?|рациональных"],
  ["positive", "positive[nrs]?|positiv[ao]s?|положительных|正整?"],
];
/** With the space behind or before it. */
const K = `(?:(?:${KINDS.map(([, words]) => words).join("|")})\\s?)?`;
const BEHIND = `(?:\\s(?:${KINDS.map(([, words]) => words).join("|")})(?![\\p{L}\\p{M}]))?`;

/** By language: that there is none, and that there is no end of them. */
const SAYS: Record<string, [none: string, endless: string]> = {
  English: [
    `(?:(?:has|have|had|get|there (?:is|are|exists?)|there's)\\s)?(?:therefore\\s|thus\\s|then\\s)?no\\s${K}(?:solutions?|roots?|zeros?|zeroes|x-intercepts?)(?:\\sexists?)?` +
      `|(?:there\\s(?:is|are|exists?)\\s)?no\\s(?:such\\s)?${K}(?:numbers?|values?|integers?)?(?:\\s?(?:of\\s)?[\\s$(\\\\]{0,3}[a-z](?!\\p{L})[$)\\\\]{0,2})?\\s(?:that\\s|which\\s|can\\s)?(?:satisf(?:y|ies)|solves?)(?:\\s(?:it|(?:the|this|both|these|either)(?:\\s(?:equations?|systems?|conditions?|inequality))?))?` +
      `|(?:(?:does|do|did)(?:n't|\\snot)\\s(?:have|possess|admit)|there\\s(?:is|are)(?:n't|\\snot))\\s(?:any|a|an|even one)\\s${K}(?:solutions?|roots?|zeros?)` +
      "|(?<=(?:system|equations?|they)\\s)(?:is|are)\\s(?:therefore\\s|thus\\s)?inconsistent" +
      "|(?:the\\s)?(?:solution set)\\s(?:is|must be)\\s(?:therefore\\s|thus\\s)?(?:the\\s)?empty(?:\\sset)?",
    `(?:(?:has|have|get|there (?:is|are|exist))\\s)?(?:therefore\\s|thus\\s|then\\s)?(?:infinitely\\smany|an\\sinfinite\\snumber\\sof)\\s${K}solutions`,
  ],
  German: [
    `(?:hat|haben|besitzt|gibt es|existiert|existieren)?\\s?(?:(?:also|daher|somit|folglich|demnach)\\s)?(?:(?:die|das)\\s(?:\\p{L}*gleichung|\\p{L}*system)\\s)?keine\\s${K}(?:lösung(?:en)?|nullstellen?)` +
      "|(?:ist|sind)\\s(?:also\\s|daher\\s|somit\\s)?(?:unlösbar|nicht lösbar|widersprüchlich)",
    `(?:hat|haben|besitzt|gibt es)?\\s?(?:(?:also|daher|somit|folglich)\\s)?(?:(?:die|das)\\s(?:\\p{L}*gleichung|\\p{L}*system)\\s)?unendlich\\sviele\\s${K}lösungen`,
  ],
  Spanish: [
    `no\\s(?:tiene|hay|existen?|posee|admite|presenta)\\s(?:ninguna\\s)?(?:soluci[óo]n(?:es)?|ra[íi]z|ra[íi]ces)${BEHIND}` +
      `|sin\\ssoluci[óo]n(?:es)?${BEHIND}|ninguna\\ssoluci[óo]n${BEHIND}|es\\s(?:un sistema\\s)?(?:incompatible|inconsistente)`,
    `(?:(?:tiene|hay|existen|posee|admite)\\s)?(?:infinitas\\ssoluciones|soluciones\\sinfinitas|(?:un\\snúmero\\sinfinito|una\\sinfinidad)\\sde\\ssoluciones)`,
  ],
  Portuguese: [
    `n[ãa]o\\s(?:tem|h[áa]|existem?|possui|admite|apresenta)\\s(?:nenhuma\\s)?(?:solu[çc](?:[ãa]o|[õo]es)|ra[íi]z(?:es)?)${BEHIND}` +
      `|sem\\ssolu[çc](?:[ãa]o|[õo]es)${BEHIND}|nenhuma\\ssolu[çc][ãa]o${BEHIND}|(?<=sistema\\s)(?:é|e)\\simposs[íi]vel|(?<=equa[çc][ãa]o\\s)é\\simposs[íi]vel`,
    `(?:(?:tem|h[áa]|existem|possui|admite)\\s)?(?:infinitas\\ssolu[çc][õo]es|(?:um\\snúmero\\sinfinito|uma\\sinfinidade)\\sde\\ssolu[çc][õo]es)`,
  ],
  French: [
    `(?:n'a(?:dmet)?|n'ont|ne\\s(?:possède|possèdent)|il\\sn'y\\sa|n'existe)\\s(?:donc\\s)?(?:pas\\sde|aucune?|pas\\sd')\\s?(?:solutions?|racines?)${BEHIND}` +
      `|(?:pas\\sde|aucune)\\s(?:solutions?|racines?)${BEHIND}|(?<=système\\s)est\\s(?:donc\\s)?(?:incompatible|impossible)`,
    `(?:(?:a|ont|il\\sy\\sa|possède|admet)\\s)?(?:donc\\s)?(?:une\\sinfinité|un\\snombre\\sinfini)\\sde\\ssolutions`,
  ],
  Italian: [
    `non\\s(?:ha|ci\\ssono|esistono|esiste|ammette|possiede|c'è)\\s(?:alcuna\\s|nessuna\\s|quindi\\s)?(?:soluzion[ei]|radic[ei])${BEHIND}` +
      `|nessuna\\ssoluzione${BEHIND}|(?<=(?:sistema|equazione)\\s)è\\s(?:quindi\\s)?(?:impossibile|incompatibile)`,
    `(?:(?:ha|ci\\ssono|esistono|ammette|possiede)\\s)?(?:quindi\\s)?(?:infinite\\ssoluzioni|(?:un\\snumero\\sinfinito|un'infinità)\\sdi\\ssoluzioni)`,
  ],
  Dutch: [
    `(?:heeft|hebben|zijn\\ser|er\\szijn|er\\sis)?\\s?(?:dus\\s)?geen\\s${K}(?:oplossing(?:en)?|wortels|nulpunten)` +
      "|(?<=(?:stelsel)\\s)is\\s(?:dus\\s)?(?:strijdig|inconsistent)",
    `(?:heeft|hebben|zijn\\ser|er\\szijn)?\\s?(?:dus\\s)?oneindig\\sveel\\soplossingen`,
  ],
  Polish: [
    `(?:nie\\sma|nie\\sposiada|brak)\\s(?:więc\\s|zatem\\s)?${K}(?:rozwiązań|rozwiązania|pierwiastków)${BEHIND}|(?<=(?:układ|równanie)\\s(?:równań\\s)?)jest\\s(?:więc\\s|zatem\\s)?sprzeczn[yea]`,
    `(?:(?:ma|posiada)\\s)?(?:więc\\s|zatem\\s)?nieskończenie\\swiele\\srozwiązań`,
  ],
  Russian: [
    `(?:не\\sимеет|нет)\\s${K}(?:решений|корней|решения|корня)|${K}(?:решений|корней)\\s(?:нет|не\\sимеет)|(?<=система\\s)(?:уравнений\\s)?несовместна`,
    `(?:(?:имеет|есть|существует)\\s)?бесконечно(?:е\\s(?:множество|число|количество)|\\sмного)\\sрешений|решений\\sбесконечно\\sмного`,
  ],
  Turkish: [
    `${K}(?:çözümü?|kökü?|kökler)\\s?(?:yoktur|yok|bulunmamaktadır|bulunmaz)|çözümsüzdür|çözüm\\skümesi\\sboş(?:tur)?(?:\\skümedir)?`,
    `sonsuz\\s(?:sayıda\\s|çok(?:lukta)?\\s)?çözüm(?:ü)?(?:\\s(?:vardır|var))?`,
  ],
  Vietnamese: [
    "(?:vô|không\\s(?:có|tồn\\stại))\\snghiệm(?:\\s(?:thực|nguyên))?",
    "(?:có\\s)?vô\\ssố\\snghiệm",
  ],
  Indonesian: [
    `(?:tidak|tak)\\s(?:memiliki|mempunyai|ada|terdapat|punya)\\s(?:solusi|penyelesaian|akar)${BEHIND}`,
    `(?:(?:memiliki|mempunyai|ada|terdapat)\\s)?(?:tak\\s(?:ber)?hingga\\s(?:banyak\\s)?(?:solusi|penyelesaian)|(?:solusi|penyelesaian)\\s(?:yang\\s)?tak\\s(?:ber)?hingga(?:\\sbanyaknya)?)`,
  ],
  Chinese: [
    `(?:无|無|没有|沒有|不存在)${K}(?:解|根)`,
    "有?(?:无穷|無窮|无数|無數|无限|無限)多?[个個组組]?解",
  ],
  Japanese: [
    `${K}(?:解|根)(?:は|が|を)?(?:な[いし]|無[いし]|ありません|存在し(?:ない|ません)|[も持]た(?:ない|ず)|[も持]ちません)`,
    "(?:解は無数に(?:ある|あります|存在する|存在します)|無数の解(?:がある|をもつ|を持つ|があります|を持ちます|をもちます)?|解は無限に(?:ある|あります))",
  ],
  Korean: [
    `${K}(?:근|해)[은는이가를을]?\\s?(?:없(?:다|습니다|음|어요)|존재하지\\s않(?:는다|습니다|음)|(?:가지|갖)지\\s(?:않는다|않습니다|못한다))`,
    "(?:무수히|무한히)\\s많은\\s해를\\s?(?:가진다|갖는다|가집니다|갖습니다)|해[가는]\\s(?:무수히|무한히)\\s많(?:다|습니다|음|아요)",
  ],
  Arabic: [
    `(?:لا\\s(?:يوجد|توجد)|ليس\\s(?:له|لها|هناك|للمعادلة|للنظام)|لا\\s(?:تملك|يملك))\\s(?:المعادلة\\s|للمعادلة\\s|للنظام\\s)?(?:أي\\s)?(?:حلول|حل|جذور)${BEHIND}`,
    "عدد\\s(?:لا\\sنهائي|غير\\sمنته)\\sمن\\sالحلول|عدد\\sلا\\sنهائي\\sمن\\sالحلول",
  ],
  Hindi: [
    `(?:कोई\\s)?${K}(?:हल|समाधान|मूल)\\sनहीं(?:\\s(?:है|हैं|होता|होते))?(?:\\sहै|\\sहैं)?`,
    `(?:अनंत|अनन्त|अनगिनत|अपरिमित\\sरूप\\sसे\\sअनेक)\\s(?:हल|समाधान)(?:\\s(?:हैं|होते\\sहैं))?`,
  ],
};

const PATTERNS = Object.entries(SAYS).map(([language, [none, endless]]) => {
  const said = `(?:(?<endless>${endless})|${none})`;
  const glued = /^(?:Chinese|Japanese|Korean)$/.test(language);
  const source = glued ? said : `(?<![\\p{L}\\p{M}])${said}(?![\\p{L}\\p{M}])`;
  return { language, pattern: new RegExp(source, "iu") };
});
const ANY = new RegExp(
  PATTERNS.map(({ pattern }) => pattern.source.replace("?<endless>", "")).join("|"),
  "iu",
);

/** What every such clause has: what there is none or no end of, and a word for that. */
const MAY_SAY = (text: string) => THINGS.test(text) && HOW_MANY.test(text);
const THINGS =
  /solution|satisf|solves?\b|root|zero|inconsist|intercept|lösung|nullstell|lösbar|widerspr|soluci|incompat|imposs|solu[çc]|ra[íi][zc]|racine|soluzion|radic|oplossing|wortel|nulpunt|strijdig|rozwiąza|pierwiast|sprzeczn|решени|корн|несовм|çözüm|kök|nghiệm|solusi|penyelesaian|akar|[解根근해]|حل|جذ|हल|समाधान|मूल/i;
const HOW_MANY =
  /\bno\s|n't\s|\bnot\s|inconsist|empty|infini|kein|lösbar|widerspr|unendlich|\bsin\s|ningun|incompat|n[ãa]o\s|sem\s|nenhum|imposs|aucun|pas d|non\s|nessun|geen|strijdig|oneindig|nie\s|brak|sprzeczn|nieskończ|нет|не\s|несовм|бесконечн|yok|bulunma|çözüms|boş|sonsuz|vô\s|không|tidak|tak\s|[无無没沒不]|な[いし]|ません|[も持]た|없|않|못|많|لا\s|ليس|عدد|नहीं|अनंत|अनन्त|अनगिनत|अपरिमित/i;

/**
 * What makes it of a part only, of a case, a condition or a claim, or denies it: "the first equation", "for k = 4", "it is false
 * that", "no other solutions".
 */
const NOT_OF_ALL =
  /(?<!\p{L})(?:first|second|third|other|others|another|any|each|every|case|when|if|for|which|that|would|might|could|may|can|number|numbers|values?|claims?|false|wrong|true|not|never|only|one|some|unless|without|assum\w*|suppose|almost|means?|with|wenn|falls|erste\p{L}*|zweite\p{L}*|andere\p{L}*|fall|für|ohne|nicht|wäre|hätte|cuando|para|primer\p{L}*|segund\p{L}*|otr[oa]s?|caso|quando|premi\p{L}*|deuxi\p{L}*|second\p{L}*|autres?|cas|quand|pour|prim[aeio]|altr\p{L}+|если|при|когда|перв\p{L}+|втор\p{L}+|случа\p{L}+|друг\p{L}+|jeśli|gdy|dla|pierwsz\p{L}+|drug\p{L}+|przypad\p{L}+|indien|eerste|tweede|geval|voor|eğer|birinci|ikinci|durum\p{L}*|için|nếu|khi|thứ|với|jika|pertama|kedua|kasus|lain|untuk|إذا|عندما|الأول\p{L}*|الثاني\p{L}*|حالة|अगर|यदि|जब|पहल\p{L}*|दूसर\p{L}*)(?!\p{L})|[如若当當时時第另他]|もし|とき|場合|만약|때|경우|첫|둘째|다른/iu;

/**
 * Of a number, a share or a side of what is before the words: "two of the equations", "out of the 5", "half of them", "on the
 * negative side", "5个方程中有2个"; but not "the two equations" and "the system of two equations".
 */
const NUMBER_WORDS =
  "two|three|four|five|six|seven|eight|nine|half|most|several|many|few|both|zwei|drei|vier|fünf|sechs|hälfte|beide|einige|manche|viele|mehrere|dos|tres|cuatro|cinco|seis|mitad|ambas|algunas|varias|duas|dois|três|quatro|metade|deux|trois|quatre|cinq|moitié|certaines|plusieurs|due|tre|quattro|cinque|metà|alcune|twee|vijf|zes|helft|sommige|dwa|dwie|trzy|cztery|pięć|połowa|niektóre|два|две|три|четыре|пять|половина|некоторые|iki|üç|dört|beş|yarısı|bazı|hai|ba|bốn|năm|nửa|một số|dua|tiga|empat|lima|setengah|beberapa|ثلاث|أربع|خمس|نصف|بعض|दो|तीन|चार|पाँच|आधे|कुछ";
const OF_SOME = new RegExp(
  [
    `^(?:\\p{L}{2,10}\\s)?(?<!(?:the|these|die|diese|les|ces|las|los|estas|as|os|le|queste|de|deze|te|эти|kedua|bu|दोनों)\\s)(?<!bậc\\s)(?:${NUMBER_WORDS})(?![\\p{L}\\p{M}])`,
    `(?<!bậc)\\s(?:${NUMBER_WORDS})(?:\\s(?:of|der|davon|de|des|di|van|z|из)\\s.*|\\s)$`,
    "(?:^|\\p{L}{2,}\\s)\\d{1,3}\\s?(?=\\p{L}{2,}|[个個つ개組组本]|$)",
    "^(?:out of|of|among|von den|unter den|de (?:las|los|ces|estas)|parmi|dei|delle|fra|tra|van de|z tych|ze|spośród|из|dari|trong số|من بين)\\s",
    "(?<!\\p{L})(?:side|half|interval|range|region|branch|part|seite|intervall|bereich|lado|intervalo|côté|intervalle|lato|intervallo|kant|stron\\p{L}+|przedzia\\p{L}+|сторон\\p{L}+|промежут\\p{L}+|tarafta|aralı\\p{L}+|phía|khoảng|sisi|selang)(?!\\p{L})",
    "[两兩二三四五几幾][个個つ]|其中|のうち|(?:두|세|네)\\s개|(?:중|가운데)\\s|区间|區間|区間|구간",
  ].join("|"),
  "iu",
);

/** What may have solutions; beside a formula it has to be named. */
const OF_WHAT =
  /equation|system|inequality|problem|quadratic|polynomial|gleichung|system|ungleichung|ecuaci|sistema|inecuaci|equaç|équation|système|inéquation|equazion|disequazion|vergelijking|stelsel|równani|układ|nierówno|уравнени|систем|неравенств|denklem|sistem|eşitsizlik|phương trình|hệ|persamaan|方程|不等式|方程式|방정식|부등식|معادلة|نظام|समीकरण|निकाय/i;

/** No clause of words is longer. */
const LONGEST = 160;
const MOST_WORDS = 8;

interface Solvability {
  /** In English, as answers are compared. */
  answer: string;
  /** The kind of solutions; empty where it says none. */
  kind: string;
  endless: boolean;
  /** Beside its words the clause has a formula ("the equation x² + 9 = 0"). */
  formula: boolean;
}

/** Where a sentence says it, and in which language. */
export function solvabilityAt(sentence: string): { start: number; end: number; language: Language } | null {
  if (sentence.length > 3 * LONGEST || !MAY_SAY(sentence)) return null;
  const found = ANY.exec(sentence);
  if (found === null) return null;
  const own = PATTERNS.find(({ pattern }) => pattern.exec(sentence)?.index === found.index)!;
  const language = LANGUAGES.find(({ name }) => name === own.language)!;
  return { start: found.index, end: found.index + found[0].length, language };
}

/** What a clause says of how many solutions there are; null where it says anything else or more. */
export function solvability(clause: string): Solvability | null {
  if (clause.length > LONGEST || !MAY_SAY(clause)) return null;
  const plain = clause
    .replace(/\$|\\[()]/g, " ")
    .trim()
    .replace(/[\s.!]+$/, "");
  const found = ANY.exec(plain);
  if (!found) return null;
  const head = plain.slice(0, found.index);
  const tail = plain.slice(found.index + found[0].length);
  if (tail !== "" && !TAIL.test(tail)) return null;
  const words = head.match(/\p{L}{2,}/gu) ?? [];
  const formula = /[\d=<>^]/.test(head);
  if (words.length > MOST_WORDS || /[,;:?]/.test(head) || NOT_OF_ALL.test(head)) return null;
  if (OF_SOME.test(head) || CLAIMS.test(head)) return null;
  if (formula && !OF_WHAT.test(head)) return null;
  const kind = KINDS.find(([, names]) =>
    new RegExp(`(?<![\\p{Script=Latin}])(?:${names})(?![\\p{Script=Latin}])`, "iu").test(found[0] + tail),
  )?.[0];
  const endless = PATTERNS.some(({ pattern }) => {
    const own = pattern.exec(plain);
    return own?.index === found.index && own.groups!.endless !== undefined;
  });
  const of = kind === undefined ? "" : `${kind} `;
  return {
    answer: endless ? `infinitely many ${of}solutions` : `no ${of}solution`,
    kind: kind ?? "",
    endless,
    formula,
  };
}
const TAIL =
  /^\s(?:at all|(?:to|of) (?:the|this) (?:given )?(?:system|equation|inequality|problem)(?: of equations)?|whatsoever|here|in (?:the\s)?real numbers|(?:over|among) the reals|in ℝ|in \\mathbb\{R\})$/i;

// Quantities as texts say them, written in one manner: "twenty-five per cent" as 25%, "dreieinhalb Stunden" as 3 1/2 Stunden,
// "4 grados bajo cero" as -4 grados, "每秒1.5米" as 1.5米/秒, "7 R 4" as 7 remainder 4. Times of day are in times.ts, measures
// in two units in measures.ts.
import { numbered } from "./numerals.ts";
import { languageOf } from "./phrases.ts";
import { withMeasuresInDigits } from "./spelled.ts";

const NUMBER = "\\d[\\d.,]{0,15}(?<=\\d)(?:\\s\\d+\\/\\d+|\\/\\d+)?";
const END = "(?![\\p{L}\\p{M}\\p{N}])";
const START = "(?<![\\p{L}\\p{M}\\p{N}.,])";

type Rule = [pattern: RegExp, written: string | ((...found: string[]) => string)];

const UNIT_OF_ONE =
  "stunde|minute|heure|hora|ora|uur|minuut|minuto|hour|saat|dakika|घंटा|घंटे|giờ|jam|menit|metre|meter|mètre|metro|euro|kilometer|kilo";
/** A half, and quarters, beside a number in digits; "eine Stunde und 20 Minuten", "ساعتان". */
const HALVES: readonly Rule[] = [
  [
    new RegExp(
      `${START}(?:eine?n?|une?|una|uma|um|un'|een|één|bir|एक|một|satu|an?|one)\\s?(${UNIT_OF_ONE})(?=\\s(?:(?:and|und|et|y|e|en|ve|dan|và)\\s)?\\d)`,
      "giu",
    ),
    "1 $1",
  ],
  [/(?<![\p{L}\d]|\d\s)(час|godzinę|godzina|godzinie)(?=\s(?:и\s|i\s)?\d{1,2}\s(?:мин|min))/giu, "1 $1"],
  [/ساعة\sواحدة/gu, "1 ساعة"],
  [/ساعت(?:ان|ين)(?!\p{L})/gu, "2 ساعة"],
  [/(?<!\p{Script=Hangul})한\s시간(?=\s\d)/gu, "1시간"],
  [/(?<![\d.,/])(\d{1,4})\s?(時間|分間|分|秒|年|日|個|メートル|キロ|リットル)半(?!分|額|数|径)/gu, "$1.5$2"],
  [/(?<![\d.,/])(\d{1,4})\s?[个個]半(?=\p{Script=Han})/gu, "$1.5"],
  [/(?<![\d.,/])(\d{1,4})\s?(시간|미터|킬로|리터|년|개)\s반(?!\p{Script=Hangul}(?<![이입정을]))/gu, "$1.5$2"],
  [
    new RegExp(`(?<![\\d.,/])(\\d{1,4})\\s(giờ|tiếng|năm|tháng|ngày|mét|lít|cân)\\srưỡi${END}`, "giu"),
    "$1.5 $2",
  ],
  [
    /(?<![\d.,/])(\d{1,4})\s(?:с\sполовиной|i\spół|buçuk|et\sdemie?|y\smedi[ao]|e\smezz[ao]|e\smei[ao]|en\seen\shalf)(?=\s\p{L})/giu,
    "$1.5",
  ],
  [
    new RegExp(
      `(?<![\\d.,/])(\\d{1,4})\\s(?!and|y|et|e|i|en)(\\p{L}[\\p{L}\\p{M}]{1,14})\\s(?:y|et|e|i|en\\seen|и|с|und\\seine?|و\\s?|ve)\\s?(?:medi[ao]|demie?|mezz[ao]|mei[ao]|pół|половиной|halve?|halbe?|نصف|buçuk)${END}`,
      "giu",
    ),
    "$1.5 $2",
  ],
  [
    /(?<![\p{L}\p{M}])(साढ़े|साढ़े|सवा|पौने)\s(\d{1,4})(?![\d.,])/gu,
    (_, word, number) => `${Number(number) + (word === "सवा" ? 0.25 : word === "पौने" ? -0.25 : 0.5)}`,
  ],
];

const small = (list: string) => new Map(numbered(list));
const VI = small("một hai ba bốn/tư năm sáu bảy tám chín mười");
const TR = small(
  "bir/biri iki/ikisi üç/üçü dört/dördü beş/beşi altı/altısı yedi/yedisi sekiz/sekizi dokuz/dokuzu",
);
const OF_TR = small("x ikide üçte dörtte beşte altıda yedide sekizde dokuzda onda");
/** "ba phần tư", "dörtte üçü": parts that are said by their denominator. */
const PARTS: readonly Rule[] = [
  [
    new RegExp(`${START}(${[...VI.keys()].join("|")})\\sphần\\s(${[...VI.keys()].join("|")})${END}`, "giu"),
    (_, over, under) => `${VI.get(over.toLowerCase())}/${VI.get(under.toLowerCase())}`,
  ],
  [
    new RegExp(`${START}(${[...OF_TR.keys()].join("|")})\\s(${[...TR.keys()].join("|")})${END}`, "giu"),
    (_, under, over) => `${TR.get(over.toLowerCase())}/${OF_TR.get(under.toLowerCase())}`,
  ],
];

const PERCENT =
  "per\\scents?|prozent|por\\sciento|por\\scento|pour\\scent|procent|per\\scento|процент(?:а|ов|ам|ах)?|persen|phần\\străm|(?:بالمئة|في\\sالمئة|بالمائة|في\\sالمائة)|प्रतिशत|फीसदी";
const PERCENTS: readonly Rule[] = [
  [new RegExp(`(${NUMBER})\\s(?:${PERCENT})${END}`, "giu"), "$1%"],
  [new RegExp(`(${NUMBER})\\s?(?:퍼센트|プロセント|パーセント)`, "gu"), "$1%"],
  [/(?<![\d.])(\d{1,4})\s?(?:分之|分の|분의)\s?(\d{1,4})(?![\d.])/gu, "$2/$1"],
  [/百分之\s?(\d[\d.]{0,9}(?<=\d))/gu, "$1%"],
  [new RegExp(`${START}yüzde\\s(${NUMBER})`, "giu"), "$1%"],
  // "%25": the sign may stand in front.
  [/(?<![\p{L}\p{N}\\%)}$]|[\p{N})%}$]\s)%\s?(\d{1,3}(?:[.,]\d{1,4})?)(?![\d%]|[.,]\d|[A-F]\b)/gu, "$1%"],
];

const DEGREES =
  "\\s?\\^\\\\circ\\s?C?|\\s?(?:degrees?|grad|grados?|degrés?|gradi|graus?|graden|stopni\\p{L}{0,2}|градус\\p{L}{0,3}|độ|derajat|درجات|درجة)(?:\\s(?:Celsius|centígrados))?";
const ZERO =
  "below\\s(?:zero|0|freezing)|unter\\s(?:dem\\s)?(?:null|0|gefrierpunkt)|bajo\\scero|abaixo\\sde\\szero|(?:au-dessous|en\\sdessous|sous)\\s?(?:de\\s)?(?:le\\s)?z[ée]ro|sotto\\s(?:lo\\s)?zero|ниже\\sнуля|мороза|poniżej\\szera|mrozu|onder\\s(?:nul|het\\svriespunt)|di\\sbawah\\snol|dưới\\s(?:không|0)(?:\\sđộ)?|تحت\\sالصفر";
const SIGNS: readonly Rule[] = [
  // "estamos a 4 grados bajo cero": the preposition would be a letter before a minus.
  [
    new RegExp(`(?<![\\d.,-]\\s?)${START}(?:[aeàoy]\\s)?(${NUMBER})(${DEGREES})?\\s(?:${ZERO})${END}`, "giu"),
    "-$1$2",
  ],
  [new RegExp(`(?:${START}(?:eksi|минус|âm|سالب|ऋण|sıfırın\\saltında)\\s)(?=\\d)`, "giu"), "-"],
  [/(?:零下|氷点下|マイナス|负|負|영하|마이너스)\s?(?=\d)/gu, " -"],
  [/शून्य से\s(\d[\d.]{0,6}(?<=\d))(\sडिग्री)?(?:\sसेल्सियस)?\s(?:नीचे|कम)/gu, "-$1$2"],
];

/** The unit of 時速, 분속, saniyede. */
const timeOf = (word: string) => (/[時시]|saatte/i.test(word) ? "h" : /[分분]/.test(word) ? "min" : "s");
/** What is of a second, an hour: it stands before the number in some languages. */
const RATES: readonly Rule[] = [
  [
    /每(?:一)?(小时|小時|秒|分钟|分鐘|天)\s?(?:行驶|走|跑|行|骑|飞|流)?\s?(\d[\d.]{0,9}(?<=\d))\s?(公里|千米|米|厘米|升)/gu,
    "$2 $3/$1 ",
  ],
  [
    /(時|分|秒|시|분|초)[速속]\s?(\d[\d.]{0,9}(?<=\d))\s?(?:(km|キロメートル|キロ|킬로미터|킬로)|m(?!\w)|メートル|미터)/gu,
    (_, time, number, kilo) => `${number} ${kilo ? "km" : "m"}/${timeOf(time)} `,
  ],
  [
    /(?<!\p{L})(saatte|saniyede)\s(\d[\d.,]{0,9}(?<=\d))\s(?:(km|kilometre)|m|metre)(?!\p{L})/giu,
    (_, time, number, kilo) => `${number} ${kilo ? "km" : "m"}/${timeOf(time)} `,
  ],
];

/** A quotient of whole numbers with what is left over. */
const REST =
  "[Rr]|rem\\.?|remainder(?:\\sof)?|(?:with\\s)?(?:a\\s)?remainder(?:\\sof)?|Rest|rest|reste|resto|остат(?:ок|ке)|ост\\.|reszty|reszta|r\\.|kalan|dư|sisa|والباقي|शेष";
const REMAINDERS: readonly Rule[] = [
  [
    /(?<=(?:÷|\\div)\s{0,2}\d{1,9}\s?=\s?)(\d{1,9})\s?(?:…{1,2}|\.{3,6}|⋯{1,2})\s?(\d{1,9})(?!\d|\.\d)/gu,
    "$1 remainder $2",
  ],
  [
    new RegExp(
      `(?<=(?:÷|\\\\div|\\/|:)\\s{0,2}\\d{1,9}\\s?=\\s?)(\\d{1,9}),?\\s?(?:${REST})\\s?(\\d{1,9})(?!\\d|\\.\\d)`,
      "gu",
    ),
    "$1 remainder $2",
  ],
  [/(?<![\d.,])(\d{1,9})\s?,?\s?(?:余り|あまり|余|餘|나머지)\s?(\d{1,9})(?!\d|\.\d)/gu, "$1 remainder $2"],
  [
    /(?<![\d.,])(\d{1,9}),?\s(?:R|r|rem|Rest|reste|resto|остаток|ост\.|dư|sisa|kalan|reszty)\s?(\d{1,9})(?=[\s.*!]*(?:$|\n))/gu,
    "$1 remainder $2",
  ],
];

/** In words, where a formula has LaTeX: "1\\frac{1}{4} L", which was 1¼ L. */
const FRACTIONS: readonly Rule[] = [
  [
    /(?<=^[^\n$=]{0,200}(?<![\p{L}\\])\p{L}{2,20}[^\n$=]{0,200}|(?<=[,;:]|\p{L}{2})\s)(?<![\d}^_/*+-]|[\d)]\s)(\d{1,4})?\\frac\{(\d)\}\{(\d)\}(?=\s\p{L}{1,15}(?![\p{L}\d=+*/^])|[.,;!?])/gmu,
    (_, whole, above, below) => `${whole === undefined ? "" : `${whole} `}${above}/${below}`,
  ],
];

const RULES: readonly [hint: RegExp, rules: readonly Rule[]][] = [
  [
    /ساعة|ساعت|한\s시간|\p{L}'?\s?(?:stunde|minute|heure|hora|ora|uur|minu|hour|saat|dakika|giờ|jam|menit|met|mèt|euro|kilo)|час|godzin|एक|半|반|rưỡi|половин|pół|buçuk|demi|medi[ao]|mezz|mei[ao]|hal[vb]|نصف|ढ़े|ढ़े|सवा|पौने/iu,
    HALVES,
  ],
  [/phần|[dt][ae]\s(?:bir|iki|üç|dör|beş|alt|yed|sek|dok)/iu, PARTS],
  [
    /%\s?\d|cent|cient|pro[zc]ent|процент|persen|trăm|بال|في|प्रति|फीस|퍼센|パーセ|分[之の]|분의|yüzde/iu,
    PERCENTS,
  ],
  [
    /below|unter|bajo|abaixo|sous|sotto|ниже|мороза|poniżej|mrozu|onder|bawah|dưới|تحت|eksi|минус|âm\s|سالب|ऋण|altında|零下|氷点|マイナス|[负負]|영하|마이너스|शून्य/iu,
    SIGNS,
  ],
  [/每|[時分秒]速|시속|분속|초속|saatte|saniyede/u, RATES],
  [/[^\n$=\\]\\frac\{\d\}\{\d\}(?:\s\p{L}|[.,;!?])/u, FRACTIONS],
  [/\d,?\s?(?:[Rr…⋯]|\.{3}|あまり|余|餘|나머지|ост|kalan|dư|sisa|وال|शेष)/u, REMAINDERS],
];

/** A text with its quantities as they are written in digits and signs. Linear. */
export function withQuantities(text: string): string {
  let result = withMeasuresInDigits(text, languageOf(text).name);
  for (const [hint, rules] of RULES)
    if (hint.test(result))
      for (const [pattern, written] of rules)
        result =
          typeof written === "string" ? result.replace(pattern, written) : result.replace(pattern, written);
  return result;
}

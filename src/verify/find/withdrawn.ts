// An answer that its own text withdraws: values that the last words deny or reject, that are only supposed, or that a check behind
// them does not bear out.
import type { FinalAnswer } from "./found.ts";
import { isUnfit } from "./refused.ts";
import { COURTESY, sentencesOf } from "./undeclared.ts";

const VALUE = String.raw`\(?(?:\$|\\\()?(?:[a-z](?:_\d)?\s?=\s?)?-?\d[\d./]*(?:\$|\\\))?\)?`;
const AND = "and|or|und|oder|et|ou|y|e|o|u|en|of|i|lub|и|или|ve|veya|và|hoặc|dan|atau|و|और|noch|nor";
const LIST = `${VALUE}(?:\\s?(?:\\s(?:${AND})\\s|[和与と과와])\\s?${VALUE})*`;
const FAILS =
  String.raw`(?:(?:both|all|each|also|then)\s)?(?:do(?:es)?(?:n't| not) (?:work|fit|hold|count|satisfy|check|qualify|make sense)|(?:cannot|can't) (?:be|work|hold)|fails?\b|(?:(?:is|are|was|were|must be|has to be|have to be|gets?) )?(?:both )?(?:rejected|discarded|excluded|extraneous|inadmissible|invalid|ruled out|not (?:valid|allowed|admissible|solutions?|roots?|possible))|` +
  String.raw`(?:(?:ist|sind|werden|wird|fällt|fallen|entfällt|entfallen|pass\p{L}*|erfüll\p{L}*)\s[^.;]{0,20}?(?:nicht|keine?|weg|aus|verworfen|ausgeschlossen|ungültig)|entf[aä]ll\p{L}*)|` +
  String.raw`(?:est|sont)\s(?:à\s)?(?:rejet\p{L}+|exclu\p{L}*|écart\p{L}+)|ne\s(?:convien|vérifi|satisf|fonctionn|sont|peu)\p{L}*\s?pas|no\s(?:cumple|sirve|satisface|verifica|funciona|son|es)\p{L}*|se\s(?:descart|rechaz|exclu|rejeit)\p{L}+|n[ãa]o\s(?:serve|satisfaz|verifica|funciona|são|é)\p{L}*|non\s(?:soddisf|verific|funzion|sono|è|va)\p{L}*|(?:va|vanno)\s(?:scartat|esclus)\p{L}*|` +
  String.raw`не\s(?:подход|удовлетвор|явля)\p{L}*|отбрасыва\p{L}+|отпада\p{L}+|посторонн\p{L}+|nie\s(?:spełnia|pasuj|są|jest)\p{L}*|odpada\p{L}*|odrzuca\p{L}*|voldoe[nt]?\s?\p{L}*\s?niet|(?:vervalt|vervallen)|(?:çözüm\s)?değil\p{L}*|sağlamaz\p{L}*|sağlamıyor\p{L}*|(?:bị|không)\s(?:loại|th[oỏ][aả]|phải)|tidak\s(?:memenuhi|cocok|berlaku|valid)|bukan\s(?:solusi|penyelesaian|akar)|لا\s(?:[يت]حقق|[يت]صلح|[يت]ناسب)\p{L}*)|` +
  "(?:都|均|は|が|도|은|는)?\\s?(?:不(?:符合|满足|成立|适|適|是)|舍去|満たさない|適さない|解ではない|만족하지 않|성립하지 않|적합하지 않|해가 아니)";
const REJECTED = new RegExp(`(?<![\\p{L}\\d.])(?<said>${LIST})\\s?(?:${FAILS})`, "giu");
const REJECTS = new RegExp(
  String.raw`(?<!\p{L})(?:reject|discard|exclude|rule out|throw out|(?:man )?verw[ei]rf\p{L}*|rejet\p{L}*|écart\p{L}*|descart\p{L}*|rechaz\p{L}*|rejeit\p{L}*|scart\p{L}*|esclud\p{L}*|отбрасыва\p{L}+|исключа\p{L}+|odrzuca\p{L}*)\s(?:(?:the|both|wir|on|die|den|la|le|les|los|las|il|o|as?|os|values?|roots?|solutions?|valeurs?|корень|wartoś\p{L}+)\s){0,3}(?<said>${LIST})|舍去\s?(?<also>${LIST})`,
  "giu",
);
/** "Also passen x = 2 und x = 3 nicht." */
const FITS_NOT = new RegExp(
  `(?<!\\p{L})(?:pass|erfüll|gelt|sind|ist|fall|fäll)\\p{L}*\\s(?<said>${LIST})\\s(?:nicht|keine?|weg|aus)(?!\\p{L})`,
  "giu",
);
const NEITHER = new RegExp(
  String.raw`(?<!\p{L})(?:neither|weder|ni|né|nem|noch|ни|ani|ne|bukan|tidak)\s(?<said>${VALUE}),?\s(?:nor|noch|ni|né|nem|ни|ani|maupun|ne(?:\sde)?)\s(?<also>${VALUE})|(?<said2>${VALUE})(?:でも|도\s)(?<also2>${VALUE})(?:でも(?:な|あり)|도\s?(?:아니|않|아닙))`,
  "giu",
);

/** The numbers that the last sentence of a text rejects and does not name again behind it. */
function rejectedIn(sentence: string, text: string): Set<string> {
  const rejected = new Set<string>();
  for (const pattern of [REJECTED, REJECTS, FITS_NOT, NEITHER])
    for (const { index, 0: all, groups } of sentence.matchAll(pattern)) {
      const said = numbersIn(Object.values(groups ?? {}).join(" "));
      // "The answer is 2 and 3 does not work."
      for (const number of pattern === REJECTED && OF_ONE.test(all) ? said.slice(-1) : said) {
        const behind = numbersIn(sentence.slice(index + all.length));
        if (!behind.includes(number) && (said.length > 1 || isOfLetter(number, text))) rejected.add(number);
      }
    }
  return rejected;
}
/** "x = 12"; "So 12 were rejected" counts. */
const isOfLetter = (number: string, text: string) =>
  new RegExp(`(?<!\\p{L})\\p{L}(?:_\\{?\\d\\}?)?\\s?=\\s?${number}(?![\\d/]|\\.\\d)`, "u").test(text);
const OF_ONE = /\s(?:does|is|was|fails|passt|ist|est|es|é|è)(?!\p{L})/iu;
const numbersIn = (text: string): string[] => text.match(/(?<![\d_])-?\d+(?:[./]\d+)?/g) ?? [];

const SUPPOSES =
  /^\W*(?:(?:(?:now|first|next|then),?\s)?(?:(?:let us|let's|we (?:can |could |may )?)\s?(?:first\s|now\s)?(?:try|suppose|assume|guess|test|check)|suppose|assume|try(?:ing)?|guess|testing)|(?:essayons|supposons|testons)|(?:probemos|supongamos|prob[ae]mos)|(?:versuchen|probieren|testen) wir|angenommen|nehmen wir an|(?:proviamo|supponiamo)|(?:vamos (?:tentar|testar|supor)|suponhamos)|(?:попробуем|предположим|допустим|проверим)|(?:spróbujmy|załóżmy|przypuśćmy)|(?:stel|laten we)|(?:deneyelim|varsayalım)|(?:thử|giả sử)|(?:mari (?:kita )?coba|misalkan|andaikan)|(?:试|假设|假设|設|仮に)|가정|لنجرب|لنفترض|नفرض|मान ले)(?!\p{L})|(?:としてみ|と仮定|라고 (?:하자|가정)|मान लेते)|(?<!\p{L})(?:deneyelim|varsayalım)/iu;
const WORKS =
  /(?<!\p{L})(?:so|then|thus|hence|which|shows?|yields?|finds?|gets?|sees?|leads?|confirms?|holds?|zeigt|ergibt|donne|montre|works?|gives?|fits?|checks?|satisf\p{L}+|donc|also|luego|entonces|quindi|logo|então|значит|тогда|więc|dus|yani|vậy|jadi|maka)(?!\p{L})|[所因]|だから|따라서/iu;

const CHECK_FAILS =
  /^\W*(?:(?:check|verif\p{L}+|checking|test)\s?[:,-]\s?)?(?:but\s|however,?\s|unfortunately,?\s|sadly,?\s)?(?:(?:it|this|that|they|these|both|neither|none|the (?:check|answer|solution|result|pair|value|test))\s)(?:[^.!?]{0,40}?\s)?(?:(?:do(?:es)?|did)(?:n't| not) (?:hold|work|fit|check|match|satisfy|add up|agree|solve)|fails?|(?:is|are|was) (?:wrong|false|incorrect|not (?:true|right|correct|a solution|satisfied|valid))|(?:isn't|aren't) (?:true|right|correct|satisfied|valid)|(?:works|holds|fits|satisfies)(?<=(?:neither|none)[^.!?]{0,60}))|^\W*(?:check|verification)\s?[:,-]\s?(?:fails?|failed|false|wrong|no)\b/iu;
/** What fails is something else. */
const ELSE =
  /(?<!\p{L})(?:other\p{L}*|else|general|always|alternat\p{L}+|smaller|larger|greater|less|more|any\p{L}*|if|would|andere\p{L}*|sonst|autres?|otr[oa]s?|outr[oa]s?|altr[oiae]|друг\p{L}+|inn\p{L}+|başka|khác|lain\p{L}*|kein\p{L}*|aucune?|ning\p{L}+|nessun\p{L}*)(?!\p{L})|其他|其它|他の|다른|آخر|अन्य/iu;

/** "Check: 2 · 3 + 5 = 11 ≠ 12." */
const UNEQUAL =
  /^\W*(?:check|verification|probe|vérification|comprobación|verifica\p{L}*|проверка|sprawdzenie|controle|检验|検算|검산)\s?[:,-].*\d\s?(?:≠|\\neq?(?![a-z])|(?:does not|doesn't|is not|isn't) equal(?: to)?)\s?-?[1-9]/iu;

/** A sentence that says that a check of what stands before it fails. */
const isFailure = (last: string) =>
  UNEQUAL.test(last) ||
  (!/\d/.test(last) &&
    !ELSE.test(last) &&
    (CHECK_FAILS.test(last) || (isUnfit(last) && last.split(/\s/).length <= FEW_WORDS)));

/** Whether the end of `text` withdraws the answer that was found in it. */
export function isWithdrawn(found: FinalAnswer, text: string): boolean {
  const sentences = sentencesOf(text.slice(-1500)).filter((one) => !COURTESY.test(one));
  const last = sentences.at(-1)?.trim() ?? "";
  if (last.length > MOST) return false;
  const answers = numbersIn([...found.others, found.answer].join(" ").replace(/[$\\()]/g, ""));
  // "Many would say 9. That is wrong.": what a check says is of what stands right before it.
  const before = numbersIn(sentences.at(-2) ?? "");
  const own = answers.length === 0 || answers.some((number) => before.includes(number));
  if (own && sentences.length > 1 && isFailure(last)) return true;
  if (answers.length === 0) return false;
  const said = last.replace(/[−–](?=\d)/g, "-");
  const rejected = rejectedIn(said, sentences.join(" ").replace(/[−–](?=\d)/g, "-"));
  if (rejected.size > 0 && answers.some((number) => rejected.has(number))) return true;
  return (
    SUPPOSES.test(last) &&
    !WORKS.test(last.replace(SUPPOSES, " ")) &&
    answers.every((one) => said.includes(one)) &&
    !answers.every((one) => numbersIn(sentences.slice(0, -1).join(" ")).includes(one))
  );
}
const MOST = 400;
const FEW_WORDS = 8;

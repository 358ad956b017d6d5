// An answer that its own text withdraws: values that the last words deny or reject, that are only supposed, or that a check behind
// them does not bear out.
import type { FinalAnswer } from "../sentence/found.ts";
import { isUnfit, numbersIn, rejectedIn } from "../sentence/rejected.ts";
import { COURTESY, sentencesOf } from "../sentence/sentences.ts";

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

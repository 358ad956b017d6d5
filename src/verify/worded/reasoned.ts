// A name, a day of the week or an option that a sentence says before its reason, whatever numbers that has: "Marcus is the
// tallest - he is 4 cm taller than Lena", "In 100 days it is a Tuesday, since 100 = 14 · 7 + 2", "I would choose (B): the slope
// is 3", "Luca è il più giovane: ha 3 anni meno di Sara".
import type { Language } from "../languages/language.ts";
import { ENGLISH } from "../languages/languages.ts";
import { valuesIn } from "../read/values.ts";
import { type FinalAnswer, plainly } from "../sentence/found.ts";
import { sentencesOf } from "../sentence/sentences.ts";
import { CLAIMS } from "../wording/claims.ts";
import { justBefore, languageOf, opposes, withoutMarkup, words } from "../wording/phrases.ts";
import { weekdaysIn } from "../wording/weekdays.ts";
import { chosenIn } from "./chosen.ts";
import { chosenElsewhere } from "./chosen-elsewhere.ts";
import { DENIES, dayIn, pickedAlone, UNSURE } from "./picked.ts";

const LONGEST = 400;
const LONGEST_HEAD = 120;
const MOST_HEADS = 4;

type Told = Pick<FinalAnswer, "answer"> & Partial<FinalAnswer>;

/** What a text of one sentence, or the sentence that it concludes in, says before a reason with numbers; else null. */
export function reasonedAtEnd(text: string): FinalAnswer | null {
  const tail = text.slice(-2 * LONGEST).trim();
  const sentences = sentencesOf(tail);
  const language = languageOf(tail);
  const { because, opening } = words(language);
  const why = sentences.length > 1 && because.test(sentences.at(-1)!) ? sentences.pop()! : "";
  const sentence = sentences.pop()?.trim() ?? "";
  if (sentence.length > LONGEST || sentence.includes("?") || !/\d/.test(sentence + why)) return null;
  const alone = sentences.length === 0 && tail.length === text.trim().length;
  if (!alone && !opening.test(sentence)) return null;
  const said = withoutMarkup(sentence)
    .replace(opening, "")
    .replace(/[\s.!]+$/, "");
  const whole = `${said}${why === "" ? "" : ` - ${why}`}`;
  for (const { head, reason, isCause } of headsOf(whole, language)) {
    const told = saidIn(head, reason, language);
    // "The tallest is Marcus, who is 190 cm tall": either may be asked for; why he is is no answer.
    if (told !== null)
      return plainly({
        ...told,
        ...(isCause || told.others === undefined ? { others: [] } : {}),
        from: "the last sentence",
        concludes: true,
      });
  }
  return null;
}

/** Words behind a comma that tell more of who or what was said before: "who", "he", "with 3 more". */
const TELLS_MORE =
  "pois|porque|porqué|bo|ponieważ|denn|car|want|omdat|çünkü|karena|vì|who|which|whose|with|by|beating|ahead of|he|she|it|they|che|con|lui|lei|qui|avec|elle|il|der|die|das|mit|er|sie|quien|que|ella|él|com|ele|ela|met|hij|zij|który|która|które|z|on|ona|котор\\p{L}+|он|она|с|yang|dengan|dia|hơn|người|o|bu|الذي|التي|وهو|وهي|جو|जो|वह";
const BOUNDARY = new RegExp(
  `\\s-{1,3}\\s|:\\s?(?!\\d)|;\\s|\\s?\\((?=[^()]*\\)$)|,\\s?(?=(?:${TELLS_MORE})(?!\\p{L})|[他她它比])`,
  "giu",
);

/** What stands before a place where a reason may open, and the reason. */
function headsOf(sentence: string, language: Language): { head: string; reason: string; isCause: boolean }[] {
  const { causes } = words(language);
  const cause = new RegExp(`(?<=[\\s,])${causes.source.slice(1)}|,\\s?${causes.source.slice(1)}`, "giu");
  return [...sentence.matchAll(BOUNDARY), ...sentence.matchAll(cause)]
    .sort((a, b) => a.index - b.index)
    .slice(0, MOST_HEADS)
    .map(({ index, 0: { length } }) => ({
      head: sentence.slice(0, index).replace(/[\s,]+$/, ""),
      reason: sentence.slice(index + length),
      isCause:
        /\p{L}$/u.test(sentence.slice(0, index + length)) || causes.test(sentence.slice(index + length)),
    }))
    .filter(({ head, reason }) => head !== "" && head.length <= LONGEST_HEAD && /\d/.test(reason));
}

function saidIn(head: string, reason: string, language: Language): Told | null {
  const day = dayBefore(head, reason, language);
  if (day !== null) return { answer: day };
  if (goesOn(reason, language)) return null;
  const option = language === ENGLISH ? chosenIn(head) : null;
  if (option !== null) return { answer: option };
  const elsewhere = chosenElsewhere(head, language);
  if (elsewhere !== null) return elsewhere;
  if (reason.search(words(language).so) >= 0) return null;
  const name = pickedAlone(head);
  if (name === null || clausesOf(reason).some((one) => (pickedAlone(one) ?? name) !== name)) return null;
  if (CLAIMS.test(reason) || CLAIMS.test(head) || SOUGHT.test(reason) || namesAnother(reason, name))
    return null;
  const values = valuesIn(reason);
  const others = values.length === 1 && !COMPARES.test(reason) ? [values[0].result] : [];
  return { answer: name, others, named: true };
}

const clausesOf = (text: string) => text.split(/[,;:](?!\d)\s?/).map((clause) => clause.trim());

/** What the text says is looked for, behind a name. */
const SOUGHT =
  /(?<!\p{L})(?:look(?:ing)? for|sought|asked|wanted?|we (?:need|seek)|question|gesucht\p{L}*|gefragt\p{L}*|frage|busca\p{L}*|pregunta\p{L}*|procura\p{L}*|pergunta\p{L}*|cherch\p{L}+|demand\p{L}+|question|cerc\p{L}+|chies\p{L}+|domanda|gezocht\p{L}*|gevraagd\p{L}*|szuka\p{L}*|pyta\p{L}*|ищем|спрашива\p{L}+|вопрос\p{L}*|aran\p{L}+|sorul\p{L}+|hỏi|dicari|ditanya\p{L}*)(?!\p{L})|[问問]题?|求める|聞かれ|묻는|찾는|المطلوب|السؤال|पूछा|खोज/iu;

/** Whether a reason says of another one that it is who: "the oldest of all is Lena", "in fact Lena is, with 13". */
function namesAnother(reason: string, name: string): boolean {
  return [...reason.matchAll(IS_ONE)].some(({ groups }) => (groups!.behind ?? groups!.before) !== name);
}
const COPULA = "is|was|es|fue|est|était|ist|war|è|foi|é|to|jest|adalah|là|это";
const NAME = "\\p{Lu}[\\p{L}'-]{1,20}";
const IS_ONE = new RegExp(
  `(?<!\\p{L})(?:${COPULA})\\s(?<behind>${NAME})(?=[^\\p{L}]*$|[,;.])|(?<!\\p{L}|als\\s)(?<before>${NAME})\\s(?:${COPULA})(?=[,;.]|\\s?$|\\s(?:the|el|la|le|der|die|das|il|o|a|de|het|yang)\\s)`,
  "gu",
);

/** What is right as well, or instead. */
const goesOn = (reason: string, language: Language) => GOES_ON.test(reason) || opposes(reason, language);
const GOES_ON = /\b(?:or|wait|actually|except|unless|until|too|both|no)\b/i;
const COMPARES =
  /\b(?:than|more|less|fewer|ahead|before|behind|by|beat\p{L}*|\p{L}{2,10}er)\b|(?<!\p{L})(?:pi[ùu]|meno|más|menos|mais|plus|moins|mehr|weniger|als|meer|minder|dan|więcej|mniej|niż|daha|fazla|hơn|lebih|kurang|أكثر|أكبر|أقل|से)(?!\p{L})|больше|меньше|старше|младше|выше|ниже|раньше|позже|быстрее|[比많적크작]|より|보다/iu;

/**
 * The day of the week that a clause ends in, unless its reason says another one of it: "In 100 days it is a Tuesday", "Dans 100
 * jours, ce sera un mardi", "木曜日ではなく金曜日です", "Thursday".
 */
function dayBefore(head: string, reason: string, language: Language): string | null {
  if (language === ENGLISH) {
    const day = dayIn(head);
    if (day === null || UNSURE.test(head) || DENIES.test(head.replace(/^that\b/i, ""))) return null;
    const rival = [...reason.matchAll(ENGLISH_DAY)].some(
      ({ 0: other, index }) =>
        other.toLowerCase() !== day.toLowerCase() && !GIVEN_DAY.test(justBefore(reason, index, 30)),
    );
    return rival || TAKEN_BACK.test(reason) ? null : day;
  }
  const { denies, so, contrast } = words(language);
  const positive = head.replace(contrast ?? NEVER, " ").replace(NOT_BEFORE, "");
  const day = weekdaysIn(positive, language.name).at(-1);
  if (day === undefined || !/^[^\d,;:()]{0,14}$/.test(positive.slice(day.end))) return null;
  const before = positive.slice(0, day.start);
  const said = before.trim() === "" || IS_DAY.test(before) || words(language).equals?.test(before.trimEnd());
  if (!said && !words(language).equalsBehind?.test(positive.slice(day.end))) return null;
  if (denies.test(positive) || reason.search(so) >= 0 || goesOn(reason, language)) return null;
  return weekdaysIn(reason, language.name).every(({ name }) => name === day.name) ? day.name : null;
}
const NEVER = /(?!)/g;
const ENGLISH_DAY = /\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b/gi;
/** "today is Sunday", "two days past Tuesday": from where on days are counted. */
const GIVEN_DAY =
  /\b(?:(?:today|yesterday|tomorrow|now|day (?:0|1|zero|one)|\p{Lu}\p{L}+ \d{1,2}|start\p{L}*|beg[au]n|begins) (?:(?:is|was|on|with|from) )?|(?:from|after|past|before|since|following) )(?:an? |the |that |last )?$/iu;
const TAKEN_BACK = /\b(?:but|wait|actually|no|not|or|wrong)\b/i;
/** "木曜日ではなく", "목요일이 아니라": the denial stands behind. */
const NOT_BEFORE =
  /[月火水木金土日]曜日?(?:ではなく|じゃなく)て?[,、]?\s?|[월화수목금토일]요일이\s아니라,?\s/gu;
/** A verb of being, becoming or falling on, with an article. */
const IS_DAY =
  /(?<!\p{L})(?:será|cae(?:rá)?(?:\sen)?|ser[áa]|cair[áa]|sera|tombe(?:ra)?|est|wird|fällt\sauf|ist|sar[àa]|cade|cadrà|wordt|valt\sop|is|będzie|wypada|wypadnie|będzie\sto|будет|приходится\sна|выпадает\sна|olacak|là|rơi\svào|adalah|jatuh\s(?:pada\s)?hari|sẽ\slà|هو|يكون|سيكون)\s(?:(?:un|une|uma|um|ein|einen|einem|een|hari|يوم)\s)?$|[是为為][:：]?\s?$|は[,、]?\s?$|[은는],?\s?$|(?:को|दिन)\s$/iu;

// What the last sentence of a text in another language than English says that is no number, whatever numbers stand beside it:
// one of those whose numbers were listed ("… So the most has Mina, 9 more than Amit"), a day of the week, yes or no behind its
// reason ("Como los dos coinciden, sí: …").
import type { Language } from "../languages/language.ts";
import { ENGLISH } from "../languages/languages.ts";
import { calculates, isCalculated, sameNumber, valuesIn } from "../read/values.ts";
import { type FinalAnswer, plainly } from "../sentence/found.ts";
import { near } from "../sentence/made-of.ts";
import { sentencesOf } from "../sentence/sentences.ts";
import { BUT, languageOf, withDecimalPoints, withoutMarkup, words } from "../wording/phrases.ts";
import { YES_OR_NO } from "../wording/replies.ts";
import { weekdaysIn } from "../wording/weekdays.ts";

const TAIL = 2000;
const LONGEST = 300;

/** The name, the day or the reply that `text` ends in; null for any other. */
export function toldElsewhere(text: string): FinalAnswer | null {
  const language = languageOf(text);
  if (language === ENGLISH) return null;
  const tail = withDecimalPoints(withoutMarkup(text.slice(-TAIL)), language);
  const sentences = sentencesOf(tail);
  const last = sentences.at(-1)?.trim() ?? "";
  if (last.length > LONGEST || last.includes("?") || !/\d/.test(tail)) return null;
  const before = tail.slice(0, tail.lastIndexOf(last));
  const answer = replyIn(last, language) ?? dayIn(last, before, language) ?? nameIn(last, before, language);
  return answer === null ? null : plainly({ ...answer, from: "the last sentence", concludes: true });
}

type Told = Pick<FinalAnswer, "answer"> & Partial<FinalAnswer>;

/** "Da 54 kleiner als 60 ist, ja: …", "Так как …, то нет: …": a reply between two stops, behind a reason. */
function replyIn(last: string, language: Language): Told | null {
  const { causes, condition, opening } = words(language);
  const said = last.replace(opening, "");
  if (!causes.test(said) || language.unspaced) return null;
  const found = REPLY_BEHIND.exec(said);
  if (found === null || condition.test(found[0])) return null;
  const rest = said.slice(found[0].length);
  const takesBack = new RegExp(`^\\s*(?:${language.corrects})(?![\\p{L}\\p{M}])`, "iu");
  if (AGAINST.test(rest) || takesBack.test(rest)) return null;
  return { answer: found[1] };
}
const REPLY_BEHIND = new RegExp(
  `^[^;:]{4,160}?,\\s(?:[\\p{L}\\p{M}]{1,12}\\s){0,3}(?!(?:si|se|ja da)\\s)(${YES_OR_NO})\\s?(?:[:;.]|,(?=\\s)|$)`,
  "iu",
);
const AGAINST = new RegExp(`(?<!\\p{L})(?:${BUT})(?!\\p{L})`, "iu");

/**
 * "Heute ist Montag. In 9 Tagen ist also ein Mittwoch": the day that the last sentence ends in, behind a word for a conclusion
 * or behind another day in a clause before; not one up to which or from which something is counted.
 */
function dayIn(last: string, before: string, language: Language): Told | null {
  const days = weekdaysIn(last, language.name);
  const day = days.at(-1);
  if (day === undefined || !/^[^\d,;:()]{0,14}$/.test(last.slice(day.end).replace(/[\s.!]+$/, "")))
    return null;
  const { denies, so, restates } = words(language);
  const head = last.slice(0, day.start);
  const opened = Math.max(
    ...[...head.matchAll(so)].map(({ index, 0: word }) => index + word.length),
    ...[restates.exec(head)].map((found) => (found ? found.index + found[0].length : 0)),
    0,
  );
  const start = Math.max(opened, ...[...head.matchAll(/[,;:](?!\d)/g)].map(({ index }) => index + 1), 0);
  const clause = head.slice(start);
  if (COUNTED.test(clause) || denies.test(clause)) return null;
  if (days.slice(0, -1).some((other) => other.end > start)) return null;
  const concluded = opened > 0 && !/\d/.test(head.slice(opened));
  const another = [...weekdaysIn(before, language.name), ...days.slice(0, -1)].some(
    (other) => other.name !== day.name,
  );
  return concluded || another ? { answer: day.name, rules: ["a day of the week"] } : null;
}
const COUNTED =
  /(?:(?<!\p{L})(?:bis|ab|von|vor|nach|hasta|desde|para|antes|después|até|depois|jusqu'(?:à|au)|avant|après|depuis|dès|fino|dal|prima|dopo|до|с|со|после|перед|do|od|przed|po|tot|vanaf|voor|na|sampai|hingga|dari|sebelum|đến|từ|trước|حتى|من|قبل|بعد)\s(?:[\p{L}']{1,4}\s)?|[到至从離离])$/iu;

/**
 * Of those whose numbers were listed the one that a clause of the last sentence names alone, without a number: what it says
 * beside that are their differences ("Ben wins, 4 points ahead of Clara").
 */
function nameIn(last: string, before: string, language: Language): Told | null {
  const names = listedIn(before.trim() === "" ? "" : before, language);
  if (names.length < 2) return null;
  const { condition, denies, so, total } = words(language);
  const clauses = last.split(/[,;:(](?!\d)/);
  const named = (clause: string) => names.filter((name) => says(clause, name, language));
  const at = clauses.findIndex((clause) => named(clause).length > 0);
  if (at < 0) return null;
  const [name, ...others] = named(clauses[at]);
  if (others.length > 0 || clauses.slice(0, at + 1).some((clause) => /\d/.test(clause))) return null;
  const main = clauses.slice(0, at + 1).join(" ");
  if (condition.test(last) || denies.test(main)) return null;
  // The text had come to something else.
  const previous = sentencesOf(before).at(-1) ?? "";
  if (previous.search(so) >= 0 || total?.test(previous)) return null;
  const rest = clauses.slice(at + 1).join(",");
  if (rest.search(so) >= 0 || calculates(last)) return null;
  const known = numbersIn(before);
  const beside = numbersIn(rest);
  // "1.52 m" and "1.45 m", "7 cm more".
  const differ = (one: number) =>
    known.some((a) => known.some((b) => [1, 10, 100, 1000].some((unit) => near((a - b) * unit, one))));
  if (!beside.every((one) => known.includes(one) || differ(one))) return null;
  // Where it was calculated how far it is from another, that may be asked for.
  const worked = valuesIn(before).findLast(isCalculated)?.result;
  const rivals = beside.map(String).filter((one) => worked !== undefined && sameNumber(one, worked));
  return { answer: name, others: rivals, rules: ["one of those listed"] };
}

const numbersIn = (text: string) => (text.match(/\d+(?:\.\d+)?/g) ?? []).map(Number);

/** Where words are not parted, or a particle is glued to a name, it stands anywhere. */
const says = (clause: string, name: string, language: Language) =>
  language.unspaced || language.name === "Korean"
    ? clause.includes(name)
    : new RegExp(`(?<![\\p{L}\\p{M}])${name}(?![\\p{L}\\p{M}])`, "u").test(clause);

/** Who stands before a number of a list: by capital letters; where there are none, by what all that stands there has behind it. */
function listedIn(before: string, language: Language): string[] {
  if (!/^(?:Chinese|Japanese|Korean|Hindi|Arabic)$/.test(language.name))
    return [...new Set(Array.from(before.matchAll(CAPITAL), ([, name]) => name))].filter(
      (name) => !isWord(name, before, language),
    );
  const heads = before
    .split(/[.!?\n,;、](?!\d)|(?<=\s)(?:और|و)\s?(?=\S)/u)
    .flatMap((part) => /^([^\d]{1,40}?)[\s:]*(?=\d)/.exec(part)?.[1].replace(/^[\s*•-]+/, "") ?? []);
  if (heads.length < 2) return [];
  let common = heads[0];
  for (const head of heads) while (!head.endsWith(common)) common = common.slice(1);
  const particle = /[はが은는이가]$/u;
  const names = heads.map((head) => {
    const own = head.slice(0, head.length - common.length).trim();
    const name = own === "" ? "" : language.unspaced ? own : (own.split(/\s+/).at(-1) ?? "");
    return language.name === "Japanese" || language.name === "Korean" ? name.replace(particle, "") : name;
  });
  return [...new Set(names)].filter((name) => /^[\p{L}\p{M}]{1,10}$/u.test(name));
}
/** "Die 3 Kisten": a word of grammar, or one that stands in small letters too. */
const isWord = (name: string, text: string, { words: frequent = "" }: Language) => {
  const lower = name.toLowerCase();
  return (
    frequent.split(" ").includes(lower) ||
    new RegExp(`(?<![\\p{L}\\p{M}])${lower}(?![\\p{L}\\p{M}])`, "u").test(text)
  );
};
const CAPITAL = /(?<![\p{L}\p{M}])(\p{Lu}[\p{Ll}'-]{1,20})(?=[^\p{Lu}\d.;\n]{0,30}\d)/gu;

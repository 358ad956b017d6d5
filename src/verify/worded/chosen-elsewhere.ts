// Which option a clause of another language than English chooses: "Ich würde (B) wählen", "elijo la opción B", "选 B,即 3π".
import type { Language } from "../languages/language.ts";
import type { FinalAnswer } from "../sentence/found.ts";
import { words } from "../wording/phrases.ts";

/** Verbs of choosing in the first person or the imperative, before the option or behind it. */
const CHOOSES: Record<string, string> = {
  Spanish: "(?:elijo|escojo|elegimos|elegir[íi]a|escoger[íi]a|marco|selecciono)",
  Portuguese: "(?:escolho|escolheria|escolhemos|marco|marcaria)",
  French: "(?:je\\s(?:choisis|choisirais|prends)|nous\\schoisissons|on\\schoisit)",
  German: "(?:ich\\s(?:wähle|nehme|würde)|wir\\swählen)",
  Italian: "(?:scelgo|sceglierei|scegliamo)",
  Dutch: "(?:ik\\s(?:kies|zou)|we\\skiezen)",
  Polish: "(?:wybieram|wybrał(?:a)?bym|wybieramy)",
  Russian: "(?:(?:я\\s)?(?:выбираю|выберу|выбрал(?:а)?\\sбы)|выбираем)",
  Turkish: "",
  Vietnamese: "(?:tôi\\s|ta\\s|em\\s)?(?:sẽ\\s)?chọn",
  Indonesian: "(?:saya\\s)?(?:akan\\s)?(?:memilih|pilih)",
  Chinese: "(?:我(?:会|會)?|应该?|應該?|故|应当|可)?(?:选择?|選擇?)",
  Japanese: "",
  Korean: "",
  Arabic: "(?:أختار|سأختار|نختار)",
  Hindi: "",
};
const BEHIND: Record<string, string> = {
  German: "\\swählen|\\snehmen",
  Dutch: "\\skiezen",
  Turkish: "\\s?(?:['’]?[yi]?[iıuü]\\s)?(?:seçerim|seçiyorum|seçeriz)",
  Japanese: "を(?:選ぶ|選びます|選択(?:する|します))",
  Korean: "(?:번)?[을를]?\\s?(?:고르겠습니다|고릅니다|선택합니다|선택하겠습니다|고른다)",
  Hindi: "\\s?(?:को\\s)?(?:चुनूँगा|चुनूंगा|चुनता\\sहूँ|चुनेंगे)",
};

const known = new Map<string, RegExp>();
function patternOf(language: Language): RegExp {
  let pattern = known.get(language.name);
  if (pattern === undefined) {
    const { option, restates, name } = language;
    const [before, behind] = [CHOOSES[name] ?? "", BEHIND[name] ?? ""];
    const verb = before === "" ? "" : `${before}\\s?`;
    const end = behind === "" ? "" : before === "" ? `(?:${behind})` : `(?:${behind})?`;
    pattern = new RegExp(
      `^${verb}(?:\\p{L}{1,3}\\s)?(?:(?:${option})\\s?)?[*(]{0,3}(?<letter>[A-J]|[\u2460-\u2469])\\)?${end}(?:,?\\s?(?:${restates})[,:]?\\s?(?<content>[^,;:]{1,30}))?$`,
      "iu",
    );
    known.set(name, pattern);
  }
  return pattern;
}

/** The letter, and what the option is where the clause says it; null where none is chosen. */
export function chosenElsewhere(
  clause: string,
  language: Language,
): (Pick<FinalAnswer, "answer"> & Partial<FinalAnswer>) | null {
  if (!((CHOOSES[language.name] ?? "") || BEHIND[language.name])) return null;
  const found = patternOf(language).exec(clause.trim())?.groups;
  if (found === undefined || found.letter !== found.letter.toUpperCase()) return null;
  if (words(language).denies.test(clause) || words(language).condition.test(clause)) return null;
  return found.content === undefined
    ? { answer: found.letter }
    : { answer: found.letter, again: found.content.trim() };
}

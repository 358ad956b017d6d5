// The days of the week in the languages of the table but English, from Monday on: the name, and behind a bar its other forms.

const NAMES: Record<string, string> = {
  Spanish: "lunes, martes, miércoles|miercoles, jueves, viernes, sábado|sabado, domingo",
  Portuguese:
    "segunda-feira|segunda(?= ?[.!]?$), terça-feira|terça(?= ?[.!]?$), quarta-feira|quarta(?= ?[.!]?$), quinta-feira|quinta(?= ?[.!]?$), sexta-feira|sexta(?= ?[.!]?$), sábado, domingo",
  French: "lundi, mardi, mercredi, jeudi, vendredi, samedi, dimanche",
  German: "Montag, Dienstag, Mittwoch, Donnerstag, Freitag, Samstag|Sonnabend, Sonntag",
  Italian: "lunedì, martedì, mercoledì, giovedì, venerdì, sabato, domenica",
  Dutch: "maandag, dinsdag, woensdag, donderdag, vrijdag, zaterdag, zondag",
  Polish:
    "poniedziałek|poniedziałk\\p{L}{1,3}, wtorek|wtork\\p{L}{1,3}, środa|środ[ęyo]|środą, czwartek|czwartk\\p{L}{1,3}, piątek|piątk\\p{L}{1,3}, sobota|sobot[ęyo]|sobotą, niedziela|niedziel[ęio]|niedzielą",
  Russian:
    "понедельник|понедельник[аиоеу]м?, вторник|вторник[аиоеу]м?, среда|сред[уыой]{1,2}, четверг|четверг[аиоеу]м?, пятница|пятниц[уыейо]{1,2}, суббота|суббот[уыой]{1,2}, воскресенье|воскресен[ьи][яюеём]{0,2}",
  Turkish: "pazartesi, salı, çarşamba, perşembe, cuma, cumartesi, pazar",
  Vietnamese: "thứ hai, thứ ba, thứ tư, thứ năm, thứ sáu, thứ bảy, chủ nhật",
  Indonesian: "Senin, Selasa, Rabu, Kamis, Jumat|Jum'at, Sabtu, Minggu",
  Arabic: "الاثنين|الإثنين, الثلاثاء, الأربعاء|الاربعاء, الخميس, الجمعة, السبت, الأحد|الاحد",
  Hindi: "सोमवार, मंगलवार, बुधवार, गुरुवार|बृहस्पतिवार, शुक्रवार, शनिवार, रविवार",
  Chinese: [..."一二三四五六"]
    .map((n) => `星期${n}|周${n}|礼拜${n}`)
    .concat("星期日|星期天|周日|周天|礼拜天|礼拜日")
    .join(", "),
  Japanese: [..."月火水木金土日"].map((n) => `${n}曜日|${n}曜`).join(", "),
  Korean: [..."월화수목금토일"].map((n) => `${n}요일`).join(", "),
};

const ENGLISH = "Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday";

/** The names of each language as a dictionary has them, and each with its forms in a group of its own. */
const DAYS = new Map(
  Object.entries(NAMES).map(([language, list]) => {
    const days = list.split(", ");
    const [left, right] = /^(?:Chinese|Japanese|Korean)$/.test(language)
      ? ["", ""]
      : ["(?<![\\p{L}\\p{M}])", "(?![\\p{L}\\p{M}-])"];
    const pattern = new RegExp(`${left}(?:${days.map((forms) => `(${forms})`).join("|")})${right}`, "giu");
    return [language, { names: days.map((forms) => forms.split("|")[0]), pattern }];
  }),
);

/** The days of the week that a text of a language says, in order, by their names in a dictionary. */
export function weekdaysIn(text: string, language: string): { name: string; start: number; end: number }[] {
  const days = DAYS.get(language);
  if (days === undefined) return [];
  return [...text.matchAll(days.pattern)].map(({ index, 0: said, ...groups }) => {
    const name = days.names.find((_, i) => groups[i + 1] !== undefined)!;
    return { name, start: index, end: index + said.length };
  });
}

/** Whether two texts that are a day of the week each, in any languages, are the same one; null where they are none. */
export function sameWeekday(a: string, b: string): boolean | null {
  const [one, other] = [placeInWeek(a), placeInWeek(b)];
  return one < 0 || other < 0 ? null : one === other;
}
/** From 0, Monday; -1: no day of the week, or one day in one language and another in the next. */
function placeInWeek(text: string): number {
  if (text.length > LONGEST || /\d/.test(text)) return -1;
  const name = text.replace(/\\(?:text|mathrm)\s?\{([^{}]*)\}/g, "$1").replace(/^[\s*_$]+|[\s*_$.!]+$/g, "");
  if (!/^(?:thứ\s)?[\p{L}\p{M}'-]+$/iu.test(name)) return -1;
  const places = WEEKS.map((days) => days.findIndex((day) => day.test(name))).filter((place) => place >= 0);
  return places.every((place) => place === places[0]) ? (places[0] ?? -1) : -1;
}
const LONGEST = 40;
/** The days of each language, from Monday on, as patterns of a whole text. */
const WEEKS = [ENGLISH, ...Object.values(NAMES)].map((list) =>
  list.split(", ").map((forms) => new RegExp(`^(?:${forms})$`, "iu")),
);

// Units of measurement as the languages of the table call them, behind a number: "24 metros", "1 ч 40 мин", "60 км/ч", "80分".
// Each is known by its English name, by which units.ts has what it is worth.

/** The English name, and its names elsewhere: patterns of those that stand apart, parted by spaces, and of those that need not. */
const NAMES: readonly [unit: string, spaced: string, unspaced: string][] = [
  [
    "hours",
    "stunde stunden std heure heures hora horas ora ore uur uren godzina godziny godzin godzinę godz час(?:а|ов|ам|ами|ах|у)? ч saat giờ tiếng jam ساعة ساعات ساعتان ساعتين घंटा घंटे घंटों घण्टे घण्टा",
    "小时|小時|時間|个钟头|시간",
  ],
  [
    "minutes",
    "minute minuten min minutos minuto minut minuta minuty minutę minuti minuto minuten minuut мин минут(?:а|ы|у|ам|ами|ах)? dakika dk phút menit دقيقة دقائق دقيقتان मिनट मिनटों",
    "分钟|分鐘|分間|分(?![之のけ])|분(?!의|수)",
  ],
  [
    "seconds",
    "sekunde sekunden seconde secondes segundo segundos secondi secondo seconden sekunda sekundy sekund секунд(?:а|ы|у|ам|ами|ах)? сек saniye giây detik ثانية ثوان ثواني सेकंड सेकेंड सेकण्ड",
    "秒(?:钟|鐘|間)?|초(?![과등])",
  ],
  [
    "days",
    "tag tage tagen jour jours día días dia dias giorno giorni dag dagen dzień dni день дн(?:я|ей|ям|ями) gün ngày hari يوم أيام يوما दिन दिनों",
    "天|日間",
  ],
  [
    "weeks",
    "woche wochen semaine semaines semana semanas settimana settimane weken tydzień tygodnie tygodni неделя недели недель неделю hafta tuần minggu أسبوع أسابيع सप्ताह हफ्ते हफ़्ते",
    "周(?![长長])|週間|個?星期|个星期|주(?:일)?(?=[\\s.,)간]|$)",
  ],
  [
    "years",
    "jahr jahre jahren ans année années año años anos anno anni jaar jaren rok lata lat год года лет yıl năm tahun سنة سنوات عام أعوام साल वर्ष",
    "岁|歲|年間",
  ],
  [
    "meters",
    "meter metern metro metros mètre mètres metri metr(?:y|ów|om|a|ach)? метр(?:а|ов|ам|ами|ах|у)? м metre mét متر أمتار مترا मीटर मी",
    "米|公尺|メートル|미터",
  ],
  [
    "kilometers",
    "kilometer kilometern quilômetro quilômetros quilómetro quilómetros kilómetro kilómetros kilomètre kilomètres chilometro chilometri kilometr(?:y|ów|om|a|ach)? километр(?:а|ов|ам|ами|ах|у)? км kilometre ki-lô-mét كيلومتر كيلومترا كيلومترات كم किलोमीटर किमी कि.मी.",
    "公里|千米|キロメートル|킬로미터",
  ],
  ["miles", "meile meilen milla millas milha milhas miglia миля мили миль", "英里|マイル|마일"],
  [
    "centimeters",
    "zentimeter zentimetern centímetro centímetros centimètre centimètres centimetro centimetri centymetr(?:y|ów|om|a|ach)? сантиметр(?:а|ов|ам|ами|ах|у)? см santimetre xentimét xăng-ti-mét sentimeter سنتيمتر سم सेंटीमीटर सेमी",
    "厘米|公分|センチメートル|センチ|센티미터",
  ],
  [
    "millimeters",
    "millimeter millimetern milímetro milímetros millimètre millimètres millimetro millimetri milimetr milimetry milimetrów миллиметр(?:а|ов|ам|ами|ах|у)? мм milimetre milimét milimeter ملم مليمتر मिलीमीटर मिमी",
    "毫米|ミリメートル|ミリ(?!リ)|밀리미터",
  ],
  [
    "kilograms",
    "kilogramm kilo kilos kilogramo kilogramos quilograma quilogramas quilo quilos kilogramme kilogrammes chilogrammo chilogrammi chilo chili kilogram kilogramy kilogramów килограмм(?:а|ов|ам|ами|ах|у)? кг ki-lô-gam كيلوغرام كيلوجرام كغ كجم किलोग्राम किलो किग्रा",
    "千克|公斤|キログラム|킬로그램",
  ],
  [
    "grams",
    "gramm gramo gramos grama gramas gramme grammes grammo grammi gramy gramów грамм(?:а|ов|ам|ами|ах|у)? г gam غرام جرام غراما ग्राम",
    "克(?!拉)|グラム|그램",
  ],
  [
    "liters",
    "liter litern litro litros litre litres litri litr litry litrów литр(?:а|ов|ам|ами|ах|у)? л lít لتر لترا لترات लीटर",
    "升|公升|リットル|리터",
  ],
  [
    "milliliters",
    "milliliter mililitro mililitros millilitre millilitres millilitro millilitri mililitr mililitry mililitrów миллилитр(?:а|ов|ам|ами|ах|у)? мл mililitre mililít ملليلتر مل मिलीलीटर मिली",
    "毫升|ミリリットル|밀리리터",
  ],
];

/** Money, and the coins of which a hundred are one of it, as patterns. */
export const MONEY: readonly [money: string, coins: string][] = [
  ["рубл(?:ь|я|ей)|руб\\.?|р\\.?|₽", "копе(?:йк[аиу]|ек)|коп\\.?|к\\.?"],
  ["złot(?:y|e|ych)|zł", "grosz(?:e|y)?|gr"],
  ["euros?|€|евро", "cents?|centimes?|c[ée]ntimos?|centesimi|cêntimos?|eurocent|цент(?:а|ов)?"],
  ["dollars?|d[óo]lar(?:es)?|dollari|доллар(?:а|ов)?|dolar", "cents?|centavos?|centesimi|цент(?:а|ов)?|sen"],
  ["pounds?", "pence|p"],
  ["reais|real|pesos?|soles", "centavos?|céntimos?"],
  ["lira|TL", "kuruş"],
  ["रुपये|रुपए|रुपया|रु\\.?|rupees?", "पैसे|पैसा|paise"],
  ["جنيه(?:ا|ات)?|ريال(?:ا|ات)?", "قرش(?:ا)?|قروش|هللة"],
];

const escaped = (word: string) => word.replaceAll(".", "\\.");
/** Behind a word; in Turkish the end of it may be of what it is ("metredir"). */
const SPACED_END = "(?:d[ıiuü]r|t[ıiuü]r|s[ıi]|l[ıiuü]k)?(?![\\p{L}\\p{M}\\d])";
const longestFirst = (words: readonly string[]) => [...words].sort((a, b) => b.length - a.length).join("|");
/** English and signs, which units.ts knows by themselves, for the parts of a quotient. */
const SIGNS = "km|cm|mm|m|kg|g|h|min|s|L|l";
const SIGN_AT = new RegExp(`^\\s?(${SIGNS})(?=[\\s/])`, "u");
const groups = NAMES.map(
  ([unit, spaced, unspaced]) =>
    `(?<${unit}>(?:${longestFirst(spaced.split(" ").map(escaped))})${SPACED_END}|${unspaced})`,
).join("|");
const AT = new RegExp(`^\\s?(?:${groups})`, "iu");
const UNITS_BY_NAME = NAMES.map(([unit]) => unit);

interface Named {
  /** In English, "km", "minutes", "km/h". */
  unit: string;
  /** Of the word with the space before it. */
  length: number;
}

const SQUARE_BEHIND =
  /^\s?(?:cuadrad[oa]s?|quadrad[oa]s?|carrés?|quadrat[oi]|kwadratow(?:y|e|ych)|vuông|persegi|مربع(?:ة|ا|ًا|اً)?|²|\^\{?2\}?)(?![\p{L}\d])/iu;
const CUBE_BEHIND =
  /^\s?(?:cúbic[oa]s?|cubes?|cub[oi]|sześcienn(?:y|e|ych)|khối|kubik|مكعب(?:ة|ا|ًا|اً)?|³|\^\{?3\}?)(?![\p{L}\d])/iu;
const WITH_POWER =
  /^\s?(?:(Quadrat|vierkante\s|квадратн\p{L}+\s|кв\.?\s?|平方|제곱|वर्ग\s)|(Kubik|kubieke\s|кубическ\p{L}+\s|куб\.?\s?|立方|세제곱|घन\s))/iu;
const PER =
  /^\s?(?:\/|pro|par|por|per|à|a\sla|all|all'|na|prz?ez|в|за|mỗi|một|trên|в\sкаждый|每|प्रति|في|لكل|l')\s?(?:l'|il\s|la\s|ال)?/iu;

/** The unit that `text` starts with in a language other than English; null where it is none. */
export function unitWordAt(text: string): Named | null {
  const power = WITH_POWER.exec(text);
  const from = power ? power[0].length : 0;
  const found = AT.exec(text.slice(from, from + 40));
  if (!found?.groups) return null;
  const unit = UNITS_BY_NAME.find((name) => found.groups![name] !== undefined)!;
  const length = from + found[0].length;
  if (power) return { unit: `${power[1] ? "square" : "cubic"} ${unit}`, length };
  const behind = text.slice(length, length + 40);
  const raised = SQUARE_BEHIND.exec(behind) ?? CUBE_BEHIND.exec(behind);
  if (raised)
    return {
      unit: `${SQUARE_BEHIND.test(behind) ? "square" : "cubic"} ${unit}`,
      length: length + raised[0].length,
    };
  const over = overAt(behind);
  return over ? { unit: `${unit}/${over.unit}`, length: length + over.length } : { unit, length };
}

/** "/ч", "pro Stunde", "à l'heure": what a unit is of, from behind it. */
function overAt(behind: string): Named | null {
  const per = PER.exec(behind);
  if (!per) return null;
  const rest = behind.slice(per[0].length);
  const sign = /^(h|min|s|с)(?![\p{L}\d])/u.exec(rest);
  if (sign) return { unit: sign[1] === "с" ? "s" : sign[1], length: per[0].length + sign[0].length };
  const found = AT.exec(rest);
  const unit = found?.groups && UNITS_BY_NAME.find((name) => found.groups![name] !== undefined);
  return unit && OF_TIME.test(unit)
    ? { unit: unit.replace(/s$/, ""), length: per[0].length + found[0].length }
    : null;
}
const OF_TIME = /^(?:hours|minutes|seconds|days)$/;

/** "km" with the words for what it is of, "km pro Stunde", "km à l'heure", "km/saat"; null for any other text. */
export function rateWordAt(text: string): Named | null {
  const sign = SIGN_AT.exec(text);
  const over = sign && overAt(text.slice(sign[0].length, sign[0].length + 40));
  return over && { unit: `${sign[1]}/${over.unit}`, length: sign[0].length + over.length };
}

/** "24 centímetros", "80分": a number with such a unit and nothing else, with the English name; any other text as it is. */
export function withEnglishUnit(text: string): string {
  if (text.length > 60) return text;
  const [, number, rest] = /^\s*(-?\d[\d.,]*(?:\/\d+)?)(\s?[^\d\s].*?)[\s.]*$/u.exec(text) ?? [];
  if (rest === undefined) return text;
  const named = rateWordAt(rest) ?? unitWordAt(rest);
  return named && named.length === rest.length ? `${number} ${named.unit}` : text;
}

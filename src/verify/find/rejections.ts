// Values that a sentence rejects, in any language of the table: "x = -9 is extraneous", "7 passt nicht", "neither 3 nor 5".
import { AND_OR } from "../wording/phrases.ts";

const VALUE = String.raw`\(?(?:\$|\\\()?(?:[a-z](?:_\d)?\s?=\s?)?-?\d[\d./]*(?:\$|\\\))?\)?`;
const LIST = `${VALUE}(?:\\s?(?:\\s(?:${AND_OR}|noch|nor)\\s|[和与と과와])\\s?${VALUE})*`;
const FAILS =
  String.raw`(?:(?:both|all|each|also|then)\s)?(?:do(?:es)?(?:n't| not) (?:work|fit|hold|count|satisfy|check|qualify|make sense)|(?:cannot|can't) (?:be|work|hold)|fails?\b|(?:(?:is|are|was|were|must be|has to be|have to be|gets?) )?(?:both )?(?:rejected|discarded|excluded|extraneous|inadmissible|invalid|ruled out|out(?=[\s.!]*$)|not (?:valid|allowed|admissible|solutions?|roots?|possible))|` +
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
export function rejectedIn(sentence: string, text: string): Set<string> {
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
export const numbersIn = (text: string): string[] => text.match(/(?<![\d_])-?\d+(?:[./]\d+)?/g) ?? [];

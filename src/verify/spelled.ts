// Numbers in words, for sentences that have none in digits: "twelve ways", "two thirds", "fünfundzwanzig", "四十八".

import { languageOf } from "./phrases.ts";

/** Words of a language with their values, in order from `first`; what joins tens and ones; parts of a whole. */
interface Spelling {
  words: Map<string, number>;
  parts: Map<string, number>;
}

const numbered = (list: string, from: number, step = 1): [string, number][] =>
  list
    .split(" ")
    .flatMap((names, i) => names.split("/").map((name): [string, number] => [name, from + i * step]));

/** What 0 to 19 (or less) and the tens from 20 are called, greater ones, and 1/2, 1/3, … ("/": two words for one). */
function spelling(
  small: string,
  tens: string,
  great: [string, number][],
  parts: string,
  compound?: Compound,
): Spelling {
  const [ones, decades] = [numbered(small, 0), numbered(tens, 20, 10)];
  const compounds = compound
    ? decades.flatMap(([ten, n]) =>
        ones
          .filter(([, m]) => m > 0 && m < 10)
          .map(([one, m]): [string, number] => [compound(one, ten), n + m]),
      )
    : [];
  return {
    words: new Map([...ones, ...decades, ...great, ...compounds]),
    parts: new Map(numbered(parts, 2)),
  };
}
type Compound = (one: string, ten: string) => string;

const SPELLINGS: Record<string, Spelling> = {
  English: spelling(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "twenty thirty forty fifty sixty seventy eighty ninety",
    [
      ["dozen", 12],
      ["hundred", 100],
      ["thousand", 1000],
      ["million", 1e6],
    ],
    "half/halves third/thirds quarter/quarters/fourth/fourths fifth/fifths sixth/sixths seventh/sevenths eighth/eighths ninth/ninths tenth/tenths",
  ),
  Spanish: spelling(
    "cero un/uno/una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve",
    "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    [
      ["veintiuno", 21],
      ["veintidós", 22],
      ["veintitrés", 23],
      ["veinticuatro", 24],
      ["veinticinco", 25],
      ["veintiséis", 26],
      ["veintisiete", 27],
      ["veintiocho", 28],
      ["veintinueve", 29],
      ["cien", 100],
      ["ciento", 100],
      ["doscientos", 200],
      ["trescientos", 300],
      ["mil", 1000],
    ],
    "medio/mitad tercio/tercios cuarto/cuartos quinto/quintos sexto/sextos séptimo/séptimos octavo/octavos noveno/novenos décimo/décimos",
  ),
  Portuguese: spelling(
    "zero um/uma dois/duas três quatro cinco seis sete oito nove dez onze doze treze catorze/quatorze quinze dezesseis/dezasseis dezessete/dezassete dezoito dezenove/dezanove",
    "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    [
      ["cem", 100],
      ["cento", 100],
      ["duzentos", 200],
      ["trezentos", 300],
      ["mil", 1000],
    ],
    "meio/metade terço/terços quarto/quartos quinto/quintos sexto/sextos sétimo/sétimos oitavo/oitavos nono/nonos décimo/décimos",
  ),
  French: spelling(
    "zéro un/une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf",
    "vingt trente quarante cinquante soixante septante quatre-vingt/quatre-vingts/huitante nonante",
    [
      ["cent", 100],
      ["cents", 100],
      ["mille", 1000],
    ],
    "demi/moitié tiers quart/quarts cinquième/cinquièmes sixième/sixièmes septième/septièmes huitième/huitièmes neuvième/neuvièmes dixième/dixièmes",
  ),
  German: spelling(
    "null ein/eins/eine zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
    "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    [
      ["hundert", 100],
      ["einhundert", 100],
      ["zweihundert", 200],
      ["dreihundert", 300],
      ["tausend", 1000],
    ],
    "hälfte drittel viertel fünftel sechstel siebtel achtel neuntel zehntel",
    (one, ten) => `${one}und${ten}`,
  ),
  Dutch: spelling(
    "nul een/één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien",
    "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
    [
      ["honderd", 100],
      ["tweehonderd", 200],
      ["duizend", 1000],
    ],
    "helft derde kwart/vierde vijfde zesde zevende achtste negende tiende",
    (one, ten) => (one.endsWith("e") ? `${one}ën${ten}` : `${one}en${ten}`),
  ),
  Italian: spelling(
    "zero un/uno/una due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove",
    "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    [
      ["cento", 100],
      ["duecento", 200],
      ["mille", 1000],
    ],
    "mezzo/metà terzo/terzi quarto/quarti quinto/quinti sesto/sesti settimo/settimi ottavo/ottavi nono/noni decimo/decimi",
    (one, ten) => (/^[uo]/.test(one) ? ten.slice(0, -1) : ten) + one,
  ),
  Russian: spelling(
    "ноль один/одна/одно два/две три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать",
    "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто",
    [
      ["сто", 100],
      ["двести", 200],
      ["триста", 300],
      ["тысяча", 1000],
    ],
    "половина/половину треть/трети четверть/четверти",
  ),
  Polish: spelling(
    "zero jeden/jedna dwa/dwie trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście trzynaście czternaście piętnaście szesnaście siedemnaście osiemnaście dziewiętnaście",
    "dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt dziewięćdziesiąt",
    [
      ["sto", 100],
      ["dwieście", 200],
      ["tysiąc", 1000],
    ],
    "połowa/połowę",
  ),
  Turkish: spelling(
    "sıfır bir iki üç dört beş altı yedi sekiz dokuz on",
    "yirmi otuz kırk elli altmış yetmiş seksen doksan",
    [
      ["yüz", 100],
      ["bin", 1000],
    ],
    "yarısı",
  ),
  Indonesian: spelling(
    "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas",
    "",
    [
      ["seratus", 100],
      ["ratus", 100],
      ["seribu", 1000],
      ["ribu", 1000],
      ["puluh", 10],
    ],
    "setengah sepertiga seperempat seperlima",
  ),
  Vietnamese: spelling(
    "không một/mốt hai ba bốn/tư năm/lăm sáu bảy tám chín mười",
    "",
    [
      ["trăm", 100],
      ["nghìn", 1000],
      ["mươi", 10],
    ],
    "",
  ),
};

/** What may stand between the words of one number. */
const JOINERS = /^(?:and|y|e|et|und|-)$/;
const TIMES = new Set([10, 12, 100, 1000, 1e6]);

const DIGITS = "〇一二三四五六七八九";
const HAN =
  /[〇零一二两兩三四五六七八九十百千]+(?:分之[一二三四五六七八九十]+|分の[一二三四五六七八九十]+)?/g;

/** `sentence` with the numbers that stand in it in words as digits; null where there are none. */
export function withDigits(sentence: string, language: string): string | null {
  const cut = /^(?:Chinese|Japanese)$/.test(language) ? fromHan(sentence) : fromWords(sentence, language);
  return cut === sentence ? null : cut;
}

/** "2 dozen", "3 dozen eggs" by the piece; null for anything else. */
export function byThePiece(text: string): string | null {
  const found = /^\s*(\d{1,9})\s(?:dozens?)\b((?:\s(?:of\s)?\p{L}+){0,2}\.?\s*)$/u.exec(text);
  return found && `${12 * Number(found[1])}${found[2].replace(" of ", " ")}`;
}

/** "Ten.", "two thirds": a number in words and nothing else. */
export function spelledNumber(whole: string): string | null {
  if (whole.length > 60 || /\d/.test(whole)) return null;
  const text = whole.replace(/[\s.!*]+$/, "").replace(/^\*+/, "");
  if (/[\d\\$]|^\p{Lu}+$/u.test(text)) return null;
  const number = withDigits(text, languageOf(text).name);
  return number !== null && /^\d+(?:\/\d+)?$/.test(number) ? number : null;
}

function fromWords(sentence: string, language: string): string {
  const spelled = SPELLINGS[language];
  if (!spelled) return sentence;
  const { words, parts } = spelled;
  // Hyphens part words ("twenty-five"), but for those that are one ("quatre-vingt").
  const pieces = sentence.match(/quatre-vingts?|dix-(?:sept|huit|neuf)|\p{L}+|[^\p{L}]+/giu) ?? [];
  const result: string[] = [];
  for (let i = 0; i < pieces.length; ) {
    let [end, total, current, count] = [i, 0, 0, 0];
    for (let j = i; j < pieces.length; j++) {
      const word = pieces[j].toLowerCase();
      if (count > 0 && (/^(?:\s|-)$/.test(word) || JOINERS.test(word))) continue;
      const value = words.get(word);
      // "Half a dozen" is not twelve.
      if (value === undefined || (word === "dozen" && count === 0)) break;
      if (value >= 1000) [total, current] = [total + (current || 1) * value, 0];
      else if (TIMES.has(value) && (/^(?:dozen|puluh|mươi)$/.test(word) || value > 12))
        current = (current || 1) * value;
      else current += value;
      end = j + 1;
      count++;
    }
    const number = total + current;
    const part = partBehind(pieces, end, parts);
    // "one", "ein", "un" alone are words of grammar.
    if (count === 0 || (count === 1 && number === 1 && part === null)) {
      result.push(pieces[i++]);
      continue;
    }
    result.push(part ? `${number}/${part.value}` : String(number));
    i = part ? part.end : end;
  }
  return result.join("");
}

/** "thirds" behind "two". */
function partBehind(pieces: readonly string[], at: number, parts: Map<string, number>) {
  if (!/^(?:\s|-)$/.test(pieces[at] ?? "")) return null;
  const value = parts.get((pieces[at + 1] ?? "").toLowerCase());
  return value === undefined ? null : { value, end: at + 2 };
}

function fromHan(sentence: string): string {
  return sentence.replace(HAN, (run) => {
    const [below, above] = run.split(/分之|分の/);
    const value = hanNumber(below);
    if (above !== undefined) return `${hanNumber(above)}/${value}`;
    // One character may be part of a word: 一共, 三角形.
    return run.length < 2 ? run : String(value);
  });
}

function hanNumber(run: string): number {
  let [total, digit] = [0, 0];
  for (const c of run) {
    const unit = { 十: 10, 百: 100, 千: 1000 }[c];
    if (unit === undefined) digit = "两兩".includes(c) ? 2 : c === "零" ? 0 : DIGITS.indexOf(c);
    else [total, digit] = [total + (digit || 1) * unit, 0];
  }
  return total + digit;
}

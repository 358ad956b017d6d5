// What numbers and parts of a whole are called in the languages that write them with letters.

/** Words of a language with their values, in order from `first`; what joins tens and ones; parts of a whole. */
export interface Spelling {
  words: Map<string, number>;
  parts: Map<string, number>;
}

const numbered = (list: string, from: number, step = 1): [string, number][] =>
  list
    .split(" ")
    .flatMap((names, i) => names.split("/").map((name): [string, number] => [name, from + i * step]));

/** What 0 to 19 (or as many as have a word) and the tens from 20 are called, greater ones, and 1/2, 1/3, … ("/": two words for one). */
function spelling(
  small: string,
  tens: string,
  great: Record<string, number>,
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
    words: new Map([...ones, ...decades, ...Object.entries(great), ...compounds]),
    parts: new Map(numbered(parts, 2)),
  };
}
type Compound = (one: string, ten: string) => string;

export const SPELLINGS: Record<string, Spelling> = {
  English: spelling(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "twenty thirty forty fifty sixty seventy eighty ninety",
    { dozen: 12, "half-a-dozen": 6, hundred: 100, thousand: 1000, million: 1e6 },
    "half/halves third/thirds quarter/quarters/fourth/fourths fifth/fifths sixth/sixths seventh/sevenths eighth/eighths ninth/ninths tenth/tenths",
  ),
  Spanish: spelling(
    "cero un/uno/una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve",
    "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    { cien: 100, ciento: 100, doscientos: 200, trescientos: 300, mil: 1000 },
    "medio/media/mitad tercio/tercios cuarto/cuartos quinto/quintos sexto/sextos séptimo/séptimos octavo/octavos noveno/novenos décimo/décimos",
  ),
  Portuguese: spelling(
    "zero um/uma dois/duas três quatro cinco seis sete oito nove dez onze doze treze catorze/quatorze quinze dezesseis/dezasseis dezessete/dezassete dezoito dezenove/dezanove",
    "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    { cem: 100, cento: 100, duzentos: 200, trezentos: 300, mil: 1000 },
    "meio/meia/metade terço/terços quarto/quartos quinto/quintos sexto/sextos sétimo/sétimos oitavo/oitavos nono/nonos décimo/décimos",
  ),
  French: spelling(
    "zéro un/une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf",
    "vingt trente quarante cinquante soixante septante quatre-vingt/quatre-vingts/huitante nonante",
    { cent: 100, cents: 100, mille: 1000 },
    "demi/demie/moitié tiers quart/quarts cinquième/cinquièmes sixième/sixièmes septième/septièmes huitième/huitièmes neuvième/neuvièmes dixième/dixièmes",
  ),
  German: spelling(
    "null ein/eins/eine zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
    "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    {
      hundert: 100,
      einhundert: 100,
      zweihundert: 200,
      dreihundert: 300,
      tausend: 1000,
      anderthalb: 1.5,
      eineinhalb: 1.5,
      zweieinhalb: 2.5,
      dreieinhalb: 3.5,
      viereinhalb: 4.5,
    },
    "hälfte drittel viertel fünftel sechstel siebtel achtel neuntel zehntel",
    (one, ten) => `${one}und${ten}`,
  ),
  Dutch: spelling(
    "nul een/één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien",
    "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
    { honderd: 100, tweehonderd: 200, duizend: 1000, anderhalf: 1.5, anderhalve: 1.5 },
    "helft derde kwart/vierde vijfde zesde zevende achtste negende tiende",
    (one, ten) => (one.endsWith("e") ? `${one}ën${ten}` : `${one}en${ten}`),
  ),
  Italian: spelling(
    "zero un/uno/una due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove",
    "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    { cento: 100, duecento: 200, mille: 1000 },
    "mezzo/mezza/metà terzo/terzi quarto/quarti quinto/quinti sesto/sesti settimo/settimi ottavo/ottavi nono/noni decimo/decimi",
    (one, ten) => (/^[uo]/.test(one) ? ten.slice(0, -1) : ten) + one,
  ),
  Russian: spelling(
    "ноль один/одна/одно два/две три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать",
    "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто",
    { сто: 100, двести: 200, триста: 300, тысяча: 1000 },
    "половина/половину треть/трети четверть/четверти",
  ),
  Polish: spelling(
    "zero jeden/jedna dwa/dwie trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście trzynaście czternaście piętnaście szesnaście siedemnaście osiemnaście dziewiętnaście",
    "dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt dziewięćdziesiąt",
    { sto: 100, dwieście: 200, tysiąc: 1000 },
    "połowa/połowę",
  ),
  Turkish: spelling(
    "sıfır bir iki üç dört beş altı yedi sekiz dokuz on",
    "yirmi otuz kırk elli altmış yetmiş seksen doksan",
    { yüz: 100, bin: 1000 },
    "yarısı",
  ),
  Indonesian: spelling(
    "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas",
    "",
    { seratus: 100, ratus: 100, seribu: 1000, ribu: 1000, puluh: 10 },
    "setengah sepertiga seperempat seperlima",
  ),
  Vietnamese: spelling(
    "không một/mốt hai ba bốn/tư năm/lăm sáu bảy tám chín mười",
    "",
    { trăm: 100, nghìn: 1000, mươi: 10 },
    "",
  ),
};

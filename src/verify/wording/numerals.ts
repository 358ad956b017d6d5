// What numbers and parts of a whole are called in the languages that write them with letters.

/** Words of a language with their values, in order from `first`; what joins tens and ones; parts of a whole. */
export interface Spelling {
  words: Map<string, number>;
  parts: Map<string, number>;
}

/** "uno/una dos tres": names with their numbers in order, those of one number with "/" between them. */
export const numbered = (list: string, from = 1, step = 1): [name: string, number: number][] =>
  list.split(" ").flatMap((names, i) => alike(names, from + i * step));

/** "mil:1000 docena/docenas:12": names with the number of each. */
export const valued = (list: string): [name: string, number: number][] =>
  list.split(" ").flatMap((pair) => alike(pair.split(":")[0], Number(pair.split(":")[1])));

const alike = (names: string, number: number) =>
  names.split("/").map((name): [string, number] => [name, number]);

/** What 0 to 19 (or as many as have a word), the tens from 20, other numbers, and 1/2, 1/3, … are called. */
function spelling(
  small: string,
  tens: string,
  others: string,
  parts: string,
  compound?: (one: string, ten: string) => string,
): Spelling {
  const [ones, decades] = [numbered(small, 0), numbered(tens, 20, 10)];
  const digits = compound ? ones.slice(1).filter(([, n]) => n < 10) : [];
  const compounds = decades.flatMap(([ten, n]) =>
    digits.map(([one, m]): [string, number] => [compound!(one, ten), n + m]),
  );
  const words = new Map([...ones, ...decades, ...valued(others), ...compounds]);
  return { words, parts: new Map(numbered(parts, 2)) };
}

export const SPELLINGS: Record<string, Spelling> = {
  English: spelling(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "twenty thirty forty fifty sixty seventy eighty ninety",
    "dozen:12 half-a-dozen:6 hundred:100 thousand:1000 million:1000000",
    "half/halves third/thirds quarter/quarters/fourth/fourths fifth/fifths sixth/sixths seventh/sevenths eighth/eighths ninth/ninths tenth/tenths",
  ),
  Spanish: spelling(
    "cero un/uno/una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve",
    "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "cien/ciento:100 doscientos/doscientas:200 trescientos/trescientas:300 cuatrocientos/cuatrocientas:400 quinientos/quinientas:500 seiscientos/seiscientas:600 setecientos/setecientas:700 ochocientos/ochocientas:800 novecientos/novecientas:900 mil:1000 docena/docenas:12",
    "medio/media/mitad tercio/tercios cuarto/cuartos quinto/quintos sexto/sextos séptimo/séptimos octavo/octavos noveno/novenos décimo/décimos",
  ),
  Portuguese: spelling(
    "zero um/uma dois/duas três quatro cinco seis sete oito nove dez onze doze treze catorze/quatorze quinze dezesseis/dezasseis dezessete/dezassete dezoito dezenove/dezanove",
    "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "cem/cento:100 duzentos/duzentas:200 trezentos/trezentas:300 quatrocentos/quatrocentas:400 quinhentos/quinhentas:500 seiscentos/seiscentas:600 setecentos/setecentas:700 oitocentos/oitocentas:800 novecentos/novecentas:900 mil:1000 dúzia/dúzias:12",
    "meio/meia/metade terço/terços quarto/quartos quinto/quintos sexto/sextos sétimo/sétimos oitavo/oitavos nono/nonos décimo/décimos",
  ),
  French: spelling(
    "zéro un/une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf",
    "vingt trente quarante cinquante soixante septante quatre-vingt/quatre-vingts/huitante nonante",
    "cent/cents:100 mille:1000 douzaine/douzaines:12",
    "demi/demie/moitié tiers quart/quarts cinquième/cinquièmes sixième/sixièmes septième/septièmes huitième/huitièmes neuvième/neuvièmes dixième/dixièmes",
  ),
  German: spelling(
    "null ein/eins/eine zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
    "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "hundert:100 tausend:1000 anderthalb:1.5 dutzend:12",
    "halb/halbe/halben/hälfte drittel viertel fünftel sechstel siebtel achtel neuntel zehntel",
    (one, ten) => `${one}und${ten}`,
  ),
  Dutch: spelling(
    "nul een/één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien",
    "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
    "honderd:100 duizend:1000 anderhalf/anderhalve:1.5 dozijn:12",
    "helft/half/halve derde kwart/vierde vijfde zesde zevende achtste negende tiende",
    (one, ten) => (one.endsWith("e") ? `${one}ën${ten}` : `${one}en${ten}`),
  ),
  Italian: spelling(
    "zero un/uno/una due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove",
    "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "cento:100 mille/mila:1000 dozzina/dozzine:12",
    "mezzo/mezza/metà terzo/terzi quarto/quarti quinto/quinti sesto/sesti settimo/settimi ottavo/ottavi nono/noni decimo/decimi",
    (one, ten) => (/^[uo]/.test(one) ? ten.slice(0, -1) : ten) + one,
  ),
  Russian: spelling(
    "ноль один/одна/одно/одну два/две/двух/двум три/трёх/трех четыре/четырёх/четырех пять/пяти шесть/шести семь/семи восемь/восьми девять/девяти десять/десяти одиннадцать/одиннадцати двенадцать/двенадцати тринадцать/тринадцати четырнадцать/четырнадцати пятнадцать/пятнадцати шестнадцать/шестнадцати семнадцать/семнадцати восемнадцать/восемнадцати девятнадцать/девятнадцати",
    "двадцать/двадцати тридцать/тридцати сорок/сорока пятьдесят/пятидесяти шестьдесят/шестидесяти семьдесят/семидесяти восемьдесят/восьмидесяти девяносто/девяноста",
    "сто/ста:100 двести:200 триста:300 четыреста:400 пятьсот:500 шестьсот:600 семьсот:700 восемьсот:800 девятьсот:900 тысяча/тысячи/тысяч:1000 полтора/полторы:1.5 дюжина/дюжину/дюжины:12",
    "половина/половину/половины/половиной треть/трети/третьих четверть/четверти/четвёртых/четвертых пятая/пятых шестая/шестых седьмая/седьмых восьмая/восьмых девятая/девятых десятая/десятых",
  ),
  Polish: spelling(
    "zero jeden/jedna dwa/dwie trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście trzynaście czternaście piętnaście szesnaście siedemnaście osiemnaście dziewiętnaście",
    "dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt dziewięćdziesiąt",
    "sto:100 dwieście:200 trzysta:300 czterysta:400 pięćset:500 sześćset:600 siedemset:700 osiemset:800 dziewięćset:900 tysiąc/tysiące/tysięcy:1000 półtora/półtorej:1.5 tuzin/tuziny:12",
    "połowa/połowę/połowy/pół trzecia/trzecie/trzecich/trzecią czwarta/czwarte/czwartych/czwartą/ćwierć piąta/piąte/piątych/piątą szósta/szóste/szóstych siódma/siódme/siódmych ósma/ósme/ósmych dziewiąta/dziewiąte/dziewiątych dziesiąta/dziesiąte/dziesiątych",
  ),
  Turkish: spelling(
    "sıfır bir iki üç dört beş altı yedi sekiz dokuz on",
    "yirmi otuz kırk elli altmış yetmiş seksen doksan",
    "yüz:100 bin:1000 düzine:12",
    "yarısı/buçuk",
  ),
  Indonesian: spelling(
    "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas duabelas tigabelas empatbelas limabelas enambelas tujuhbelas delapanbelas sembilanbelas",
    "",
    "seratus/ratus:100 seribu/ribu:1000 puluh:10 lusin:12",
    "setengah sepertiga/pertiga seperempat/perempat seperlima/perlima seperenam/perenam sepertujuh/pertujuh seperdelapan/perdelapan",
  ),
  Vietnamese: spelling(
    "không một/mốt hai ba bốn/tư năm/lăm sáu bảy tám chín mười",
    "",
    "trăm:100 nghìn:1000 mươi:10 tá:12",
    "rưỡi",
  ),
  Hindi: spelling(
    "शून्य एक दो तीन चार पाँच/पांच छह/छः/छे सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह/पन्द्रह सोलह सत्रह अठारह उन्नीस बीस इक्कीस बाईस तेईस चौबीस पच्चीस छब्बीस सत्ताईस अट्ठाईस/अठाईस उनतीस तीस इकतीस बत्तीस तैंतीस चौंतीस पैंतीस छत्तीस सैंतीस अड़तीस उनतालीस चालीस इकतालीस बयालीस तैंतालीस चौवालीस/चवालीस पैंतालीस छियालीस सैंतालीस अड़तालीस उनचास पचास इक्यावन बावन तिरपन चौवन पचपन छप्पन सत्तावन अट्ठावन उनसठ साठ इकसठ बासठ तिरसठ चौंसठ पैंसठ छियासठ सड़सठ अड़सठ उनहत्तर सत्तर इकहत्तर बहत्तर तिहत्तर चौहत्तर पचहत्तर छिहत्तर सतहत्तर अठहत्तर उन्यासी अस्सी इक्यासी बयासी तिरासी चौरासी पचासी छियासी सत्तासी अट्ठासी नवासी नब्बे इक्यानवे बानवे तिरानवे चौरानवे पचानवे छियानवे सत्तानवे अट्ठानवे निन्यानवे",
    "",
    "सौ:100 हज़ार/हजार:1000 डेढ़:1.5 ढाई:2.5 दर्जन:12",
    "आधा/आधी/आधे तिहाई चौथाई",
  ),
  Arabic: spelling(
    "صفر واحد/واحدة اثنان/اثنين/اثنتان/اثنتين ثلاثة/ثلاث أربعة/أربع خمسة/خمس ستة/ست سبعة/سبع ثمانية/ثماني/ثمان تسعة/تسع عشرة/عشر",
    "عشرون/عشرين ثلاثون/ثلاثين أربعون/أربعين خمسون/خمسين ستون/ستين سبعون/سبعين ثمانون/ثمانين تسعون/تسعين",
    "مئة/مائة:100 مئتان/مئتين:200 ثلاثمئة/ثلاثمائة:300 أربعمئة/أربعمائة:400 خمسمئة/خمسمائة:500 ستمئة/ستمائة:600 سبعمئة/سبعمائة:700 ثمانمئة/ثمانمائة:800 تسعمئة/تسعمائة:900 ألف:1000 دزينة:12",
    "نصف ثلث/أثلاث/ثلثا/ثلثي ربع/أرباع خمس/أخماس/خمسا سدس/أسداس سبع/أسباع ثمن/أثمان تسع/أتساع عشر/أعشار",
  ),
};

/** A suffix or a prefix by which one word is a number and a half: "dreieinhalb", "tweeënhalf". */
const HALF = /(?:einhalb|ënhalf|enhalf|eneenhalf)$/;
/** Words that are several numbers in one, and what stands for hundreds and thousands in them. */
const GLUED: Record<string, [thousand: RegExp, hundred: RegExp, and: RegExp]> = {
  German: [/tausend/, /hundert/, /^und/],
  Dutch: [/duizend/, /honderd/, /^en/],
  Italian: [/mila|mille/, /cento/, /^e(?!$)/],
};

/** The value of one word: "zweihundertfünfzig", "centoventicinque", "dreieinhalb"; undefined where it is no number. */
export function valueOfWord(word: string, language: string): number | undefined {
  const { words } = SPELLINGS[language];
  const known = words.get(word);
  const glued = GLUED[language];
  if (known !== undefined || glued === undefined || word.length < 7 || word.length > 60) return known;
  const half = HALF.exec(word);
  if (half) {
    const whole = words.get(word.slice(0, half.index));
    return whole === undefined ? undefined : whole + 0.5;
  }
  const [thousand, hundred, and] = glued;
  return gluedValue(word, [thousand, hundred], and, words);
}

function gluedValue(
  word: string,
  [great, ...less]: readonly RegExp[],
  and: RegExp,
  words: ReadonlyMap<string, number>,
): number | undefined {
  if (word === "") return 0;
  const known = words.get(word) ?? words.get(word.replace(and, ""));
  if (known !== undefined || great === undefined) return known;
  const found = great.exec(word);
  const rest = gluedValue(found ? word.slice(found.index + found[0].length) : word, less, and, words);
  if (!found || rest === undefined) return rest;
  const times = found.index === 0 ? 1 : gluedValue(word.slice(0, found.index), less, and, words);
  return times === undefined ? undefined : times * (less.length > 0 ? 1000 : 100) + rest;
}

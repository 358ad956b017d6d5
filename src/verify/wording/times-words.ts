// How the languages of the table that part words say times of day, a row a language; what reads them is in times.ts.

/** How a language says times: what its hours are called, one to twelve, by the form that a pattern asks for. */
export interface Row {
  language: string;
  hours: Record<string, string>;
  /** What minutes are called. */
  minutes: string;
  /** `H`: an hour in the first form, `H2` in the second; `M`: minutes. Of two forms "half" is half an hour before. */
  patterns: [kind: "past" | "to" | "half" | "at", source: string][];
  /** Behind or before a time: of which half of the day it is. */
  morning: string;
  later: string;
}

export const TIMES: readonly Row[] = [
  {
    language: "German",
    hours: { H: "eins/ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf" },
    minutes: "viertel:15 fünf:5 zehn:10 zwanzig:20 fünfundzwanzig:25",
    patterns: [
      ["half", "halb\\s(?<h>H)"],
      ["past", "(?<m>viertel)\\snach\\s(?<h>H)"],
      ["to", "(?<m>viertel)\\svor\\s(?<h>H)"],
      ["to", "(?<q>drei)viertel\\s(?<h>H)"],
      ["past", "(?<=(?:um|bis|gegen|ab|zeigt|ist\\ses|es\\sist)\\s)(?<m>M)\\snach\\s(?<h>H)"],
      ["to", "(?<=(?:um|bis|gegen|ab|zeigt|ist\\ses|es\\sist)\\s)(?<m>M)\\svor\\s(?<h>H)"],
      ["at", "(?<h>H|\\d{1,2})\\sUhr\\s(?<n>[0-5]\\d)"],
      ["at", "(?<=(?:um|bis|gegen|ab|zeigt|ist\\ses|es\\sist)\\s)(?<h>H)\\sUhr"],
      ["at", "(?<h>\\d{1,2})[.:](?<n>[0-5]\\d)\\sUhr"],
    ],
    morning: "morgens|vormittags|(?:am|in\\sder)\\s(?:Morgen|Vormittag|Früh)|früh",
    later: "nachmittags|abends|mittags|am\\s(?:(?:späten|frühen)\\s)?(?:Nachmittag|Abend)|am\\sMittag",
  },
  {
    language: "Dutch",
    hours: { H: "één/een twee drie vier vijf zes zeven acht negen tien elf twaalf" },
    minutes: "kwart:15 vijf:5 tien:10 twintig:20",
    patterns: [
      ["half", "half\\s(?<h>H)"],
      ["past", "kwart(?<q>)\\sover\\s(?<h>H)"],
      ["to", "kwart(?<q>)\\svoor\\s(?<h>H)"],
      ["past", "(?<=(?:om|tot|rond|vanaf|is\\shet|het\\sis)\\s)(?<m>M)\\sover\\s(?<h>H)"],
      ["to", "(?<=(?:om|tot|rond|vanaf|is\\shet|het\\sis)\\s)(?<m>M)\\svoor\\s(?<h>H)"],
      ["at", "(?<=(?:om|tot|rond|vanaf)\\s)(?<h>H)\\suur"],
      ["at", "(?<h>\\d{1,2})[.:](?<n>[0-5]\\d)\\suur"],
    ],
    morning: "'s\\s(?:ochtends|morgens)",
    later: "'s\\s(?:middags|avonds)|in\\sde\\s(?:middag|avond)",
  },
  {
    language: "French",
    hours: { H: "une deux trois quatre cinq six sept huit neuf dix onze midi" },
    minutes: "quart:15 cinq:5 dix:10 vingt:20 vingt-cinq:25",
    patterns: [
      ["to", "(?<h>H|\\d{1,2})\\s(?:heures?|h)\\smoins\\s(?:le\\s)?(?<m>M)"],
      [
        "past",
        "(?<=(?:à|vers|est|avant|après|jusqu'à|dès|indique|affiche|marque)\\s)(?<h>H|\\d{1,2})\\s(?:heures?|h)\\set\\s(?:(?<half>demie?)|(?<m>quart))",
      ],
      [
        "at",
        "(?<=(?:à|vers|est|avant|après|jusqu'à|dès|pour|indique|affiche|marque)\\s)(?<h>\\d{1,2})\\s?(?:heures?|h)\\s?(?<n>[0-5]\\d)",
      ],
      ["at", "(?<=(?:à|vers)\\s)(?<h>\\d{1,2})\\sh(?=[.,!]|\\s(?:du|de\\sl')|$)"],
      ["at", "(?<=(?:à|vers)\\s)(?<h>H)\\sheures?(?=\\s(?:du|de\\sl')|[.,!])"],
    ],
    morning: "du\\smatin|le\\smatin",
    later: "de\\sl'après-midi|du\\ssoir|l'après-midi",
  },
  {
    language: "Spanish",
    hours: { H: "una dos tres cuatro cinco seis siete ocho nueve diez once doce" },
    minutes: "cuarto:15 cinco:5 diez:10 veinte:20 veinticinco:25",
    patterns: [
      ["past", "(?<=las?\\s)(?<h>H|\\d{1,2})\\sy\\s(?:(?<half>media)|(?<m>M))"],
      ["to", "(?<=las?\\s)(?<h>H|\\d{1,2})\\smenos\\s(?:un\\s)?(?<m>M)"],
      ["at", "(?<=\\ba\\slas?\\s)(?<h>H)(?=\\sen\\spunto|\\sde\\sla\\s(?:tarde|mañana|noche)|[.!])"],
      ["at", "(?<=las?\\s)(?<h>\\d{1,2})[.h](?<n>[0-5]\\d)"],
    ],
    morning: "de\\sla\\s(?:mañana|madrugada)",
    later: "de\\sla\\s(?:tarde|noche)|por\\sla\\s(?:tarde|noche)|del\\smediodía|p\\.\\s?m\\.",
  },
  {
    language: "Portuguese",
    hours: { H: "uma duas três quatro cinco seis sete oito nove dez onze doze" },
    minutes: "quinze:15 cinco:5 dez:10 vinte:20 quarto:15",
    patterns: [
      [
        "past",
        "(?<=[àa]s\\s|à\\s)(?<h>H|\\d{1,2})(?:\\shoras?)?\\se\\s(?:(?<half>meia)|(?<m>M))(?=\\s(?:da|horas)|[.,!]|$)",
      ],
      ["to", "(?:(?:[àa]s|[ée]|s[ãa]o)\\s)?(?:um\\s)?(?<m>M)\\spara\\s(?:as|a)\\s(?<h>H|\\d{1,2})"],
      ["at", "(?<=[àa]s\\s)(?<h>\\d{1,2})\\s?h(?:oras)?\\s?(?:e\\s)?(?<n>[0-5]\\d)(?:\\s?min(?:utos)?)?"],
      ["at", "(?<=[àa]s\\s)(?<h>H)(?=\\shoras|\\sda\\s(?:tarde|manhã|noite)|[.!])"],
    ],
    morning: "da\\s(?:manhã|madrugada)",
    later: "da\\s(?:tarde|noite)|à\\s(?:tarde|noite)",
  },
  {
    language: "Italian",
    hours: { H: "una due tre quattro cinque sei sette otto nove dieci undici dodici" },
    minutes: "quarto:15 cinque:5 dieci:10 venti:20 venticinque:25",
    patterns: [
      [
        "past",
        "(?<=(?:alle|le|dalle|all'|l'|ore)\\s?)(?<h>H|\\d{1,2})\\se\\s(?:(?<half>mezz[ao])|(?:un\\s)?(?<m>M))",
      ],
      ["past", "(?<=(?:alle|le|dalle|ore)\\s)(?<h>H|\\d{1,2})\\se\\s(?<q>tre)\\squarti"],
      ["to", "(?<=(?:alle|le|dalle|all'|l'|ore)\\s?)(?<h>H|\\d{1,2})\\smeno\\s(?:un\\s)?(?<m>M)"],
      ["at", "(?<=(?:alle|dalle|ore)\\s)(?<h>\\d{1,2})[.,](?<n>[0-5]\\d)"],
      ["at", "(?<=alle\\s)(?<h>H)(?=\\sdi\\ssera|\\sdel\\s(?:pomeriggio|mattino)|\\sin\\spunto|[.!])"],
    ],
    morning: "d(?:i|el|ella)\\smattin[ao]",
    later: "d(?:el\\spomeriggio|i\\ssera|ella\\ssera)|di\\snotte",
  },
  {
    language: "Russian",
    hours: {
      H: "часа/час двух/два трёх/трех/три четырёх/четырех/четыре пяти/пять шести/шесть семи/семь восьми/восемь девяти/девять десяти/десять одиннадцати/одиннадцать двенадцати/двенадцать",
      H2: "первого второго третьего четвёртого/четвертого пятого шестого седьмого восьмого девятого десятого одиннадцатого двенадцатого",
    },
    minutes:
      "четверти:15 четверть:15 пяти:5 пять:5 десяти:10 десять:10 двадцати:20 двадцать:20 двадцати\\sпяти:25",
    patterns: [
      ["half", "(?:в\\s)?пол(?:овин[аеу]\\s|-?)(?<h>H2)"],
      ["past", "(?<m>M)(?:\\sминут)?\\s(?<ordinal>)(?<h>H2)"],
      ["to", "(?:в\\s)?без\\s(?<m>M)(?:\\sминут)?\\s(?<h>H)"],
      [
        "at",
        "(?<=(?:^|\\s)(?:в|около|до|к)\\s)(?<h>\\d{1,2})\\s(?:часов|часа?|ч\\.?)\\s(?<n>[0-5]?\\d)\\s(?:минут[ыау]?|мин\\.?)",
      ],
      [
        "at",
        "(?<=(?:^|\\s)(?:в|около|до|к)\\s)(?<h>H|\\d{1,2})\\s(?:часов|часа?)(?=\\s(?:утра|дня|вечера|ночи)|[.!])",
      ],
      ["at", "(?<=(?:^|\\s)(?:в|около|до|к)\\s)(?<h>\\d{1,2})\\.(?<n>[0-5]\\d)"],
    ],
    morning: "утра|утром|ночи",
    later: "дня|вечера|вечером|днём",
  },
  {
    language: "Polish",
    hours: {
      H: "pierwszej/pierwsza drugiej/druga trzeciej/trzecia czwartej/czwarta piątej/piąta szóstej/szósta siódmej/siódma ósmej/ósma dziewiątej/dziewiąta dziesiątej/dziesiąta jedenastej/jedenasta dwunastej/dwunasta",
    },
    minutes:
      "kwadrans:15 pięć:5 dziesięć:10 piętnaście:15 dwadzieścia:20 trzydzieści:30 czterdzieści\\spięć:45 czterdzieści:40",
    patterns: [
      ["half", "(?:o\\s)?w\\s?pół\\sdo\\s(?<h>H)"],
      ["past", "(?<m>M)\\spo\\s(?<h>H)"],
      ["to", "(?:o\\s)?za\\s(?<m>M)\\s(?<h>H)"],
      ["past", "(?<=\\so\\s)(?<h>H)\\s(?<m>M)"],
      ["at", "(?<=\\so\\s)(?<h>H)(?=\\s(?:rano|po\\społudniu|wieczorem)|[.!])"],
      ["at", "(?<=(?:\\so|godzinie|godz\\.|godziny|godzinę)\\s)(?<h>\\d{1,2})\\.(?<n>[0-5]\\d)"],
    ],
    morning: "rano|przed\\społudniem",
    later: "po\\społudniu|wieczorem",
  },
  {
    language: "Turkish",
    hours: {
      H: "bir iki üç dört beş altı yedi sekiz dokuz on on\\sbir on\\siki",
      H2: "biri ikiyi üçü dördü beşi altıyı yediyi sekizi dokuzu onu on\\sbiri on\\sikiyi",
      H3: "bire ikiye üçe dörde beşe altıya yediye sekize dokuza ona on\\sbire on\\sikiye",
    },
    minutes: "çeyrek:15 beş:5 on:10 yirmi:20 yirmi\\sbeş:25",
    patterns: [
      ["past", "(?<h>H2|\\d{1,2}'\\p{L}{1,2})\\s(?<m>M|\\d{1,2})\\sgeç(?:e|iyor)\\p{L}{0,3}"],
      ["to", "(?<h>H3|\\d{1,2}'\\p{L}{1,2})\\s(?<m>M|\\d{1,2})\\s(?:kala|var)"],
      ["past", "(?<=saat\\s)(?<h>H|\\d{1,2})\\s(?<half>buçuk)(?:t[ae]|'?t[ae])?(?!\\ssaat)"],
      ["at", "(?<h>\\d{1,2})\\.(?<n>[0-5]\\d)'[dt][ae]n?"],
      ["at", "(?<=saat\\s)(?<h>\\d{1,2})\\.(?<n>[0-5]\\d)(?:'[dt][ae](?:n|ki)?|'[yae]{1,2})?"],
    ],
    morning: "sabah(?:leyin)?|gece\\syarısı",
    later: "öğleden\\ssonra|akşam(?:üstü|leyin)?",
  },
  {
    language: "Vietnamese",
    hours: { H: "một hai ba bốn năm sáu bảy tám chín mười mười\\smột mười\\shai" },
    minutes: "rưỡi:30 mười\\slăm:15 mười:10 năm:5",
    patterns: [
      ["past", "(?<=lúc\\s)(?<h>H|\\d{1,2})\\sgiờ\\s(?<m>M)"],
      ["past", "(?<h>H|\\d{1,2})\\sgiờ\\s(?<m>M)(?=\\s(?:sáng|chiều|tối|trưa))"],
      ["at", "(?<=lúc\\s)(?<h>\\d{1,2})\\sgiờ\\s(?<n>[0-5]?\\d)(?:\\sphút)?"],
      ["at", "(?<h>\\d{1,2})\\sgiờ\\s(?<n>[0-5]?\\d)(?:\\sphút)?(?=\\s(?:sáng|chiều|tối|trưa))"],
      ["to", "(?<h>H|\\d{1,2})\\sgiờ\\ském\\s(?<m>M|\\d{1,2})(?:\\sphút)?"],
      ["at", "(?<h>H|\\d{1,2})\\sgiờ(?=\\s(?:sáng|chiều|tối|trưa))"],
    ],
    morning: "(?:buổi\\s)?sáng",
    later: "(?:buổi\\s)?(?:chiều|tối|trưa)",
  },
  {
    language: "Indonesian",
    hours: { H: "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas dua\\sbelas" },
    minutes: "seperempat:15 lima:5 sepuluh:10 dua\\spuluh:20",
    patterns: [
      ["half", "(?<=(?:pukul|jam)\\s)setengah\\s(?<h>H)"],
      ["past", "(?<=(?:pukul|jam)\\s)(?<h>H|\\d{1,2})\\s(?:lewat|lebih)\\s(?<m>M|\\d{1,2})(?:\\smenit)?"],
      ["to", "(?<=(?:pukul|jam)\\s)(?<h>H|\\d{1,2})\\skurang\\s(?<m>M|\\d{1,2})(?:\\smenit)?"],
      ["at", "(?<=(?:pukul|jam)\\s)(?<h>\\d{1,2})[.](?<n>[0-5]\\d)"],
      ["at", "(?<=(?:pukul|jam)\\s)(?<h>H|\\d{1,2})(?=\\s(?:pagi|siang|sore|malam)|[.!])"],
    ],
    morning: "pagi",
    later: "siang|sore|malam",
  },
  {
    language: "Hindi",
    hours: {
      H: "एक दो तीन चार पाँच/पांच छह/छः सात आठ नौ दस ग्यारह बारह",
    },
    minutes: "पंद्रह:15 पन्द्रह:15 दस:10 पाँच:5 पांच:5 बीस:20 तीस:30 पैंतालीस:45",
    patterns: [
      ["past", "(?<half>साढ़े|साढ़े)\\s(?<h>H|\\d{1,2})\\sबजे"],
      ["past", "(?<q>सवा)\\s(?<h>H|\\d{1,2})\\sबजे"],
      ["to", "(?<q>पौने)\\s(?<h>H|\\d{1,2})\\sबजे"],
      ["past", "(?<h>H|\\d{1,2})\\sबजकर\\s(?<m>M|\\d{1,2})\\sमिनट"],
      ["at", "(?<h>\\d{1,2}):(?<n>[0-5]\\d)\\sबजे"],
      ["at", "(?<h>H|\\d{1,2})\\sबजे"],
    ],
    morning: "सुबह|सवेरे",
    later: "दोपहर(?:\\sबाद)?|शाम|रात",
  },
  {
    language: "Arabic",
    hours: {
      H: "الواحدة الثانية الثالثة الرابعة الخامسة السادسة السابعة الثامنة التاسعة العاشرة الحادية\\sعشرة الثانية\\sعشرة",
    },
    minutes:
      "الربع:15 ربعا:15 ربعًا:15 ربع:15 الثلث:20 ثلثا:20 ثلثًا:20 الخمس\\sدقائق:5 العشر\\sدقائق:10 خمس\\sدقائق:5 عشر\\sدقائق:10",
    patterns: [
      ["past", "(?<h>H)\\sو\\s?(?:(?<half>النصف|نصف)|(?<m>M))"],
      ["to", "(?<h>H)\\sإلا\\s(?<m>M)"],
      ["at", "(?<=الساعة\\s)(?<h>H)"],
    ],
    morning: "صباح(?:ا|\u064bا|ا\u064b)|فجر(?:ا|\u064bا|ا\u064b)",
    later: "(?:مساء|عصر|ظهر|ليل)(?:ا|\u064bا|ا\u064b|\u064b)?|بعد\\sالظهر",
  },
];

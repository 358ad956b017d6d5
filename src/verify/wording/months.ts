// What the months are called in the languages of the table, January first; of one month several names with "/".
import { numbered } from "./numerals.ts";

const NAMES = [
  "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sept/sep october/oct november/nov december/dec",
  "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
  "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
  "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
  "januar/jänner februar märz april mai juni juli august september oktober november dezember",
  "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
  "januari februari maart april mei juni juli augustus september oktober november december",
  "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
  "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
  "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
  "januari februari maret april mei juni juli agustus september oktober november desember",
  "يناير فبراير مارس أبريل/ابريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
  "जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
];
const MONTHS = new Map(NAMES.flatMap((row) => numbered(row)));

/** Any of the names, as a pattern, the longest first. */
export const ANY_MONTH = [...MONTHS.keys()].sort((a, b) => b.length - a.length).join("|");

/** The number of the month that a text opens with; null where it opens with none. */
export const monthAt = (text: string): number | null => {
  const name = OPENING.exec(text)?.[0].toLowerCase();
  return name === undefined ? null : MONTHS.get(name)!;
};
const OPENING = new RegExp(`^(?:${ANY_MONTH})(?![\\p{L}\\p{M}])`, "iu");

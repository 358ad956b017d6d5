// An order that a text says ("in order", "from least to greatest", "sorted") makes a list a sequence: the same items in another
// order are another answer, but for roots and divisors, which are listed in an order only by the way.
import type { FinalAnswer } from "../sentence/found.ts";
import { sentencesOf } from "../sentence/sentences.ts";

const ORDERED = new RegExp(
  [
    String.raw`\bin (?:(?:the |an? )?(?:correct|right|proper|following|(?:numerical(?:ly)? )?(?:increasing|ascending|descending|decreasing)|numerical|chronological|alphabetical|reverse) )?order\b(?! to\b)|\border from\b|\b(?:order|sort|arrang|rank)ed\b|\bfrom (?:the )?(?:least|most|\p{L}{2,}est) to\b|\bfrom (?:small|big|large|low|high|short|tall|light|heavy) to\b`,
    String.raw`en orden\b|\b(?:de|del) (?:menor a|mayor a|más \p{L}+ (?:a|al) más)\b|\bordenad[oa]s\b`,
    String.raw`\bem ordem\b|\bd[eo] (?:menor|maior) (?:para|ao?)\b`,
    String.raw`\b(?:dans l'|par |en )ordre\b|\bordre (?:dé)?croissant\b|\bdu plus \p{L}+ au (?:plus|moins)\b|\b(?:rang|class)ée?s\b`,
    String.raw`\bReihenfolge\b|\bder (?:Reihe|Größe) nach\b|\b(?:sortiert|geordnet)\b|\bvo[nm] \p{L}+sten (?:bis )?zu[mr] `,
    String.raw`\bin ordine\b|\bordinat[ie]\b|\bdal (?:più \p{L}+|minore|maggiore) al `,
    String.raw`\bvolgorde\b|\bge(?:sorteerd|rangschikt|ordend)\b|\bvan (?:klein|groot|laag|hoog) naar\b`,
    `w kolejności|rosnąco|malejąco|uporządkowan|od najmniejsz|od największ`,
    `в порядке|по возрастанию|по убыванию|от (?:меньш|больш|наименьш|наибольш)`,
    `küçükten büyüğe|büyükten küçüğe|sıralan|sıralı|sırasıyla`,
    `theo thứ tự|từ (?:bé|nhỏ|lớn)(?: nhất)? đến`,
    String.raw`\b(?:urutan|terurut|diurutkan)\b|\bdari (?:yang )?ter(?:kecil|besar)\b`,
    `بالترتيب|تصاعدي|تنازلي|من الأصغر|من الأكبر|आरोही|अवरोही|क्रम में`,
    `[从從由](?:小到大|大到小|低到高|高到低|短到长|长到短)|顺序|順序|依次|小さい順|大きい順|順に|昇順|降順|작은 (?:것|수)부터|큰 (?:것|수)부터|순서|오름차순|내림차순`,
  ].join("|"),
  "iu",
);
const NO_ORDER =
  /\b(?:any|no|either|whatever|some) (?:particular )?order\b|\border (?:does|do)(?:n't| not)\b|\bout of order\b|\border of (?:operations|magnitude)/iu;
const UNORDERED =
  /\b(?:roots?|solutions?|zeroe?s|factors?|divisors?|eigenvalues?|primes?|sides?)\b|lösung|nullstell|teiler|soluc|raíces|raízes|divis[eo]r|diviseur|racine|soluz|radici|корн|решени|делител|pierwiast|rozwiąz|dzielnik|oploss|wortel|deler|çözüm|kök|bölen|nghiệm|ước số|akar|faktor|solusi|حلول|جذور|मूल|हल|解|根|约数|約数|因数|근|약수/iu;

/** "\\frac{2}{3}" as "2/3", without the signs around formulas. */
const plain = (text: string) =>
  text.replace(/\\[dt]?frac\{(-?\d+)\}\{(\d+)\}/g, "$1/$2").replace(/[$*]|\\[()[\]]|\\text\s?|\\(?=%)/g, "");

/** The items of an answer that is a list; none of a set, which has no order, or of anything else. */
function itemsOf({ answer, others, together }: FinalAnswer): string[] {
  const list = others.length > 0 ? [...others, answer].join(", ") : answer;
  for (const said of [list, ...(together?.() ?? [])]) {
    if (said.length > MOST || /[{}]/.test(plain(said))) continue;
    const items = plain(said)
      .replace(/^.*:\s|[\s.()]+$|^\s*\(/gs, "")
      .split(
        /\s*[,;،、<>]\s*(?:and\s)?|\s\\?(?:and|und|y|et|e|en|i|и|ve|và|dan|then|l[te]|g[te]|leq?|geq?)\s/,
      )
      .map((item) => item.trim());
    if (items.length > 1 && items.every((item) => item !== "" && item.length <= LONGEST)) return items;
  }
  return [];
}
const MOST = 400;
const LONGEST = 30;

/** A number or a word, and nothing beside it that would make a list of it. */
const isOneItem = ({ answer, others, together }: FinalAnswer) =>
  others.length === 0 && together === undefined && /^[\p{L}\p{N}.]*$/u.test(answer);

/** What the text says in an order: its last sentence, or the lines behind one that ends in a colon, up to a semicolon. */
function saidInOrder(text: string): string | null {
  const sentences = sentencesOf(text.slice(-4 * MOST)).slice(-2);
  const at = sentences.findLastIndex((one) => ORDERED.test(one) && !NO_ORDER.test(one));
  if (at < 0 || UNORDERED.test(sentences[at])) return null;
  if (at < sentences.length - 1 && !/[:：]\W{0,4}$/.test(sentences[at])) return null;
  const said = plain(sentences.slice(at).join(" "));
  return said.replace(/;\s.*\p{L}{3}.*$/su, "");
}

/** Whether `text` says an order, and has the items of `other` in another. */
function turns(text: string, other: FinalAnswer): boolean {
  if (isOneItem(other)) return false;
  const said = saidInOrder(text);
  const items = said === null ? [] : itemsOf(other);
  if (said === null || items.length < 2 || new Set(items).size < items.length) return false;
  const places = items.map((item) => {
    const literal = item.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const place = new RegExp(
      `(?<![\\p{Script=Latin}\\p{N}/-]|\\d[.,])${literal}(?![\\p{Script=Latin}\\p{N}/]|[.,]\\d)`,
      "gu",
    );
    return [...said.matchAll(place)].at(-1)?.index ?? -1;
  });
  return places.every((place) => place >= 0) && places.some((place, i) => i > 0 && place < places[i - 1]);
}

/** Whether one of two texts says an order that the other one's list does not have. */
export const isInAnotherOrder = (a: FinalAnswer, text: string, b: FinalAnswer, other: string) =>
  turns(text, b) || turns(other, a);

// Numbers in words, for sentences that have none in digits: "twelve ways", "two thirds", "fünfundzwanzig", "四十八".

import { SPELLINGS } from "./numerals.ts";
import { languageOf } from "./phrases.ts";

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

// Numbers in words as digits in Chinese, Japanese and Korean: "四十八", "三小时", "스물네 개".
import { unitNameAt } from "../read/units.ts";

const DIGITS = "〇一二三四五六七八九";
const HAN =
  /[〇零一二两兩三四五六七八九十百千]+(?:分之[一二三四五六七八九十]+|分の[一二三四五六七八九十]+)?/g;

/** `measures`: only those of two characters and more with a power of ten, and before a unit of measurement. */
export function fromHan(sentence: string, measures = false): string {
  return sentence.replace(HAN, (run, at: number) => {
    const [below, above] = run.split(/分之|分の/);
    const value = hanNumber(below);
    if (above !== undefined) return below === "百" ? `${hanNumber(above)}%` : `${hanNumber(above)}/${value}`;
    const behind = sentence
      .slice(at + run.length, at + run.length + 12)
      .replace(/^[个個]半?(?=[小星月])/, "");
    if (measures && /\d\s?$/.test(sentence.slice(Math.max(0, at - 2), at))) return run;
    if (measures)
      return (run.length > 1 && /[十百千]/.test(run)) ||
        (unitNameAt(behind) !== null && !/^[天周]/.test(behind))
        ? String(value)
        : run;
    // One character may be part of a word: 一共, 三角形.
    return run.length < 2 ? run : String(value);
  });
}

const NATIVE_TENS = "열 스물 서른 마흔 쉰 예순 일흔 여든 아흔".split(" ");
const NATIVE_ONES = "하나/한 둘/두 셋/세/석 넷/네/넉 다섯 여섯 일곱 여덟 아홉"
  .split(" ")
  .map((names) => names.split("/"));
const ONES = NATIVE_ONES.flat().join("|");
const HANGUL = new RegExp(
  `(?<!\\p{Script=Hangul})(?:(${NATIVE_TENS.join("|")}|스무)(${ONES})?|(${ONES})|([일이삼사오육칠팔구십백천만]{2,9}))(?=\\s(?:\\p{Script=Hangul})|\\s?(?:개|명|원|살|분|시간|초|권|마리|대|장|병|번|점|쪽|미터|킬로|그램|리터|도|퍼센트)|[은는이가을를에로입]|[.,!]|$)`,
  "gu",
);

/** "스물네 개", "삼십육 명" */
export function fromHangul(sentence: string, measures = false): string {
  return sentence.replace(
    HANGUL,
    (run, tens?: string, ones?: string, alone?: string, sino?: string, at = 0) => {
      const small = ones ?? alone;
      const value = sino
        ? sinoNumber(sino)
        : (tens ? (tens === "스무" ? 20 : 10 * (NATIVE_TENS.indexOf(tens) + 1)) : 0) +
          (small ? NATIVE_ONES.findIndex((names) => names.includes(small)) + 1 : 0);
      const behind = sentence.slice(at + run.length, at + run.length + 12);
      const counted =
        /^\s?(?:개|명|원|살|분|시간|초|권|마리|대|장|병|번|점|쪽|미터|킬로|그램|리터|도|퍼센트)/.test(behind);
      const sure = sino
        ? /[십백천만]/.test(sino) && (counted || !/^\s/.test(behind))
        : tens !== undefined && ones !== undefined;
      if (measures ? !sure && !(counted && unitNameAt(behind) !== null) : !sure && !counted) return run;
      return String(value);
    },
  );
}

function sinoNumber(run: string): number {
  let [total, current, digit] = [0, 0, 0];
  for (const sign of run) {
    const unit = { 십: 10, 백: 100, 천: 1000, 만: 10_000 }[sign];
    if (unit === undefined) digit = "일이삼사오육칠팔구".indexOf(sign) + 1;
    else if (unit === 10_000) [total, current, digit] = [total + (current + digit || 1) * unit, 0, 0];
    else [current, digit] = [current + (digit || 1) * unit, 0];
  }
  return total + current + digit;
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

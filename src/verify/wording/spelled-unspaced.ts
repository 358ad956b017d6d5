// Numbers in words as digits in Chinese, Japanese and Korean: "四十八", "三小时", "스물네 개".
import { unitNameAt } from "../read/units.ts";
import { numbered, valued } from "./numerals.ts";

const HAN =
  /[〇零一二两兩三四五六七八九十百千]+(?:分之[一二三四五六七八九十]+|分の[一二三四五六七八九十]+)?/g;

/** `measures`: only those of two characters and more with a power of ten, and before a unit of measurement. */
export function fromHan(sentence: string, measures = false): string {
  return sentence.replace(HAN, (run, at: number) => {
    const [below, above] = run.split(/分之|分の/);
    const value = unspacedNumber(below);
    if (above !== undefined)
      return below === "百" ? `${unspacedNumber(above)}%` : `${unspacedNumber(above)}/${value}`;
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

const TENS = new Map(numbered("열 스물/스무 서른 마흔 쉰 예순 일흔 여든 아흔", 10, 10));
const ONES = new Map(numbered("하나/한 둘/두 셋/세/석 넷/네/넉 다섯 여섯 일곱 여덟 아홉"));
const [TEN, ONE] = [TENS, ONES].map((names) => [...names.keys()].join("|"));
const COUNTED = "\\s?(?:개|명|원|살|분|시간|초|권|마리|대|장|병|번|점|쪽|미터|킬로|그램|리터|도|퍼센트)";
const HANGUL = new RegExp(
  `(?<!\\p{Script=Hangul})(?:(${TEN})(${ONE})?|(?:${ONE})|([일이삼사오육칠팔구십백천만]{2,9}))(?=\\s(?:\\p{Script=Hangul})|${COUNTED}|[은는이가을를에로입]|[.,!]|$)`,
  "gu",
);
const IS_COUNTED = new RegExp(`^${COUNTED}`);

/** "스물네 개", "삼십육 명" */
export function fromHangul(sentence: string, measures = false): string {
  return sentence.replace(HANGUL, (run, tens?: string, ones?: string, sino?: string, at = 0) => {
    const behind = sentence.slice(at + run.length, at + run.length + 12);
    const counted = IS_COUNTED.test(behind);
    const sure = sino
      ? /[십백천만]/.test(sino) && (counted || !/^\s/.test(behind))
      : tens !== undefined && ones !== undefined;
    if (measures ? !sure && !(counted && unitNameAt(behind) !== null) : !sure && !counted) return run;
    return String(unspacedNumber(run));
  });
}

const NATIVE = new RegExp(`^(${TEN})?(${ONE})?$`);
const DIGITS = new Map(numbered("〇/零 一/일 二/两/兩/이 三/삼 四/사 五/오 六/육 七/칠 八/팔 九/구", 0));
const POWERS = new Map(valued("十/십:10 百/백:100 千/천:1000"));

/** A number in digits, or in words without spaces: "48", "四十八", "삼십육", "스물네". */
export function unspacedNumber(run: string): number {
  const native = NATIVE.exec(run);
  if (native) {
    const [, tens = "", ones = ""] = native;
    return (TENS.get(tens) ?? 0) + (ONES.get(ones) ?? 0);
  }
  if (/^\d/.test(run)) return Number(run);
  let [total, current, digit] = [0, 0, 0];
  for (const sign of run) {
    const power = POWERS.get(sign);
    if (sign === "만") [total, current, digit] = [total + (current + digit || 1) * 10_000, 0, 0];
    else if (power === undefined) digit = DIGITS.get(sign)!;
    else [current, digit] = [current + (digit || 1) * power, 0];
  }
  return total + current + digit;
}

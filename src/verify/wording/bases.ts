// Numbers with their base: 1011_2, (2E)_{16}, "2E in base 16", 0x2E. The base is part of the answer: one side must name
// ten, as who asks for a decimal number does, before their values are compared.
import { mathSegments } from "../read/formulas.ts";
import { baseOf } from "../read/literals.ts";
import { plainText } from "../read/words.ts";

interface Based {
  digits: string;
  base: number;
}

/** Whether two texts are the same number in a base; null where not both are one, or one and plain digits. */
export function sameInBases(a: string, b: string): boolean | null {
  const [own, others] = [inBothBases(a), inBothBases(b)];
  if (own || others)
    return (
      (own ?? [a]).some((one) =>
        (others ?? [b]).some((other) => one === other || sameInBases(one, other) === true),
      ) || null
    );
  const [x, y] = [basedNumber(a), basedNumber(b)];
  if (!x || !y) {
    const [one, other] = x ? [x, b] : [y, a];
    const plain = one && /^\s*\$?(\d+)\$?\.?\s*$/.exec(other)?.[1];
    return plain ? one.base === 10 && one.digits === plain : null;
  }
  if (x.base === y.base) return x.digits === y.digits;
  return (x.base === 10 || y.base === 10) && worthOf(x) === worthOf(y);
}

/** The sides of "1101_2 = 13_{10}", where they are one number; null for anything else. */
function inBothBases(text: string): string[] | null {
  const sides = text.length > 300 || !/_|base/.test(text) ? [] : text.replace(/[$]/g, "").split("=");
  if (sides.length !== 2) return null;
  const numbers = sides.map(
    (side) => basedNumber(side) ?? basedNumber(/^\s*\d{1,60}\s*$/.test(side) ? `${side.trim()}_{10}` : ""),
  );
  const [x, y] = numbers;
  return x && y && x.base !== y.base && worthOf(x) === worthOf(y)
    ? numbers.map((one) => `${one!.digits}_{${one!.base}}`)
    : null;
}

const WITH_BASE =
  /^\(?([0-9A-Fa-f]{1,200})\)?(?:_\(?(\d{1,2}|[a-z]+)\)?|,?\s?\(?(?:in\s)?base[-\s](\d{1,2}|[a-z]+)\)?|\s?in (binary|octal|decimal|hexadecimal))$/;
const KINDS: Record<string, number> = { binary: 2, octal: 8, decimal: 10, hexadecimal: 16 };

function basedNumber(text: string): Based | null {
  if (text.length > 300 || !/_|base|0x|0b|\bin\b/.test(text)) return null;
  const plain = plainText(text)
    .replace(/ ?([_()]) ?/g, "$1")
    .replace(/\)(?=in\b|base)/, ") ")
    .replace(/ ?\.$/, "");
  const [, prefix, behind] = /^0([xb])([0-9A-Fa-f]{1,200})$/.exec(plain) ?? [];
  const [, before, ...names] = WITH_BASE.exec(plain) ?? [];
  const name = names.find((one) => one !== undefined) ?? "";
  const base = prefix ? { x: 16, b: 2 }[prefix]! : (KINDS[name] ?? baseOf(name));
  const digits = (behind ?? before ?? "").toUpperCase().replace(/^0+(?=.)/, "");
  if (base === null || [...digits].some((digit) => Number.parseInt(digit, 36) >= base)) return null;
  return { digits, base };
}

const SAID =
  /(?<![\w.,^_-]|\\)(?:(\d[\dA-F]{0,40})|\$(\d{1,40})\$|\\\((\d{1,40})\\\))(?:\s\((?:in )?base[\s-]\$?(\d{1,2}|[a-z]{3,6})\$?\)|\s(?:in )?base[\s-]\$?(\d{1,2}|[a-z]{3,6})\$?(?![\w(]|,\s?height)|\sin\s(binary|octal|hexadecimal)(?=\W*$))/g;

/** "The number is 345 (base 7)" as "The number is $345_{7}$", also "345 base 7", "$345$ in base $7$" and at its end "in binary". */
export function withBases(text: string): string {
  if (!/base|binary|octal|hexadecimal/.test(text)) return text;
  const formulas = mathSegments(text);
  return text.replace(SAID, (...found) => {
    const [all, plain, dollars, brackets, inBrackets, behind, kind] = found as string[];
    const at = found[7] as number;
    const digits = plain ?? dollars ?? brackets;
    const within = plain !== undefined && formulas.some(({ start, end }) => at >= start && at < end);
    const base = basedNumber(`${digits} ${kind ? `in ${kind}` : `base ${inBrackets ?? behind}`}`)?.base;
    // By itself it is read as it is.
    const said = /\p{L}/u.test(text.slice(0, at));
    return within || !said || base === undefined ? all : `$${digits}_{${base}}$`;
  });
}

/** The index that words behind a box give its number, "(base 8)": "_{8}"; empty where they give none. */
export function baseBehind(digits: string, behind: string): string {
  const said = /^,?\s\(?(?:in )?base[\s-](?:\d{1,2}|[a-z]{3,6})(?![\w])\)?/.exec(behind.slice(0, 20))?.[0];
  const based = said === undefined ? null : basedNumber(`${digits}${said.replace(",", "")}`);
  return based ? `_{${based.base}}` : "";
}

const worthOf = ({ digits, base }: Based) =>
  [...digits].reduce((value, digit) => value * BigInt(base) + BigInt(Number.parseInt(digit, 36)), 0n);

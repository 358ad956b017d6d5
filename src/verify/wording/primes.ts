// Prime numbers of a family, in words or in signs: "all primes of the form 4k + 1", "primes p ≡ 1 (mod 4)", "p = 2 or p ≡ 1
// (mod 4), p prime". That they are primes is said apart, and has to be said on both sides.
import { comparison, THAN } from "./integers-words.ts";
import { plainWording } from "./wordings.ts";

const LONGEST = 200;
const HEAD = "(?:(?:all|any|every|each|the|those|exactly|precisely|only|positive) )*";
const PRIMES = new RegExp(`^${HEAD}(odd )?prime(?:s|(?: numbers?)?)(?: ([a-z])(?= |$|,))?,? ?(.*)$`, "i");
const GIVEN =
  /^(?:(?:such that|for which|satisfying|with|where|that are|which are|that|which|are|is)(?: |$))?(?:([a-z]) (?:is )?(?=congruent|of |one |greater|less|at |not ))?/i;
/** Behind or before the family: "(p prime)", "with p a prime". */
const SAID =
  /,? ?\(?(?:where |with |for )?(?:each )?([a-z]) (?:is |being |are )?(?:an? )?prime(?: numbers?)?\)?$/i;
/** Of the letter of a form: "with m a positive integer". */
const WHOLE =
  /,? ?\(?(?:where|with|for) (?:some )?(?:(?:positive|non-?negative) )?(?:integers? )?[a-z](?: (?:is |being )?an?(?: (?:positive|non-?negative|natural))? (?:integer|number)|\s?(?:\\in|≥|>|\\geq?).*)?\)?$/i;
const CONGRUENT = /^congruent to (.{1,30}?) (?:mod(?:ulo)?|\(mod) ?(\d{1,4})\)?$/i;
const REMAINDER =
  /^leav(?:e|es|ing) (?:an? |the )?remainder (?:of )?(.{1,20}?) (?:when|on|if|upon) (?:being )?(?:divided|division) by (\d{1,4})$/i;
const SIZE = new RegExp(`^(${THAN}) (-?\\d+)$`, "i");

/** What a text says of which primes it means, in signs; null where it speaks of none. */
function familyOf(text: string): string | null {
  if (text.length > LONGEST || !/prime/i.test(text)) return null;
  const plain = plainWording(text);
  if (plain === null) return null;
  const said = SAID.exec(plain);
  const parts = (said ? plain.slice(0, said.index) : plain).split(
    /,? (?:and|or|together with|as well as) (?=(?:all |the |any |every |those )*prime)|,? or (?=[a-z] ?=)/i,
  );
  if (parts.length > 3) return null;
  const families = parts.map((part) =>
    PRIMES.test(part) ? ofPrimes(part) : said || parts.length > 1 ? ofSigns(part) : null,
  );
  return families.every((family) => family !== null) ? families.join(" \\text{ or } ") : null;
}

/** "2", "p = 2", "p ≡ 1 (mod 4)": no words. */
function ofSigns(part: string): string | null {
  const bare = part.replace(/^(?:only |exactly )/i, "").replace(/^(?=\d+$)/, "p = ");
  return hasWords(bare) ? null : bare;
}

const hasWords = (text: string) => /[a-z]{2}/i.test(text.replace(/\\[a-z]+|\bmod\b|\bor\b|\band\b/gi, ""));

/** "primes congruent to 3 modulo 4" as p ≡ 3 (mod 4). */
function ofPrimes(part: string): string | null {
  const [, odd, name, rest] = PRIMES.exec(part)!;
  if (rest === "") return odd ? "p > 2" : `${name ?? "p"} > 1`;
  if (odd) return ofPrimes(part.replace(/odd /i, ""));
  const given = GIVEN.exec(rest)!;
  const letter = given[1] ?? name ?? "p";
  if (given[1] && name && given[1] !== name) return null;
  const said = rest.slice(given[0].length).replace(WHOLE, "");
  const class_ = CONGRUENT.exec(said) ?? REMAINDER.exec(said);
  if (class_) {
    const [, residues, modulus] = class_;
    return hasWords(residues) ? null : `${letter} \\equiv ${residues} \\pmod{${modulus}}`;
  }
  const size = SIZE.exec(said);
  if (size) {
    const { upper, closed } = comparison(size[1]);
    return `${letter} ${upper ? (closed ? "\\le" : "<") : closed ? "\\ge" : ">"} ${size[2]}`;
  }
  const form = /^of the form ([a-z] ?= ?)?(.{1,40})$/i.exec(said);
  if (form) return hasWords(form[2]) ? null : `${letter} = ${form[2]}`;
  // "p ≡ 1 (mod 4)", "p = 4k + 1", behind "primes" also without its letter: "primes ≡ 1 (mod 4)".
  const signs = /^(?:\\equiv|≡|[<>=]|\\[lg]eq?)/.test(said) ? `${letter} ${said}` : said;
  return /^[a-z] ?(?:\\equiv|≡|[<>=≤≥]|\\[lg]eq?)/.test(signs) && !hasWords(signs) ? signs : null;
}

/** The families of two answers of which both are primes; false where only one is said to be, null where neither is. */
export function primeFamilies(a: string, b: string): [string, string] | false | null {
  const [x, y] = [familyOf(a), familyOf(b)];
  if (x === null && y === null) return null;
  if (x !== null && y !== null) return [x, y];
  // The letter of a prime: p ≡ 1 (mod 4) is asked of primes.
  const other = plainSigns(x === null ? a : b);
  if (!/^[pq] ?(?:\\equiv|≡|=)/.test(other)) return false;
  return x === null ? [other, y!] : [x, other];
}

const plainSigns = (text: string) => text.replace(/^[\s$]+|[\s$.]+$/g, "");

/** Whether a text says which primes it means, and nothing else. */
export const isOfPrimes = (text: string) => familyOf(text) !== null;

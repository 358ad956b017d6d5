// The same answer in other words, read as mathematics: "after 12 days", "a total of 1320 handshakes", "half of them", "all
// non-negative real numbers", "the circle with centre (0, 2) and radius 3", "x = 1 (multiplicity 2)", "(1, 2, 3) and its
// permutations". Each reading is of the whole answer, and of no other words than its own.

import type { Span } from "../read/formulas.ts";
import { familyInWords, otherResidues } from "./families-words.ts";
import { comparison, integersInWords, THAN } from "./integers-words.ts";
import { NAMED_OBJECTS } from "./named-objects.ts";
import { permuted } from "./permutations.ts";
import { inDigits, PARTS, partOf } from "./spelled.ts";

const LONGEST = 200;

/** Not the power of 2**3. */
const BOLD = /(?<![\w)}*])\*\*(?=[^\s*])([^*]{1,80})(?<=\S)\*\*(?![\w(*])/g;

/** An answer without what only sets its words apart; null where it has none or is too long. */
export function plainWording(text: string): string | null {
  if (text.length > LONGEST || !/[A-Za-z]{2}|\d ?\| ?[a-z][\s.$]*$/.test(text)) return null;
  return text
    .replace(/\\(?:text(?:bf|it|rm|normal)?|mathrm|mbox|emph)\s*\{([^{}]*)\}/g, "$1")
    .replace(BOLD, "$1")
    .replace(/\\(?:left|right)(?![a-z])|\\[,;:![\]()]|[$~]/g, "")
    .replace(/\\(?:q?quad(?![a-z])|\s)/g, " ")
    .replace(/\s+/g, " ")
    .replace(/^ | ?\.? ?$/g, "");
}

/** Whether a text may say something in words or by the sign of a set; most answers are formulas, which say nothing so. */
export const isWordy = (text: string) =>
  /(?<![\\A-Za-z])[A-Za-z]{2}|\\(?:text|mbox|math|operatorname|emptyset|varnothing|not|n[el]|n?mid|in|forall|phi)|[^ -~]|\d ?\| ?[a-z][\s.$]*$/.test(
    text,
  );

interface Wording {
  rule: string;
  /** What every text has that the rule reads. */
  hint: RegExp;
  read(plain: string, other: string): string | null;
}

/** What an answer in words is in mathematics, and by which rule; null where none of the rules reads it. */
export function reworded(text: string, other: string): { text: string; rule: string } | null {
  const plain = plainWording(text) ?? (/\\mathbb|[^ -~]/.test(text) && text.length < LONGEST ? text : null);
  if (plain === null) return null;
  for (const { rule, hint, read } of WORDINGS) {
    const result = hint.test(plain) ? read(plain, other) : null;
    if (result !== null && result !== text) return { text: result, rule };
  }
  return null;
}

/** Readings of what has no other value within it that may be meant. */
const DESCRIPTIONS =
  /^(?:a family in words|integers from one on|a circle in words|functions by their names|a sequence by its first term and its step|multiples of a vector|to infinity|a condition in words|polar coordinates)$/;

/** Whether a text describes in words what one of these readings knows. */
export const describes = (text: string) => DESCRIPTIONS.test(reworded(text, "")?.rule ?? "");

/** Words before a number that leave it as it is; "at least", "before" and "about" do not. */
const BEFORE_COUNT =
  /^(?:there (?:are|is|will be) |it takes |in |at |after |on |for |during )?(?:(?:all|the|exactly|only|just|altogether|in total|in all|a total of|all together) )*(?=\S)/i;
const BEHIND_COUNT = /,? (?:in total|in all|altogether|all together|overall)$/i;
/** A written number with at most three words behind it. */
const COUNT =
  /^-?\d[\d.,{}]*(?:\/\d+)?(?: \d+\/\d+)?(?:st|nd|rd|th)?(?: (?!of |to |or |and )[a-z-]{2,15}){0,3}$/i;

/** "day 12" */
const PLACE =
  /^(?:on |in |at )?(?:the )?(day|week|month|year|hour|minute|round|row|column|term|position|place|generation) (?:number )?(\d{1,9})$/i;

/** "a total of 1320 handshakes", "the 18th term", "after twelve days", "three pairs" */
function count(plain: string, other: string): string | null {
  if (/\\(?![,!])/.test(plain)) return null;
  const place = PLACE.exec(plain);
  if (place) return `${place[2]} ${place[1]}`;
  const bare = plain.replace(BEFORE_COUNT, "").replace(BEHIND_COUNT, "").replace(/\{,\}/g, ",");
  const times = /^(\d+) times$/.exec(bare);
  if (times) return /^\s*\$?\d+\$?\.?\s*$/.test(other) ? times[1] : null;
  const digits = inDigits(bare) ?? bare;
  return COUNT.test(digits) && !TURNING.test(digits) ? digits : null;
}
/** Behind a number: it is another one. */
const TURNING =
  /\b(?:not|ago|before|earlier|later|more|less|fewer|times|half|halves|dozen|hundred|thousand|million|billion|percent|squared|cubed|factorial|over|than|least|most|point|quarters?|thirds?)\b/i;

/** Words of quantity: behind a number they are part of it, and no unit. */
const QUANTITY =
  /[万亿億千百十倍分半成割多余以超未兆만억천백배반]|%|тыс|миллион|млн|млрд|милли|больше|меньше|более|менее|раз|процент|mil|millon|million|milh|Tausend|tausend|Million|Mal\b|mehr|weniger|ألف|مليون|مئة|हज़ार|लाख|करोड़|सौ|bin\b|milyon|nghìn|triệu|ngàn|ribu|juta|tysi|moins|plus|menos|meno|più|más|mais/u;
const OTHER_COUNT = /^\$?(-?\d[\d.,]*)\$? ?\$?((?:\p{L}\p{M}*){1,15}(?: (?:\p{L}\p{M}*){1,15})?)$/u;

/** "20 种", "15 способов", "120 Möglichkeiten" beside a plain number: words with letters that no unit is known by. */
function countElsewhere(plain: string, other: string): string | null {
  const found = OTHER_COUNT.exec(plain);
  if (!found || QUANTITY.test(found[2])) return null;
  return /^\s*\$?-?[\d.,]+\$?\.?\s*$/.test(other) ? found[1] : null;
}

const PART_OF = new RegExp(
  `^(?:an? |one[- ])?(${PARTS})(?: of (?:it|them|all|all of them|the(?: [a-z]{2,15}){1,2}))$`,
  "i",
);
const partOfSome = (plain: string) => {
  const found = PART_OF.exec(plain);
  return found && `\\frac{1}{${partOf(found[1])}}`;
};

/** "three to four" beside a ratio. */
function ratio(plain: string, other: string): string | null {
  if (!other.includes(":")) return null;
  const bare = plain.replace(/^(?:in )?(?:the |a )?ratio (?:is |of )?/i, "");
  const sides = bare.split(/ (?:is )?to |\s?:\s?/).map((side) => inDigits(side) ?? side);
  return sides.length > 1 && sides.length < 5 && sides.every((side) => /^\d+(?:\.\d+)?$/.test(side))
    ? sides.join(":")
    : null;
}

const SIGNS: Record<string, string> = {
  positive: "(0,\\infty)",
  negative: "(-\\infty,0)",
  nonnegative: "[0,\\infty)",
  nonpositive: "(-\\infty,0]",
};
const REALS =
  /^(?:the set of )?(?:(?:all|any|every|each|the) )*(?:(positive|negative|non-?negative|non-?positive) )?(?:reals?(?: numbers?| values?)?)(?: (?:values? )?(?:of )?([a-z]))?(?:,? (.+))?$/i;
/** "every number greater than -3", "all values of x up to 5": of numbers by themselves only what bounds them says that they are all. */
const NUMBERS_BOUNDED =
  /^(?:the set of )?(?:all|any|every|each)(?: of)?(?: the)? (?:numbers?|values?)(?: (?:of |for )?[a-z])?,? ((?:(?:that|which) )?.+)$/i;
const COMPARED = new RegExp(
  `^(?:(?:that|which) (?:are|is) )?((?:strictly )?(?:${THAN})) ([^\\s].*?)(?:,? or equal to it|,? inclusive)?$`,
  "i",
);
/** "between 2 and 5, both included", "from 2 up to 5": with both ends or neither. */
const BETWEEN =
  /^(?:(?:(?:that|which) )?(?:are|lie|is|lies) )?(?:(strictly )?between|from) (\S+) (?:and|to|up to|through)(?: and including)? (\S+?)(?:,? \(?(?:(both(?: ends?| endpoints?)?(?: are)? included|inclusive|including both(?: ends?| endpoints?)?|endpoints included)|(exclusive|both(?: ends?)? excluded|excluding both|endpoints excluded))\)?)?$/i;

/** "all non-negative real numbers", "all real numbers greater than 4", "all real x with 1 < x < 3" */
function reals(plain: string): string | null {
  const bound = NUMBERS_BOUNDED.exec(plain)?.[1];
  if (bound !== undefined) return boundedBy(bound);
  const found = REALS.exec(plain);
  if (!found) return null;
  const [, sign, letter, rest] = found;
  const set = sign ? SIGNS[sign.toLowerCase().replace("-", "")] : null;
  if (rest === undefined) return set ?? (plain.includes(" ") ? "\\mathbb{R}" : null);
  const [, except, qualifier = ""] = EXCEPT.exec(rest) ?? [];
  if (except !== undefined) {
    const points = except.replace(/,? (?:and|or) /g, ", ").replace(/(?<=^|, )[a-z] ?= ?/gi, "");
    if (hasWords(points) || /[=<>≤≥≠]/.test(points)) return null;
    return `${set ?? "\\mathbb{R}"} \\setminus \\{${points}\\}${qualifier}`;
  }
  const compared = set ? null : boundedBy(rest);
  if (compared !== null) return compared;
  const condition = rest.replace(SUCH_THAT, "");
  if (set || !CONDITION.test(condition) || hasLongWords(condition)) return null;
  // "all real x ≥ 2", "all reals ≥ 2, x ≠ 3"
  return /^(?:[<>≤≥≠]|\\(?:[lg]eq?|neq?))/.test(condition) ? `${letter ?? "x"} ${condition}` : condition;
}

/** "except 1 and −1", "other than x = 2" */
const EXCEPT =
  /^(?:except|other than|excluding|apart from|aside from|besides|but(?: not)?|without|different from|not equal to)(?: for)? (?:the (?:points?|values?|numbers?) )?(.+?)(,? (?:for|where|with) .*)?$/i;
const SUCH_THAT = /^(?:with|such that|for which|satisfying|where|so that) /;
const CONDITION = /[<>≤≥≠]|\\(?:[lg]eq?(?:slant)?|neq?)(?![a-z])/;
const withoutCommands = (formula: string) => formula.replace(/\\[A-Za-z]+/g, "");
const hasWords = (formula: string) => /[A-Za-z]{2}/.test(withoutCommands(formula));
/** Two letters side by side may be a product. */
const hasLongWords = (formula: string) => /[A-Za-z]{3}/.test(withoutCommands(formula));

/** What bounds numbers in words, as an interval. */
function boundedBy(words: string): string | null {
  const ends = BETWEEN.exec(words);
  if (ends) {
    const [, strictly, low, high, included, excluded] = ends;
    if (hasWords(low + high) || !(included || excluded || strictly)) return null;
    return included ? `[${low},${high}]` : `(${low},${high})`;
  }
  const compared = COMPARED.exec(words);
  return compared && bounded(compared[1], compared[2], words);
}

function bounded(words: string, end: string, all: string): string | null {
  if (hasWords(end) || /[<>=,]/.test(end)) return null;
  const { upper, closed } = comparison(words);
  const isClosed = closed || /or equal to it$|inclusive$/.test(all);
  return !upper ? `${isClosed ? "[" : "("}${end},\\infty)` : `(-\\infty,${end}${isClosed ? "]" : ")"}`;
}

/** ℝ^+, ℝ_{>0}, ℝ_{≥0} */
const HALF_LINE =
  /^(?:[a-z]\s?\\in\s?)?\\mathbb\s?\{?R\}?\s?[\^_]\s?\{?\s?(\+|-|>\s?0|<\s?0|(?:\\geq?(?:slant)?|≥)\s?0|(?:\\leq?(?:slant)?|≤)\s?0)\s?\}?$/;
function halfLine(plain: string): string | null {
  const sign = HALF_LINE.exec(plain)?.[1];
  if (sign === undefined) return null;
  if (/^[+>]/.test(sign)) return SIGNS.positive;
  if (/^[-<]/.test(sign)) return SIGNS.negative;
  return /^(?:\\g|≥)/.test(sign) ? SIGNS.nonnegative : SIGNS.nonpositive;
}

/** "all x with 1 < x < 3", "every x ≠ 2" */
function allOf(plain: string): string | null {
  const [, letter, linked, said] = ALL_OF.exec(plain) ?? [];
  if (letter === undefined) return null;
  const condition = linked ? said : `${letter} ${said}`;
  const isOne = linked
    ? (CONDITION.test(said) || /\\in(?![a-z])/.test(said)) && said.includes(letter)
    : CONDITION.exec(said)?.index === 0;
  return isOne && !hasWords(condition) ? condition : null;
}
const ALL_OF =
  /^(?:all|any|every)(?: values?(?: of)?)? ([a-z])(?: (with|such that|for which|satisfying|where|so that) (?=\S)| ?)(.*)$/i;

/** "x is between 2 and 5 inclusive" */
const between = (plain: string) => boundedBy(plain.replace(BEFORE_BETWEEN, ""));
const BEFORE_BETWEEN = /^(?:[a-z] (?=is |lies ))?(?:(?:all )?(?:real )?numbers )?(?=(?:is |lies )?between )/i;

const NUMBERS: Record<string, number> = { double: 2, triple: 3, two: 2, twice: 2, three: 3, four: 4 };
const REPEATED =
  / ?\(? ?(?:with |of )?(?:(?:algebraic )?multiplicity (?:of )?(\d|two|three|four)|(?:an? )?(double|triple) (?:root|zero|solution)|(?<=\( ?)(double|triple|twice)(?= ?\))) ?\)?/i;

const VALUES =
  /^(?:(?:so|thus|hence|therefore),? )?(?:(?:the|its) )?(?:eigenvalues|roots|zeros|solutions)(?: are|:) /i;

/** "x = 1 (multiplicity 2), x = 4": as often as it counts, where the other side counts too. */
function multiplicity(plain: string, other: string): string | null {
  const parts = plain
    .replace(VALUES, "")
    .split(/,(?![^()]*\))|;| and /)
    .map((part) => part.trim());
  const values = parts.map((part) => {
    const found = REPEATED.exec(part);
    const said = found && (found[1] ?? found[2] ?? found[3]).toLowerCase();
    const times = said ? (NUMBERS[said] ?? Number(said)) : 1;
    return { value: part.replace(REPEATED, "").trim(), times };
  });
  if (
    values.every(({ times }) => times === 1) ||
    values.some(({ value }) => value === "" || hasLongWords(value))
  )
    return null;
  const shown = other.split(/,|;| and |\\text\{ and \}/).map((part) => part.replace(/[$\s]/g, ""));
  const counts = new Set(shown).size < shown.length || REPEATED.test(other);
  return values
    .flatMap(({ value, times }) => Array.from({ length: counts ? times : 1 }, () => value))
    .join(", ");
}

/** XIV beside a number: a numeral as the Romans wrote it. */
const roman = (plain: string, other: string) =>
  isRoman(plain) && /^\s*\$?\d{1,4}\$?\.?\s*$/.test(other) ? String(romanValue(plain)) : null;

/** Whether two Roman numerals, LIV and LVI, are the same; null where not both are one, or both may be segments (CD and DC). */
export function sameNumerals(a: string, b: string): boolean | null {
  const [x, y] = [a, b].map((text) => /^\s*([IVXLCDM]{2,12})\.?\s*$/.exec(text)?.[1]);
  if (x === undefined || y === undefined || !isRoman(x) || !isRoman(y)) return null;
  return /[IVX]/.test(x + y) || x.length > 2 ? x === y : null;
}
const isRoman = (text: string) => /^M{0,3}(?:C[MD]|D?C{0,3})(?:X[CL]|L?X{0,3})(?:I[XV]|V?I{0,3})$/.test(text);

const ROMAN: Record<string, number> = { I: 1, V: 5, X: 10, L: 50, C: 100, D: 500, M: 1000 };
/** A sign before a greater one is taken off. */
const romanValue = (numeral: string) =>
  [...numeral].reduce((sum, sign, i) => {
    const worth = ROMAN[sign];
    return worth < (ROMAN[numeral[i + 1]] ?? 0) ? sum - worth : sum + worth;
  }, 0);

/** "triangle ABC", "angle PQR" */
const figure = (plain: string) => {
  const found = /^(triangle|angle) ([A-Z]{3})$/.exec(plain);
  return found && `\\${found[1]} ${found[2]}`;
};

const CASE =
  /^(?:([A-Za-z]\([a-z]\)|[a-z]_\{?[a-z]\}?) ?= ?)?([^=<>≤≥]{1,60}?),? (?:(?:for|if|when|where) (?:all )?(\S.{0,60})|(otherwise))$/;

const OF_CASE = /[<>≤≥=]|\\[lgn]e|\b(?:even|odd)\b/;
/** "for even n" */
const PARITY_OF = /^(even|odd) ([a-z])$/;

/** "f(x) = x^2 for x > 0 and f(x) = -x for x ≤ 0": one function by cases. */
function byCases(plain: string): string | null {
  const cases = plain
    .split(
      /[,;] (?:and )?(?=.* (?:for|if|when|where|otherwise)\b)| and (?=.* (?:for|if|when|where|otherwise)\b)/,
    )
    .map((part) => CASE.exec(part));
  const [first] = cases;
  if (cases.length < 2 || cases.length > 6 || !first) return null;
  const rows = cases.map((found) => {
    const [, name = first[1], value, condition, otherwise] = found ?? [];
    if (!found || name !== first[1] || hasLongWords(value)) return null;
    if (otherwise) return `${value} & \\text{otherwise}`;
    return OF_CASE.test(condition) ? `${value} & ${condition.replace(PARITY_OF, "$2 is $1")}` : null;
  });
  if (rows.includes(null)) return null;
  return `${first[1] ? `${first[1]} = ` : ""}\\begin{cases}${rows.join("\\\\")}\\end{cases}`;
}

/** The words between cases in other languages of the table. */
const ELSEWHERE: [words: RegExp, english: string][] = [
  [/ (?:für|falls|wenn|pour|si|para|per|se|при|если)(?= \$?-?[\da-z] ?(?:[<>=$]|\\[lgn]e))/g, " for"],
  [/ (?:sonst|sinon|altrimenti|иначе|en otro caso|caso contrário)(?=\W*$)/, " otherwise"],
  [/ (?:und|et|y|e|и)(?= )/g, " and"],
];
const CONDITIONS = /\s(?:for|if|when|where)\s.{1,200}\s(?:(?:for|if|when|where)\s|otherwise)/;
const FUNCTION = /(?<![\w\\])(?:[A-Za-z]\([a-z]\)|[a-z]_\{?[a-z]\}?)\s?(?:=|(?:equals|is)\s)/g;

/** The function by cases that a sentence ends in: "we conclude that f(x) = x^2 for x < 0, and f(x) = 2x otherwise". */
export function casesAtEnd(raw: string): string | null {
  if (raw.length > 2 * LONGEST) return null;
  const sentence = ELSEWHERE.reduce((text, [words, english]) => text.replace(words, english), raw);
  if (!CONDITIONS.test(sentence)) return null;
  for (const { index, 0: name } of [...sentence.matchAll(FUNCTION)].slice(0, 4)) {
    const start = `${name.replace(/\s?(?:=|equals\s|is\s)$/, "")} = `;
    const plain = plainWording(start + sentence.slice(index + name.length));
    const cases = plain === null ? null : byCases(plain);
    if (cases !== null) return cases;
  }
  const subject = SUBJECT.exec(sentence)?.[0];
  const plain = subject === undefined ? null : plainWording(sentence.slice(subject.length));
  return plain === null ? null : byCases(plain);
}
/** "The maximum is $n^2/4$ if n is even and …" */
const SUBJECT =
  /^\W{0,5}(?:(?:so|thus|hence|therefore),?\s)?(?:the|its|this|that|it)(?:\s[\p{L}$]{1,20}){0,8}?\s(?:is|equals)\s(?=[$\d\\(-])/iu;

/** "\\boxed{0} if $n$ is odd and \\boxed{2} if $n$ is even.": the cases of the boxes that a text ends in. */
export function casesInBoxes(text: string, boxes: readonly Span[]): string | null {
  const { end } = boxes[boxes.length - 1];
  const close = end + /^(?:[^.\n]|\.(?=\d))*/.exec(text.slice(end, end + LONGEST))![0].length;
  for (const { start } of boxes.slice(-MOST_BOXES, -1)) {
    if (close - start > 2 * LONGEST) continue;
    // What each box holds, and the words behind it.
    const run = boxes.filter((box) => box.start >= start);
    const parts = run.map((box, i) => box.content + text.slice(box.end, run[i + 1]?.start ?? close));
    const plain = plainWording(parts.join(""));
    const cases = plain === null ? null : byCases(plain);
    if (cases !== null) return cases;
  }
  return null;
}
const MOST_BOXES = 6;

const WORDINGS: Wording[] = [
  { rule: "a figure by its name", hint: /^(?:triangle|angle) /, read: figure },
  { rule: "cases in words", hint: / (?:for|if|when|where) /, read: byCases },
  { rule: "a Roman numeral", hint: /^[IVXLCDM]{2,}$/, read: roman },
  {
    rule: "a family in words",
    hint: /even|odd|equiv|multipl|divi|congruent|remainder|form|power|square|cube|mid|[|∣∤≢]/i,
    read: familyInWords,
  },
  {
    rule: "integers from one on",
    hint: /integer|whole number|natural/i,
    read: integersInWords,
  },
  { rule: "the other remainders", hint: /\\not|≢/, read: otherResidues },
  { rule: "a number with words around it", hint: /\s|^[a-z]+$/i, read: count },
  { rule: "a number with a word of another language", hint: /\d.*[^ -~]/, read: countElsewhere },
  { rule: "a part of a whole", hint: / of /, read: partOfSome },
  { rule: "a ratio in words", hint: / to |ratio/i, read: ratio },
  { rule: "reals in words", hint: /real|numbers?|values?/i, read: reals },
  { rule: "half of the real line", hint: /mathbb/, read: halfLine },
  { rule: "all with a condition", hint: /^(?:all|any|every) /i, read: allOf },
  { rule: "between two numbers", hint: /between/i, read: between },
  { rule: "as often as it counts", hint: /multiplicity|double|triple|twice/i, read: multiplicity },
  ...NAMED_OBJECTS,
  { rule: "all orders of a tuple", hint: /permutation|shifts|rotations|rearrangement/i, read: permuted },
];

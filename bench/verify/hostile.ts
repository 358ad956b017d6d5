// Hostile pairs for the fuzz run, each from the run's seed and its number alone: mutated answers, generated LaTeX, and
// what is built to take long or much memory.
import type { Random } from "../../src/common/random.ts";

export interface HostilePair {
  kind: string;
  a: string;
  b: string;
}

const ANSWERS = [
  "42",
  "-3.50",
  "1,234,567.8",
  "\\frac{3}{4}",
  "\\dfrac{\\pi}{2}",
  "2\\sqrt{3}-\\sqrt[3]{5}",
  "x^2+2x+1",
  "y = 3x - 7",
  "f(t)=\\sin(2t)+e^{-t}",
  "\\{1,2,3\\}",
  "(1, -2, \\tfrac12)",
  "[0,1)\\cup(2,\\infty)",
  "x \\le 5",
  "\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}",
  "3+4i",
  "50\\%",
  "\\$1{,}200.50",
  "5\\text{ cm}^2",
  "30^\\circ",
  "52_8",
  "1.2\\times10^{-5}",
  "\\text{(B)}",
  "A, C and D",
  "2:3",
  "7:30 \\text{ p.m.}",
  "\\pm\\sqrt{2}",
  "\\log_2 8",
  "\\binom{10}{3}",
  "2^{10}!",
  "\\int_0^1 x^2\\,dx",
  "\\sum_{k=1}^{n} k",
  "\\text{no real solutions}",
  "3\\frac{1}{2}",
  "\\overline{AB}",
  "0.\\overline{3}",
  "\\mathrm{e}^{i\\pi}",
  "|x-1|<2",
  "x\\in\\mathbb{R}\\setminus\\{0\\}",
  "\\left(\\frac{1}{2},\\,\\frac{\\sqrt3}{2}\\right)",
  "a_1=2, a_2=3",
];

const PIECES = [
  ..."{}[]()^_&%$#~!|<>=+-*/.,:;'\"` \n\t0123456789abcxyzABCn",
  ...[
    "\\frac",
    "\\sqrt",
    "\\left",
    "\\right",
    "\\boxed{",
    "\\text{",
    "\\begin{matrix}",
    "\\end{matrix}",
    "\\\\",
  ],
  ...[
    "\\sum",
    "\\int",
    "\\prod",
    "\\lim",
    "\\infty",
    "\\pi",
    "^{",
    "_{",
    "\\cdot",
    "\\times",
    "\\pm",
    "\\cup",
  ],
  ...[
    "####",
    "answer is",
    "\\(",
    "\\)",
    "\\[",
    "$$",
    "!",
    "\\%",
    "\\circ",
    "\\overline{",
    "\\operatorname{",
    "\\log",
  ],
];

const SCRIPTS =
  "٣४五①½²₅∞√∑≤≥≠±×÷πθΔ−–—’“”，。：；（）｛｝０１ａＡяжשא한字🙂\u0301\u200b\u200e\u202e\ufeff\ud800";
const CONTROLS = "\u0000\u0001\u0007\b\u000b\f\u001b\u007f\u0085\u2028\u2029\uffff";

const WRAPS = [
  "@",
  "\\boxed{@}",
  "$@$",
  "The answer is @.",
  "We get\n\\[ @ \\]\n#### @",
  "so \\boxed{1} and \\boxed{@}",
];

const pick = <T>(choices: ArrayLike<T>, random: Random): T => choices[random.int(choices.length)];
const wrap = (text: string, random: Random) => pick(WRAPS, random).replaceAll("@", () => text);

/** A number around 10^exponent, the exponent drawn from [low, high]: small sizes are as likely as huge ones. */
function sized(low: number, high: number, random: Random): number {
  return Math.round(10 ** (low + random.next() * (high - low)));
}

function mutated(text: string, random: Random): string {
  let result = text;
  for (let edits = 1 + random.int(5); edits > 0; edits--) {
    const at = random.int(result.length + 1);
    const to = Math.min(result.length, at + 1 + random.int(4));
    const piece = pick([PIECES, PIECES, SCRIPTS, CONTROLS] as ArrayLike<string>[], random);
    const edit = random.int(5);
    if (edit === 0) result = result.slice(0, at) + result.slice(to);
    else if (edit === 1) result = result.slice(0, to) + result.slice(at);
    else if (edit === 2) result = result.slice(0, at) + pick(ANSWERS, random) + result.slice(at);
    else result = result.slice(0, at) + pick(piece, random) + result.slice(edit === 3 ? at : to);
  }
  return result;
}

/** A random expression that is LaTeX, of about `size` nodes. */
function expression(size: number, random: Random): string {
  if (size <= 1)
    return pick(["x", "y", "n", "a_1", "\\pi", "e", "i", String(random.int(100)), "0.5", "10^9"], random);
  const part = () => expression(Math.floor((size - 1) * random.next()), random);
  const forms: (() => string)[] = [
    () => `${part()}+${part()}`,
    () => `${part()}-${part()}`,
    () => `${part()}${part()}`,
    () => `(${part()})(${part()})`,
    () => `\\frac{${part()}}{${part()}}`,
    () => `{${part()}}^{${part()}}`,
    () => `\\sqrt[${1 + random.int(9)}]{${part()}}`,
    () => `\\${pick(["sin", "cos", "tan", "ln", "log", "exp", "arcsin", "sinh"], random)}(${part()})`,
    () => `\\left|${part()}\\right|`,
    () => `(${part()})!`,
    () => `\\binom{${part()}}{${part()}}`,
    () => `\\sum_{k=1}^{${part()}} ${part()}`,
    () => `\\int_{${part()}}^{${part()}} ${part()}\\,dx`,
    () => `${part()} ${pick(["=", "<", "\\le", "\\ne", "\\in"], random)} ${part()}`,
    () => `\\{${part()}, ${part()}\\}`,
    () => `(${part()}, ${part()}]`,
    () => `\\begin{bmatrix}${part()} & ${part()} \\\\ ${part()} & ${part()}\\end{bmatrix}`,
  ];
  return pick(forms, random)();
}

type Make = (random: Random) => string;

const towers: Make = (random) => {
  const levels = sized(0.3, 3, random);
  const base = pick(["9", "99", "2", "x", "1.1", "-3", "e", "10^{10}"], random);
  return random.int(2)
    ? Array(levels).fill(base).join("^")
    : `${`${base}^{`.repeat(levels)}${base}${"}".repeat(levels)}`;
};

const factorials: Make = (random) =>
  pick(
    [
      () => `${sized(1, 12, random)}!`,
      () => `${sized(0, 5, random)}${"!".repeat(sized(0, 3, random))}`,
      () => `\\frac{${sized(2, 7, random)}!}{${sized(2, 7, random)}!}`,
      () => `\\binom{${sized(2, 9, random)}}{${sized(2, 8, random)}}`,
      () => `((${sized(0, 2, random)}!)!)!`,
      () => `\\gcd(${sized(2, 9, random)}!, 2^{${sized(2, 9, random)}})`,
    ],
    random,
  )();

const braces: Make = (random) => {
  const depth = sized(1, 6, random);
  const [open, close] = pick(
    [
      ["{", "}"],
      ["(", ")"],
      ["[", "]"],
      ["\\{", "\\}"],
      ["\\left(", "\\right)"],
      ["\\frac{", "}{2}"],
      ["\\sqrt{", "}"],
      ["\\text{", "}"],
      ["\\boxed{", "}"],
      ["|", "|"],
      ["-(", ")"],
      ["2^{", "}"],
    ],
    random,
  );
  const most = Math.min(depth, Math.floor(1_000_000 / (open.length + close.length)));
  return (
    open.repeat(most) +
    pick(["", "1", "x"], random) +
    close.repeat(random.int(3) ? most : random.int(most + 1))
  );
};

const sums: Make = (random) => {
  const top = pick(["10^{9}", "10^{100}", "\\infty", "9^{9^9}", "n"], random);
  const body = pick(["\\frac{1}{k}", "k^k", "k!", "\\sin(k)", "2^{k}", "\\sqrt{k}", "x^k"], random);
  const sign = pick(["\\sum", "\\prod"], random);
  return pick(
    [
      () => `${sign}_{k=1}^{${top}} ${body}`,
      () => `${sign}_{i=1}^{${top}}${sign}_{j=1}^{${top}}${sign}_{k=1}^{${top}} ${body}`,
      () => `\\int_{0}^{${top}} ${body.replaceAll("k", "x")}\\,dx`,
      () => `\\int\\int\\int e^{x^{2}+y^{${sized(0, 5, random)}}}\\,dx\\,dy\\,dz`,
      () => `\\lim_{k \\to ${top}} ${body}`,
      () => `(x+1)^{${sized(1, 6, random)}}`,
      () => `(a+b+c+d+${sized(0, 3, random)})^{${sized(1, 4, random)}}`,
      () => Array.from({ length: sized(0.5, 2, random) }, (_, i) => `(x-${i})`).join(""),
      () => `\\sqrt{${"2+\\sqrt{".repeat(sized(0, 3, random))}`,
    ],
    random,
  )();
};

const bait: Make = (random) => {
  const times = sized(1, 5.5, random);
  const piece = pick(
    [
      ...[
        "a",
        "1",
        "1,",
        "1.",
        "1 ",
        " ",
        "\n",
        "\\",
        "$",
        "-",
        "+",
        "1e",
        "x^",
        "\\frac",
        "\\frac1",
        "\\text{",
        "\\ ",
      ],
      ...[
        "####",
        "answer is ",
        "\\boxed",
        "\\boxed{",
        "1/",
        "(1,",
        "a=",
        "1=",
        "\\left",
        "&",
        "\\\\",
        "0.",
        "%",
        ", and ",
        "or ",
      ],
      // Numbers within sentences, by the thousand.
      ...[
        "17 ",
        "a) 1 b) ",
        "(1) 2 (",
        "x = 17 or ",
        "from 1 to 17 ",
        "17, or 17%, ",
        "7 marbles - 84 ",
        "17個のうち",
        "so that 17 ",
        "half of the answer ",
      ],
    ],
    random,
  );
  return (
    piece.repeat(Math.min(times, Math.floor(900_000 / piece.length))) + pick(["", "!", "5", "}", "x"], random)
  );
};

const lists: Make = (random) => {
  const length = sized(1, 4.7, random);
  const element = pick(
    [
      (i: number) => String(i),
      (i: number) => String((i * 7919) % length),
      (i: number) => `\\frac{${i}}{${i + 1}}`,
      (i: number) => `x_{${i}}`,
      () => String(random.int(5)),
      (i: number) => `\\sqrt{${i}}`,
    ],
    random,
  );
  const body = Array.from({ length }, (_, i) => element(i)).join(
    pick([",", ", ", "+", "-", "&", "\\\\", "\\cup"], random),
  );
  const [open, close] = pick(
    [
      ["", ""],
      ["\\{", "\\}"],
      ["(", ")"],
      ["\\begin{pmatrix}", "\\end{pmatrix}"],
    ],
    random,
  );
  return open + body + close;
};

const digits: Make = (random) => {
  const run = () => Array.from({ length: sized(1, 5, random) }, () => random.int(10)).join("");
  return pick(
    [
      run,
      () => `${run()}.${run()}`,
      () => `\\frac{${run()}}{${run()}}`,
      () => `${run()}^{${run()}}`,
      () => `10^{${random.int(2) ? "-" : ""}${run().slice(0, 12)}}`,
      () => `${run().slice(0, 9)}e${sized(1, 9, random)}`,
      () => `0.\\overline{${run()}}`,
      () => `${run()}_{${2 + random.int(40)}}`,
    ],
    random,
  )();
};

const scripts: Make = (random) =>
  Array.from({ length: sized(0, 3, random) }, () => pick([SCRIPTS, CONTROLS, ...ANSWERS] as string[], random))
    .map((text) => (text === SCRIPTS || text === CONTROLS ? pick(text, random) : mutated(text, random)))
    .join("");

const long: Make = (random) => {
  const size = random.int(4) === 0 ? 10_000_000 : 900_000 + random.int(100_000);
  const piece = pick(
    ["x+", "1", "{", "\\frac{1}{2} ", "the answer is ", "\\boxed{5} ", "\u202e٣ ", ...ANSWERS],
    random,
  );
  return piece.repeat(Math.ceil(size / piece.length)).slice(0, size);
};

/** Kinds and how often each comes, in parts of their sum. */
const KINDS: [name: string, weight: number, make: Make][] = [
  ["mutated answers", 40, (random) => mutated(pick(ANSWERS, random), random)],
  ["generated expressions", 25, (random) => expression(sized(0.3, 2, random), random)],
  ["towers", 4, towers],
  ["factorials", 5, factorials],
  ["nested braces", 3, braces],
  ["sums, integrals, powers", 5, sums],
  ["regex bait", 5, bait],
  ["long lists", 3, lists],
  ["long numbers", 5, digits],
  ["scripts and controls", 4.7, scripts],
  ["1 to 10 MB", 0.3, long],
];

const TOTAL = KINDS.reduce((sum, [, weight]) => sum + weight, 0);

/** The pair of one number of a run. The second is mostly the first, changed a little or wrapped. */
export function hostilePair(random: Random): HostilePair {
  const at = random.next() * TOTAL;
  let sum = 0;
  const [kind, , make] =
    KINDS.find(([, weight]) => {
      sum += weight;
      return at < sum;
    }) ?? KINDS[0];
  const a = make(random);
  const other = random.int(5);
  const b =
    other === 0 ? pick(ANSWERS, random) : other === 1 ? make(random) : other === 2 ? mutated(a, random) : a;
  return { kind, a: a.length > 100_000 ? a : wrap(a, random), b };
}

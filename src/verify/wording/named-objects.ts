// Objects of mathematics by their names: the zero function, the identity, an arithmetic sequence, the multiples of a vector,
// what grows to infinity, numbers that are coprime, circles.

/** "f(x)" as the other side writes it. */
const functionOf = (other: string) =>
  /(?<![A-Za-z\\])([A-Za-z])\s?\(\s?([a-z])\s?\)/.exec(other)?.slice(1) ?? ["f", "x"];
const sequenceOf = (other: string) =>
  /(?<![A-Za-z\\])([A-Za-z])_\{?([a-z])\}?(?![\w+-])/.exec(other)?.slice(1) ?? ["a", "n"];

const ONLY =
  /,? (?:is|are) (?:the|its) only (?:ones?|solutions?|functions?|polynomials?|possibilit(?:y|ies))$|^(?:only|just) /i;
/** Where it is defined, and the formula that may stand behind its name: "the identity, f(x) = x". */
const OF =
  "(?: (?:on|of|over) \\\\mathbb ?\\{?[A-Z]\\}?(?:\\^\\+|_\\{?[^}\\s]{1,6}\\}?)?)?(,? ?[A-Za-z]\\([a-z]\\) ?(?:=|\\\\equiv))?";
const NAMED: [name: string, value: (argument: string) => string][] = [
  ["(?:identically |constant )?zero (?:function|polynomial|map)", () => "0"],
  ["identity(?! matrix)(?: (?:function|map|mapping))?", (argument) => argument],
  ["(?:squaring|square) (?:function|map)", (argument) => `${argument}^2`],
];
const NAMES = NAMED.map(([name, value]) => ({ words: new RegExp(`\\b(?:the )?${name}${OF}`, "gi"), value }));

/** "the zero function and the identity" as f(x) = 0 and f(x) = x. */
function functionsByName(plain: string, other: string): string | null {
  const [name, argument] = functionOf(`${plain.replace(/\b(?:function|polynomial)s?\b/g, "")} ${other}`);
  let result = plain.replace(ONLY, "").replace(/^(?:both|either) /i, "");
  for (const { words, value } of NAMES)
    result = result.replace(
      words,
      (_, given?: string) => given?.replace(/^,? ?/, "") ?? `${name}(${argument}) = ${value(argument)}`,
    );
  return result === plain || /[A-Za-z]{2}/.test(result.replace(/\b(?:and|or)\b|\\[A-Za-z]+/g, ""))
    ? null
    : result;
}

const TERM = "(?:is |of |=|:)? ?(?:[a-z](?:_\\{?([01])\\}?)? ?= ?)?(-?[^\\s,;]{1,30})";
const PROGRESSION =
  /^(?:(?:it|this|the sequence|a_n|the answer) (?:is|forms) )?(?:(?:the|an?) )?(arithmetic|geometric) (?:sequence|progression|series)(?:,)? (?:with|whose|of|having|that has) (.{1,120})$/i;
const FIRST = new RegExp(`(?:first|initial) term ${TERM}(?=$|,| and)`, "i");
const STEP = new RegExp(`(?:common )?(difference|ratio|quotient) ${TERM}(?=$|,| and)`, "i");
const LINKED = /^(?:[\s,]|\band\b|\bwith\b|\bits\b|\bthe\b|\ba\b)*$/i;

/** "the arithmetic sequence with first term 2 and common difference 3" as a_n = 2 + 3(n − 1). */
function progression(plain: string, other: string): string | null {
  const found = PROGRESSION.exec(plain);
  const [first, step] = found ? [FIRST.exec(found[2]), STEP.exec(found[2])] : [null, null];
  if (!found || !first || !step || !LINKED.test(found[2].replace(first[0], "").replace(step[0], "")))
    return null;
  const isArithmetic = /^a/i.test(found[1]);
  if (
    isArithmetic !== /^d/i.test(step[1]) ||
    /[A-Za-z]{2}/.test((first[2] + step[3]).replace(/\\[A-Za-z]+/g, ""))
  )
    return null;
  const [name, index] = sequenceOf(other);
  // "first term a_0 = 2"
  const steps = first[1] === "0" ? index : `(${index} - 1)`;
  const term = isArithmetic
    ? `(${first[2]}) + (${step[3]})${steps}`
    : `(${first[2]}) (${step[3]})^{${steps}}`;
  return `${name}_${index} = ${term}`;
}

const MULTIPLES =
  /^(?:(?:all|any|every|the|set of|real|scalar|constant) )*multiples? of (?:the )?(?:column )?(?:vector )?(\([^()]{1,60},[^()]{1,60}\)|\\begin\{([bp]?matrix)\}.{1,80}\\end\{\2\})$/i;
const multiples = (plain: string) => {
  const vector = MULTIPLES.exec(plain)?.[1];
  return vector === undefined ? null : `\\operatorname{span}\\{${vector}\\}`;
};

const GROWS =
  /^(?:(?:it|this|that|(?:the|this) (?:limit|series|sum|sequence|integral|function|value|expression)(?: \S{1,20})?|\S{1,20}) (?:(?:always|properly) )?(?:diverges|tends|goes|grows|increases|decreases|approaches|is|diverge|equals?)(?: off)?(?: to)? )?(?:(\+|plus |positive |)|(-|minus |negative ))(?:infinity|\\infty)$/i;
const infinity = (plain: string) => {
  const found =
    /infin|infty/.test(plain) && /[a-z]{4}/i.test(plain.replace(/\\infty/, "")) ? GROWS.exec(plain) : null;
  return found && `${found[2] === undefined ? "" : "-"}\\infty`;
};

const EXACTLY =
  /^(?:it (?:holds|works|happens|is possible|is true) )?(?:if and only if|iff|(?:exactly|precisely|just)(?: (?:when|if|for all|for))|when and only when) /i;
const COPRIME =
  /^(?:all |the )?(?:pairs? )?(?:\(?([a-z]), ?([a-z])\)? (?:with |where )?|([a-z]) (?:and|is) (?:([a-z]) )?)?(?:(?:are|is) )?(?:both )?(?:co-?prime|relatively prime|mutually prime)(?: (?:to|with) ([a-z]))?(?: (?:integers|numbers))?$/i;

/** "exactly when m and n are coprime" as gcd(m, n) = 1, and "if and only if gcd(m, n) = 1". */
function condition(plain: string): string | null {
  const said = plain.replace(EXACTLY, "");
  const found = /prime/i.test(said) ? COPRIME.exec(said) : null;
  const letters = found?.slice(1).filter((letter) => letter !== undefined) ?? [];
  if (letters.length === 2) return `\\gcd(${letters.sort().join(",")}) = 1`;
  return said === plain || /[A-Za-z]{2}/.test(said.replace(/\\[A-Za-z]+|\bgcd\b|\bmod\b/g, "")) ? null : said;
}

const POLAR =
  /^(?:(?:in |the )?polar (?:coordinates|form)(?: are| is)?:? ?(\(.{3,60}\))|(\(.{3,60}\)),? (?:in )?polar(?: coordinates| form)?)$/i;
const polar = (plain: string) => {
  const found = POLAR.exec(plain);
  return found && `(r,\\theta) = ${found[1] ?? found[2]}`;
};

const POINT = "(\\([^()]{1,60},[^()]{1,60}\\)|(?:the )?origin)";
const MIDDLE = `(?:(?:with |and |, ?)*(?:(?:cent(?:er|re)(?:ed)?|centred)(?: at| is| in)?|about) ?${POINT})`;
const RADIUS = "(?:(?:with |and |of |, ?)*(?:radius|radius of)(?: is| of)? ?([^\\s,]{1,40}))";
const CIRCLE = new RegExp(`^(?:an? |the )?circle,? (?:${MIDDLE},? ${RADIUS}|${RADIUS},? ${MIDDLE})$`, "i");

/** "the circle with centre (0, 2) and radius 3" as its equation. */
function circle(plain: string): string | null {
  const [, point, radius, radiusBefore, pointBehind] = CIRCLE.exec(plain) ?? [];
  const middle = point ?? pointBehind;
  if (middle === undefined) return null;
  const [x, y, ...more] = /origin/i.test(middle) ? ["0", "0"] : middle.slice(1, -1).split(",");
  return more.length > 0 ? null : `(x-(${x}))^2+(y-(${y}))^2=(${radius ?? radiusBefore})^2`;
}

/** "all ordered pairs (k, 2k) with k ≠ 0" */
const BEFORE_TUPLE =
  /^(?:(?:all|any|every|exactly|the|those|ordered) )+(?:(?:(?:pairs|triples|quadruples|tuples|points|vectors) )?(?:of the form )?)(?=\()/i;
const bareTuple = (plain: string) => (BEFORE_TUPLE.test(plain) ? plain.replace(BEFORE_TUPLE, "") : null);

export const NAMED_OBJECTS = [
  { rule: "a circle in words", hint: /circle/i, read: circle },
  { rule: "polar coordinates", hint: /polar/i, read: polar },
  { rule: "functions by their names", hint: /zero|identity|squar/i, read: functionsByName },
  { rule: "a sequence by its first term and its step", hint: /arithmetic|geometric/i, read: progression },
  { rule: "multiples of a vector", hint: /multiples? of/i, read: multiples },
  { rule: "to infinity", hint: /infinity|infty/, read: infinity },
  { rule: "a condition in words", hint: /prime|if|iff|exactly|precisely|just|when/i, read: condition },
  { rule: "a tuple without what it is", hint: /\(/, read: bareTuple },
];

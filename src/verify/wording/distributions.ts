// Distributions by their names and parameters: X ~ Bin(10, 1/2), "binomial with n = 10 and p = 0.5", N(0, 4).

interface Distribution {
  name: string;
  parameters: string[];
}

/** Names of each, and what its parameters are called, in their order. */
const KINDS: [name: string, names: string, parameters: string[]][] = [
  ["binomial", "b(?:in(?:om(?:ial)?)?)?", ["n|trials?", "p|success(?: probability)?"]],
  ["normal", "n(?:orm(?:al)?)?|gaussian|\\\\mathcal ?\\{?N\\}?", ["mu|mean", "sigma\\^2|variance"]],
  ["poisson", "poi(?:s(?:son)?)?", ["lambda|mean|rate|parameter"]],
  ["exponential", "exp(?:onential)?", ["lambda|rate|parameter"]],
  ["geometric", "geom?(?:etric)?", ["p|parameter|success(?: probability)?"]],
  ["uniform", "u(?:nif(?:orm)?)?", ["a", "b"]],
  ["bernoulli", "ber(?:n(?:oulli)?)?", ["p|parameter|success(?: probability)?"]],
];
const LONGEST = 160;
const CALLED = "(?:(?:it|X|[A-Z]) (?:is|has|follows)(?: distributed as)? )?(?:an? |the )?";
const VALUE = "(-?[^\\s,;()]{1,40}(?:\\([^()]{1,20}\\))?)";

const READ = KINDS.map(([name, names, parameters]) => ({
  name,
  signs: new RegExp(
    `^(?:[A-Z](?:_\\{?\\w\\}?)? ?(?:\\\\sim|~) ?)?(?:${names})\\(([^()]{1,60}(?:\\([^()]{1,20}\\)[^()]{0,20})?)\\)$`,
    "i",
  ),
  words: new RegExp(
    `^${CALLED}(?:${names}) ?(?:distribution|distributed|random variable)?,? (?:with |of )(?:parameters? )?(.{1,80})$`,
    "i",
  ),
  parameters: parameters.map((one) => new RegExp(`^(?:${one})(?:=| (?:is |of |= ?)?)${VALUE}$`, "i")),
}));

function plainOf(text: string): string {
  return text
    .replace(/\\(?:text|mathrm|operatorname|mathsf)\s*\{([^{}]*)\}/g, " $1")
    .replace(/\\(?:left|right)(?![a-z])|\\[,;:! ]|[$]/g, " ")
    .replace(/\\(?=(?:mu|sigma|lambda)(?![a-z]))/g, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([(),^=]) ?/g, (all, sign: string) =>
      sign === "(" || sign === ")" ? all.trim() : sign === "," ? ", " : sign,
    )
    .replace(/^ | ?\.? ?$/g, "");
}

/** The distribution that a text names; null for anything else. `beside` another one "N(0, 4)" is one too. */
function distributionOf(text: string, beside = false): Distribution | null {
  if (text.length > LONGEST) return null;
  if (
    !beside &&
    !/\\sim|~|\\mathcal|distribut|parameter|variance|mean |binomial|poisson|bernoulli|exponential with|^\W*(?:\\\w+\{)?(?:Bin|Poi|Geo|Exp|Unif|Ber)/i.test(
      text,
    )
  )
    return null;
  const plain = plainOf(text);
  for (const { name, signs, words, parameters } of READ) {
    const inSigns = signs.exec(plain);
    if (inSigns && (name !== "exponential" || /\\sim|~/.test(plain)))
      return ordered(name, inSigns[1].split(", "), parameters);
    const inWords = words.exec(plain);
    if (inWords) return ordered(name, inWords[1].split(/,? and |, /), parameters);
  }
  return null;
}

/** Its parameters in their order, each by its name or its place; null where one is something else. */
function ordered(name: string, said: readonly string[], parameters: readonly RegExp[]): Distribution | null {
  if (said.length !== parameters.length) return null;
  const found: (string | undefined)[] = parameters.map(() => undefined);
  for (const [i, one] of said.entries()) {
    const [words, of, parameterOf] = OTHERWISE[name] ?? [];
    const other = words?.exec(one.trim());
    const at = other ? of! : parameters.findIndex((words) => words.test(one.trim()));
    const value = other ? parameterOf!(other[1]) : at < 0 ? one.trim() : parameters[at].exec(one.trim())![1];
    if (at < 0 && /[A-Za-z]{3}|=/.test(value.replace(/\\[A-Za-z]+/g, ""))) return null;
    if (found[at < 0 ? i : at] !== undefined) return null;
    found[at < 0 ? i : at] = value;
  }
  return found.every((value) => value !== undefined) ? { name, parameters: found as string[] } : null;
}

/** By what else than its parameters a distribution is told, with the parameter that this is and its value. */
const OTHERWISE: Record<string, [words: RegExp, at: number, value: (said: string) => string]> = {
  normal: [
    /^(?:sigma|(?:a )?standard deviation)(?:=| (?:is |of |= ?)?)(-?[^\s,;()]{1,40})$/i,
    1,
    (said) => `(${said})^2`,
  ],
  exponential: [
    /^(?:a )?(?:mean|expectation|expected value)(?:=| (?:is |of |= ?)?)(-?[^\s,;()]{1,40})$/i,
    0,
    (said) => `1/(${said})`,
  ],
};

/** The parameters of two answers that are distributions of one name; false where they are not, null where not both are one. */
export function sameDistributions(a: string, b: string): [string[], string[]] | false | null {
  const [own, ownToo] = [distributionOf(a), distributionOf(b)];
  const x = own ?? (ownToo && distributionOf(a, true));
  const y = ownToo ?? (own && distributionOf(b, true));
  if (!x || !y) return null;
  return x.name === y.name ? [x.parameters, y.parameters] : false;
}

/** Whether a text names a distribution, and nothing else. */
export const isDistribution = (text: string) => distributionOf(text) !== null;

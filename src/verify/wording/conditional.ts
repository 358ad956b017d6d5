// "P(A | B) = 3/7": a conditional probability or expectation before its value. Its bar is none of an absolute value or of
// divisibility, so that such a name is taken off before the value is read.

const LONGEST = 300;
const NAME = String.raw`(?:\\(?:mathbb|mathrm|mathbf|operatorname|text)\s*)?\{?\s*(?<name>P(?:r|rob)?|E|Var|\\Pr)\s*\}?`;
const LABEL = new RegExp(
  String.raw`^\s*(?:(?:[Ss]o|[Tt]hus|[Tt]herefore|[Hh]ence|[Tt]hen),?\s)?(?<open>\$\$?|\\[([])?\s*${NAME}\s*(?:\\left|\\[bB]igg?l?)?\s*[([{](?<inner>[^()[\]]{1,80}?(?:\\(?:mid|vert|given|middle)(?![A-Za-z])|\|)[^()[\]]{1,80}?)(?:\\right|\\[bB]igg?r?)?\s*[)\]}]\s*=\s*(?<value>[^\s].*)$`,
  "s",
);

/** The name and the value of such an equation; null for any other text. */
function conditionalOf(text: string): { label: string; value: string } | null {
  if (text.length > LONGEST || !/\||\\(?:mid|vert|given|middle)/.test(text)) return null;
  const groups = LABEL.exec(text)?.groups;
  if (!groups) return null;
  const label = `${groups.name}(${groups.inner})`
    .replace(/\\middle\s*/g, "")
    .replace(/\\(?:mid|vert|given)(?![A-Za-z])/g, "|")
    .replace(/^\\/, "")
    .replace(/^Prob|^Pr/, "P")
    .replace(/\\[,;:! ]|\\(?:text|mathrm)(?=\{)|[\s{}]/g, "");
  const value = groups.open ? groups.value.replace(/(?:\$\$?|\\[)\]])\s*\.?\s*$/, "") : groups.value;
  // Of "= P(A \\cap B) / P(B) = 0.1 / 0.4 = 0.25" the sides that are numbers.
  const sides = value.split("=");
  const named = /(?<![A-Za-z])(?:P|Pr|E|Var)\}?\s*(?:\\left\s*)?[([]/;
  const numbers = named.test(sides[sides.length - 1]) ? sides : sides.filter((side) => !named.test(side));
  return { label, value: numbers.join("=").trim().replace(/\.$/, "") };
}

/**
 * The values of two answers of which one at least has such a name before it; false where their names differ, null where
 * neither has one.
 */
export function conditionalValues(a: string, b: string): [string, string] | false | null {
  const [x, y] = [conditionalOf(a), conditionalOf(b)];
  if (!x && !y) return null;
  if (x && y) return x.label === y.label ? [x.value, y.value] : false;
  const other = x ? b : a;
  // An equation of something else, "P(B) = 3/7", is not what is asked for.
  if (/=/.test(other)) return false;
  return x ? [x.value, b] : [a, y!.value];
}

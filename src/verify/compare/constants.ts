// Free constants in other forms: 1/(C − x) and −1/(x + K), e^{kx} and a^x, R cos(ωt − φ) and A cos ωt + B sin ωt.
import { agree, type Domain } from "../read/declared.ts";
import { call, integer, number, product, quotient, sum, symbol } from "../read/nodes.ts";
import { rational } from "../read/rational.ts";
import { children, mapChildren, type Node, variables } from "../read/tree.ts";
import { areIdentical, definedTogether, lineIn, substitute } from "./identity.ts";

const MOST_CONSTANTS = 2;

const occurrences = (node: Node, name: string): number =>
  node.t === "sym"
    ? Number(node.name === name)
    : children(node).reduce((total, child) => total + occurrences(child, name), 0);

/** R cos(u − φ) as R cos u + φ sin u, which has the same members, where R and φ stand nowhere else. */
export function withoutPhases(node: Node, constants: ReadonlySet<string>): Node {
  const once = [...constants].filter((name) => occurrences(node, name) === 1);
  return once.length < 2 ? node : inAxes(node, once);
}

function inAxes(node: Node, once: readonly string[]): Node {
  if (node.t !== "mul") return node.t === "add" ? mapChildren(node, (child) => inAxes(child, once)) : node;
  const at = node.items.findIndex(({ t }) => t === "fn");
  const turned = node.items[at];
  const size = node.items.find((item) => item.t === "sym" && once.includes(item.name));
  if (turned?.t !== "fn" || size === undefined || !/^(?:sin|cos)$/.test(turned.name)) return node;
  const [angle] = turned.args;
  const phase = once.find((name) => variables(angle).has(name));
  const line = phase === undefined ? null : lineIn(angle, phase);
  if (phase === undefined || !line || ![1n, -1n].some((n) => areIdentical(line.slope, integer(n))))
    return node;
  const others = node.items.filter((item) => item !== turned && item !== size);
  const waves = sum(
    product(size, call("cos", line.offset)),
    product(symbol(phase), call("sin", line.offset)),
  );
  return others.length === 0 ? waves : product(...others, waves);
}

/** Numbers that a constant may be a multiple of another one by. */
const FACTORS = [1n, 2n, 3n].flatMap((n) =>
  [1n, -1n].flatMap((sign) => [rational(sign * n), rational(sign, n)]),
);
/** Of two constants at once. */
const SIGNS = [rational(1n), rational(-1n)];

interface Constant {
  name: string;
  domain: Domain | undefined;
}

const isPositive = (domain: Domain | undefined) =>
  domain?.bounds.join() === ">0" && (domain.set === null || domain.set === "reals");
const isReal = (domain: Domain | undefined) =>
  domain === undefined || (domain.bounds.length === 0 && (domain.set === null || domain.set === "reals"));

/** What one constant may be in terms of another one, whose values it then takes all of. */
function formsOf({ domain }: Constant, other: Constant, factors: typeof SIGNS): Node[] {
  const theirs = symbol(other.name);
  const multiples = factors.map((factor) => product(number(factor), theirs));
  if (isReal(domain) && isReal(other.domain) && agree(domain, other.domain)) return multiples;
  if (isPositive(domain) && isPositive(other.domain)) return [theirs, quotient(integer(1), theirs)];
  // Each positive number is a power of e.
  return isPositive(domain) && isReal(other.domain)
    ? multiples.map((exponent): Node => ({ t: "pow", a: { t: "const", name: "e" }, b: exponent }))
    : [];
}

/** Whether two families are one, each constant of the one a multiple of one of the other, or e to the power of it. */
export function sameByConstants(
  a: Node,
  mine: readonly Constant[],
  b: Node,
  theirs: readonly Constant[],
): boolean {
  if (mine.length !== theirs.length || mine.length > MOST_CONSTANTS) return false;
  return replaced(a, mine, b, theirs) || replaced(b, theirs, a, mine);
}

function replaced(a: Node, mine: readonly Constant[], b: Node, theirs: readonly Constant[]): boolean {
  const [first, ...rest] = mine;
  if (first === undefined) return areIdentical(a, b) && definedTogether(a, b);
  const factors = rest.length + theirs.length > 1 ? SIGNS : FACTORS;
  return theirs.some((other) =>
    formsOf(first, other, factors).some((form) =>
      replaced(
        substitute(a, first.name, form),
        rest,
        b,
        theirs.filter((one) => one !== other),
      ),
    ),
  );
}

// Recurrences by whatever index they are written: a_{n+2} = 4a_{n+1} − a_n for n ≥ 1 and a_n = 4a_{n−1} − a_{n−2} for n ≥ 3,
// also with what they start from: a_1 = 1, a_2 = 3.
import { firstOf } from "../read/declared.ts";
import { difference, integer, symbol } from "../read/nodes.ts";
import { contains, isEquation, itemsOf, mapChildren, type Node, variables } from "../read/tree.ts";
import type { Side } from "./same.ts";

/** a_n, a_{n+2} */
const TERM = /^([A-Za-z])_([i-n])(?:([+-])(\d{1,2}))?$/;

interface Recurrence {
  letter: string;
  /** The lowest index of a term is so much more than the letter. */
  lowest: number;
  /** From where on the lowest index runs; null where it is not said. */
  from: number | null;
}

/** Two recurrences from their lowest index on; null where not both are one, or they are not of the same terms. */
export function byLowestIndex(a: Side, b: Side): [Side, Side] | null {
  const [x, y] = [recurrenceOf(a), recurrenceOf(b)];
  if (!x || !y || (x.from !== null && y.from !== null && x.from !== y.from)) return null;
  // Of a_{k+1} = n a_k and a_{n+1} = n a_n the one n is no index; of any other letter both say the same.
  const [mine, theirs] = [lettersBeside(a, x), lettersBeside(b, y)];
  if (mine.has(y.letter) || theirs.has(x.letter)) return null;
  // a_{k+1} = n a_k and a_{m+1} = m a_m: of the one alone the index is a factor.
  if (variables(a.node).has(x.letter) !== variables(b.node).has(y.letter)) return null;
  const index = [..."nmklj"].find((name) => !mine.has(name) && !theirs.has(name));
  return index === undefined ? null : [shifted(a, x, index), shifted(b, y, index)];
}

const lettersBeside = ({ node }: Side, { letter }: Recurrence) =>
  new Set([...variables(node)].filter((name) => name !== letter));

/** The one recurrence of a list with what it starts from; of anything else itself. */
function recurrenceIn(node: Node): Node {
  const [only = node, ...more] = itemsOf(node).filter((item) => [...variables(item)].some(isIndexed));
  return more.length > 0 || (node.t === "list" && node.separator === "or") ? node : only;
}
const isIndexed = (name: string) => TERM.test(name);

function recurrenceOf({ node: given, domains }: Side): Recurrence | null {
  const node = recurrenceIn(given);
  if (!isEquation(node)) return null;
  const terms = [...variables(node)].flatMap((name) => {
    const found = TERM.exec(name);
    return found
      ? [{ name: found[1], letter: found[2], by: Number(`${found[3] ?? ""}${found[4] ?? 0}`) }]
      : [];
  });
  const [first] = terms;
  if (terms.length < 2 || terms.some(({ name, letter }) => name !== first.name || letter !== first.letter))
    return null;
  // Of a_{2n} and c_{n²} the index would not be shifted, and of i a_i it is a number too.
  const isShifted = (name: string) => TERM.test(name) || !name.slice(1).includes(first.letter);
  if (![...variables(node)].every(isShifted)) return null;
  if (contains(node, (part) => part.t === "const" && part.name === first.letter)) return null;
  const lowest = Math.min(...terms.map(({ by }) => by));
  const domain = domains.get(first.letter);
  const start = domain ? firstOf(domain) : null;
  return start === undefined
    ? null
    : { letter: first.letter, lowest, from: start === null ? null : Number(start) + lowest };
}

function shifted({ node, domains }: Side, { letter, lowest }: Recurrence, common: string): Side {
  const back = (one: Node): Node => {
    if (one.t !== "sym") return mapChildren(one, back);
    const [, name, index, sign = "", by = "0"] = TERM.exec(one.name) ?? [];
    if (index === letter) return symbol(`${name}_${common}+${Number(sign + by) - lowest}`);
    return one.name === letter ? difference(symbol(common), integer(BigInt(lowest))) : one;
  };
  return { node: back(node), domains: new Map([...domains].filter(([name]) => name !== letter)) };
}

// What stands below a slash and is one name, as what stands above it is: the BC of AB/BC, the dx of dy/dx.
import type { Grammar } from "./cursor.ts";
import { product } from "./literals.ts";
import type { Node } from "./tree.ts";

/** The name behind a slash, where `left` is one of its kind; null for anything else. */
export function nameBelow(p: Grammar, left: Node): Node | null {
  const symbolAt = (ahead: number) => (p.is("sym", undefined, ahead) ? p.peek(ahead)!.text : "");
  const isPoint = (name: string) => /^[A-Z]$/.test(name);
  const names = left.t === "mul" ? left.items.map((item) => (item.t === "sym" ? item.name : "")) : [];
  const segment =
    names.length === 2 && [...names, symbolAt(0), symbolAt(1)].every(isPoint) && !isPoint(symbolAt(2));
  const differential = isDifferential(left) && symbolAt(0) === "d" && symbolAt(1) !== "";
  return (segment || differential) && !p.peek(1)!.space ? product(p.power(), p.power()) : null;
}

/** dy, d^2y, d */
function isDifferential(node: Node): boolean {
  const [first] = node.t === "mul" ? node.items : [node];
  const name = first.t === "pow" ? first.a : first;
  return name.t === "sym" && name.name === "d";
}

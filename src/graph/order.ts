// Which nodes of a graph are written, and in what order: that in which they were made is the order they are to run in.
import type { NodeMessage, ValueMessage } from "./onnx.ts";

/** Every name that nodes read, bodies of loops too. */
export function namesRead(
  nodes: Iterable<Pick<NodeMessage, "inputs" | "attributes">>,
  into = new Set<string>(),
): ReadonlySet<string> {
  for (const { inputs, attributes = {} } of nodes) {
    for (const name of inputs) into.add(name);
    for (const value of Object.values(attributes))
      if (typeof value === "object" && "graph" in value) namesRead(value.graph.nodes, into);
  }
  return into;
}

/** The nodes on which `outputs` depend. ONNX Runtime would run the others too. */
export function neededNodes(
  nodes: readonly NodeMessage[],
  outputs: readonly Pick<ValueMessage, "name">[],
): NodeMessage[] {
  const needed: NodeMessage[] = [];
  const read = new Set(outputs.map(({ name }) => name));
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some((name) => read.has(name))) continue;
    needed.push(node);
    namesRead([node], read);
  }
  return needed.reverse();
}

/**
 * ONNX Runtime runs, depth first, what each node that no other reads depends on; the one written last comes first. Behind
 * the rest and from the last to the first, they run one after another as they were made: the gradient of a weight as soon
 * as it can be, so that what it is made from is let go, and what is made again for the layer below is made after that.
 */
export function runOrder(nodes: readonly NodeMessage[]): NodeMessage[] {
  const read = namesRead(nodes);
  const isRead = ({ outputs }: NodeMessage) => outputs.some((name) => read.has(name));
  return [...nodes.filter(isRead), ...nodes.filter((node) => !isRead(node)).reverse()];
}

// ONNX model files, as much of the format as the graph builder writes: messages in, bytes out.
// Field numbers are those of onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3).
import protobuf from "protobufjs/minimal.js";
import { joined } from "../common/rows.ts";

/** ONNX element types (TensorProto.DataType). */
const elementType = { float32: 1, int32: 6, int64: 7, bool: 9, float16: 10 } as const;
export type ElementType = keyof typeof elementType;

export type AttributeValue =
  | number
  | readonly number[]
  | { float: number }
  | { string: string }
  | { graph: GraphMessage };

export interface NodeMessage {
  opType: string;
  domain?: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes?: Readonly<Record<string, AttributeValue>>;
}

export interface ValueMessage {
  name: string;
  type: ElementType;
  /** A string is a symbolic dimension. */
  shape: readonly (number | string)[];
}

export interface ConstantMessage {
  name: string;
  type: ElementType;
  shape: readonly number[];
  data: Uint8Array;
}

/** A constant whose numbers are written behind what is encoded here, or in another file. */
export interface LargeConstant extends Omit<ConstantMessage, "data" | "type"> {
  type: ElementType | "float16";
  byteLength: number;
  /** Where they are in another file, beside the model's. */
  external?: { file: string; offset: number };
}

export interface GraphMessage {
  nodes: readonly NodeMessage[];
  constants: readonly ConstantMessage[];
  inputs: readonly ValueMessage[];
  outputs: readonly ValueMessage[];
}

/** A field: its number, and a scalar type or the name of a message. */
interface Field {
  id: number;
  type: string;
  repeated: boolean;
}

const field = (id: number, type: string, repeated = false): Field => ({ id, type, repeated });

/** Fields by the numbers of the format, in their order, and the names of the messages above. */
const messages: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  Attribute: {
    name: field(1, "string"),
    f: field(2, "float"),
    i: field(3, "int64"),
    s: field(4, "bytes"),
    g: field(6, "Graph"),
    ints: field(8, "int64", true),
    type: field(20, "int32"),
  },
  Node: {
    inputs: field(1, "string", true),
    outputs: field(2, "string", true),
    name: field(3, "string"),
    opType: field(4, "string"),
    attributes: field(5, "Attribute", true),
    domain: field(7, "string"),
  },
  TensorConstant: {
    shape: field(1, "int64", true),
    type: field(2, "int32"),
    name: field(8, "string"),
    data: field(9, "bytes"),
    external: field(13, "Entry", true),
    location: field(14, "int32"),
  },
  Entry: { key: field(1, "string"), value: field(2, "string") },
  Dimension: { dimValue: field(1, "int64"), dimParam: field(2, "string") },
  Shape: { dim: field(1, "Dimension", true) },
  TensorType: { elemType: field(1, "int32"), shape: field(2, "Shape") },
  ValueType: { tensorType: field(1, "TensorType") },
  ValueInfo: { name: field(1, "string"), type: field(2, "ValueType") },
  Graph: {
    nodes: field(1, "Node", true),
    name: field(2, "string"),
    constants: field(5, "TensorConstant", true),
    inputs: field(11, "ValueInfo", true),
    outputs: field(12, "ValueInfo", true),
  },
  OperatorSet: { domain: field(1, "string"), version: field(2, "int64") },
  Model: {
    irVersion: field(1, "int64"),
    producerName: field(2, "string"),
    graph: field(7, "Graph"),
    opsetImport: field(8, "OperatorSet", true),
  },
};
/** Of the scalar types: how a value is written, and its wire type. */
const scalars: Readonly<
  Record<string, { write: (to: protobuf.Writer, value: never) => protobuf.Writer; wire: number }>
> = {
  string: { write: (to, value) => to.string(value), wire: 2 },
  bytes: { write: (to, value) => to.bytes(value), wire: 2 },
  float: { write: (to, value) => to.float(value), wire: 5 },
  int32: { write: (to, value) => to.int32(value), wire: 0 },
  int64: { write: (to, value) => to.int64(value), wire: 0 },
};

/**
 * Appends the fields of a message that `value` has; what a reader takes for granted (0, no text) is left out. protobufjs
 * would make programs of the fields, which a page may not run.
 */
function encode(message: string, value: object, to = protobuf.Writer.create()): protobuf.Writer {
  for (const [name, { id, type, repeated }] of Object.entries(messages[message])) {
    const given = (value as Record<string, unknown>)[name];
    if (given === undefined) continue;
    const scalar = scalars[type];
    if (repeated && scalar?.wire === 0) {
      const numbers = given as never[];
      if (numbers.length === 0) continue;
      // They stand in one piece.
      to.uint32((id << 3) | 2).fork();
      for (const number of numbers) scalar.write(to, number);
      to.ldelim();
      continue;
    }
    for (const item of (repeated ? given : [given]) as never[]) {
      if (!repeated && (item === 0 || item === "")) continue;
      to.uint32((id << 3) | (scalar?.wire ?? 2));
      if (scalar) scalar.write(to, item);
      else encode(type, item, to.fork()).ldelim();
    }
  }
  return to;
}

function attribute(name: string, value: AttributeValue): object {
  if (typeof value === "number") return { name, type: 2, i: value };
  if ("float" in value) return { name, type: 1, f: value.float };
  if ("string" in value) return { name, type: 3, s: new TextEncoder().encode(value.string) };
  if ("graph" in value) return { name, type: 5, g: graphMessage(value.graph, "body") };
  return { name, type: 7, ints: value };
}

function valueInfo({ name, type, shape }: ValueMessage): object {
  const elemType = elementType[type];
  const dim = shape.map((d) => (typeof d === "string" ? { dimParam: d } : { dimValue: d }));
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}

function graphMessage({ nodes, constants, inputs, outputs }: GraphMessage, name: string): object {
  return {
    name,
    constants: constants.map((constant) => ({ ...constant, type: elementType[constant.type] })),
    nodes: nodes.map(({ attributes = {}, ...node }, index) => ({
      ...node,
      name: `${node.opType}_${index}`,
      attributes: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
    })),
    inputs: inputs.map(valueInfo),
    outputs: outputs.map(valueInfo),
  };
}

const header = {
  irVersion: 9,
  producerName: "pure",
  opsetImport: [
    { domain: "", version: 18 },
    { domain: "com.microsoft", version: 1 },
  ],
};

/** The bytes of an ONNX model file holding `graph` (IR 9, opset 18, com.microsoft 1). */
export function encodeModel(graph: GraphMessage): Uint8Array {
  return encode("Model", { ...header, graph: graphMessage(graph, "graph") }).finish();
}

/**
 * As `encodeModel` with constants too large to be held together: the file is `head`, and for each of `constants` its
 * `before`, behind which its numbers are written unless they are in another file.
 */
export function encodeModelParts(
  graph: GraphMessage,
  constants: readonly LargeConstant[],
): { head: Uint8Array; before: Uint8Array[]; byteLength: number } {
  // A message's fields may come in any order, and in pieces: what is repeated goes on.
  const start = encode("Graph", graphMessage(graph, "graph")).finish();
  const before = constants.map(({ name, type, shape, byteLength, external }) => {
    const entries = external && { location: external.file, offset: external.offset, length: byteLength };
    const constant = {
      ...{ name, shape, type: type === "float16" ? 10 : elementType[type] },
      external: Object.entries(entries ?? {}).map(([key, value]) => ({ key, value: String(value) })),
      ...(external && { location: 1 }),
    };
    const own = encode("TensorConstant", constant).finish();
    const data = external ? new Uint8Array() : opening(9, byteLength);
    const inside = own.length + data.length + (external ? 0 : byteLength);
    return joined(Uint8Array, [opening(5, inside), own, data]);
  });
  const inline = constants.reduce((sum, { byteLength, external }) => sum + (external ? 0 : byteLength), 0);
  const length = before.reduce((sum, bytes) => sum + bytes.length, start.length + inline);
  const outer = encode("Model", header).finish();
  const head = joined(Uint8Array, [outer, opening(7, length), start]);
  return { head, before, byteLength: head.length + length - start.length };
}

/** What stands before the `length` bytes of field `id`. */
const opening = (id: number, length: number) =>
  protobuf.Writer.create()
    .uint32((id << 3) | 2)
    .uint32(length)
    .finish();

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
export interface LargeConstant extends Omit<ConstantMessage, "data"> {
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

/** A message by the numbers of its fields, which JavaScript keeps in order; a list where one may be repeated. */
interface Message {
  readonly [field: number]: Value | readonly Value[] | undefined;
}

type Value = string | Uint8Array | number | { readonly float: number } | Message;

/**
 * Appends a message's fields; what a reader takes for granted (0, no text) is left out. protobufjs would make programs of a
 * schema, which a page may not run.
 */
function encode(message: Message, to = protobuf.Writer.create()): protobuf.Writer {
  const tag = (id: number, wire: number) => to.uint32((id << 3) | wire);
  const write = (id: number, value: Value) => {
    if (typeof value === "number") tag(id, 0).int64(value);
    else if (typeof value === "string") tag(id, 2).string(value);
    else if (value instanceof Uint8Array) tag(id, 2).bytes(value);
    else if ("float" in value) tag(id, 5).float(value.float);
    else encode(value, tag(id, 2).fork()).ldelim();
  };
  for (const [field, value] of Object.entries(message)) {
    const id = Number(field);
    if (!Array.isArray(value)) {
      if (value && value.float !== 0) write(id, value);
    } else if (typeof value[0] === "number") {
      // They stand in one piece.
      tag(id, 2).fork();
      for (const number of value) to.int64(number);
      to.ldelim();
    } else for (const item of value) write(id, item);
  }
  return to;
}

/** name, f, i, s, g, ints, type. */
function attribute(name: string, value: AttributeValue): Message {
  if (typeof value === "number") return { 1: name, 3: value, 20: 2 };
  if ("float" in value) return { 1: name, 2: value, 20: 1 };
  if ("string" in value) return { 1: name, 4: value.string, 20: 3 };
  if ("graph" in value) return { 1: name, 6: graphMessage(value.graph, "body"), 20: 5 };
  return { 1: name, 8: value, 20: 7 };
}

/** name, and a type: of a tensor, with elem_type and a shape of dim (dim_value or dim_param). */
function valueInfo({ name, type, shape }: ValueMessage): Message {
  const dimensions = shape.map((dim) => (typeof dim === "string" ? { 2: dim } : { 1: dim }));
  return { 1: name, 2: { 1: { 1: elementType[type], 2: { 1: dimensions } } } };
}

/** dims, data_type, name; behind them raw_data 9, external_data 13, data_location 14. */
const tensor = ({ shape, type, name }: Pick<ConstantMessage, "shape" | "type" | "name">): Message => ({
  1: shape,
  2: elementType[type],
  8: name,
});

/** node (input, output, name, op_type, attribute, domain), name, initializer, input, output. */
function graphMessage({ nodes, constants, inputs, outputs }: GraphMessage, name: string): Message {
  return {
    1: nodes.map(({ opType, domain, inputs, outputs, attributes = {} }, index) => ({
      ...{ 1: inputs, 2: outputs, 3: `${opType}_${index}`, 4: opType, 7: domain },
      5: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
    })),
    2: name,
    5: constants.map((constant) => ({ ...tensor(constant), 9: constant.data })),
    11: inputs.map(valueInfo),
    12: outputs.map(valueInfo),
  };
}

/** A model but for its graph, 7: ir_version, producer_name, opset_import (domain, version). */
const header: Message = { 1: 9, 2: "pure", 8: [{ 2: 18 }, { 1: "com.microsoft", 2: 1 }] };

/** The bytes of an ONNX model file holding `graph` (IR 9, opset 18, com.microsoft 1). */
export function encodeModel(graph: GraphMessage): Uint8Array {
  return encode({ ...header, 7: graphMessage(graph, "graph") }).finish();
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
  const start = encode(graphMessage(graph, "graph")).finish();
  const before = constants.map(({ byteLength, external, ...constant }) => {
    const entries = external && { location: external.file, offset: external.offset, length: byteLength };
    const own = encode({
      ...tensor(constant),
      13: Object.entries(entries ?? {}).map(([key, value]) => ({ 1: key, 2: `${value}` })),
      14: Number(external !== undefined),
    }).finish();
    const data = external ? new Uint8Array() : opening(9, byteLength);
    const inside = own.length + data.length + (external ? 0 : byteLength);
    return joined(Uint8Array, [opening(5, inside), own, data]);
  });
  const inline = constants.reduce((sum, { byteLength, external }) => sum + (external ? 0 : byteLength), 0);
  const length = before.reduce((sum, bytes) => sum + bytes.length, start.length + inline);
  const head = joined(Uint8Array, [encode(header).finish(), opening(7, length), start]);
  return { head, before, byteLength: head.length + length - start.length };
}

/** What stands before the `length` bytes of field `id`. */
const opening = (id: number, length: number) =>
  protobuf.Writer.create()
    .uint32((id << 3) | 2)
    .uint32(length)
    .finish();

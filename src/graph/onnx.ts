// ONNX model files, as much of the format as the graph builder writes: messages in, bytes out.
// Field numbers are those of onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3).
import protobuf from "protobufjs/light.js";

/** ONNX element types (TensorProto.DataType). */
export const elementType = { float32: 1, int32: 6, int64: 7, bool: 9 } as const;
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

export interface GraphMessage {
  nodes: readonly NodeMessage[];
  constants: readonly ConstantMessage[];
  inputs: readonly ValueMessage[];
  outputs: readonly ValueMessage[];
}

const field = (id: number, type: string, repeated = false) =>
  repeated ? { id, type, rule: "repeated" as const } : { id, type };

const root = protobuf.Root.fromJSON({
  nested: {
    Attribute: {
      fields: {
        name: field(1, "string"),
        f: field(2, "float"),
        i: field(3, "int64"),
        s: field(4, "bytes"),
        g: field(6, "Graph"),
        ints: field(8, "int64", true),
        type: field(20, "int32"),
      },
    },
    Node: {
      fields: {
        input: field(1, "string", true),
        output: field(2, "string", true),
        name: field(3, "string"),
        opType: field(4, "string"),
        attribute: field(5, "Attribute", true),
        domain: field(7, "string"),
      },
    },
    TensorConstant: {
      fields: {
        dims: field(1, "int64", true),
        dataType: field(2, "int32"),
        name: field(8, "string"),
        rawData: field(9, "bytes"),
      },
    },
    Dimension: { fields: { dimValue: field(1, "int64"), dimParam: field(2, "string") } },
    Shape: { fields: { dim: field(1, "Dimension", true) } },
    TensorType: { fields: { elemType: field(1, "int32"), shape: field(2, "Shape") } },
    ValueType: { fields: { tensorType: field(1, "TensorType") } },
    ValueInfo: { fields: { name: field(1, "string"), type: field(2, "ValueType") } },
    Graph: {
      fields: {
        node: field(1, "Node", true),
        name: field(2, "string"),
        initializer: field(5, "TensorConstant", true),
        input: field(11, "ValueInfo", true),
        output: field(12, "ValueInfo", true),
      },
    },
    OperatorSet: { fields: { domain: field(1, "string"), version: field(2, "int64") } },
    Model: {
      fields: {
        irVersion: field(1, "int64"),
        producerName: field(2, "string"),
        graph: field(7, "Graph"),
        opsetImport: field(8, "OperatorSet", true),
      },
    },
  },
});
const Model = root.lookupType("Model");

function attribute(name: string, value: AttributeValue): object {
  if (typeof value === "number") return { name, type: 2, i: value };
  if ("float" in value) return { name, type: 1, f: value.float };
  if ("string" in value) return { name, type: 3, s: new TextEncoder().encode(value.string) };
  if ("graph" in value) return { name, type: 5, g: graphMessage(value.graph, "body") };
  return { name, type: 7, ints: value };
}

function valueInfo(value: ValueMessage): object {
  const dim = value.shape.map((d) => (typeof d === "string" ? { dimParam: d } : { dimValue: d }));
  return { name: value.name, type: { tensorType: { elemType: elementType[value.type], shape: { dim } } } };
}

function graphMessage(graph: GraphMessage, name: string): object {
  return {
    name,
    node: graph.nodes.map((node, index) => ({
      input: node.inputs,
      output: node.outputs,
      name: `${node.opType}_${index}`,
      opType: node.opType,
      domain: node.domain ?? "",
      attribute: Object.entries(node.attributes ?? {}).map(([key, value]) => attribute(key, value)),
    })),
    initializer: graph.constants.map((c) => ({
      dims: c.shape,
      dataType: elementType[c.type],
      name: c.name,
      rawData: c.data,
    })),
    input: graph.inputs.map(valueInfo),
    output: graph.outputs.map(valueInfo),
  };
}

/** The bytes of an ONNX model file holding `graph` (IR 9, opset 18, com.microsoft 1). */
export function encodeModel(graph: GraphMessage): Uint8Array {
  return Model.encode(
    Model.create({
      irVersion: 9,
      producerName: "pure",
      opsetImport: [
        { domain: "", version: 18 },
        { domain: "com.microsoft", version: 1 },
      ],
      graph: graphMessage(graph, "graph"),
    }),
  ).finish();
}

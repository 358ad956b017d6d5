// A model as transformers.js loads it: onnx/model.onnx beside the files of a Hugging Face directory. The graph is
// onnx-graph.ts's; here its weights are written, one after the other.
import { mkdir, open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../common/errors.ts";
import { joined } from "../common/rows.ts";
import { encodeModelParts, type LargeConstant } from "../graph/onnx.ts";
import { narrowed } from "../model/bytes.ts";
import type { ModelConfig } from "../model/config.ts";
import { type Model, writeModelFiles } from "../model/load.ts";
import { rotaryInputs } from "../model/rotary.ts";
import type { Tokenizer } from "../model/tokenizer.ts";
import { buildOnnxGraph, shortPositions } from "./onnx-graph.ts";

/** Types of weights, with the names that transformers.js has for them. */
const TYPES = {
  F32: { name: "fp32", file: "model.onnx", bytes: 4, type: "float32" },
  F16: { name: "fp16", file: "model_fp16.onnx", bytes: 2, type: "float16" },
} as const;
export type OnnxType = keyof typeof TYPES;

/** Longest context, for which the rotary tables have room. */
const MOST_POSITIONS = 32_768;

/** A protocol-buffer file of more bytes cannot be read; weights lie in a file beside it then. */
const MOST_BYTES = 2 ** 31 - 2 ** 24;

/**
 * Writes `model` into `directory`. It computes in float32; with F16 its weights are widened when it is loaded.
 * @throws UserError for a classification head, and for values that float16 cannot hold
 */
export async function exportOnnx(
  directory: string,
  model: Model,
  type: OnnxType,
  onProgress: (done: number, total: number) => void = () => {},
  mostBytes = MOST_BYTES,
): Promise<void> {
  const { config } = model;
  if (config.head.type !== "lm")
    throw new UserError(
      "ONNX is written of language models; this one has a classification head (--format hf)",
    );
  const { name, file, bytes, type: element } = TYPES[type];
  const positions = Math.min(config.maxPositions, MOST_POSITIONS);
  const { message, weights } = buildOnnxGraph(config, positions);
  const tables = rotaryTables(config, positions);
  const values = (weight: string) => tables[weight] ?? model.parameters.view(weight);
  const isNarrow = (weight: string) => type !== "F32" && !(weight in tables);
  const stored = (weight: string) => (isNarrow(weight) ? `${weight}.${name}` : weight);
  const widened = weights.filter(({ name }) => isNarrow(name)).map(({ name }) => name);
  const casts = widened.map((weight) => ({
    ...{ opType: "Cast", inputs: [stored(weight)], outputs: [weight], attributes: { to: 1 } },
  }));
  const graph = { ...message, nodes: [...casts, ...message.nodes] };
  const constants = weights.map(({ name: weight, shape }): LargeConstant => {
    const [width, type] = isNarrow(weight) ? [bytes, element] : [4, "float32" as const];
    return { name: stored(weight), type, shape, byteLength: width * shape.reduce((a, b) => a * b, 1) };
  });
  const total = constants.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const external = total > mostBytes;
  const parts = encodeModelParts(graph, external ? placed(constants, `${file}_data`) : constants);

  await mkdir(join(directory, "onnx"));
  const handle = await open(join(directory, "onnx", file), "w");
  const beside = external ? await open(join(directory, "onnx", `${file}_data`), "w") : handle;
  try {
    await handle.writeFile(parts.head);
    let done = 0;
    for (const [i, weight] of weights.entries()) {
      await handle.writeFile(parts.before[i]);
      for (const piece of narrowed(values(weight.name), isNarrow(weight.name) ? "F16" : "F32", weight.name)) {
        await beside.writeFile(piece);
        done += piece.length;
        onProgress(done, total);
      }
    }
  } finally {
    await handle.close();
    if (external) await beside.close();
  }
  // LongRoPE's attention factor follows from the model's own longest context.
  const isLongRope = config.ropeScaling?.type === "longrope";
  const maxPositions = isLongRope ? config.maxPositions : positions;
  await writeModelFiles(directory, { ...model, config: { ...config, maxPositions } });
  await tellTransformersJs(directory, model.tokenizer, {
    dtype: name,
    ...(external && { use_external_data_format: true }),
  });
}

/** The rotary tables, those of LongRoPE's short list before those of the long one. */
function rotaryTables(config: ModelConfig, positions: number): Readonly<Record<string, Float32Array>> {
  const tables = rotaryInputs(config, positions);
  const short = shortPositions(config, positions);
  if (short === 0) return tables;
  const first = rotaryInputs(config, short);
  const both = Object.entries(tables).map(([name, rows]) => [
    name,
    joined(Float32Array, [first[name], rows]),
  ]);
  return Object.fromEntries(both);
}

/** The constants one after the other in another file. */
function placed(constants: readonly LargeConstant[], file: string): LargeConstant[] {
  let offset = 0;
  return constants.map((constant) => {
    const external = { file, offset };
    offset += constant.byteLength;
    return { ...constant, external };
  });
}

/** What transformers.js reads in config.json, and the chat template, which it takes of tokenizer_config.json alone. */
async function tellTransformersJs(directory: string, { files }: Tokenizer, settings: object): Promise<void> {
  const path = join(directory, "config.json");
  const text = await readFile(path, "utf8");
  const own = JSON.stringify({ "transformers.js_config": settings }, null, 2);
  await writeFile(path, text.replace(/\n\}\n$/, `,${own.slice(1)}\n`));
  const [template, config] = [files.get("chat_template.jinja"), files.get("tokenizer_config.json") ?? "{}"];
  if (template === undefined) return;
  const told = { ...JSON.parse(config), chat_template: template };
  await writeFile(join(directory, "tokenizer_config.json"), `${JSON.stringify(told, null, 2)}\n`);
}

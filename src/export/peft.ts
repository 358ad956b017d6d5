// The adapter of a run with LoRA as PEFT reads it: adapter_config.json and adapter_model.safetensors.
// Format: https://huggingface.co/docs/peft/developer_guides/checkpoint
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../common/errors.ts";
import { downloadModel } from "../model/download.ts";
import type { FloatType } from "../model/floats.ts";
import { isWrapper } from "../model/huggingface.ts";
import { loadModelConfig, loadTokenizer } from "../model/load.ts";
import { type NamedTensor, SafetensorsFile, writeSafetensorsFile } from "../model/safetensors.ts";
import { hubId, ofHub } from "./places.ts";
import type { ExportSource } from "./source.ts";

/** Where checkpoints keep adapters, and before whose names (engine/embedded/state.ts). */
const [FILE, PREFIX] = ["optimizer.safetensors", "weight:"];

/**
 * Writes the adapter of a checkpoint, and its tokenizer, into `directory`. With a classification head, which is trained
 * beside the adapter, that too.
 * @throws UserError where the run trained no adapter, or one that does not fit the base as PEFT loads it
 */
export async function exportPeft(
  directory: string,
  { model, run }: ExportSource,
  type: FloatType,
): Promise<void> {
  const lora = run?.config.model.lora;
  if (!run || !lora)
    throw new UserError(
      `${model}: ${run ? "all weights were trained (model.lora is null)" : "is no checkpoint of a run"}, so there is no ` +
        "adapter; export the model itself with --format hf",
    );
  const path = join(model, FILE);
  if (!existsSync(path))
    throw new UserError(`${path}: missing; a checkpoint with LoRA keeps its adapter there`);
  const { head, fusedProjections, experts } = await loadModelConfig(model);
  // Names that mean something else there: parts of larger tensors, and the experts' own.
  const other = lora.targets.filter((target) =>
    experts ? /^(gate|up|down)_/.test(target) : fusedProjections && /^[qkvgu]/.test(target),
  );
  if (other.length > 0)
    throw new UserError(
      `${model}: transformers holds ${other.join(", ")} of this family in larger tensors, of which PEFT has no such ` +
        "adapter; export the merged model with --format hf",
    );
  const misfit = await misfitOf(run.config.model.source);
  if (misfit !== null)
    throw new UserError(
      `${model}: its base, ${run.config.model.source}, is ${misfit}, which PEFT has no such adapter for; export the merged ` +
        "model with --format hf",
    );
  const file = await SafetensorsFile.open(path);
  try {
    const stored = [...file.tensors].filter(([name]) => name.startsWith(PREFIX));
    const tensors = stored.map(([name, { shape }]): NamedTensor => {
      const data = async () => {
        const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
        await file.read(name, shape, values);
        return values;
      };
      return { name: `base_model.model.${name.slice(PREFIX.length)}`, shape, data };
    });
    await writeSafetensorsFile(join(directory, "adapter_model.safetensors"), tensors, { type });
  } finally {
    await file.close();
  }
  const classifies = head.type === "classification";
  const { source } = run.config.model;
  const reference = ofHub(source);
  const config = {
    peft_type: "LORA",
    task_type: classifies ? "TOKEN_CLS" : "CAUSAL_LM",
    base_model_name_or_path: reference?.id ?? source,
    revision: reference?.revision ?? null,
    r: lora.rank,
    lora_alpha: lora.alpha,
    lora_dropout: 0,
    target_modules: lora.targets,
    modules_to_save: classifies ? ["score"] : null,
    bias: "none",
    fan_in_fan_out: false,
    init_lora_weights: true,
    use_rslora: false,
    use_dora: false,
    inference_mode: true,
  };
  await writeFile(join(directory, "adapter_config.json"), `${JSON.stringify(config, null, 2)}\n`);
  const { tokenizer } = await loadTokenizer(model);
  for (const [name, content] of tokenizer.files) await writeFile(join(directory, name), content);
}

/** What a base is whose tensors have other names in PEFT; null where they have not, or where it is not here to be seen. */
async function misfitOf(base: string): Promise<string | null> {
  const gguf = "a GGUF file";
  if (base.endsWith(".gguf") || ofHub(base)?.gguf !== undefined) return gguf;
  const isOfHub = hubId("model", base) !== null;
  if (!isOfHub && !existsSync(base)) return null;
  const config = join(isOfHub ? await downloadModel(base, { weights: false }) : base, "config.json");
  if (!existsSync(config)) return gguf;
  return isWrapper(JSON.parse(await readFile(config, "utf8"))) ? "a model that takes images too" : null;
}

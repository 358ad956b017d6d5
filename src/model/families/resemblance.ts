// What an architecture that is not known resembles: the family that leaves least of its config.json unread and has
// most of its weights' names, and what differs from that.
import { UserError } from "../../common/errors.ts";
import type { FamilyName } from "../config.ts";
import { readAs } from "../huggingface.ts";
import { storedLayout } from "../parameters.ts";
import type { Json } from "../reader.ts";
import { IGNORED, ownName } from "../safetensors.ts";
import { FAMILIES } from "./all.ts";

/** Keys that say nothing of what is computed from tokens. */
const BESIDE =
  /^(architectures|model_type|auto_map|transformers_version|(torch_)?dtype|use_cache|initializer_range|pretraining_tp|id2label|label2id|num_labels|router_aux_loss_coef|max_window_layers|original_max_position_embeddings|_.*|.*(dropout|pdrop|token_id|token_index)|output_.*|.*_config)$/;

interface Comparison {
  family: FamilyName;
  /** What keeps the config from being read as the family's. */
  refused: string | null;
  /** Keys, with values, that the family has no meaning for. */
  keys: string[];
  /** Weights that the family has and the files have not, and the other way, layers' and experts' numbers as N. */
  missing: string[];
  extra: string[];
}

/**
 * One sentence on the nearest family, to follow the error that the architecture is unknown.
 * @param json the parsed config.json
 * @param weights names of its tensors; null: not known
 */
export function resemblance(json: Json, weights: Iterable<string> | null): string {
  const type = typeof json.model_type === "string" ? json.model_type : "";
  const names = [...(weights ?? [])].map(ownName).filter((name) => !IGNORED.test(name));
  const stored = weights && new Set(names.map(unnumbered));
  const compared = (Object.keys(FAMILIES) as FamilyName[]).map((family) => compare(family, json, stored));
  // A name in common decides between equals.
  const cost = ({ family, refused, keys, missing, extra }: Comparison) =>
    (refused ? 8 : 0) + keys.length + 2 * (missing.length + extra.length) - commonStart(family, type) / 100;
  const nearest = compared.reduce((best, one) => (cost(one) < cost(best) ? one : best));
  const { family, refused, keys, missing, extra } = nearest;
  const name = `${FAMILIES[family].classes}ForCausalLM`;
  const differences = [
    ...(refused ? [refused] : []),
    ...(keys.length > 0 ? [`its config also says ${some(keys)}`] : []),
    ...(missing.length > 0 ? [`it has no ${some(missing)}`] : []),
    ...(extra.length > 0 ? [`it has ${some(extra)} besides`] : []),
  ];
  if (differences.length > 0) return `It resembles ${name} most, but ${differences.join("; ")}`;
  return (
    `It resembles ${name}, from which neither its config nor its weights' names differ: where it computes the same, ` +
    `"architectures": ["${name}"] lets it be read`
  );
}

function compare(family: FamilyName, json: Json, stored: ReadonlySet<string> | null): Comparison {
  const text = json.hidden_size === undefined ? json.text_config : undefined;
  const own = typeof text === "object" && text !== null ? { ...json, ...text } : json;
  const comparison: Comparison = { family, refused: null, keys: [], missing: [], extra: [] };
  try {
    const { config, unread } = readAs(family, own, "config.json");
    comparison.keys = unread
      .filter((key) => !BESIDE.test(key) && own[key] !== false)
      .map((key) => `${key} ${JSON.stringify(own[key]).slice(0, 40)}`);
    if (stored) {
      const names = new Set(storedLayout(config).map(({ name }) => unnumbered(name)));
      comparison.missing = [...names].filter((name) => !stored.has(name) && !IGNORED.test(name));
      comparison.extra = [...stored].filter((name) => !names.has(name));
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    comparison.refused = error.message.replace("config.json: ", "");
  }
  return comparison;
}

const unnumbered = (name: string) => name.replace(/\.\d+\./g, ".N.");

const some = (all: readonly string[]) =>
  all.slice(0, 6).join(", ") + (all.length > 6 ? ` and ${all.length - 6} more` : "");

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

// The model card of an export, README.md: what the model is, where it comes from, how it was trained, on what and how well
// it does, from the files that its run and the runs before it left. Front matter: the Hub's,
// https://huggingface.co/docs/hub/model-cards
import { createHash } from "node:crypto";
import { basename } from "node:path";
import { packageVersion } from "../common/version.ts";
import { datasetReference } from "../data/sources.ts";
import type { TrainingData } from "../data/training-problems.ts";
import { evaluations } from "../eval/evaluations.ts";
import { hubReference } from "../model/download.ts";
import { count, percent, percentRange, pValue } from "../text/format.ts";
import { oneLine } from "../text/text.ts";
import type { License, Lineage } from "./lineage.ts";
import { hubDatasets, hubId, published, publishedData } from "./places.ts";
import type { ExportFormat, ExportSource } from "./source.ts";

export interface CardFacts {
  source: ExportSource;
  lineage: Lineage;
  /** What the model was trained on, as the file beside its weights says. */
  trainedOn: readonly TrainingData[];
  format: ExportFormat;
  /** As the command line says it. */
  dtype: string;
  /** Of the head: next tokens, or labels a token. */
  classifies: boolean;
}

const LIBRARIES: Readonly<Record<ExportFormat, string>> = {
  ...{ hf: "transformers", peft: "peft", gguf: "gguf", onnx: "transformers.js" },
};

/** The text of README.md. */
export function modelCard(facts: CardFacts): string {
  const { source, lineage, trainedOn } = facts;
  const datasets = hubDatasets(trainedOn);
  const sections = [
    `# ${source.name}`,
    ...introduction(facts),
    ...(source.run ? evaluation(source.run) : []),
    ...lineage.runs.flatMap((run) => training(run, datasets)),
    ...data(trainedOn),
  ];
  return `${frontMatter(facts)}\n${sections.join("\n\n")}\n`;
}

function frontMatter({ source, lineage, trainedOn, format, dtype, classifies }: CardFacts): string {
  const { base, license } = lineage;
  const trained = source.run !== null;
  const id = hubId("model", base);
  const relation = format === "peft" ? "adapter" : /^q\d/.test(dtype) && !trained ? "quantized" : "finetune";
  const known = hubDatasets(trainedOn);
  const withoutRevision = (data: string) => datasetReference(data)?.id ?? data;
  const ofHub = lineage.runs
    .map(({ config }) => config.data.source)
    .filter((data) => known.has(data) || hubId("dataset", data) === withoutRevision(data));
  const datasets = [...new Set(ofHub.map(withoutRevision))];
  const tags = ["pure-rl", ...lineage.runs.slice(0, 1).map(({ config }) => KINDS[kindOf(config)].tag)];
  const lines = [
    ...(id ? [`base_model: ${id}`, `base_model_relation: ${relation}`] : []),
    ...(license === null ? [] : [`license: ${license.id}`]),
    ...(license?.name ? [`license_name: ${JSON.stringify(license.name)}`] : []),
    ...(license?.link ? [`license_link: ${JSON.stringify(license.link)}`] : []),
    `library_name: ${LIBRARIES[format]}`,
    `pipeline_tag: ${classifies ? "token-classification" : "text-generation"}`,
    "tags:",
    ...tags.map((tag) => `  - ${tag}`),
    ...(datasets.length > 0 ? ["datasets:", ...datasets.map((id) => `  - ${id}`)] : []),
  ];
  return `---\n${lines.join("\n")}\n---\n`;
}

function introduction({ source, lineage, format, dtype }: CardFacts): string[] {
  const { base, license } = lineage;
  const id = hubId("model", base);
  const revision = id && hubReference(base)?.revision;
  const at = revision ? ` at revision \`${revision}\`` : "";
  const shown = id ? `[${id}](https://huggingface.co/${id})${at}` : `\`${basename(base)}\``;
  const what = source.run
    ? `${shown}, trained with pure-rl: the checkpoint of step ${source.run.step}.`
    : `${shown}, converted with pure-rl.`;
  const written = `Written by \`pure export --format ${format} --dtype ${dtype}\` of pure-rl ${packageVersion()}.`;
  const licensed =
    license === null
      ? "The licence of the base model is not known here: look at its page, and set `license` above."
      : `The base model's licence, ${licenceText(license)}, holds for this one too.`;
  return [`${what} ${written}`, licensed];
}

function licenceText({ id, name = id, link }: License): string {
  return link === undefined ? `\`${name}\`` : `[\`${name}\`](${link})`;
}

type Run = NonNullable<ExportSource["run"]>;

function evaluation({ files, step }: Run): string[] {
  const { metrics, supervised, summary, alarms } = files;
  const points = evaluations(files).filter((point) => point.step === 0 || point.step <= step);
  const lines: string[] = [];
  const shown = points.filter((_, i) => i === 0 || i === points.length - 1);
  if (shown.length > 0)
    lines.push(
      "| step | held-out problems | right | 95% interval | mean length |",
      "|---:|---:|---:|---:|---:|",
      ...shown.map(
        ({ step, result: { problems, accuracy, interval, meanLength } }) =>
          `| ${step} | ${problems} | ${percent(accuracy)} | ${percentRange(interval)} | ${Math.round(meanLength)} |`,
      ),
    );
  if (shown.length > 0 && summary && step === summary.steps) {
    const { gained, lost, p } = summary.signTest;
    lines.push("", `Problems gained ${gained}, lost ${lost}; sign test ${pValue(p)}.`);
  }
  const held = supervised.findLast((line) => line.step <= step && line.heldOut)?.heldOut;
  if (held) {
    const figures = Object.entries(held).filter(([, value]) => typeof value === "number");
    lines.push(
      "| held-out figure | |",
      "|---|---:|",
      ...figures.map(([name, value]) => `| ${name} | ${(value as number).toFixed(4)} |`),
    );
  }
  if (lines.length === 0) lines.push("The run evaluated nothing that was held out.");
  const before = alarms.filter((alarm) => alarm.step <= step);
  const alarmed = before.map(({ step, title }) => `${oneLine(title)} (step ${step})`).join(", ");
  const raised =
    alarmed === ""
      ? "No alarm for reward hacking or collapse was raised up to this step."
      : `Alarms up to this step: ${alarmed}.`;
  return ["## Evaluation", lines.join("\n"), ...(metrics.length === 0 ? [] : [raised])];
}

/** Sections of a configuration that say nothing of what was learned, but where. */
const PLACES = new Set(["run", "engine"]);
/** Settings that are text for the model or in its responses, where a slash is no path's. */
const TEXTS = new Set(["template", "system", "stepSeparator", "stepToken", "answerPattern", "stop"]);

function training({ config, step }: Lineage["runs"][number], datasets: ReadonlySet<string>): string[] {
  const name = (text: string) => published(text, datasets);
  const shown = (value: unknown): unknown => {
    if (typeof value === "string") return name(value);
    if (Array.isArray(value)) return value.map(shown);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, TEXTS.has(key) ? one : shown(one)]),
    );
  };
  const kept = Object.fromEntries(Object.entries(config).filter(([section]) => !PLACES.has(section)));
  const { model, data, run } = config;
  const adapter = model.lora ? `, as an adapter of rank ${model.lora.rank}` : "";
  return [
    `## Training: ${oneLine(name(run.name))}`,
    `${KINDS[kindOf(config)].title}, ${count(step, "step")}, from \`${name(model.source)}\` on ` +
      `\`${name(data.source)}\`${adapter}.`,
    `<details><summary>Settings</summary>\n\n\`\`\`json\n${JSON.stringify(shown(kept), null, 2)}\n\`\`\`\n\n</details>`,
  ];
}

const KINDS = {
  pure: {
    title: "Reinforcement fine-tuning (PURE, [arXiv 2504.15275](https://arxiv.org/abs/2504.15275))",
    tag: "reinforcement-learning",
  },
  prm: { title: "Supervised training of a process reward model", tag: "process-reward-model" },
  sft: { title: "Supervised fine-tuning", tag: "sft" },
};

/** By the sections that only one kind of configuration has. */
function kindOf(config: object): keyof typeof KINDS {
  return "credit" in config ? "pure" : "head" in config ? "prm" : "sft";
}

function data(trainedOn: readonly TrainingData[]): string[] {
  if (trainedOn.length === 0) return [];
  const rows = publishedData(trainedOn).map(({ source, commit, hashes }) => {
    const bytes = Buffer.alloc(8 * hashes.length);
    hashes.forEach((hash, i) => {
      bytes.writeBigUInt64BE(hash, 8 * i);
    });
    const sha = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
    return `| \`${source}\` | ${commit ?? ""} | ${hashes.length} | \`${sha}\` |`;
  });
  return [
    "## Data",
    ["| source | commit | problems | SHA-256 of their hashes |", "|---|---|---:|---|", ...rows].join("\n"),
    "`training-problems.json` has the hash of each problem, so that a benchmark that was trained on is known.",
  ];
}

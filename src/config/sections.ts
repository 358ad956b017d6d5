// The sections of a configuration that several commands have, and the kinds of values that keys are of, so that a key is its
// kind, its default and what it does.
import { z } from "zod";

export const text = () => z.string();
/** Text that is not empty, such as a path, an address or a name. */
export const path = () => z.string().min(1);
export const count = () => z.int().min(1);
export const share = () => z.number().min(0).max(1);
/** How much of a running mean stays: with all of it nothing new would come in. */
export const belowOne = () => z.number().min(0).lt(1);

export const whole = (initial: number) => z.int().min(0).default(initial);
export const positive = (initial: number) => z.number().positive().default(initial);
export const nonNegative = (initial: number) => z.number().min(0).default(initial);
export const off = () => z.boolean().default(false);

/** One of `choices`; the first where none is given, unless `initial` says another. */
export const oneOf = <const Choice extends string>(choices: readonly Choice[], initial = choices[0]) =>
  z.enum(choices).default(initial as z.core.util.NoUndefined<Choice>);

/** `type` or null, which it is where nothing is given. */
export const orNull = <Type extends z.ZodType>(type: Type) => z._default(z.nullable(type), null);

const loraSchema = z.strictObject({
  rank: count().default(16).describe("rank of the update"),
  alpha: positive(32).describe("scale: the update is multiplied by alpha / rank"),
  targets: z
    .array(z.enum(["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]))
    .min(1)
    .default(["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"])
    .describe("linear layers that get one"),
});

export const modelSchema = z.strictObject({
  source: path().describe("Hugging Face directory or id, or a GGUF file (on the Hub owner/name:Q4_K_M)"),
  tokenizer: orNull(path()).describe("directory of the tokenizer; null: the model's"),
  lora: loraSchema.nullable().default(null).describe("train a low-rank update only; null: all weights"),
});

export const dataSchema = z.strictObject({
  source: path().describe(
    "problems: a file (JSON, JSON lines, CSV, Parquet), a directory of them, or a data-set id",
  ),
  split: text().default("train").describe("split of a directory or data-set id"),
  subset: orNull(text()).describe("subset of a data-set id; null: its default or main one"),
  fields: z
    .strictObject({
      problem: orNull(text()).describe("field with the problem; null: the usual names"),
      answer: orNull(text()).describe("field with the reference answer; null: the usual names"),
      options: orNull(text()).describe("field with the options of a multiple choice; null: the usual names"),
      id: orNull(text()).describe(
        "field with the id; null: the usual names, or numbers where those ids repeat",
      ),
    })
    .prefault({}),
  limit: orNull(count()).describe("use this many problems from the start; null: all"),
  onDisk: off().describe(
    "keep problems in a file under TMPDIR, not in memory: for sets larger than it; same order",
  ),
  heldOut: orNull(path()).describe(
    "problems for evaluation, never trained on; null: `train.evalProblems` of `data.source`",
  ),
  heldOutSplit: text().default("test").describe("split of a held-out data-set id"),
  heldOutSubset: orNull(text()).describe("subset of a held-out data-set id; null: its default or main one"),
  template: orNull(text()).describe(
    "prompt with {problem} in it; null: the model's chat template, or the problem alone",
  ),
  system: orNull(text()).describe("system message of the chat"),
  stepSeparator: path()
    .default("\n\n")
    .describe(`text that ends a step; on the command line a line feed is '"\\n"'`),
  answerPattern: orNull(text()).describe(
    "regular expression whose first group is the answer; null: boxed, or the last number",
  ),
});

export const optimizerSchema = z.strictObject({
  learningRate: positive(1e-6).describe("highest learning rate of AdamW"),
  warmupSteps: whole(0).describe("steps of linear warm-up"),
  schedule: oneOf(["constant", "linear", "cosine"]).describe("after the warm-up"),
  beta1: belowOne().default(0.9).describe("AdamW β1"),
  beta2: belowOne().default(0.999).describe("AdamW β2"),
  epsilon: positive(1e-8).describe("AdamW ε"),
  weightDecay: nonNegative(0).describe("AdamW weight decay"),
  maxGradNorm: nonNegative(1).describe("largest gradient norm; 0: no clipping"),
});

export const trainSchema = z.strictObject({
  steps: count().default(500).describe("training steps"),
  evalEvery: whole(25).describe("steps between held-out evaluations; 0: start and end only"),
  evalProblems: whole(128).describe("held-out problems; 0: no evaluation"),
  checkpointEvery: whole(50).describe("steps between checkpoints; 0: at the end only"),
  keepCheckpoints: count().default(3).describe("newest checkpoints that are kept"),
  rolloutsEvery: whole(1).describe("steps between saved rollouts; 0: none"),
  rolloutsAhead: z
    .int()
    .min(0)
    .max(1)
    .default(0)
    .describe(
      "1: the next batch is sampled while this one trains, on a server (not SkyRL's); needs loss.importance",
    ),
  seed: whole(0).describe("seed of everything random"),
  onAlarm: oneOf(["continue", "stop", "rollback"]).describe(
    "at an alarm: say it; stop (exit status 3); or go back to health, without process rewards that trust weighed where it speaks against them, else at half the learning rate",
  ),
  nonFiniteLimit: count().default(3).describe("stop after this many steps in a row with a non-finite loss"),
});

/** Whether a name of what lies in a directory leads out of it: "../x". */
export const leadsOut = (name: string): boolean => name.split(/[\\/]/).includes("..");

/** A run's name, which may have folders in it. */
export const runName = () =>
  path().refine((name) => !leadsOut(name), {
    error: ({ input }) =>
      `run.name is ${JSON.stringify(input)}; a run lies within run.directory: no ".." in its name`,
    params: { whole: true },
  });

const offered = ["tensorboard"];
const why: Readonly<Record<string, string>> = {
  wandb:
    "the client that W&B maintains is in Python alone, and what it sends is not documented. docs/method.md, Logging elsewhere, has the lines of Python that send a run's metrics.jsonl",
  trackio:
    "Trackio's client is in Python alone. It reads TensorBoard's files: use tensorboard, then trackio.import_tf_events",
};

export const logSchema = z
  .array(z.string())
  .default([])
  .superRefine((names, context) => {
    for (const name of names) {
      if (offered.includes(name)) continue;
      const message = why[name]
        ? `run.log: ${name} is not offered: ${why[name]}`
        : `run.log has ${JSON.stringify(name)}; each must be one of ${offered.join(", ")}`;
      context.addIssue({ code: "custom", message, params: { whole: true } });
    }
  })
  .describe("also log to files of other programs, beside the run's own: tensorboard");

export const runSchema = z.strictObject({
  name: runName().default("pure").describe("name of the run"),
  directory: path().default("runs").describe("where runs are kept"),
  log: logSchema,
});

export const engineSchema = z.strictObject({
  type: oneOf(["embedded"]).describe("where the policy computes"),
  device: oneOf(["auto", "cpu", "gpu"]).describe(
    "where models compute in this process; auto: on a graphics processor where there is one and the model gains",
  ),
  threads: orNull(count()).describe("threads; null: one a core"),
  memoryLimitGiB: orNull(z.number().positive()).describe(
    "micro-batches are cut to it, then a run is refused; null: three quarters of the machine's, or of the graphics processor's",
  ),
  frozenWeights: oneOf(["float32", "float16"]).describe(
    "type of the layers' weights that a run does not train (the model under LoRA, the reference policy, a process reward model) in this process's memory; float16 takes half of theirs, and saves none of a graphics processor's own",
  ),
  recompute: oneOf(["auto", "off", "layers"]).describe(
    "what layers hold is computed again in the backward pass, not kept: where memory is short, never, or always",
  ),
  maxContext: orNull(count()).describe(
    "longest prompt + response, in tokens; null: the model's own limit, in this process 8192 at most",
  ),
});

/** Said where there is nothing for engine.frozenWeights. */
export const NOTHING_FROZEN =
  "engine.frozenWeights float16 is of weights that are not trained, and this run trains all that it has here; leave it out, or train adapters (model.lora)";

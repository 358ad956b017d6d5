// The configurations of `pure sft` and `pure prm train`. No logic.
import { z } from "zod";
import { prm800kRules } from "../data/prm800k.ts";
import {
  count,
  dataSchema,
  engineSchema,
  modelSchema,
  NOTHING_FROZEN,
  oneOf,
  optimizerSchema,
  path,
  positive,
  runName,
  runSchema,
  trainSchema,
  whole,
} from "./sections.ts";

const supervisedTrain = trainSchema
  .pick({ checkpointEvery: true, keepCheckpoints: true, seed: true, nonFiniteLimit: true })
  .extend({
    batchSize: count().default(32).describe("examples a step"),
    maxTokens: count().default(2048).describe("longer examples are skipped, counted and shown"),
    evalEvery: whole(0).describe("steps between held-out losses; 0: at the end only"),
    evalExamples: whole(256).describe("examples held out of the data; 0: no evaluation"),
  });

const examples = dataSchema.pick({
  split: true,
  subset: true,
  limit: true,
  heldOut: true,
  heldOutSplit: true,
  heldOutSubset: true,
  template: true,
});

/** Refuses a configuration as a whole. */
const refuse = (context: z.RefinementCtx, message: string) =>
  context.addIssue({ code: "custom", message, params: { whole: true } });

/** What of a training says what it trains. */
interface Trained {
  model: Pick<z.infer<typeof modelSchema>, "lora">;
  /** Of a process reward model: the stage in which more than the head is. */
  all?: { epochs: number };
}

/** Whether a training leaves the model's own weights as they are: adapters are trained, or a head alone. */
export const leavesBase = ({ model, all }: Trained) => model.lora !== null || all?.epochs === 0;

type Supervised = Trained & { engine: z.infer<typeof engineSchema> };
const checkFrozen = (config: Supervised, context: z.RefinementCtx) => {
  if (config.engine.frozenWeights === "float16" && !leavesBase(config)) refuse(context, NOTHING_FROZEN);
};

export const sftSchema = z
  .strictObject({
    model: modelSchema,
    data: examples.extend({
      source: path().describe("demonstrations: {prompt, completion} or {messages}, a file or data-set id"),
      system: dataSchema.shape.system,
    }),
    optimizer: optimizerSchema
      .extend({ learningRate: positive(1e-5).describe("highest learning rate of AdamW") })
      .prefault({}),
    train: supervisedTrain
      .extend({ epochs: count().default(2).describe("times through the examples") })
      .prefault({}),
    run: runSchema.extend({ name: runName().default("sft").describe("name of the run") }).prefault({}),
    engine: engineSchema.prefault({}),
  })
  .superRefine(checkFrozen);

/** One of the PRM's two stages. The paper: the head only at 1e-4 for 3 epochs, then all weights at 1e-6 for 1. */
const stage = (epochs: number, learningRate: number) =>
  z
    .strictObject({
      epochs: whole(epochs).describe("times through the examples; 0: leave the stage out"),
      learningRate: positive(learningRate).describe("highest learning rate of AdamW"),
    })
    .prefault({});

export const prmSchema = z
  .strictObject({
    model: modelSchema,
    data: examples.extend({
      source: path().describe(
        "labelled steps: TRL's {prompt, completions, labels}, PRM800K's or Math-Shepherd's files",
      ),
      system: dataSchema.shape.system,
      stepSeparator: dataSchema.shape.stepSeparator,
      stepToken: path().default("\n").describe("text at whose token a step is scored"),
      prm800k: prm800kRules.prefault({}),
    }),
    head: stage(3, 1e-4),
    all: stage(1, 1e-6),
    optimizer: optimizerSchema.omit({ learningRate: true }).prefault({}),
    train: supervisedTrain
      .extend({
        classWeights: oneOf(["none", "balanced"]).describe(
          "balanced: good and bad steps weigh the same in the training set",
        ),
      })
      .prefault({}),
    run: runSchema.extend({ name: runName().default("prm").describe("name of the run") }).prefault({}),
    engine: engineSchema.prefault({}),
  })
  .superRefine(({ head, all }, context) => {
    if (head.epochs === 0 && all.epochs === 0)
      refuse(context, "head.epochs and all.epochs are 0, and there is no other stage; set one of them");
  })
  .superRefine(checkFrozen);

export type SftConfig = z.infer<typeof sftSchema>;
export type SftConfigInput = z.input<typeof sftSchema>;
export type PrmConfig = z.infer<typeof prmSchema>;
export type PrmConfigInput = z.input<typeof prmSchema>;
/** What both have in common under `train`. */
export type SupervisedTrainConfig = z.infer<typeof supervisedTrain>;

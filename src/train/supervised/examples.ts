// From the records of a supervised run to its loop: which are trained on and which are held out, the engine, the examples
// and the memory they will take.
import { UserError } from "../../common/errors.ts";
import { groupBy } from "../../common/grouping.ts";
import { Random } from "../../common/random.ts";
import type { PrmConfig, SftConfig } from "../../config/supervised.ts";
import { problemHash } from "../../data/problem-hash.ts";
import type { SourceOptions } from "../../data/sources.ts";
import { withoutHeldOut } from "../../data/training-problems.ts";
import { wantedContext } from "../../engine/embedded/context.ts";
import type { Loss } from "../../engine/types.ts";
import type { LoadedModel } from "../../model/load.ts";
import type { Tokenizer } from "../../model/tokenizer.ts";
import { count } from "../../text/format.ts";
import { placeEngines, withEngines } from "../engines.ts";
import type { OnEvent, StartOptions } from "../events.ts";
import { fileOptions, holdToData, recordTraining, sayHeldOut } from "../problem-sets.ts";
import { runPath } from "../runs/run-directory.ts";
import type { Example, ExampleInputs, SupervisedResult } from "./supervised.ts";

/**
 * The records of `data.source`, and those of `data.heldOut` or some of the former, drawn by the seed. No record is
 * trained on that has a text (`textsOf`) of a held-out one. Drawn are problems, by the first text, each with all its
 * records and none that has more than are still wanted; what `data.heldOut` holds is taken out of `data.source`, which is
 * said. Throws a UserError where none is left.
 */
export async function heldOutOf<T>(
  { data, train }: SftConfig | PrmConfig,
  read: (source: string, options: SourceOptions) => AsyncIterable<T>,
  textsOf: (record: T) => readonly string[],
  onEvent: OnEvent,
): Promise<{ training: T[]; heldOut: T[] }> {
  const all = async (source: string, which: "source" | "heldOut", limit: number | null) => {
    const records: T[] = [];
    const onNote = (note: string) => onEvent({ type: "note", message: `${source}: ${note}` });
    for await (const record of read(source, { ...fileOptions(data, which), onNote })) {
      if (limit !== null && records.length >= limit) break;
      records.push(record);
    }
    return records;
  };
  const records = await all(data.source, "source", data.limit);
  if (data.heldOut !== null) {
    const reserved = await all(data.heldOut, "heldOut", null);
    const training = withoutHeldOut(records, textsOf, reserved.flatMap(textsOf));
    sayHeldOut(records.length - training.length, "example", onEvent);
    if (training.length === 0 && records.length > 0)
      throw new UserError(
        `${data.source}: the problem of every example is in data.heldOut ${data.heldOut} too, which leaves none to ` +
          "train on; without data.heldOut, train.evalExamples of them are held out",
      );
    return { training, heldOut: reserved.slice(0, train.evalExamples) };
  }
  const byProblem = groupBy(records.keys(), (i) => problemHash(textsOf(records[i])[0]));
  const groups = new Random(train.seed).fork("held out").shuffle([...byProblem.values()]);
  const heldOut = new Set<number>();
  for (const group of groups)
    if (heldOut.size + group.length <= train.evalExamples) for (const i of group) heldOut.add(i);
  // Where every problem has more than that, some of one are held out, and its others are left unused.
  const unused = new Set<number>();
  if (heldOut.size === 0 && train.evalExamples > 0)
    groups[0]?.forEach((i, n) => {
      (n < train.evalExamples ? heldOut : unused).add(i);
    });
  if (heldOut.size + unused.size === records.length && records.length > 0)
    throw new UserError(
      `${data.source}: holding out ${train.evalExamples} of ${records.length} examples leaves none to train on` +
        `${groups.length < records.length ? ` (those of one problem stay together; there are ${groups.length})` : ""}; ` +
        "lower train.evalExamples or give data.heldOut",
    );
  if (unused.size > 0)
    onEvent({
      type: "warning",
      message:
        `${count(unused.size, "example")} of the held-out problem are neither trained on nor evaluated on: it has ` +
        `${heldOut.size + unused.size}, and train.evalExamples is ${train.evalExamples}`,
    });
  return {
    training: records.filter((_, i) => !heldOut.has(i) && !unused.has(i)),
    heldOut: records.filter((_, i) => heldOut.has(i)),
  };
}

/** How a kind of supervised run learns from records. */
export interface Recipe<T, C extends SftConfig | PrmConfig> {
  /** The problems that a record is about. */
  problemsOf(record: T): readonly string[];
  /** Examples of records; those of more than `maxTokens` are left out and counted. */
  encode(
    records: readonly T[],
    tokenizer: Tokenizer,
    maxTokens: number,
    data: C["data"],
  ): { examples: Example[]; skippedExamples: number };
  loss: Loss;
  trainable: "all" | "head";
  train(inputs: ExampleInputs<C>): Promise<SupervisedResult>;
}

/** Opens `model`'s engine, encodes the records, plans the memory that learning from them takes, and trains. */
export async function trainOnRecords<T extends { where?: string }, C extends SftConfig | PrmConfig>(
  config: C,
  model: LoadedModel,
  records: { training: readonly T[]; heldOut: readonly T[] },
  { problemsOf, encode, loss, trainable, train }: Recipe<T, C>,
  options: StartOptions,
): Promise<SupervisedResult> {
  const { onEvent = () => {} } = options;
  const { source, lora } = config.model;
  const texts = records.training.flatMap(problemsOf);
  const saveBeside = await recordTraining(model.source.path, config.data, texts);
  wantedContext(config.engine.maxContext, model, source);
  return withEngines(
    config,
    async (make) => {
      const engine = await make(model, lora);
      const maxTokens = Math.min(config.train.maxTokens, engine.maxContext);
      const { examples, skippedExamples } = encode(records.training, model.tokenizer, maxTokens, config.data);
      const held = encode(records.heldOut, model.tokenizer, maxTokens, config.data);
      const heldOut = held.examples;
      // Where they lie is not what they are.
      const bare = (all: readonly T[]) => all.map(({ where, ...record }) => record);
      const sets = {
        training: { records: bare(records.training), fit: examples.length },
        heldOut: { records: bare(records.heldOut), fit: heldOut.length },
      };
      await holdToData(runPath(config), sets, config.data, options.resume ?? false);
      const counted = `${examples.length} examples to train on, ${heldOut.length} held out`;
      onEvent({ type: "note", message: counted });
      const skipped = skippedExamples + held.skippedExamples;
      const tooLong = `${skipped} examples are too long (train.maxTokens) and are skipped`;
      if (skipped > 0) onEvent({ type: "warning", message: tooLong });

      let [promptTokens, responseTokens] = [1, 1];
      for (const { prompt, tokens } of examples) {
        engine.checkTokens(prompt);
        engine.checkTokens(tokens);
        promptTokens = Math.max(promptTokens, prompt.length);
        responseTokens = Math.max(responseTokens, tokens.length);
      }
      // With the head alone trained there are neither gradients nor moments of the rest.
      engine.setTrainable(trainable);
      const shape = { prompts: config.train.batchSize, samplesPerPrompt: 1, promptTokens, responseTokens };
      const runs = [{ ...shape, sampling: null, loss }];
      const planned = [{ name: "model", engine, runs }];
      onEvent({ type: "note", message: await placeEngines(planned, config.engine.device) });
      return train({ config, engine, examples, heldOut, skippedExamples, saveBeside, ...options });
    },
    onEvent,
  );
}

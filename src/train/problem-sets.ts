// The problems of a run of PURE: which are trained on, which are held out, and whether any of them can be rewarded.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { makeDirectory } from "../common/directories.ts";
import { UserError } from "../common/errors.ts";
import { ifThere } from "../common/if-there.ts";
import { smallest } from "../common/statistics.ts";
import { writeWhole } from "../common/whole-file.ts";
import type { PureConfig } from "../config/schema.ts";
import { dataSchema } from "../config/sections.ts";
import type { SftConfig } from "../config/supervised.ts";
import { estimatorRules } from "../credit/settings.ts";
import { StoredProblems, StoredPrompts } from "../data/problem-store.ts";
import {
  describeReport,
  loadProblems,
  type Problem,
  type ProblemOptions,
  type Problems,
  splitProblems,
} from "../data/problems.ts";
import { type EncodedPrompt, encodePrompts, type Prompts } from "../data/prompts.ts";
import type { SourceOptions } from "../data/sources.ts";
import {
  extendTrainingProblems,
  readTrainingProblems,
  trainedOn,
  withoutHeldOut,
  writeTrainingProblems,
} from "../data/training-problems.ts";
import type { Tokenizer } from "../model/tokenizer.ts";
import { keepsAnswer } from "../reward/verifiable.ts";
import { count } from "../text/format.ts";
import type { OnEvent } from "./events.ts";
import { parseOwn } from "./runs/run-store.ts";

/** Where the files of `data.source` or `data.heldOut` are said to be, and by which keys. */
export function fileOptions(
  data: Pick<SftConfig["data"], "split" | "subset" | "heldOutSplit" | "heldOutSubset">,
  which: "source" | "heldOut",
): SourceOptions {
  const [split, subset] =
    which === "source" ? (["split", "subset"] as const) : (["heldOutSplit", "heldOutSubset"] as const);
  const names = { split: `--data.${split}`, config: `--data.${subset}` };
  const usualSplit = dataSchema.shape[split].parse(undefined);
  return { split: data[split], usualSplit, config: data[subset] ?? undefined, names };
}

/** `fileOptions` with the fields, where null leaves one to its usual names. */
export function sourceOptions(data: PureConfig["data"], which: "source" | "heldOut"): ProblemOptions {
  const { problem, answer, options, id } = data.fields;
  const { names, ...files } = fileOptions(data, which);
  return {
    ...{ promptField: problem ?? undefined, answerField: answer ?? undefined },
    ...{ optionsField: options ?? undefined, idField: id ?? undefined },
    ...files,
    names: {
      ...{ prompt: "--data.fields.problem", answer: "--data.fields.answer", id: "--data.fields.id" },
      ...names,
    },
  };
}

/**
 * Training and held-out problems. Held out are problems with an answer only: others cannot be judged. No problem that is
 * held out is trained on, whichever way; where the verifiable reward is all there is, nor is one without an answer.
 * With data.onDisk the problems to train on are in a file, which is deleted once `atEnd`'s are called. Throws a UserError
 * where nothing is left to train on, or a held-out set has no answers.
 */
export async function loadProblemSets(
  { data, train, reward }: PureConfig,
  onEvent: OnEvent,
  atEnd: (close: () => Promise<void>) => void = () => {},
): Promise<{ problems: Problems; heldOut: Problem[]; commit: string | undefined }> {
  const { evalProblems, seed } = train;
  const options = { ...sourceOptions(data, "source"), limit: data.limit ?? undefined };
  const loaded = await (data.onDisk ? StoredProblems.load : loadProblems)(data.source, options);
  const { report } = loaded;
  const all: Problems = loaded.problems;
  if (loaded.problems instanceof StoredProblems) {
    const stored = loaded.problems;
    atEnd(async () => stored.close());
  }
  onEvent({ type: "note", message: describeReport(report) });
  const { commit } = report;
  const answered = (problems: Problems) => problems.filter(({ answer }) => answer !== null);

  let heldOut: Problem[] = [];
  let reserved: Problem[] = [];
  if (data.heldOut !== null) {
    const other = await loadProblems(data.heldOut, sourceOptions(data, "heldOut"));
    onEvent({ type: "note", message: `held out: ${describeReport(other.report)}` });
    reserved = other.problems;
    heldOut = [...answered(reserved)].slice(0, evalProblems);
    if (heldOut.length === 0 && evalProblems > 0)
      throw new UserError(
        `${data.heldOut}: no held-out problem has a reference answer, so none can be judged; name their field with ` +
          "--data.fields.answer, or set train.evalProblems 0",
      );
  } else if (evalProblems > 0) {
    heldOut = [...splitProblems(answered(all), { heldOut: evalProblems, seed }).heldOut];
    reserved = heldOut;
  }
  const unseen = withoutHeldOut<Problem, Problems>(
    all,
    ({ prompt }) => [prompt],
    reserved.map(({ prompt }) => prompt),
  );
  sayHeldOut(all.length - unseen.length - (data.heldOut === null ? heldOut.length : 0), "problem", onEvent);
  if (unseen.length === 0)
    throw new UserError(
      data.heldOut === null
        ? `${data.source}: holding out ${heldOut.length} of ${all.length} problems leaves none to train on; ` +
            "lower train.evalProblems or give data.heldOut"
        : `${data.source}: every problem is in data.heldOut ${data.heldOut} too, which leaves none to train on; ` +
            "without data.heldOut, train.evalProblems of them are held out",
    );
  if (reward.mode !== "vr" || reward.custom) return { problems: unseen, heldOut, commit };
  const problems = answered(unseen);
  const unanswered = unseen.length - problems.length;
  if (problems.length === 0)
    throw new UserError(
      `${data.source}: none of ${unseen.length} problems to train on has a reference answer` +
        `${heldOut.length > 0 && data.heldOut === null ? ` (${heldOut.length} with one are held out)` : ""}, and ` +
        'reward.mode "vr" has no other reward; name the field of the answers with --data.fields.answer ' +
        `(fields there: ${report.files[0].there.join(", ")})`,
    );
  if (unanswered > 0)
    onEvent({
      type: "note",
      message: `left out: ${unanswered} of ${unseen.length} problems, without a reference answer (reward.mode "vr")`,
    });
  return { problems, heldOut, commit };
}

/** Says how many of what there was to train on are held out too. */
export function sayHeldOut(number: number, what: string, onEvent: OnEvent): void {
  if (number === 0) return;
  const [have, are] = number === 1 ? ["has", "is"] : ["have", "are"];
  const message = `${count(number, what)} to train on ${have} the text of a held-out one and ${are} not trained on`;
  onEvent({ type: "warning", message });
}

/**
 * Whether any prompt has a verdict that is rewarded. Throws a UserError where no prompt can get a reward: the verifiable reward is all there is, or all that could earn the
 * process rewards their trust, and none of them keeps an answer. `fit` are those of `problems` whose prompts fit.
 */
export function checkRewards(
  fit: Problems,
  problems: { readonly length: number },
  { data, credit, reward, train }: PureConfig,
  onEvent: OnEvent,
): boolean {
  if (reward.mode === "prm") return false;
  for (const { id, answer } of fit)
    if ((answer !== null || reward.custom) && keepsAnswer(id, reward.verifiableShare, train.seed))
      return true;
  const why =
    `${data.source}: none of the ${fit.length} prompts keeps ${reward.custom ? "its reward" : "a reference answer"} ` +
    `(of ${problems.length} problems; reward.verifiableShare ${reward.verifiableShare})`;
  const alone = reward.mode === "vr" ? 'reward.mode "vr"' : `credit.estimator ${credit.estimator}`;
  if (reward.mode === "vr" || estimatorRules[credit.estimator].verdicts)
    throw new UserError(`${why}, and ${alone} has no other reward; raise reward.verifiableShare`);
  if (credit.trust)
    throw new UserError(
      `${why}, and credit.trust has no other verdicts to go by: process rewards would never be trusted; raise ` +
        'reward.verifiableShare, or set reward.mode "prm" (held-out problems tell then), or credit.trust false',
    );
  onEvent({
    type: "warning",
    message: `${why}: this run has process rewards alone, as with reward.mode prm`,
  });
  return false;
}

/**
 * Prompts that leave room for a whole response, the rest skipped, which is said; their problems; and the longest of them, in
 * tokens (1 for none). Throws a UserError where there are problems and none of them fits.
 */
export function encodeForPolicy(
  problems: Problems,
  tokenizer: Tokenizer,
  maxContext: number,
  { data, sampling }: PureConfig,
  onEvent: OnEvent,
): { prompts: Prompts; problems: Problems; skipped: number; longest: number } {
  const room = maxContext - sampling.maxTokens;
  const options = { template: data.template ?? undefined, system: data.system ?? undefined };
  const onDisk = problems instanceof StoredProblems;
  const prompts: EncodedPrompt[] = [];
  const tooLong: { id: string; tokens: number }[] = [];
  let longest = 1;
  const fit = problems.filter((problem) => {
    const one = encodePrompts([problem], tokenizer, room, options);
    for (const { tokens } of one.tooLong) tooLong.push({ id: problem.id, tokens });
    for (const { tokens } of one.prompts) longest = Math.max(longest, tokens.length);
    if (!onDisk) prompts.push(...one.prompts);
    return one.prompts.length > 0;
  });
  const limit = `a context of ${maxContext} tokens less sampling.maxTokens ${sampling.maxTokens}`;
  if (room < 1)
    throw new UserError(
      `${limit} leaves no room for a prompt; lower sampling.maxTokens, or raise engine.maxContext where the models hold more`,
    );
  if (fit.length === 0 && problems.length > 0)
    throw new UserError(
      `every prompt is longer than ${room} tokens (${limit}; the shortest has ` +
        `${smallest(tooLong.map(({ tokens }) => tokens))}); lower sampling.maxTokens, or raise engine.maxContext where the models hold more`,
    );
  if (tooLong.length > 0) {
    const some = tooLong.slice(0, 3).map(({ id, tokens }) => `${id} (${tokens})`);
    const message = `${tooLong.length} of ${problems.length} prompts are longer than ${room} tokens (${limit}) and are skipped: ${some.join(", ")}${tooLong.length > 3 ? ", …" : ""}`;
    onEvent({ type: "warning", message });
  }
  const made = onDisk ? new StoredPrompts(fit, tokenizer, options) : prompts;
  return { prompts: made, problems: fit, skipped: tooLong.length, longest };
}

/** Says how many of the held-out problems the model at `path` was trained on before. */
export async function warnOfEarlierTraining(
  path: string,
  heldOut: readonly EncodedPrompt[],
  onEvent: OnEvent,
): Promise<void> {
  const texts = heldOut.map(({ problem }) => problem.prompt);
  for (const data of (await readTrainingProblems(path)) ?? []) {
    const shared = trainedOn(data, texts).filter((known) => known).length;
    if (shared > 0)
      onEvent({
        type: "warning",
        message: `the model was trained before on ${shared} of the ${texts.length} held-out problems (${data.source}); their figures say little about new ones`,
      });
  }
}

/** Writes beside each checkpoint which problems the run, and what came before the model at `path`, trained on. */
export async function recordTraining(
  path: string,
  { source, commit }: { source: string; commit?: string },
  texts: Iterable<string>,
): Promise<(directory: string) => Promise<void>> {
  const data = await extendTrainingProblems(path, { source, commit }, texts);
  return (directory) => writeTrainingProblems(directory, data);
}

/** In a run's directory: `RunData`. */
const DATA_FILE = "data.json";

/**
 * Notes in the run's directory what it is trained and judged on; where it goes on (`resume`), its data must be what they
 * were. Throws a UserError where they are others: they are drawn, and paired with earlier answers, by their place.
 */
export async function holdToData(
  run: string,
  sets: Readonly<Record<"training" | "heldOut", { records: Iterable<unknown>; fit?: number }>>,
  keys: { source: string; heldOut: string | null },
  resume: boolean,
): Promise<void> {
  const file = join(run, DATA_FILE);
  const found: RunData = { training: digestOf(sets.training), heldOut: digestOf(sets.heldOut) };
  if (resume) {
    // Runs of before have none, or not how many records fitted.
    const before = (await dataOf(run)) ?? found;
    for (const name of ["training", "heldOut"] as const) {
      const [then, now] = [before[name], found[name]];
      const where = name === "heldOut" && keys.heldOut !== null ? keys.heldOut : keys.source;
      if (now.sha256 !== then.sha256)
        throw new UserError(
          `${where}: not what it was when ${run} began: ${count(then.records, "record")} ` +
            `${name === "heldOut" ? "held out" : "to train on"} then, ${now.records} now, or others, or in another ` +
            "order; put them back as they were, or start a new run (--run.name NAME)",
        );
      if (then.fit !== undefined && now.fit !== then.fit)
        throw new UserError(
          `${where}: ${then.fit} of ${then.records} records fitted into the context when ${run} began, ${now.fit} now; ` +
            "give engine.maxContext as it was then",
        );
    }
  }
  await makeDirectory(run);
  await writeWhole(file, `${JSON.stringify(found, null, 2)}\n`);
}

/** What a run trains on and holds out: the SHA-256 of the records, their number, and how many of them fit into the context. */
type RunData = Record<"training" | "heldOut", { records: number; fit?: number; sha256: string }>;

/** Null: the run has noted none. */
export async function dataOf(run: string): Promise<RunData | null> {
  const file = join(run, DATA_FILE);
  const text = await ifThere(readFile(file, "utf8"));
  if (text === null) return null;
  return parseOwn(text, file, "remove it, and the run takes its data as they are when it goes on");
}

function digestOf({ records, fit }: { records: Iterable<unknown>; fit?: number }) {
  const hash = createHash("sha256");
  let number = 0;
  for (const record of records) {
    hash.update(`${JSON.stringify(record)}\n`);
    number++;
  }
  return { records: number, fit, sha256: hash.digest("hex") };
}

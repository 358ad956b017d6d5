// The suites that a model is evaluated on: the six of the paper with what is known of each, and any set of the user's.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { UserError } from "../../common/errors.ts";
import { didYouMean } from "../../common/nearest.ts";
import { loadProblems, type ProblemOptions } from "../../data/problems.ts";
import { DATA_FILE } from "../../data/records.ts";
import { datasetReference } from "../../data/sources.ts";
import type { JudgeOptions } from "../../verify/judge.ts";
import type { Suite, SuiteProblem } from "./types.ts";

type FieldOptions = Pick<
  ProblemOptions,
  "promptField" | "answerField" | "idField" | "levelField" | "subjectField"
>;

/** What is known of a suite. Field names are those of the Hub's set and of the copies that are about. */
interface KnownSuite {
  /** Dataset of the Hugging Face Hub. */
  id: string;
  split: string;
  config?: string;
  problems: number;
  /** Those left out it does not have: without ids of its own a set is numbered from 1, the same from whatever copy. */
  fields: FieldOptions;
  /** An answer as it is compared and shown. */
  answer?: (text: string) => string;
}

const SUITES: Readonly<Record<string, KnownSuite>> = {
  math500: {
    id: "HuggingFaceH4/MATH-500",
    split: "test",
    problems: 500,
    fields: {
      ...{ promptField: ["problem"], answerField: ["answer"], idField: ["unique_id"] },
      ...{ levelField: ["level"], subjectField: ["subject", "type"] },
    },
  },
  amc23: {
    id: "math-ai/amc23",
    split: "test",
    problems: 40,
    fields: { promptField: ["problem", "question"], answerField: ["answer"], idField: ["id"] },
    // Integers written as floats: 27.0 would also be 27.04, rounded.
    answer: (text) => text.replace(/\.0+$/, ""),
  },
  aime24: {
    id: "HuggingFaceH4/aime_2024",
    split: "train",
    problems: 30,
    fields: { promptField: ["problem", "question"], answerField: ["answer"], idField: ["id"] },
  },
  // Without a field for it, the answer is the last box of the solution; its type is the course.
  minerva: {
    id: "zwhe99/simplerl-minerva-math",
    split: "test",
    problems: 272,
    fields: { promptField: ["problem", "question"], answerField: ["answer"], subjectField: ["type"] },
  },
  olympiadbench: {
    id: "zwhe99/simplerl-OlympiadBench",
    split: "test",
    problems: 675,
    fields: {
      promptField: ["context+question", "question"],
      answerField: ["final_answer", "answer"],
      ...{ idField: ["id"], subjectField: ["subfield"] },
    },
  },
  gsm8k: {
    id: "openai/gsm8k",
    split: "test",
    config: "main",
    problems: 1319,
    fields: { promptField: ["question"], answerField: ["answer"] },
  },
};

/** Names that `loadSuite` knows, in the order of the paper's tables, and GSM8K. */
export const SUITE_NAMES: readonly string[] = Object.keys(SUITES);

/** Where a suite is to come from, and how its fields are called: `ProblemOptions` says what each means. */
export type SuiteOptions = Omit<ProblemOptions, "limit" | "usualSplit"> & {
  /** How answers are compared; by default as the verifier does. */
  judging?: JudgeOptions;
};

/**
 * Loads the suite that `spec` names: "math500"; "math500=SOURCE" for a known suite from another place; or SOURCE or
 * NAME=SOURCE for a set of the user's, else named by its file (one called gsm8k is taken for the suite). A source is a
 * file, a directory or a dataset id, as in `loadProblems`; of its splits "test" is taken where none is named. `options`
 * come before what is known of a suite. Problems without a reference answer are left out, which the report's notes count.
 * Throws a UserError for an unknown name, whatever `loadProblems` refuses, and a set without any answer.
 */
export async function loadSuite(spec: string, options: SuiteOptions = {}): Promise<Suite> {
  const { name, source } = parseSpec(spec);
  const known = Object.hasOwn(SUITES, name) ? SUITES[name] : null;
  const { judging = {}, ...given } = options;
  const own =
    known && datasetReference(source)?.id === known.id ? { split: known.split, config: known.config } : {};
  const fields = known && { idField: null, levelField: null, subjectField: null, ...known.fields };
  const { problems: all, report } = await loadProblems(source, {
    ...{ usualSplit: "test", ...own, ...fields },
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  });
  const problems = all.filter(({ answer }) => answer !== null);
  if (problems.length === 0) {
    const remedy =
      options.names?.answer === undefined ? 'call it "answer"' : `name it with ${options.names.answer}`;
    throw new UserError(
      `${source}: none of ${all.length} problems has a reference answer, so no response can be judged; if a field ` +
        `holds it, ${remedy} (fields there: ${report.files[0].there.join(", ")})`,
    );
  }
  if (problems.length < all.length)
    report.notes.push(
      `left out: ${all.length - problems.length} of ${all.length} problems, without a reference answer`,
    );
  if (known && problems.length !== known.problems)
    report.notes.push(
      `${name} has ${known.problems} problems, and this source ${problems.length}: figures of the two are not of one set`,
    );
  const suite = problems.map((problem): SuiteProblem => {
    const answer = problem.answer!;
    const [levelName, subject] = [problem.level?.toString() ?? null, problem.subject ?? null];
    return { ...problem, answer: known?.answer?.(answer) ?? answer, levelName, subject };
  });
  return { name, problems: suite, dataHash: dataHash(suite), judging, report };
}

function parseSpec(spec: string): { name: string; source: string } {
  const named = /^([\w.-]+)=(.+)$/s.exec(spec);
  if (named && !existsSync(spec)) return { name: named[1], source: named[2] };
  if (Object.hasOwn(SUITES, spec)) return { name: spec, source: SUITES[spec].id };
  if (!/[./\\]/.test(spec) && !existsSync(spec))
    throw new UserError(
      `suite "${spec}": neither one of ${SUITE_NAMES.join(", ")} nor a file, a directory or a dataset id` +
        didYouMean(spec, SUITE_NAMES),
    );
  // At a revision a set is called the same.
  const ofHub = existsSync(spec) ? null : datasetReference(spec);
  return { name: basename(ofHub?.id ?? spec).replace(DATA_FILE, ""), source: spec };
}

function dataHash(problems: readonly SuiteProblem[]): string {
  const text = JSON.stringify(problems.map(({ id, prompt, answer }) => [id, prompt, answer]));
  return createHash("sha256").update(text).digest("hex");
}

// Responses sampled to problems with known answers, grouped by problem, for best-of-N: JSON lines of one's own, those of
// `pure sample` (joined with their problems) and a run's rollouts/STEP.jsonl.
import { z } from "zod";
import { UserError } from "../common/errors.ts";
import { fieldError, fieldsOf } from "./describe.ts";
import type { Problem } from "./problems.ts";
import type { DataRecord } from "./records.ts";
import { recordsOfSource, type SourceOptions } from "./sources.ts";
import { isVisible, splitText } from "./steps.ts";
import { answerText } from "./values.ts";

export interface StoredResponse {
  text: string;
  /** Texts of the steps, without separators; none where nothing in the response is visible. */
  steps: string[];
}

/** The responses of one problem. */
export interface ResponseGroup {
  id: string;
  problem: string;
  /** Reference answer. */
  answer: string;
  responses: StoredResponse[];
}

export interface ResponseOptions extends SourceOptions {
  /** Text that ends a step, where a response is one text. */
  stepSeparator: string;
  /** Problems that responses are joined with, by id: their text and answer stand for the record's own. */
  problems?: readonly Problem[];
}

const PROBLEMS = ["problem", "question", "prompt"];
const ANSWERS = ["answer", "reference", "final_answer", "ground_truth", "gt_answer", "gold_answer"];
const RESPONSES = ["response", "text", "completion", "output"];
const IDS = ["id", "problem_id", "unique_id"];

interface Entry {
  /** Null: none is given, the problem's text stands for it. */
  id: string | null;
  sample: string | null;
  problem: string | null;
  /** Null: the record says that there is none; undefined: it says nothing. */
  answer: string | null | undefined;
  response: StoredResponse;
  where: string;
}

interface OpenGroup extends Omit<ResponseGroup, "answer"> {
  answer: string | null;
  where: string;
  samples: Map<string, string>;
}

/**
 * Reads the responses of `sources` and groups them by problem, in the order of their first appearance. `notes` says
 * what was left out: problems without a reference answer. Throws a UserError that names file and line of a field that
 * is missing or malformed, of an answer or a text that differs within a problem, of a sample that comes twice, and of
 * an id that is not among `problems`.
 */
export async function readResponses(
  sources: readonly string[],
  options: ResponseOptions,
): Promise<{ groups: ResponseGroup[]; notes: string[] }> {
  if (options.stepSeparator === "")
    throw new UserError("the step separator is empty; the usual one is two newlines");
  const known = options.problems && new Map(options.problems.map((problem) => [problem.id, problem]));
  const open = new Map<string, OpenGroup>();
  const templated = new Set<string>();
  for (const source of sources)
    for await (const { file, ...record } of recordsOfSource(source, options)) {
      const rollout = isRollout(record.value);
      if (rollout && !known) templated.add(file);
      const entry = rollout ? rolloutEntry(record) : ownEntry(record, options.stepSeparator);
      addTo(open, joined(entry, known));
    }
  const groups: ResponseGroup[] = [];
  for (const { id, problem, answer, responses } of open.values())
    if (answer !== null) groups.push({ id, problem, answer, responses });
  const unanswered = open.size - groups.length;
  const repeated = open.size - new Set([...open.values()].map(({ problem }) => problem)).size;
  if (groups.length === 0)
    throw new UserError(
      `${sources.join(", ")}: no problem has a reference answer, so no response can be judged`,
    );
  const notes: string[] = [];
  if (unanswered > 0)
    notes.push(`left out: ${unanswered} of ${open.size} problems, without a reference answer`);
  if (repeated > 0)
    notes.push(
      `${repeated} ids have the text of another's problem; responses are grouped by id, not by text`,
    );
  for (const file of templated)
    notes.push(
      `${file}: rollouts hold their prompts as the policy saw them, template and all, and so does the process ` +
        "reward model here; with --problems it reads the problems themselves",
    );
  return { groups, notes };
}

/** Lines of rollouts/STEP.jsonl: "problem" is an id there, and "answer" what was found in the response. */
function isRollout(value: Record<string, unknown>): boolean {
  return "reference" in value && "group" in value && "logprobs" in value && Array.isArray(value.steps);
}

const rolloutSchema = z.object({
  problem: z.string("an id"),
  prompt: z.string("text"),
  response: z.string("text"),
  steps: z.array(z.object({ text: z.string("text") }, "a step")),
});

function rolloutEntry(record: DataRecord): Entry {
  const { value, where } = record;
  const { problem, prompt, response, steps } = fieldsOf(rolloutSchema, value, where);
  return {
    id: problem,
    // One file may hold several groups of a problem, a directory several training steps.
    sample: [value.step, value.group, value.sample].join("/"),
    problem: prompt,
    answer: answerText(record, "reference").answer,
    response: { text: response, steps: steps.map(({ text }) => text.trimEnd()).filter(isVisible) },
    where,
  };
}

const isLabel = (value: unknown) => value === null || /^(?:string|number|bigint)$/.test(typeof value);

function ownEntry(record: DataRecord, separator: string): Entry {
  const { value, where } = record;
  const first = (names: readonly string[]): [name: string, value: unknown] => {
    const name = names.find((name) => (value[name] ?? null) !== null) ?? names[0];
    return [name, value[name] ?? null];
  };
  const [problemField, problem] = first(PROBLEMS);
  if (problem !== null && (typeof problem !== "string" || problem.trim() === ""))
    throw fieldError(where, problemField, "the problem's text", problem);
  const [idField, id] = first(IDS);
  if (!isLabel(id)) throw fieldError(where, idField, "text or a number", id);
  const { sample = null } = value;
  if (!isLabel(sample)) throw fieldError(where, "sample", "a number", sample);
  const answerField = ANSWERS.find((name) => name in value);
  return {
    id: id === null ? null : String(id),
    sample: sample === null ? null : String(sample),
    problem,
    answer: answerField === undefined ? undefined : answerText(record, answerField).answer,
    response: responseOf(value, separator, where),
    where,
  };
}

const stepsSchema = z.object({ steps: z.array(z.string("text"), "a list of texts").optional() });

function responseOf(value: Record<string, unknown>, separator: string, where: string): StoredResponse {
  const field = RESPONSES.find((name) => name in value);
  const text = field === undefined ? null : value[field];
  if (text !== null && typeof text !== "string") throw fieldError(where, field ?? "response", "text", text);
  const { steps } = fieldsOf(stepsSchema, value, where);
  if (steps !== undefined) return { text: text ?? steps.join(separator), steps };
  if (text === null)
    throw new UserError(
      `${where}: no response; it should be in "response" or "text", or as its steps in "steps" (fields there: ${Object.keys(value).join(", ")})`,
    );
  return { text, steps: splitText(text, separator) };
}

function joined(entry: Entry, known: ReadonlyMap<string, Problem> | undefined): Entry {
  if (!known) return entry;
  if (entry.id === null)
    throw new UserError(
      `${entry.where}: no "id", by which its problem would be found; give one, or no problems`,
    );
  const problem = known.get(entry.id);
  if (!problem)
    throw new UserError(
      `${entry.where}: id "${entry.id}" is none of the ${known.size} problems; give the problems that were sampled`,
    );
  return { ...entry, problem: problem.prompt, answer: problem.answer };
}

function addTo(groups: Map<string, OpenGroup>, entry: Entry): void {
  const { problem, answer, where } = entry;
  const key = entry.id === null ? `text ${problem}` : `id ${entry.id}`;
  const group = groups.get(key);
  if (problem === null && !group)
    throw new UserError(
      `${where}: no problem; it should be in "problem" or "prompt". Output of pure sample has only its id: name the problems that were sampled with --problems`,
    );
  if (answer === undefined && !group)
    throw new UserError(
      `${where}: no answer to compare with; it should be in "answer" (null where none is known), or come with --problems`,
    );
  if (!group) {
    const samples = new Map(entry.sample === null ? [] : [[entry.sample, where]]);
    const id = entry.id ?? String(groups.size + 1);
    groups.set(key, {
      ...{ id, problem: problem ?? "", answer: answer ?? null, where },
      ...{ responses: [entry.response], samples },
    });
    return;
  }
  if (problem !== null && problem !== group.problem)
    throw new UserError(
      `${where}: the problem "${group.id}" has another text than at ${group.where}; an id stands for one problem`,
    );
  if (answer !== undefined && answer !== group.answer)
    throw new UserError(
      `${where}: the answer to problem "${group.id}" is ${JSON.stringify(answer)}, but ${JSON.stringify(group.answer)} at ${group.where}`,
    );
  if (entry.sample !== null) {
    const place = group.samples.get(entry.sample);
    if (place !== undefined)
      throw new UserError(
        `${where}: sample ${entry.sample} of problem "${group.id}" is there already, at ${place}; each response counts once`,
      );
    group.samples.set(entry.sample, where);
  }
  group.responses.push(entry.response);
}

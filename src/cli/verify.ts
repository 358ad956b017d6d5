// `pure verify`: pairs of a prediction and a reference in, verdicts out, as JSON lines in the same order; and its audit: how
// often each known attack is accepted by a verifier, before a policy finds out.
import { availableParallelism } from "node:os";
import { Command } from "commander";
import { UserError } from "../common/errors.ts";
import { describe } from "../data/describe.ts";
import { readJsonLines } from "../data/records.ts";
import { percent, percentRange } from "../text/format.ts";
import { cap, oneLine } from "../text/text.ts";
import type { AuditResult } from "../verify/audit.ts";
import type { AnswerVerifier, Verdict, VerifyOptions } from "../verify/pool.ts";
import type { AnswerType } from "../verify/texts.ts";
import { integer } from "./options.ts";
import { openInput, writeJsonLines } from "./streams.ts";
import { openVerifierFromFlags, type VerifierFlags, withVerifierFlags } from "./verifier-flags.ts";

const TYPES: readonly AnswerType[] = ["choice", "text"];

const help = `
Input: JSON lines, {"id"?, "prediction": text, "reference": text, "type"?, "tolerance"?, "problem"?}, from standard input
or --input. A prediction is an answer or a whole solution; without an id, the line's number is it.
  type       what the reference is, where its form does not say it: ${TYPES.join(", ")}
  tolerance  largest relative difference of numbers that still are the same; without it only decimals may be rounded
  problem    what was asked: its own expression is no answer, and a model is shown it
Output: JSON lines {"id", "verdict": true | false | null, "extracted", "reason", "ms"}, in the same order; null is
undecided within the limits, and the reason says why. With --explain also "rules", the chain that led to the verdict.`;

interface VerifyFlags extends VerifierFlags {
  input?: string;
  explain?: boolean;
  sentences?: boolean;
  unfinishedThinking?: boolean;
}

interface Pair {
  id: string | number;
  prediction: string;
  reference: string;
  options: VerifyOptions;
}

export function verifyCommand(): Command {
  return withVerifierFlags(new Command("verify"))
    .description("Is this the right answer? Pairs in, verdicts out, as JSON lines")
    .option("-i, --input <file>", "pairs; - reads standard input (the default)")
    .option("--sentences", "a short sentence may stand for the one word it gives, and the reverse")
    .option("--unfinished-thinking", "a prediction cut while it thinks (<think>) may have its answer there")
    .option("--explain", "add the chain of rules to each verdict")
    .addHelpText("after", help)
    .addCommand(auditCommand())
    .action(async (flags: VerifyFlags) => {
      const verifier = await openVerifierFromFlags(flags);
      try {
        await writeJsonLines(verdictsOf(verifier, readPairs(flags.input), flags));
      } finally {
        await verifier.close();
      }
    });
}

/** Pairs read ahead of the oldest without a verdict, for each that is judged at a time; and their text in UTF-16 units. */
const AHEAD = 8;
const MOST_TEXT = 32 * 2 ** 20;

/**
 * What is said of each pair, in order. Reading waits where too much is ahead; a faulty line ends it after the
 * verdicts of the lines before.
 */
async function* verdictsOf(
  verifier: AnswerVerifier,
  pairs: AsyncIterable<Pair>,
  { concurrency = availableParallelism(), explain = false, sentences, unfinishedThinking }: VerifyFlags,
): AsyncGenerator<object> {
  const ahead: { id: Pair["id"]; size: number; judged: Promise<Verdict> }[] = [];
  let text = 0;
  const oldest = async () => {
    const { id, size, judged } = ahead.shift()!;
    text -= size;
    const { verdict, extracted, reason, rules, ms } = await judged;
    return { id, verdict, extracted, reason, ms: Math.round(ms * 1000) / 1000, ...(explain && { rules }) };
  };
  const reading = pairs[Symbol.asyncIterator]();
  let fault: unknown;
  for (;;) {
    const next = await reading.next().catch((error: unknown) => {
      fault = error;
      return { done: true, value: undefined } as const;
    });
    if (next.done) break;
    const { id, prediction, reference, options } = next.value;
    const size = prediction.length + reference.length;
    const judged = verifier.verify(prediction, reference, { ...options, sentences, unfinishedThinking });
    judged.catch(() => {}); // Awaited in its turn; until then a failure is not an unhandled one.
    ahead.push({ id, size, judged });
    text += size;
    while (ahead.length >= AHEAD * concurrency || text > MOST_TEXT) yield await oldest();
  }
  while (ahead.length > 0) yield await oldest();
  if (fault !== undefined) throw fault;
}

async function* readPairs(input: string | undefined): AsyncGenerator<Pair> {
  const { name, chunks } = openInput(input);
  let some = false;
  for await (const { value, where } of readJsonLines(chunks, name)) {
    some = true;
    yield parsePair(value, where);
  }
  if (!some) throw new UserError(`${name}: no pairs; it must hold one JSON object a line`);
}

/** One line of input. Throws a UserError with file and line for what is not one. */
export function parsePair(value: unknown, where: string): Pair {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new UserError(`${where}: expected {"prediction", "reference"}, found ${describe(value)}`);
  const record = value as Record<string, unknown>;
  const text = (key: string) => {
    const found = record[key];
    if (typeof found === "string") return found;
    throw new UserError(`${where}: "${key}" should be text, found ${describe(found)}`);
  };
  const { type, tolerance } = record;
  const id = record.id ?? Number(where.slice(where.lastIndexOf(":") + 1));
  if (typeof id !== "string" && typeof id !== "number")
    throw new UserError(`${where}: "id" should be text or a number, found ${describe(id)}`);
  if (type !== undefined && type !== null && !TYPES.includes(type as AnswerType))
    throw new UserError(`${where}: "type" should be one of ${TYPES.join(", ")}, found ${describe(type)}`);
  if (tolerance !== undefined && tolerance !== null && !(typeof tolerance === "number" && tolerance >= 0))
    throw new UserError(`${where}: "tolerance" should be a number ≥ 0, found ${describe(tolerance)}`);
  const options: VerifyOptions = {
    ...(type ? { type: type as AnswerType } : {}),
    ...(typeof tolerance === "number" ? { tolerance } : {}),
    ...(record.problem === undefined ? {} : { problem: text("problem") }),
  };
  return { id, prediction: text("prediction"), reference: text("reference"), options };
}

interface AuditFlags {
  problems: string;
  limit: number;
  seed: number;
  json?: boolean;
}

const auditHelp = `
The problems are read as \`pure train\` reads them; those without an answer are left out. To each, one response of every
pattern is made that is not the right answer, and sent through the verifier that the flags of \`pure verify\` name, which
may stand before or after "audit". What is accepted is a false positive. --json prints one object a pattern, with
examples.`;

/** The command `pure verify audit`; who judges is said by the flags of the command it belongs to. */
function auditCommand(): Command {
  const command = new Command("audit")
    .description("Send known attacks through a verifier: its false-positive rate by pattern")
    .requiredOption("--problems <source>", "problems with answers: a file or data-set id")
    .option("--limit <n>", "problems used, from the start", integer(1), 200)
    .option("--seed <n>", "of what is made up", integer(0), 0)
    .option("--json", "results as JSON lines, one a pattern")
    .configureHelp({ showGlobalOptions: true })
    .addHelpText("after", auditHelp);
  return command.action(async () => {
    const flags = command.optsWithGlobals<AuditFlags & VerifierFlags>();
    const { loadProblems } = await import("../data/problems.ts");
    const { auditVerifier } = await import("../verify/audit.ts");
    const { problems } = await loadProblems(flags.problems, { limit: flags.limit });
    if (!problems.some(({ answer }) => answer !== null))
      throw new UserError(`${flags.problems}: no problem has an answer, so nothing can be wrong`);
    const verifier = await openVerifierFromFlags(flags);
    try {
      const results = await auditVerifier(verifier, problems, { seed: flags.seed });
      const text = flags.json
        ? results.map((result) => JSON.stringify(result)).join("\n")
        : auditTable(results);
      process.stdout.write(`${text}\n`);
    } finally {
      await verifier.close();
    }
  });
}

/** A row a pattern, the sum, and what was accepted. */
export function auditTable(results: readonly AuditResult[]): string {
  const row = ({ pattern, tried, accepted, undecided, rate, interval }: AuditResult) => [
    ...[pattern, String(tried), String(accepted), String(undecided)],
    ...(tried > 0 ? [percent(rate), percentRange(interval)] : ["–", "–"]),
  ];
  const header = ["", "tried", "accepted", "undecided", "false positives", "95% interval"];
  const rows = [header, ...results.map(row)];
  const widths = header.map((_, c) => Math.max(...rows.map((cells) => cells[c].length)));
  const lines = rows.map((cells) =>
    cells.map((text, c) => (c === 0 ? text.padEnd(widths[c]) : text.padStart(widths[c]))).join("  "),
  );
  const sum = (read: (result: AuditResult) => number) =>
    results.reduce((all, result) => all + read(result), 0);
  const whole = `${sum((r) => r.accepted)} of ${sum((r) => r.tried)} wrong responses were accepted.`;
  const examples = results.flatMap(({ pattern, examples: [first] }) =>
    first
      ? [`  ${pattern}: ${oneLine(cap(first.response, 100))} for ${oneLine(cap(first.reference, 60))}`]
      : [],
  );
  return [...lines, "", whole, ...examples].join("\n");
}

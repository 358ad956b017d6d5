// `pure verify audit`: how often each known attack is accepted by a verifier, before a policy finds out.
import { Command } from "commander";
import { UserError } from "../common/errors.ts";
import { percent, percentRange } from "../text/format.ts";
import { cap, oneLine } from "../text/text.ts";
import type { AuditResult } from "../verify/audit.ts";
import { integer } from "./options.ts";
import { openVerifierFromFlags, type VerifierFlags } from "./verifier-flags.ts";

interface AuditFlags {
  problems: string;
  limit: number;
  seed: number;
  json?: boolean;
}

const help = `
The problems are read as \`pure train\` reads them; those without an answer are left out. To each, one response of every
pattern is made that is not the right answer, and sent through the verifier that the flags of \`pure verify\` name, which
may stand before or after "audit". What is accepted is a false positive. --json prints one object a pattern, with
examples.`;

/** The command `pure verify audit`; who judges is said by the flags of the command it belongs to. */
export function verifyAuditCommand(): Command {
  const command = new Command("audit")
    .description("Send known attacks through a verifier: its false-positive rate by pattern")
    .requiredOption("--problems <source>", "problems with answers: a file or data-set id")
    .option("--limit <n>", "problems used, from the start", integer(1), 200)
    .option("--seed <n>", "of what is made up", integer(0), 0)
    .option("--json", "results as JSON lines, one a pattern")
    .configureHelp({ showGlobalOptions: true })
    .addHelpText("after", help);
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
      const text = flags.json ? results.map((result) => JSON.stringify(result)).join("\n") : table(results);
      process.stdout.write(`${text}\n`);
    } finally {
      await verifier.close();
    }
  });
}

/** A row a pattern, the sum, and what was accepted. */
export function table(results: readonly AuditResult[]): string {
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

// The sources with every mutant in them, each behind a switch, by Stryker's instrumenter.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Instrumenter, type InstrumenterOptions } from "@stryker-mutator/instrumenter";

/** One small change of a source file. */
export interface Mutant {
  /** The switch that turns it on. */
  id: string;
  /** Source file, from the root. */
  file: string;
  /** 1-based position of what it replaces. */
  line: number;
  column: number;
  mutator: string;
  original: string;
  replacement: string;
}

type Log = ConstructorParameters<typeof Instrumenter>[0];
type Ignorer = InstrumenterOptions["ignorers"][number];

const nothing = () => {};
const no = () => false;
const silent: Log = {
  isTraceEnabled: no,
  isDebugEnabled: no,
  isInfoEnabled: no,
  isWarnEnabled: no,
  isErrorEnabled: no,
  isFatalEnabled: no,
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  fatal: nothing,
};

/** What the ignorer reads of a Babel path. */
interface Path {
  node: { type: string; callee?: { type: string; name?: string } };
  parentPath: Path | null;
}

/** The wording of error messages: no test should hold it word for word. */
const messages: Ignorer = {
  shouldIgnore(path) {
    const { node, parentPath } = path as Path;
    if (node.type !== "StringLiteral" && node.type !== "TemplateLiteral") return undefined;
    for (let at = parentPath; at !== null && !/Function|Statement$/.test(at.node.type); at = at.parentPath) {
      const { type, callee } = at.node;
      const name = callee?.name ?? "";
      if (
        (type === "NewExpression" && name.endsWith("Error")) ||
        (type === "CallExpression" && name === "fail")
      )
        return "wording of an error message";
    }
    return undefined;
  },
};

/** The code of each source by absolute path, and its mutants. */
export async function instrument(
  sources: readonly string[],
): Promise<{ code: Map<string, string>; mutants: Mutant[] }> {
  const texts = new Map(sources.map((name) => [name, readFileSync(name, "utf8")]));
  const files = sources.map((name) => ({ name, content: texts.get(name)!, mutate: true }));
  const result = await new Instrumenter(silent).instrument(files, {
    plugins: null,
    excludedMutations: [],
    ignorers: [messages],
  });
  return {
    code: new Map(result.files.map(({ name, content }) => [resolve(name), content])),
    mutants: result.mutants
      .filter(({ status }) => status !== "Ignored")
      .map(({ id, fileName, location: { start, end }, mutatorName, replacement }) => {
        const lines = texts.get(fileName)!.split("\n");
        const original =
          start.line === end.line
            ? lines[start.line].slice(start.column, end.column)
            : [
                lines[start.line].slice(start.column),
                ...lines.slice(start.line + 1, end.line),
                lines[end.line].slice(0, end.column),
              ].join("\n");
        return {
          id,
          file: fileName,
          line: start.line + 1,
          column: start.column + 1,
          mutator: mutatorName,
          original,
          replacement,
        };
      }),
  };
}

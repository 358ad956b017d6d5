// The examples of README.md, docs/*.md and the other documents of the root hold. A block marked `sh run` or `ts run` is run in an empty directory
// against dist/, where `pure`, `npx pure` and `pure-rl` are this package. Any other `sh` block must parse, and what it
// names must exist: commands and flags of `pure`, scripts of package.json, files it starts.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { main, root, runScript, workplace } from "./package-user.ts";

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

interface Block {
  where: string;
  language: string;
  run: boolean;
  text: string;
}

function blocksOf(file: string): Block[] {
  const blocks: Block[] = [];
  const lines = readFileSync(join(root, file), "utf8").split("\n");
  for (let i = 0; i < lines.length; i++) {
    const opening = /^```(\w+)(.*)$/.exec(lines[i]);
    if (!opening) continue;
    const end = lines.indexOf("```", i);
    if (end < 0) throw new Error(`${file}:${i + 1}: a code block without an end`);
    const run = opening[2].trim() === "run";
    blocks.push({
      where: `${file}:${i + 1}`,
      language: opening[1],
      run,
      text: `${lines.slice(i + 1, end).join("\n")}\n`,
    });
    i = end;
  }
  return blocks;
}

/** Commands of a shell text as lists of words; quotes and comments as in a shell, expansions left as they are. */
function commandsOf(text: string): string[][] {
  const commands: string[][] = [[]];
  const token = /\\\n|#[^\n]*|(&&|\|\||[|;\n&])|((?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\|;&])+)/g;
  for (const [, separator, word] of text.matchAll(token)) {
    if (separator) commands.push([]);
    else if (word) commands[commands.length - 1].push(word.replace(/'([^']*)'|"((?:\\.|[^"\\])*)"/g, "$1$2"));
  }
  return commands.filter((words) => words.length > 0);
}

const help = new Map<string, string>();
function helpOf(command: readonly string[]): string {
  const key = command.join(" ");
  const known = help.get(key);
  if (known) return known;
  const text = execFileSync(process.execPath, [main, ...command, "--help"], { encoding: "utf8" });
  help.set(key, text);
  return text;
}

/** Names under "Commands:" of a help text. */
function subcommandsOf(text: string): string[] {
  const section = /\nCommands:\n((?: .*\n)+)/.exec(text)?.[1] ?? "";
  return [...section.matchAll(/^ {2}([\w-]+)/gm)].map(([, name]) => name);
}

/** What is wrong with the words after `pure`; null where nothing is. */
function faultOfPure(words: readonly string[]): string | null {
  const command: string[] = [];
  for (const word of words) {
    const known = subcommandsOf(helpOf(command));
    if (known.length === 0 || /^[-<>]/.test(word)) break;
    if (!known.includes(word)) return `pure ${[...command, word].join(" ")}: no such command`;
    command.push(word);
  }
  const flags = words.filter((word) => /^--?[a-zA-Z]/.test(word)).map((word) => word.split("=")[0]);
  const text = helpOf(command);
  const unknown = flags.find((flag) => !text.split(/[\s,=]+/).includes(flag));
  return unknown ? `pure ${command.join(" ")}: no flag ${unknown}` : null;
}

/** What is wrong with a command of an unmarked block; null where nothing is. */
function faultOf(words: readonly string[]): string | null {
  const [program, ...rest] = words;
  if (program === "pure") return faultOfPure(rest);
  if (program === "npx" && /^pure(-rl)?$/.test(rest[0])) return faultOfPure(rest.slice(1));
  if (program === "npm") {
    const name = rest[0] === "run" ? rest[1] : rest[0];
    if ((rest[0] === "run" || name === "start" || name === "test") && !(name in scripts))
      return `npm ${rest.join(" ")}: no script ${name}`;
    const extra = rest.includes("--") ? rest.slice(rest.indexOf("--") + 1) : [];
    return name === "start" ? faultOfPure(["demo", ...extra]) : null;
  }
  if (program === "bash" && !existsSync(join(root, rest[0]))) return `bash ${rest[0]}: no such file`;
  return null;
}

const documents = [
  ...["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"],
  ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`),
];
const blocks = documents.filter((name) => name.endsWith(".md")).flatMap(blocksOf);
const shell = blocks.filter(({ language }) => language === "sh");

beforeAll(() => {
  if (!existsSync(main)) throw new Error("dist/ is not built: `npm run build` first");
});

describe("examples in the documents", () => {
  it.each(shell.map((block) => [block.where, block]))(
    "%s parses and names what exists",
    (_where, { text }) => {
      const parsed = spawnSync("bash", ["-n"], { input: text, encoding: "utf8" });
      expect(parsed.stderr).toBe("");
      expect(commandsOf(text).map(faultOf).filter(Boolean)).toEqual([]);
    },
  );

  const runnable = blocks.filter(({ run }) => run);
  it.each(runnable.map((block) => [block.where, block]))("%s runs", (_where, { language, text }) => {
    const { directory, env } = workplace();
    const file = join(directory, language === "sh" ? "example.sh" : "example.mts");
    writeFileSync(file, text);
    const { status, stderr, stdout } =
      language === "sh"
        ? spawnSync("bash", ["-euo", "pipefail", file], { cwd: directory, env, encoding: "utf8" })
        : runScript(file, { directory, env });
    expect(status, stderr).toBe(0);
    expect(stdout, stderr).not.toBe("");
  });

  it("would find a wrong command, flag, script or file", () => {
    const faults = (text: string) => commandsOf(text).map(faultOf).filter(Boolean);
    expect(faults("npx pure tarin --x 1")).toEqual(["pure tarin: no such command"]);
    expect(faults("pure prm trian")).toEqual(["pure prm trian: no such command"]);
    expect(faults("echo '{}' | pure credit \\\n  --from min # --nothing")).toEqual([
      "pure credit: no flag --from",
    ]);
    expect(faults("npm ci && npm run bnech")).toEqual(["npm run bnech: no script bnech"]);
    expect(faults("npm start -- --sed 7")).toEqual(["pure demo: no flag --sed"]);
    expect(faults("bash nowhere.sh")).toEqual(["bash nowhere.sh: no such file"]);
    expect(faults("npm start -- --seed 7; pure train --credit.form=min -c a.json")).toEqual([]);
  });

  it("mark only what can be run, and name only files that exist", () => {
    expect(blocks.filter(({ run, language }) => run && !["sh", "ts"].includes(language))).toEqual([]);
    // Every ts block is a program: there is no reason not to run one.
    expect(blocks.filter(({ run, language }) => language === "ts" && !run)).toEqual([]);
    const missing = documents
      .filter((name) => name.endsWith(".md"))
      .flatMap((name) => {
        const text = readFileSync(join(root, name), "utf8").replace(/<!--.*?-->/gs, "");
        const targets = [...text.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, target]) => target);
        const local = targets.filter((target) => !/^\w+:/.test(target));
        // In code, a path from the root.
        const named = [...text.matchAll(/`((?:src|tests|bench|reproduce|examples)\/[\w./-]*\w)`/g)];
        return [
          ...local.filter((target) => !existsSync(join(root, name, "..", target))),
          ...named.map(([, path]) => path).filter((path) => !existsSync(join(root, path))),
        ].map((target) => `${name}: ${target}`);
      });
    expect(missing).toEqual([]);
  });
});

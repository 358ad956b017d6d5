// When two texts are one problem: normalisation and its hash. What is done with hashes is training-problems.ts's.
import { createHash } from "node:crypto";

/** Which normalisation a stored hash is by: 1 left brackets, |, ! and % out. */
export type HashRules = 1 | 2;
/** What hashes are by now. */
export const HASH_RULES: HashRules = 2;

const INSTRUCTION =
  / ?please reason step by step (?:with steps separated by )?and put your final answer within boxed/g;

/** A command, another escape, a word, a number, a sign. */
const TOKENS = /\\\p{L}[\p{L}\p{M}]*|\\\P{L}|\p{L}[\p{L}\p{M}]*|\p{N}+|(?!~)\p{Sm}|[-*/^()[\]{}!%]/gu;

const signs = (token: string, written: string): [string, string][] =>
  written.split(" ").map((one) => [one, token]);
/** What LaTeX and Unicode write in more than one way. "": how it is set, which says nothing. */
const SAME = new Map([
  ...signs(
    "",
    "\\left \\right \\big \\bigl \\bigr \\bigg \\biggl \\biggr \\displaystyle \\textstyle \\limits",
  ),
  ...signs("", "\\quad \\qquad"),
  ...signs("frac", "\\dfrac \\tfrac \\cfrac"),
  ...signs("leq", "\\le \\leqslant ≤"),
  ...signs("geq", "\\ge \\geqslant ≥"),
  ...signs("neq", "\\ne ≠"),
  ...signs("|", "\\vert \\lvert \\rvert"),
  ...signs("sqrt", "√"),
  ...signs("{", "\\{"),
  ...signs("}", "\\}"),
  ...signs("%", "\\%"),
  ...signs("| |", "\\|"),
]);
/** Commands that set what is in braces behind them in another type. */
const TYPE = new Set(
  "\\text \\textbf \\textit \\textrm \\mathrm \\mathbf \\mathit \\mathsf \\mbox \\emph \\operatorname".split(
    " ",
  ),
);

/**
 * A problem's text as it is compared: Unicode NFKC, lower case, words, numbers, signs of mathematics and brackets with one
 * space between them and all else left out (layout, punctuation, how LaTeX sets it), so that 2 − x and 2 + x, (1 + 2)3 and
 * 1 + 2·3, 5! and 5 stay two problems. LaTeX's braces are brackets where they hold more than one of these: \sqrt{2} + 1 is
 * not \sqrt{2 + 1}, and x^{2} is x^2. The instruction to box the answer is no part of it.
 */
export function normalizedProblem(text: string): string {
  const tokens: string[] = [];
  /** Open braces: where a bracket would stand, how many items came before, whether they hold words set in a type. */
  const open: { at: number; before: number; type: boolean }[] = [];
  let [items, last, type] = [0, "", false];
  for (const [written] of plain(text).matchAll(TOKENS)) {
    const token = SAME.get(written) ?? written;
    if (token === "{") {
      open.push({ at: tokens.length, before: items, type });
      tokens.push("");
      last = "{";
    } else if (token === "}") {
      const group = open.pop();
      if (group === undefined || group.type || items - group.before < 2) continue;
      tokens[group.at] = "(";
      tokens.push(")");
      [items, last] = [group.before + 1, ")"];
    } else if (!TYPE.has(written) && isPart(token, last)) {
      last = token.startsWith("\\") ? token.slice(1) : token;
      tokens.push(last);
      items++;
    }
    type = TYPE.has(written);
  }
  return joined(tokens.filter((token) => token !== ""));
}

/** Of escapes commands are, and ! is behind what it is the factorial of: not at the end of a sentence. */
function isPart(token: string, last: string): boolean {
  if (token === "!") return /^(?:\p{N}+|\p{L}\p{M}*|[)\]!])$/u.test(last);
  return token !== "" && !/^\\\P{L}/u.test(token);
}

function plain(text: string): string {
  return (
    text
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[\p{Pd}\u2212]/gu, "-")
      // The hyphen of a word, unlike that of x-y, says nothing.
      .replace(/-(?<=\p{L}{2}-)(?=\p{L}{2})/gu, " ")
  );
}

const joined = (tokens: readonly string[]) => tokens.join(" ").replace(INSTRUCTION, "").trim();

/** As hashes of rules 1 were made. */
const normalizedBefore = (text: string) =>
  joined(plain(text).match(/\p{L}[\p{L}\p{M}]*|\p{N}+|(?![|~])\p{Sm}|[-*/^]/gu) ?? []);

/**
 * The first 64 bits of the SHA-256 of `normalizedProblem`: of a million problems trained on and three thousand asked,
 * two different ones share it with a probability of 2e-10.
 */
export function problemHash(text: string, rules: HashRules = HASH_RULES): bigint {
  // Of a text without any word, number or sign (emoji alone), the text itself.
  const compared = (rules === 1 ? normalizedBefore(text) : normalizedProblem(text)) || text;
  return createHash("sha256").update(compared).digest().readBigUInt64BE();
}

// What the problem says of an answer: its own expression is none, though "Simplify: √(2.5² - 0.7²) / 0.2" given back has the
// value that was asked for (a policy would learn to repeat what it is asked); and of the options that it lists a letter counts.

/**
 * Whether `answer` stands in `problem` as a whole expression, which the reference does not. Numbers, fractions of whole
 * numbers, letters and words may be given and be the answer all the same.
 */
export function repeatsProblem(answer: string, reference: string, problem: string): boolean {
  if (Math.max(problem.length, answer.length) > LONGEST) return false;
  const [own, expected, asked] = [answer, reference, problem].map(plain);
  if (own.length < 2 || own === expected) return false;
  if (SIMPLE.test(own) && !(/\d/.test(own) && ASKS_FOR_FORM.test(problem))) return false;
  // "Which is larger, 2³ or 3²?"
  if (!SIMPLE.test(expected) && asked.includes(expected)) return false;
  for (let at = asked.indexOf(own); at >= 0; at = asked.indexOf(own, at + 1)) {
    const [before, behind] = [asked[at - 1] ?? "", asked[at + own.length] ?? ""];
    const cut = (/\d$/.test(before) && /^\d/.test(own)) || (/\d$/.test(own) && /^\d/.test(behind));
    if (!cut && !/[-+*/^]/.test(before) && !/[-+*/^!]/.test(behind)) return true;
  }
  return false;
}

const LONGEST = 20_000;

/** "Write 3/20 as a decimal." */
const ASKS_FOR_FORM = /\b(?:write|express|convert|change|turn)\b[^.?]{1,80}\b(?:as|to|into|in)\b/i;

/** A number, a fraction of whole numbers, a letter or a word. */
const SIMPLE = /^(?:-?[\d.,]+\\?%?|-?\\frac\d+\/\d+|-?\d+\/\d+|-?[\p{L}\\]+)$/u;

/** Without what does not tell expressions apart: spaces, delimiters, sizes, and how a product or fraction is set. */
const plain = (text: string) =>
  text
    .replace(/\\(?:left|right|displaystyle|boxed|,|;|:|!|\(|\)|\[|\])(?![A-Za-z])|[$&\s]|\\\s/g, "")
    .replace(/\\[dt]frac/g, "\\frac")
    .replace(/\\(?:cdot|times|ast)(?![A-Za-z])|[×·∗]/g, "*")
    .replace(/\\div(?![A-Za-z])|÷/g, "/")
    .replace(/[−–]/g, "-")
    .replace(/\\frac\{?(-?\w+)\}?\{?(\w+)\}?/g, "$1/$2")
    .replace(/[{}]/g, "")
    .replace(/[.=?:]+$/, "");

/** Whether the problem lists options, a line each, and the reference is the letter of one. */
export const isChoice = (reference: string, problem: string | undefined) =>
  problem !== undefined && /^\W*[A-J]\W*$/.test(reference) && OPTIONS.test(problem);
const OPTIONS = /(?:^|\n)\s{0,8}\(?A[.):]\s[^\n]{1,2000}\n\s{0,8}\(?B[.):]\s/;

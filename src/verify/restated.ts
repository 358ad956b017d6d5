// A short text that is wholly an answer: a formula with what its letters are, "f(x) = kx for any real k". What is found in
// it by the rules for sentences would be one of its formulas.

import { withoutQualifier } from "./read/declared.ts";
import { isUnspaced } from "./read/formulas.ts";
import { parse } from "./read/parse.ts";
import { tokenize } from "./read/tokens.ts";
import { contains } from "./read/tree.ts";
import { type FinalAnswer, isUnannounced } from "./sentence/found.ts";
import { withIndependentSigns } from "./wording/independent-signs.ts";
import { isReply } from "./wording/replies.ts";
import { isWordy, reworded } from "./wording/wordings.ts";

const LONGEST = 300;

/** The answer of a text, where the whole text is one; else as it was found in it. */
export function restated(found: FinalAnswer, text: string): FinalAnswer {
  const whole = text.trim();
  if (whole.length > LONGEST || whole.includes("\n") || !isUnannounced(found)) return found;
  if (!isWordy(whole) && !/[<>]/.test(whole)) return found;
  const bare = whole.replace(/\.$/, "");
  // Of two sentences the second is no qualifier of the first.
  if (/[\p{L}\p{N}$)]\.\s+\p{Lu}\p{Ll}/u.test(bare)) return found;
  if (withIndependentSigns(bare) !== bare) return found;
  return isQualified(bare) || isReply(bare) || isWorded(bare)
    ? { ...found, answer: whole, whole: null, others: [] }
    : found;
}

/** In words as a whole: a set, a curve, a tuple and its permutations; not a number with words around it. */
function isWorded(text: string): boolean {
  const found = reworded(text, "");
  return found !== null && !/number|numeral|part of/.test(found.rule);
}

function isQualified(text: string): boolean {
  if (
    (isUnspaced(text) && !/[∈<>]|\\(?:in|forall|[lg]eq?|ne|text)/.test(text)) ||
    !/\b(?:where|for|with|all|any|an?|every|each|some)\b|[∈<>]|[,(].*(?<![\\A-Za-z])[A-Za-z]{4}|\\(?:in|forall|[lg]eq?|ne)/.test(
      text,
    )
  )
    return false;
  const tokens = tokenize(text);
  if (!tokens || tokens.length > LONGEST) return false;
  const { answer } = withoutQualifier(tokens);
  if (answer.length === tokens.length) return false;
  const node = parse([...answer]);
  return node !== null && !contains(node, ({ t }) => t === "words" || t === "unit" || t === "label");
}

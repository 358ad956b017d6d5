// Where the final answer of a text stands: boxes of the final part, ####, "the answer is", else the text itself or what
// its last sentence ends with. Prediction and reference are read by the same rules; every scan is linear.
import { lastNumber } from "./last-number.ts";
import { braceGroup } from "./tokens.ts";

export interface FinalAnswer {
  answer: string;
  /** Which rule found it, for people. */
  from: string;
  /** A short text as a whole, where `answer` is only part of it. */
  whole: string | null;
}

const MAX_WHOLE = 2000;

interface Span {
  start: number;
  end: number;
  content: string;
}

/** The final answer of `text`, or null where it has none. */
export function finalAnswer(text: string): FinalAnswer | null {
  const body = withoutFrame(text);
  const whole = body.trim().length <= MAX_WHOLE && body.trim() !== "" ? body.trim() : null;
  const boxes = boxSpans(body);
  const last = boxes[boxes.length - 1];
  const marked = afterMark(body);
  const phrase = afterPhrase(body);
  const later = [marked, phrase].filter((found) => found !== null && (!last || found.at >= last.end));
  if (last) {
    const conclusion = later.sort((a, b) => b!.at - a!.at)[0];
    if (conclusion?.answer) return { answer: conclusion.answer, from: conclusion.from, whole: null };
    if (!/\b(?:wait|actually|correction|mistake)\b/i.test(body.slice(last.end))) return boxed(body, boxes);
    return lastSentence(body.slice(last.end));
  }
  if (marked?.answer) return { answer: marked.answer, from: marked.from, whole: null };
  if (phrase) return phrase.answer ? { answer: phrase.answer, from: phrase.from, whole: null } : null;
  if (whole !== null && !isProse(whole)) return { answer: whole, from: "the text itself", whole: null };
  const found = lastSentence(body);
  if (found) return { ...found, whole };
  return whole === null ? null : { answer: whole, from: "the text itself", whole: null };
}

/** What chat templates and answer formats put around a response. */
function withoutFrame(text: string): string {
  let body = text;
  const turn = /<\|(?:im_start|im_end|endoftext|eot_id|end)\|>/.exec(body);
  if (turn && turn.index > 0) body = body.slice(0, turn.index);
  const end = body.lastIndexOf("</answer>");
  const start = end < 0 ? -1 : body.lastIndexOf("<answer>", end);
  if (start >= 0) body = body.slice(start + "<answer>".length, end);
  const thought = body.lastIndexOf("</think>");
  if (thought >= 0 && body.slice(thought + 8).trim() !== "") body = body.slice(thought + 8);
  return body.replace(/I hope (?:it|this) is correct\.?/gi, " ");
}

/** Every \boxed{…} and \fbox{…} that closes and stands in no other, in order. */
export function boxSpans(text: string): Span[] {
  const spans: Span[] = [];
  const starts: { at: number; open: number; depth: number }[] = [];
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === "{") depth++;
    else if (c === "}") {
      depth--;
      const top = starts[starts.length - 1];
      if (top && top.depth === depth) {
        starts.pop();
        // An outer box replaces those inside it.
        while (spans.length > 0 && spans[spans.length - 1].start > top.at) spans.pop();
        spans.push({
          start: top.at,
          end: i + 1,
          content: text.slice(top.open, Math.min(i, top.open + 10_001)),
        });
      }
    } else if (c === "\\") {
      const length = text.startsWith("boxed", i + 1) ? 5 : text.startsWith("fbox", i + 1) ? 4 : 0;
      if (length === 0) {
        i++;
        continue;
      }
      let next = i + 1 + length;
      while (text[next] === " ") next++;
      if (text[next] === "{") {
        starts.push({ at: i, open: next + 1, depth });
        depth++;
        i = next;
      } else if (/[\w-]/.test(text[next] ?? "") && next > i + 1 + length) {
        let end = next + 1;
        while (/[\w.,/-]/.test(text[end] ?? "")) end++;
        spans.push({ start: i, end, content: text.slice(next, end) });
        i = end - 1;
      } else i = next - 1;
    }
  }
  return spans;
}

/** The last box, with those right before it that a comma, "and", "or" or a few words join to it. */
function boxed(text: string, boxes: readonly Span[]): FinalAnswer {
  let first = boxes.length - 1;
  let joiner = ", ";
  while (first > 0) {
    const gap = text.slice(boxes[first - 1].end, boxes[first].start);
    if (gap.length > 60 || /[=\d]|\n\s*\n|[.!?]\s+[A-Z]|[.!?]\s*\$?\s*\n/.test(gap)) break;
    if (/\bor\b/.test(gap)) joiner = " or ";
    first--;
  }
  const group = boxes.slice(first);
  const contents = [...new Set(group.map((box) => box.content.trim()))];
  let answer = contents.join(joiner);
  const after = /^_(?:\{\d{1,2}\}|\d)/.exec(text.slice(group[group.length - 1].end).slice(0, 8));
  if (contents.length === 1 && after) answer += after[0];
  return {
    answer,
    from: contents.length > 1 ? `the last ${contents.length} boxes` : "the last \\boxed{}",
    whole: null,
  };
}

interface Conclusion {
  at: number;
  answer: string;
  from: string;
}

function afterMark(text: string): Conclusion | null {
  const at = text.lastIndexOf("####");
  if (at < 0) return null;
  const end = text.indexOf("\n", at);
  return {
    at,
    answer: text
      .slice(at + 4, end < 0 ? text.length : end)
      .trim()
      .slice(0, 10_000),
    from: "####",
  };
}

/** What follows the last "answer is", "Answer:", "Final answer". */
function afterPhrase(text: string): Conclusion | null {
  let at = -1;
  let length = 0;
  const pattern =
    /(?<!\b(?:wrong|incorrect|false|not the)\s)\b(?:answer|option|choice)\b\**\s{0,3}(?:(?:is|was|:|=)(?=[\s$\\:*]|\d)|(?=\$|\\[([]))/gi;
  for (const match of text.matchAll(pattern)) [at, length] = [match.index, match[0].length];
  if (at < 0) return null;
  const rest = text.slice(at + length, at + length + 10_000).replace(/^(?:[\s:*"“}]|\\")+/, "");
  const from = '"answer is"';
  // Inline mathematics does not run over a line: what opens and does not close there is no answer.
  if (/^\\\(/.test(rest) && !/^\\\([^\n]*?\\\)/.test(rest)) return { at, answer: "", from };
  const segments = mathSegments(rest.slice(0, 4000));
  if (segments[0]?.start === 0) return { at, answer: joined(rest, segments), from };
  const stop = /[.;!?](?=\s|$|\\")|\n/.exec(rest);
  const sentence = rest
    .slice(0, stop ? stop.index : rest.length)
    .replace(/[*"\\]+$/, "")
    .trim();
  if (!isProse(sentence)) return { at, answer: sentence, from };
  return { at, answer: lastSentence(sentence)?.answer ?? sentence, from };
}

/** The first segment and those joined to it by "and", "or", a comma. */
function joined(text: string, segments: readonly Span[]): string {
  let count = 1;
  while (
    count < segments.length &&
    /^[\s"]*(?:,|;|\band\b|\bor\b|,\s*and|,\s*or)?[\s"]*$/.test(
      text.slice(segments[count - 1].end, segments[count].start),
    )
  ) {
    count++;
  }
  return text.slice(segments[0].start, segments[count - 1].end);
}

/** $…$, $$…$$, \(…\), \[…\]; not amounts of money with words between two dollar signs. */
export function mathSegments(text: string): Span[] {
  const segments: Span[] = [];
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    const open = c === "$" ? (text[i + 1] === "$" ? "$$" : "$") : c === "\\" ? text.slice(i, i + 2) : "";
    const close = { $: "$", $$: "$$", "\\(": "\\)", "\\[": "\\]" }[open];
    if (!close) {
      if (c === "\\") i++;
      continue;
    }
    const end = closing(text, i + open.length, close);
    if (end < 0) continue;
    const content = text.slice(i + open.length, end);
    if (
      open === "$" &&
      /(?:^|\s)[a-z]{2,}\s+[a-z]{2,}(?=\s|$)/i.test(content.slice(0, 500)) &&
      !content.includes("\\text")
    ) {
      continue;
    }
    if (open !== "$$" && open !== "\\[" && content.includes("\n")) continue;
    segments.push({ start: i, end: end + close.length, content });
    i = end + close.length - 1;
  }
  return segments;
}

function closing(text: string, from: number, close: string): number {
  // No formula that matters is longer; with it every scan stays linear.
  const limit = Math.min(text.length, from + 4000);
  for (let i = from; i < limit; i++) {
    if (text.startsWith(close, i)) return i;
    if (text[i] === "\\") i++;
  }
  return -1;
}

/** Whether a text is sentences rather than an answer: several words outside its mathematics. */
export function isProse(text: string): boolean {
  if (text.length > 10_000) return true;
  const segments = mathSegments(text);
  let outside = "";
  let from = 0;
  for (const segment of segments) {
    outside += `${text.slice(from, segment.start)} `;
    from = segment.end;
  }
  outside += text.slice(from);
  const qualifier = /\b(?:where|for (?:all|any|some|every|each)|with)\b/i.exec(outside);
  if (qualifier) outside = outside.slice(0, qualifier.index);
  const words = withoutCommands(outside).match(/[A-Za-z]{2,}/g) ?? [];
  const counted = words.filter((word) => !/^(?:and|or|if)$/i.test(word));
  const enough = segments.length > 0 ? 2 : /[a-z][.!]\s*$/.test(text) ? 3 : 4;
  return counted.length >= enough;
}

/** Without LaTeX commands and what \text{…} holds. */
function withoutCommands(text: string): string {
  let result = "";
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== "\\") {
      result += text[i];
      continue;
    }
    const name = /^\\(?:[A-Za-z]+|.)?/s.exec(text.slice(i, i + 40))?.[0] ?? "\\";
    i += name.length - 1;
    if (/^\\(?:text|textbf|mathrm|mbox|operatorname|begin|end)$/.test(name) && text[i + 1] === "{") {
      const group = braceGroup(text, i + 1);
      if (group) i = group.end - 1;
    }
    result += " ";
  }
  return result;
}

/** The last formula, or the last number, of the last sentence that has one. */
function lastSentence(text: string): FinalAnswer | null {
  const tail = text
    .slice(-6000)
    .replace(/\$\$[^$]{0,4000}\$\$|\\\[[^\]]{0,4000}\\\]/g, (display) => display.replace(/\n/g, " "));
  const sentences = tail.split(/(?<=[.!?])\s+(?=[A-Z*\\$])|\n+/);
  for (const sentence of sentences.reverse()) {
    const segments = mathSegments(sentence);
    if (segments.length > 0) {
      let first = segments.length - 1;
      while (
        first > 0 &&
        /^\s*(?:,|and|or|, and|, or)\s*$/.test(sentence.slice(segments[first - 1].end, segments[first].start))
      ) {
        first--;
      }
      const answer = sentence.slice(segments[first].start, segments[segments.length - 1].end);
      return { answer, from: "the last formula", whole: null };
    }
    // Exponents are no numbers of their own: 20 m^{2}.
    const flat = sentence.replace(/\^\{[^{}]{0,20}\}|\^\d/g, "");
    // Nor are those of a formula without delimiters.
    const number = /\\[A-Za-z]{2,}/.test(flat) ? null : lastNumber(flat);
    if (number !== null) {
      const at = flat.lastIndexOf(number);
      // A digit within a word is no number.
      if (/[A-Za-z_]/.test(flat[at - 1] ?? "") || /[A-Za-z]/.test(flat[at + number.length] ?? "")) {
        if (!/^(?:m|cm|km|kg|g|s|h|st|nd|rd|th)\b/.test(flat.slice(at + number.length))) continue;
      }
      return { answer: number, from: "the last number", whole: null };
    }
  }
  return null;
}

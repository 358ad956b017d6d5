// What stands around a response: thinking, tags, turns of a chat template, and the next problem of a prompt's own
// template, which a base model goes on with. What is left is the text that can state an answer.

import { REPLIES } from "../wording/replies.ts";

const TURN =
  /<\|(?:im_start|im_end|endoftext|eot_id|end|user|assistant|end_of_turn)\|>|<\/?(?:s|eos|start_of_turn|end_of_turn)>/;
const THINK = "think|thinking|thought|reasoning|reflection";
const THINK_ENDS = new RegExp(`</(?:${THINK})>`, "gi");
const THINK_BEGINS = new RegExp(`<(?:${THINK})>`, "gi");
const THINKS_FIRST = new RegExp(`^\\s*<(?:${THINK})>`, "i");

/**
 * The part of a response that answers. Null where its thinking is unfinished, so that it has not answered yet;
 * `unfinished` reads such thinking as the answer.
 */
export function withoutFrame(text: string, unfinished = false): string | null {
  const tagged = text.includes("<") ? withoutTags(text, unfinished) : text;
  if (tagged === null) return null;
  const body = tagged.includes("}") ? (ofRecord(tagged) ?? tagged) : tagged;
  const own = withPrinted(beforeNextProblem(withoutDecoration(withoutMarks(body))));
  return own.includes("hope") ? own.replace(/I hope (?:it|this) is correct\.?/gi, " ") : own;
}

/** "__Answer__: 17 🎉": bold type in its other spelling, and pictures but for those that say right or wrong. */
const withoutDecoration = (text: string) => {
  const bold = bolded(/[✓✔☑✅]/.test(text) && !/[✗✘❌]/.test(text) ? text.replace(TICK, "") : text);
  return /[\ud83c-\ud83e\u2728\u2b50]/.test(bold)
    ? bold.replace(/\s?(?![❌❎✅])\p{Emoji_Presentation}/gu, "")
    : bold;
};
/** A tick at the end of a line, where nothing is crossed out. */
const TICK = /\s*[✓✔☑✅]\ufe0f?(?=\s*(?:\n|$))/g;

const bolded = (text: string) =>
  text.includes("__")
    ? text.replace(/(?<![^\s(])__(?=[^\s_])([^_\n]{1,80}(?<=\S))__(?![\p{L}\p{N}_])/gu, "**$1**")
    : text;

/** ">>> 56", "Output: 56", "print(total)  # 56" at the end of a program: what it prints stands on a line of its own. */
const withPrinted = (text: string) =>
  /print|console|puts|echo|cout|Out ?\[/.test(text) ? text.replace(PRINTED, "\n") : text;
const PRINTED =
  /(?:\n[ \t]*(?:>{3}|=>|#|\/\/|out ?\[\d{1,3}\] ?:|(?:[#/]{1,2} ?)?(?:output|prints|printed|stdout) ?:?)|(?<=\)[ \t;]{0,4})(?:#|\/\/|[-=]>)[ \t]*(?:(?:output|prints) ?:?)?)[ \t]*(?=[$€£]?-?\d[\d.,/]{0,30}\s*$)/i;

/** "~~6~~ 7": what is struck out is taken back; "> **8**": a line that is set off. */
function withoutMarks(text: string): string {
  const kept = text.includes("~~") ? text.replace(STRUCK, " ") : text;
  return kept.includes(">") ? kept.replace(SET_OFF, "$1") : kept;
}
const STRUCK = /~~(?=[^\s~])[^~\n]{1,80}(?<=\S)~~/g;
const SET_OFF = /(^|\n)[ \t]{0,3}>[ \t]{1,3}(?=\*\*|\p{L})/gu;

function withoutTags(text: string, unfinished: boolean): string | null {
  let body = text;
  const thought = lastMatch(body, THINK_ENDS);
  const behind = thought && body.slice(thought.index + thought[0].length);
  if (behind && behind.trim() !== "") body = behind;
  else if (!thought && THINKS_FIRST.test(body)) {
    if (!unfinished) return null;
    body = body.replace(THINKS_FIRST, "");
  }
  const reopened = lastMatch(body, THINK_BEGINS);
  if (reopened && !unfinished && !body.includes("</", reopened.index)) body = body.slice(0, reopened.index);
  const turn = TURN.exec(body);
  if (turn && turn.index > 0 && body.slice(0, turn.index).trim() !== "") body = body.slice(0, turn.index);
  const end = body.lastIndexOf("</answer>");
  const start = end < 0 ? -1 : body.lastIndexOf("<answer>", end);
  if (start >= 0) return body.slice(start + "<answer>".length, end);
  const final = /(?:nswer|final)>/i.test(body)
    ? /<(final(?:[_-]?answer)?)>([^<>]{1,2000})<\/\1>/i.exec(body)
    : null;
  if (final) return `Answer: ${final[2].trim()}`;
  return body;
}

/** Keys and tags of an answer, the surest first. */
const KEYS = ["final_answer", "finalAnswer", "final answer", "answer", "result", "solution"];

/** The answer of a response that is a JSON object, by itself or in a block of code; null where it is none. */
function ofRecord(text: string): string | null {
  const block = /^\s*(?:```(?:json)?\s*)?(\{[\s\S]{1,20000}\})\s*(?:```\s*)?$/.exec(text)?.[1];
  if (block === undefined || !block.includes('":')) return null;
  try {
    const record = JSON.parse(block) as Record<string, unknown>;
    const key = KEYS.flatMap((name) =>
      Object.keys(record).filter((one) => one.toLowerCase() === name.toLowerCase()),
    )[0];
    const value = key === undefined ? null : record[key];
    if (typeof value === "number" || typeof value === "string") return `Answer: ${value}`;
    return Array.isArray(value) && value.every((item) => typeof item === "number" || typeof item === "string")
      ? `Answer: ${value.join(", ")}`
      : null;
  } catch {
    return null;
  }
}

const lastMatch = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].at(-1);

/** One who asks, in other languages of the table. */
const OTHERS =
  "usuario|usuário|utilisateur|benutzer|nutzer|utente|пользователь|kullanıcı|người dùng|pengguna|użytkownik|gebruiker|用户|用戶|ユーザー|사용자|المستخدم|उपयोगकर्ता";
/** The same in any. */
const ASKER = `human|user|${OTHERS}`;
/** A turn of another behind an answer; not "User: 12", a name and its number. */
const ANOTHER = new RegExp(`^\\n[ \\t]*(?:#{1,4}[ \\t]*)?(?:${ASKER})[ \\t]*[:：]?`, "iu");
const SPEAKS = /^[\s*]{0,6}[^\s\d*$€£-]|^\s*$/;

/** A line that opens a turn or a problem in templates of prompts. */
const MARKER = new RegExp(
  `\\n[ \\t]*(?:#{2,4}[ \\t]*(?:response|instructions?|input|question|problem|human|user|assistant|task|example|exercise)\\b[ \\t]*\\d*[ \\t]*:?|(?:question|problem|human|user|instruction|input|exercise|example)[ \\t]*\\d{0,3}[ \\t]*:|q[ \\t]*\\d{0,3}[ \\t]*:|q[ \\t]*\\d{1,3}[.)][ \\t]|\\[inst\\]|(?:${OTHERS})[ \\t]*[:：])`,
  "gi",
);

/** A first line that is an answer and nothing else: a reply, an option, a value with a unit. */
const BARE = new RegExp(
  `^[\\s*_]*(?:${REPLIES}|\\(?[A-J]\\)?|[$€£]?-?\\d[\\d.,/]*(?:\\s?%)?(?:\\s\\p{L}{1,15}){0,2})[\\s.!*_]*$`,
  "iu",
);

/** Up to the next problem, where something before it can be an answer. A response may repeat its own problem first. */
function beforeNextProblem(text: string): string {
  if (!text.includes("\n")) return text;
  // Several questions one after another are the template; a single one may be the response's own.
  const several = (text.match(/\n[ \t]*Question:/g)?.length ?? 0) > 1;
  for (const { index, 0: marker } of text.matchAll(MARKER)) {
    const before = text.slice(0, index);
    if (!/[\p{L}\p{N}]/u.test(before)) continue;
    // Where another speaks the answer is over, and behind a bare one.
    const spoken = ANOTHER.test(marker) && SPEAKS.test(text.slice(index + marker.length));
    if ((spoken && /\d/.test(before) && !/\?\s*$/.test(before)) || BARE.test(before)) return before;
    const declared = /\\boxed|####|\banswer\b|ответ|答|정답/i.test(before);
    // Without an answer in so many words, only a paragraph of its own can be one, and no restated problem.
    const restated = /^\s*[*#_\s]*(?:question|problem|given|input|q)\b[^\n]{0,20}[:\n]/i.test(before);
    if (
      declared
        ? !/(?:answer|答|정답)\W*$/i.test(before)
        : !restated && (several || (/\d/.test(before) && /\n\s*$/.test(before)))
    )
      return before;
  }
  return text;
}

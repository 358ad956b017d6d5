// What a policy learns from demonstrations, and how it is judged by those held out.
import { at, UserError } from "../../common/errors.ts";
import type { SftConfig } from "../../config/supervised.ts";
import type { Demonstration } from "../../data/demonstrations.ts";
import { encodePrompts } from "../../data/prompts.ts";
import type { Engine } from "../../engine/types.ts";
import { anyOf } from "../../model/literal-text.ts";
import type { ChatMessage, Tokenizer } from "../../model/tokenizer.ts";
import { count } from "../../text/format.ts";
import { tokenLoss } from "../update.ts";
import { type Example, type ExampleInputs, exampleRows, type SupervisedInputs } from "./supervised.ts";

/** The loop's inputs for a policy; the held-out number is the mean loss a completion token. */
export function sftInputs(inputs: ExampleInputs<SftConfig>): SupervisedInputs {
  const { config, engine, heldOut } = inputs;
  return {
    ...inputs,
    phase: "sft",
    loss: tokenLoss,
    stages: [{ trainable: "all", epochs: config.train.epochs, learningRate: config.optimizer.learningRate }],
    evaluate: heldOut.length > 0 ? async () => ({ loss: await meanLoss(engine, heldOut) }) : null,
  };
}

/**
 * The tokens of each demonstration: its prompt as the policy will be asked, its completion with the end token. Chats that
 * have no system message of their own get `system`. Those longer than `maxTokens` in all are left out and counted.
 * Throws a UserError with file and line for a chat where there is a `template`, and for what cannot be encoded.
 */
export function sftExamples(
  demonstrations: readonly Demonstration[],
  tokenizer: Tokenizer,
  maxTokens: number,
  { template, system }: Pick<SftConfig["data"], "template" | "system">,
): { examples: Example[]; skippedExamples: number } {
  const options = { template: template ?? undefined, system: system ?? undefined };
  const chatTokens = (messages: readonly ChatMessage[]) => {
    if (template !== null)
      throw new UserError(
        "a chat is asked by the chat template, and data.template is for prompts that are plain text: leave " +
          "--data.template out (a system message is put before chats by --data.system)",
      );
    const own = system === null || messages.some(({ role }) => role === "system");
    return tokenizer.encodeChat(own ? messages : [{ role: "system", content: system }, ...messages]).tokens;
  };
  const inChat = ({ prompt }: Demonstration) =>
    typeof prompt !== "string" || (template === null && tokenizer.hasChatTemplate);
  const ends = { chat: demonstrations.some(inChat) ? chatEnd(tokenizer) : [], plain: ownEnd(tokenizer) };
  const all = demonstrations.map((demonstration, i): Example => {
    const { prompt, completion, where = String(i + 1) } = demonstration;
    const end = inChat(demonstration) ? ends.chat : ends.plain;
    const tokens = [...tokenizer.encode([{ solution: completion }]), ...end];
    const mask = new Uint8Array(tokens.length).fill(1);
    if (typeof prompt !== "string") {
      return { prompt: at(where, () => chatTokens(prompt)), tokens, mask };
    }
    const problem = { id: where, prompt, answer: null };
    const { prompts } = encodePrompts([problem], tokenizer, Number.POSITIVE_INFINITY, options);
    return { prompt: prompts[0].tokens, tokens, mask };
  });
  const examples = all.filter(({ prompt, tokens }) => prompt.length + tokens.length <= maxTokens);
  return { examples, skippedExamples: all.length - examples.length };
}

/** Says of completions that spell special tokens how many there are and which is the first; null: none does. */
export function spelledTokens(demonstrations: readonly Demonstration[], tokenizer: Tokenizer): string | null {
  const ids = Array.from({ length: tokenizer.vocabSize }, (_, id) => id);
  const special = anyOf(ids.filter((id) => tokenizer.isSpecial(id)).map((id) => tokenizer.tokenText(id)));
  const spelled = demonstrations.flatMap(({ completion, where }) => {
    const [token] = completion.match(special) ?? [];
    return token === undefined ? [] : [`${where} (${JSON.stringify(token)})`];
  });
  if (spelled.length === 0) return null;
  return (
    `${count(spelled.length, "completion")} ${spelled.length === 1 ? "spells" : "spell"} special tokens, which are learned ` +
    `as ordinary text: the first is ${spelled[0]}; take them out, the end token is added`
  );
}

/** Of several end tokens, the one that the chat template writes behind an answer; as a list, for there may be none. */
function chatEnd(tokenizer: Tokenizer): number[] {
  const { eosIds } = tokenizer;
  if (eosIds.length < 2) return [...eosIds];
  const [content, answer] = ["A question?", "An answer."];
  const text = tokenizer.applyChatTemplate([
    { role: "user", content },
    { role: "assistant", content: answer },
  ]);
  const behind = text.slice(text.lastIndexOf(answer) + answer.length).trimStart();
  const [first] = tokenizer.encode(behind);
  return eosIds.includes(first) ? [first] : ownEnd(tokenizer);
}

/** Of several, the tokenizer's own. */
function ownEnd({ eosIds, eosId }: Tokenizer): number[] {
  return eosId !== undefined && eosIds.includes(eosId) ? [eosId] : eosIds.slice(0, 1);
}

async function meanLoss(engine: Engine, examples: readonly Example[]): Promise<number> {
  const logprobs = await engine.logprobs(exampleRows(examples));
  return -logprobs.reduce((a, b) => a + b, 0) / logprobs.length;
}

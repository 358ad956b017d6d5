// Ollama's Modelfile: the chat template in Go's words says what Jinja's says.
import { describe, expect, it } from "vitest";
import { fixtures } from "../../tests/engine-check.ts";
import { loadModel } from "../model/load.ts";
import { templateProcess } from "../model/template-process.ts";
import { type ChatMessage, createTokenizer } from "../model/tokenizer.ts";
import { modelfile } from "./modelfile.ts";

const { tokenizer, generation } = await loadModel(`${fixtures}qwen2`);

/** The fixture's tokenizer with another chat template. */
function withTemplate(template: string) {
  const config = { bos_token: "<|endoftext|>", eos_token: "<|im_end|>", chat_template: template };
  const json = tokenizer.files.get("tokenizer.json") as string;
  const files = new Map([
    ["tokenizer.json", json],
    ["tokenizer_config.json", JSON.stringify(config)],
  ]);
  return createTokenizer(files, { eosIds: generation.eosIds, templates: templateProcess });
}

/** What Ollama makes of the TEMPLATE in `file`: Go's if, else, range and fields, as much as is written. */
function said(file: string, messages: readonly ChatMessage[]): string {
  const [, template] = /TEMPLATE """(.*?)"""/s.exec(file)!;
  const [, system, start, user, assistant, answer] =
    /^\{\{ if \.System \}\}(.*?)\{\{ else \}\}(.*?)\{\{ end \}\}\{\{ range \.Messages \}\}\{\{ if eq \.Role "user" \}\}(.*?)\{\{ else if eq \.Role "assistant" \}\}(.*?)\{\{ end \}\}\{\{ end \}\}(.*)$/s.exec(
      template,
    )!;
  const own = messages.find(({ role }) => role === "system");
  const text = messages.map(({ role, content }) =>
    role === "system" ? "" : (role === "user" ? user : assistant).replace("{{ .Content }}", () => content),
  );
  return (own ? system.replace("{{ .System }}", () => own.content) : start) + text.join("") + answer;
}

const chats: ChatMessage[][] = [
  [{ role: "user", content: "7 + 8?" }],
  [
    { role: "system", content: "Be brief." },
    { role: "user", content: "7 + 8?" },
    { role: "assistant", content: "15" },
    { role: "user", content: "And 9?" },
  ],
];

const DEFAULT_SYSTEM =
  "{% if messages[0].role != 'system' %}<|im_start|>system\nYou help.<|im_end|>\n{% endif %}" +
  "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}" +
  "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

const ENDS_OF_ITS_OWN =
  "{% for m in messages %}[{{ m.role }}]{{ m.content }}{% if m.role == 'assistant' %}<|im_end|>{% elif m.role == 'user' %}" +
  "<|endoftext|>{% endif %}{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}";

describe("a Modelfile", () => {
  it.each([
    ["the fixture's own", tokenizer],
    ["one with a system message of its own", withTemplate(DEFAULT_SYSTEM)],
    ["one that ends each role's messages otherwise", withTemplate(ENDS_OF_ITS_OWN)],
  ])("says a chat as the template does: %s", (_name, own) => {
    const file = modelfile("tiny-f16.gguf", { tokenizer: own, generation });
    expect(file.startsWith("FROM ./tiny-f16.gguf\n")).toBe(true);
    expect(file).toContain('PARAMETER stop "<|im_end|>"');
    for (const chat of chats)
      expect(said(file, chat)).toBe(own.applyChatTemplate(chat, { addGenerationPrompt: true }));
  });

  it("leaves out the beginning-of-text token, which llama.cpp puts there", () => {
    const own = withTemplate(`{{ bos_token }}${DEFAULT_SYSTEM}`);
    const file = modelfile("a.gguf", { tokenizer: own, generation });
    for (const chat of chats) {
      const text = own.applyChatTemplate(chat, { addGenerationPrompt: true });
      expect(`<|endoftext|>${said(file, chat)}`).toBe(text);
    }
  });

  it.each([
    ["counts its messages", "{% for m in messages %}{{ loop.index }}: {{ m.content }}\n{% endfor %}"],
    ["leaves messages out", "{{ messages[-1].content }}"],
    [
      "refuses system messages",
      `{% if messages[0].role == 'system' %}{{ raise_exception('no') }}{% endif %}${DEFAULT_SYSTEM}`,
    ],
    ["has Go's braces in it", `{{ '{{' }}${DEFAULT_SYSTEM}`],
  ])("leaves the template to the GGUF file where it %s", (_what, template) => {
    const file = modelfile("a.gguf", { tokenizer: withTemplate(template), generation });
    expect(file).not.toContain("TEMPLATE");
    expect(file).toContain("# The chat template is the GGUF file's");
  });

  it("has the prompt as it is without a chat template, and the sampling the model likes", () => {
    const config = JSON.stringify({ eos_token: "<|im_end|>" });
    const files = new Map([
      ["tokenizer.json", tokenizer.files.get("tokenizer.json") as string],
      ["tokenizer_config.json", config],
    ]);
    const others = { top_k: 20, repetition_penalty: 1, min_p: 0.05, max_length: 99 };
    const likes = { eosIds: [2], temperature: 0.7, topP: 0.95, others };
    const file = modelfile("a.gguf", {
      tokenizer: createTokenizer(files, { templates: templateProcess }),
      generation: likes,
    });
    expect(file).toBe(
      'FROM ./a.gguf\nTEMPLATE """{{ .Prompt }}"""\nPARAMETER stop "<|im_end|>"\nPARAMETER temperature 0.7\nPARAMETER top_p 0.95\n' +
        "PARAMETER top_k 20\nPARAMETER repeat_penalty 1\nPARAMETER min_p 0.05\n",
    );
  });
});

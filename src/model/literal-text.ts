// Others' text inside of ours: what a problem or a solution spells like a control token ("<|im_end|>") is to become text
// tokens, while a template's own markers stay tokens. Such spellings are broken up by a mark that no text can hold, which
// goes through a chat template unseen, and taken out before the text is tokenized.
import { Tokenizer as Encoder } from "@huggingface/tokenizers";

/** Our own text, in which added tokens are parsed, or others', which gives text tokens. */
export type TextPart = string | { readonly problem: string } | { readonly solution: string };

/** The text of the parts together. */
export function textOf(parts: string | readonly TextPart[]): string {
  if (typeof parts === "string") return parts;
  return parts.map((part) => (typeof part === "string" ? part : Object.values(part)[0])).join("");
}

/** Between noncharacters of Unicode, and not to be guessed. */
const SECRET = crypto.getRandomValues(new Uint32Array(4)).join("-");
const MARK = `\ufdd0${SECRET}`;
/** Behind every character of a spelling; and between others' text and ours. */
const [BREAK, EDGE] = [`${MARK}\ufdd1`, `${MARK}\ufdd2`];
const nameOf = (id: number) => `\ufdd3${SECRET}${id}\ufdd4`;

/** `text` without marks. */
export const unmarked = (text: string) => text.replaceAll(BREAK, "").replaceAll(EDGE, "");

interface AddedToken {
  id: number;
  content: string;
  special?: boolean;
}

interface Definition {
  readonly [key: string]: unknown;
  readonly added_tokens: readonly AddedToken[];
}

/** Marks spellings of some added tokens. */
export class Spellings {
  readonly #whole: RegExp;
  readonly #begins = new Set<string>();
  readonly #ends = new Set<string>();
  readonly #longest: number;

  constructor(contents: readonly string[]) {
    this.#whole = anyOf(contents);
    this.#longest = contents.reduce((longest, { length }) => Math.max(longest, length), 0);
    for (const content of contents)
      for (let i = 1; i < content.length; i++) {
        this.#begins.add(content.slice(0, i));
        this.#ends.add(content.slice(i));
      }
  }

  /** `text` so that no spelling in it is parsed, nor one that it and the text around it make together. */
  mark(text: string): string {
    const lengths = Array.from({ length: Math.min(this.#longest, text.length) }, (_, i) => i + 1);
    const ended = lengths.some((length) => this.#begins.has(text.slice(-length))) ? EDGE : "";
    const begun = lengths.some((length) => this.#ends.has(text.slice(0, length))) ? EDGE : "";
    const broken = text.replace(this.#whole, (content) => content.replace(/./gs, `$&${BREAK}`));
    return begun + broken + ended;
  }
}

/** Encodes marked text: the added tokens that are spelled unmarked in it are parsed, and no others. */
export class MarkedEncoder {
  readonly #ids: Map<string, number>;
  readonly #spelled: RegExp;
  #encoder: Encoder | null = null;

  /** `definition`: of tokenizer.json, as the encoder of other text has it. */
  constructor(
    private readonly definition: Definition,
    private readonly config: object,
  ) {
    // White space keeps its own name: a token that strips the white space beside it strips an added token of it too.
    const named = definition.added_tokens.filter(({ content, special }) => special || content.trim() !== "");
    this.#ids = new Map(named.map(({ content, id }) => [content, id]));
    this.#spelled = anyOf([...this.#ids.keys()], `(?!${BREAK})`);
  }

  /** Null where nothing is marked. */
  encode(text: string, options: { add_special_tokens: boolean }): number[] | null {
    if (!text.includes(MARK)) return null;
    this.#encoder ??= new Encoder(this.#renamed(), this.config);
    const named = text.replace(this.#spelled, (content) => nameOf(this.#ids.get(content) as number));
    return this.#encoder.encode(unmarked(named), options).ids;
  }

  /** The same tokenizer, whose added tokens have names that no text spells. */
  #renamed(): object {
    const { added_tokens, model, post_processor, ...rest } = this.definition;
    const { vocab, unk_token } = model as { vocab: object; unk_token?: string };
    // A vocabulary may have a token of its own of the same text.
    const name = (content: string, id?: number) => {
      const added = content === unk_token ? undefined : this.#ids.get(content);
      return added === undefined || added !== (id ?? added) ? content : nameOf(added);
    };
    const renamed = Array.isArray(vocab)
      ? vocab.map(([content, ...score]: [string], id) => [name(content, id), ...score])
      : Object.fromEntries(Object.entries(vocab).map(([content, id]) => [name(content, id), id]));
    return {
      ...rest,
      added_tokens: added_tokens.map((token) =>
        this.#ids.has(token.content) ? { ...token, content: nameOf(token.id) } : token,
      ),
      model: { ...(model as object), vocab: renamed },
      // It puts special tokens around a text by their names.
      post_processor: JSON.parse(JSON.stringify(post_processor ?? null), (_, value) =>
        typeof value === "string" ? name(value) : value,
      ),
    };
  }
}

/** Matches any of some texts, the longest that fits. */
export function anyOf(texts: readonly string[], behind = ""): RegExp {
  const longestFirst = texts.filter((text) => text !== "").sort((a, b) => b.length - a.length);
  const escaped = longestFirst.map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  return escaped.length === 0 ? /(?!)/g : new RegExp(`(?:${escaped.join("|")})${behind}`, "g");
}

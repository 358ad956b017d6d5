// What the qualifier of an answer says of its letters: ", k ∈ ℤ", "for any real constant c", "where n ≥ 1", "k = 1, 2, 3, …".
// The answer is compared without it; what it says has to agree.
import type { Token } from "./tokens.ts";
import { areWhole, FLIPPED, NUMBER_SETS, type NumberSet } from "./tree.ts";
import { SIGN_WORDS } from "./vocabulary.ts";

/** What a letter may be. */
export interface Domain {
  /** Null: some numbers, or nothing is said. */
  set: NumberSet | null;
  /** Relations to numbers, sorted: "≠0", "≥1"; of whole numbers "≥1" stands for ">0" too; "odd" and "even". */
  bounds: string[];
}

export type Domains = ReadonlyMap<string, Domain>;

export interface Qualified {
  answer: readonly Token[];
  domains: Domains;
}

const SET_WORDS: [words: RegExp, set: NumberSet][] = [
  [/^reals?$/, "reals"],
  [/^(?:integers?|whole|integral)$/, "integers"],
  [/^naturals?$/, "naturals"],
  [/^rationals?$/, "rationals"],
  [/^complex$/, "complexes"],
];
const DENIED: Record<string, string> = { ">0": "≤0", "<0": "≥0", zero: "≠0" };
const FILLERS =
  /^(?:where|for|with|when|all|any|every|each|some|an?|the|is|are|be|can|may|being|both|arbitrary|constants?|numbers?|parameters?|values?|fixed|ranges?|over|denotes?)$/;
/** A letter that takes more values than these is not enumerated. */
const MOST_VALUES = 1000;
/** A letter of values one by one has no more. */
const MOST_LISTED = 20;
const OPENERS = /^(?:where|for|with)$/;

/** The bounds of a letter as they are compared: of whole numbers none is strict. */
function settled({ set, bounds }: Domain): Domain {
  const whole = areWhole(set);
  const all = bounds.map((bound) => {
    const n = Number(bound.slice(1));
    if (!whole || !Number.isInteger(n)) return bound;
    return bound[0] === ">" ? `≥${n + 1}` : bound[0] === "<" ? `≤${n - 1}` : bound;
  });
  // ℕ with its first number is known.
  const known = set === "naturals" && all.some((bound) => /^≥\d/.test(bound));
  return { set: known ? "integers" : set, bounds: [...new Set(all)].sort() };
}

/** The sign and the whole number of a bound, ≥3; null for any other. */
export function wholeBound(bound: string): { op: string; n: bigint } | null {
  const [, op, digits] = /^([<>≤≥])(-?\d{1,9})$/.exec(bound) ?? [];
  return op === undefined ? null : { op, n: BigInt(digits) };
}

/** The whole number that bounds let a letter run from; null where none are said, undefined for any other bounds. */
export function firstOf({ bounds }: Domain): bigint | null | undefined {
  if (bounds.length === 0) return null;
  const bound = wholeBound(bounds.join());
  return bound?.op === ">" ? bound.n + 1n : bound?.op === "≥" ? bound.n : undefined;
}

/** From the smallest: each is in those behind it. */
const SETS: readonly NumberSet[] = ["naturals", "integers", "rationals", "reals", "complexes"];

/** What is in both of two sets: of ℤ and ℝ the whole numbers. */
function smaller(a: NumberSet | null, b: NumberSet | null): NumberSet | null {
  if (a === null || b === null) return a ?? b;
  return SETS.indexOf(a) < SETS.indexOf(b) ? a : b;
}

/** Reads the clauses of a qualifier, each a few names and what is said of them. */
class Clauses {
  readonly domains = new Map<string, Domain>();
  private at = 0;
  private names: string[] = [];
  private domain: Domain = { set: null, bounds: [] };
  private said = false;
  /** What is said stands before the names: "any real c, d". */
  private before = false;
  private comma = false;
  private article = false;

  constructor(private readonly tokens: readonly Token[]) {}

  /** Null where a token says something else. */
  read(): Domains | null {
    while (this.at < this.tokens.length) if (!this.step()) return null;
    this.close();
    return this.domains;
  }

  private close(): void {
    // "with a real": the a that was taken for an article is what something is said of.
    if (this.names.length === 0 && this.said && this.article) this.names = ["a"];
    for (const name of this.names) {
      // "k ≥ 1, k ∈ ℤ": what is said of a letter twice holds together.
      const before = this.domains.get(name);
      const bounds = [...(before?.bounds ?? []), ...this.domain.bounds];
      this.domains.set(name, settled({ set: smaller(this.domain.set, before?.set ?? null), bounds }));
    }
    this.names = [];
    this.domain = { set: null, bounds: [] };
    this.said = this.before = this.article = false;
  }

  private say(says: Partial<Domain>): void {
    if (this.comma && this.before && this.names.length > 0) this.close();
    if (this.names.length === 0) this.before = true;
    this.domain = {
      set: smaller(says.set ?? null, this.domain.set),
      bounds: [...this.domain.bounds, ...(says.bounds ?? [])],
    };
    this.said = true;
    this.comma = false;
  }

  private step(): boolean {
    const token = this.tokens[this.at];
    if (token.kind === "op" && /^(?:,|;|and)$/.test(token.text)) {
      this.comma = true;
      this.at++;
      return true;
    }
    if (token.kind === "sym") return this.name(token.text);
    if (token.kind === "word") return this.word(token.text.toLowerCase());
    if (token.text === "∈") return this.member();
    if (token.kind === "op" && token.text in FLIPPED) return this.relation(token.text);
    if (token.text === "=") return this.enumeration();
    if (token.kind === "num" || token.text === "-") return this.numberFirst();
    if (token.text === "forall") {
      this.at++;
      return true;
    }
    return false;
  }

  private name(name: string): boolean {
    // "an arbitrary real a", "R and d are constants": articles and "are" are letters to the reader of tokens.
    const [next, behind] = [this.tokens[this.at + 1], this.tokens[this.at + 2]];
    if (name === "a" && next?.text === "r" && behind?.text === "e" && !next.space && !behind.space) {
      this.at += 3;
      return true;
    }
    const article = name !== "a" ? 0 : next?.text === "n" && !next.space && behind?.kind === "word" ? 2 : 1;
    if (
      article === 2 ||
      (article === 1 && next?.kind === "word" && !/^(?:is|are|can|may|be|in)$/.test(next.text))
    ) {
      this.at += article;
      this.article = article === 1;
      return true;
    }
    if (this.comma && this.said && !this.before) this.close();
    // Letters side by side are a word or a product.
    if (this.names.length > 0 && !this.comma) return false;
    this.comma = false;
    let whole = name;
    this.at++;
    if (this.tokens[this.at]?.text === "_") {
      const index = this.tokens[this.at + 1];
      const brace = index?.text === "{" ? 1 : 0;
      whole += `_${this.tokens[this.at + 1 + brace]?.text ?? ""}`;
      this.at += 2 + 2 * brace;
    }
    this.names.push(whole);
    return true;
  }

  private word(word: string): boolean {
    if (word === "in") return this.member();
    this.at++;
    // "for all x, where c > 0": of other letters.
    if (this.comma && OPENERS.test(word)) this.close();
    if (word === "non") {
      if (this.tokens[this.at]?.text === "-") this.at++;
      const next = this.tokens[this.at]?.text ?? "";
      const denied = DENIED[SIGN_WORDS[next] ?? next];
      if (denied === undefined) return false;
      this.at++;
      this.say({ bounds: [denied] });
      return true;
    }
    const set = SET_WORDS.find(([words]) => words.test(word))?.[1];
    if (set) this.say({ set });
    else if (Object.hasOwn(SIGN_WORDS, word)) this.say({ bounds: [SIGN_WORDS[word]] });
    else if (/^(?:odd|even)$/.test(word)) this.say({ set: "integers", bounds: [word] });
    else if (/^(?:arbitrary|constants?)$/.test(word)) this.say({});
    else return FILLERS.test(word);
    return true;
  }

  /** ∈ ℤ, ∈ ℝ^+, ∈ ℤ_{>0}, ∈ ℝ ∖ {0} */
  private member(): boolean {
    const token = this.tokens[++this.at];
    if (token?.text === "\\{") return this.values();
    const letter = /^(?:mathbb )?([RZNQC])$/.exec(token?.text ?? "")?.[1];
    if (letter === undefined || this.names.length === 0) return false;
    this.at++;
    const rest = this.tokens.slice(this.at, this.at + 6).map(({ text }) => text);
    const plain = rest.join("").replace(/[{}\\]/g, "");
    const bounds: [pattern: RegExp, bound: string][] = [
      [/^[\^_](?:\+|>0)/, ">0"],
      [/^[\^_](?:-|<0)/, "<0"],
      [/^_(?:≥?0)/, "≥0"],
      [/^[\^_](?:\*|≠0)/, letter === "N" ? "≥1" : "≠0"],
      [/^∖0/, "≠0"],
      [/^_≥1/, "≥1"],
    ];
    const found = bounds.find(([pattern]) => pattern.test(plain));
    if (found) {
      // As many tokens as the bound is written with, braces among them.
      let left = found[0].exec(plain)![0].length;
      let depth = 0;
      while (this.at < this.tokens.length && (left > 0 || depth > 0)) {
        const { text } = this.tokens[this.at++];
        if (text.endsWith("{")) depth++;
        else if (text.endsWith("}")) depth--;
        else left -= text.length;
      }
    } else if (/^[\^_∖]/.test(plain)) return false;
    this.say({ set: NUMBER_SETS[letter as keyof typeof NUMBER_SETS], bounds: found ? [found[1]] : [] });
    return true;
  }

  /** ε ∈ {−1, 1}, c ∈ {±1} */
  private values(): boolean {
    const close = this.tokens.findIndex(({ text }, i) => i > this.at && text === "\\}");
    const inside = this.tokens.slice(this.at + 1, close).map(({ text }) => text);
    if (close < 0 || this.names.length === 0 || inside.length > 2 * MOST_LISTED) return false;
    const numbers = inside
      .join("")
      .split(",")
      .flatMap((one) => (one[0] === "±" ? [one.slice(1), `-${one.slice(1)}`] : [one]));
    if (!numbers.every((one) => /^-?\d{1,6}$/.test(one))) return false;
    this.at = close + 1;
    const sorted = [...new Set(numbers.map(Number))].sort((a, b) => a - b);
    this.say({ set: "integers", bounds: [`∈${sorted.join()}`] });
    return true;
  }

  private number(): string | null {
    const minus = this.tokens[this.at]?.text === "-" ? 1 : 0;
    const token = this.tokens[this.at + minus];
    if (token?.kind !== "num") return null;
    this.at += 1 + minus;
    return `${minus ? "-" : ""}${token.text}`;
  }

  private relation(op: string): boolean {
    this.at++;
    const number = this.names.length === 0 ? null : this.number();
    if (number === null) return false;
    this.say({ bounds: [op + number] });
    return true;
  }

  /** 0 < k, 0 ≤ k < 5 */
  private numberFirst(): boolean {
    if (this.comma && this.said) this.close();
    const number = this.number();
    const op = this.tokens[this.at]?.text ?? "";
    const name = this.tokens[this.at + 1];
    if (number === null || !(op in FLIPPED) || name?.kind !== "sym" || this.names.length > 0) return false;
    this.at += 2;
    this.comma = false;
    this.names.push(name.text);
    this.say({ bounds: [FLIPPED[op] + number] });
    return true;
  }

  /** k = 1, 2, 3, … and k = 0, 1, 2 */
  private enumeration(): boolean {
    if (this.names.length !== 1 || this.said) return false;
    this.at++;
    const numbers: number[] = [];
    let dots = false;
    for (;;) {
      const number = this.number();
      if (number === null) break;
      numbers.push(Number(number));
      if (this.tokens[this.at]?.text === "," && /^(?:num|op)$/.test(this.tokens[this.at + 1]?.kind ?? ""))
        this.at++;
      if (this.tokens[this.at]?.text === "…") {
        this.at++;
        dots = true;
        break;
      }
    }
    // 0, 1, …, 5
    if (dots && this.tokens[this.at]?.text === "," && numbers.length > 1) {
      this.at++;
      const last = this.number();
      if (last === null || !(Number(last) > numbers[numbers.length - 1] && Number(last) < MOST_VALUES))
        return false;
      for (let n = numbers[numbers.length - 1] + 1; n <= Number(last); n++) numbers.push(n);
      dots = false;
    }
    if (numbers.length < 2 || numbers.some((n, i) => n !== numbers[0] + i)) return false;
    // 0, ±1, ±2, … and 1, …, n are something else.
    if (dots && this.at < this.tokens.length) return false;
    this.say({
      set: "integers",
      bounds: dots ? [`≥${numbers[0]}`] : [`≥${numbers[0]}`, `≤${numbers[numbers.length - 1]}`],
    });
    return true;
  }
}

/** The answer without what follows it and only says what its letters are. */
export function withoutQualifier(tokens: readonly Token[]): Qualified {
  let depth = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    // Within cases "for x < 0" says where one of them holds.
    if (token.kind === "open" || token.text.startsWith("begin ")) depth++;
    else if (token.kind === "close" || token.text.startsWith("end ")) depth--;
    if (i === 0 || depth > (token.text === "(" ? 1 : 0)) continue;
    const domains = qualifierAt(tokens, i);
    if (!domains) continue;
    let end = i;
    while (end > 0 && tokens[end - 1].kind === "op" && /^[,;]$/.test(tokens[end - 1].text)) end--;
    return { answer: tokens.slice(0, end), domains };
  }
  return { answer: tokens, domains: new Map() };
}

/** What the tokens from `at` on say of letters; null where they are no qualifier. */
export function qualifierAt(tokens: readonly Token[], at: number): Domains | null {
  const token = tokens[at];
  const opens = token.text === "(";
  const word = (one: Token | undefined) =>
    (one?.kind === "word" && OPENERS.test(one.text)) || one?.text === "forall";
  if (!opens && !/^[,;]$/.test(token.text) && !word(token)) return null;
  if (opens && tokens[tokens.length - 1].text !== ")") return null;
  const rest = tokens.slice(word(token) ? at : at + 1, opens ? -1 : undefined);
  const introduced = word(rest[0]);
  const domains = new Clauses(rest).read();
  if (domains) {
    const all = [...domains];
    if (introduced) return all.length > 0 || rest.length > 2 ? domains : null;
    // Without a word to open it, it may be an answer of its own: "x = 3, y ≥ 2".
    const before = tokens.slice(0, at);
    const plain = before.some(({ text }) => /^[<>≤≥≠∈]$/.test(text) || text === "infty");
    const own = all.every(
      ([name, { set }]) =>
        set !== null || (!plain && before.length > 1 && before.some(({ text }) => text === name[0])),
    );
    const says = all.some(([, { set, bounds }]) => set !== null || bounds.length > 0);
    const wordsOnly = rest.some(
      ({ kind, text }) => kind === "word" && /^(?:constants?|arbitrary)$/.test(text),
    );
    return all.length > 0 && own && (says || wordsOnly) ? domains : null;
  }
  return introduced ? loosely(rest) : null;
}

const DOMAIN_WORDS =
  /^(?:integers?|reals?|positive|negative|natural|nonnegative|constants?|arbitrary|any|all|every|some|rational|each|numbers?)$/;

/** "where a and b are any two distinct reals": what says of letters what they are in other words too. */
function loosely(rest: readonly Token[]): Domains | null {
  const says = rest.some((next) =>
    next.kind === "word" ? DOMAIN_WORDS.test(next.text) : /^[∈<>≤≥]$/.test(next.text),
  );
  // A number in it that no relation binds could be another answer.
  const offers = rest.some(
    (next, j) => next.kind === "num" && !(rest[j - 1]?.kind === "op" && "<>≤≥≠∈=".includes(rest[j - 1].text)),
  );
  if (!says || offers) return null;
  const letters = rest.filter(({ kind }) => kind === "sym");
  // Before such a word "odd" is three letters to the tokenizer.
  const kinds =
    rest
      .map(({ text }) => text)
      .join("")
      .match(/odd(?=prime)|prime/g) ?? [];
  return new Map(letters.map(({ text }) => [text, { set: null, bounds: ["?", ...kinds] }]));
}

/** What both sides have to say alike where both say such a thing: "every prime p" is not "every odd prime p". */
const KINDS = /^(?:odd|prime)$/;

/** Whether what two qualifiers say of one letter agrees; what only one of them says does, unless it bounds the letter. */
export function agree(a: Domain | undefined, b: Domain | undefined): boolean {
  const [x, y] = [a ?? NOTHING, b ?? NOTHING];
  if (x.bounds.includes("?") || y.bounds.includes("?")) {
    const [kinds, kindsToo] = [x, y].map(({ bounds }) => bounds.filter((bound) => KINDS.test(bound)).join());
    return kinds === "" || kindsToo === "" || kinds === kindsToo;
  }
  const naturals = x.set === "naturals" ? y : y.set === "naturals" ? x : null;
  if (naturals && x.set !== y.set)
    return naturals.set === null ? naturals.bounds.length === 0 : /^≥[01]$/.test(naturals.bounds.join());
  if (x.set !== null && y.set !== null && x.set !== y.set) return false;
  return x.bounds.join() === y.bounds.join();
}

const NOTHING: Domain = { set: null, bounds: [] };

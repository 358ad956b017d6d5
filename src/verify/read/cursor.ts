// A place in the tokens of an answer, with the steps every reader takes, and the rules that readers in other files need.
import type { Token, TokenKind } from "./tokens.ts";
import type { Node } from "./tree.ts";

/** The tokens make no answer. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}

/** Deepest tree that is read. */
export const MAX_DEPTH = 100;

/** A place in the tokens, and how deep the reader is. */
export class Cursor {
  at = 0;
  depth = 0;
  /** Inside |…| or the left part of {x | …}, a bar ends. */
  barEnds = 0;
  /** Open brackets: a colon in them divides. */
  brackets = 0;

  constructor(readonly tokens: readonly Token[]) {}

  peek(ahead = 0): Token | undefined {
    return this.tokens[this.at + ahead];
  }
  is(kind: TokenKind, text?: string, ahead = 0): boolean {
    const token = this.tokens[this.at + ahead];
    return token !== undefined && token.kind === kind && (text === undefined || token.text === text);
  }
  accept(kind: TokenKind, text?: string): boolean {
    if (!this.is(kind, text)) return false;
    this.at++;
    return true;
  }
  expect(kind: TokenKind, text?: string): Token {
    if (!this.is(kind, text)) throw new Unreadable(`expected ${text ?? kind}`);
    return this.tokens[this.at++];
  }
  /** The token there, by itself or alone in braces, and how many tokens that takes; null where none is. */
  single(ahead = 0): { token: Token; length: number } | null {
    const braced = this.is("open", "{", ahead);
    const token = this.peek(ahead + (braced ? 1 : 0));
    return token && (!braced || this.is("close", "}", ahead + 2)) ? { token, length: braced ? 3 : 1 } : null;
  }
  done(): boolean {
    return this.at >= this.tokens.length;
  }
  nested<T>(f: () => T): T {
    if (++this.depth > MAX_DEPTH) throw new Unreadable("too deep");
    const result = f();
    this.depth--;
    return result;
  }
}

/** The grammar's rules that are mutually recursive across files; parse.ts has them. */
export abstract class Grammar extends Cursor {
  /** Items between commas, semicolons, "and", "or". */
  abstract list(): Node;
  abstract relation(): Node;
  abstract sum(): Node;
  /** An atom with its exponents. */
  abstract power(): Node;
  /** An atom without what may follow it. */
  abstract atom(): Node;
  /** `value` with the signs that follow it: n!, 5%, 30 degrees. */
  abstract postfix(value: Node): Node;
  /** Degrees followed by C or F. */
  abstract celsius(value: Node): Node;
}

// Values of a model's files by their keys, each of the type that is expected.
import { UserError } from "../common/errors.ts";

export interface Json {
  readonly [key: string]: unknown;
}

/** Typed access to one object of a file, with errors that name the file and the key. */
export class Reader {
  /** Keys that were looked for. */
  readonly asked = new Set<string>();

  constructor(
    readonly where: string,
    private readonly json: Json,
    /** Of keys, in errors. */
    private readonly prefix = "",
  ) {}

  fail(key: string, problem: string): never {
    throw new UserError(`${this.where}: ${this.prefix}${key} ${problem}`);
  }

  has(key: string): boolean {
    this.asked.add(key);
    return this.json[key] !== undefined && this.json[key] !== null;
  }

  raw(key: string): unknown {
    this.asked.add(key);
    return this.json[key];
  }

  #typed<T>(key: string, type: string, expected: string, fallback: T | undefined): T {
    if (!this.has(key)) {
      if (fallback === undefined) this.fail(key, `is missing; expected ${expected}`);
      return fallback;
    }
    const value = this.json[key];
    if (typeof value !== type)
      this.fail(key, `is ${JSON.stringify(value).slice(0, 80)}; expected ${expected}`);
    return value as T;
  }

  number(key: string, fallback?: number): number {
    const value = this.#typed(key, "number", "a positive number", fallback);
    if (!(value > 0 && Number.isFinite(value))) this.fail(key, `is ${value}; expected a positive number`);
    return value;
  }

  integer(key: string, fallback?: number): number {
    const value = this.number(key, fallback);
    if (!Number.isSafeInteger(value)) this.fail(key, `is ${value}; expected a positive whole number`);
    return value;
  }

  /** A whole number, 0 too. */
  whole(key: string): number {
    return this.raw(key) === 0 ? 0 : this.integer(key);
  }

  /** Fails where the key is there and is not `supported`. */
  refuse(key: string, supported: string | number | boolean): void {
    const value = this.raw(key);
    if (this.has(key) && value !== supported)
      this.fail(key, `is ${JSON.stringify(value)}; supported: ${JSON.stringify(supported)}`);
  }

  numbers(key: string): number[] {
    const value = this.raw(key);
    if (!Array.isArray(value) || !value.every((one) => typeof one === "number" && one > 0))
      this.fail(key, `is ${JSON.stringify(value)?.slice(0, 80)}; expected a list of positive numbers`);
    return value as number[];
  }

  boolean(key: string, fallback?: boolean): boolean {
    return this.#typed(key, "boolean", "true or false", fallback);
  }

  string(key: string, fallback?: string): string {
    return this.#typed(key, "string", "text", fallback);
  }

  object(key: string): Reader | undefined {
    if (!this.has(key)) return undefined;
    const value = this.json[key];
    if (typeof value !== "object" || Array.isArray(value))
      this.fail(key, `is ${JSON.stringify(value)}; expected an object`);
    return new Reader(this.where, value as Json, `${this.prefix}${key}.`);
  }
}

// Numbers as JSON bytes, written straight into a buffer: a request holds hundreds of thousands of them, for which
// JSON.stringify would make a text several times as long, and arrays of numbers before it.

/** Powers of ten from 1e-60 to 1e60. */
const POWERS = Float64Array.from({ length: 121 }, (_, i) => Number(`1e${i - 60}`));
const [MINUS, ZERO, COMMA, OPEN, CLOSE, EXPONENT] = [..."-0,[]e"].map((character) => character.charCodeAt(0));

/** The longest number written: sign, nine digits, e, sign, two digits; and a comma. */
const LONGEST = 16;

/** A growing buffer of JSON text. */
export class JsonBytes {
  #bytes: Buffer;
  #length = 0;

  /** `size`: bytes expected. */
  constructor(size = 65_536) {
    this.#bytes = Buffer.allocUnsafe(size);
  }

  /** JSON as it is. */
  text(json: string): this {
    this.#room(3 * json.length);
    this.#length += this.#bytes.write(json, this.#length, "utf8");
    return this;
  }

  /** `[a,b,...]` of whole numbers from 0 to 2^32 − 1, of several arrays after one another. */
  integers(...parts: readonly ArrayLike<number>[]): this {
    const count = parts.reduce((sum, { length }) => sum + length, 0);
    this.#room(count * LONGEST + 2);
    this.#bytes[this.#length++] = OPEN;
    for (const part of parts) {
      for (let i = 0; i < part.length; i++) {
        this.#digits(part[i]);
        this.#bytes[this.#length++] = COMMA;
      }
    }
    this.#close(count);
    return this;
  }

  /**
   * `[0,...,a,b,...]`: `zeros` zeros, then `values`, each so that float32 reads the same number again (nine significant
   * digits). Throws an Error for a number that is not finite.
   */
  floats(zeros: number, values: Float32Array): this {
    this.#room(2 * zeros + values.length * LONGEST + 2);
    const bytes = this.#bytes;
    bytes[this.#length++] = OPEN;
    for (let i = 0; i < zeros; i++) {
      bytes[this.#length++] = ZERO;
      bytes[this.#length++] = COMMA;
    }
    // Advantages and masks are runs of the same number.
    let [last, from, to] = [Number.NaN, 0, 0];
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (value === last) {
        // A call of copyWithin costs more than so few bytes.
        for (let at = from; at < to; at++) bytes[this.#length++] = bytes[at];
        continue;
      }
      [last, from] = [value, this.#length];
      this.#float(value);
      bytes[this.#length++] = COMMA;
      to = this.#length;
    }
    this.#close(zeros + values.length);
    return this;
  }

  /** The bytes written. */
  done(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #float(value: number): void {
    if (!Number.isFinite(value)) throw new Error(`${value} cannot be sent: it is not a finite number`);
    if (value < 0) this.#bytes[this.#length++] = MINUS;
    const size = Math.abs(value);
    if (size < 2 ** 31 && Number.isInteger(size)) {
      this.#digits(size);
      return;
    }
    let exponent = Math.floor(Math.log10(size)) - 8;
    let mantissa = Math.round(size * POWERS[60 - exponent]);
    while (mantissa % 10 === 0) {
      mantissa /= 10;
      exponent++;
    }
    this.#digits(mantissa);
    if (exponent === 0) return;
    this.#bytes[this.#length++] = EXPONENT;
    if (exponent < 0) this.#bytes[this.#length++] = MINUS;
    this.#digits(Math.abs(exponent));
  }

  #digits(value: number): void {
    let end = this.#length + 1;
    for (let above = 10; above <= value; above *= 10) end++;
    this.#length = end;
    let rest = value;
    do {
      const next = Math.floor(rest / 10);
      this.#bytes[--end] = ZERO + (rest - 10 * next);
      rest = next;
    } while (rest > 0);
  }

  /** Ends an array: the last comma, if there is one, becomes the bracket. */
  #close(count: number): void {
    if (count > 0) this.#length--;
    this.#bytes[this.#length++] = CLOSE;
  }

  #room(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, this.#length + bytes));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

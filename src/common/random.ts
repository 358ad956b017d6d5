// Seeded random numbers: the same seed gives the same sequence on every machine, and the state can be saved,
// so that a resumed run is the same run. The generator is xoshiro128** (Blackman and Vigna, 2018).

/** The whole state of a `Random`, as JSON can hold it: four unsigned 32-bit integers. */
export type RandomState = readonly [number, number, number, number];

/** A deterministic stream of random numbers. Not for secrets. */
export class Random {
  readonly #s: Uint32Array;

  /** `seed`: a finite number or text; near seeds give unrelated streams. */
  constructor(seed: number | string) {
    this.#s = expand([0x9e3779b9], seed);
  }

  /** The stream that goes on where `state` was taken. Throws a RangeError where it is not a state. */
  static fromState(state: readonly number[]): Random {
    const valid = state.length === 4 && state.every((word) => Number.isInteger(word) && word === word >>> 0);
    if (!valid || state.every((word) => word === 0)) throw new RangeError(`not a random state: [${state}]`);
    const random = new Random(0);
    random.#s.set(state);
    return random;
  }

  /** A copy of the state, for `fromState`. */
  state(): RandomState {
    const [a, b, c, d] = this.#s;
    return [a, b, c, d];
  }

  /** A stream of its own for `key`, set by this stream's present state and the key. Leaves this stream as it is. */
  fork(key: number | string): Random {
    const child = new Random(0);
    child.#s.set(expand(this.#s, key));
    return child;
  }

  /** Uniform over the 2^32 unsigned integers. */
  uint32(): number {
    const s = this.#s;
    const x = Math.imul(s[1], 5);
    const result = Math.imul((x << 7) | (x >>> 25), 9) >>> 0;
    const t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = (s[3] << 11) | (s[3] >>> 21);
    return result;
  }

  /** Uniform in [0, 1), 53 bits. Rounding the result to float32 may give 1. */
  next(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 0x4000000 + low) / 0x20000000000000;
  }

  /** Standard normal (Box and Muller, 1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return radius * Math.cos(2 * Math.PI * this.next());
  }

  /** Uniform over the integers 0..n-1, without bias. `n` is an integer from 1 to 2^32. */
  int(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > 0x100000000) throw new RangeError(`Random.int(${n}): 1 to 2^32`);
    const limit = 0x100000000 - (0x100000000 % n);
    for (;;) {
      const value = this.uint32();
      if (value < limit) return value % n;
    }
  }

  /** Shuffles `array` in place (Fisher and Yates), every order equally likely, and returns it. */
  shuffle<T>(array: T[]): T[] {
    for (let last = array.length - 1; last > 0; last--) {
      const other = this.int(last + 1);
      [array[last], array[other]] = [array[other], array[last]];
    }
    return array;
  }
}

/** Four well-mixed words from some words and a key. Numbers and texts never collide by spelling ("1" is not 1). */
function expand(words: ArrayLike<number>, key: number | string): Uint32Array {
  if (typeof key === "number" && !Number.isFinite(key)) throw new RangeError(`random seed or key: ${key}`);
  const all = Array.from(words);
  if (typeof key === "number") {
    // + 0 makes −0 the same key as 0.
    const bits = new Uint32Array(new Float64Array([key + 0]).buffer);
    all.push(1, bits[0], bits[1]);
  } else {
    all.push(2, key.length);
    for (let i = 0; i < key.length; i++) all.push(key.charCodeAt(i));
  }
  const state = new Uint32Array(4);
  for (let lane = 0; lane < 4; lane++) {
    let hash = Math.imul(lane + 1, 0x9e3779b9);
    for (const word of all) hash = mix(Math.imul(hash, 31) + word + 0x6d2b79f5);
    state[lane] = mix(hash ^ lane);
  }
  if (state.every((word) => word === 0)) state[0] = 1;
  return state;
}

/** The 32-bit finalizer of MurmurHash3: every input bit reaches every output bit. */
function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

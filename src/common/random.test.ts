import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "./random.ts";

const take = (random: Random, count: number) => Array.from({ length: count }, () => random.uint32());

describe("Random", () => {
  it("follows xoshiro128** from a known state", () => {
    // Computed apart from this code, from the recurrence in the authors' paper.
    expect(take(Random.fromState([1, 2, 3, 4]), 4)).toEqual([11520, 0, 5927040, 70819200]);
  });

  it("goes on from a saved state, through JSON", () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer(), fc.string()), fc.nat(20), (seed, skip) => {
        const random = new Random(seed);
        take(random, skip);
        random.normal();
        const copy = Random.fromState(JSON.parse(JSON.stringify(random.state())));
        expect(take(copy, 5)).toEqual(take(random, 5));
      }),
    );
  });

  it("gives the same stream for the same seed and another for another", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (a, b) => {
        const same = JSON.stringify(take(new Random(a), 4)) === JSON.stringify(take(new Random(b), 4));
        expect(same).toBe(a === b);
      }),
    );
    expect(new Random(1).state()).not.toEqual(new Random("1").state());
    expect(new Random(-0).state()).toEqual(new Random(0).state());
  });

  it("forks without moving the parent, one stream a key", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(), fc.nat(), (seed, a, b) => {
        const random = new Random(seed);
        const before = random.state();
        const first = take(random.fork(a), 4);
        expect(random.state()).toEqual(before);
        expect(take(random.fork(a), 4)).toEqual(first);
        if (a !== b) expect(take(random.fork(b), 4)).not.toEqual(first);
      }),
    );
  });

  it("has the moments of its distributions", () => {
    const random = new Random(7);
    const count = 100_000;
    let sum = 0;
    let sumNormal = 0;
    let squares = 0;
    for (let i = 0; i < count; i++) {
      const uniform = random.next();
      if (uniform < 0 || uniform >= 1) throw new Error(`out of range: ${uniform}`);
      sum += uniform;
      const normal = random.normal();
      sumNormal += normal;
      squares += normal * normal;
    }
    expect(sum / count).toBeCloseTo(0.5, 2);
    expect(Math.abs(sumNormal / count)).toBeLessThan(0.015);
    expect(squares / count).toBeCloseTo(1, 1);
  });

  it("draws integers evenly, in forked streams too", () => {
    const counts = new Array(6).fill(0);
    const root = new Random("dice");
    for (let i = 0; i < 60_000; i++) counts[root.fork(i).int(6)]++;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(450);
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 2 ** 32 }), (seed, n) => {
        const value = new Random(seed).int(n);
        expect(Number.isInteger(value) && value >= 0 && value < n).toBe(true);
      }),
    );
  });

  it("shuffles into a permutation, each about equally often", () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.integer()), (seed, array) => {
        const shuffled = new Random(seed).shuffle([...array]);
        expect([...shuffled].sort((a, b) => a - b)).toEqual([...array].sort((a, b) => a - b));
      }),
    );
    const random = new Random(3);
    const orders = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = random.shuffle([0, 1, 2]).join();
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).toBe(6);
    for (const count of orders.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it("refuses what is no seed, state or range", () => {
    expect(() => new Random(Number.NaN)).toThrow(RangeError);
    expect(() => Random.fromState([0, 0, 0, 0])).toThrow(RangeError);
    expect(() => Random.fromState([1, 2, 3])).toThrow(RangeError);
    expect(() => new Random(1).int(0)).toThrow(RangeError);
  });
});

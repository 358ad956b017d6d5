import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JsonBytes } from "./json-bytes.ts";

const read = (json: JsonBytes) => JSON.parse(Buffer.from(json.done()).toString());

describe("JsonBytes", () => {
  it("writes float32 numbers so that they are read again as the same", () => {
    const number = fc.float({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.array(number), fc.nat(5), (values, zeros) => {
        const given = Float32Array.from(values, (value) => value + 0);
        const back = read(new JsonBytes(1).floats(zeros, given));
        expect(Float32Array.from(back.slice(zeros))).toEqual(given);
        expect(back.slice(0, zeros)).toEqual(new Array(zeros).fill(0));
      }),
      { numRuns: 300 },
    );
  });

  it("repeats runs of the same number", () => {
    const values = Float32Array.of(-0.1, -0.1, -0.1, 2, 2, 0, -0.1);
    const text = Buffer.from(new JsonBytes().floats(1, values).done()).toString();
    expect(text).toMatch(/^\[0,(-1\d+e-\d+),\1,\1,2,2,0,\1\]$/);
  });

  it("writes whole numbers of several arrays", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2 ** 32 - 1)), fc.array(fc.nat()), (a, b) => {
        expect(read(new JsonBytes(1).integers(a, Uint32Array.from(b)))).toEqual([...a, ...b]);
      }),
    );
  });

  it("writes text beside them", () => {
    expect(read(new JsonBytes(1).text('{"ä":').integers([]).text("}"))).toEqual({ ä: [] });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("refuses %s", (value) => {
    expect(() => new JsonBytes().floats(0, Float32Array.of(value))).toThrow(/not a finite number/);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readableJson } from "./directory.ts";

describe("JSON for people", () => {
  it("says what JSON.stringify says", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(readableJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("keeps what is short together", () => {
    const estimate = { value: 0.5, interval: [0.4, 0.6], none: undefined };
    expect(readableJson({ long: "x".repeat(100), estimate, empty: {}, list: [] })).toBe(
      `{\n  "long": "${"x".repeat(100)}",\n  "estimate": { "value": 0.5, "interval": [0.4, 0.6] },\n  "empty": {},\n  "list": []\n}\n`,
    );
  });
});

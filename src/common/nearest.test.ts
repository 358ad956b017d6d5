import { expect, it } from "vitest";
import { didYouMean, nearest } from "./nearest.ts";

it("is the nearest name, where it is near", () => {
  expect(nearest("rescor", ["compare", "rescore"])).toBe("rescore");
  expect(nearest("adit", ["audit"])).toBe("audit");
  expect(nearest("frobnicate", ["compare", "rescore"])).toBeUndefined();
  expect(nearest("x", [])).toBeUndefined();
  expect(didYouMean("anwser", ["answer", "prompt"])).toBe('; did you mean "answer"?');
  expect(didYouMean("solution", ["answer", "prompt"])).toBe("");
});

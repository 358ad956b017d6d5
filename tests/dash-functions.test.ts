// What the pages' own functions give, without a browser.
import { describe, expect, it } from "vitest";
import { keyOf, type LoadedArm } from "../web/arms.ts";
import type { LoadedRun } from "../web/store.ts";
import { syntheticSummary } from "./synthetic-run.ts";

describe("curves", () => {
  it("are drawn again for an evaluation that comes without a step: that before training, and the last", () => {
    const { before, after } = syntheticSummary();
    const run = {
      facts: { name: "a" },
      metrics: [],
      supervised: [],
      alarms: [],
      summary: null,
      before: null,
    };
    const keys = [{}, { before }, { before, summary: { steps: 20, after } }].map((more) =>
      keyOf({ name: "a", loaded: [{ ...run, ...more } as unknown as LoadedRun] } as unknown as LoadedArm),
    );
    expect(new Set(keys).size).toBe(3);
  });
});

import { describe, expect, it } from "vitest";
import { MemoryRun } from "./memory-run.ts";
import { freshState } from "./run-store.ts";

const at = (step: number) => ({ ...freshState(3), step });

describe("a run in memory", () => {
  it("begins anew, and goes on from its newest checkpoint without what came after", async () => {
    const run = new MemoryRun("pure", () => {});
    expect(await run.open(3)).toMatchObject({ state: freshState(3), checkpoint: null });
    for (const step of [1, 2, 3]) {
      run.append("metrics", { step });
      await run.writeLines("rollouts", step, [{ step }]);
      await run.writeLines("solutions", step, [{ step }]);
      if (step < 3) await run.save(at(step), 1, async () => {});
    }
    const { state, checkpoint } = await run.open(3);
    expect(state).toEqual(at(2));
    expect(checkpoint).toEqual({ step: 2, path: "pure/checkpoints/2" });
    expect(await run.readMetrics()).toEqual([{ step: 1 }, { step: 2 }]);
    expect(await run.readLines("rollouts", 2)).toEqual([{ step: 2 }]);
    expect(await run.readLines("rollouts", 3)).toBeUndefined();
    expect(await run.readLines("solutions", 3)).toBeUndefined();
  });

  it("keeps as many checkpoints as asked, and those that are needed; the state is a copy", async () => {
    const forgotten: string[] = [];
    const saved: string[] = [];
    const run = new MemoryRun("pure", (path) => forgotten.push(path));
    const state = at(1);
    for (const step of [1, 2, 3, 4]) {
      state.step = step;
      await run.save(
        state,
        2,
        async (path) => void saved.push(path),
        (own) => own === 1,
      );
    }
    state.step = 9;
    expect(saved).toEqual([1, 2, 3, 4].map((step) => `pure/checkpoints/${step}`));
    expect(forgotten).toEqual(["pure/checkpoints/2"]);
    expect(await run.latest(3)).toEqual({ step: 3, path: "pure/checkpoints/3" });
    expect(await run.latest(2)).toEqual({ step: 1, path: "pure/checkpoints/1" });
    expect(await run.read({ step: 4, path: "" })).toEqual(at(4));
    (await run.read({ step: 4, path: "" })).step = 7;
    expect(await run.read({ step: 4, path: "" })).toEqual(at(4));
    await run.returnTo({ step: 1, path: "pure/checkpoints/1" }, { ...at(1), rollbacks: 1 });
    expect(await run.open(3)).toMatchObject({ state: { step: 1, rollbacks: 1 } });
    expect(forgotten).toEqual([2, 3, 4].map((step) => `pure/checkpoints/${step}`));
  });

  it("keeps the rollouts of the last steps", async () => {
    const run = new MemoryRun("pure", () => {});
    for (let step = 1; step <= 12; step++) await run.writeLines("rollouts", step, [{ step }]);
    expect(await run.readLines("rollouts", 2)).toBeUndefined();
    expect(await run.readLines("rollouts", 3)).toEqual([{ step: 3 }]);
  });
});

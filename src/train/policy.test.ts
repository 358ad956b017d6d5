// A run whose server loses the policy, on fakes: what computes in this process beside it goes back with it. The stub of a
// server has its own in tinker.test.ts.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { FakeEngine } from "../../tests/fake-engine.ts";
import { fakeConfig, fakeInputs, temporaryRuns, vocabSize } from "../../tests/fake-run.ts";
import type { TinkerEngine } from "../engine/tinker/engine.ts";
import { EngineLostError, type Loss, type LossRows } from "../engine/types.ts";
import { trainThrough } from "./policy.ts";
import type { StepMetrics } from "./runs/records.ts";

/** A policy that is lost at the pass of this number (counted from 1), and opened again untrained. */
class LostEngine extends FakeEngine {
  readonly #untrained = this.weights.slice();
  passes = 0;
  lostAt = 0;

  override async forwardBackward(rows: LossRows, loss: Loss) {
    if (++this.passes === this.lostAt) throw new EngineLostError("the server has lost the model");
    return super.forwardBackward(rows, loss);
  }

  async reopen(): Promise<void> {
    this.weights.set(this.#untrained);
  }
}

it("goes back with its critic where the policy is lost before the first checkpoint that is due", async () => {
  const run = async (lostAt: number) => {
    const config = fakeConfig(temporaryRuns(), {
      credit: { estimator: "gae" },
      critic: { source: "fake" },
      engine: { type: "tinker", url: "http://127.0.0.1", model: "fake" },
      train: { steps: 4, checkpointEvery: 0 },
    });
    const plain = fakeInputs(config);
    const policy = Object.assign(new LostEngine({ ...plain.policy.options, vocabSize }), { lostAt });
    const inputs = { ...plain, policy, heldOut: [] };
    const { checkpoint } = await trainThrough(inputs, policy as unknown as TinkerEngine);
    const read = (...path: string[]) => readFileSync(join(config.run.directory, "test", ...path), "utf8");
    const metrics = read("metrics.jsonl").trim().split("\n");
    const critic = JSON.parse(readFileSync(join(checkpoint!.path, "critic", "fake.json"), "utf8"));
    const losses = metrics.map((line) => (JSON.parse(line) as StepMetrics).loss);
    return { losses, critic, passes: policy.passes };
  };
  const [lost, undisturbed] = [await run(4), await run(0)];
  expect([lost.passes, undisturbed.passes]).toEqual([8, 4]);
  expect(lost.critic.state.steps).toBe(4);
  expect(lost.losses).toEqual(undisturbed.losses);
  expect(lost.critic).toEqual(undisturbed.critic);
});

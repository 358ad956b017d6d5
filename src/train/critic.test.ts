import { describe, expect, it } from "vitest";
import type { ResponseCredit } from "../credit/estimators.ts";
import type { Engine, Group, TokenGroup } from "../engine/types.ts";
import { UserError } from "../errors.ts";
import { addValues, updateCritic } from "./critic.ts";
import type { Rollout, RolloutGroup } from "./rollout.ts";

function groupOf(prompt: number[], ...responses: number[][]): RolloutGroup {
  const problem = { id: "p3", prompt: "", answer: null };
  return {
    prompt: { problem, text: "", tokens: prompt },
    responses: responses.map((tokens) => ({ tokens }) as Rollout),
  };
}

describe("the critic", () => {
  it("reads the value of the state before a token one token earlier", async () => {
    const groups = [groupOf([1, 2], [3, 4, 5], [6]), groupOf([7, 8, 9], [3])];
    let asked: readonly TokenGroup[] = [];
    const classify = async (given: readonly TokenGroup[]) => {
      asked = given;
      return given.map(({ responses }, g) =>
        responses.map((tokens, k) => new Float32Array(tokens.length).fill(10 * g + k)),
      );
    };
    await addValues({ classify } as Partial<Engine> as Engine, groups);
    expect(asked).toEqual([
      { prompt: [1], responses: [[2, 3, 4], [2]] },
      { prompt: [7, 8], responses: [[9]] },
    ]);
    expect(groups.map(({ responses }) => responses.map(({ values }) => [...values!]))).toEqual([
      [[0, 0, 0], [1]],
      [[10]],
    ]);
  });

  it("needs a token before the last one of a prompt", async () => {
    const call = addValues({} as Engine, [groupOf([1], [2])]);
    await expect(call).rejects.toThrow(
      new UserError(
        "problem p3: its prompt is one token; estimator gae needs two or more (put a text before it)",
      ),
    );
  });

  it.each([
    [0.25, ["pass", "step"]],
    [Number.NaN, ["pass", "zero"]],
    [Number.POSITIVE_INFINITY, ["pass", "zero"]],
  ])("learns the returns at its own learning rate; a loss of %d: %j", async (loss, expected) => {
    const group = groupOf([1, 2], [3, 4], [5, 6]);
    for (const [k, response] of group.responses.entries()) response.values = Float32Array.of(k, k + 0.5);
    const credits = [
      group.responses.map(
        (_, k): ResponseCredit => ({
          transformed: new Float64Array(0),
          returns: Float64Array.of(k + 1, k + 2),
          advantages: new Float64Array(2),
        }),
      ),
    ];
    const calls: string[] = [];
    let batch: readonly Group[] = [];
    const engine: Partial<Engine> = {
      forwardBackward: async (groups, settings) => {
        expect(settings).toEqual({ type: "value", clip: 0.3 });
        batch = groups;
        calls.push("pass");
        return { loss, logprobs: [], entropy: 0, responseTokens: 0, computedTokens: 0 };
      },
      optimStep: async (params) => {
        expect(params).toEqual({ ...adam, learningRate: 0.125 });
        calls.push("step");
        return { gradNorm: 1, applied: true };
      },
      zeroGrad: () => calls.push("zero"),
    };
    const adam = { beta1: 0.8, beta2: 0.9, epsilon: 1e-7, weightDecay: 0.1, maxGradNorm: 2 };
    const config = {
      optimizer: { learningRate: 9, ...adam },
      critic: { source: null, learningRate: 0.125, clip: 0.3 },
    };
    const result = await updateCritic(
      engine as Engine,
      [group],
      credits,
      config as Parameters<typeof updateCritic>[3],
    );
    expect(result).toBe(loss);
    expect(calls).toEqual(expected);
    const weights = Float32Array.of(0.25, 0.25);
    expect(batch).toEqual([
      {
        prompt: [1],
        responses: [
          { tokens: [2, 3], weights, old: Float32Array.of(0, 0.5), targets: Float32Array.of(1, 2) },
          { tokens: [2, 5], weights, old: Float32Array.of(1, 1.5), targets: Float32Array.of(2, 3) },
        ],
      },
    ]);
  });
});

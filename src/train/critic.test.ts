import { describe, expect, it } from "vitest";
import { type Group, lossGroups, type TokenGroup, tokenGroups } from "../../tests/rows.ts";
import { prompt, type Row, tableOf } from "../../tests/table.ts";
import { UserError } from "../common/errors.ts";
import type { Engine, TokenRows } from "../engine/types.ts";
import { stateValues, updateCritic } from "./critic.ts";

const tableBehind = (prompts: number[][], ...groups: Partial<Row>[][]) =>
  tableOf(
    groups,
    prompts.map((tokens, p) => ({ ...prompt, problem: { ...prompt.problem, id: `p${p}` }, tokens })),
  );

describe("the critic", () => {
  it("reads the value of the state before a token one token earlier", async () => {
    const table = tableBehind(
      [
        [1, 2],
        [7, 8, 9],
      ],
      [{ tokens: [3, 4, 5] }, { tokens: [6] }, { tokens: [] }],
      [{ tokens: [3] }, { tokens: [] }],
    );
    let asked: readonly TokenGroup[] = [];
    const values = Float32Array.of(0, 1, 2, 3, 4);
    const classify = async (given: TokenRows) => {
      asked = tokenGroups(given);
      return values;
    };
    expect(await stateValues({ classify } as Partial<Engine> as Engine, table)).toBe(values);
    expect(asked).toEqual([
      { prompt: [1], responses: [[2, 3, 4], [2], []] },
      { prompt: [7, 8], responses: [[9], []] },
    ]);
  });

  it("needs a token before the last one of a prompt", async () => {
    const call = stateValues({} as Engine, tableBehind([[1, 2], [1]], [{}], [{}]));
    await expect(call).rejects.toThrow(
      new UserError(
        "problem p1: its prompt is one token; estimator gae needs two or more (put a text before it)",
      ),
    );
  });

  it.each([
    [0.25, ["pass", "step"]],
    [Number.NaN, ["pass", "zero"]],
    [Number.POSITIVE_INFINITY, ["pass", "zero"]],
  ])("learns the returns at its own learning rate; a loss of %d: %j", async (loss, expected) => {
    const responses = [
      { tokens: [3, 4], values: Float32Array.of(0, 0.5), returns: [1, 2] },
      { tokens: [5, 6], values: Float32Array.of(1, 1.5), returns: [2, 3], trained: [1, 0] },
    ];
    const table = tableBehind([[1, 2]], responses);
    const calls: string[] = [];
    let batch: readonly Group[] = [];
    const engine: Partial<Engine> = {
      forwardBackward: async (rows, settings) => {
        expect(settings).toEqual({ type: "value", clip: 0.3 });
        batch = lossGroups(rows);
        calls.push("pass");
        return { loss, logprobs: new Float32Array(4), entropy: 0, responseTokens: 0, computedTokens: 0 };
      },
      optimStep: async (params) => {
        expect(params).toEqual({ ...adam, learningRate: 0.125 });
        calls.push("step");
        return { gradNorm: 1, applied: true };
      },
      zeroGrad: async () => {
        calls.push("zero");
      },
    };
    const adam = { beta1: 0.8, beta2: 0.9, epsilon: 1e-7, weightDecay: 0.1, maxGradNorm: 2 };
    const config = {
      optimizer: { learningRate: 9, ...adam },
      critic: { source: null, learningRate: 0.125, clip: 0.3 },
    };
    const result = await updateCritic(engine as Engine, table, config as Parameters<typeof updateCritic>[2]);
    expect(result).toBe(loss);
    expect(calls).toEqual(expected);
    const third = Math.fround(1 / 3);
    const datum = (tokens: number[], weights: number[], old: number[], targets: number[]) => ({
      tokens,
      ...{
        weights: Float32Array.from(weights),
        old: Float32Array.from(old),
        targets: Float32Array.from(targets),
      },
    });
    expect(batch).toEqual([
      {
        prompt: [1],
        responses: [
          datum([2, 3], [third, third], [0, 0.5], [1, 2]),
          datum([2, 5], [third, 0], [1, 1.5], [2, 3]),
        ],
      },
    ]);
  });
});

// What joins the graph's answers: gradients of the rows of embedding and head, logits at the tokens asked for, tokens
// counted; whatever the batch's make-up.
import { afterAll, expect, test } from "vitest";
import { engineOf, gradientOf, smallModel, tokens } from "../../../tests/engine-check.ts";
import { Random } from "../../random.ts";
import type { Group, Loss } from "../types.ts";
import type { EmbeddedEngine } from "./engine.ts";

const engines: EmbeddedEngine[] = [];
afterAll(async () => {
  for (const engine of engines) await engine.dispose();
});
async function open(...args: Parameters<typeof engineOf>): Promise<EmbeddedEngine> {
  const engine = await engineOf(...args);
  engines.push(engine);
  return engine;
}

/** Prompts of 3, 1 and 2 tokens, and responses of these lengths. */
function groupsOf(vocabulary: number, lengths: number[][] = [[2, 4], [3], [1, 5, 2]]): Group[] {
  const random = new Random("trainer");
  return lengths.map((responses, g) => ({
    prompt: tokens(random, [3, 1, 2][g], vocabulary),
    responses: responses.map((length) => ({
      tokens: tokens(random, length, vocabulary),
      weights: Float32Array.from({ length }, () => random.next()),
      targets: Float32Array.from({ length }, () => random.int(2)),
    })),
  }));
}
const bare = (groups: readonly Group[]) =>
  groups.map(({ prompt, responses }) => ({ prompt, responses: responses.map((r) => r.tokens) }));

test.each<[string, Parameters<typeof smallModel>[0], Loss]>([
  ["tied", { tieEmbeddings: true }, { type: "crossEntropy" }],
  ["a head of its own", { tieEmbeddings: false }, { type: "crossEntropy" }],
  ["classification", { head: { type: "classification", labels: 2 } }, { type: "classification" }],
])("embedding and head have the gradient of finite differences: %s", async (_, changes, loss) => {
  const engine = await open(await smallModel({ hiddenSize: 8, heads: 2, ...changes }, 1, 4));
  const groups = groupsOf(8);
  const gradients = await gradientOf(engine, groups, loss);
  const lossAt = async () => (await engine.forwardBackward(groups, loss)).loss;
  for (const name of ["model.embed_tokens.weight", "lm_head.weight"]) {
    if (!engine.model.parameters.specs.some((spec) => spec.name === name)) continue;
    const weights = engine.model.parameters.view(name);
    const gradient = gradients.get(name)!;
    const largest = gradient.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    expect(largest).toBeGreaterThan(0);
    for (let i = 0; i < weights.length; i += 3) {
      const [was, step] = [weights[i], 1e-2];
      weights[i] = was + step;
      const above = await lossAt();
      weights[i] = was - step;
      const below = await lossAt();
      weights[i] = was;
      expect((above - below) / (2 * step) / largest, `${name}[${i}]`).toBeCloseTo(gradient[i] / largest, 1);
    }
  }
});

test("tokens are counted: the responses', and all that were computed", async () => {
  const engine = await open(await smallModel());
  const { responseTokens, computedTokens } = await engine.forwardBackward(groupsOf(8), {
    type: "crossEntropy",
  });
  // A prompt's last token opens each row, so its prefix is one shorter.
  expect([responseTokens, computedTokens]).toEqual([17, 17 + 2 + 0 + 1]);
});

test("logits are those of the tokens asked for, in any order, and of none where none is", async () => {
  const engine = await open(await smallModel({ head: { type: "classification", labels: 3 } }));
  const groups = bare(groupsOf(8));
  const every = groups.map(({ responses }) => responses.map((r) => Array.from(r, (_, i) => i)));
  const whole = await engine.classify(groups, every);
  const asked = [[[1], [3, 0]], [[]], [[], [4], [1, 1]]];
  const check = async (positions: number[][][]) => {
    const some = await engine.classify(groups, positions);
    positions.forEach((group, g) => {
      group.forEach((read, r) => {
        expect(some[g][r].length).toBe(3 * read.length);
        read.forEach((position, i) => {
          for (let label = 0; label < 3; label++)
            expect(some[g][r][3 * i + label]).toBeCloseTo(whole[g][r][3 * position + label], 5);
        });
      });
    });
  };
  await check(asked);
  await check(asked.map((group) => group.map(() => [])));
});

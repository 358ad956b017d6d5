// A reward of one's own: a configuration of `pure train` whose reward is a function. Right answers earn 1, wrong ones
// nothing, and what is beyond sixty words costs a little.
//
//   npx pure train --config examples/own-reward.ts --model.source HuggingFaceTB/SmolLM2-135M-Instruct
import { defineConfig, verifyAnswer } from "pure-rl";

const LONGEST = 60;

export default defineConfig({
  model: { source: "HuggingFaceTB/SmolLM2-135M-Instruct" },
  data: { source: "examples/word-problems.jsonl", stepSeparator: "\n" },
  reward: {
    mode: "vr",
    // Null: this response has no reward, and is no part of what the others are compared with.
    custom: async ({ response, reference }) => {
      if (reference === null) return null;
      const { verdict } = await verifyAnswer(response, reference);
      if (verdict === null) return null;
      const words = response.split(/\s+/).length;
      return Number(verdict) - 0.01 * Math.max(0, words - LONGEST);
    },
  },
  sampling: { promptsPerStep: 4, samplesPerPrompt: 4, maxTokens: 200 },
  train: { steps: 20, evalProblems: 4 },
});

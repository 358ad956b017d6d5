// A small run with fake engines, for tests of the loops: problems over the arithmetic alphabet whose answer is always
// 7, a process reward model that likes steps ending in 7, and a configuration to vary.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PureConfig, PureConfigInput } from "../src/config/schema.ts";
import { resolveConfig } from "../src/config.ts";
import { arithmeticTokenizerFiles } from "../src/data/arithmetic-tokenizer.ts";
import { encodePrompts } from "../src/data/prompts.ts";
import { createTokenizer } from "../src/model/tokenizer.ts";
import { embeddedScorer } from "../src/reward/prm.ts";
import { stepTokenId } from "../src/reward/reading.ts";
import type { PureInputs } from "../src/train/run.ts";
import { FakeEngine } from "./fake-engine.ts";

export const tokenizer = createTokenizer(arithmeticTokenizerFiles());
export const vocabSize = tokenizer.vocabSize;
const problems = Array.from({ length: 20 }, (_, i) => ({
  id: `p${i}`,
  prompt: `${i % 10}+${i % 7}=`,
  answer: "7",
}));
export const { prompts } = encodePrompts(problems, tokenizer, 32);

/** A process reward model: +1 for a step whose last character is 7, −1 for any other. */
export function fakePrm(): FakeEngine {
  const engine = new FakeEngine({ vocabSize, labels: 2 });
  const seven = tokenizer.encode("7")[0];
  for (let previous = 0; previous < vocabSize; previous++) {
    for (let token = 0; token < vocabSize; token++) {
      const row = 2 * (previous * vocabSize + token);
      engine.weights.set(previous === seven ? [-4, 4] : [4, -4], row);
    }
  }
  return engine;
}

/** A fresh directory for runs. */
export function temporaryRuns(): string {
  return mkdtempSync(join(tmpdir(), "pure-runs-"));
}

type Sections = Omit<PureConfigInput, "model" | "data">;

/** A configuration of the fake run; `sections` are laid over it. */
export function fakeConfig(directory: string, sections: Sections = {}): PureConfig {
  return resolveConfig({
    model: { source: "fake" },
    data: { source: "fake", stepSeparator: ";", answerPattern: "A(\\d)" },
    sampling: { promptsPerStep: 4, samplesPerPrompt: 4, maxTokens: 12, ...sections.sampling },
    credit: { klCoefficient: 0, ...sections.credit },
    reward: { mode: "prm+vr", prm: "fake", stepToken: ";", ...sections.reward },
    ...{ loss: sections.loss, engine: sections.engine },
    optimizer: { learningRate: 0.1, ...sections.optimizer },
    critic: { learningRate: 0.05, ...sections.critic },
    train: { steps: 4, evalEvery: 0, checkpointEvery: 2, ...sections.train },
    run: { directory, name: "test", ...sections.run },
  });
}

/** What `trainPure` takes as a process reward model. */
export function fakeScorer(engine = fakePrm()): PureInputs["prm"] {
  return { scorer: embeddedScorer(engine), stepToken: stepTokenId(tokenizer, ";") };
}

/** Everything `trainPure` needs; the policy is the same for the same seed. */
export function fakeInputs(
  config: PureConfig,
  more: Partial<PureInputs> = {},
): PureInputs & { policy: FakeEngine } {
  const policy = () => new FakeEngine({ vocabSize, seed: 5, decode: (tokens) => tokenizer.decode(tokens) });
  return {
    config,
    tokenizer,
    policy: policy(),
    reference: config.credit.klCoefficient > 0 ? policy() : null,
    prm: config.reward.mode === "vr" ? null : fakeScorer(),
    critic: config.credit.estimator === "gae" ? new FakeEngine({ vocabSize, labels: 1 }) : null,
    prompts: prompts.slice(0, 15),
    heldOut: prompts.slice(15),
    skippedPrompts: 0,
    ...more,
  } as PureInputs & { policy: FakeEngine };
}

// The models and prompts of the benchmarks that load them, made once, under runs/bench. Of the whole-step benchmarks:
// Hugging Face directories, one warmed up on demonstrations of the arithmetic task, one at random with long prompts. Of
// the evaluation's: SmolLM2-135M-Instruct with problems of GSM8K.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeDirectory } from "../src/common/directories.ts";
import { Random } from "../src/common/random.ts";
import { tokenRows } from "../src/common/rows.ts";
import { createNoise, demonstration, generateProblems } from "../src/data/arithmetic.ts";
import { arithmeticTokenizerFiles } from "../src/data/arithmetic-tokenizer.ts";
import { createEmbeddedEngine } from "../src/engine/embedded/engine.ts";
import type { ModelConfig } from "../src/model/config.ts";
import { initialize } from "../src/model/initialize.ts";
import { readTokenizer, saveModel } from "../src/model/load.ts";
import { createTokenizer, type Tokenizer } from "../src/model/tokenizer.ts";
import { type AnswerInputs, type StepInputs, small } from "./cases.ts";
import { modelConfig } from "./ours/model.ts";
import { peersPython } from "./pairs.ts";
import type { LoadRequest } from "./protocol.ts";
import { smollm2Gguf, writeDirectory, writeGguf } from "./smollm2.ts";

const directory = fileURLToPath(new URL("../runs/bench", import.meta.url));
const promptCount = 8;
const longPrompt = 100;

/** Real models in GGUF, downloaded where they are not there: of one type of block, and of several. */
export function ggufInputs(): LoadRequest[] {
  return ["smollm2", "gemma3"].map((name) => {
    const script = fileURLToPath(new URL(`peers/${name}.sh`, import.meta.url));
    return { gguf: execFileSync("bash", [script], { encoding: "utf8" }).trim() };
  });
}

export async function stepInputs(log: (line: string) => void): Promise<StepInputs> {
  const random = new Random(11);
  const warmedUp = join(directory, "warmed-up");
  if (!existsSync(warmedUp)) {
    log("making the warmed-up checkpoint (300 supervised steps, a few minutes, once)");
    await makeWarmedUp(warmedUp);
  }
  const longPrompts = join(directory, "random");
  const characters = characterTokenizer(small.vocabSize);
  if (!existsSync(longPrompts)) await saveAs(longPrompts, modelConfig(small), characters);
  const text = () =>
    // One token short: both sides put the beginning token in front.
    Array.from({ length: longPrompt - 1 }, () =>
      characters.tokenText(4 + random.int(small.vocabSize - 4)),
    ).join("");
  return {
    warmedUp: {
      checkpoint: warmedUp,
      prompts: generateProblems(promptCount, random, { side: "heldOut" }).map(({ prompt }) => prompt),
    },
    longPrompts: { checkpoint: longPrompts, prompts: Array.from({ length: promptCount }, text) },
  };
}

/** The first `limit` problems of a file of GSM8K, and the model that answers them. */
export async function answerInputs(
  file: string,
  limit: number,
  log: (line: string) => void,
): Promise<AnswerInputs> {
  log("making SmolLM2-135M-Instruct in float32 (once)");
  const model = join(directory, "smollm2");
  await writeDirectory(model);
  const ggufs: Record<string, string> = { q4_1: smollm2Gguf() };
  const python = peersPython();
  for (const type of python ? (["f32", "f16"] as const) : []) {
    ggufs[type] = join(directory, `smollm2-${type}.gguf`);
    writeGguf(ggufs[type], type, python as string);
  }
  const problems = readFileSync(file, "utf8")
    .split("\n")
    .slice(0, limit)
    .filter((line) => line.trim() !== "")
    .map((line) => (JSON.parse(line) as { question: string }).question);
  const tokenizer = await readTokenizer(model);
  const tokens = problems.map((content) => {
    const messages = [{ role: "user" as const, content }];
    return tokenizer.encode(tokenizer.applyChatTemplate(messages, { addGenerationPrompt: true }));
  });
  return { model, ggufs, problems, tokens, endToken: tokenizer.eosIds[0] };
}

/** Supervised training on noisy demonstrations: short responses that end on their own, as after a real warm-up. */
async function makeWarmedUp(path: string): Promise<void> {
  const tokenizer = createTokenizer(arithmeticTokenizerFiles());
  const config = modelConfig({ ...small, vocabSize: tokenizer.vocabSize });
  const model = { config, tokenizer, parameters: initialize(config, 1), generation: generationOf(tokenizer) };
  const engine = createEmbeddedEngine({ model });
  const random = new Random(1);
  const noise = createNoise(1);
  const examples = generateProblems(4000, random, { side: "train" }).map((problem) => ({
    prompt: tokenizer.encode(problem.prompt, { addSpecialTokens: true }),
    tokens: [...tokenizer.encode(demonstration(problem, noise, random)), tokenizer.eosIds[0]],
  }));
  const adam = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0, maxGradNorm: 1 };
  for (let step = 0; step < 300; step++) {
    const batch = Array.from({ length: 32 }, () => examples[random.int(examples.length)]);
    const rows = tokenRows(
      batch.map(({ prompt }) => ({ tokens: prompt })),
      [...batch.keys()],
      batch.map(({ tokens }) => tokens),
    );
    const weights = new Float32Array(rows.tokens.length).fill(1 / rows.tokens.length);
    await engine.forwardBackward({ ...rows, weights }, { type: "crossEntropy" });
    await engine.optimStep({ ...adam, learningRate: 1e-3 * Math.min(1, (step + 1) / 30) });
  }
  await makeDirectory(directory);
  await saveModel(path, model);
  await engine.dispose();
}

async function saveAs(path: string, config: ModelConfig, tokenizer: Tokenizer): Promise<void> {
  await makeDirectory(directory);
  const generation = generationOf(tokenizer);
  await saveModel(path, { config, tokenizer, parameters: initialize(config, 2), generation });
}

function generationOf({ eosIds, bosId, padId }: Tokenizer) {
  return { eosIds, bosId, padId };
}

/** The arithmetic tokenizer with more characters, so that every id of a model at random is a token. */
function characterTokenizer(size: number): Tokenizer {
  const files = arithmeticTokenizerFiles();
  const tokenizer = JSON.parse(files.get("tokenizer.json") ?? "") as {
    model: { vocab: Record<string, number> };
  };
  const { vocab } = tokenizer.model;
  for (let code = "a".charCodeAt(0); Object.keys(vocab).length < size; code++) {
    const character = String.fromCharCode(code);
    if (!(character in vocab)) vocab[character] = Object.keys(vocab).length;
  }
  return createTokenizer(files.set("tokenizer.json", JSON.stringify(tokenizer)));
}

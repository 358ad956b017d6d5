// Greedy text of a GGUF model here, judged token by token by llama.cpp (node-llama-cpp), which is no dependency:
//   npx tsx tests/reference/greedy-llama.ts MODEL.gguf [FLOAT.gguf]
// FLOAT.gguf: the same weights in float32 (bench/peers/gguf_float.py) for llama.cpp, whose products of quantized weights
// are others. Both tokenize the prompts, which must be the same tokens; then at each of 200 tokens the one taken here must
// have the largest logit there, but for ties. Exits with 1 where it has not.
import { pathToFileURL } from "node:url";
import { llamaCpp } from "../../bench/pairs.ts";
import { createEmbeddedEngine } from "../../src/engine/embedded/engine.ts";
import { loadModel } from "../../src/model/load.ts";

const [MAX_TOKENS, MAX_CONTEXT] = [200, 512];
/** Logits nearer than this are a tie. */
const TIE = 2e-3;
const prompts = [
  "The capital of France is",
  "Natalia sold clips to 48 of her friends in April, and then half as many in May. How many in all?\n\n",
  "def fibonacci(n):\n    ",
  "Größe und Gewicht, naïve 東京:  ",
];

/** What is used of node-llama-cpp. */
interface Next {
  next: { logits: Map<number, number>; totalLogitWeight: number };
}
interface Sequence {
  clearHistory(): Promise<void>;
  controlledEvaluate(input: [number, object][]): Promise<(Next | undefined)[]>;
}
interface Llama {
  loadModel(options: object): Promise<{
    tokenize(text: string): number[];
    createContext(options: object): Promise<{ getSequence(): Sequence }>;
  }>;
}

const [path, float = path] = process.argv.slice(2);
if (!path) throw new Error("usage: npx tsx tests/reference/greedy-llama.ts MODEL.gguf [FLOAT.gguf]");
const module = llamaCpp();
if (module === null) throw new Error("node-llama-cpp is not installed: bash bench/peers/setup.sh");
const { getLlama } = (await import(pathToFileURL(module).href)) as { getLlama(o: object): Promise<Llama> };
const llama = await getLlama({ gpu: false, build: "never", skipDownload: true, logLevel: "error" });
const theirs = await llama.loadModel({ modelPath: float });
const cache = {
  experimentalKvCacheKeyType: "F32",
  experimentalKvCacheValueType: "F32",
  flashAttention: false,
};
const model = await loadModel(path);
// Of the models of tests/fixtures it is shorter.
const contextSize = Math.min(MAX_CONTEXT, model.config.maxPositions);
const sequence = (await theirs.createContext({ contextSize, ...cache })).getSequence();
const engine = createEmbeddedEngine({ model, maxContext: contextSize });
const maxTokens = Math.min(MAX_TOKENS, contextSize >> 1);
const inputs = prompts
  .map((prompt) => model.tokenizer.encode(prompt, { addSpecialTokens: true }))
  .map((tokens) => tokens.slice(0, contextSize - maxTokens));
let [taken, ties, parted, gap] = [0, 0, 0, 0];
for (const [i, prompt] of prompts.entries()) {
  const bos = model.tokenizer.encode("", { addSpecialTokens: true });
  const other = [...bos, ...theirs.tokenize(prompt)].slice(0, inputs[i].length);
  if (JSON.stringify(inputs[i]) !== JSON.stringify(other))
    throw new Error(`${JSON.stringify(prompt)}: ${inputs[i]} here, ${other} there`);
}
const params = { maxTokens, temperature: 0, topP: 1, stopTokens: [], stop: [], seed: 0 };
for await (const { prompt, tokens, logprobs } of engine.sample(inputs, 1, params)) {
  const first = inputs[prompt].length - 1;
  const whole = [...inputs[prompt], ...tokens];
  const input = whole.slice(0, -1).map((token, at): [number, object] => {
    const filter = { tokens: [whole[at + 1]], includeMax: true };
    const generateNext = { logits: { filter }, totalLogitWeight: true, options: { temperature: 0 } };
    return [token, at < first ? {} : { generateNext }];
  });
  await sequence.clearHistory();
  const results = await sequence.controlledEvaluate(input);
  for (const [at, token] of tokens.entries()) {
    const { logits, totalLogitWeight } = (results[first + at] as Next).next;
    const largest = Math.max(...logits.values());
    const own = logits.get(token) as number;
    gap = Math.max(gap, Math.abs(own - largest - Math.log(totalLogitWeight) - logprobs[at]));
    taken++;
    if (own === largest) continue;
    if (largest - own < TIE) ties++;
    else parted++;
    console.error(
      `prompt ${prompt}, token ${at}: ${(largest - own).toExponential(1)} below the largest logit`,
    );
  }
  console.error(JSON.stringify(model.tokenizer.decode(tokens)));
}
console.log(
  `${path}: ${taken} greedy tokens, ${taken - ties - parted} llama.cpp's own, ${ties} at ties, ${parted} others; ` +
    `log-probabilities differ by at most ${gap.toExponential(1)}`,
);
await engine.dispose();
process.exit(parted > 0 ? 1 : 0);

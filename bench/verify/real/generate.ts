// Responses of two small models to word problems and competition problems under several prompts: the raw text that the
// set of real answers was labelled from. Standard output: JSON lines of id, model, style, source, problem, reference,
// response, finish.
//   npx tsx bench/verify/real/generate.ts MODEL.gguf smollm2|gemma3 PROBLEMS-DIRECTORY END [BEGIN] > responses.jsonl
// PROBLEMS-DIRECTORY has gsm8k.jsonl, asdiv.jsonl, mawps.jsonl, math500.jsonl. Responses BEGIN (0) to END - 1 of an endless
// list. Needs bench/peers/setup.sh.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { llamaCpp } from "../../pairs.ts";

interface Sequence {
  evaluate(tokens: number[], options: object): AsyncGenerator<number>;
  clearHistory(): Promise<void>;
}
interface Model {
  tokenize(text: string, special: boolean): number[];
  detokenize(tokens: number[], special?: boolean): string;
  createContext(options: object): Promise<{ getSequence(): Sequence }>;
}
interface Llama {
  loadModel(options: object): Promise<Model>;
}

interface Problem {
  source: string;
  problem: string;
  reference: string;
}

const [path, name, directory, end, begin = "0"] = process.argv.slice(2);
const llamaPath = llamaCpp();
if (!path || !["smollm2", "gemma3"].includes(name) || !directory || !end || llamaPath === null) {
  console.error(
    "usage: generate.ts MODEL.gguf smollm2|gemma3 PROBLEMS-DIRECTORY END [BEGIN] (after bench/peers/setup.sh)",
  );
  process.exit(2);
}

const lines = (file: string) =>
  readFileSync(join(directory, file), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, string | number>);
const sources: Problem[][] = [
  lines("gsm8k.jsonl").map((row) => ({
    source: "gsm8k",
    problem: String(row.question),
    reference: String(row.answer).split("####")[1].trim(),
  })),
  lines("asdiv.jsonl").map((row) => ({
    source: "asdiv",
    problem: `${row.body} ${row.question}`,
    reference: String(row.answer).replace(/\s*\([^()]*\)$/, ""),
  })),
  lines("mawps.jsonl").map((row) => ({
    source: "mawps",
    problem: String(row.input),
    reference: String(row.target).replace(/\.0$/, ""),
  })),
  lines("math500.jsonl").map((row) => ({
    source: "math500",
    problem: String(row.problem),
    reference: String(row.answer),
  })),
];

const chat = (user: string) =>
  "<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n" +
  `<|im_start|>user\n${user}<|im_end|>\n<|im_start|>assistant\n`;

const chatStyles: Record<string, (problem: string) => string> = {
  boxed: (problem) =>
    chat(`${problem}\nPlease reason step by step, and put your final answer within \\boxed{}.`),
  free: (problem) => chat(problem),
  "answer-is": (problem) =>
    chat(`${problem}\nThink step by step and end with "The answer is" and the answer.`),
  sentence: (problem) => chat(`${problem}\nAnswer in one sentence.`),
  marked: (problem) =>
    chat(`${problem}\nShow your work, then write #### and the final answer on the last line.`),
  short: (problem) => chat(`${problem}\nGive only the calculation and the final answer.`),
};

const shots = [
  {
    problem: "A baker has 24 rolls and sells 9 of them. Then she bakes 12 more. How many rolls has she now?",
    steps: "She has 24 - 9 = 15 rolls left. With 12 more it is 15 + 12 = 27 rolls.",
    answer: "27",
    sentence: "She has 27 rolls now.",
  },
  {
    problem: "Five boxes hold 8 pens each. Three pens are broken. How many pens can be used?",
    steps: "There are 5 * 8 = 40 pens. Without the broken ones 40 - 3 = 37 can be used.",
    answer: "37",
    sentence: "So 37 pens can be used.",
  },
  {
    problem: "A ticket costs $6 and a drink costs half as much. What do two tickets and two drinks cost?",
    steps: "A drink costs 6 / 2 = 3 dollars. Together it is 2 * 6 + 2 * 3 = 18 dollars.",
    answer: "18",
    sentence: "Altogether they cost $18.",
  },
];
type Shot = (typeof shots)[number];
const fewShot = (write: (shot: Shot) => string) => (problem: string) =>
  `${shots.map((shot) => `Question: ${shot.problem}\nAnswer: ${write(shot)}`).join("\n\n")}\n\nQuestion: ${problem}\nAnswer:`;
const baseStyles: Record<string, (problem: string) => string> = {
  marked: fewShot(({ steps, answer }) => `${steps}\n#### ${answer}`),
  "answer-is": fewShot(({ steps, answer }) => `${steps} The answer is ${answer}.`),
  sentence: fewShot(({ steps, sentence }) => `${steps} ${sentence}`),
  terse: fewShot(({ sentence }) => sentence),
  boxed: fewShot(({ steps, answer }) => `${steps} So the answer is $\\boxed{${answer}}$.`),
};

const styles = Object.entries(name === "smollm2" ? chatStyles : baseStyles);
const { getLlama } = (await import(pathToFileURL(llamaPath).href)) as {
  getLlama(options: object): Promise<Llama>;
};
const llama = await getLlama({
  gpu: false,
  build: "never",
  skipDownload: true,
  maxThreads: 1,
  logLevel: "error",
});
const model = await llama.loadModel({ modelPath: path });
const together = 8;
const context = await model.createContext({
  sequences: together,
  contextSize: 1280,
  threads: 1,
  batchSize: 512,
});

let next = Number(begin);
async function work(sequence: Sequence): Promise<void> {
  for (let index = next++; index < Number(end); index = next++) {
    const pool = sources[index % sources.length];
    // A stride that shares no factor with the sets' sizes goes through each of them in a mixed order.
    const item = pool[(Math.floor(index / sources.length) * 7919 + 17) % pool.length];
    const [style, write] = styles[Math.floor(index / sources.length) % styles.length];
    const prompt = model.tokenize(write(item.problem), true);
    const maxTokens = item.source === "math500" || item.source === "gsm8k" ? 280 : 200;
    if (prompt.length + maxTokens > 1280) continue;
    await sequence.clearHistory();
    const tokens: number[] = [];
    let finish = "length";
    const sampling = { temperature: 0.7, topP: 0.95, seed: index + 1, yieldEogToken: true };
    for await (const token of sequence.evaluate(prompt, sampling)) {
      const text = model.detokenize([token], true);
      if (/^<\|im_end\|>$|^<\|endoftext\|>$|^<eos>$|^<end_of_turn>$/.test(text)) {
        finish = "stop";
        break;
      }
      tokens.push(token);
      if (tokens.length >= maxTokens) break;
      // A base model goes on with a question of its own; every second response is cut there, as stop texts do.
      if (
        name === "gemma3" &&
        index % 2 === 0 &&
        model.detokenize(tokens.slice(-6)).includes("\nQuestion:")
      ) {
        finish = "stop";
        break;
      }
    }
    let response = model.detokenize(tokens);
    if (name === "gemma3" && finish === "stop") response = response.replace(/\n+Question:.*$/s, "");
    console.log(JSON.stringify({ id: `${name}-${index}`, model: name, style, ...item, response, finish }));
  }
}
await Promise.all(Array.from({ length: together }, () => work(context.getSequence())));
process.exit(0);

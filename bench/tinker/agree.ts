// `tsx bench/tinker/agree.ts --url URL --model MODEL --problems FILE [--python SDK_PYTHON]`: a real Tinker server beside
// the embedded engine with the same weights and the same adapters. Log-probabilities, what one update changes, and, with
// a Python that has the official SDK, what that sees of the same server. Exit status 1 where a bound is not kept.
// MODEL is the server's base model and a Hugging Face directory; the server is SkyRL's (`bash bench/peers/skyrl.sh`).
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { joined, tokenRows } from "../../src/common/rows.ts";
import { loadProblems } from "../../src/data/problems.ts";
import { encodePrompts } from "../../src/data/prompts.ts";
import { createEmbeddedEngine } from "../../src/engine/embedded/engine.ts";
import { readTinkerCheckpoint, type TinkerCheckpoint } from "../../src/engine/tinker/checkpoint.ts";
import { TinkerClient } from "../../src/engine/tinker/client.ts";
import { TinkerEngine } from "../../src/engine/tinker/engine.ts";
import type {
  AdamParams,
  Engine,
  Loss,
  LossRows,
  SampledResponse,
  TokenRows,
} from "../../src/engine/types.ts";
import { loadModel } from "../../src/model/load.ts";
import { SafetensorsFile, writeSafetensorsFile } from "../../src/model/safetensors.ts";

const { values } = parseArgs({
  options: {
    url: { type: "string", default: "http://127.0.0.1:8000" },
    model: { type: "string" },
    problems: { type: "string" },
    python: { type: "string" },
  },
});
const { url, model: baseModel, problems: source, python } = values;
if (!baseModel || !source) throw new Error("--model and --problems are missing");

const RANK = 32;
/** SkyRL's adapters: every projection, and B·A times 32 / rank. */
const LORA = {
  ...{ rank: RANK, alpha: 32 },
  targets: ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"],
};
const [PROMPTS, SAMPLES, MAX_TOKENS] = [16, 4, 96];
const PPO: Loss = { type: "ppo", clipLow: 0.2, clipHigh: 0.2 };
const ADAM: AdamParams = {
  ...{ learningRate: 3e-4, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, maxGradNorm: 0 },
};
/** So large an ε that a first step is a tenth of the gradient. */
const GRADIENT_STEP: AdamParams = { ...ADAM, learningRate: 1e5, epsilon: 1e6 };

const scratch = mkdtempSync(join(tmpdir(), "agree-"));
const client = { url, server: "skyrl", key: process.env.TINKER_API_KEY } as const;
const model = await loadModel(baseModel);
const { tokenizer } = model;
const { prompts } = encodePrompts((await loadProblems(source)).problems.slice(0, PROMPTS), tokenizer, 1024);
const remote = await TinkerEngine.open({
  ...{ client, baseModel, rank: RANK, seed: 1, maxContext: model.config.maxPositions, tokenizer },
});
const here = createEmbeddedEngine({ model, lora: LORA });
let kept = true;

try {
  const sampled = await sample(remote);
  const rows = tokenRows(
    prompts,
    sampled.map(({ prompt }) => prompt),
    sampled.map(({ tokens }) => tokens),
  );
  const [there, embedded] = [await remote.logprobs(rows), await here.logprobs(rows)];
  const tokens = rows.tokens.length;
  print(`log-probabilities of ${tokens} tokens, embedded engine and server, largest difference`, 1e-3, [
    ["the base model", largestGap(there, embedded)],
    [
      "as sampled",
      largestGap(
        joined(
          Float32Array,
          sampled.map(({ logprobs }) => logprobs),
        ),
        embedded,
      ),
    ],
    ["the reference", largestGap(await remote.reference.logprobs(rows), embedded)],
  ]);

  // Both start from the same checkpoint: the server's, and one made of its adapters.
  const [onServer, beside] = [join(scratch, "server"), join(scratch, "embedded")];
  for (const directory of [onServer, beside]) mkdirSync(directory);
  await remote.save(onServer);
  const record = (await readTinkerCheckpoint(onServer))!;
  await adoptAdapters(record, beside);
  const batch = withAdvantages(rows, there);
  for (const [name, adam] of [
    ["a step along the gradient", GRADIENT_STEP],
    ["a step of Adam, learning rate 3e-4", ADAM],
  ] as const) {
    await remote.load(onServer);
    await here.load(beside);
    const [theirs, ours] = [await update(remote, batch, adam), await update(here, batch, adam)];
    const apart = compare(changes(there, theirs.logprobs), changes(embedded, ours.logprobs));
    print(`one update's change of the log-probabilities: ${name}`, 0.05, [
      ["1 − cosine of the two changes", 1 - apart.cosine],
      [`apart in size (theirs ${apart.norms[0].toPrecision(3)})`, Math.abs(apart.scale - 1)],
      ["apart after scaling, of the whole", apart.residual],
      ["gradient norms apart", Math.abs(theirs.gradNorm / ours.gradNorm - 1)],
    ]);
  }
  if (python) await besideSdk(python);
} finally {
  await remote.dispose();
  await here.dispose();
  rmSync(scratch, { recursive: true });
}
process.exitCode = kept ? 0 : 1;

async function sample(engine: Engine): Promise<SampledResponse[]> {
  const params = { maxTokens: MAX_TOKENS, temperature: 1, topP: 1, stopTokens: tokenizer.eosIds, stop: [] };
  const responses: SampledResponse[] = [];
  const asked = prompts.map(({ tokens }) => tokens);
  for await (const response of (await engine.snapshot()).sample(asked, SAMPLES, { ...params, seed: 7 }))
    responses.push(response);
  return responses.sort((a, b) => a.prompt - b.prompt || a.sample - b.sample);
}

/** Advantages of every sign and size, a token at a time, and the mean over all tokens. */
function withAdvantages(rows: TokenRows, old: Float32Array): LossRows {
  const { length } = rows.tokens;
  const advantages = new Float32Array(length);
  for (const [r, prompt] of rows.prompt.entries())
    for (let t = rows.starts[r]; t < rows.starts[r + 1]; t++)
      advantages[t] = Math.sin(3 * prompt + 5 * (r % SAMPLES) + Math.floor((t - rows.starts[r]) / 6));
  return { ...rows, weights: new Float32Array(length).fill(1 / length), advantages, old };
}

async function update(engine: Engine, batch: LossRows, adam: AdamParams) {
  await engine.forwardBackward(batch, PPO);
  const { gradNorm } = await engine.optimStep(adam);
  return { gradNorm, logprobs: await engine.logprobs(batch) };
}

function largestGap(a: Float32Array, b: Float32Array): number {
  return Math.max(...changes(a, b).map(Math.abs));
}

function changes(before: Float32Array, after: Float32Array): number[] {
  return Array.from(after, (x, t) => x - before[t]);
}

/** How alike two vectors are: their cosine, the factor that brings the second nearest to the first, what is left then. */
function compare(a: readonly number[], b: readonly number[]) {
  const dot = (x: readonly number[], y: readonly number[]) => x.reduce((sum, v, i) => sum + v * y[i], 0);
  const norms = [Math.sqrt(dot(a, a)), Math.sqrt(dot(b, b))];
  const scale = dot(a, b) / dot(b, b);
  const left = a.map((x, i) => x - scale * b[i]);
  return {
    norms,
    cosine: dot(a, b) / (norms[0] * norms[1]),
    scale,
    residual: Math.sqrt(dot(left, left)) / norms[0],
  };
}

/** A checkpoint of the embedded engine with the adapters that the server's model has: its sampler checkpoint, as PEFT. */
async function adoptAdapters({ weights }: TinkerCheckpoint, directory: string): Promise<void> {
  const id = /^tinker:\/\/([^/]+)\//.exec(weights)![1];
  const listing = `${url}/api/v1/training_runs/${id}/checkpoints`;
  const { checkpoints } = (await (await fetch(listing)).json()) as {
    checkpoints: { checkpoint_id: string; checkpoint_type: string }[];
  };
  const { checkpoint_id } = checkpoints.find(({ checkpoint_type }) => checkpoint_type === "sampler")!;
  const archive = await (await fetch(`${listing}/${checkpoint_id}/archive`)).arrayBuffer();
  writeFileSync(join(scratch, "adapter.tar.gz"), new Uint8Array(archive));
  execFileSync("tar", ["-xzf", "adapter.tar.gz", "adapter_model.safetensors"], { cwd: scratch });
  const file = await SafetensorsFile.open(join(scratch, "adapter_model.safetensors"));
  const tensors = [];
  for (const [name, { shape }] of file.tensors) {
    const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
    await file.read(name, shape, data);
    tensors.push({ name: `weight:${name.replace("base_model.model.", "")}`, shape, data });
  }
  await file.close();
  await writeSafetensorsFile(join(directory, "optimizer.safetensors"), tensors);
  writeFileSync(join(directory, "optimizer.json"), '{"steps": {}}');
}

/** The same trained model, asked by our client and by the official SDK: checkpoints, samples, log-probabilities. */
async function besideSdk(python: string): Promise<void> {
  const ours = await TinkerClient.connect(client);
  const trained = await ours.createModel(baseModel!, RANK, 2);
  const asked = prompts.map(({ tokens }) => tokens);
  const data = asked.map((prompt) => ({
    ...{ prompt, response: prompt.slice(0, 8) },
    inputs: () => ({ weights: new Float32Array(8).fill(1) }),
  }));
  await trained.forwardBackward(data, { name: "cross_entropy" });
  await trained.optimStep({ ...ADAM, learningRate: 1e-2 });
  await trained.saveWeights("agree");
  const sampler = await trained.sampler();
  const wire = { maxTokens: 32, temperature: 1, topP: 1, seed: 3, stop: tokenizer.eosIds };
  const sequences = await Promise.all(asked.map((prompt) => sampler.sample(prompt, 2, wire)));
  const scores = await Promise.all(asked.map((prompt) => sampler.logprobs(prompt, 1)));
  const checkpoints = await ours.checkpoints(trained.id);

  const path = checkpoints.find(({ kind }) => kind === "sampler")!.path;
  const script = new URL("../peers/tinker_sdk.py", import.meta.url).pathname;
  const input = asked.map((prompt) =>
    JSON.stringify({ prompt, samples: 2, max_tokens: 32, seed: 3, stop: tokenizer.eosIds }),
  );
  const { status, stdout, stderr } = spawnSync(python, [script, url, trained.id, path], {
    ...{ input: input.join("\n"), encoding: "utf8", maxBuffer: 2 ** 28 },
  });
  if (status !== 0) throw new Error(`the SDK failed:\n${stderr}`);
  const sdk = JSON.parse(stdout) as {
    checkpoints: { path: string }[];
    results: {
      prompt_logprobs: (number | null)[];
      sequences: { tokens: number[]; logprobs: number[] }[];
    }[];
  };
  await trained.unload();
  ours.close();

  const unlike = (a: readonly string[], b: readonly string[]) => a.filter((x) => !b.includes(x)).length;
  const [mine, its] = [checkpoints.map((c) => c.path), sdk.checkpoints.map((c) => c.path)];
  let [otherTokens, gap, ofPrompt] = [0, 0, 0];
  sdk.results.forEach((result, p) => {
    result.sequences.forEach(({ tokens, logprobs }, k) => {
      const { tokens: own, logprobs: ownScores } = sequences[p][k];
      if (String(own) !== String(tokens)) otherTokens++;
      else gap = Math.max(gap, ...logprobs.map((x, t) => Math.abs(x - ownScores[t])));
    });
    const known = result.prompt_logprobs.slice(1) as number[];
    ofPrompt = Math.max(ofPrompt, ...known.map((x, t) => Math.abs(x - scores[p][t])));
  });
  const count = sdk.results.length * 2;
  print(
    `the official SDK and our client, the same server, ${mine.length} checkpoints, ${count} samples`,
    1e-5,
    [
      ["checkpoints that one of them does not see", unlike(mine, its) + unlike(its, mine)],
      ["samples with other tokens", otherTokens],
      ["sampled log-probabilities, largest difference", gap],
      ["prompts' log-probabilities, largest difference", ofPrompt],
    ],
  );
}

/** Lines of figures, each of which must not be above `bound`. */
function print(title: string, bound: number, figures: readonly (readonly [string, number])[]): void {
  console.log(`${title} (at most ${bound})`);
  for (const [name, figure] of figures) {
    const fine = figure <= bound;
    if (!fine) kept = false;
    console.log(`  ${fine ? "✓" : "✗"} ${name}: ${figure === 0 ? "0" : figure.toExponential(1)}`);
  }
}

// The model card of an export: what it says comes from the files of the runs.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { HASH_RULES, problemHash } from "../data/problem-hash.ts";
import { readTrainingProblems, writeTrainingProblems } from "../data/training-problems.ts";
import { modelCard } from "./card.ts";
import { lineageOf } from "./lineage.ts";
import { exportSource } from "./source.ts";

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "pure-card-"));
});
afterAll(() => rmSync(root, { recursive: true }));
beforeEach(() => {
  vi.stubEnv("HF_HUB_OFFLINE", "1");
  vi.stubEnv("HF_HUB_CACHE", join(root, "hub"));
});

/** As loading it from the Hub leaves it. */
function cached(type: "model" | "dataset", id: string): void {
  mkdirSync(join(root, "hub", `${type}s--${id.replace("/", "--")}`, "snapshots", "c0"), { recursive: true });
}

const result = (correct: number) => ({
  ...{ problems: 200, correct, accuracy: correct / 200, interval: [0.2, 0.4] },
  ...{ meanLength: 41.6, meanSteps: 3, noAnswerShare: 0 },
});

/** A run with a checkpoint of `step`, and the files given. */
function makeRun(name: string, config: object, step: number, files: Record<string, string> = {}): string {
  const run = join(root, name);
  const checkpoint = join(run, "checkpoints", String(step));
  mkdirSync(checkpoint, { recursive: true });
  writeFileSync(join(checkpoint, "config.json"), "{}");
  writeFileSync(join(run, "config.json"), JSON.stringify({ ...config, run: { name, directory: root } }));
  writeFileSync(join(run, "metrics.jsonl"), "");
  for (const [file, text] of Object.entries(files)) writeFileSync(join(run, file), text);
  return run;
}

async function cardOf(given: string, options: object = {}): Promise<string> {
  const source = await exportSource(given);
  const lineage = await lineageOf(source);
  const trainedOn = (await readTrainingProblems(source.model)) ?? [];
  return modelCard({
    source,
    lineage,
    trainedOn,
    format: "hf",
    dtype: "bfloat16",
    classifies: false,
    ...options,
  });
}

const lines = (values: object[]) => values.map((value) => `${JSON.stringify(value)}\n`).join("");

describe("a model card", () => {
  it("says what was trained, from what, on what, how and how well", async () => {
    cached("model", "team/base-1B");
    const sft = makeRun(
      "warm",
      {
        model: { source: "team/base-1B", lora: null },
        data: { source: "/home/me/drills.jsonl" },
        train: { epochs: 2 },
      },
      9,
    );
    const pure = makeRun(
      "sums",
      {
        model: { source: join(sft, "checkpoints", "9"), lora: { rank: 8, alpha: 16, targets: ["q_proj"] } },
        data: { source: "team/problems" },
        credit: { form: "min" },
        reward: { prm: "http://inside:8000" },
        engine: { threads: 7 },
      },
      40,
      {
        "metrics.jsonl": lines([
          { step: 20, heldOut: result(90) },
          { step: 40, heldOut: result(120) },
        ]),
        "alarms.jsonl": lines([{ step: 30, title: "Repetition", kind: "repetition" }]),
        "summary.json": JSON.stringify({
          ...{
            steps: 40,
            before: result(70),
            after: result(120),
            signTest: { gained: 60, lost: 10, p: 0.003 },
          },
        }),
      },
    );
    const hashes = BigUint64Array.from(["1 + 1", "2 + 2"].map((text) => problemHash(text))).sort();
    await writeTrainingProblems(join(pure, "checkpoints", "40"), [
      { source: "team/problems", commit: "abc", rules: 2, hashes },
    ]);
    const card = await cardOf(pure);
    expect(card).toMatch(
      /^---\nbase_model: team\/base-1B\nbase_model_relation: finetune\nlibrary_name: transformers\n/,
    );
    expect(card).toContain("pipeline_tag: text-generation\ntags:\n  - pure-rl\n  - reinforcement-learning\n");
    expect(card).toContain("datasets:\n  - team/problems\n---\n");
    expect(card).toContain("# sums\n");
    expect(card).toContain("checkpoint of step 40");
    expect(card).toContain("--format hf --dtype bfloat16");
    expect(card).toContain("licence of the base model is not known here");
    expect(card).toContain("| 0 | 200 | 35.0% | 20.0–40.0% | 42 |\n| 40 | 200 | 60.0% |");
    expect(card).toContain("gained 60, lost 10; sign test p = 0.003");
    expect(card).toContain("Alarms up to this step: Repetition (step 30)");
    // The last run first, then the one it began with.
    expect(card.indexOf("## Training: sums")).toBeLessThan(card.indexOf("## Training: warm"));
    expect(card).toContain("40 steps, from `9` on `team/problems`, as an adapter of rank 8.");
    expect(card).toContain("Supervised fine-tuning, 9 steps, from `team/base-1B` on `drills.jsonl`.");
    expect(card).toContain('"form": "min"');
    expect(card).toMatch(/\| `team\/problems` \| abc \| 2 \| `[0-9a-f]{16}` \|/);
    // Nothing of where it was made.
    for (const place of [root, "/home/me", "inside:8000", "threads"]) expect(card).not.toContain(place);
  });

  it("has of paths the last part, and as names of the Hub only what was loaded from there", async () => {
    cached("dataset", "team/sums");
    cached("model", "team/judge");
    const hashes = BigUint64Array.from([problemHash("1 + 1")]);
    const run = makeRun(
      "acme/private",
      {
        model: { source: "secret/sft", lora: null, tokenizer: "secret\\tokenizer" },
        data: {
          ...{ source: "secret/claims", heldOut: "secret/claims/held.jsonl", stepSeparator: "</step>" },
          ...{ template: "Think/write: {problem}", fields: { answer: null } },
        },
        sampling: { stop: ["</s>", "/end"] },
        reward: { prm: "team/judge", verifier: { url: "https://secret:1", model: "secret/verifier" } },
        credit: {},
      },
      3,
    );
    const data = [
      { source: "secret/claims", rules: HASH_RULES, hashes },
      { source: "team/gone", commit: "abc", rules: HASH_RULES, hashes },
    ];
    await writeTrainingProblems(join(run, "checkpoints", "3"), data);
    const card = await cardOf(run);
    expect(card).not.toMatch(/secret\W|acme\//);
    expect(card).not.toContain("base_model");
    expect(card).not.toContain("datasets:");
    expect(card).toContain("## Training: private\n");
    expect(card).toContain("from `sft` on `claims`.");
    for (const kept of ['"held.jsonl"', '"tokenizer"', '"verifier"', '"(a server)"', '"team/judge"'])
      expect(card).toContain(kept);
    for (const text of ['"</step>"', '"Think/write: {problem}"', '"</s>"', '"/end"'])
      expect(card).toContain(text);
    expect(card).toMatch(/\| `claims` \| {2}\| 1 \| .*\n\| `team\/gone` \| abc \| 1 \|/);

    const config = { model: { source: "a/b", lora: null }, credit: {} };
    const onHub = async (name: string, source: string) =>
      cardOf(makeRun(name, { ...config, data: { source } }, 1));
    expect(await onHub("cached", "team/sums")).toContain("datasets:\n  - team/sums\n");
    expect(await onHub("pinned", "team/sums@v1.0")).toContain("datasets:\n  - team/sums\n");
    const before = join(
      makeRun("before", { ...config, data: { source: "team/sums" } }, 1),
      "checkpoints",
      "1",
    );
    const later = { model: { source: before, lora: null }, data: { source: "team/sums@v1.0" }, credit: {} };
    expect(await cardOf(makeRun("later", later, 1))).toContain("datasets:\n  - team/sums\n---");
    for (const name of ["team/gone", "team/gone@v1.0"]) {
      const kept = makeRun("kept", { ...config, data: { source: name } }, 1);
      const trained = [{ source: name, commit: "abc", rules: HASH_RULES, hashes }];
      await writeTrainingProblems(join(kept, "checkpoints", "1"), trained);
      expect(await cardOf(kept)).toContain("datasets:\n  - team/gone\n");
    }
  });

  it("of an earlier checkpoint has that step's evaluation, and no sign test", async () => {
    const run = makeRun(
      "early",
      { model: { source: "a/b", lora: null }, data: { source: "c/d" }, credit: {} },
      20,
      {
        "metrics.jsonl": lines([
          { step: 20, heldOut: result(90) },
          { step: 40, heldOut: result(120) },
        ]),
        "summary.json": JSON.stringify({
          ...{
            steps: 40,
            before: result(70),
            after: result(120),
            signTest: { gained: 60, lost: 10, p: 0.003 },
          },
        }),
      },
    );
    const card = await cardOf(run);
    expect(card).toContain("| 20 | 200 | 45.0% |");
    expect(card).not.toContain("60.0%");
    expect(card).not.toContain("sign test");
    expect(card).toContain("No alarm for reward hacking or collapse");
  });

  it("of a process reward model has its held-out figures", async () => {
    const config = { model: { source: "a/b", lora: null }, data: { source: "c/d" }, head: {}, all: {} };
    const metrics = lines([{ step: 5, stage: "all", heldOut: { loss: 0.25, auc: 0.875, ece: null } }]);
    const card = await cardOf(makeRun("judge", config, 5, { "metrics.jsonl": metrics }), {
      classifies: true,
    });
    expect(card).toContain("pipeline_tag: token-classification");
    expect(card).toContain("  - process-reward-model");
    expect(card).toContain("| auc | 0.8750 |");
    // Steps of one kind have no such figure: null in the file.
    expect(card).not.toContain("ece");
  });

  it("of a model of the Hub has the licence that the Hub says, by its address", async () => {
    vi.stubEnv("HF_HUB_OFFLINE", "");
    vi.stubEnv("HF_ENDPOINT", "");
    vi.stubEnv("HF_TOKEN", "hf_secret");
    const cardData = { license: "other", license_name: "team-research", license_link: "LICENSE" };
    const info = { id: "team/own", tags: ["license:other"], cardData, private: false };
    vi.stubGlobal("fetch", async () => Response.json(info));
    cached("model", "team/own");
    expect(await cardOf("team/own")).toContain(
      'license: other\nlicense_name: "team-research"\n' +
        'license_link: "https://huggingface.co/team/own/blob/main/LICENSE"\n',
    );
    vi.unstubAllGlobals();
  });

  it("of a model that was not trained here says where it comes from, with its licence", async () => {
    const base = join(root, "base");
    mkdirSync(base);
    writeFileSync(join(base, "README.md"), "---\nlanguage: en\nlicense: Apache-2.0\n---\n# Base\n");
    const card = await cardOf(base, { format: "gguf", dtype: "q8_0" });
    expect(card).toContain("license: apache-2.0\nlibrary_name: gguf\n");
    expect(card).toContain("`base`, converted with pure-rl.");
    expect(card).toContain("licence, `apache-2.0`, holds for this one too");
    expect(card).not.toContain("## Evaluation");
    writeFileSync(join(base, "README.md"), "---\nlicense: |\n  my: own\n---\n");
    expect(await cardOf(base)).not.toContain("license: |");
    writeFileSync(
      join(base, "README.md"),
      "---\nlicense: other\nlicense_name: team-research\nlicense_link: LICENSE\n---\n",
    );
    const own = await cardOf(base);
    expect(own).toContain('license: other\nlicense_name: "team-research"\nlicense_link: "LICENSE"\nlibrary');
    expect(own).toContain("licence, [`team-research`](LICENSE), holds for this one too");
    writeFileSync(join(base, "README.md"), "---\nlicense: other\nlicense_link: /home/me/LICENSE\n---\n");
    expect(await cardOf(base)).not.toContain("license_link");
    cached("model", "team/quantize-me");
    expect(await cardOf("team/quantize-me@v1.0")).toMatch(
      /base_model: team\/quantize-me\n[\s\S]*\/team\/quantize-me\) at revision `v1\.0`, converted/,
    );
    expect(await cardOf("team/quantize-me", { dtype: "q4_0", format: "gguf" })).toContain(
      "base_model: team/quantize-me\nbase_model_relation: quantized\n",
    );
  });
});

// Which problems a run trains on and which it holds out, without a model.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { PureConfigInput } from "../config/schema.ts";
import { prmSchema, sftSchema } from "../config/supervised.ts";
import { parseConfig, resolveConfig } from "../config.ts";
import { type Demonstration, readDemonstrations, textsAsked } from "../data/demonstrations.ts";
import type { SourceOptions } from "../data/sources.ts";
import { writeTrainingProblems } from "../data/training-problems.ts";
import type { Tokenizer } from "../model/tokenizer.ts";
import type { TrainEvent } from "./events.ts";
import {
  checkRewards,
  encodeForPolicy,
  fileOptions,
  loadProblemSets,
  sourceOptions,
  warnOfEarlierTraining,
} from "./problem-sets.ts";
import { heldOutOf } from "./supervised/examples.ts";

const root = mkdtempSync(join(tmpdir(), "pure-sets-"));
afterAll(() => rmSync(root, { recursive: true }));
let counter = 0;
function file(...records: object[]): string {
  const path = join(root, `file${counter++}.jsonl`);
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  return path;
}
const problems = (...prompts: string[]) => prompts.map((problem, i) => ({ problem, answer: `${i}` }));

function config(data: PureConfigInput["data"], sections: Partial<PureConfigInput> = {}) {
  const reward = { mode: "vr" as const };
  return resolveConfig({ model: { source: "m" }, data, reward, train: { evalProblems: 0 }, ...sections });
}
/** What is loaded, and what is said on the way. */
async function load(data: PureConfigInput["data"], sections: Partial<PureConfigInput> = {}) {
  const said: string[] = [];
  const onEvent = (event: TrainEvent) => "message" in event && said.push(event.message);
  const sets = await loadProblemSets(config(data, sections), onEvent);
  const texts = (set: Iterable<{ prompt: string }>) => Array.from(set, ({ prompt }) => prompt);
  return { training: texts(sets.problems), heldOut: texts(sets.heldOut), said };
}

describe("held-out problems", () => {
  const all = { evalProblems: 100 };

  it("of a set of their own are not trained on, however they are written", async () => {
    const source = file(...problems("What is 1+1?", "What is 2+2?", "What is 3+3?"));
    const heldOut = file(...problems("what is  $2 + 2$", "What is 9+9?"), { problem: "What is 3+3?" });
    const { training, heldOut: held, said } = await load({ source, heldOut }, { train: all });
    expect(training).toEqual(["What is 1+1?"]);
    // Without an answer it cannot be judged, and is held out all the same.
    expect(held).toEqual(["what is  $2 + 2$", "What is 9+9?"]);
    expect(said).toContain("2 problems to train on have the text of a held-out one and are not trained on");
    // Those beyond the number that is evaluated on, and where none is.
    for (const evalProblems of [0, 1])
      expect((await load({ source, heldOut }, { train: { evalProblems } })).training).toEqual(training);
    await expect(load({ source, heldOut: source }, { train: all })).rejects.toThrow(
      /every problem is in data\.heldOut .* leaves none to train on; without data\.heldOut/,
    );
  });

  it("drawn from the set are not trained on either", async () => {
    const source = file(...problems("What is 1+1?", "what is 1+1", "What is 2+2?", "what is 2 + 2"));
    const { training, heldOut, said } = await load({ source }, { train: { evalProblems: 1 } });
    expect(heldOut).toHaveLength(1);
    expect(training).toHaveLength(2);
    expect(said).toContain("1 problem to train on has the text of a held-out one and is not trained on");
    await expect(load({ source }, { train: all })).rejects.toThrow(/lower train\.evalProblems/);
  });

  it("need answers, and a field that exists", async () => {
    const source = file(...problems("a"));
    const heldOut = file({ problem: "b" });
    await expect(load({ source, heldOut }, { train: all })).rejects.toThrow(
      /no held-out problem has a reference answer.*--data\.fields\.answer, or set train\.evalProblems 0/,
    );
    await expect(load({ source: file({ text: "a" }) })).rejects.toThrow(
      /name it with --data\.fields\.problem/,
    );
  });

  it("of demonstrations and of labelled steps are not trained on, the problem compared", async () => {
    const record = (prompt: string, completion: string) => ({ prompt, completion });
    const [a, a2, b, c] = [record("A?", "1"), record("a", "2"), record("b", "3"), record("c", "4")];
    const d = record("d", "5");
    const sets: Record<string, object[]> = { all: [a, a2, b, c], own: [d, a], same: [a, a2] };
    async function* read(source: string, { onNote = () => {} }: SourceOptions) {
      if (source === "own") onNote('split "test" of test, train');
      yield* sets[source] as ReturnType<typeof record>[];
    }
    for (const schema of [sftSchema, prmSchema]) {
      const split = async (data: { source: string; heldOut?: string }, evalExamples: number) => {
        const said: string[] = [];
        const own = parseConfig(schema, { model: { source: "m" }, data, train: { evalExamples } }, "test");
        const onEvent = (event: TrainEvent) => "message" in event && said.push(event.message);
        return { ...(await heldOutOf(own, read, ({ prompt }) => [prompt], onEvent)), said };
      };
      const named = await split({ source: "all", heldOut: "own" }, 1);
      // What is held out beyond the number that is evaluated on is not trained on either.
      expect([named.training, named.heldOut]).toEqual([[b, c], [d]]);
      expect(named.said).toEqual([
        'own: split "test" of test, train',
        "2 examples to train on have the text of a held-out one and are not trained on",
      ]);
      await expect(split({ source: "same", heldOut: "own" }, 1)).rejects.toThrow(
        /every example is in data\.heldOut own too/,
      );
      const drawn = await split({ source: "all" }, 1);
      const asked = new Set(drawn.heldOut.map(({ prompt }) => prompt.toLowerCase()[0]));
      expect(drawn.training.some(({ prompt }) => asked.has(prompt.toLowerCase()[0]))).toBe(false);
      await expect(split({ source: "same" }, 1)).rejects.toThrow(
        /those of one problem stay together; there are 1/,
      );
    }
  });

  it("of chats are compared by what is asked first too", async () => {
    const chat = (...asked: string[]) => ({
      prompt: asked.map((content) => ({ role: "user" as const, content })),
      completion: [{ role: "assistant", content: "a" }],
    });
    const source = file(
      chat("What is 1+1?"),
      chat("2+2?", "Sure?"),
      chat("3+3?", "Why?"),
      chat("What?", "4+4?"),
    );
    const heldOut = file(
      chat("what is 1+1", "Are you sure?"),
      chat("2+2?"),
      chat("3+3?", "How?"),
      chat("4+4?"),
    );
    const split = async (data: { source: string; heldOut?: string }) => {
      const own = parseConfig(
        sftSchema,
        { model: { source: "m" }, data, train: { evalExamples: 1 } },
        "test",
      );
      return heldOutOf(own, readDemonstrations, textsAsked, () => {});
    };
    const asked = ({ prompt }: Demonstration) => textsAsked({ prompt, completion: "" })[0];
    expect((await split({ source, heldOut })).training.map(asked)).toEqual(["What?"]);
    const same = file(chat("5+5?"), chat("5+5?", "Why?"), chat("6+6?"));
    expect((await split({ source: same })).heldOut.map(asked)).toEqual(["6+6?"]);
  });

  it("of examples are drawn problem by problem, however many examples each has, and none goes unsaid", async () => {
    const draw = async (sizes: readonly number[], evalExamples: number, seed: number) => {
      const said: string[] = [];
      const train = { evalExamples, seed };
      const own = parseConfig(sftSchema, { model: { source: "m" }, data: { source: "d" }, train }, "test");
      async function* read() {
        for (const [prompt, size] of sizes.entries())
          for (let i = 0; i < size; i++) yield { prompt: `${prompt}`, i };
      }
      const onEvent = (event: TrainEvent) => "message" in event && said.push(event.message);
      const { training, heldOut } = await heldOutOf(own, read, ({ prompt }) => [prompt], onEvent);
      expect(new Set(training.map(({ prompt }) => prompt))).not.toContain(heldOut[0].prompt);
      return { training: training.length, heldOut: heldOut.map(({ prompt }) => Number(prompt)), said };
    };
    // The large one is drawn as often as any other; drawn by their examples, it would come first nearly always.
    const seeds = Array.from({ length: 40 }, (_, seed) => seed);
    const sizes = [90, ...Array(9).fill(1)];
    const first = await Promise.all(seeds.map((seed) => draw(sizes, 90, seed)));
    const large = first.filter(({ heldOut }) => heldOut.includes(0)).length;
    expect(large).toBeLessThan(12);
    expect(first.every(({ training, heldOut }) => training + heldOut.length === 99)).toBe(true);
    // What is too large is left to training, as long as there are others.
    for (const seed of seeds.slice(0, 5)) {
      const { training, heldOut, said } = await draw([50, 2, 2, 2, 1], 4, seed);
      expect(heldOut.length).toBeGreaterThan(2);
      expect([training + heldOut.length, said]).toEqual([57, []]);
    }
    const { training, heldOut, said } = await draw([32, 32, 32], 20, 1);
    expect([training, heldOut.length, new Set(heldOut).size]).toEqual([64, 20, 1]);
    expect(said).toEqual([
      "12 examples of the held-out problem are neither trained on nor evaluated on: it has 32, and train.evalExamples is 20",
    ]);
    // As it was where every problem has one example.
    expect((await draw(Array(12).fill(1), 4, 1)).heldOut).toEqual([3, 4, 6, 10]);
  });

  it("are compared with what the model was trained on before", async () => {
    await writeTrainingProblems(root, [
      { source: "shown.jsonl", rules: 2, hashes: new BigUint64Array([1n]) },
      { source: "other.jsonl", rules: 2, hashes: new BigUint64Array([2n]) },
    ]);
    const said: string[] = [];
    const prompts = ["a", "b"].map((prompt) => ({
      problem: { id: prompt, prompt, answer: "1" },
      text: "",
      tokens: [],
    }));
    const onEvent = (event: TrainEvent) => "message" in event && said.push(event.message);
    await warnOfEarlierTraining(root, prompts, onEvent);
    expect(said).toEqual([]);
    const { problemHash } = await import("../data/problem-hash.ts");
    await writeTrainingProblems(root, [
      { source: "shown.jsonl", rules: 2, hashes: new BigUint64Array([problemHash("B.")]) },
    ]);
    await warnOfEarlierTraining(root, prompts, onEvent);
    expect(said).toEqual([expect.stringMatching(/before on 1 of the 2 held-out problems \(shown\.jsonl\)/)]);
  });
});

it("reads each source from the files that its own keys choose, and names them", () => {
  const { data } = config({ source: "d", split: "a", subset: "b", heldOutSplit: "c", fields: { id: "i" } });
  expect(sourceOptions(data, "source")).toEqual({
    ...{ promptField: undefined, answerField: undefined, idField: "i", split: "a", config: "b" },
    usualSplit: "train",
    names: {
      ...{ prompt: "--data.fields.problem", answer: "--data.fields.answer", id: "--data.fields.id" },
      ...{ split: "--data.split", config: "--data.subset" },
    },
  });
  expect(fileOptions({ ...data, heldOutSubset: "e" }, "heldOut")).toEqual({
    ...{ split: "c", config: "e", usualSplit: "test" },
    names: { split: "--data.heldOutSplit", config: "--data.heldOutSubset" },
  });
  expect(fileOptions(data, "heldOut").config).toBeUndefined();
});

describe("rewards", () => {
  it("are there, or the run is refused with what to name", async () => {
    const none = file({ problem: "a", remark: "7" }, { problem: "b", remark: "8" });
    await expect(load({ source: none })).rejects.toThrow(
      /none of 2 problems to train on has a reference answer, and reward\.mode "vr" has no other reward; .*--data\.fields\.answer \(fields there: problem, remark\)/,
    );
    expect((await load({ source: none, fields: { answer: "remark" } })).training).toEqual(["a", "b"]);
    const mode = "prm+vr" as const;
    expect((await load({ source: none }, { reward: { mode, prm: "p" } })).training).toEqual(["a", "b"]);
    const custom = { mode: "vr" as const, custom: () => 1 };
    expect((await load({ source: none }, { reward: custom })).training).toEqual(["a", "b"]);
  });

  it("leave out and count problems without an answer where there is no other reward", async () => {
    const answers = ["proof", "2", "notfound", null];
    const source = file(...answers.map((answer, i) => ({ problem: `p${i}`, answer })));
    const { training, said } = await load({ source });
    expect(training).toEqual(["p1"]);
    expect(said).toContain('left out: 3 of 4 problems, without a reference answer (reward.mode "vr")');
    expect((await load({ source }, { reward: { prm: "p" } })).training).toHaveLength(4);
  });

  it("reach some prompt of those that fit", () => {
    const prompt = (id: string, answer: string | null) => ({ id, prompt: id, answer });
    let trust = false;
    const check = (reward: PureConfigInput["reward"], ...prompts: ReturnType<typeof prompt>[]) => {
      const said: string[] = [];
      const onEvent = (event: TrainEvent) => "message" in event && said.push(event.message);
      checkRewards(prompts, prompts, config({ source: "d" }, { reward, credit: { trust } }), onEvent);
      return said;
    };
    expect(check({ mode: "vr" }, prompt("a", null), prompt("b", "1"))).toEqual([]);
    expect(() => check({ mode: "vr" }, prompt("a", null))).toThrow(/none of the 1 prompts keeps a reference/);
    expect(() => check({ mode: "vr", verifiableShare: 1e-9 }, prompt("b", "1"))).toThrow(
      /reward\.verifiableShare 1e-9.*raise reward\.verifiableShare/,
    );
    expect(check({ mode: "vr", custom: () => 1 }, prompt("a", null))).toEqual([]);
    // A reward of one's own needs no answer, but it too is given to a share of the problems alone.
    const custom = () => 1;
    expect(check({ prm: "p", custom }, prompt("a", null))).toEqual([]);
    expect(() => check({ mode: "vr", custom, verifiableShare: 1e-9 }, prompt("b", "1"))).toThrow(
      /none of the 1 prompts keeps its reward .*raise reward\.verifiableShare/,
    );
    expect(check({ prm: "p", custom, verifiableShare: 1e-9 }, prompt("b", "1"))).toEqual([
      expect.stringMatching(/process rewards alone/),
    ]);
    expect(check({ mode: "prm", prm: "p" }, prompt("a", null))).toEqual([]);
    expect(check({ prm: "p" }, prompt("a", null))).toEqual([expect.stringMatching(/process rewards alone/)]);
    const papo = config({ source: "d" }, { reward: { prm: "p" }, credit: { estimator: "papo" } });
    expect(() => checkRewards([prompt("a", null)], [], papo, () => {})).toThrow(
      /credit\.estimator papo has no other/,
    );
    trust = true;
    expect(check({ mode: "prm", prm: "p" }, prompt("a", null))).toEqual([]);
    expect(() => check({ prm: "p" }, prompt("a", null))).toThrow(
      /credit\.trust has no other verdicts.*reward\.verifiableShare.*reward\.mode "prm".*credit\.trust false/,
    );
  });
});

it("encodes 200,000 prompts, and says of as many that they do not fit", () => {
  const many = Array.from({ length: 200_000 }, (_, i) => ({ id: `${i}`, prompt: "p", answer: "1" }));
  let calls = 0;
  const encode = () => (++calls === 100_000 ? [1, 2, 3] : [1, 2]);
  const tokenizer = { hasChatTemplate: false, encode } as unknown as Tokenizer;
  const own = config({ source: "d" }, { sampling: { maxTokens: 8 } });
  const { prompts, longest, skipped } = encodeForPolicy(many, tokenizer, 16, own, () => {});
  expect([prompts.length, longest, skipped]).toEqual([200_000, 3, 0]);
  expect(() => encodeForPolicy(many, tokenizer, 9, own, () => {})).toThrow(
    /longer than 1 tokens .*the shortest has 2\); lower sampling\.maxTokens, or raise engine\.maxContext/,
  );
});

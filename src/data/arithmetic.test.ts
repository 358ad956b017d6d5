import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../common/errors.ts";
import { Random } from "../common/random.ts";
import { createTokenizer } from "../model/tokenizer.ts";
import {
  applyOperation,
  arithmeticSide,
  createNoise,
  DEFAULT_NOISE,
  demonstration,
  generateProblem,
  generateProblems,
  parseChain,
} from "./arithmetic.ts";
import { arithmeticAnswer, checkSteps } from "./arithmetic-check.ts";
import { arithmeticTokenizerFiles } from "./arithmetic-tokenizer.ts";

const seeds = fc.integer({ min: 0, max: 1e6 });
const silent = { slip: 0, skip: 0, plan: 0, check: 0, filler: 0, noAnswer: 0, joined: 0, wrongFacts: 0 };

describe("generated problems", () => {
  it("are chains worked from left to right modulo 10", () => {
    expect(parseChain("3-1-1*2=")).toEqual({
      first: 3,
      operations: [
        { operator: "-", operand: 1 },
        { operator: "-", operand: 1 },
        { operator: "*", operand: 2 },
      ],
    });
    expect([applyOperation(1, "-", 3), applyOperation(7, "*", 8), applyOperation(9, "+", 9)]).toEqual([
      8, 6, 8,
    ]);
    expect(() => parseChain("3-1")).toThrow(UserError);
  });

  it("carry an answer and a solution that the checker finds right", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const problem = generateProblem(new Random(seed), { minOperations: 1, maxOperations: 10 });
        const steps = checkSteps(problem, problem.solution ?? "");
        expect(steps).toHaveLength(Number(problem.level) + 1);
        expect(steps.every((step) => step.good && step.own)).toBe(true);
        expect(arithmeticAnswer(problem.solution ?? "")).toBe(problem.answer);
        expect(parseChain(problem.prompt).operations).toHaveLength(Number(problem.level));
      }),
    );
  });

  it("come again from the same seed, with every size, and the two sides never meet", () => {
    const make = (side: "train" | "heldOut") => generateProblems(400, new Random(5), { side });
    expect(make("train")).toEqual(make("train"));
    const train = new Set(make("train").map((problem) => problem.prompt));
    const heldOut = make("heldOut").map((problem) => problem.prompt);
    expect(new Set(heldOut).size).toBe(400);
    expect(heldOut.some((prompt) => train.has(prompt))).toBe(false);
    expect(heldOut.every((prompt) => arithmeticSide(prompt) === "heldOut")).toBe(true);
    expect([...new Set(make("train").map((problem) => problem.level))].sort()).toEqual([3, 4, 5, 6]);
    const share = generateProblems(2000, new Random(1)).filter((p) => arithmeticSide(p.prompt) === "heldOut");
    expect(share.length).toBeGreaterThan(180);
    expect(share.length).toBeLessThan(330);
  });

  it("refuses sizes that cannot be", () => {
    const random = new Random(1);
    expect(() => generateProblem(random, { minOperations: 7 })).toThrow(UserError);
    expect(() => generateProblem(random, { maxOperations: 11 })).toThrow(UserError);
    const all = { minOperations: 1, maxOperations: 1 };
    expect(() => generateProblems(301, random, all)).toThrow(/found 300/);
  });
});

describe("demonstrations", () => {
  it("without noise are the solution", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = new Random(seed);
        const problem = generateProblem(random);
        expect(demonstration(problem, createNoise(seed, silent), random)).toBe(problem.solution);
      }),
    );
  });

  it("know a quarter of the facts wrongly, the same ones for the same seed", () => {
    const noise = createNoise(3);
    expect(noise.wrongFacts.size).toBe(75);
    expect([...createNoise(3).wrongFacts]).toEqual([...noise.wrongFacts]);
    expect([...createNoise(4).wrongFacts.keys()]).not.toEqual([...noise.wrongFacts.keys()]);
    for (const [fact, { result, probability }] of noise.wrongFacts) {
      const { first, operations } = parseChain(`${fact}=`);
      expect(result).not.toBe(applyOperation(first, operations[0].operator, operations[0].operand));
      expect(probability).toBeGreaterThanOrEqual(0.5);
      expect(probability).toBeLessThanOrEqual(0.8);
    }
  });

  it("use the task's characters and each of its faults, at about the rates said", () => {
    const tokenizer = createTokenizer(arithmeticTokenizerFiles());
    const random = new Random(11);
    const noise = createNoise(11);
    const count = 2000;
    const seen = { noAnswer: 0, plan: 0, check: 0, filler: 0, joined: 0, operations: 0 };
    for (const problem of generateProblems(count, random)) {
      const text = demonstration(problem, noise, random);
      expect(tokenizer.encode(text)).not.toContain(3);
      if (arithmeticAnswer(text) === null) seen.noAnswer++;
      seen.plan += text.match(/N/g)?.length ?? 0;
      seen.check += text.match(/C/g)?.length ?? 0;
      seen.filler += text.match(/ok/g)?.length ?? 0;
      seen.operations += Number(problem.level);
      if (checkSteps(problem, text).some((step) => step.text.length > 6)) seen.joined++;
    }
    const near = (observed: number, rate: number) => {
      expect(observed).toBeGreaterThan(rate * 0.7);
      expect(observed).toBeLessThan(rate * 1.3);
    };
    const done = 1 - DEFAULT_NOISE.skip;
    near(seen.noAnswer / count, DEFAULT_NOISE.noAnswer);
    near(seen.joined / count, DEFAULT_NOISE.joined);
    near(seen.plan / seen.operations, DEFAULT_NOISE.plan * done);
    near(seen.check / seen.operations, (DEFAULT_NOISE.check / (1 - DEFAULT_NOISE.check)) * done);
    near(seen.filler / seen.operations, DEFAULT_NOISE.filler * done);
  });

  it("have labels that agree: good steps form a prefix, and a good answer is the right one", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = new Random(seed);
        const problem = generateProblem(random);
        const steps = checkSteps(problem, demonstration(problem, createNoise(seed), random));
        const last = steps[steps.length - 1];
        // A good answer step means a right answer; good steps form a prefix, and good implies right by itself.
        if (last.good && last.text.includes("A")) expect(arithmeticAnswer(last.text)).toBe(problem.answer);
        const firstBad = steps.findIndex((step) => !step.good);
        steps.forEach((step, i) => {
          expect(step.good).toBe(firstBad < 0 || i < firstBad);
          if (step.good) expect(step.own).toBe(true);
        });
        if (firstBad >= 0) expect(steps[firstBad].own).toBe(false);
      }),
    );
  });
});

describe("checkSteps", () => {
  const problem = { id: "p", prompt: "3-1-1*2=", answer: "2" };
  const labels = (text: string) =>
    checkSteps(problem, text).map((step) => (step.good ? "good" : step.own ? "own" : "bad"));

  it.each([
    ["3-1=2;2-1=1;1*2=2;A2", ["good", "good", "good", "good"]],
    ["N3-1;3-1=2;C3-1=2;C3-1=2;ok;N2-1", ["good", "good", "good", "good", "good", "good"]],
    // Something that is no statement, behind one that is right and by itself.
    ["3-1=2 so;3-1=2", ["bad", "own"]],
    ["hm;3-1=2", ["bad", "own"]],
    // A wrong result, from which the rest follows.
    ["3-1=3;3-1=2;2*2=4;A4", ["bad", "own", "own", "own"]],
    // A skipped operation; the next one starts from the value the response has.
    ["3-1=2;2*2=4;A4", ["good", "bad", "own"]],
    // The answer before the end, and anything after an answer.
    ["3-1=2;A2;2-1=1", ["good", "bad", "bad"]],
    ["3-1=2;2-1=1;1*2=2;A2;ok;A2", ["good", "good", "good", "good", "bad", "bad"]],
    // Wrong operand order, a plan out of turn, a check of nothing stated or of something false, one operation too many.
    ["1-3=8", ["bad"]],
    ["N3*2", ["bad"]],
    ["C3-1=2", ["bad"]],
    ["3-1=3;C3-1=3", ["bad", "bad"]],
    ["3-1=2;2-1=1;1*2=2;2-1=1", ["good", "good", "good", "bad"]],
    // Joined steps are right together or not at all.
    ["3-1=22-1=1;1*2=2A2", ["good", "good"]],
    ["3-1=22-1=2;2*2=4", ["bad", "own"]],
    // Not of the task's form.
    ["3-1=2; ;2-1=1", ["good", "good"]],
    ["3-1", ["bad"]],
    ["hello;3-1=2", ["bad", "own"]],
    ["A2", ["bad"]],
    // Between separators, and behind the last, nothing visible is no step.
    ["3-1=2;", ["good"]],
    ["", []],
    [";", []],
  ])("%s", (text, expected) => expect(labels(text)).toEqual(expected));

  it("takes any text, one verdict for each step", () => {
    const text = fc.string({ unit: fc.constantFrom(..."0123456789+-*=;NCAok x"), maxLength: 60 });
    fc.assert(
      fc.property(text, (response) => {
        const steps = checkSteps(problem, response);
        expect(steps.map((step) => step.text)).toEqual(
          response.split(";").filter((part) => /[^ ]/.test(part)),
        );
      }),
    );
  });
});

describe("arithmeticAnswer", () => {
  it.each([
    ["3-1=2;A2", "2"],
    ["A1;A2", "2"],
    ["A1;A", "1"],
    ["ok", null],
    ["", null],
  ])("%s", (text, answer) => expect(arithmeticAnswer(text)).toBe(answer));
});

describe("the task's tokenizer", () => {
  const tokenizer = createTokenizer(arithmeticTokenizerFiles());

  it("gives every character a token and brings text back", () => {
    expect(tokenizer.vocabSize).toBe(24);
    expect([tokenizer.padId, tokenizer.bosId, ...tokenizer.eosIds]).toEqual([0, 1, 2]);
    expect(tokenizer.encode("3-1=;ok", { addSpecialTokens: true })).toEqual([1, 7, 15, 5, 17, 18, 22, 23]);
    const text = fc.string({ unit: fc.constantFrom(..."0123456789+-*=;NCAok") });
    fc.assert(
      fc.property(text, (value) => {
        const tokens = tokenizer.encode(value);
        expect(tokens).toHaveLength(value.length);
        expect(tokenizer.decode(tokens)).toBe(value);
      }),
    );
  });

  it("marks what is not of the task as unknown", () => {
    expect(tokenizer.encode("3x")).toEqual([7, 3]);
  });
});

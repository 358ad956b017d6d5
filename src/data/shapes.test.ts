// Every shape of docs/data.md, from a small file of that exact shape: which field is taken for what, the first problem, and
// the answers.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chosenLetter, countingOf, optionsOf, withOptions } from "./choices.ts";
import { loadProblems, type ProblemOptions } from "./problems.ts";

const directory = fileURLToPath(new URL("../../tests/fixtures/data/shapes/", import.meta.url));
const documented = fileURLToPath(new URL("../../docs/data.md", import.meta.url));

/** File; prompt, answer, solution and options as they are found; how the first prompt ends; all answers. */
type Shape = [
  file: string,
  fields: [prompt: string, answer: string | null, solution?: string, options?: string],
  prompt: string,
  answers: (string | null)[],
];

const SHAPES: Shape[] = [
  ["gsm8k.jsonl", ["question", "answer"], "How many pens has she?", ["12", "1,300"]],
  ["math.jsonl", ["problem", null, "solution"], "Compute $2^5$.", ["32", "\\frac{3}{4}"]],
  ["math-500.jsonl", ["problem", "answer", "solution"], "Compute $3!$.", ["6", "\\pi-2"]],
  ["numinamath-cot.jsonl", ["problem", null, "solution"], "Find $7 \\cdot 8$.", ["56", null]],
  ["numinamath-1.5.jsonl", ["problem", "answer", "solution"], "What is $9+9$?", ["18", null, null]],
  ["openr1-math.jsonl", ["problem", "answer", "solution"], "What is $5^2$?", ["25", "36"]],
  ["deepscaler.json", ["problem", "answer", "solution"], "what is $a^3$?", ["27", "\\frac{1}{4}"]],
  ["dapo-math-17k.jsonl", ["prompt", "reward_model.ground_truth"], 'after "Answer:".', ["6", "17"]],
  [
    "dapo-math-17k-processed.jsonl",
    ["prompt", "reward_model.ground_truth", "solution"],
    "What is $30-1$?",
    ["29"],
  ],
  ["verl-gsm8k.jsonl", ["prompt", "reward_model.ground_truth"], 'answer after "####".', ["18", "11"]],
  ["eurus-2-rl.jsonl", ["prompt", "reward_model.ground_truth"], "\\boxed{Your answer}", ["16"]],
  ["skywork-or1.jsonl", ["prompt", "reward_model.ground_truth"], "within \\boxed{}.", ["16", "\\{-2, 2\\}"]],
  ["big-math.jsonl", ["problem", "answer"], "What is $11\\cdot 3$?", ["33", "24"]],
  [
    "open-reasoner-zero.json",
    ["conversations", "conversations.1.ground_truth.value"],
    "Compute $8 \\times 7$.",
    ["56", "\\frac{2}{3}"],
  ],
  ["open-reasoner-zero-columns.jsonl", ["0.value", "1.ground_truth.value"], "Compute $8 \\times 6$.", ["48"]],
  ["deepmath-103k.jsonl", ["question", "final_answer"], "reals convergent?", ["No", "1"]],
  ["aime-2024.jsonl", ["problem", "answer", "solution"], "number $100+4$.", ["104", "073"]],
  ["aime-2025-matharena.jsonl", ["problem", "answer"], "Find $7\\cdot 10$.", ["70", "588"]],
  ["aime-1983-2024.csv", ["Question", "Answer"], 'be "equal".\nWhat is $x-y$?', ["0", "010"]],
  ["olympiadbench.jsonl", ["question", "final_answer", "solution"], "primes are there?", ["1", "3,-3"]],
  ["minerva-math.jsonl", ["problem", null, "solution"], "energy in eV?", ["4"]],
  ["amc23.jsonl", ["problem", "answer"], "What is $3\\cdot 9$?", ["27"]],
  ["svamp.jsonl", ["Body+Question", "Answer"], "8 books on a desk How many are on two such desks?", ["16.0"]],
  ["asdiv.jsonl", ["body+question", "answer"], "are in a bag. How many balls are in the bag?", ["7"]],
  ["mawps.jsonl", ["input", "target"], "How many are left?", ["5"]],
  ["mgsm.jsonl", ["question", "answer_number"], "Wie viele hat er?", ["11"]],
  ["calc-mawps.jsonl", ["question", "result"], "How many are left?", ["6"]],
  ["metamathqa.jsonl", ["query", null, "response"], "$3$ more than $9$?", ["12"]],
  ["openmathinstruct-2.jsonl", ["problem", "expected_answer"], "What is $10\\%$ of $50$?", ["5"]],
  ["openthoughts.jsonl", ["conversations", null, "conversations"], "What is $2\\cdot 21$?", ["42"]],
  ["openthoughts-metadata.jsonl", ["problem", null, "ground_truth_solution"], "$2\\cdot 22$?", ["44"]],
  ["s1k.jsonl", ["question", null, "solution"], "What is $12^2$?", ["144"]],
  ["tulu-rlvr.jsonl", ["messages", "ground_truth"], "Four and four?\nAnswer:", ["8", "11"]],
  [
    "synthetic-1.jsonl",
    ["prompt", "verification_info.ground_truth", "gold_standard_solution"],
    "What is $6+7$?",
    ["13", "42"],
  ],
  ["acereason-math.jsonl", ["problem", "answer"], "What is $99+1$?", ["100", "\\frac{1}{2}"]],
  ["limo.jsonl", ["question", "answer", "solution"], "What is $13+13$?", ["26"]],
  ["polaris.jsonl", ["problem", "answer"], "What is $50\\cdot 2$?", ["100"]],
  ["skyrl.jsonl", ["prompt", "reward_spec.ground_truth"], "Six and six?", ["12"]],
  ["slime.jsonl", ["prompt", "label"], "Seven and six?", ["13"]],
  [
    "aqua-rat.jsonl",
    ["question", "correct", "rationale", "options"],
    "speed in km/h?\n\nA. 15\nB. 20\nC. 30\nD. 45\nE. 60",
    ["C", "B"],
  ],
  [
    "mmlu.jsonl",
    ["question", "answer", undefined, "choices"],
    "prime?\n\nA. 4\nB. 6\nC. 7\nD. 9",
    ["C", "A"],
  ],
  ["mmlu-pro.jsonl", ["question", "answer", undefined, "options"], "\nG. 7\nH. 8\nI. 9\nJ. 10", ["H", "A"]],
  ["mmmlu.csv", ["Question", "Answer", undefined, "A+B+C+D"], "any?\n\nA. 2\nB. 4\nC. 5\nD. 6", ["C", "A"]],
  [
    "arc.jsonl",
    ["question", "answerKey", undefined, "choices"],
    "sun?\n\nA. rock\nB. ice\nC. sand\nD. glass",
    ["B", "C"],
  ],
  [
    "arc-original.jsonl",
    ["question.stem", "answerKey", undefined, "question.choices"],
    "A. oil\nB. tin",
    ["A"],
  ],
  ["commonsense-qa.jsonl", ["question", "answerKey", undefined, "choices"], "D. car\nE. roof", ["B", null]],
  ["openbookqa.jsonl", ["question_stem", "answerKey", undefined, "choices"], "C. salt\nD. wire", ["A"]],
  ["medqa.jsonl", ["question", "answer", undefined, "options"], "C. Vitamin D\nD. Vitamin K", ["C"]],
  ["medmcqa.jsonl", ["question", "cop", undefined, "opa+opb+opc+opd"], "C. Four\nD. Five", ["C", "A"]],
  ["mathqa.jsonl", ["Problem", "correct", "Rationale", "options"], "D. 10\nE. none of these", ["C"]],
  ["race.jsonl", ["article+question", "answer", undefined, "options"], "B. Red\nC. Green\nD. Black", ["B"]],
];

describe("shapes of data sets", () => {
  it.each(SHAPES)("%s", async (file, [prompt, answer, solution = null, options = null], ending, answers) => {
    const { problems, report } = await loadProblems(directory + file);
    expect(report.files[0].fields).toMatchObject({ prompt, answer, solution, options });
    expect(problems[0].prompt.slice(-ending.length)).toBe(ending);
    expect(problems.map((problem) => problem.answer)).toEqual(answers);
  });

  it("that say two things are refused, with what settles it", async () => {
    const path = `${directory}openthoughts-math.jsonl`;
    const names = { prompt: "--problem-field" };
    await expect(loadProblems(path, { names })).rejects.toThrow(
      /:1: the problem may be "problem" or "conversations", and they do not say the same: ".*"; choose with --problem-field problem or --problem-field conversations$/,
    );
    const choose = async (options: ProblemOptions) => (await loadProblems(path, options)).problems[0];
    expect(await choose({ promptField: "problem" })).toMatchObject({
      prompt: "What is $2\\cdot 23$?",
      answer: "46",
    });
    expect((await choose({ promptField: "conversations" })).prompt).toMatch(/^Return your final response/);
  });

  it("are each tested, and each in the documents", () => {
    const files = readdirSync(directory).sort();
    const tested = [...SHAPES.map(([file]) => file), "openthoughts-math.jsonl"];
    expect(files).toEqual(tested.sort());
    const text = readFileSync(documented, "utf8");
    expect(files.filter((file) => !text.includes(`\`${file}\``))).toEqual([]);
  });
});

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const where = "file:1";
const texts = fc.uniqueArray(fc.stringMatching(/^[a-z]{3,8}$/), { minLength: 2, maxLength: 26 });

describe("options", () => {
  const forms: Record<string, (options: string[]) => unknown> = {
    "a list": (options) => options,
    "a list with letters": (options) => options.map((text, i) => `${LETTERS[i]}) ${text}`),
    "a list with letters in brackets": (options) =>
      options.map((text, i) => `(${LETTERS[i].toLowerCase()}) ${text}`),
    objects: (options) => options.map((text, i) => ({ label: LETTERS[i], text })),
    "two lists": (options) => ({ text: options, label: options.map((_, i) => LETTERS[i]) }),
    "an object": (options) => Object.fromEntries(options.map((text, i) => [LETTERS[i], text])),
    "one text": (options) => options.map((text, i) => `${LETTERS[i].toLowerCase()} ) ${text}`).join(" , "),
  };

  it.each(Object.entries(forms))(
    "as %s are the same, and are named by letter, text and number",
    (_, form) => {
      fc.assert(
        fc.property(texts, fc.nat(), (options, at) => {
          const i = at % options.length;
          const letter = LETTERS[i];
          const record = (answer: unknown) => ({ value: { options: form(options), answer }, where });
          const read = optionsOf(record(null), "options")!;
          expect(read.map(({ text }) => text)).toEqual(options);
          const base = at % 2 === 0 ? (0 as const) : (1 as const);
          const counting = { base, textFirst: true };
          const named = [
            letter,
            `(${letter})`,
            letter.toLowerCase(),
            `${letter}.`,
            options[i],
            i + base,
            `${i + base}`,
            [letter],
          ];
          for (const answer of named)
            expect(chosenLetter(record(answer), "answer", read, counting)).toBe(letter);
          const wrong = ["nobody else", options.length + base, base - 1, 0.5, {}, ["A", "B"], "27th"];
          for (const answer of wrong)
            expect(() => chosenLetter(record(answer), "answer", read, counting)).toThrow(
              /^file:1: field "answer"/,
            );
        }),
      );
    },
  );

  const sampleOf = (options: unknown, answers: unknown[]) =>
    answers.map((answer, i) => {
      const record = { value: { options, answer }, where: `file:${i + 1}` };
      return { record, options: optionsOf(record, "options")! };
    });

  it("are counted from 0 or from 1 by what the rows tell", () => {
    const of = (answers: unknown[]) => countingOf(sampleOf(["x", "y", "z"], answers), "answer");
    expect(of([1, 2, 0])).toEqual({ base: 0, textFirst: false, open: false });
    expect(of(["1", "3"])).toEqual({ base: 1, textFirst: false, open: false });
    expect(of([1, 2])).toEqual({ base: 0, textFirst: false, open: true });
    expect(of(["A", "B", null])).toEqual({ base: 0, textFirst: true, open: false });
    expect(() => of([0, 3])).toThrow(
      'file:2: field "answer" should be a number from 0 to 2, as file:1 counts options from 0, found the number 3',
    );
  });

  it("that are numbers are named by their texts, unless numbers count options elsewhere, and not guessed where both may be", () => {
    const letters = (options: unknown[] | object, answers: unknown[]) => {
      const sample = sampleOf(options, answers);
      const counting = countingOf(sample, "answer", "--answer");
      return sample.map(({ record, options }) => chosenLetter(record, "answer", options, counting));
    };
    const texts = ["2", "1", "7"];
    expect(letters(texts, ["2", "7"])).toEqual(["A", "C"]);
    expect(letters(texts, ["2", "1"])).toEqual(["A", "B"]);
    expect(letters(texts, ["2", "0"])).toEqual(["C", "A"]);
    expect(letters(texts, [2, 0])).toEqual(["C", "A"]);
    expect(letters(texts, [2, 7])).toEqual(["A", "C"]);
    for (const both of [[2, 1], [1]])
      expect(() => letters(texts, both)).toThrow(
        /^file:1: field "answer" may be the number of an option or its text: \d of "2", "1", "7"; .* with --answer$/,
      );
    expect(() => letters(["1", "2", "3"], [3])).toThrow(/may be the number of an option or its text/);
    expect(letters([1, 2, 3, 4], [3])).toEqual(["C"]);
    expect(letters({ A: 1, B: 2, C: 3 }, [1, 2n])).toEqual(["A", "B"]);
    expect(letters({ label: ["x", "y"], text: [0, 1] }, [1])).toEqual(["B"]);
    expect(letters([{ text: 0 }, { text: 1 }], [0])).toEqual(["A"]);
    expect(letters([10, 20, 30], [1, 2, 0])).toEqual(["B", "C", "A"]);
    expect(letters([10, 27.5, 30], [27.5, 30])).toEqual(["B", "C"]);
    expect(letters([true, false], [false])).toEqual(["B"]);
    // By its label, whatever its type.
    expect(letters({ label: ["1", "2", "3"], text: ["a", "b", "c"] }, [3, 1, "2"])).toEqual(["C", "A", "B"]);
    // Where the numbers of the sample are texts, so are those of later records.
    const counting = countingOf(sampleOf([4, 5], [5]), "answer");
    const [{ record, options }] = sampleOf([4, 5], [1]);
    expect(() => chosenLetter(record, "answer", options, counting)).toThrow(
      /should be one of the options A to B, its text, found the number 1/,
    );
  });

  it("that are letters themselves are not guessed", () => {
    const [{ record, options }] = sampleOf(["B", "A"], ["A"]);
    expect(() => chosenLetter(record, "answer", options, { base: 0, textFirst: true })).toThrow(
      /the letter or the text of one option \(it is the letter of A and the text of B\)/,
    );
  });

  it("stand below the problem once", () => {
    const options = ["one", "two"].map((text) => ({ label: null, text }));
    expect(withOptions("Which?", options)).toBe("Which?\n\nA. one\nB. two");
    for (const listing of ["Which?\nA. one\nB. two", "Which? (A) one (B) two", "Which? $A)$ one B: two"])
      expect(withOptions(listing, options)).toBe(listing);
    expect(withOptions("Is one or two meant?", options)).toMatch(/A\. one\nB\. two$/);
  });

  it("are refused where they are none", () => {
    const read = (options: unknown) => optionsOf({ value: { options }, where }, "options");
    for (const none of [null, "", [], {}]) expect(read(none)).toBeNull();
    for (const wrong of ["one text", 5, [[1]], [{ text: {} }], Array.from({ length: 27 }, String)])
      expect(() => read(wrong)).toThrow(/^file:1: field "options/);
  });
});

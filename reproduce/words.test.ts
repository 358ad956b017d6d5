// Word problems out of the lines of ASDiv, MAWPS and SVAMP: which are kept, and what their solutions say.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";

const directory = mkdtempSync(join(tmpdir(), "pure-words-"));
afterAll(() => rmSync(directory, { recursive: true }));

const linesOf = (file: string) =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

it("keeps one addition or subtraction below a hundred, once, and solves it ten by ten", () => {
  const asdiv = [
    { body: "Ann had 81 nuts .", question: "She ate 34. How many are left?", formula: "81-34=47" },
    { body: "Ann had 81 nuts.", question: "She ate 34. How many are left?", formula: "81-34=47" },
    { body: "Bo has 20 pens", question: "and buys 20. How many?", formula: "20+20=40" },
    { body: "Too large, and no number said", question: "?", formula: "80+20=100" },
    { body: "Flo has $1,250.", question: "She pays $30.5. How much is left?", formula: "1250-30.5=1219.5" },
    { body: "Ann had 77 nuts.", question: "She ate 30. How many are left?", formula: "77-30=47" },
    { body: "Not of this kind", question: "?", formula: "8x2=16" },
  ];
  const mawps = [
    { input: "Cy sold forty-two of 50 figs. How many has he?", target: 8 },
    { input: "Three numbers: 1 and 2 and 3", target: 3 },
    { input: "Neither: 5 and 6", target: 30 },
    { input: "Both: 7 and 0", target: 7 },
    { input: "A part: 1.1 and 2.2. How many?", target: 3.3 },
    { input: "In words and too large: twenty and 150. How many?", target: 170 },
  ];
  const svamp = [
    {
      Body: "Di had 30 kg and 7 bags. 11 kg were sold.",
      Question: "How many are left?",
      Equation: "( 30.0 - 11.0 )",
    },
    { Body: "If Ed had 9 cups and broke 2", Question: "how many are whole?", Equation: "( 9.0 - 2.0 )" },
    { Body: "Not of this kind.", Question: "?", Equation: "( 290.0 / 2.0 )" },
    { Body: "Three numbers.", Question: "?", Equation: "( ( 8.0 - 3.0 ) + 1.0 )" },
    { Body: "A part.", Question: "?", Equation: "( 8.5 - 3.0 )" },
  ];
  const files = Object.entries({ asdiv, mawps, svamp }).map(([name, lines]) => {
    const file = join(directory, `${name}.jsonl`);
    writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    return file;
  });
  const out = join(directory, "words");
  execFileSync(process.execPath, ["--import", "tsx", "reproduce/words.ts", out, ...files]);

  const problems = linesOf(join(out, "problems.jsonl"));
  const [redrawnDifference] = problems.splice(2, 1);
  const [redrawnSum] = problems.splice(3, 1);
  const [, a, b] = /^Flo has \$(\d+)\. She pays \$(\d+)\. How much is left\?$/.exec(
    redrawnDifference.problem,
  )!;
  expect(redrawnDifference.answer).toBe(String(Number(a) - Number(b)));
  const [, c, d] = /^A part: (\d+) and (\d+)\. How many\?$/.exec(redrawnSum.problem)!;
  expect(redrawnSum.answer).toBe(String(Number(c) + Number(d)));
  expect(problems.map(({ problem }) => problem)).toEqual([
    "Ann had 81 nuts. She ate 34. How many are left?",
    "Bo has 20 pens and buys 20. How many?",
    "Cy sold forty-two of 50 figs. How many has he?",
    "Di had 30 kg and 7 bags. 11 kg were sold. How many are left?",
    "If Ed had 9 cups and broke 2, how many are whole?",
  ]);
  expect(problems[3].solution).toMatch(/^We subtract 11 from 30\..*The answer is 19\.$/s);
  expect(problems[0].solution).toBe("We subtract 34 from 81.\n81 - 30 = 51\n51 - 4 = 47\nThe answer is 47.");
  expect(problems[1].solution).toBe("We add 20 and 20.\n20 + 20 = 40\nThe answer is 40.");
  expect(problems[2]).toMatchObject({
    answer: "8",
    solution: expect.stringContaining("50 - 40 = 10\n10 - 2 = 8"),
  });

  const drills = linesOf(join(out, "drills.jsonl"));
  expect(new Set(drills.map(({ prompt }) => prompt)).size).toBe(200);
  for (const { prompt, completion } of drills) {
    const [, a, word, b] = /^What is (\d+) (plus|minus) (\d+)\?$/.exec(prompt) ?? [];
    const answer = word === "plus" ? Number(a) + Number(b) : Number(a) - Number(b);
    expect(completion.endsWith(`The answer is ${answer}.`)).toBe(true);
  }
});

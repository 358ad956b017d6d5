// The cases the verifier is measured on, and what it must reach on each file. Nothing is measured here.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readRecords } from "../../src/data/records.ts";
import { realCases } from "./real/cases.ts";

export interface VerifyCase {
  id: string;
  prediction: string;
  reference: string;
  expected: boolean;
}

export interface CaseFile {
  name: string;
  cases: VerifyCase[];
  /** Fewest right answers recognised (null: all), and most wrong ones accepted. */
  required: { positives: number | null; falsePositives: number };
  /** Pairs a second over Math-Verify's, and p99 in milliseconds: required of this file. */
  speed?: { ratio: number; p99Ms: number };
}

const FILES: Omit<CaseFile, "cases">[] = [
  { name: "benchmarks", required: { positives: null, falsePositives: 0 }, speed: { ratio: 20, p99Ms: 20 } },
  { name: "hard", required: { positives: 105, falsePositives: 1 } },
  { name: "notation", required: { positives: null, falsePositives: 0 } },
  { name: "adversarial", required: { positives: null, falsePositives: 0 } },
];

/** Cases that were written for this: written/README.md. */
const WRITTEN: Omit<CaseFile, "cases">[] = [
  { name: "sentences", required: { positives: 131, falsePositives: 0 } },
  { name: "mathematics", required: { positives: null, falsePositives: 0 } },
  { name: "both", required: { positives: 132, falsePositives: 0 } },
  { name: "final", required: { positives: 49, falsePositives: 1 } },
  { name: "prose", required: { positives: 145, falsePositives: 3 } },
  { name: "formulas", required: { positives: 118, falsePositives: 0 } },
  { name: "plain", required: { positives: 77, falsePositives: 0 } },
  { name: "replies", required: { positives: 111, falsePositives: 0 } },
  { name: "expressions", required: { positives: null, falsePositives: 0 } },
  { name: "statements", required: { positives: 82, falsePositives: 2 } },
  { name: "chats", required: { positives: 143, falsePositives: 0 } },
  { name: "competition", required: { positives: 129, falsePositives: 0 } },
  { name: "olympiad", required: { positives: 94, falsePositives: 1 } },
  { name: "dialogue", required: { positives: 95, falsePositives: 0 } },
  { name: "textbook", required: { positives: 95, falsePositives: 0 } },
  { name: "messy", required: { positives: 91, falsePositives: 0 } },
  { name: "talk", required: { positives: 63, falsePositives: 1 } },
  { name: "asides", required: { positives: 51, falsePositives: 5 } },
  { name: "tales", required: { positives: 31, falsePositives: 7 } },
  { name: "snares", required: { positives: 117, falsePositives: 24 } },
  { name: "usual", required: { positives: 92, falsePositives: 0 } },
  { name: "contest", required: { positives: 93, falsePositives: 0 } },
  { name: "everyday", required: { positives: 95, falsePositives: 0 } },
  { name: "reworded", required: { positives: 83, falsePositives: 0 } },
  { name: "unannounced", required: { positives: 78, falsePositives: 0 } },
  { name: "distant", required: { positives: 88, falsePositives: 0 } },
  { name: "forms", required: { positives: 95, falsePositives: 0 } },
  { name: "classroom", required: { positives: 95, falsePositives: 0 } },
  { name: "homework", required: { positives: 94, falsePositives: 0 } },
  { name: "variants", required: { positives: 94, falsePositives: 0 } },
  { name: "paraphrases", required: { positives: 89, falsePositives: 0 } },
  { name: "exercises", required: { positives: 72, falsePositives: 0 } },
  { name: "brief", required: { positives: 210, falsePositives: 0 } },
  { name: "responses", required: { positives: 71, falsePositives: 0 } },
  { name: "signs", required: { positives: 70, falsePositives: 0 } },
  { name: "mixture", required: { positives: 68, falsePositives: 0 } },
  { name: "spare", required: { positives: 63, falsePositives: 0 } },
  { name: "small", required: { positives: 71, falsePositives: 0 } },
  { name: "unboxed", required: { positives: 92, falsePositives: 0 } },
];

/** Real answers by part: fewest right ones, and most wrong ones with the data sets' references and with other numbers. */
const REAL = [
  ["development", 470, [1, 6]],
  ["final", 69, [0, 8]],
] as const;

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Where the files are looked for, if nobody says. */
export function casePlaces(): string[] {
  const named = process.env.PURE_VERIFY_CASES;
  return [
    ...(named === undefined ? [] : [named]),
    join(root, "bench", "verify", "cases"),
    join(root, "..", "shared", "verifier"),
  ];
}

/** The first place that has the files; null where none has. */
export function findCases(): string | null {
  return casePlaces().find((place) => existsSync(join(place, "benchmarks.jsonl"))) ?? null;
}

/** The files of `directory` that are there, in order, and the repository's own written cases and real answers. */
export async function readCases(directory: string): Promise<CaseFile[]> {
  const files: CaseFile[] = [];
  for (const file of FILES) {
    const path = join(directory, `${file.name}.jsonl`);
    if (existsSync(path)) files.push({ ...file, cases: await casesIn(path) });
  }
  files.push(...(await writtenCases()));
  // A final set that has been looked at is development, until the next one is made.
  for (const [part, positives, most] of REAL) {
    const { own, others } = realCases(part);
    if (own.length > 0)
      files.push(
        { name: `real, ${part}`, cases: own, required: { positives, falsePositives: most[0] } },
        {
          name: `real, ${part}, other numbers`,
          cases: others,
          required: { positives: 0, falsePositives: most[1] },
        },
      );
  }
  return files;
}

export async function writtenCases(): Promise<CaseFile[]> {
  const read = async (file: Omit<CaseFile, "cases">): Promise<CaseFile> => ({
    ...file,
    name: `written, ${file.name}`,
    cases: await casesIn(join(root, "bench", "verify", "written", `${file.name}.jsonl`)),
  });
  return Promise.all(WRITTEN.map(read));
}

async function casesIn(path: string): Promise<VerifyCase[]> {
  const cases: VerifyCase[] = [];
  for await (const { value } of readRecords(path)) cases.push(value as unknown as VerifyCase);
  return cases;
}

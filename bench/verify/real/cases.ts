// Pairs from the real answers: each response with the answer that was read in it and with the data set's reference, as in
// training; and, harder, with other numbers of its last sentences, none of which it states.
import { readFileSync } from "node:fs";
import type { VerifyCase } from "../case-files.ts";

/** One response of answers.jsonl. `stated`: its final answer as read; null: none, "?": it cannot be told. */
interface RealAnswer {
  id: string;
  part: "development" | "final";
  reference: string;
  stated: string | null;
  response: string;
}

/** So many other numbers of a response are tried as its answer. */
const MOST_OTHERS = 3;

interface RealCases {
  /** With the answer read, and with the data set's reference where that is another. */
  own: VerifyCase[];
  /** With other numbers of the response's end, all wrong. */
  others: VerifyCase[];
}

/** The pairs of a part; none where no response is of it. */
export function realCases(part: RealAnswer["part"]): RealCases {
  const lines = readFileSync(new URL("answers.jsonl", import.meta.url), "utf8")
    .trim()
    .split("\n");
  const answers = lines.map((line) => JSON.parse(line) as RealAnswer);
  const cases = answers.filter((answer) => answer.part === part).map(casesOf);
  return { own: cases.flatMap(({ own }) => own), others: cases.flatMap(({ others }) => others) };
}

function casesOf({ id, reference, stated, response }: RealAnswer): RealCases {
  const pair = (name: string, other: string, expected: boolean) => ({
    id: `${id} ${name}`,
    prediction: response,
    reference: other,
    expected,
  });
  const known = stated !== null && stated !== "?";
  const parts = known ? (stated.match(/\d+(?:\.\d+)?/g) ?? []) : [];
  const others = [...new Set(response.slice(-400).match(/(?<![\d.,])\d+(?:\.\d+)?(?![\d,])/g) ?? [])]
    .filter((number) => !parts.some((part) => Number(part) === Number(number)))
    .slice(-MOST_OTHERS);
  const own = [
    ...(known ? [pair("stated", stated, true)] : []),
    // A reference in other words than the answer read is not known to be another answer.
    ...(isNumber(reference) && !(known && !isNumber(stated))
      ? known && Number(reference) === Number(stated)
        ? []
        : [pair("reference", reference, false)]
      : []),
  ];
  return { own, others: others.map((number) => pair(`not ${number}`, number, false)) };
}

const isNumber = (text: string) => /^-?\d+(?:\.\d+)?$/.test(text);

// Credit for the rollouts of another framework (verl, TRL, OpenRLHF): its dump, a response a line, in; a line with an
// advantage a token out, to be given back to its trainer. In Node or a browser; `pure credit` does it on the command line.
//
//   npx tsx examples/other-rollouts.ts < dump.jsonl > advantages.jsonl
import { createInterface } from "node:readline";
import { type CreditResponse, computeCredit } from "pure-rl/credit";

/** A line of the dump. Names differ between frameworks: this is the place to say them. */
interface DumpLine {
  /** Of the prompt: the responses of one prompt have the same. */
  uid: string;
  response_ids: number[];
  /** Index in `response_ids` of each step's last token, and the process reward there, from −1 to 1. */
  step_ends: number[];
  step_scores: number[];
  /** Of the whole response: 1 right, 0 wrong, null not known. */
  score: number | null;
  /** A token each, under the policy that sampled and the reference policy; both, or neither for no KL. */
  old_log_probs?: number[];
  ref_log_probs?: number[];
}

const byPrompt = new Map<string, DumpLine[]>();
for await (const text of createInterface({ input: process.stdin })) {
  if (text.trim() === "") continue;
  const line = JSON.parse(text) as DumpLine;
  byPrompt.set(line.uid, [...(byPrompt.get(line.uid) ?? []), line]);
}

const toResponse = (line: DumpLine): CreditResponse => ({
  length: line.response_ids.length,
  stepEnds: line.step_ends,
  scores: line.step_scores,
  verifiable: line.score,
  logprobs: line.old_log_probs,
  refLogprobs: line.ref_log_probs,
});

const groups = [...byPrompt.values()];
const maxLength = Math.max(...groups.flat().map(({ response_ids }) => response_ids.length));
const credits = computeCredit(
  groups.map((group) => ({ responses: group.map(toResponse) })),
  { form: "min", temperature: 0.1, estimator: "rloo", maxLength },
);
for (const [g, group] of groups.entries())
  for (const [k, { uid }] of group.entries())
    console.log(JSON.stringify({ uid, sample: k, advantages: [...credits[g][k].advantages] }));

// A process reward model of one's own: whatever gives a number from −1 (bad) to 1 (good) at the end of each step. This one
// does the sums itself; another might ask a server. The library finds the steps and turns the scores into credit. `scorer`
// and `stepToken` are also what `trainPure` takes as its `prm`. Models with a two-label head need none of this: `openPrm`.
import { type ProcessRewardModel, type StepScorer, scoreSteps, splitSteps } from "pure-rl";
import { computeCredit, minForm, sumForm } from "pure-rl/credit";
import { applyOperation, randomPolicy } from "pure-rl/toy";

const { tokenizer } = randomPolicy(64, 1);
const separator = ";";
const stepToken = tokenizer.encode(separator)[0];

/** Good where the last sum before the position is right modulo 10, bad where it is wrong, 0 where there is none. */
function judge(text: string): number {
  const sum = /(\d)([-+*])(\d)=(\d)$/.exec(text);
  if (!sum) return 0;
  const [, left, operator, right, result] = sum;
  return applyOperation(Number(left), operator as "+" | "-" | "*", Number(right)) === Number(result) ? 1 : -1;
}

const scorer: StepScorer = {
  // A row is a response as a model would read it, with `stepToken` at each of its positions.
  score: async ({ tokens, starts, positions, stepStarts }) =>
    Float64Array.from(positions, (position, s) => {
      const row = stepStarts.findLastIndex((first) => first <= s);
      return judge(tokenizer.decode(tokens.subarray(starts[row], starts[row] + position)));
    }),
};

const model: ProcessRewardModel = { scorer, tokenizer, separator, stepToken };
const texts = ["3-1=2;2*4=8;A8", "3-1=2;2*4=9;9+0=9;9+0=9;A9"];
// A table: the token ids of the responses behind one another, where each begins, and which prompt it answers.
const [first, second] = texts.map((text) => tokenizer.encode(text));
const rows = {
  prompts: [{ tokens: tokenizer.encode("3-1*4=") }],
  prompt: Int32Array.of(0, 0),
  tokens: Int32Array.from([...first, ...second]),
  starts: Int32Array.of(0, first.length, first.length + second.length),
};
const all = await scoreSteps(model, rows);

// Each response against the other, a number a token: what a training step is made of.
let next = 0;
const responses = [first, second].map((tokens) => {
  const stepEnds = splitSteps(tokens, tokenizer, separator);
  const scores = all.subarray(next, next + stepEnds.length);
  next += stepEnds.length;
  return { length: tokens.length, stepEnds, scores, verifiable: null };
});
for (const [k, { scores }] of responses.entries()) {
  const [least, sum] = [minForm(scores, 0.1).returns[0], sumForm(scores).returns[0]];
  console.log(
    `${texts[k]}  scores ${scores.join(" ")}  min-form ${least.toFixed(2)}  sum-form ${sum.toFixed(2)}`,
  );
}
const [credits] = computeCredit([{ responses }], { maxLength: 64 });
for (const { advantages } of credits) console.log(Array.from(advantages, (a) => a.toFixed(1)).join(" "));

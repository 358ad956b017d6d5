// A process reward model of one's own: whatever gives a number from −1 (bad) to 1 (good) at the end of each step. This one
// does the sums itself; another might ask a server. The library finds the steps and turns the scores into credit. `scorer`
// and `stepToken` are also what `trainPure` takes as its `prm`. Models with a two-label head need none of this: `openPrm`.
import { type ProcessRewardModel, type StepScorer, scoreSteps } from "pure-rl";
import { minForm, sumForm } from "pure-rl/credit";
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
  // `tokens` are a response as a model would read it, with `stepToken` at each of `positions`.
  score: async (groups) =>
    groups.map(({ responses }) =>
      responses.map(({ tokens, positions }) =>
        positions.map((position) => judge(tokenizer.decode(tokens.slice(0, position)))),
      ),
    ),
};

const model: ProcessRewardModel = { scorer, tokenizer, separator, stepToken };
const responses = ["3-1=2;2*4=8;A8", "3-1=2;2*4=9;9+0=9;9+0=9;A9"];
const group = {
  prompt: tokenizer.encode("3-1*4="),
  responses: responses.map((text) => ({ tokens: tokenizer.encode(text) })),
};
const [scores] = await scoreSteps(model, [group]);
for (const [k, text] of responses.entries()) {
  const [least, sum] = [minForm(scores[k], 0.1).returns[0], sumForm(scores[k]).returns[0]];
  console.log(
    `${text}  scores ${scores[k].join(" ")}  min-form ${least.toFixed(2)}  sum-form ${sum.toFixed(2)}`,
  );
}

// The mistakes that a process reward model is surest of: bad steps it takes for good, good steps it takes for bad, and
// wrong responses it likes better than right ones. They say more of it than any figure.
import type { ResponseGroup } from "../data/responses.ts";
import { aggregate, judgeGroup } from "./best-of-n.ts";
import type { LabelledSolution, RewardsOf } from "./prm-eval.ts";

/** One solution with its scores, and the step it is shown for. */
export interface StepMistake {
  name: string;
  subset: string;
  problem: string;
  steps: { text: string; reward: number; label: number | null }[];
  /** Index of the step. */
  step: number;
  /** p(good) there. */
  probability: number;
}

/** A wrong response that scores higher (by its weakest step) than every right one to the same problem. */
export interface ResponseMistake {
  problem: string;
  answer: string;
  wrong: { steps: { text: string; reward: number }[]; score: number };
  /** The right response that scores highest. */
  right: { steps: { text: string; reward: number }[]; score: number };
}

export interface Mistakes {
  missed: StepMistake[];
  accused: StepMistake[];
  preferred: ResponseMistake[];
}

/** At most `most` mistakes of each kind, the surest first; one a solution, and one a problem. */
export async function surestMistakes(
  solutions: readonly LabelledSolution[],
  groups: readonly ResponseGroup[],
  rewardsOf: RewardsOf,
  { most = 8, answerPattern }: { most?: number; answerPattern?: string } = {},
): Promise<Mistakes> {
  const all = solutions.map((solution) => ({ solution, rewards: rewardsOf(solution) }));
  const steps = (bad: boolean): StepMistake[] => {
    const surest = all.flatMap(({ solution, rewards }) => {
      let step = -1;
      solution.labels.forEach((label, i) => {
        if (label === null || label < 0.5 !== bad) return;
        if (step < 0 || (bad ? rewards[i] > rewards[step] : rewards[i] < rewards[step])) step = i;
      });
      return step < 0 || rewards[step] > 0 !== bad ? [] : [{ solution, rewards, step }];
    });
    surest.sort((a, b) => (bad ? -1 : 1) * (a.rewards[a.step] - b.rewards[b.step]));
    return surest
      .slice(0, most)
      .map(({ solution: { name, subset, problem, steps: texts, labels }, rewards, step }) => ({
        ...{ name, subset, problem, step, probability: (1 + rewards[step]) / 2 },
        steps: texts.map((text, i) => ({ text, reward: rewards[i], label: labels[i] })),
      }));
  };
  return {
    missed: steps(true),
    accused: steps(false),
    preferred: await preferredWrong(groups, rewardsOf, most, answerPattern),
  };
}

async function preferredWrong(
  groups: readonly ResponseGroup[],
  rewardsOf: RewardsOf,
  most: number,
  answerPattern: string | undefined,
): Promise<ResponseMistake[]> {
  const judged = await Promise.all(groups.map((group) => judgeGroup(group, answerPattern)));
  const found = groups.flatMap((group, g) => {
    const { correct } = judged[g];
    const scored = group.responses.map(({ steps }, i) => {
      const rewards = rewardsOf({ problem: group.problem, steps });
      return {
        ...{ correct: correct[i], score: aggregate(rewards, "min") },
        steps: steps.map((text, s) => ({ text, reward: rewards[s] })),
      };
    });
    const top = (wanted: boolean) =>
      scored.filter((one) => one.correct === wanted).toSorted((a, b) => b.score - a.score)[0];
    const [wrong, right] = [top(false), top(true)];
    return wrong && right && wrong.score > right.score && Number.isFinite(right.score)
      ? [{ problem: group.problem, answer: group.answer, wrong, right }]
      : [];
  });
  return found.sort((a, b) => b.wrong.score - b.right.score - (a.wrong.score - a.right.score)).slice(0, most);
}

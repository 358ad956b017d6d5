// A training step computed again in float64 from the lines of its rollout file and the configuration, by the
// definitions (docs/method.md) written out as sums. Nothing here is shared with src/credit, src/train or src/watch.
import type { PureConfig } from "../src/config/schema.ts";
import type { RolloutRecord } from "../src/train/runs/records.ts";

/** What one response is credited with; every row has a number a token. */
export interface Recounted {
  returns: number[];
  advantages: number[];
  /** Whether the token takes part in the loss. */
  part: boolean[];
  /** r* of each step; none without process rewards. */
  stars: number[];
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
export const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
export const mean = (values: readonly number[]) => sum(values) / values.length;
const range = (values: readonly number[]) => Math.max(...values) - Math.min(...values);

/** Estimates of KL(policy ‖ reference) from one sampled token, k3 at most 10 (Schulman, "Approximating KL"). */
export function kl(
  estimator: PureConfig["credit"]["klEstimator"],
  logprob: number,
  reference: number,
): number {
  const logRatio = reference - logprob;
  if (estimator === "k1") return -logRatio;
  if (estimator === "abs") return Math.abs(logRatio);
  return estimator === "k2" ? logRatio ** 2 / 2 : Math.min(10, Math.exp(logRatio) - 1 - logRatio);
}

/** Credit of each line, for all lines of a step together; `weight` is that of the process rewards. */
export function recountCredit(
  lines: readonly RolloutRecord[],
  { credit, reward, sampling }: Pick<PureConfig, "credit" | "reward" | "sampling">,
  weight: number,
): Recounted[] {
  const { estimator, baseline, gamma, lambda } = credit;
  const responses = lines.map((line) => {
    const { tokens, logprobs, refLogprobs, values } = line;
    const ends = line.steps.map(({ end }) => end);
    const scores = line.steps.flatMap((step) => step.reward ?? []);
    const stars = transformed(line, credit).map((star) => weight * star);
    const verifiable = reward.verifiableCoefficient * (line.verifiable ?? 0);
    const inReward = credit.klIn === "reward" && refLogprobs ? credit.klCoefficient : 0;
    const penalty = tokens.map((_, t) =>
      inReward > 0 ? -inReward * kl(credit.klEstimator, logprobs[t], refLogprobs![t]) : 0,
    );
    const stepOf = tokens.map((_, t) => ends.findIndex((end) => t <= end));
    /** Σ_{s ≥ step of t} γ^(s − step of t) x_s. */
    const fromStep = (x: readonly number[], t: number, discount = credit.form === "local" ? 0 : gamma) =>
      sum(x.map((value, s) => (s >= stepOf[t] ? discount ** (s - stepOf[t]) * value : 0)));
    const reward_T = tokens.map((_, t) => {
      const step = ends.indexOf(t);
      return penalty[t] + (stars[step] ?? 0) + (t === tokens.length - 1 ? verifiable : 0);
    });
    const process = tokens.map((_, t) =>
      fromStep(stars, t, { sum: gamma, local: 0 }[credit.form as string] ?? 1),
    );
    const returns = tokens.map((_, t) => process[t] + verifiable + sum(penalty.slice(t)));
    const judged = line.verifiable !== null;
    const { length } = tokens;
    return {
      group: line.group,
      length,
      ends,
      scores,
      stars,
      verifiable,
      right: (line.verifiable ?? 0) > 0,
      judged,
      penalty,
      fromStep,
      reward_T,
      process,
      returns,
      values,
    };
  });
  type Response = (typeof responses)[number];

  /** Returns and advantages of response i before whitening. */
  const credited = (own: Response): { returns: number[]; advantages: number[] } => {
    const { length, returns, reward_T, ends } = own;
    const tokens = upTo(length);
    const group = responses.filter((response, k) => response.group === own.group && !idle[k]);
    const others = group.filter((response) => response !== own);
    const othersJudged = others.filter(({ judged }) => judged);
    if (estimator === "reinforce++") {
      const discounted = tokens.map((t) => sum(reward_T.slice(t).map((r, i) => gamma ** i * r)));
      return { returns: discounted, advantages: discounted };
    }
    if (estimator === "gae") {
      const V = [...Array.from(own.values!), 0];
      const delta = tokens.map((t) => reward_T[t] + gamma * V[t + 1] - V[t]);
      const advantages = tokens.map((t) => sum(delta.slice(t).map((d, i) => (gamma * lambda) ** i * d)));
      return { returns: advantages.map((a, t) => a + V[t]), advantages };
    }
    if (estimator === "prof") {
      const outcome = standardised(
        own.verifiable,
        group.map((r) => r.verifiable),
      );
      return { returns, advantages: tokens.map((t) => outcome + sum(own.penalty.slice(t))) };
    }
    if (estimator === "papo") {
      const z = (x: number, all: readonly number[]) => (range(all) > 1e-9 ? standardised(x, all) : 0);
      const worst = (r: Response) => Math.min(...r.scores);
      const right = group.filter((r) => r.right);
      const process = own.right ? weight * z(worst(own), right.map(worst)) : 0;
      const outcome =
        z(
          own.verifiable,
          group.map((r) => r.verifiable),
        ) + process;
      return { returns, advantages: tokens.map((t) => outcome + sum(own.penalty.slice(t))) };
    }
    if (estimator === "grpo") {
      if (baseline === "total") {
        const outcome = standardised(
          sum(reward_T),
          group.map((response) => sum(response.reward_T)),
        );
        const advantages = tokens.map(() => outcome);
        return { returns: advantages, advantages };
      }
      const all = lines.flatMap((line, k) =>
        line.group === own.group && !idle[k] ? transformed(line, credit) : [],
      );
      const unweighted = transformed(lines[responses.indexOf(own)], credit);
      const stars = unweighted.map((star) => weight * standardised(star, all));
      const outcomes = group.filter(({ judged }) => judged).map(({ verifiable }) => verifiable);
      const outcome = own.judged ? standardised(own.verifiable, outcomes) : 0;
      const advantages = tokens.map((t) => own.fromStep(stars, t) + outcome + sum(own.penalty.slice(t)));
      return { returns, advantages };
    }
    if (baseline === "opo") {
      const whole = ({ reward_T }: Response) => sum(reward_T);
      const weighed = sum(group.map((r) => r.length * whole(r))) / sum(group.map((r) => r.length));
      const own_T = tokens.map(() => whole(own));
      return { returns: own_T, advantages: own_T.map((R) => R - (others.length > 0 ? weighed : 0)) };
    }
    if (baseline === "none") return { returns, advantages: returns };
    // The baseline of the token-level kind: the others' mass a token of the longest response possible.
    const massBaseline = (mass: (response: Response) => readonly number[]) =>
      others.length > 0 ? sum(others.flatMap(mass)) / (others.length * sampling.maxTokens) : 0;
    if (baseline === "total") {
      const advantages = returns.map((G) => G - massBaseline((response) => response.returns));
      return { returns: advantages, advantages };
    }
    const ofVerifiable =
      own.judged && othersJudged.length > 0 ? mean(othersJudged.map((r) => r.verifiable)) : 0;
    const stepped = others.filter(({ stars }) => stars.length > 0);
    const aStep = stepped.length > 0 ? mean(stepped.map(({ stars }) => mean(stars))) : 0;
    const aToken =
      others.length > 0 ? sum(others.flatMap((r) => r.stars)) / sum(others.map((r) => r.length)) : 0;
    const ofSteps = own.stars.map((_, s) =>
      baseline === "step" ? aStep : aToken * (ends[s] - (s > 0 ? ends[s - 1] + 1 : 0)),
    );
    // The others' returns at the step of the same index; 0 past their last step.
    const ofIndex = (t: number) => {
      const index = ends.findIndex((end) => t <= end);
      return others.length > 0 ? mean(others.map((r) => r.process[r.ends[index]] ?? 0)) : 0;
    };
    const ofProcess = (t: number) => {
      if (baseline === "index") return ofIndex(t);
      return baseline === "token" ? massBaseline((response) => response.process) : own.fromStep(ofSteps, t);
    };
    const advantages = returns.map((G, t) => G - ofVerifiable - ofProcess(t));
    return { returns, advantages };
  };

  const idle = noPart(lines, estimator, weight);
  const openrlhf = estimator === "rloo" && baseline === "openrlhf";
  const recounted = responses.map((response, k) => {
    const { length, ends, stars } = response;
    const nothing = upTo(length).map(() => 0);
    if (idle[k]) return { returns: nothing, advantages: nothing, part: nothing.map(() => false), stars };
    const part = upTo(length).map((t) => !(openrlhf && ends.includes(t)));
    return { ...credited(response), part, stars };
  });
  const whitened =
    estimator === "reinforce++" || (credit.whiten === "batch" && ["rloo", "gae"].includes(estimator));
  const taking = recounted.flatMap(({ advantages, part }) => advantages.filter((_, t) => part[t]));
  const variance =
    taking.length > 1 ? sum(taking.map((a) => (a - mean(taking)) ** 2)) / (taking.length - 1) : 0;
  const white = (a: number) => (whitened ? (a - mean(taking)) / Math.sqrt(variance + 1e-8) : a);
  return recounted.map(({ advantages, part, ...rest }) => ({
    ...rest,
    part,
    advantages: advantages.map((a, t) => (part[t] ? white(a) : 0)),
  }));
}

/**
 * Which lines have no reward: undecided beside others that were judged, or neither judged nor scored in their group,
 * where scores of no weight are none; and those that prof removes, the mean process reward being the batch's.
 */
function noPart(
  lines: readonly RolloutRecord[],
  estimator: PureConfig["credit"]["estimator"],
  weight: number,
): boolean[] {
  const scoresOf = ({ steps }: RolloutRecord) => steps.flatMap(({ reward }) => reward ?? []);
  const all = mean(lines.flatMap(scoresOf));
  const consistency = (line: RolloutRecord) => {
    const p = scoresOf(line).map((r) => 2 * ((r + 1) / 2 - (all + 1) / 2));
    return mean(p) * (line.verifiable! > 0 ? 1 : -1) - (p.length < 2 || p.length > 30 ? 10 : 0);
  };
  return lines.map((line) => {
    const { group, verifiable } = line;
    const own = lines.filter((line) => line.group === group);
    if (estimator === "papo") return verifiable === null;
    if (estimator === "prof") {
      if (verifiable === null) return true;
      const judged = own.filter((other) => other.verifiable !== null);
      // Of three two are left.
      if (judged.length < 3) return true;
      const alike = judged.filter((other) => other.verifiable! > 0 === verifiable > 0);
      const m = Math.floor(judged.length / 2);
      const right = judged.filter((other) => other.verifiable! > 0).length;
      const x = (2 * right - judged.length + m) / 2;
      // Of two whole numbers equally near the even one.
      const near = [Math.floor(x), Math.ceil(x)].sort(
        (a, b) => Math.abs(a - x) - Math.abs(b - x) || (a % 2) ** 2 - (b % 2) ** 2,
      );
      const ofRight = Math.max(0, Math.min(m, near[0]));
      const before = alike.filter((other) => {
        const [a, b] = [consistency(other), consistency(line)];
        return Math.abs(a - b) < 1e-12 ? other.sample < line.sample : a < b;
      });
      return before.length < (verifiable > 0 ? ofRight : m - ofRight);
    }
    if (own.some((line) => line.verifiable !== null)) return verifiable === null;
    return weight === 0 || own.every(({ steps }) => steps.every(({ reward }) => reward === null));
  });
}

/** r*: none where they only filter, the rewards themselves, the least alone, log p(good), or each by its share in a softmax over −r/T. */
function transformed(
  { steps }: Pick<RolloutRecord, "steps">,
  { form, temperature, estimator }: PureConfig["credit"],
): number[] {
  const rewards = steps.flatMap(({ reward }) => reward ?? []);
  if (estimator === "prof") return [];
  if (form === "sum" || form === "local") return rewards;
  if (form === "strict" || estimator === "papo")
    return rewards.map((r, i) => (i === rewards.indexOf(Math.min(...rewards)) ? r : 0));
  if (form === "survival") return rewards.map((r) => Math.log(Math.max((r + 1) / 2, 1e-4)));
  const weights = rewards.map((r) => Math.exp(-r / temperature));
  return rewards.map((r, i) => (weights[i] / sum(weights)) * r);
}

/** What tells of the trust in process rewards: of each prompt of a step, its responses' steps and verdicts. */
export type Verdicts = (Pick<RolloutRecord, "steps"> & { verdict: number | null })[][];

/**
 * Trust by the steps so far, of which the last 20 count. The correlation is that of what is left of process part and
 * verdict once a mean of their own is taken from each prompt; of its degrees of freedom one is the slope's.
 */
export function recountTrust(steps: readonly Verdicts[], credit: PureConfig["credit"]) {
  const prompts = steps.slice(-20).flatMap((step) =>
    step.flatMap((prompt) => {
      const known = prompt.flatMap(({ steps, verdict }) => {
        const rewards = steps.flatMap(({ reward }) => reward ?? []);
        const part = sum(transformed({ steps }, credit));
        return verdict === null || rewards.length === 0 ? [] : { part, verdict, least: Math.min(...rewards) };
      });
      return new Set(known.map(({ verdict }) => verdict)).size > 1 ? [known] : [];
    }),
  );
  const pairs = prompts.flatMap((known) =>
    known.flatMap((a) => known.flatMap((b) => (a.verdict > b.verdict ? [[a.least, b.least]] : []))),
  );
  const wins = pairs.map(([right, wrong]) => (right > wrong ? 1 : right < wrong ? 0 : 0.5));
  const left = (figure: (response: (typeof prompts)[0][0]) => number) =>
    prompts.flatMap((known) => {
      const values = known.map(figure);
      return values.map((value) => (range(values) < 1e-9 ? 0 : value - mean(values)));
    });
  const [x, y] = [left(({ part }) => part), left(({ verdict }) => verdict)];
  const free = x.length - prompts.length - 1;
  const ranking = pairs.length > 0 ? mean(wins) : null;
  const none = { value: 0, correlation: null, standardError: null, ranking, pairs: pairs.length };
  if (free < 1 || x.every((value) => value === 0)) return none;
  const correlation =
    sum(x.map((value, i) => value * y[i])) / Math.sqrt(sum(x.map((v) => v ** 2)) * sum(y.map((v) => v ** 2)));
  const standardError = 1 / Math.sqrt(free);
  const value = Math.max(0, Math.min((correlation - standardError) / 0.4, 1));
  return { ...none, value, correlation, standardError };
}

/** (x − mean) / (sample deviation + 1e-6); one number alone stays as it is. */
function standardised(x: number, all: readonly number[]): number {
  if (all.length < 2) return x;
  const deviation = Math.sqrt(sum(all.map((y) => (y - mean(all)) ** 2)) / (all.length - 1));
  return (x - mean(all)) / (deviation + 1e-6);
}

/** Learning rate of the policy at `step`, counted from 1. */
export function recountLearningRate(step: number, { optimizer, train }: PureConfig): number {
  const { learningRate, warmupSteps, schedule } = optimizer;
  if (step <= warmupSteps) return learningRate * (step / warmupSteps);
  const left = 1 - (step - 1 - warmupSteps) / Math.max(1, train.steps - warmupSteps);
  if (schedule === "linear") return learningRate * left;
  return schedule === "cosine" ? learningRate * (0.5 - 0.5 * Math.cos(Math.PI * left)) : learningRate;
}

/** Figures of one gradient step. `logprobs` [tokens] of each line are the trainer's, before the step. */
export function recountUpdate(
  lines: readonly RolloutRecord[],
  credits: readonly Recounted[],
  logprobs: readonly ArrayLike<number>[],
  { credit, optimizer }: Pick<PureConfig, "credit" | "optimizer">,
) {
  const inLoss = credit.klIn === "loss" ? credit.klCoefficient : 0;
  const low = 1 - optimizer.clipRatio;
  const high = 1 + optimizer.clipRatio;
  const all = lines.flatMap(({ tokens, logprobs: old, refLogprobs }, k) =>
    tokens.map((_, t) => {
      const ratio = Math.exp(logprobs[k][t] - old[t]);
      const advantage = credits[k].advantages[t];
      const near = Math.min(high, Math.max(low, ratio));
      const objective = Math.min(ratio * advantage, near * advantage);
      const penalty = inLoss > 0 ? inLoss * kl(credit.klEstimator, logprobs[k][t], refLogprobs![t]) : 0;
      const gap = Math.abs(logprobs[k][t] - old[t]);
      return {
        ratio,
        gap,
        loss: penalty - objective,
        clipped: objective < ratio * advantage,
        nought: Math.abs(advantage) < 1e-12,
        part: credits[k].part[t],
      };
    }),
  );
  const taking = all.filter(({ part }) => part);
  const over = (figure: (token: (typeof all)[number]) => number) => sum(taking.map(figure)) / taking.length;
  if (taking.length === 0)
    return {
      ...{ loss: 0, ratioMean: 1, ratioMax: 1, clipShare: 0, noughtShare: 0 },
      samplerGap: mean(all.map(({ gap }) => gap)),
    };
  return {
    loss: over(({ loss }) => loss),
    ratioMean: over(({ ratio }) => ratio),
    ratioMax: Math.max(...taking.map(({ ratio }) => ratio)),
    clipShare: over(({ clipped }) => Number(clipped)),
    // Of these rounding decides the advantage's sign, and with it whether they are clipped.
    noughtShare: over(({ nought }) => Number(nought)),
    // Of every token, whether it takes part or not.
    samplerGap: mean(all.map(({ gap }) => gap)),
  };
}

/** What metrics.jsonl says of the responses of a step. */
export function recountResponses(
  lines: readonly RolloutRecord[],
  credits: readonly Recounted[],
  { reward }: Pick<PureConfig, "reward">,
) {
  const meanOf = (values: readonly number[]) => (values.length > 0 ? mean(values) : null);
  const over = (figure: (line: RolloutRecord) => number | boolean) =>
    mean(lines.map((line) => Number(figure(line))));
  const scores = lines
    .map(({ steps }) => steps.flatMap((step) => step.reward ?? []))
    .filter((s) => s.length > 0);
  const groups = [...new Set(lines.map(({ group }) => group))];
  const flat = (values: readonly number[]) => range(values) < 1e-9;
  const idle = groups.filter((group) => {
    const own = lines.flatMap((line, k) =>
      line.group === group
        ? { line, process: sum(credits[k].stars), takes: credits[k].part.some(Boolean) }
        : [],
    );
    const totals = own.flatMap(({ line, process }) =>
      line.verifiable === null ? [] : process + reward.verifiableCoefficient * line.verifiable,
    );
    // Of those that were judged, or process rewards where none was. One alone is no group.
    const alike = flat(totals.length > 0 ? totals : own.map(({ process }) => process));
    const rewarded = totals.length > 0 || own.some(({ takes }) => takes);
    return alike && rewarded && own.length > 1;
  });
  const reference = lines.every(({ refLogprobs }) => refLogprobs !== undefined);
  return {
    responses: lines.length,
    responseTokens: sum(lines.map(({ tokens }) => tokens.length)),
    meanLength: over(({ tokens }) => tokens.length),
    meanSteps: over(({ steps }) => steps.length),
    truncatedShare: over(({ finish }) => finish === "length"),
    noAnswerShare: over(({ answer, undecided }) => answer === null && undecided === undefined),
    processRewardMin: meanOf(scores.map((s) => Math.min(...s))),
    processRewardMean: meanOf(scores.map(mean)),
    processRewardSum: meanOf(scores.map(sum)),
    verifiableReward: meanOf(lines.flatMap(({ verifiable }) => verifiable ?? [])),
    correctShare: meanOf(lines.flatMap(({ correct }) => (correct === null ? [] : Number(correct)))),
    undecided: lines.filter(({ undecided }) => undecided !== undefined).length,
    groupsWithoutVariance: idle.length,
    groups: groups.length,
    kl: reference
      ? mean(lines.flatMap((l) => l.tokens.map((_, t) => kl("k3", l.logprobs[t], l.refLogprobs![t]))))
      : null,
    signals: recountSignals(lines),
  };
}

/** Of groups in which both differ: what process rewards, verdicts and KL have of the variance of rewards, pair by pair. */
export function recountVariance(
  lines: readonly RolloutRecord[],
  credits: readonly Recounted[],
  { credit, reward }: Pick<PureConfig, "credit" | "reward">,
) {
  const groups = [...new Set(lines.map(({ group }) => group))].flatMap((group) => {
    const parts = lines.flatMap((line, k) => {
      if (line.group !== group || line.verifiable === null) return [];
      const { tokens, logprobs, refLogprobs } = line;
      const inReward = credit.klIn === "reward" && refLogprobs !== undefined;
      const divergence = tokens.map((_, t) =>
        inReward ? kl(credit.klEstimator, logprobs[t], refLogprobs[t]) : 0,
      );
      const penalty = -credit.klCoefficient * sum(divergence);
      return {
        process: sum(credits[k].stars),
        verifiable: reward.verifiableCoefficient * line.verifiable,
        penalty,
      };
    });
    const differ = (part: "process" | "verifiable") =>
      parts.some((own) => Math.abs(own[part] - mean(parts.map((other) => other[part]))) > 1e-9);
    return differ("process") && differ("verifiable") ? [parts] : [];
  });
  if (groups.length === 0) return null;
  const whole = (own: (typeof groups)[0][0]) => own.process + own.verifiable + own.penalty;
  const of = (part: "process" | "verifiable" | "penalty") =>
    sum(
      groups.map(
        (parts) =>
          sum(parts.flatMap((a) => parts.map((b) => (a[part] - b[part]) * (whole(a) - whole(b))))) /
          (2 * parts.length),
      ),
    );
  return { process: of("process"), verifiable: of("verifiable"), penalty: of("penalty") };
}

/** Signs of reward hacking (docs/method.md): shares of responses. */
function recountSignals(lines: readonly RolloutRecord[]) {
  const signs = lines.map(({ tokens, steps, finish, answer, correct, undecided }) => {
    const unanswered = answer === null && undecided === undefined;
    const noStep = steps.length <= 1 && unanswered && finish === "stop";
    const lengths = steps.map(({ end }, s) => end - (s > 0 ? steps[s - 1].end : -1));
    const giantStep = !noStep && Math.max(...lengths) >= 0.8 * tokens.length;
    const good = steps.flatMap(({ reward }) => (reward === null ? [] : (reward + 1) / 2));
    const excess = good.length > 0 && correct !== null ? mean(good) - Number(correct) : null;
    return {
      thinking: unanswered && !noStep && !giantStep,
      noStep,
      giantStep,
      repetition: repeated(tokens),
      excess,
    };
  });
  const share = (sign: (signs_: (typeof signs)[number]) => boolean) =>
    mean(signs.map((s) => Number(sign(s))));
  const excesses = signs.flatMap(({ excess }) => excess ?? []);
  return {
    thinkingShare: share(({ thinking }) => thinking),
    giantStepShare: share(({ giantStep }) => giantStep),
    noStepShare: share(({ noStep }) => noStep),
    repetition: mean(signs.map(({ repetition }) => repetition)),
    repetitiveShare: share(({ repetition }) => repetition > 0.2),
    prmExcess: excesses.length > 0 ? mean(excesses) : null,
  };
}

/** Share of a response's substrings that stand in it before: those that are not new, all of them counted out. */
function repeated(tokens: readonly number[]): number {
  const different = new Set(
    tokens.flatMap((_, i) => tokens.slice(i).map((_, n) => String(tokens.slice(i, i + n + 1)))),
  );
  const all = (tokens.length * (tokens.length + 1)) / 2;
  return (all - different.size) / all;
}

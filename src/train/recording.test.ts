// Real training steps through engines that write down all they are given, compared with the same steps computed again
// (tests/recount.ts) from the rollout files and the configuration.
import { describe, expect, it } from "vitest";
import { tokenizer } from "../../tests/fake-run.ts";
import {
  type Drawn,
  draw,
  EOS,
  heldOut,
  heldOutProblems,
  ownReward,
  probed,
  problems,
  prompts,
  type Recorded,
  record,
} from "../../tests/recorded-run.ts";
import { type Entry, type Journal, ownVerdict } from "../../tests/recording.ts";
import {
  mean,
  recountCredit,
  recountLearningRate,
  recountResponses,
  recountTrust,
  recountUpdate,
  recountVariance,
  sum,
  type Verdicts,
} from "../../tests/recount.ts";
import { type Steps, visibleSteps } from "../../tests/recount-steps.ts";
import type { PureConfig } from "../config/schema.ts";
import type { RolloutRecord, StepMetrics } from "./runs/records.ts";

/** Fails at the first number that is further off than `tolerance`, relative where it is large. */
function expectNear(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  what: string,
  tolerance = 1e-6,
): void {
  expect(actual.length, `${what}: length`).toBe(expected.length);
  for (let i = 0; i < expected.length; i++)
    if (!(Math.abs(actual[i] - expected[i]) <= tolerance * (1 + Math.abs(expected[i]))))
      expect.fail(`${what}[${i}] is ${actual[i]}, recounted ${expected[i]}`);
}

type Of<Verb extends Entry["verb"]> = Extract<Entry, { verb: Verb }>;
const only = <Verb extends Entry["verb"]>(calls: Journal, engine: string, verb: Verb) =>
  calls.filter((call): call is Of<Verb> => call.engine === engine && call.verb === verb);

/** `told`: what is known by the steps before of how process rewards go with verdicts. */
function checkStep(
  calls: Journal,
  file: readonly RolloutRecord[],
  metrics: StepMetrics,
  drawn: Drawn,
  told: readonly Verdicts[],
): void {
  const { config, policy } = drawn;
  const { credit, optimizer, sampling, critic } = config;
  const byGroup = <T>(rows: readonly T[]): T[][] =>
    Array.from({ length: sampling.promptsPerStep }, (_, g) => rows.filter((_, i) => file[i].group === g));

  // What is asked of the sampler, and what the file says it answered.
  const [sample, ...more] = only(calls, "policy", "sample");
  expect(more).toEqual([]);
  const encoded = byGroup(file).map(
    ([{ problem }]) => prompts.find((prompt) => prompt.problem.id === problem)!,
  );
  expect(sample.prompts).toEqual(encoded.map(({ tokens }) => tokens));
  expect(sample.samplesPerPrompt).toBe(sampling.samplesPerPrompt);
  const { maxTokens, temperature, topP, stop } = sampling;
  expect(sample.params).toEqual({
    maxTokens,
    temperature,
    topP,
    stop,
    stopTokens: [EOS],
    seed: sample.params.seed,
  });
  const places = file.map(({ group, sample }) => [group, sample]);
  expect(places).toEqual(
    encoded.flatMap((_, g) => Array.from({ length: sampling.samplesPerPrompt }, (_, k) => [g, k])),
  );
  const reference = only(calls, "reference", "logprobs");
  const values = only(calls, "critic", "classify");
  const tokensOf = encoded.map(({ tokens }, g) => ({
    prompt: tokens,
    responses: byGroup(file)[g].map((l) => l.tokens),
  }));
  expect(reference.map(({ groups }) => groups)).toEqual(credit.klCoefficient > 0 ? [tokensOf] : []);
  // The value of the state before a token is read at the token before it.
  const before = tokensOf.map(({ prompt, responses }) => ({
    prompt: prompt.slice(0, -1),
    responses: responses.map((tokens) => [prompt[prompt.length - 1], ...tokens].slice(0, -1)),
  }));
  expect(values.map(({ groups }) => groups)).toEqual(credit.estimator === "gae" ? [before] : []);
  const lines = file.map((line): RolloutRecord => {
    const sampled = sample.answer.find((r) => r.prompt === line.group && r.sample === line.sample)!;
    expect([line.tokens, line.finish]).toEqual([sampled.tokens, sampled.finish]);
    expect([line.response, line.prompt]).toEqual([tokenizer.decode(line.tokens), encoded[line.group].text]);
    const exact = (rows: Float32Array[][] | undefined) => rows && Array.from(rows[line.group][line.sample]);
    const columns = {
      logprobs: Array.from(sampled.logprobs),
      refLogprobs: exact(reference[0]?.answer),
      values: exact(values[0]?.answer),
    };
    for (const key of ["logprobs", "refLogprobs", "values"] as const) {
      expect(line[key] === undefined, key).toBe(columns[key] === undefined);
      if (columns[key]) expectNear(line[key]!, columns[key], key);
    }
    return { ...line, ...columns };
  });

  checkSteps(lines);
  checkScores(
    calls,
    lines,
    encoded.map(({ tokens }) => tokens),
    config,
  );
  const untold = config.reward.mode === "vr" || (config.reward.mode === "prm" && !credit.trust);
  const trust = untold ? null : recountTrust(told, credit);
  const weight = config.reward.processCoefficient * (credit.trust ? trust!.value : 1);
  const credits = recountCredit(lines, config, weight);
  lines.forEach((line, i) => {
    const at = `line ${i}:`;
    expectNear(line.returns, credits[i].returns, `${at} returns`);
    expectNear(line.advantages, credits[i].advantages, `${at} advantages`);
    const stars = line.steps.flatMap((step) => step.credit ?? []);
    expectNear(stars, credits[i].stars, `${at} r*`);
  });

  // The gradient steps.
  const passes = only(calls, "policy", "forwardBackward");
  const n = optimizer.updatesPerBatch;
  expect(passes).toHaveLength(n);
  const edge = (i: number) => Math.floor((2 * i * sampling.promptsPerStep + n) / (2 * n));
  const parts = passes.map(({ groups, loss, together, answer }, i) => {
    const taken = lines.map(({ group }) => group >= edge(i) && group < edge(i + 1));
    const own = lines.filter((_, k) => taken[k]);
    const ownCredits = credits.filter((_, k) => taken[k]);
    expect(together).toBe(policy.pipelined === true && i === 0);
    expect(loss).toEqual({
      type: "ppo",
      clipLow: optimizer.clipRatio,
      clipHigh: optimizer.clipRatio,
      ...(credit.klIn === "loss" && credit.klCoefficient > 0
        ? { kl: { coefficient: credit.klCoefficient, estimator: credit.klEstimator } }
        : {}),
    });
    expect(groups.map(({ prompt }) => prompt)).toEqual(
      encoded.slice(edge(i), edge(i + 1)).map((p) => p.tokens),
    );
    const data = groups.flatMap(({ responses }) => responses);
    expect(data.map(({ tokens }) => tokens)).toEqual(own.map(({ tokens }) => tokens));
    const taking = sum(ownCredits.map(({ part }) => part.filter(Boolean).length));
    data.forEach((datum, k) => {
      const what = `part ${i}, response ${k}:`;
      const weights = ownCredits[k].part.map((part) => (part ? 1 / taking : 0));
      expectNear(datum.weights, weights, `${what} weights`);
      expectNear(datum.advantages!, ownCredits[k].advantages, `${what} advantages`);
      expectNear(datum.old!, own[k].logprobs, `${what} old`, 0);
      expect(datum.reference === undefined).toBe(own[k].refLogprobs === undefined);
      if (datum.reference) expectNear(datum.reference, own[k].refLogprobs!, `${what} reference`, 0);
      expect(datum.targets).toBeUndefined();
    });
    // By the advantages that were compared above: where one is 0 but for rounding, its sign decides what is clipped.
    const given = ownCredits.map((credit, k) => ({ ...credit, advantages: Array.from(data[k].advantages!) }));
    const recounted = recountUpdate(own, given, answer.logprobs.flat(), config);
    if (taking > 0) expectNear([answer.loss], [recounted.loss], `part ${i}: loss`, 1e-4);
    return {
      ...recounted,
      loss: answer.loss,
      entropy: taking > 0 ? answer.entropy : null,
      dropped: recounted.ratioMean > optimizer.maxMeanRatio,
    };
  });
  const { beta1, beta2, epsilon, weightDecay, maxGradNorm } = optimizer;
  const learningRate = recountLearningRate(metrics.step, config);
  const adam = { learningRate, beta1, beta2, epsilon, weightDecay, maxGradNorm };
  const updates = only(calls, "policy", "optimStep");
  for (const { params } of updates) {
    expectNear([params.learningRate], [learningRate], "learning rate", 1e-12);
    expect({ ...params, learningRate }).toEqual(adam);
  }

  // The critic's.
  const [towards] = only(calls, "critic", "forwardBackward");
  if (towards) {
    expect(towards.loss).toEqual({ type: "value", clip: critic.clip });
    expect(towards.groups.map(({ prompt }) => prompt)).toEqual(before.map(({ prompt }) => prompt));
    const data = towards.groups.flatMap(({ responses }) => responses);
    const taking = credits.flatMap(({ part }) => part.filter((takes) => takes)).length;
    expect(data.map(({ tokens }) => tokens)).toEqual(before.flatMap(({ responses }) => responses));
    data.forEach((datum, k) => {
      expectNear(
        datum.weights,
        credits[k].part.map((takes) => (takes ? 1 / taking : 0)),
        "critic's weights",
      );
      expectNear(datum.targets!, credits[k].returns, "critic's targets");
      expectNear(datum.old!, lines[k].values!, "critic's old values", 0);
    });
    const [{ params }] = only(calls, "critic", "optimStep");
    expect(params).toEqual({ ...adam, learningRate: critic.learningRate });
  }

  // All of it in its order, and nothing else.
  const made = calls
    .map(({ engine, verb }) => `${engine} ${verb}`)
    .filter((call) => !call.startsWith("prm "));
  expect(made).toEqual([
    "policy sample",
    ...(credit.klCoefficient > 0 ? ["reference logprobs"] : []),
    ...(credit.estimator === "gae" ? ["critic classify"] : []),
    ...parts.flatMap(({ dropped }) => [
      "policy forwardBackward",
      dropped ? "policy zeroGrad" : "policy optimStep",
    ]),
    ...(credit.estimator === "gae" ? ["critic forwardBackward", "critic optimStep"] : []),
  ]);

  // The line of metrics.jsonl.
  const { seconds, tokensPerSecond, peakMemoryBytes, update, clipShare, heldOut: _, ...figures } = metrics;
  const entropies = parts.flatMap(({ entropy }) => entropy ?? []);
  const expected = {
    step: metrics.step,
    ...recountResponses(lines, credits, config),
    loss: mean(parts.map(({ loss }) => loss)),
    gradNorm: sum(updates.map(({ answer }) => answer.gradNorm)) / n,
    entropy: entropies.length > 0 ? mean(entropies) : null,
    ratioMean: mean(parts.map(({ ratioMean }) => ratioMean)),
    ratioMax: Math.max(...parts.map(({ ratioMax }) => ratioMax)),
    samplerGap: parts[0].samplerGap,
    trust,
    rewardWeights: {
      process: credit.estimator === "prof" ? 0 : weight,
      verifiable: config.reward.verifiableCoefficient,
    },
    rewardVariance: recountVariance(lines, credits, config),
    learningRate,
    skippedPrompts: 5,
  };
  expectSame(figures, expected);
  const clipped = mean(parts.map((part) => part.clipShare));
  const uncertain = mean(parts.map(({ noughtShare }) => noughtShare));
  expect(Math.abs(clipShare - clipped)).toBeLessThan(uncertain + 1e-9);
  expect(update).toBe(parts.some(({ dropped }) => dropped) ? "ratio" : "applied");
  expect(tokensPerSecond).toBeCloseTo(metrics.responseTokens / seconds.total, 6);
  expect(seconds.total).toBeGreaterThanOrEqual(seconds.updating);
  expect(peakMemoryBytes).toBeGreaterThan(1e7);
}

/** The same keys, and numbers that are the same but for rounding. */
function expectSame(actual: object, expected: object, tolerance = 1e-9): void {
  const paths = (value: unknown, path: string): [string, unknown][] =>
    value !== null && typeof value === "object"
      ? Object.entries(value).flatMap(([key, item]) => paths(item, `${path}.${key}`))
      : [[path, value]];
  const [here, there] = [paths(actual, ""), paths(expected, "")].map((leaves) => new Map(leaves));
  expect([...here.keys()].sort()).toEqual([...there.keys()].sort());
  for (const [path, value] of there) {
    const found = here.get(path);
    if (typeof value === "number" && typeof found === "number") expectNear([found], [value], path, tolerance);
    else expect(found, path).toBe(value);
  }
}

function checkSteps(lines: readonly RolloutRecord[]): void {
  for (const { tokens, steps } of lines) {
    expect(steps.map(({ end }) => end)).toEqual(visibleSteps(tokens).ends);
    const from = (s: number) => (s > 0 ? steps[s - 1].end + 1 : 0);
    for (const [s, { text, end }] of steps.entries())
      expect(text).toBe(tokenizer.decode(tokens.slice(from(s), end + 1)));
  }
}

interface Read {
  prompt: ArrayLike<number>;
  tokens: number[];
  positions: number[];
  scores: number[];
}

/** What the process reward model reads, and how it scores that, prompt by prompt. */
function readsOf(calls: Journal): Read[][] {
  return calls.flatMap((call): Read[][] => {
    if (call.engine !== "prm") return [];
    if (call.verb === "score")
      return call.groups.map(({ prompt, responses }, g) =>
        responses.map(({ tokens, positions }, k) => ({
          ...{ prompt, tokens: [...tokens], positions: [...positions], scores: call.answer[g][k] },
        })),
      );
    if (call.verb !== "classify") return [];
    return call.groups.map(({ prompt, responses }, g) =>
      responses.map((tokens, k) => {
        const positions = call.positions![g][k];
        const logits = call.answer[g][k];
        const scores = positions.map((_, s) => goodLessBad(logits[2 * s], logits[2 * s + 1]));
        return { prompt, tokens: Array.from(tokens), positions, scores };
      }),
    );
  });
}

/** That each step has the score that the process reward model gave for it. */
function checkScores(
  calls: Journal,
  lines: readonly RolloutRecord[],
  prompts: number[][],
  { reward }: PureConfig,
): void {
  const asked = readsOf(calls);
  if (reward.mode === "vr") {
    expect(asked).toEqual([]);
    expect(lines.flatMap(({ steps }) => steps).every((s) => s.reward === null && s.credit === null)).toBe(
      true,
    );
    return;
  }
  expect(asked).toHaveLength(prompts.length);
  prompts.forEach((prompt, g) => {
    const own = lines.filter(({ group }) => group === g);
    // Groups may be scored in another order, and a problem may come twice in a step.
    const at = asked.findIndex(
      (reads) =>
        String(reads[0].prompt) === String(prompt) && own.every((line, k) => isReading(reads[k], line)),
    );
    expect(at, `group ${g} among what is scored: ${JSON.stringify(asked)}`).not.toBe(-1);
    const [reads] = asked.splice(at, 1);
    expect(reads).toHaveLength(own.length);
    own.forEach(({ steps }, k) => {
      expectNear(
        steps.map((step) => step.reward!),
        reads[k].scores,
        `scores of response ${k} of group ${g}`,
        1e-12,
      );
    });
  });
}

/** Whether `read` is the response with a step token at the end of each of its steps. */
function isReading(
  read: Read,
  { tokens, steps }: { tokens: number[]; steps: readonly { end: number }[] },
): boolean {
  const key = (s: Omit<Steps, "ends">, ends: number[]) => JSON.stringify([s.tokens, s.positions, ends]);
  const found = key(
    read,
    steps.map(({ end }) => end),
  );
  const expected = visibleSteps(tokens);
  return key(expected, expected.ends) === found;
}

function goodLessBad(bad: number, good: number): number {
  return (Math.exp(good) - Math.exp(bad)) / (Math.exp(good) + Math.exp(bad));
}

/** Verifiable rewards and answers are the verifier's (or the user's own), and only of those problems that keep theirs. */
function checkVerdicts(
  rollouts: readonly RolloutRecord[],
  asked: readonly [string, string][],
  others: readonly [string, string][],
  { config, custom }: Drawn,
) {
  const { mode, verifiableShare } = config.reward;
  const keeping = new Map<string, Set<boolean>>();
  for (const line of rollouts) {
    const answer = problems.find(({ id }) => id === line.problem)!.answer;
    const { verdict, extracted, reason } = ownVerdict(line.response, answer ?? "");
    expect(line.reference).toBe(answer);
    if (answer !== null) {
      // What an undecided answer has not is the reward that was due.
      const due = verdict === null && !custom && mode !== "prm";
      const reasons = due && verifiableShare === 1 ? [reason] : due ? [reason, undefined] : [undefined];
      expect(reasons).toContain(line.undecided);
      const unknown = verdict === null && line.undecided === undefined ? "" : null;
      expect([line.answer, line.correct]).toEqual([extracted ?? unknown, verdict]);
    } else expect([line.correct, line.undecided]).toEqual([null, undefined]);
    const own = ownReward(line);
    const given = custom ? own : answer === null || verdict === null ? null : Number(verdict);
    if (line.verifiable !== null || given !== null) {
      const kept = keeping.get(line.problem) ?? new Set();
      keeping.set(line.problem, kept.add(line.verifiable !== null));
      if (line.verifiable !== null) expect(line.verifiable).toBe(given);
    }
  }
  // A problem keeps its answer always or never.
  for (const [problem, kept] of keeping) expect([...kept], problem).toHaveLength(1);
  const kept = [...keeping.values()].filter((set) => set.has(true)).length;
  if (mode === "prm") expect(kept).toBe(0);
  else if (verifiableShare === 1) expect(kept).toBe(keeping.size);
  const judged = rollouts.filter(({ reference }) => reference !== null);
  const all = [...judged.map((r) => [r.response, r.reference]), ...others];
  expect(asked.map(String).sort()).toEqual(all.map(String).sort());
}

/** What a probe of held-out problems tells of the trust, by the process reward model and the verifier themselves. */
function probeVerdicts(calls: Journal, { sampling }: PureConfig, params: object): Verdicts {
  const [sample] = only(calls, "policy", "sample");
  const known = heldOut.map(({ tokens }) => String(tokens));
  const places = sample.prompts.map((prompt) => known.indexOf(String(prompt)));
  expect(places).not.toContain(-1);
  expect(new Set(places).size).toBe(8);
  expect(sample.samplesPerPrompt).toBe(sampling.samplesPerPrompt);
  expect({ ...sample.params, seed: 0 }).toEqual({ ...params, seed: 0 });
  const asked = readsOf(calls);
  return sample.prompts.map((prompt, g) => {
    const own = sample.answer.filter((response) => response.prompt === g);
    const reads = asked.find((group) => String(group[0].prompt) === String(prompt))!;
    return own
      .sort((a, b) => a.sample - b.sample)
      .map(({ tokens }, k) => {
        const ends = visibleSteps(tokens).ends.map((end) => ({ end }));
        expect(isReading(reads[k], { tokens, steps: ends })).toBe(true);
        const steps = reads[k].scores.map((reward, s) => ({ text: "", ...ends[s], reward, credit: null }));
        const { verdict } = ownVerdict(tokenizer.decode(tokens), heldOutProblems[places[g]].answer);
        return { steps, verdict: verdict === null ? null : Number(verdict) };
      });
  });
}

function checkRun({ journal, asked, metrics, rollouts, alarms, state }: Recorded, drawn: Drawn): void {
  const { config } = drawn;
  const { promptsPerStep } = config.sampling;
  // Each sampling and what follows it: of held-out problems (greedily: an evaluation; else a probe of the trust), or a step.
  const starts = journal.flatMap(({ verb }, i) => (verb === "sample" ? [i] : []));
  expect(starts[0]).toBe(0);
  const parts = starts.map((start, i) => journal.slice(start, starts[i + 1]));
  const sampleOf = (part: Journal) => only(part, "policy", "sample")[0];
  const isHeldOut = (part: Journal) =>
    heldOut.some(({ tokens }) => String(tokens) === String(sampleOf(part).prompts[0]));
  const steps = parts.filter((part) => !isHeldOut(part));
  expect(metrics.map(({ step }) => step)).toEqual(steps.map((_, i) => i + 1));
  const probes = parts.filter((part) => isHeldOut(part) && sampleOf(part).params.temperature > 0);
  const stepsProbed = probes.map((probe) => 1 + steps.indexOf(parts[1 + parts.indexOf(probe)]));
  expect(stepsProbed).toEqual(probed(config) ? [1, 6].filter((step) => step <= steps.length) : []);
  const told: Verdicts[] = [];
  metrics.forEach((line, i) => {
    const probe = stepsProbed.indexOf(line.step);
    if (probed(config))
      told.push(probe < 0 ? [] : probeVerdicts(probes[probe], config, sampleOf(steps[i]).params));
    checkStep(steps[i], rollouts[i], line, drawn, told);
    const groups = Array.from({ length: promptsPerStep }, (_, g) =>
      rollouts[i].filter(({ group }) => group === g),
    );
    if (!probed(config))
      told.push(
        groups.map((lines) => lines.map(({ steps, verifiable }) => ({ steps, verdict: verifiable }))),
      );
  });
  const others = parts
    .filter(isHeldOut)
    .flatMap((part) =>
      sampleOf(part).answer.map(({ tokens }): [string, string] => [tokenizer.decode(tokens), "7"]),
    );
  checkVerdicts(rollouts.flat(), asked, others, drawn);
  // Every problem once before one comes again.
  const drawnProblems = rollouts.flatMap((lines) =>
    lines.flatMap((l) => (l.sample === 0 ? [l.problem] : [])),
  );
  for (let from = 0; from < drawnProblems.length; from += problems.length) {
    const pass = drawnProblems.slice(from, from + problems.length);
    expect(new Set(pass).size).toBe(pass.length);
  }
  expect(state).toMatchObject({ step: metrics.length, dataPosition: metrics.length * promptsPerStep });
  const sampled = only(journal, "policy", "sample").filter(({ params }) => params.temperature > 0);
  const seeds = sampled.map(({ params }) => params.seed);
  expect(new Set(seeds).size).toBe(seeds.length);
  // So short a run has but one alarm that goes by single steps alone: the mean ratio above 2.
  const above = metrics.filter(({ ratioMean }, i) => ratioMean > 2 && !(metrics[i - 1]?.ratioMean > 1.5));
  const ratios = alarms.filter(({ kind }) => kind === "ratio");
  expect(ratios.map(({ kind, step, value }) => [kind, step, value])).toEqual(
    above.map(({ step, ratioMean }) => ["ratio", step, ratioMean]),
  );
}

const named = ({ config, scorer, policy }: Drawn) => {
  const { credit, reward, sampling, optimizer } = config;
  const { custom: _, server: __, verifier: ___, ...rewards } = reward;
  return JSON.stringify({ credit, reward: rewards, sampling, optimizer, scorer, policy });
};

describe("what the engines are given, and what is written down, against the definitions", () => {
  const tables = Array.from({ length: 100 }, (_, i) => ({ i, drawn: draw(i, false) }));
  it.each(tables)("configuration $i", async ({ drawn }) => {
    try {
      checkRun(await record(drawn), drawn);
    } catch (error) {
      if (error instanceof Error) error.message = `${error.message}\nof ${named(drawn)}`;
      throw error;
    }
  });

  it("is of every choice there is", () => {
    const different = (read: (config: PureConfig) => unknown) =>
      new Set(tables.map(({ drawn }) => read(drawn.config))).size;
    const { credit } = tables[0].drawn.config;
    const choices = {
      form: 5,
      estimator: 6,
      baseline: 7,
      whiten: 2,
      klEstimator: 4,
      klIn: 2,
      klCoefficient: 2,
      trust: 2,
    };
    for (const [key, count] of Object.entries(choices))
      expect(
        different((config) => config.credit[key as keyof typeof credit]),
        key,
      ).toBe(count);
    expect(different(({ reward }) => reward.mode)).toBe(3);
    expect(different(({ reward }) => reward.verifiableCoefficient)).toBe(4);
    expect(different(({ reward }) => reward.processCoefficient)).toBe(3);
    expect(different(probed)).toBe(2);
    expect(different(({ optimizer }) => optimizer.updatesPerBatch)).toBe(3);
    expect(different(({ optimizer }) => optimizer.schedule)).toBe(3);
    expect(different(({ sampling }) => sampling.samplesPerPrompt)).toBe(7);
  });

  const networks = Array.from({ length: 4 }, (_, i) => ({ i: 100 + i, drawn: draw(100 + i, true) }));
  it.each(networks)("network $i", async ({ i, drawn }) => {
    const lora: PureConfig["model"]["lora"] =
      i % 2 === 0 ? { rank: 2, alpha: 4, targets: ["q_proj", "v_proj"] } : null;
    checkRun(await record(drawn, lora), drawn);
  });
});

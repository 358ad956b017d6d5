// What is said of an evaluation beside its figures: what limits them, and every setting that they depend on.
import { judgingOf } from "../eval/benchmark/compare.ts";
import type { Evaluation, GreedyFigures, SampleFigures } from "../eval/benchmark/figures.ts";
import { count, percent, short } from "../text/format.ts";
import { oneLine } from "../text/text.ts";

/** What limits the figures of one run: cut, undecided and missing responses, steps that nobody judged, training data. */
export function warningsOf({ sampling, suites, results }: Evaluation): string[] {
  const cut = ({ truncated, cutByContext = 0 }: GreedyFigures | SampleFigures) => {
    const limit = `at ${count(sampling.maxTokens, "token")}`;
    if (cutByContext === 0) return limit;
    const context = "where the context ended";
    return cutByContext === truncated.count
      ? context
      : `${limit}, or ${context} (${cutByContext.toLocaleString("en")})`;
  };
  const of = (suite: string, kind: string, own: GreedyFigures | SampleFigures, ifDecided: number | null) => {
    const responses = own.truncated.of;
    const said = [
      own.truncated.count > 0 &&
        `${own.truncated.count.toLocaleString("en")} of ${count(responses, "response")} cut ${cut(own)}`,
      own.undecided > 0 &&
        `${own.undecided.toLocaleString("en")} undecided, counted as wrong (${percent(ifDecided)} if all were right)`,
      own.missing > 0 &&
        `${count(own.missing, "response")} missing, so ${count(own.leftOut, "problem")} left out`,
      own.chainsUnjudged > 0 &&
        `steps of ${count(own.chainsUnjudged, "right response")} not judged, counted as wrong`,
      "unscored" in own &&
        own.unscored > 0 &&
        `${count(own.unscored, "response")} without scores of steps, chosen last`,
    ].filter((text) => text !== false);
    return said.length > 0 ? [`${suite}, ${kind}: ${said.join("; ")}`] : [];
  };
  return [
    ...suites.flatMap(({ name, contaminated }) =>
      contaminated > 0 ? [`${name}: the model was trained on ${count(contaminated, "problem")} of it`] : [],
    ),
    ...results.suites.flatMap(({ suite, greedy, samples }) => [
      ...(greedy ? of(suite, "greedy", greedy, greedy.accuracyIfDecided) : []),
      ...(samples ? of(suite, "samples", samples, samples.passAt1IfDecided) : []),
    ]),
  ].map(oneLine);
}

/** Every setting that the scores of a run depend on, and what became of its responses: [name, value], as plain text. */
export function setupFacts(evaluation: Evaluation): [string, string][] {
  const { software, model, prompt, sampling, verifier, chain, suites, results, finished } = evaluation;
  const hash = (sha256: string) => sha256.slice(0, 12);
  const files = (list: readonly { path: string; sha256: string }[]) =>
    list.map(({ path, sha256 }) => `${path.split("/").at(-1)} ${hash(sha256)}`).join(", ");
  const all = results.suites.flatMap(({ greedy, samples }) =>
    [greedy, samples].filter((own) => own !== null),
  );
  const total = (read: (own: GreedyFigures | SampleFigures) => number) =>
    all.reduce((sum, own) => sum + read(own), 0).toLocaleString("en");
  const early = total((own) => own.cutByContext ?? 0);
  const judged = suites.flatMap((suite) => {
    const judging = judgingOf(suite);
    return judging === null ? [] : [`${suite.name}: ${judging}`];
  });
  const facts: [string, string | null][] = [
    ["model", `${model.name} (${model.engine}${model.url === null ? "" : `, ${model.url}`})`],
    ["weights, SHA-256", model.files.length > 0 ? files(model.files) : "not at hand, behind a server"],
    ["server says", model.fingerprint],
    [
      "data",
      suites
        .map(({ name, source, split, commit, problems, limit, dataHash }) => {
          const from = [source, split, commit && `commit ${hash(commit)}`].filter(Boolean).join(", ");
          const part = limit !== null && problems >= limit;
          const asked = `${part ? "the first " : ""}${count(problems, "problem")}`;
          return `${name}: ${asked}, ${from}, hash ${hash(dataHash)}`;
        })
        .join("; "),
    ],
    ["prompt", `${prompt.template}: ${prompt.text}`],
    ["system prompt", prompt.system],
    [
      "few-shot examples",
      prompt.fewShot &&
        `${prompt.fewShot.examples} of ${prompt.fewShot.source}, hash ${hash(prompt.fewShot.sha256)}`,
    ],
    [
      "sampling",
      [
        sampling.greedy && "greedy",
        sampling.samples > 0 &&
          `${count(sampling.samples, "sample")} at temperature ${short(sampling.temperature)}, top-p ${short(sampling.topP)}`,
        `at most ${count(sampling.maxTokens, "token")}`,
        sampling.maxContext !== undefined && `with the prompt at most ${count(sampling.maxContext, "token")}`,
        sampling.stop.length > 0 && `stop ${JSON.stringify(sampling.stop)}`,
      ]
        .filter(Boolean)
        .join("; "),
    ],
    ["seed", String(sampling.seed)],
    ["verifier", `${verifier.kind} ${verifier.version}`],
    ["judging", judged.length > 0 ? judged.join("; ") : null],
    [
      "steps judged by",
      chain &&
        `${chain.by === "prm" ? "process reward model" : "judge"} ${chain.name}${chain.threshold === null ? "" : `, wrong below p(good) ${short(chain.threshold)}`}${chain.files.length > 0 ? `; ${files(chain.files)}` : ""}`,
    ],
    [
      "responses",
      `${total((own) => own.truncated.of)} counted; of them ${total((own) => own.truncated.count)} cut at the limit${early === "0" ? "" : ` or the context's end (${early})`}, ${total((own) => own.withoutAnswer.count)} without an answer, ${total((own) => own.formatted.of - own.formatted.count)} not in the form asked for, ${total((own) => own.undecided)} undecided (as wrong); ${total((own) => own.missing)} missing`,
    ],
    ["made by", `${software.name} ${software.version}, ${finished}`],
  ];
  return facts.flatMap(([name, value]) =>
    value === null ? [] : [[name, oneLine(value)] as [string, string]],
  );
}

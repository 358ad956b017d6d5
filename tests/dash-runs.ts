// Runs for tests of the dashboard, made up: one whose rewards were summed and whose policy found out, and what a model may
// write that a page must bear.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Random } from "../src/common/random.ts";
import { computeCredit } from "../src/credit/index.ts";
import type { RolloutRecord } from "../src/train/runs/records.ts";

/** A response as its steps' texts and rewards. */
interface Written {
  steps: readonly (readonly [text: string, reward: number])[];
  correct: boolean;
}

const TOKENS = 5;
export const MAX_TOKENS = 96;

/** The hack: idle steps that the process reward model likes, and one that is wrong. */
const idle: Written = {
  steps: [
    ["2+3=6;", -0.9],
    ...Array.from({ length: 11 }, (_, i) => [`so $x_{${i}}$ is known;`, 0.8] as const),
    ["A6", 0.1],
  ],
  correct: false,
};
const short: Written = {
  steps: [
    ["2+3=5;", 0.9],
    ["A5", 0.95],
  ],
  correct: true,
};
const slow: Written = {
  steps: [
    ["2+3=5;", 0.7],
    ["ok;", 0.6],
    ["A5", 0.9],
  ],
  correct: true,
};
const lost: Written = {
  steps: [
    ["2-3=9;", -0.7],
    ["A9", -0.4],
  ],
  correct: false,
};

/** Everything that must stay text: scripts, controls that turn text around, lone surrogates, formulas that explode. */
export const hostile = [
  `"><script>window.hacked = 1</script><img src=x onerror="window.hacked = 1"><svg onload=hacked=1>`,
  "\u202egnitset\u202c \u2066\u200b\u0007\u001b[2J",
  "\ud800 lone",
  "$\\def\\a{\\a\\a}\\a$ $$\\rule{99999em}{99999em}$$ $\\href{javascript:hacked=1}{x}$",
  `$${"{".repeat(700)}x${"}".repeat(700)}$`,
  "$\\htmlData{a=b}{x}$ \\(\\includegraphics{http://127.0.0.1:1/x.png}\\)",
  "</script></style></textarea><!-- --> <![CDATA[ &lt;b&gt; &#x202e; \u2028 \u{e0041}\u00ad\u3164 \u0000",
].join("\n");

/** Formulas that would take long, take much room, hide something, or draw over what stands beside them. */
export const bombs = [
  `$\\def\\a{${"x".repeat(100)}}${"\\a".repeat(90)}$`,
  `$$${"\\sqrt{".repeat(180)}x${"}".repeat(180)}$$`,
  `$$${"x^{".repeat(300)}x${"}".repeat(300)}$$`,
  `$$${"\\rm ".repeat(350)}x$$`,
  `$$${"\\begin{matrix}".repeat(40)}x${"\\end{matrix}".repeat(40)}$$`,
  `$$\\begin{matrix}${"&".repeat(1400)}\\end{matrix}$$`,
  `$$\\begin{matrix}${"\\\\".repeat(700)}\\end{matrix}$$`,
  `$$\\text{${"\u0334\u0335\u0336".repeat(400)}}$$`,
  '$\\phantom{hidden 1}$ $x % hidden 2$ $\\color{white}{hidden 3}$ $\\char"202E hidden 4$',
  "$\\kern-8em\\rule{8em}{8em}$ $\\raisebox{8em}{x}$ $\\rlap{over}$ $\\href{http://127.0.0.1:1}{hidden 5}$",
];

function records(
  step: number,
  groups: readonly (readonly Written[])[],
  prompts: readonly string[],
): RolloutRecord[] {
  return groups.flatMap((responses, group) => {
    const [credits] = computeCredit(
      [
        {
          maxLength: MAX_TOKENS,
          responses: responses.map(({ steps, correct }) => ({
            length: steps.length * TOKENS,
            stepEnds: steps.map((_, s) => (s + 1) * TOKENS - 1),
            scores: steps.map(([, reward]) => reward),
            verifiable: Number(correct),
          })),
        },
      ],
      { form: "sum", klCoefficient: 0 },
    );
    return responses.map(({ steps, correct }, sample): RolloutRecord => {
      const { transformed, returns, advantages } = credits[sample];
      const text = steps.map(([own]) => own).join("");
      const tokens = Array.from(returns, (_, t) => t % 11);
      return {
        ...{ step, problem: prompts[group], group, sample, prompt: prompts[group], response: text, tokens },
        ...{ logprobs: tokens.map((t) => -t / 9), finish: "stop", reference: "5" },
        steps: steps.map(([own, reward], s) => ({
          text: own,
          end: (s + 1) * TOKENS - 1,
          reward,
          credit: transformed[s],
        })),
        ...{ verifiable: Number(correct), answer: text.match(/A(\d)/)?.[1] ?? null, correct },
        ...{ returns: Array.from(returns), advantages: Array.from(advantages) },
      };
    });
  });
}

/** One line of metrics of a run that goes well. */
export function metricsLine(step: number, more: object = {}): string {
  const values = {
    ...{ step, responses: 8, responseTokens: 160, meanLength: 20 + step, meanSteps: 4, truncatedShare: 0 },
    ...{ noAnswerShare: 0, processRewardMin: -0.2, processRewardMean: 0.6, processRewardSum: 4 + step / 2 },
    ...{
      verifiableReward: 0.5,
      correctShare: 0.5,
      groupsWithoutVariance: 0,
      groups: 2,
      loss: 0.1,
      gradNorm: 0.4,
    },
    ...{ entropy: 0.5, kl: 0.01 * step, ratioMean: 1, ratioMax: 1.2, clipShare: 0.01, samplerGap: 1e-7 },
    ...{
      learningRate: 1e-5,
      update: "applied",
      skippedPrompts: 0,
      tokensPerSecond: 900,
      peakMemoryBytes: 5e8,
    },
    seconds: { sampling: 1, scoring: 0.5, updating: 1, total: 2.6 },
    ...more,
  };
  return `${JSON.stringify(values)}\n`;
}

/** A run of summed rewards, `steps` far; its second group shows the hack, its first prompt is `text`. */
export function writeSummedRun(directory: string, { steps = 4, text = "1+4=" } = {}): string {
  mkdirSync(join(directory, "rollouts"), { recursive: true });
  const config = {
    ...{ model: { source: "models/small" }, data: { source: "problems.jsonl" } },
    sampling: { promptsPerStep: 2, samplesPerPrompt: 4, maxTokens: MAX_TOKENS },
    credit: {
      form: "sum",
      temperature: 0.1,
      estimator: "rloo",
      baseline: "token",
      klCoefficient: 0,
      trust: false,
    },
    reward: { mode: "prm+vr", processCoefficient: 1, verifiableCoefficient: 1 },
    ...{ train: { steps: 10, seed: 3 }, run: { name: "summed", directory: "runs" } },
  };
  writeFileSync(join(directory, "config.json"), JSON.stringify(config));
  writeFileSync(
    join(directory, "metrics.jsonl"),
    Array.from({ length: steps }, (_, i) => metricsLine(i + 1)).join(""),
  );
  const written = Array.from({ length: steps }, (_, i) => i + 1);
  for (const step of written) {
    const groups = [
      [short, slow, lost, { ...lost, steps: [[text.split("\n")[0], -0.7] as const, ...lost.steps] }],
      [idle, short, slow, lost],
    ];
    const prompts = [text, "2+3="];
    const lines = records(step, groups, prompts).map((record) => `${JSON.stringify(record)}\n`);
    writeFileSync(join(directory, "rollouts", `${step}.jsonl`), lines.join(""));
  }
  return directory;
}

/** Puts a step of many groups in a run's place, of two responses each, one of them long; `tokens`: of a response. */
export function writeWideStep(
  directory: string,
  step: number,
  groups: number,
  { samples = 2, tokens = 40 } = {},
): void {
  const random = new Random("wide step");
  const rounded = (value: number) => Math.round(value * 1e6) / 1e6;
  const column = () => Array.from({ length: tokens }, () => rounded(random.normal()));
  const lines = Array.from({ length: groups * samples }, (_, i): string => {
    const [group, sample] = [Math.floor(i / samples), i % samples];
    const steps = Array.from({ length: 10 }, (_, s) => ({
      text: `We add ${s} to both sides and simplify, which gives $x_${s} = ${random.int(100)}$.\n\n`,
      end: Math.floor(((s + 1) * tokens) / 10) - 1,
      reward: rounded(2 * random.next() - 1),
      credit: rounded(random.normal()),
    }));
    const correct = random.next() < 0.5;
    const record: RolloutRecord = {
      ...{ step, problem: `p${group}`, group, sample, prompt: `Problem ${group}: find x.` },
      ...{ response: steps.map(({ text }) => text).join(""), finish: "stop", steps },
      ...{ tokens: Array.from({ length: tokens }, () => random.int(50_000)), logprobs: column() },
      ...{ verifiable: Number(correct), reference: "7", answer: correct ? "7" : "8", correct },
      ...{ returns: column(), advantages: column() },
    };
    return `${JSON.stringify(record)}\n`;
  });
  writeFileSync(join(directory, "rollouts", `${step}.jsonl`), lines.join(""));
}

/** A run in which whatever a model, a data set, another program or a person may have written is hostile. */
export function writeHostileRun(directory: string): string {
  writeSummedRun(directory, { text: hostile, steps: 2 });
  const config = {
    train: { steps: 9, [hostile]: hostile },
    run: {},
    credit: { form: "sum" },
    [hostile]: hostile,
  };
  writeFileSync(join(directory, "config.json"), JSON.stringify(config));
  const summary = { title: `title ${hostile}`, name: hostile, seed: 1, steps: 2 };
  writeFileSync(join(directory, "summary.json"), JSON.stringify(summary));
  const alarm = {
    ...{
      step: 1,
      kind: "kl",
      title: hostile,
      figure: hostile,
      unit: "number",
      value: 3,
      start: 1,
      threshold: 2,
    },
    ...{ message: hostile, help: hostile, samples: [], rollbacks: 0, rolledBackTo: null },
  };
  writeFileSync(join(directory, "alarms.jsonl"), `${JSON.stringify(alarm)}\n`);
  const path = join(directory, "rollouts", "1.jsonl");
  const [first, ...rest] = readFileSync(path, "utf8").trim().split("\n");
  const response = JSON.parse(first) as RolloutRecord;
  const step = { ...response.steps[0], end: 4 };
  const texts = [
    hostile,
    ...bombs,
    "endless".repeat(150_000),
    ...Array.from({ length: 30 }, () => bombs.join(" ")),
  ];
  const changed: RolloutRecord = {
    ...{ ...response, answer: hostile, reference: hostile, problem: hostile, undecided: hostile },
    steps: texts.map((text) => ({ ...step, text })),
    response: `${texts.join("")}the end`,
  };
  const lines = [
    JSON.stringify(changed),
    ...rest.map((line) =>
      line.replace('"reference":"5"', JSON.stringify({ reference: hostile }).slice(1, -1)),
    ),
  ];
  // As latin1, every byte stands for itself: what is no UTF-8 either.
  writeFileSync(
    path,
    Buffer.concat([Buffer.from(`${lines.join("\n")}\n`), Buffer.from('{"group": "\xff\xfe\n\xc3', "latin1")]),
  );
  return directory;
}

// Where the pages' data comes from: the server beside them, or, in an exported file, the file itself.
import type {
  CheckpointFacts,
  ExportedRun,
  Lines,
  PairedArms,
  ProblemAt,
  RewardRange,
  RunDetails,
  RunFacts,
  ShownGroup,
  StepIndex,
  TrialEvent,
  TrialRequest,
} from "../src/dash/types.ts";
import { visible } from "../src/text/text.ts";

/** A place in a run. */
export interface Place {
  run: string;
  step: number;
  group: number;
}

export interface Source {
  /** One run in one file: nothing changes, and some of it may be left out. */
  exported: boolean;
  /** What a file of a run does not hold of its rollouts; null: nothing, or no file. */
  left: string | null;
  runs(): Promise<RunFacts[]>;
  run(name: string): Promise<RunDetails>;
  metrics(name: string, generation: string, offset: number): Promise<Lines>;
  step(run: string, step: number): Promise<StepIndex>;
  group(place: Place): Promise<ShownGroup>;
  /** Responses of a step that hold `text`, as "group:sample". */
  search(run: string, step: number, text: string, signal: AbortSignal): Promise<ReadonlySet<string>>;
  /** The same problem at each step it was sampled in, as they are found. */
  problem(run: string, problem: string, onFound: (at: ProblemAt) => void, signal: AbortSignal): Promise<void>;
  /** The group that shows best what summed rewards paid for; null where none does. */
  hacked(run: string): Promise<{ step: number; group: number } | null>;
  /** What the rollouts say of the rewards, by ranges of steps as they are read, of each at most `read` steps. */
  rewards(
    run: string,
    read: number,
    onRange: (range: RewardRange) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** Accuracy of the runs `b` less that of the runs `a`; null where they share no held-out problems. */
  paired(a: readonly string[], b: readonly string[]): Promise<PairedArms | null>;
  /** Null in an exported file, which computes nothing. */
  trials: Trials | null;
  /** Address of the group as `pure credit` takes it; null in an exported file. */
  creditLine(place: Place): string | null;
}

/** Checkpoints that can be asked for responses. */
export interface Trials {
  checkpoints(): Promise<CheckpointFacts[]>;
  ask(request: TrialRequest, onEvent: (event: TrialEvent) => void, signal: AbortSignal): Promise<void>;
}

/** What is asked for; a name with several values is there once for each. */
type Query = Record<string, string | number | readonly string[]>;

const addressOf = (path: string, values: Query = {}) =>
  `api/${path}?${new URLSearchParams(
    Object.entries(values).flatMap(([key, value]) => [value].flat().map((one) => [key, String(one)])),
  )}`;

async function ask<T>(path: string, values?: Query, signal?: AbortSignal): Promise<T> {
  const answer = await fetch(addressOf(path, values), { signal });
  if (answer.ok) return (await answer.json()) as T;
  throw await refusal(answer);
}

/** What the server said was wrong. */
async function refusal(answer: Response): Promise<Error> {
  const text = await answer.text();
  let said = text;
  try {
    said = (JSON.parse(text) as { error: string }).error;
  } catch {
    // Not of the server's own making: shown as it is.
  }
  return new Error(visible(said.slice(0, 500)));
}

/** Calls `take` with each line of JSON as it comes. */
async function readLines<T>(answer: Response, take: (value: T) => void): Promise<void> {
  if (!answer.ok || answer.body === null) throw await refusal(answer);
  let rest = "";
  for await (const text of answer.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() as string;
    for (const line of lines) take(JSON.parse(line) as T);
  }
}

/** The server that the page came from. */
const served: Source = {
  exported: false,
  left: null,
  runs: () => ask("runs"),
  run: (run) => ask("run", { run }),
  metrics: (run, generation, offset) => ask("metrics", { run, generation, offset }),
  step: (run, step) => ask("step", { run, step }),
  group: ({ run, step, group }) => ask("group", { run, step, group }),
  search: async (run, step, text, signal) =>
    new Set(await ask<string[]>("search", { run, step, text }, signal)),
  async problem(run, problem, onFound, signal) {
    await readLines(await fetch(addressOf("problem", { run, problem }), { signal }), onFound);
  },
  async rewards(run, read, onRange, signal) {
    await readLines(await fetch(addressOf("rewards", { run, read }), { signal }), onRange);
  },
  paired: (a, b) => ask("paired", { a, b }),
  trials: {
    checkpoints: () => ask("checkpoints"),
    async ask(request, onEvent, signal) {
      const headers = { "Content-Type": "application/json" };
      const body = JSON.stringify(request);
      await readLines(await fetch("api/try", { method: "POST", headers, body, signal }), onEvent);
    },
  },
  hacked: (run) => ask("hacked", { run }),
  creditLine: (place) => addressOf("credit.jsonl", { ...place }),
};

/** A run that stands in the page. */
function embedded(run: ExportedRun): Source {
  const left = run.left ?? "It is not in this file.";
  const rowsOf = (index: StepIndex, group: number) => index.rows.filter((row) => row.group === group);
  const stepAt = (step: number) => {
    const index = run.steps.find((own) => own.step === step);
    if (index === undefined) throw new Error(left);
    return index;
  };
  return {
    exported: true,
    left: run.left,
    runs: async () => [run.facts],
    run: async () => run,
    metrics: async (_run, _generation, offset) => ({
      ...{ generation: "file", from: offset, offset: run.metrics.length },
      text: offset === 0 ? run.metrics : "",
    }),
    step: async (_run, step) => stepAt(step),
    async group({ step, group }) {
      const found = run.groups.find((own) => own.step === step && own.group === group);
      if (found === undefined) throw new Error(left);
      return found;
    },
    async search(_run, step, text) {
      const wanted = text.toLowerCase();
      const groups = run.groups.filter((own) => own.step === step);
      return new Set(
        groups.flatMap(({ group, prompt, responses }) =>
          responses
            .filter(({ steps }) =>
              `${prompt}\n${steps.map((s) => s.text).join("")}`.toLowerCase().includes(wanted),
            )
            .map(({ sample }) => `${group}:${sample}`),
        ),
      );
    },
    async problem(_run, problem, onFound) {
      for (const index of run.steps)
        for (const { group } of index.groups.filter((own) => own.problem === problem))
          onFound({ step: index.step, group, rows: rowsOf(index, group) });
    },
    hacked: async () => run.hacked,
    async rewards(_run, _read, onRange) {
      for (const range of run.rewards) onRange(range);
    },
    paired: async () => null,
    trials: null,
    creditLine: () => null,
  };
}

/** The source of this page. */
export async function openSource(): Promise<Source> {
  const held = document.getElementById("run")?.textContent;
  if (!held) return served;
  const bytes = Uint8Array.from(atob(held), (character) => character.charCodeAt(0));
  const text = new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  return embedded(JSON.parse(await text) as ExportedRun);
}

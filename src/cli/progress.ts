// Progress of a run while it goes on: bars on a terminal's standard error, plain lines where that is no terminal, or
// JSON events on standard output. What is known is progress-state.ts's; nothing else of the run is printed here.
import cliProgress from "cli-progress";
import pc from "picocolors";
import { bytes, count, decimal, duration, percent, percentRange, signed } from "../text/format.ts";
import { cap, columns, oneLine, pad, truncate, visible } from "../text/text.ts";
import type { OnEvent, TrainEvent } from "../train/events.ts";
import type { LabelCounts } from "../train/label/label-rollouts.ts";
import type { AlarmRecord } from "../train/runs/records.ts";
import { isOver, type PhaseState, type PlannedPhase, ProgressState } from "./progress-state.ts";
import { takesColor } from "./streams.ts";

export interface ProgressView {
  onEvent: OnEvent;
  /** A line for the user, above the bars. Not shown with `json`. */
  say(text: string): void;
  /** Ends the display; the bars stay as they are. Call it whatever happens. */
  stop(): void;
}

interface Output {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

export interface ProgressOptions {
  plan: readonly PlannedPhase[];
  /** Events as JSON lines on standard output, and nothing else there. */
  json: boolean;
  stdout?: Output;
  stderr?: Output;
  /** Milliseconds on a steady clock. */
  now?: () => number;
}

/** Plain lines of steps are at least this far apart, but for a phase's first and last. */
const LINE_EVERY_MS = 10_000;

/** The display that fits the streams. */
export function createProgress(options: ProgressOptions): ProgressView {
  const { stdout = process.stdout, stderr = process.stderr, now = () => performance.now() } = options;
  if (options.json) {
    // Every event but the running count of responses.
    const onEvent = (event: TrainEvent) =>
      event.type !== "sampled" && stdout.write(`${JSON.stringify(event)}\n`);
    return { onEvent, say: () => {}, stop: () => {} };
  }
  const state = new ProgressState(options.plan);
  if (stderr.isTTY && process.env.TERM !== "dumb") return bars(state, stderr, now);
  return lines(state, stderr, now);
}

function lines(state: ProgressState, stderr: Output, now: () => number): ProgressView {
  let last = Number.NEGATIVE_INFINITY;
  let saidLeft = false;
  const say = (text: string) => stderr.write(`${text}\n`);
  return {
    onEvent: (event) => {
      state.apply(event, now());
      const phase = state.current;
      const news = newsOf(event, state);
      if (news !== null) say(news);
      else if ((event.type === "stepFinished" || event.type === "labelled") && phase) {
        const edge = phase.done === phase.resumedAt + 1 || phase.done === phase.total;
        const seconds = state.secondsLeft(now());
        // The time left is said as soon as it is known.
        if (!edge && (saidLeft || seconds === null) && now() - last < LINE_EVERY_MS) return;
        last = now();
        saidLeft ||= seconds !== null;
        const over = phase.done === phase.total && phase === state.phases[state.phases.length - 1];
        const left = over ? "" : `, ${leftText(seconds)}`;
        const at =
          event.type === "labelled"
            ? `${event.problems}/${count(event.totalProblems, "problem")}`
            : `step ${phase.done}/${phase.total}`;
        say(`${phase.label}: ${at}, ${figures(state).join(", ")}${left}`);
      }
    },
    say,
    stop: () => {},
  };
}

/** What is worth a line of its own, on a terminal too; null for the rest. */
function newsOf(event: TrainEvent, state: ProgressState): string | null {
  const label = state.latest?.label ?? "";
  switch (event.type) {
    case "phaseStarted": {
      const { total, done, unit } = event;
      if (done === total) return `${label}: done before`;
      const resumed = done > 0 ? `, going on after ${done.toLocaleString("en")}` : "";
      return `${label}: ${count(total, unit.slice(0, -1))}${resumed}`;
    }
    case "phaseFinished":
      if (state.latest?.resumedAt === state.latest?.total) return null;
      return `${label}: done in ${duration(event.seconds)}`;
    case "phaseFailed":
      return `${label}: failed: ${oneLine(event.message)}`;
    case "evaluated": {
      const { accuracy, interval, problems, undecided } = event.result;
      // Among several runs it must be said whose it is.
      const several = state.phases.filter(({ phase }) => phase === "pure").length > 1;
      const what = several ? `${label}: held-out accuracy` : "Held-out accuracy";
      const not = undecided ? `, ${undecided} undecided, which count as wrong` : "";
      return `${what} at step ${event.step}: ${percent(accuracy)} (${percentRange(interval)}, ${count(problems, "problem")}${not})`;
    }
    case "note":
      return visible(event.message);
    case "warning":
      return `Warning: ${oneLine(event.message)}`;
    case "alarm":
      return alarmBlock(event.alarm);
    case "rolledBack":
      return (
        `Back from step ${event.from} to the checkpoint of step ${event.to}, ` +
        (event.distrust
          ? "without process rewards from here on"
          : `at ${percent(event.learningRateScale)} of the learning rate`)
      );
    default:
      return null;
  }
}

/** Longest prompt and response of an alarm shown here, in characters; alarms.jsonl has the whole. */
const ALARM_TEXT = 200;

function alarmBlock({ message, samples, help }: AlarmRecord): string {
  const show = (text: string) => oneLine(cap(text, ALARM_TEXT)) || "(empty)";
  const shown = samples.map(({ prompt, response }) => `  ${show(prompt)}  →  ${show(response)}`);
  return [`Alarm, ${oneLine(message)}`, ...shown, `  What helps: ${help}`].join("\n");
}

/** "estimating the time left", "about 6 min left". */
export function leftText(seconds: number | null): string {
  if (seconds === null) return "estimating the time left";
  if (seconds < 10) return "a few seconds left";
  if (seconds < 55) return `about ${Math.round(seconds / 5) * 5} s left`;
  if (seconds < 90) return "about 1 min left";
  if (seconds < 3600) return `about ${Math.round(seconds / 60)} min left`;
  return `about ${duration(Math.round(seconds / 300) * 300)} left`;
}

/** The latest figures of the phase under way. */
function figures(state: ProgressState): string[] {
  const phase = state.current;
  if (phase?.phase === "pure" && state.metrics) {
    const m = state.metrics;
    return [
      ...(m.correctShare === null ? [] : [`right ${percent(m.correctShare, 0)}`]),
      ...(m.processRewardMin === null ? [] : [`weakest step ${signed(m.processRewardMin)}`]),
      ...(m.trust ? [`trust ${decimal(m.trust.value, 2)}`] : []),
      `length ${decimal(m.meanLength, 0)}`,
      ...(m.noAnswerShare > 0 ? [`no answer ${percent(m.noAnswerShare, 0)}`] : []),
      ...(m.undecided ? [`undecided ${m.undecided}`] : []),
      `${Math.round(m.tokensPerSecond).toLocaleString("en")} tok/s`,
    ];
  }
  if (phase?.phase === "labelling" && state.labelled) {
    const { counts, seconds } = state.labelled;
    return labelFigures(counts, seconds);
  }
  if ((phase?.phase === "sft" || phase?.phase === "prm") && state.supervised) {
    const m = state.supervised;
    const { auc, ece } = m.heldOut ?? {};
    return [
      `loss ${decimal(m.loss, 3)}`,
      ...(auc === undefined ? [] : [`AUC ${decimal(auc, 3)}`]),
      ...(ece === undefined ? [] : [`calibration error ${decimal(ece, 3)}`]),
      `${Math.round(m.tokensPerSecond).toLocaleString("en")} tok/s`,
    ];
  }
  return [];
}

/** "1,204 steps, 63.1% good, 418 a minute". */
export function labelFigures({ steps, good, undecided }: LabelCounts, seconds: number): string[] {
  return [
    count(steps, "step"),
    `${percent(steps > 0 ? good / steps : null)} good`,
    `${Math.round((60 * steps) / Math.max(seconds, 1e-3)).toLocaleString("en")} labels a minute`,
    ...(undecided > 0 ? [`${count(undecided, "answer")} undecided`] : []),
  ];
}

const BAR = 24;
/** Of more phases, those around the one under way have a bar. */
const MOST_BARS = 8;

function bars(state: ProgressState, stderr: Output, now: () => number): ProgressView {
  const color = pc.createColors(takesColor(stderr));
  const display = new cliProgress.MultiBar({
    stream: stderr as NodeJS.WriteStream,
    fps: 8,
    hideCursor: true,
    gracefulExit: false,
    forceRedraw: true,
    emptyOnZero: true,
  });
  const began = now();
  const labelWidth = () => Math.max(...state.phases.map((phase) => columns(phase.label)));
  const width = () => Math.max(20, (stderr.columns ?? 80) - 1);
  // cli-progress lays the lines out and redraws them; each line's text is made here.
  const add = (text: () => string) => display.create(1, 0, {}, { format: text });
  const shown = Math.min(state.phases.length, MOST_BARS);
  const from = () => {
    const at = state.phases.findIndex((phase) => !isOver(phase));
    return Math.max(0, Math.min(at < 0 ? Number.POSITIVE_INFINITY : at - 2, state.phases.length - shown));
  };
  for (let i = 0; i < shown; i++)
    add(() => phaseLine(state.phases[from() + i], labelWidth(), width(), color));
  const footer = () => footerLines(state, now() - began, now());
  add(() => truncate(footer()[0], width()));
  add(() => color.dim(truncate(footer()[1], width())));
  const say = (text: string) => display.log(`${text}\n`);
  // Cursor and line wrapping come back however the process ends.
  const restore = () => stderr.write("\u001b[?25h\u001b[?7h");
  process.once("exit", restore);
  return {
    onEvent: (event) => {
      state.apply(event, now());
      if (event.type !== "phaseStarted" && event.type !== "phaseFinished") {
        const news = newsOf(event, state);
        if (news !== null)
          say(["warning", "alarm", "phaseFailed"].includes(event.type) ? color.yellow(news) : news);
      }
    },
    say,
    stop: () => {
      display.stop();
      process.off("exit", restore);
    },
  };
}

type Palette = ReturnType<typeof pc.createColors>;

/** One phase: its name, a bar, how far it is, how long it took. Exported for tests. */
export function phaseLine(phase: PhaseState, labelWidth: number, width: number, color: Palette): string {
  const label = pad(phase.label, labelWidth);
  if (phase.status === "waiting") return color.dim(truncate(`${label}  ${"░".repeat(BAR)}`, width));
  const share = phase.status === "finished" ? 1 : phase.total > 0 ? phase.done / phase.total : 0;
  const full = Math.round(Math.min(1, share) * BAR);
  const [bar, rest] = ["█".repeat(full), "░".repeat(BAR - full)];
  const done = `${phase.done.toLocaleString("en")}/${phase.total.toLocaleString("en")} ${phase.unit}`;
  const spent = phase.resumedAt === phase.total ? "before" : duration(phase.seconds);
  const tail =
    phase.status === "finished" ? `${done}, ${spent}` : phase.status === "failed" ? `${done}, failed` : done;
  const room = width - labelWidth - 2;
  if (room < BAR + 2) return truncate(`${label}  ${tail}`, width);
  return `${label}  ${color.green(bar)}${color.dim(rest)}  ${truncate(tail, room - BAR - 2)}`;
}

/** The time left over the whole run, and the latest figures. Exported for tests. */
export function footerLines(state: ProgressState, elapsedMs: number, now: number): [string, string] {
  const phase = state.current;
  const over = state.phases.length > 0 && state.phases.every(isOver);
  const left = over ? "done" : leftText(state.secondsLeft(now));
  const held = state.heldOut
    ? `, held-out accuracy ${percent(state.heldOut.result.accuracy)} at step ${state.heldOut.step}`
    : "";
  const { sampled } = state;
  const doing = [];
  if (sampled && phase && (phase.unit === "steps" || sampled.phase === "evaluation")) {
    const what = sampled.phase === "evaluation" ? "evaluating" : `step ${phase.done + 1}: sampling`;
    doing.push(`${what} ${sampled.responses}/${sampled.total}`);
  }
  const memory = phase?.phase === "pure" && state.metrics ? [bytes(state.metrics.peakMemoryBytes)] : [];
  return [
    `${duration(elapsedMs / 1000)} so far, ${left}${held}`,
    [...doing, ...figures(state), ...memory].join(", "),
  ];
}

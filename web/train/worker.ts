// The worker in which a tab trains: one lesson, which is begun, stopped and gone on with as the page says.
import {
  type BrowserEngine,
  createBrowserEngine,
  type MemoryCheckpoints,
  openWebDevice,
  type WebDevice,
} from "../../src/browser/index.ts";
import { groupBy } from "../../src/common/grouping.ts";
import type { TrainEvent } from "../../src/train/events.ts";
import { type Form, Lesson } from "./lesson.ts";
import type { Order, Told } from "./messages.ts";
import { Orders } from "./orders.ts";

const tell = (told: Told) => postMessage(told);

/** Progress in responses is told so often at most, in milliseconds. */
const OFTEN_MS = 150;
/** Responses to the prompt that is shown, at most. */
const SHOWN = 8;

const checkpoints: MemoryCheckpoints = new Map();
let lesson: Lesson | null = null;
let place: WebDevice | null = null;
let form: Form = "min";
let lastSampled = 0;

async function start(
  { settings, recipe, files }: Extract<Order, { type: "start" }>,
  signal: AbortSignal,
): Promise<void> {
  form = settings.form;
  if (place === null) {
    place = await openWebDevice({ device: settings.device, files });
    tell({ type: "computes", text: place.text });
  }
  const device = place;
  lesson ??= new Lesson(recipe, settings.seed, {
    open: (model): Promise<BrowserEngine> => createBrowserEngine({ model, device, checkpoints }),
    forget: (path) => checkpoints.delete(path),
    onEvent,
  });
  const result = await lesson.train(settings, signal);
  tell({ type: "ended", finished: result !== null && !result.interrupted });
}

function onEvent(event: TrainEvent): void {
  if (event.type === "sampled") {
    const now = performance.now();
    if (event.responses < event.totalResponses && now - lastSampled < OFTEN_MS) return;
    lastSampled = now;
  }
  tell({ type: "event", event });
  if (event.type === "stepFinished" && event.phase === "pure") void tellStep(event.metrics.step, form);
}

async function tellStep(step: number, by: Form): Promise<void> {
  const rollouts = (await lesson?.rollouts(step)) ?? [];
  // The group in which responses differ most: it shows what is learned.
  const spread = (group: typeof rollouts) => {
    const right = group.filter(({ correct }) => correct).length / group.length;
    return right * (1 - right);
  };
  const groups = [...groupBy(rollouts, ({ group }) => group).values()];
  const shown = groups.reduce(
    (best, group) => (spread(group) > spread(best) ? group : best),
    groups[0] ?? [],
  );
  tell({ type: "step", step, form: by, responses: shown.slice(0, SHOWN) });
}

const orders = new Orders(start, ({ message }) => tell({ type: "failed", message }));
addEventListener("message", ({ data }: MessageEvent<Order>) => orders.take(data));

// What the page "Train here" teaches, computed in Node with the page's own recipe: `npx tsx bench/lesson.ts [--form min]
// [--steps 80] [--seed 1]`. Progress goes to standard error, the figures of docs/browser.md to standard output.
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createEmbeddedEngine } from "../src/engine/embedded/engine.ts";
import { type Form, Lesson } from "../web/train/lesson.ts";
import { RECIPE } from "../web/train/recipe.ts";

const { values } = parseArgs({
  options: {
    form: { type: "string", default: "min" },
    steps: { type: "string", default: "80" },
    seed: { type: "string", default: "1" },
  },
});
const [form, steps, seed] = [values.form as Form, Number(values.steps), Number(values.seed)];
// Engines in Node keep checkpoints on disk, by the lesson's own names for them.
const place = await mkdtemp(join(tmpdir(), "pure-lesson-"));
process.chdir(place);
const lesson = new Lesson(RECIPE, seed, {
  open: async (model) => createEmbeddedEngine({ model, threads: 2 }),
  forget: (path) => rmSync(path, { recursive: true, force: true }),
  onEvent(event) {
    if (event.type === "phaseStarted") console.error(`${event.phase}: ${event.total} ${event.unit}`);
    else if (event.type === "evaluated")
      console.log(
        `step ${event.step}: ${(100 * event.result.accuracy).toFixed(1)}% of the held-out problems right`,
      );
    else if (event.type === "stepFinished" && event.phase === "pure" && event.metrics.step % 10 === 0)
      console.log(
        `step ${event.metrics.step}: ${(100 * (event.metrics.correctShare ?? 0)).toFixed(1)}% of the sampled responses right`,
      );
  },
});
const began = performance.now();
await lesson.train({ form, steps }, new AbortController().signal);
await lesson.dispose();
rmSync(place, { recursive: true });
const { user, system } = process.cpuUsage();
console.log(
  `form ${form}, seed ${seed}: ${((performance.now() - began) / 1000).toFixed(0)} s, ${((user + system) / 1e6).toFixed(0)} s of processor time`,
);

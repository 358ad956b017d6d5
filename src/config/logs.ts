// The key run.log: files that other programs read, written while a run trains, and why some programs have none.
import { z } from "zod";

const offered = ["tensorboard"];
const why: Readonly<Record<string, string>> = {
  wandb:
    "the client that W&B maintains is in Python alone, and what it sends is not documented. docs/method.md, Logging elsewhere, has the lines of Python that send a run's metrics.jsonl",
  trackio:
    "Trackio's client is in Python alone. It reads TensorBoard's files: use tensorboard, then trackio.import_tf_events",
};

export const logSchema = z
  .array(z.string())
  .default([])
  .superRefine((names, context) => {
    for (const name of names) {
      if (offered.includes(name)) continue;
      const message = why[name]
        ? `run.log: ${name} is not offered: ${why[name]}`
        : `run.log has ${JSON.stringify(name)}; each must be one of ${offered.join(", ")}`;
      context.addIssue({ code: "custom", message, params: { whole: true } });
    }
  })
  .describe("also log to files of other programs, beside the run's own: tensorboard");

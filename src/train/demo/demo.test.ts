import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { sampleLabelled } from "../label/labelling.ts";
import { startPure } from "../start.ts";
import { startPrm } from "../supervised/prm.ts";
import { startSft } from "../supervised/sft.ts";
import { runDemo } from "./demo.ts";

vi.mock("../supervised/sft.ts", async (original) => ({ ...(await original<object>()), startSft: vi.fn() }));
vi.mock("../supervised/prm.ts", async (original) => ({ ...(await original<object>()), startPrm: vi.fn() }));
vi.mock("../start.ts", async (original) => ({ ...(await original<object>()), startPure: vi.fn() }));
vi.mock("../label/labelling.ts", () => ({ sampleLabelled: vi.fn() }));

const stages = [startSft, startPrm, startPure].map((start) =>
  vi.mocked(start as (config: object) => unknown),
);
beforeEach(() => {
  for (const start of stages) start.mockReset().mockResolvedValue({ step: 1, checkpoint: { path: "there" } });
  vi.mocked(sampleLabelled).mockReset().mockResolvedValue([[], []]);
});

describe("runDemo", () => {
  const run = (more: object) => {
    const directory = mkdtempSync(join(tmpdir(), "pure-demo-"));
    return runDemo({ seed: 1, steps: 2, quick: true, directory, ...more });
  };
  const configs = () => stages.map((start) => start.mock.calls[0][0]);

  it("computes every stage on the device it is told, and logs every stage", async () => {
    await run({ device: "gpu", log: ["tensorboard"] });
    for (const config of configs())
      expect(config).toMatchObject({ engine: { device: "gpu" }, run: { log: ["tensorboard"] } });
    expect(vi.mocked(sampleLabelled).mock.calls[0][2]).toMatchObject({ device: "gpu" });
  });

  it("starts in no place that holds anything else", async () => {
    const directory = mkdtempSync(join(tmpdir(), "pure-demo-"));
    writeFileSync(join(directory, "metrics.jsonl"), "hi\n");
    await expect(run({ directory })).rejects.toThrow(
      `${directory}: is not empty, and no run (metrics.jsonl)`,
    );
    expect(startSft).not.toHaveBeenCalled();
  });

  it("leaves both at their defaults where it is told nothing", async () => {
    await run({});
    for (const config of configs())
      expect(config).toMatchObject({ engine: { device: "auto" }, run: { log: [] } });
    expect(vi.mocked(sampleLabelled).mock.calls[0][2].device).toBeUndefined();
  });
});

// PURE with a process reward model behind a server: the run that the embedded one gives, and the ends of a run whose
// server does not answer.
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { fixture } from "../../tests/cli.ts";
import { temporaryRuns } from "../../tests/fake-run.ts";
import { startVllm } from "../../tests/vllm-server.ts";
import type { PureConfigInput } from "../config/schema.ts";
import { resolveConfig } from "../config.ts";
import type { StepMetrics } from "./runs/records.ts";
import { startPure } from "./start.ts";

const directory = temporaryRuns();
const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const name = "qwen2-classification";
const pure = (run: string, reward: PureConfigInput["reward"], tokenizer: string | null = null) => {
  const source = join(directory, "problems.jsonl");
  writeFileSync(source, [1, 2, 3].map((a) => `{"prompt": "${a}+${a}=", "answer": "${2 * a}"}\n`).join(""));
  return resolveConfig({
    model: { source: fixture("qwen2"), tokenizer },
    data: { source, stepSeparator: " " },
    sampling: { promptsPerStep: 2, samplesPerPrompt: 3, maxTokens: 12 },
    reward: { mode: "prm", stepToken: " ", ...reward },
    train: { steps: 1, evalProblems: 0 },
    run: { directory, name: run },
    engine: { threads: 1 },
  });
};
const metrics = (run: string): StepMetrics =>
  JSON.parse(readFileSync(join(directory, run, "metrics.jsonl"), "utf8").trim());

describe("a process reward model behind a server", () => {
  it("gives the run that the embedded one does", async () => {
    const server = await startVllm({ model: name });
    closing.push(() => server.close());
    await startPure(pure("embedded", { prm: fixture(name) }));
    await startPure(pure("remote", { prm: server.url }));
    const [embedded, remote] = [metrics("embedded"), metrics("remote")];
    expect(remote.processRewardMin).not.toBeNull();
    expect(remote.processRewardMin).toBeCloseTo(embedded.processRewardMin!, 5);
    expect(remote.gradNorm).toBeCloseTo(embedded.gradNorm, 4);
  });

  it.each([0, 2])(
    "that is silent after %i answers is not waited for once the run is stopped",
    async (answers) => {
      const stop = new AbortController();
      let requests = 0;
      const silent = createServer(async (request, response) => {
        let text = "";
        for await (const piece of request) text += piece;
        if (requests++ >= answers) return void setTimeout(() => stop.abort(), 10);
        const { input = [] } = JSON.parse(text) as { input?: number[][] };
        if (request.url === "/tokenize") return void response.writeHead(404).end("{}");
        const data = input.map((tokens, index) => ({ index, data: tokens.map(() => [0.5, 0.5]) }));
        response.end(JSON.stringify({ data }));
      });
      await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
      closing.push(() => {
        silent.closeAllConnections();
        silent.close();
      });
      const prm = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
      const result = await startPure(pure(`silent-${answers}`, { prm }), { signal: stop.signal });
      expect(result).toMatchObject({ interrupted: true, step: 0 });
      expect(requests).toBe(answers + 1);
    },
  );
});

describe("a process reward model that reads otherwise than the policy writes", () => {
  it("is warned of", async () => {
    const warnings: string[] = [];
    const onEvent = (event: { type: string; message?: string }) =>
      event.type === "warning" && warnings.push(event.message!);
    const other = fixture("qwen2-process-reward");
    await startPure(pure("otherwise", { prm: other, stepToken: null }, other), { onEvent });
    expect(warnings).toEqual([
      expect.stringContaining('its step separator is "\\n\\n", and here it is " "'),
      expect.stringContaining('its system message is "Please reason'),
    ]);
  });
});

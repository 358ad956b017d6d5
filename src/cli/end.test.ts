import { describe, expect, it } from "vitest";
import { syntheticSummary } from "../../tests/synthetic-run.ts";
import { writtenBy } from "../../tests/written.ts";
import { columns } from "../text/text.ts";
import { runEnd, showEnd } from "./end.ts";

const paths = { runDirectory: "runs/demo-1", report: "runs/demo-1/report.html" };
// biome-ignore lint/suspicious/noControlCharactersInRegex: colour sequences begin with one
const COLORS = /\u001b\[\d+m/g;

describe("runEnd", () => {
  it("says every figure of the run", () => {
    const text = runEnd(syntheticSummary(), paths, { color: false, width: 100 });
    for (const part of [
      "256 held-out problems",
      "42.2%",
      "71.9%",
      "36.3–48.3%",
      "+29.7 points",
      "Response length",
      "Steps a response",
      "Without an answer",
      "91 newly right, 14 newly wrong, p < 0.0001",
      "sampling",
      "1 min 36 s",
      "◀ weakest step",
      "runs/demo-1/report.html",
    ])
      expect(text).toContain(part);
    expect(text.match(/◀ weakest step/g)).toHaveLength(2);
    expect(text).not.toMatch(COLORS);
  });

  it("says where the run was better than at its end", () => {
    const said = (best: ReturnType<typeof syntheticSummary>["best"]) =>
      runEnd({ ...syntheticSummary(), best }, paths, { color: false, width: 100 });
    const checkpoint = "runs/demo-1/checkpoints/80";
    expect(said({ accuracy: 0.8438, step: 85, checkpoint })).toMatch(
      /Better before: 84\.4% in the evaluations up to step 85: runs\/demo-1\/checkpoints\/80\n/,
    );
    expect(said({ accuracy: 0.8438, step: 85, checkpoint: null })).toMatch(/up to step 85\n/);
    expect(said(undefined)).not.toContain("Better before");
  });

  it("colours steps by process reward: red below −1/3, yellow, green above 1/3", () => {
    const summary = syntheticSummary();
    const side = {
      response: "",
      correct: true,
      answer: "1",
      steps: [
        { text: "bad;", reward: -0.9 },
        { text: "unsure;", reward: 0 },
        { text: "good;", reward: 0.9 },
      ],
    };
    summary.solutions = [{ problem: "p", prompt: "q", reference: "1", before: side, after: side }];
    const text = runEnd(summary, paths, { color: true, width: 100 });
    expect(text).toContain("\u001b[31m▶ −0.90  bad;  ◀ weakest step\u001b[39m");
    expect(text).toContain("\u001b[33m   0.00  unsure;\u001b[39m");
    expect(text).toContain("\u001b[32m  +0.90  good;\u001b[39m");
    const plain = runEnd(summary, paths, { color: false, width: 100 });
    expect(text.replace(COLORS, "")).toBe(plain);
  });

  it("colours the change of accuracy by its direction", () => {
    const summary = syntheticSummary();
    const shown = () => runEnd(summary, paths, { color: true, width: 100 });
    expect(shown()).toContain("\u001b[32m+29.7 points\u001b[39m");
    [summary.before, summary.after] = [summary.after, summary.before];
    expect(shown()).toContain("\u001b[31m−29.7 points\u001b[39m");
  });

  it("shows the problem, and not the template around it", () => {
    const summary = syntheticSummary();
    const [shown] = summary.solutions;
    shown.prompt = "<|im_start|>user\nWhat is 1 + 1?<|im_end|>";
    expect(runEnd(summary, paths, { color: false, width: 100 })).toContain("Problem    <|im_start|>user");
    shown.problemText = "What is 1 + 1?";
    expect(runEnd(summary, paths, { color: false, width: 100 })).toContain("Problem    What is 1 + 1?\n");
  });

  it("keeps within the width, wide characters and long steps too", () => {
    for (const width of [40, 60, 80, 120]) {
      const summary = syntheticSummary({ hostile: " 数学 means mathematics, 👩‍👩‍👧 too" });
      const text = runEnd(summary, paths, { color: true, width });
      for (const line of text.replace(COLORS, "").split("\n"))
        expect(columns(line)).toBeLessThanOrEqual(width);
    }
  });

  it("lets no control character of a response through", () => {
    const summary = syntheticSummary({ hostile: "\u001b]0;owned\u0007\u001b[2J\u202e\r\nnext" });
    const text = runEnd(summary, paths, { color: false, width: 100 });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: looks for exactly those
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(text).toContain("␛]0;owned␇");
  });

  it("works without a process reward model, an answer or a solution", () => {
    const summary = syntheticSummary({ prm: false });
    summary.solutions[0].before.answer = null;
    const text = runEnd(summary, paths, { color: false, width: 80 });
    expect(text).not.toContain("weakest");
    expect(text).toContain(", no answer");
    summary.solutions = [];
    expect(runEnd(summary, paths, { color: false, width: 80 })).not.toContain("One held-out problem");
  });
});

describe("showEnd", () => {
  const shown = async (result: object, json: boolean) =>
    (await writtenBy(async () => showEnd(result as never, paths, json))).stdout;

  it("of a run without held-out problems says where it is", async () => {
    expect(await shown({ summary: null }, false)).toBe(
      "Run     runs/demo-1\nReport  runs/demo-1/report.html\n",
    );
    expect(JSON.parse(await shown({ summary: null }, true))).toEqual({
      type: "runFinished",
      ...paths,
      summary: null,
    });
  });

  it("of a training by examples says what is held out, and where the model is", async () => {
    const result = { step: 9, heldOut: { loss: 0.5 }, checkpoint: { path: "runs/demo-1/checkpoints/9" } };
    expect(await shown(result, false)).toBe(
      "Held out  loss 0.5000\nModel     runs/demo-1/checkpoints/9\n" +
        "Run       runs/demo-1\nReport    runs/demo-1/report.html\n",
    );
    const none = { step: 9, heldOut: null, checkpoint: null };
    expect(await shown(none, false)).toBe("Run       runs/demo-1\nReport    runs/demo-1/report.html\n");
    expect(await shown(none, true)).toBe(
      `${JSON.stringify({ type: "runFinished", ...paths, checkpoint: null, steps: 9, heldOut: null })}\n`,
    );
  });
});

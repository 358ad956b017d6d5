// A worker for tests of the pool: what it does with a pair is written in the prediction.
import type { Judgement } from "../src/verify/judgement.ts";
import { serve } from "../src/verify/serve.ts";

const judgement = (reason: string): Judgement => ({ verdict: true, extracted: null, reason, rules: [] });

const kept: number[][] = [];

serve((prediction) => {
  const [what, amount] = prediction.split(" ");
  switch (what) {
    case "hang":
      for (let i = 0; ; i++) Math.sqrt(i);
    case "regex":
      return judgement(String(/^(a+)+$/.test(`${"a".repeat(50)}b`)));
    case "wait": {
      const until = performance.now() + Number(amount);
      while (performance.now() < until);
      return judgement(prediction);
    }
    case "sleep":
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(amount));
      return judgement(prediction);
    case "list":
      for (;;) kept.push(new Array(1e5).fill(kept.length));
    case "keep":
      kept.push(new Array(25_000).fill(1.5));
      return { ...judgement(prediction), extracted: String(process.pid) };
    case "text":
      return judgement(String("ab".repeat(2 ** 28).split("").length));
    case "integer":
      return judgement(String((10n ** 30_000_000n).toString().length));
    case "array":
      return judgement(String(new Array(2 ** 27).fill(1.5).map((x) => ({ x })).length));
    case "nest": {
      const deep = (n: number): number => 1 + deep(n + 1);
      return judgement(String(deep(0)));
    }
    case "throw":
      throw new TypeError("thrown");
    case "exit":
      return process.exit(3);
    case "environment":
      return judgement(JSON.stringify(process.env));
    case "print":
      console.log("noise");
      return judgement("printed");
    default:
      return judgement(prediction);
  }
});

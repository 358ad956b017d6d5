import { expect, it } from "vitest";
import type { PureConfigInput } from "../config/schema.ts";
import { resolveConfig } from "../config.ts";
import { runTitle } from "./summary.ts";

it.each<[string, Partial<PureConfigInput>]>([
  ["PRM + 10% verifiable reward, min-form (T = 0.1)", { reward: { prm: "p", verifiableShare: 0.1 } }],
  ["PRM, min-form (strict)", { reward: { prm: "p", mode: "prm" }, credit: { form: "strict" } }],
  ["PRM, sum-form (γ = 0.9)", { reward: { prm: "p", mode: "prm" }, credit: { form: "sum", gamma: 0.9 } }],
  ["PRM, sum-form", { reward: { prm: "p", mode: "prm" }, credit: { form: "sum" } }],
  ["PRM + verifiable reward, survival form", { credit: { form: "survival" } }],
  ["PRM + verifiable reward, each step by itself", { credit: { form: "local" } }],
  ["PRM + verifiable reward, PAPO", { credit: { estimator: "papo" } }],
  ["PRM + verifiable reward, PROF", { credit: { estimator: "prof" } }],
  [
    "PRM, min-form (T = 0.1), weighed by trust",
    { reward: { prm: "p", mode: "prm" }, credit: { trust: true } },
  ],
  ["PRM + verifiable reward, min-form (T = 0.1), not weighed by trust", { credit: { trust: false } }],
  ["verifiable reward", { reward: { mode: "vr" } }],
])("a run is called %s", (title, sections) => {
  const least = { model: { source: "m" }, data: { source: "d" }, reward: { prm: "p" } };
  expect(runTitle(resolveConfig({ ...least, ...sections }))).toBe(title);
});

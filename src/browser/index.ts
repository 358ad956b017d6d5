// Package entry "pure-rl/browser": the engine in a browser tab. Nothing that it loads needs Node; ONNX Runtime for the web
// is loaded when a first graph is computed.

export { UserError } from "../common/errors.ts";
export { tokenRows } from "../common/rows.ts";
export { splitSteps } from "../data/steps.ts";
export type {
  Engine,
  LossRows,
  SampledResponse,
  Sampler,
  SamplingParams,
  TokenRows,
} from "../engine/types.ts";
export type { Model } from "../model/load.ts";
export { createTokenizer, type Tokenizer } from "../model/tokenizer.ts";
export {
  BrowserEngine,
  type BrowserOptions,
  createBrowserEngine,
  type MemoryCheckpoints,
  openWebDevice,
  type WebDevice,
  type WebDeviceOptions,
} from "./engine.ts";
export { runtimeFiles, type WebDeviceName } from "./runtime.ts";

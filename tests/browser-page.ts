// What tests/browser.test.ts runs in Chromium: bundled as a stranger's bundler would the entry pure-rl/browser.
import { createBrowserEngine } from "../src/browser/index.ts";
import { smallPolicy, trainSteps } from "./browser-steps.ts";

declare global {
  interface Window {
    train(device: "auto" | "webgpu" | "wasm", files: string): Promise<{ found: number[]; text: string }>;
  }
}

window.train = async (device, files) => {
  const engine = await createBrowserEngine({ model: smallPolicy(), device, files });
  const found = await trainSteps(engine, "first");
  await engine.dispose();
  return { found, text: engine.computesOn.text };
};

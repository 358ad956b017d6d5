// ONNX Runtime in a browser: its WebAssembly, or its WebGPU, loaded when a first graph is compiled.
import { UserError } from "../common/errors.ts";
import type { LoadRuntime } from "../graph/session.ts";

/** What a graph is computed by. */
export type WebDeviceName = "webgpu" | "wasm";

export interface WebRuntimeOptions {
  /** Threads of WebAssembly; more than one only in a page that is cross-origin isolated. */
  threads: number;
  /**
   * Address of the folder with ONNX Runtime's own files (`runtimeFiles`), absolute or relative to the page's. Without, it is
   * left to the bundler, which puts them beside the script.
   */
  files?: string;
}

/** ONNX Runtime's own files that a device needs, as they are called in `onnxruntime-web/dist`. */
export const runtimeFiles: Readonly<Record<WebDeviceName, readonly [script: string, program: string]>> = {
  wasm: ["ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"],
  webgpu: ["ort-wasm-simd-threaded.asyncify.mjs", "ort-wasm-simd-threaded.asyncify.wasm"],
};

/** Loads ONNX Runtime for `device`; it is one for the whole page or worker, set up by whoever asks first. */
export function webRuntime(device: WebDeviceName, options: WebRuntimeOptions): LoadRuntime {
  return () => {
    loaded[device] ??= load(device, options);
    return loaded[device];
  };
}

const loaded: Partial<Record<WebDeviceName, ReturnType<LoadRuntime>>> = {};

async function load(device: WebDeviceName, { threads, files }: WebRuntimeOptions): ReturnType<LoadRuntime> {
  const { env, InferenceSession, Tensor } = await (device === "webgpu"
    ? import("onnxruntime-web/webgpu")
    : import("onnxruntime-web/wasm")
  ).catch((error: Error) => {
    throw new UserError(`onnxruntime-web, which computes in a browser, cannot be loaded: ${error.message}`);
  });
  env.wasm.numThreads = threads;
  if (files !== undefined) {
    const [mjs, wasm] = runtimeFiles[device].map((name) => new URL(name, new URL(files, location.href)).href);
    env.wasm.wasmPaths = { mjs, wasm };
  }
  const create = async (...given: Parameters<typeof InferenceSession.create>) => {
    const session = await InferenceSession.create(...given);
    const run = session.run.bind(session) as typeof session.run;
    session.run = (async (...inputs: Parameters<typeof run>) => {
      await breathe();
      return run(...inputs);
    }) as typeof run;
    return session;
  };
  return { Tensor, InferenceSession: { create } as typeof InferenceSession };
}

/** Longest time that computing holds up whatever else is to be done, in milliseconds, but for a single run of a graph. */
const BREATH_MS = 30;
let last = 0;
let channel: MessageChannel | null = null;

/** WebAssembly computes in the calling thread, where without a pause no message would ever arrive. */
async function breathe(): Promise<void> {
  if (performance.now() - last < BREATH_MS) return;
  // A message is answered at once; timers that follow one another are held back.
  channel ??= new MessageChannel();
  const { port1, port2 } = channel;
  await new Promise<void>((resolve) => {
    port1.addEventListener("message", () => resolve(), { once: true });
    port1.start();
    port2.postMessage(null);
  });
  last = performance.now();
}

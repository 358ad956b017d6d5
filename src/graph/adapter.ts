// The graphics processor that ONNX Runtime's WebGPU provider finds here, tried in a process of its own: what it is called,
// what it has, and how fast it is beside the processor.
import { execFile, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Graph } from "./graph.ts";

export interface Adapter {
  /** As its maker calls it, as far as can be told. */
  name: string;
  /** The processor in disguise, as SwiftShader is. */
  software: boolean;
  /** Bytes of memory of its own; null: not told, or it shares the machine's. */
  memory: number | null;
  /** Bytes of the largest buffer; null: not told. */
  largestBuffer: number | null;
  /** What was measured, where it was asked for and the device is none in software. */
  speed: Speed | null;
}

/** Of either device: operations a second in a product of matrices, and seconds of an operation on few numbers. */
export type Speed = Record<"cpu" | "gpu", { flops: number; overhead: number }>;

/** A product of matrices of this size, so often, is what is timed; and so many operations on few numbers. */
const [size, products, operations] = [512, 16, 200];

/** The adapter, or why there is none, in a sentence; a driver that does not answer in `timeoutMs` is none. */
export async function findAdapter({
  measure = false,
  timeoutMs = 120_000,
}: {
  measure?: boolean;
  timeoutMs?: number;
} = {}): Promise<Adapter | string> {
  if (process.platform === "linux" && !mayHaveOne())
    return "no graphics processor is to be seen (/dev/dri, /dev/nvidia*, /dev/dxg), and no Vulkan driver is named (VK_DRIVER_FILES)";
  const named = softwareDriver();
  const { answer, log, late } = await ask(measure && named === null, timeoutMs);
  if (late) return `the attempt to open one was ended, as it took more than ${timeoutMs / 1000} s`;
  if (answer === null) return `the attempt to open one ended without an answer: ${lastLine(log)}`;
  if (answer.error !== null) return reasonOf(answer.error, log);
  const device = hardwareOf(log);
  const memory = device ? await memoryOf(device.vendor) : null;
  const limit = /max buffer size limit \((\d+)\)/.exec(answer.limit ?? "");
  return {
    name: named ?? memory?.name ?? device?.name ?? "a software device",
    software: named !== null || device === null,
    memory: memory?.bytes ?? null,
    largestBuffer: limit ? Number(limit[1]) : null,
    speed: answer.seconds && {
      cpu: speedOf(answer.seconds.cpu),
      gpu: speedOf(answer.seconds.webgpu),
    },
  };
}

/** What the process answers: messages of errors, and seconds. */
export interface Answer {
  error: string | null;
  limit: string | null;
  seconds: Record<"cpu" | "webgpu", { steps: number; product: number }> | null;
}

const speedOf = ({ steps, product }: { steps: number; product: number }) => ({
  flops: (products * 2 * size ** 3) / product,
  overhead: steps / operations,
});

/** Linux shows a graphics processor as a file; a software device is found only where its driver is named. */
function mayHaveOne(): boolean {
  if (process.env.VK_DRIVER_FILES || process.env.VK_ICD_FILENAMES) return true;
  if (existsSync("/dev/dri") || existsSync("/dev/dxg")) return true;
  return readdirSync("/dev").some((name) => /^nvidia\d/.test(name));
}

/** The software device that a driver is named of, if it is one. */
function softwareDriver(): string | null {
  const drivers = `${process.env.VK_DRIVER_FILES ?? ""} ${process.env.VK_ICD_FILENAMES ?? ""}`;
  if (/swiftshader/i.test(drivers)) return "SwiftShader (software)";
  return /lvp|lavapipe|llvmpipe/i.test(drivers) ? "lavapipe (software)" : null;
}

/** The first graphics processor of ONNX Runtime's log: its maker and, where the system tells, what it is called. */
export function hardwareOf(log: string): { vendor: number; name: string } | null {
  for (const [, vendor, id, maker, rest] of log.matchAll(
    /Discovered OrtHardwareDevice \{vendor_id:(\w+), device_id:(\w+), vendor:([^,]*), type:1, (.*)/g,
  )) {
    const described = /Description[=:] ?([^,\]}]+)/.exec(rest)?.[1].trim();
    const apple = process.platform === "darwin" ? cpus()[0]?.model : undefined;
    return { vendor: Number(vendor), name: described ?? apple ?? `${maker || "device"} ${vendor}:${id}` };
  }
  return null;
}

const nvidia = 0x10de;

/** Memory of its own, and a better name, from the driver's own tool. */
async function memoryOf(vendor: number): Promise<{ bytes: number; name: string } | null> {
  if (vendor !== nvidia) return null;
  try {
    const { stdout } = await promisify(execFile)("nvidia-smi", ["-q"], { timeout: 10_000 });
    return nvidiaMemory(stdout);
  } catch {
    // Without the tool its memory is not known, and no run needs it.
    return null;
  }
}

/** Of the first device that `nvidia-smi -q` tells of. */
export function nvidiaMemory(report: string): { bytes: number; name: string } | null {
  const name = /Product Name\s*: (.+)/.exec(report);
  const memory = /FB Memory Usage\s+Total\s*: (\d+) MiB/.exec(report);
  return name && memory && { bytes: Number(memory[1]) * 2 ** 20, name: name[1].trim() };
}

/** Why no adapter could be opened, and what would help. */
export function reasonOf(error: string, log: string): string {
  if (/libvulkan/.test(log))
    return "the Vulkan loader is missing (Debian and Ubuntu: apt-get install libvulkan1)";
  if (/No supported adapters/.test(error))
    return "no driver was found; install the graphics driver, and where its Vulkan manifest lies elsewhere name it in VK_DRIVER_FILES (such as /etc/vulkan/icd.d/nvidia_icd.json)";
  if (/not supported|unsupported|not available/i.test(error))
    return `ONNX Runtime has no WebGPU for ${process.platform} ${process.arch}`;
  return lastLine(error);
}

const lastLine = (text: string) => text.trim().split("\n").at(-1)?.slice(0, 300) || "nothing was said";

async function ask(
  measure: boolean,
  timeoutMs: number,
): Promise<{ answer: Answer | null; log: string; late: boolean }> {
  const encoded = (graph: Graph) => Buffer.from(graph.encode()).toString("base64");
  const models = {
    ...{ steps: encoded(steps()), zeros: encoded(zeros()) },
    ...(measure ? { product: encoded(product()) } : {}),
  };
  const script = fileURLToPath(new URL("./adapter-child.mjs", import.meta.url));
  const child = spawn(process.execPath, [script]);
  let [out, log] = ["", ""];
  child.stdout.on("data", (data) => {
    out += data;
  });
  child.stderr.on("data", (data) => {
    // Programs are in the log too; what is read of it comes first.
    if (log.length < 1e6) log += data;
  });
  // A process that is gone does not read.
  child.stdin.on("error", () => {});
  child.stdin.end(JSON.stringify({ models, largest: 2 ** 31 }));
  const late = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => {
      // One that hangs in its driver may outlive this too: it is not waited for.
      child.kill("SIGKILL");
      child.unref();
      for (const stream of [child.stdout, child.stderr, child.stdin]) stream.destroy();
      resolve(true);
    }, timeoutMs);
    const ended = () => {
      clearTimeout(timer);
      resolve(false);
    };
    child.on("close", ended).on("error", ended);
  });
  return { answer: answerOf(out), log, late };
}

/** The last line of what the process put out, before which drivers may have put theirs; null: it is no answer. */
export function answerOf(output: string): Answer | null {
  try {
    return JSON.parse(output.trim().split("\n").at(-1) ?? "") as Answer;
  } catch {
    return null;
  }
}

/** Operations on 64 numbers, one after another; a number that comes back waits for all. */
function steps(): Graph {
  const g = new Graph();
  let x = g.node("Expand", [g.input("x", [1]), g.ints(64)], [64]);
  for (let i = 0; i < operations; i++) x = g.node("Sin", [x], [64]);
  g.output("y", g.node("ReduceSum", [x, g.ints(0)], [1], { keepdims: 1 }));
  return g;
}

function product(): Graph {
  const g = new Graph();
  const shape = [size, size];
  let x = g.node("Expand", [g.input("x", [1]), g.ints(...shape)], shape);
  for (let i = 0; i < products; i++) x = g.node("MatMul", [x, x], shape);
  g.output("y", g.node("Slice", [x, g.ints(0, 0), g.ints(1, 1), g.ints(0, 1)], [1, 1]));
  return g;
}

function zeros(): Graph {
  const g = new Graph();
  const y = g.node("Expand", [g.floats([0]), g.shapeTensor(["n"])], ["n"]);
  g.output("y", g.node("Slice", [y, g.ints(0), g.ints(1), g.ints(0)], [1]));
  return g;
}

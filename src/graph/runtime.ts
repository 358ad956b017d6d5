// ONNX Runtime in Node, loaded when a first graph is compiled. It is an optional dependency: what computes no network works
// without it, and what does says how to get it.
import { UserError } from "../common/errors.ts";

/** ONNX Runtime. Throws a UserError where it is not installed, has no build for this machine, or cannot be loaded. */
export async function loadRuntime(): Promise<typeof import("onnxruntime-node")> {
  try {
    return await import("onnxruntime-node");
  } catch (error) {
    throw new UserError(whyMissing(error as Error, `${process.platform} ${process.arch}`));
  }
}

/** What `error`, of the import, means on `machine` (platform and architecture), and what to do. */
export function whyMissing({ message }: Error, machine: string): string {
  const [line] = message.split("\n");
  if (/onnxruntime_binding\.node'/.test(line))
    return `ONNX Runtime, which computes here, has no build for ${machine}; it has for Linux, Windows and macOS on arm64, and for Linux and Windows on x64`;
  if (/onnxruntime-node/.test(line) && /cannot find|tried to access/i.test(line))
    return (
      "onnxruntime-node, which computes here, is not installed: package managers leave it out where its install script " +
      "cannot fetch CUDA libraries, which are not needed. Install again with ONNXRUNTIME_NODE_INSTALL=skip in the environment"
    );
  return `ONNX Runtime, which computes here, cannot be loaded on ${machine}: ${line}`;
}

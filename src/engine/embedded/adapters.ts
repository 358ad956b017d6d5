// What can compute in this process.
import { availableParallelism } from "node:os";
import { defaultMemoryLimit } from "./engine.ts";

export interface Adapter {
  /** As `engine.device` names it. */
  device: "cpu";
  /** For a reader. */
  name: string;
  /** Bytes that an engine takes of its memory at most, unless told otherwise. */
  memoryLimit: number;
}

/** What can compute here, the one that is used first. Today it is the processor alone. */
export async function listAdapters(): Promise<Adapter[]> {
  return [{ device: "cpu", name: `${availableParallelism()} threads`, memoryLimit: defaultMemoryLimit() }];
}

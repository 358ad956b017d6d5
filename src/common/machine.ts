// What this machine has for a process: processor, memory, room on disks; limits of a container counted.
import { existsSync, readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { availableParallelism, cpus, freemem, release, totalmem, type } from "node:os";
import { dirname, join, resolve } from "node:path";

export interface Machine {
  /** "Linux 6.1.0 x64". */
  platform: string;
  /** "22.12.0". */
  node: string;
  processor: {
    model: string;
    /** Logical cores that this process may run on. */
    cores: number;
    /** Cores' worth of time that its control group gives it; null: no limit. */
    quota: number | null;
  };
  /** Bytes. `limit`: of its control group or another limit on the process; null: none. */
  memory: { total: number; available: number; limit: number | null };
}

/** Bytes of memory, and the limit on this process of its control group or another; null: none below that. */
export function readMemory(): { total: number; limit: number | null } {
  const total = totalmem();
  const limit = process.constrainedMemory?.() ?? 0;
  return { total, limit: limit > 0 && limit < total ? limit : null };
}

export function readMachine(): Machine {
  return {
    platform: `${type()} ${release()} ${process.arch}`,
    node: process.versions.node,
    processor: {
      model: cpus()[0]?.model.trim() || "unknown",
      cores: availableParallelism(),
      quota: readQuota(),
    },
    memory: {
      ...readMemory(),
      // Node 20 before 20.13 has not the one that counts limits.
      available: process.availableMemory?.() ?? freemem(),
    },
  };
}

/**
 * Cores' worth of time that the control groups of this process leave it: the least of its own (version 2) and those above
 * it; null where none limits it.
 */
export function readQuota(mount = "/sys/fs/cgroup", own = "/proc/self/cgroup"): number | null {
  const path = existsSync(own) ? /^0::(.*)$/m.exec(readFileSync(own, "utf8"))?.[1] : undefined;
  if (path === undefined) return null;
  const quotas: number[] = [];
  for (let group = path; ; group = dirname(group)) {
    const file = join(mount, group, "cpu.max");
    const [time, period] = existsSync(file) ? readFileSync(file, "utf8").split(" ").map(Number) : [];
    if (time > 0 && period > 0) quotas.push(time / period);
    if (group === "/" || group === ".") break;
  }
  return quotas.length > 0 ? Math.min(...quotas) : null;
}

/** Bytes free for this user on the disk where `path` is, or would be. */
export async function freeDisk(path: string): Promise<number> {
  let directory = resolve(path);
  while (!existsSync(directory) && directory !== dirname(directory)) directory = dirname(directory);
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}

// Where a benchmark ran: cores, processor, operating system, date, and how busy it was.
import { cpus, loadavg, release, totalmem, type } from "node:os";

export interface Machine {
  date: string;
  processor: string;
  cores: number;
  memoryGiB: number;
  system: string;
  /** Load average of the last minute before the benchmark: what else was running. */
  load: number;
}

export function thisMachine(): Machine {
  const processors = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: processors[0]?.model.trim() ?? "unknown processor",
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    load: loadavg()[0],
  };
}

// One process at a time in an evaluation's directory: two would ask for the same responses, and each would cut what the
// other is writing.
import { readFileSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { UserError } from "../../errors.ts";

/**
 * Does `work` while `directory` (made where it is not there) has a file "lock" with this process's id. What a killed
 * process left is taken over. Throws a UserError where another process has it.
 */
export async function exclusively<T>(directory: string, work: () => Promise<T>): Promise<T> {
  try {
    await mkdir(directory, { recursive: true });
  } catch (error) {
    throw new UserError(`${directory}: cannot be a directory to write into (${(error as Error).message})`);
  }
  const path = join(directory, "lock");
  const own = `${process.pid} ${hostname()}\n`;
  for (let attempt = 0; ; attempt++) {
    try {
      await writeFile(path, own, { flag: "wx" });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const [pid, host] = holder(path);
      if (attempt > 0 || !isGone(pid, host))
        throw new UserError(
          `${directory}: process ${pid}${host === hostname() ? "" : ` on ${host}`} is writing there; wait for it, or ` +
            `name another directory (where no such process is left, remove ${path})`,
        );
      rmSync(path, { force: true });
    }
  }
  const remove = () => rmSync(path, { force: true });
  // A second Ctrl-C leaves at once.
  process.once("exit", remove);
  try {
    return await work();
  } finally {
    process.off("exit", remove);
    remove();
  }
}

/** Process and host; nobody's where the file is gone, or was cut. */
function holder(path: string): [pid: number, host: string] {
  try {
    const [pid, host] = readFileSync(path, "utf8").trim().split(" ");
    return [Number(pid), host ?? ""];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return [0, hostname()];
  }
}

function isGone(pid: number, host: string): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return true;
  if (host !== hostname()) return false;
  // In a container every run may have the same id.
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

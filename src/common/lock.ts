// One process at a time in a place that is written to: two would cut and append to each other's files. A lock is a file
// that says who holds it. It is held while that process lives, and no longer: whoever finds the lock of a process that
// is gone takes it over, and of several that try, one does.
import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import {
  closeSync,
  constants,
  copyFileSync,
  linkSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { hostname } from "node:os";
import { dirname, join, resolve } from "node:path";
import { makeDirectory } from "./directories.ts";
import { UserError } from "./errors.ts";

/** What a lock says. */
interface Holder {
  /** Different in every lock. */
  id: string;
  pid: number;
  /** When process `pid` began, as the system counts; null where it does not tell. Another process of this id has another. */
  began: string | null;
  /** Where `pid` is a name of a process: this run of this machine, this container. */
  home: string;
  host: string;
  since: string;
}

/** The locks that the caller's own work is done under. */
const under = new AsyncLocalStorage<readonly string[]>();

/** Of a process that cannot be looked for from here, the lock is written anew so often, and is over after so long without. */
const BEAT_SECONDS = 10;
const SILENCE_SECONDS = 120;

/**
 * Does `work` while no other process does any in `place`: by default a directory, made where it is not there, with a
 * file "lock" in it. Work may lock again what it is done under. Throws a UserError that names the process where another
 * has it.
 */
export async function exclusively<T>(
  place: string,
  work: () => Promise<T>,
  path = join(place, "lock"),
): Promise<T> {
  const above = under.getStore() ?? [];
  if (above.includes(resolve(path))) return await work();
  const made = await makeDirectory(dirname(path));
  const own = self();
  take(path, own, place);
  const file = openSync(path, "r+");
  // A beat missed is no fault: others wait for many of them.
  const beat = setInterval(() => attempt(() => writeSync(file, textOf(own), 0)), BEAT_SECONDS * 1000);
  beat.unref();
  const release = () => {
    clearInterval(beat);
    closeSync(file);
    if (read(path)?.id === own.id) rmSync(path, { force: true });
    // What failed before it wrote anything leaves nothing.
    for (const empty of made) attempt(() => rmdirSync(empty));
  };
  // A second Ctrl-C leaves at once.
  process.once("exit", release);
  try {
    return await under.run([...above, resolve(path)], work);
  } finally {
    process.off("exit", release);
    release();
  }
}

/**
 * Makes the lock at `path` `own`. To take over from a process that is gone, one must first hold a lock that is named
 * after its: who holds that one, and still finds the old lock in its place, is the only one who may replace it.
 */
function take(path: string, own: Holder, place: string): void {
  for (;;) {
    if (create(path, own, place)) return;
    const found = read(path);
    if (found === null) continue;
    const held = howHeld(found, path);
    if (held !== null)
      throw new UserError(
        `${place}: ${held} is writing there since ${found.since}; wait for it or stop it, or write to another place ` +
          `(where no such process is left, remove ${path})`,
      );
    const succession = `${path}.${found.id}`;
    take(succession, own, place);
    if (read(path)?.id === found.id) {
      renameSync(succession, path);
      return;
    }
    rmSync(succession);
  }
}

/** Whether `path` was not there and now is `own`, whole from its first moment. */
function create(path: string, own: Holder, place: string): boolean {
  const whole = `${path}.${own.id}.new`;
  try {
    writeFileSync(whole, textOf(own));
  } catch (error) {
    throw new UserError(`${place}: cannot be written to (${(error as Error).message})`);
  }
  try {
    linkSync(whole, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    // A file system without hard links.
    return copied(whole, path);
  } finally {
    rmSync(whole);
  }
}

function copied(from: string, to: string): boolean {
  try {
    copyFileSync(from, to, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Null where the file is gone; nobody's where it does not say whose it is. */
function read(path: string): Holder | null {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  const nobody = { id: "unknown", pid: 0, began: null, home: home(), host: hostname(), since: "?" };
  try {
    const found: Holder = { ...nobody, ...JSON.parse(text) };
    // It becomes part of a file's name.
    return /^[\w-]+$/.test(found.id) ? found : nobody;
  } catch {
    return nobody;
  }
}

/** The holder as a message names it; null: it is gone. */
function howHeld(holder: Holder, path: string): string | null {
  const { pid } = holder;
  if (holder.home === home()) return isGone(holder) ? null : `process ${pid}`;
  // Both times by the clock of the file system.
  const probe = `${path}.${randomUUID()}`;
  writeFileSync(probe, "");
  const silence =
    (statSync(probe).mtimeMs - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0)) / 1000;
  rmSync(probe);
  if (silence > SILENCE_SECONDS) return null;
  return (
    `process ${pid} on ${holder.host} (heard of ${Math.max(0, Math.round(silence))} s ago; ` +
    `if it is gone, the place is free after ${SILENCE_SECONDS} s)`
  );
}

function isGone({ pid, began }: Holder): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return true;
  }
  return began !== beginningOf(pid);
}

function self(): Holder {
  const { pid } = process;
  const since = new Date().toISOString();
  return { id: randomUUID(), pid, began: beginningOf(pid), home: home(), host: hostname(), since };
}

const textOf = (holder: Holder) => `${JSON.stringify(holder)}\n`;

/**
 * Linux: ticks from the machine's start to the process's, the 20th field after its name, which may hold anything. Null
 * for one that is killed and that nobody has waited for.
 */
function beginningOf(pid: number): string | null {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields === undefined || fields[0] === "Z" ? null : fields[19];
}

function home(): string {
  const boot = attempt(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
  const processes = attempt(() => readlinkSync("/proc/self/ns/pid"));
  return [hostname(), boot, processes].join(" ");
}

/** What `read` gives; undefined where the system refuses. */
function attempt<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch {
    return undefined;
  }
}

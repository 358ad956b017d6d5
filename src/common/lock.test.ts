// A place is one process's at a time, and never stays locked by one that is gone.
import { AsyncResource } from "node:async_hooks";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { afterAll, expect, it, vi } from "vitest";
import { exclusively } from "./lock.ts";

const root = mkdtempSync(join(tmpdir(), "pure-lock-"));
afterAll(() => rmSync(root, { recursive: true }));

/** Calls from outside of whatever work is being done. */
const outside = AsyncResource.bind(<T>(call: () => T) => call());

/** The lock that this process would write in `path`. */
async function lockOf(path: string): Promise<Record<string, unknown>> {
  let text = "";
  await exclusively(path, async () => {
    text = readFileSync(join(path, "lock"), "utf8");
  });
  return JSON.parse(text);
}

const locked = (path: string, lock: unknown) => {
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "lock"), typeof lock === "string" ? lock : `${JSON.stringify(lock)}\n`);
};

/** A process that says "began", then holds what each line of its input names, or says why it does not. */
const script = `
  import { createInterface } from "node:readline";
  import { exclusively } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, "lock.ts")).href)};
  const say = (line) => process.stdout.write(line.replaceAll("\\n", " ") + "\\n");
  let release = () => {};
  say("began");
  for await (const line of createInterface(process.stdin)) {
    release();
    if (line === "") continue;
    const [path, at] = line.split(" ");
    while (Date.now() < Number(at));
    exclusively(path, () => { say("holds"); return new Promise((resolve) => { release = resolve; }); })
      .catch((error) => say(error.message));
  }`;

class Child {
  readonly process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  constructor() {
    const words = ["--import", "tsx", "--input-type=module", "-e", script];
    this.process = spawn(process.execPath, words, { stdio: ["pipe", "pipe", "inherit"] });
    this.#lines = createInterface(this.process.stdout!)[Symbol.asyncIterator]();
  }
  async says(): Promise<string> {
    return (await this.#lines.next()).value;
  }
  holds(path: string, at = 0): Promise<string> {
    this.process.stdin!.write(`${path} ${at}\n`);
    return this.says();
  }
  async killed(): Promise<void> {
    this.process.kill("SIGKILL");
    await once(this.process, "exit");
  }
}

it("keeps others out while a process works, and only then", async () => {
  const path = join(root, "not", "there", "held");
  await exclusively(path, async () => {
    const lock = JSON.parse(readFileSync(join(path, "lock"), "utf8"));
    expect(lock).toMatchObject({ pid: process.pid, host: hostname() });
    // A part of the work may lock the same place, and that does not free it.
    expect(await exclusively(join(path, "..", "held"), async () => 1)).toBe(1);
    const second = outside(() => exclusively(path, async () => 1));
    await expect(second).rejects.toThrow(`process ${process.pid} is writing there since ${lock.since}`);
    await expect(second).rejects.toThrow("write to another place");
    // What was refused takes nothing away.
    expect(readdirSync(path)).toEqual(["lock"]);
  });
  // Nothing was written into a directory that was made for it.
  expect(existsSync(join(root, "not"))).toBe(false);
  mkdirSync(path, { recursive: true });
  await expect(exclusively(path, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(readdirSync(path)).toEqual([]);
});

it("guards a file by a lock beside it", async () => {
  const file = join(root, "labels.jsonl");
  await exclusively(
    file,
    async () => {
      writeFileSync(file, "");
      expect(existsSync(`${file}.lock`)).toBe(true);
      const second = outside(() => exclusively(file, async () => 1, `${file}.lock`));
      await expect(second).rejects.toThrow(`${file}: process ${process.pid}`);
    },
    `${file}.lock`,
  );
  expect(readdirSync(root).filter((name) => name.startsWith("labels"))).toEqual(["labels.jsonl"]);
});

it("says so where there can be no directory", async () => {
  writeFileSync(join(root, "file"), "");
  for (const path of [join(root, "file"), join(root, "file", "x"), "/proc/none/x"])
    await expect(exclusively(path, async () => 1)).rejects.toThrow(`${path}: cannot be a directory`);
});

it("takes over from a process that is gone, also where another has its number since", async () => {
  const path = join(root, "left");
  const own = await lockOf(path);
  const { pid } = spawnSync("true");
  const sleeping = spawn("sleep", ["60"]);
  try {
    for (const left of [
      { ...own, pid, id: "gone" },
      { ...own, began: "1", id: "another-process" },
      { ...own, pid: sleeping.pid, began: "1", id: "another-number" },
      { ...own, pid, id: "../outside" },
      "",
      `${process.pid} ${hostname()}\n`,
    ]) {
      locked(path, left);
      expect(await exclusively(path, async () => 1)).toBe(1);
      expect(readdirSync(path)).toEqual([]);
    }
    const began = readFileSync(`/proc/${sleeping.pid}/stat`, "utf8").split(" ")[21];
    locked(path, { ...own, pid: sleeping.pid, began, id: "it-is" });
    await expect(exclusively(path, async () => 1)).rejects.toThrow(`process ${sleeping.pid} is writing`);
    // Leaving, it leaves the lock of whoever took its place.
    rmSync(join(path, "lock"));
    await exclusively(path, async () => locked(path, { ...own, id: "other" }));
    expect(JSON.parse(readFileSync(join(path, "lock"), "utf8")).id).toBe("other");
  } finally {
    sleeping.kill();
  }
});

it("takes over from a process that is killed and that nobody has waited for", async () => {
  const path = join(root, "zombie");
  const own = await lockOf(path);
  const parent = spawn("sh", ["-c", "sleep 0.1 & echo $!; exec sleep 60"]);
  try {
    const pid = Number(String((await once(parent.stdout, "data"))[0]));
    const stat = () => readFileSync(`/proc/${pid}/stat`, "utf8").split(" ");
    locked(path, { ...own, pid, began: stat()[21], id: "it-is" });
    while (stat()[2] !== "Z") await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await exclusively(path, async () => 1)).toBe(1);
  } finally {
    parent.kill();
  }
});

it("waits for a sign of life of a process elsewhere, and takes over after two minutes without", async () => {
  const path = join(root, "elsewhere");
  const own = await lockOf(path);
  const ago = (seconds: number) => {
    const time = Date.now() / 1000 - seconds;
    utimesSync(join(path, "lock"), time, time);
  };
  // Its number means nothing here.
  locked(path, { ...own, pid: 2 ** 22 + 1, home: "elsewhere", host: "node-7" });
  ago(100);
  await expect(exclusively(path, async () => 1)).rejects.toThrow(
    /process \d+ on node-7 \(heard of 1\d\d s ago; if it is gone, the place is free after 120 s\)/,
  );
  expect(readdirSync(path)).toEqual(["lock"]);
  ago(130);
  expect(await exclusively(path, async () => 1)).toBe(1);

  vi.useFakeTimers({ toFake: ["setInterval"] });
  try {
    await exclusively(path, async () => {
      const before = readFileSync(join(path, "lock"), "utf8");
      ago(100);
      vi.advanceTimersByTime(10_000);
      expect(Date.now() - statSync(join(path, "lock")).mtimeMs).toBeLessThan(50_000);
      expect(readFileSync(join(path, "lock"), "utf8")).toBe(before);
    });
  } finally {
    vi.useRealTimers();
  }
});

it("is free at once when its process is killed, and goes to one of several that want it then", async () => {
  const children = [new Child(), new Child(), new Child(), new Child()];
  try {
    expect(await Promise.all(children.map((child) => child.says()))).toEqual(Array(4).fill("began"));
    const [holder, ...others] = children;
    const path = join(root, "race");
    mkdirSync(path);
    expect(await holder.holds(path)).toBe("holds");
    const left = JSON.parse(readFileSync(join(path, "lock"), "utf8"));
    expect(await others[0].holds(path)).toContain(`process ${holder.process.pid} is writing there`);
    await holder.killed();
    for (let round = 0; round < 40; round++) {
      // Every other time as if one had been killed just while it took over.
      locked(path, left);
      if (round % 2 === 1)
        writeFileSync(join(path, `lock.${left.id}`), JSON.stringify({ ...left, id: "heir" }));
      const at = Date.now() + 10;
      const said = await Promise.all(others.map((child) => child.holds(path, at)));
      expect(said.filter((line) => line === "holds")).toHaveLength(1);
      expect(readdirSync(path)).toEqual(["lock"]);
      for (const child of others) child.process.stdin!.write("\n");
      while (existsSync(join(path, "lock"))) await new Promise((resolve) => setTimeout(resolve, 1));
    }
  } finally {
    for (const child of children) child.process.kill("SIGKILL");
  }
});

import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { UserError } from "../common/errors.ts";
import { GgufFile } from "./gguf.ts";
import { loadModel } from "./load.ts";

const fixtures = fileURLToPath(new URL("../../tests/fixtures/gguf/", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "pure-gguf-shards-"));
afterAll(() => rmSync(root, { recursive: true }));

const shard = (n: number) => join(directory, `qwen2-0000${n}-of-00003.gguf`);
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(root, "shards-"));
  cpSync(join(fixtures, "shards"), directory, { recursive: true });
});

/** Changes the number of a key of a shard's metadata. */
function change(n: number, key: string, value: number): void {
  const bytes = readFileSync(shard(n));
  bytes[bytes.indexOf(key) + key.length + 4] = value;
  writeFileSync(shard(n), bytes);
}

async function refused(path: string, reason: RegExp): Promise<void> {
  const opened = GgufFile.open(path);
  await expect(opened).rejects.toThrow(reason);
  await expect(opened).rejects.toThrow(UserError);
}

describe("a GGUF model in shards", () => {
  it.each([1, 2, 3])("is whole where shard %i is given", async (n) => {
    const model = await loadModel(shard(n));
    const one = await loadModel(join(fixtures, "qwen2.gguf"));
    expect(model.parameters.data).toEqual(one.parameters.data);
    expect(model.config).toEqual(one.config);
    expect([...model.tokenizer.files]).toEqual([...one.tokenizer.files]);
  });

  it("is refused where a shard is missing, or its name is not a shard's", async () => {
    rmSync(shard(3));
    await refused(
      shard(1),
      /00001-of-00003\.gguf: is shard 1 of 3 of a model, and qwen2-00003-of-00003\.gguf is not/,
    );
    rmSync(shard(1));
    await refused(shard(2), /is shard 2 of 3 .* qwen2-00001-of-00003\.gguf \(and 1 more\) is not beside it/);
    const renamed = join(directory, "model.gguf");
    copyFileSync(shard(2), renamed);
    await refused(renamed, /its name, which must be NAME-00002-of-00003\.gguf/);
    copyFileSync(shard(2), shard(1));
    await refused(shard(1), /is shard 2 of 3 .* must be qwen2-00002-of-00003\.gguf/);
  });

  it("is refused where the shards are not of one model", async () => {
    change(3, "split.no", 1);
    await refused(shard(1), /qwen2-00003-of-00003\.gguf: metadata split\.no is 1, by its name it is 2/);
    change(3, "split.no", 2);
    change(2, "split.count", 4);
    await refused(shard(1), /00002-of-00003\.gguf: metadata split\.count is 4, by its name it is 3/);
    change(2, "split.count", 3);
    change(1, "split.tensors.count", 7);
    await refused(shard(1), /3 shards have 26 tensors, by split\.tensors\.count they are 7/);
    // The same tensors twice.
    copyFileSync(shard(2), shard(3));
    change(3, "split.no", 2);
    await refused(shard(1), /a tensor is in two of the 3 shards/);
  });

  it.skipIf(!existsSync("/proc/self/fd"))("leaves no file open, whichever way it ends", async () => {
    const open = () => readdirSync("/proc/self/fd").length;
    const before = open();
    await (await GgufFile.open(shard(2))).close();
    change(3, "split.no", 1);
    await refused(shard(1), /split\.no/);
    expect(open()).toBe(before);
  });
});

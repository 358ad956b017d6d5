import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UserError } from "../common/errors.ts";
import { GgufFile } from "./gguf.ts";

const qwen2 = fileURLToPath(new URL("../../tests/fixtures/gguf/qwen2.gguf", import.meta.url));
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "pure-gguf-header-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** A value of metadata as the file has it: its type, then its bytes. */
type Value = [type: number, bytes: Buffer];
const u32 = (value: number) => Buffer.from(Uint32Array.of(value).buffer);
const u64 = (value: number | bigint) => Buffer.from(BigUint64Array.of(BigInt(value)).buffer);
const string = (text: string) => Buffer.concat([u64(Buffer.byteLength(text)), Buffer.from(text)]);
const tensor = (name: string, shape: number[], type = 0, offset = 0) =>
  Buffer.concat([string(name), u32(shape.length), ...shape.map(u64), u32(type), u64(offset)]);

/** A GGUF file with these values, tensors and further bytes. */
function written(
  values: [string, Value][],
  tensors: Buffer[],
  more = 64,
  counts = [tensors.length, values.length],
) {
  const path = join(directory, "written.gguf");
  const pairs = values.map(([key, [type, bytes]]) => Buffer.concat([string(key), u32(type), bytes]));
  const head = [Buffer.from("GGUF"), u32(3), u64(counts[0]), u64(counts[1])];
  writeFileSync(path, Buffer.concat([...head, ...pairs, ...tensors, Buffer.alloc(more)]));
  return path;
}

describe("a header that no file can mean", () => {
  const alignment = (...value: Value): [string, Value][] => [["general.alignment", value]];
  const list = (element: number, length: number | bigint, ...bytes: Buffer[]): Value => [
    9,
    Buffer.concat([u32(element), u64(length), ...bytes]),
  ];
  const nested = (depth: number) => Buffer.concat(new Array(depth).fill([u32(9), u64(1)]).flat());

  it("is not one with values of its own", async () => {
    const path = written([["general.alignment", [4, u32(1000)]]], [tensor("a", [2, 3])], 1100);
    const file = await GgufFile.open(path);
    await file.close();
    expect(file.tensors.get("a")).toMatchObject({ shape: [3, 2], offset: 1000 });
  });

  it.each<[string, () => string, RegExp]>([
    [
      "alignment 0",
      () => written(alignment(4, u32(0)), []),
      /general\.alignment is 0; expected a number of bytes/,
    ],
    ["alignment 12", () => written(alignment(4, u32(12)), []), /alignment is 12; .* a multiple of 8/],
    ["an alignment that is text", () => written(alignment(8, string("32")), []), /alignment is "32"/],
    [
      "an alignment that is a list",
      () => written(alignment(...list(4, 1, u32(32))), []),
      /alignment is \[32\]/,
    ],
    ["alignment NaN", () => written(alignment(6, u32(0x7fc00000)), []), /alignment is null/],
    ["a negative alignment", () => written(alignment(5, u32(2 ** 32 - 32)), []), /alignment is -32/],
    [
      "a key twice",
      () => written([...alignment(4, u32(32)), ...alignment(4, u32(32))], []),
      /is there twice/,
    ],
    ["more tensors than bytes", () => written([], [], 64, [2 ** 40, 0]), /not whole: 1099511627776 tensors/],
    ["more keys than bytes", () => written([], [], 64, [0, 6]), /not whole: 6 pairs of metadata/],
    ["2^63 of them", () => written([], [], 64, [0, 2 ** 63]), /not whole: 9223372036854776000 pairs/],
    ["a list without end", () => written([["a", list(0, 2n ** 64n - 1n)]], []), /values of a are more than/],
    ["a list of longer values", () => written([["a", list(12, 9)]], []), /not whole: 9 values of a/],
    [
      "more values than any model",
      () => written([["a", list(0, 2 ** 25)]], [], 2 ** 25),
      /metadata a: more than 16777216 values/,
    ],
    ["lists in lists", () => written([["a", list(9, 1, nested(50_000))]], []), /metadata a: lists in lists/],
    ["a text without end", () => written([["a", [8, u64(2 ** 50)]]], []), /not whole: .* characters/],
    [
      "a type of value of its own",
      () => written([["a\n", [13, u32(1)]]], []),
      /metadata "a\\n" is of unknown type 13/,
    ],
    [
      "a tensor of many dimensions",
      () => written([], [tensor("a", [1, 1, 1, 1, 1])]),
      /a has 5 dimensions; at most 4/,
    ],
    ["a tensor twice", () => written([], [tensor("a", [1]), tensor("a", [1])]), /tensor a is there twice/],
    ["a tensor of no values", () => written([], [tensor("a", [0])]), /a \[0\]: no tensor has this shape/],
    [
      "more values than can be counted",
      () => written([], [tensor("a", [2 ** 40, 2 ** 40], 99)]),
      /no tensor has/,
    ],
    ["half a block", () => written([], [tensor("a", [16, 2], 8)]), /rows are not whole Q8_0 blocks of 32/],
    [
      "a tensor off the alignment",
      () => written([], [tensor("a", [1], 0, 4)]),
      /a \[1\] begins 4 bytes into/,
    ],
  ])("with %s is refused", async (_, path, reason) => {
    const opened = GgufFile.open(path());
    await expect(opened).rejects.toThrow(reason);
    await expect(opened).rejects.toThrow(UserError);
  });

  it("is refused with a short error, however long a name and whatever is in it", async () => {
    const path = written([], [tensor("\0".repeat(5000), [1, 1, 1, 1, 1])]);
    const error: Error = await GgufFile.open(path).then(
      () => Error(""),
      (reason) => reason,
    );
    expect(error.message).toMatch(/tensor "(\\u0000)+[^"]*… has 5 dimensions/);
    expect(error.message.length - path.length).toBeLessThan(250);
  });

  it("is refused as a file of another kind with its beginning", async () => {
    const path = join(directory, "page.gguf");
    writeFileSync(path, `<!DOCTYPE html>\n<html>${" ".repeat(1000)}`);
    await expect(GgufFile.open(path)).rejects.toThrow('begin with GGUF, but "<!DOCTYPE html> <html>');
  });
});

describe("a damaged header", () => {
  const whole = readFileSync(qwen2);
  const path = () => join(directory, "damaged.gguf");

  /** Whether the file opens; any error but a UserError fails. */
  async function opens(bytes: Uint8Array): Promise<boolean> {
    writeFileSync(path(), bytes);
    try {
      await (await GgufFile.open(path())).close();
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      expect((error as Error).message.length).toBeLessThan(600);
      expect((error as Error).message).toContain(path());
      return false;
    }
  }

  it("is refused wherever it is cut", async () => {
    const cuts = fc.integer({ min: 0, max: whole.length - 1 });
    await fc.assert(
      fc.asyncProperty(cuts, async (length) => {
        expect(await opens(whole.subarray(0, length))).toBe(false);
      }),
      { examples: [[0], [3], [4], [8], [23], [24], [whole.length - 1]] },
    );
  });

  it("opens or is refused with a clear error, whatever its bytes", async () => {
    // Of the first bytes the most mean something: counts, lengths, types.
    const change = fc.tuple(
      fc.oneof(fc.nat(1500), fc.nat(whole.length - 8)),
      fc.oneof(
        fc.uint8Array({ minLength: 1, maxLength: 8 }),
        fc.constantFrom(
          new Uint8Array(8).fill(255),
          new Uint8Array(8),
          Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 128),
        ),
      ),
    );
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const bytes = Buffer.from(whole);
        for (const [at, with_] of changes) bytes.set(with_, at);
        if (!(await opens(bytes))) refused++;
      }),
      { numRuns: 300 },
    );
    expect(refused).toBeGreaterThan(30);
  });
});

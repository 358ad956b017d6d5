import {
  appendFileSync,
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { crc32c, readEvents, readRun } from "../../tests/event-file.ts";
import { EventFile } from "./tensorboard.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "pure-events-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe("EventFile", () => {
  it("is read by a checksum that gives the known value", () => {
    // The check value of CRC-32C in the catalogue of parametrised CRC algorithms.
    expect(crc32c(Buffer.from("123456789"))).toBe(0xe3069283);
  });

  it("holds a number that is 0", () => {
    const file = EventFile.open(directory, 0);
    file.scalars(1, { none: 0 });
    expect(readEvents(file.path)[1].scalars).toEqual({ none: 0 });
  });

  it("holds numbers in single precision, and texts, whatever they are", () => {
    const number = fc.float({ noNaN: true });
    const events = fc.array(
      fc.record({
        step: fc.nat(1e9),
        scalars: fc.dictionary(fc.string({ unit: "binary", minLength: 1 }), number),
      }),
      {
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(events, fc.string({ unit: "binary" }), (drawn, text) => {
        rmSync(directory, { recursive: true });
        const before = Date.now() / 1000;
        const file = EventFile.open(directory, 0);
        for (const { step, scalars } of drawn) file.scalars(step, scalars);
        file.text(5, "a text", text);
        const [head, ...read] = readEvents(file.path);
        expect(head).toMatchObject({ step: 0, version: "brain.Event:2", session: undefined });
        const written = drawn.filter(({ scalars }) => Object.keys(scalars).length > 0);
        expect(
          read.slice(0, -1).map(({ step, scalars }) => ({ step, scalars: new Map(Object.entries(scalars)) })),
        ).toEqual(written.map(({ step, scalars }) => ({ step, scalars: new Map(Object.entries(scalars)) })));
        expect(read.at(-1)).toMatchObject({ step: 5, texts: { "a text": Buffer.from(text).toString() } });
        for (const { time } of read) expect(Math.abs(time - before)).toBeLessThan(60);
      }),
      { numRuns: 50, examples: [[[{ step: 0, scalars: JSON.parse('{"__proto__": 1}') }], ""]] },
    );
  });

  const steps = () => readRun(directory).map(({ step, scalars }) => [step, scalars.x]);
  const write = (file: EventFile, from: number, to: number, x: number) => {
    for (let step = from; step <= to; step++) file.scalars(step, { x });
  };

  it("goes on at a step: what is beyond it is gone, and a TensorBoard that read it is told", () => {
    write(EventFile.open(directory, 0), 1, 5, 1);
    const second = EventFile.open(directory, 3);
    expect(second.lastStep).toBe(3);
    expect(readEvents(second.path)).toMatchObject([{ version: "brain.Event:2" }, { session: 1, step: 4 }]);
    write(second, 4, 6, 2);
    expect(steps()).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
      [4, 2],
      [5, 2],
      [6, 2],
    ]);
    // Back over both files, within one second: TensorBoard goes by names.
    const third = EventFile.open(directory, 2);
    expect(third.lastStep).toBe(2);
    write(third, 3, 3, 3);
    expect(steps()).toEqual([
      [1, 1],
      [2, 1],
      [3, 3],
    ]);
    expect(readdirSync(directory).sort().at(-1)).toBe(third.path.slice(directory.length + 1));
    expect(EventFile.open(join(directory, "new"), 7).lastStep).toBeNull();
  });

  it("leaves out what a kill left half written, at whichever byte", () => {
    const file = EventFile.open(directory, 0);
    write(file, 1, 2, 1);
    const { size } = statSync(file.path);
    write(file, 3, 3, 1);
    const whole = statSync(file.path).size;
    for (let cut = size; cut < whole; cut++) {
      const other = join(directory, String(cut));
      const half = EventFile.open(other, 0);
      write(half, 1, 3, 1);
      const bytes = statSync(half.path).size;
      expect(bytes).toBe(whole);
      const { lastStep } = reopened(half.path, cut, other);
      expect(lastStep).toBe(2);
      expect(readRun(other).map(({ step }) => step)).toEqual([1, 2]);
    }
    // Of a disk that lost a block: the right length, and another byte.
    const lost = join(directory, "lost");
    const damaged = EventFile.open(lost, 0);
    write(damaged, 1, 3, 1);
    const bytes = readFileSync(damaged.path);
    bytes[bytes.length - 6] ^= 1;
    writeFileSync(damaged.path, bytes);
    expect(EventFile.open(lost, 9).lastStep).toBe(2);
    // Bytes that are no event end the file too.
    appendFileSync(file.path, Buffer.alloc(40, 7));
    expect(EventFile.open(directory, 9).lastStep).toBe(3);
    expect(steps().map(([step]) => step)).toEqual([1, 2, 3]);
  });

  it("leaves other files alone, and says what the system refused", () => {
    const other = join(directory, "notes.txt");
    appendFileSync(other, "mine");
    EventFile.open(directory, 0);
    expect(statSync(other).size).toBe(4);
    expect(() => EventFile.open(other, 0)).toThrow(/notes\.txt/);
    if (process.getuid?.() === 0) return;
    chmodSync(directory, 0o500);
    expect(() => EventFile.open(directory, 0)).toThrow(/EACCES/);
    chmodSync(directory, 0o700);
  });
});

function reopened(path: string, size: number, directory: string): EventFile {
  truncateSync(path, size);
  return EventFile.open(directory, 9);
}

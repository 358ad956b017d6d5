// The event file of a run that TensorBoard reads: TFRecords of the protobuf message Event, appended one after another.
// What a run puts into it, under which names, is train/runs/logging.ts's.
// Format: tensorflow/core/lib/io/record_writer.h (framing), tensorflow/core/util/event.proto, framework/summary.proto.
import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import protobuf from "protobufjs";

/** As much of the messages as is written here. A step is an int64 there, which is the same for what is not negative. */
const Event = protobuf
  .parse(`
    syntax = "proto3";
    message Event {
      double wall_time = 1;
      uint32 step = 2;
      string file_version = 3;
      Summary summary = 5;
      SessionLog session_log = 7;
    }
    message SessionLog { uint32 status = 1; }
    message Summary { repeated Value value = 1; }
    message Value {
      string tag = 1;
      oneof value { float simple_value = 2; Tensor tensor = 8; }
      Metadata metadata = 9;
    }
    message Metadata { PluginData plugin_data = 1; }
    message PluginData { string plugin_name = 1; }
    message Tensor { uint32 dtype = 1; Shape tensor_shape = 2; repeated string string_val = 8; }
    message Shape { repeated Dimension dim = 2; }
    message Dimension { uint32 size = 1; }
  `)
  .root.lookupType("Event");
/** SessionLog.status and TensorProto.dtype. */
const START = 1;
const DT_STRING = 7;
/** Bytes of a record around its data: length and its checksum before, the data's checksum behind. */
const [BEFORE, BEHIND] = [12, 4];

/** An event file open for appending. Every event is in the file when its call returns. Errors are the file system's. */
export class EventFile {
  private constructor(
    readonly path: string,
    /** The last step in it; null: it has none yet. */
    readonly lastStep: number | null,
  ) {}

  /**
   * A new event file in `directory`. Those that are there are cut back to what they had up to step `until`, so that no step
   * that is done again is there twice; the SessionLog at the new one's beginning has a TensorBoard that has read further
   * forget the rest.
   */
  static open(directory: string, until: number): EventFile {
    mkdirSync(directory, { recursive: true });
    const timeOf = (name: string) => Number(/^events\.out\.tfevents\.(\d+)\./.exec(name)?.[1] ?? Number.NaN);
    const earlier = readdirSync(directory).filter((name) => !Number.isNaN(timeOf(name)));
    let lastStep: number | null = null;
    for (const name of earlier) {
      const file = join(directory, name);
      const { size, step } = keptUntil(readFileSync(file), until);
      if (size < statSync(file).size) truncateSync(file, size);
      if (step !== null) lastStep = Math.max(lastStep ?? 0, step);
    }
    // TensorBoard reads files in the order of their names, and goes on where it was in the last.
    const time = earlier.reduce(
      (last, name) => Math.max(last, timeOf(name) + 1),
      Math.floor(Date.now() / 1000),
    );
    const path = join(directory, `events.out.tfevents.${time}.${hostname()}.${process.pid}`);
    const file = new EventFile(path, lastStep);
    file.#append({ fileVersion: "brain.Event:2" });
    if (earlier.length > 0) file.#append({ step: until + 1, sessionLog: { status: START } });
    return file;
  }

  /** Adds numbers, which are kept in single precision, by their names. */
  scalars(step: number, values: Readonly<Record<string, number>>): void {
    const value = Object.entries(values).map(([tag, simpleValue]) => ({ tag, simpleValue }));
    if (value.length > 0) this.#append({ step, summary: { value } });
  }

  /** Adds a text, which TensorBoard shows as Markdown. */
  text(step: number, tag: string, markdown: string): void {
    const tensor = { dtype: DT_STRING, tensorShape: { dim: [{ size: 1 }] }, stringVal: [markdown] };
    const value = [{ tag, tensor, metadata: { pluginData: { pluginName: "text" } } }];
    this.#append({ step, summary: { value } });
  }

  #append(event: object): void {
    appendFileSync(this.path, framed(Event.encode({ wallTime: Date.now() / 1000, ...event }).finish()));
  }
}

/**
 * How much of an event file is of steps up to `until`, in bytes, and the last of those steps (null: none): up to the first
 * event beyond it, or that is not whole, of which a kill may leave one.
 */
function keptUntil(file: Buffer, until: number): { size: number; step: number | null } {
  let [size, last] = [0, null as number | null];
  while (size + BEFORE <= file.length) {
    const end = size + BEFORE + Number(file.readBigUInt64LE(size)) + BEHIND;
    if (end > file.length) break;
    const data = file.subarray(size + BEFORE, end - BEHIND);
    if (maskedCrc(data) !== file.readUInt32LE(end - BEHIND)) break;
    const { step = 0, summary } = Event.decode(data) as { step?: number; summary?: object };
    if (summary && step > until) break;
    if (summary) last = step;
    size = end;
  }
  return { size, step: last };
}

/** A TFRecord: length (8 bytes, little-endian), its masked checksum, the data, theirs. */
function framed(data: Uint8Array): Buffer {
  const before = Buffer.alloc(BEFORE);
  before.writeBigUInt64LE(BigInt(data.length));
  before.writeUInt32LE(maskedCrc(before.subarray(0, 8)), 8);
  const behind = Buffer.alloc(BEHIND);
  behind.writeUInt32LE(maskedCrc(data));
  return Buffer.concat([before, data, behind]);
}

/** CRC-32C (Castagnoli, reflected polynomial 0x82f63b78) of each byte. */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

/** CRC-32C of `data`, rotated right by 15 bits, plus 0xa282ead8: the checksum of a checksum is not to be 0. */
function maskedCrc(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) crc = CRC_TABLE[(crc ^ byte) & 255] ^ (crc >>> 8);
  crc = ~crc >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

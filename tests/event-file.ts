// TensorBoard's event files read again, from the bytes up and by themselves: nothing here is shared with src/log. Throws
// where a checksum or a length is wrong.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface ReadEvent {
  step: number;
  time: number;
  version?: string;
  session?: number;
  scalars: Record<string, number>;
  texts: Record<string, string>;
}

/** CRC-32C, bit by bit: the remainder of the message, all bits reflected, by 0x1edc6f41 reflected. */
export function crc32c(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0x82f63b78 & -(crc & 1));
  }
  return ~crc >>> 0;
}

const masked = (crc: number) =>
  Number(((BigInt(crc >>> 15) | (BigInt(crc) << 17n)) + 0xa282ead8n) & 0xffffffffn);

/** Fields of a protobuf message: numbers and bytes by field number, in order. */
function fieldsOf(data: Buffer): { field: number; value: bigint | Buffer }[] {
  const fields: { field: number; value: bigint | Buffer }[] = [];
  let at = 0;
  const varint = () => {
    let [value, shift, byte] = [0n, 0n, 0];
    do {
      byte = data[at++];
      value |= BigInt(byte & 127) << shift;
      shift += 7n;
    } while (byte & 128);
    return value;
  };
  const take = (length: number) => {
    at += length;
    return data.subarray(at - length, at);
  };
  while (at < data.length) {
    const key = Number(varint());
    const wire = key & 7;
    const value = wire === 0 ? varint() : take(wire === 1 ? 8 : wire === 5 ? 4 : Number(varint()));
    fields.push({ field: key >> 3, value });
  }
  if (at !== data.length) throw new Error("a field runs over the end of its message");
  return fields;
}

const all = (data: Buffer, field: number) =>
  fieldsOf(data).flatMap((found) => (found.field === field ? [found.value] : []));
const bytes = (data: Buffer, field: number) => all(data, field)[0] as Buffer | undefined;

function eventOf(data: Buffer): ReadEvent {
  const event: ReadEvent = {
    step: Number(all(data, 2)[0] ?? 0),
    time: bytes(data, 1)!.readDoubleLE(),
    version: bytes(data, 3)?.toString(),
    session: bytes(data, 7) && Number(all(bytes(data, 7)!, 1)[0]),
    scalars: Object.create(null),
    texts: Object.create(null),
  };
  for (const value of all(bytes(data, 5) ?? Buffer.alloc(0), 1) as Buffer[]) {
    const tag = bytes(value, 1)!.toString();
    const tensor = bytes(value, 8);
    if (tensor) {
      const plugin = bytes(bytes(value, 9)!, 1)!;
      const dimension = bytes(bytes(tensor, 2)!, 2)!;
      if (String(bytes(plugin, 1)) !== "text" || all(tensor, 1)[0] !== 7n || all(dimension, 1)[0] !== 1n)
        throw new Error(`${tag} is no text`);
      event.texts[tag] = bytes(tensor, 8)!.toString();
    } else event.scalars[tag] = bytes(value, 2)!.readFloatLE();
  }
  return event;
}

/** Events of one file. */
export function readEvents(path: string): ReadEvent[] {
  const file = readFileSync(path);
  const events: ReadEvent[] = [];
  let at = 0;
  while (at < file.length) {
    const length = Number(file.readBigUInt64LE(at));
    if (file.readUInt32LE(at + 8) !== masked(crc32c(file.subarray(at, at + 8))))
      throw new Error("length: checksum");
    const data = file.subarray(at + 12, at + 12 + length);
    if (file.readUInt32LE(at + 12 + length) !== masked(crc32c(data))) throw new Error("data: checksum");
    events.push(eventOf(data));
    at += 16 + length;
  }
  return events;
}

/** What the event files of a directory hold of its steps, in the order in which TensorBoard reads them. */
export function readRun(directory: string): ReadEvent[] {
  const names = readdirSync(directory)
    .filter((name) => name.includes("tfevents"))
    .sort();
  return names.flatMap((name) => readEvents(join(directory, name))).filter((e) => !e.version && !e.session);
}

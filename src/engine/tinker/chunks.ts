// A batch cut into requests of bounded size, and what comes back put together again.
import { joined } from "../../common/rows.ts";
import { numbersOf, type WireDatum } from "./protocol.ts";

/** Sequences and numbers of one request at most, as in the SDK. */
const MOST_DATA = 128;
const MOST_NUMBERS = 500_000;

/** Sends `data` in requests of bounded size, one after another, and gathers their rows in a column. */
export async function inChunks(
  data: readonly WireDatum[],
  send: (chunk: readonly WireDatum[]) => Promise<Float32Array[]>,
): Promise<Float32Array> {
  const sent: Promise<Float32Array[]>[] = [];
  let from = 0;
  let numbers = 0;
  for (let i = 0; i <= data.length; i++) {
    const more = i < data.length ? numbersOf(data[i]) : 0;
    if (i > from && (i === data.length || i - from === MOST_DATA || numbers + more > MOST_NUMBERS)) {
      sent.push(send(data.slice(from, i)));
      [from, numbers] = [i, 0];
    }
    numbers += more;
  }
  // All of them, so that none fails unheard.
  const rows = await Promise.allSettled(sent);
  const values = rows.flatMap((row) => {
    if (row.status === "rejected") throw row.reason;
    return row.value;
  });
  return joined(Float32Array, values);
}

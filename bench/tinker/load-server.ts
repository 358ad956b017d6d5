// A simulated cluster behind the Tinker protocol: it computes nothing, every answer is made beforehand. An answer is
// ready a fixed time after it was asked for, and after the cluster has got through the tokens of all that was asked
// before. A process of its own; prints its port. Arguments: samples a prompt, response tokens, prompt tokens,
// milliseconds that sampling and a pass take, and tokens a second of both (Infinity: no limit).
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const [samples, responseTokens, promptTokens, samplingMs, passMs, samplingRate, passRate] = process.argv
  .slice(2)
  .map(Number);

/** Numbers such as servers print: float32 in up to 18 digits. */
const logprobs = (count: number) =>
  JSON.stringify(Array.from({ length: count }, () => -Math.fround(3 * Math.random() ** 4)));
const tokens = (count: number) =>
  JSON.stringify(Array.from({ length: count }, () => 1 + Math.floor(Math.random() * 150_000)));

const sequence = () =>
  `{"stop_reason":"length","tokens":${tokens(responseTokens)},"logprobs":${logprobs(responseTokens)}}`;
const sampled = Buffer.from(`{"sequences":[${Array.from({ length: samples }, sequence)}]}`);
const length = promptTokens + responseTokens - 1;
const output = Buffer.from(`{"logprobs":{"data":${logprobs(length)},"dtype":"float32","shape":[${length}]}}`);

/** When each request's answer is ready, and what it is. */
const futures = new Map<string, { ready: number; answer: () => Buffer[] }>();
let requests = 0;
/** When the work accepted so far is done, and bytes of bodies since they were last asked for. */
let busyUntil = 0;
let traffic = { sent: 0, received: 0 };

function promise(ms: number, answer: () => Buffer[], tokens = 0, rate = Number.POSITIVE_INFINITY): Buffer[] {
  const id = String(++requests);
  busyUntil = Math.max(busyUntil, performance.now()) + (1000 * tokens) / rate;
  futures.set(id, { ready: busyUntil + ms, answer });
  return [Buffer.from(`{"request_id":"${id}"}`)];
}

const json = (text: string) => [Buffer.from(text)];

function passed(data: number): Buffer[] {
  const pieces = [Buffer.from('{"loss_fn_output_type":"scalar","metrics":{},"loss_fn_outputs":[')];
  for (let i = 0; i < data; i++) pieces.push(output, Buffer.from(i < data - 1 ? "," : "]}"));
  return pieces;
}

async function answer(call: string, request: IncomingMessage): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  const body = Buffer.concat(pieces);
  traffic.received += body.length;
  switch (call) {
    case "traffic": {
      const text = JSON.stringify(traffic);
      traffic = { sent: 0, received: 0 };
      return json(text);
    }
    case "get_server_capabilities":
      return json('{"supported_models":[{"model_name":"base"}]}');
    case "create_session":
      return json('{"session_id":"session"}');
    case "session_heartbeat":
      return json("{}");
    case "create_model":
      return promise(0, () => json('{"model_id":"model"}'));
    case "save_weights_for_sampler":
      return promise(0, () => json('{"sampling_session_id":"sampler"}'));
    case "asample":
      return promise(samplingMs, () => [sampled], samples * responseTokens, samplingRate);
    case "forward":
      return promise(0, () => json('{"loss_fn_outputs":[{"logprobs":{"data":[-1]}}]}'));
    case "forward_backward": {
      let data = 0;
      for (let at = body.indexOf('"model_input"'); at >= 0; at = body.indexOf('"model_input"', at + 1))
        data++;
      return promise(passMs, () => passed(data), data * (promptTokens + responseTokens), passRate);
    }
    case "retrieve_future": {
      const { request_id } = JSON.parse(body.toString()) as { request_id: string };
      const future = futures.get(request_id);
      if (!future) return json('{"error":"lost","category":"user"}');
      await sleep(Math.max(0, future.ready - performance.now()));
      futures.delete(request_id);
      return future.answer();
    }
    default:
      return promise(0, () => json('{"metrics":{"grad_norm":1},"path":"tinker://model/weights/a"}'));
  }
}

const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
  const pieces = await answer((request.url ?? "").replace("/api/v1/", ""), request);
  const bytes = pieces.reduce((sum, { length }) => sum + length, 0);
  traffic.sent += bytes;
  response.writeHead(200, { "content-type": "application/json", "content-length": bytes });
  // As fast as the client reads.
  for (const piece of pieces)
    if (!response.write(piece)) await new Promise((resolve) => response.once("drain", resolve));
  response.end();
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));

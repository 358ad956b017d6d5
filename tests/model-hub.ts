// As much of the Hugging Face Hub's API as fetching models takes, for tests.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface ModelHub {
  url: string;
  /** Method, path and authorization of each request. */
  requests: string[];
  close(): void;
}

/** Serves models: files by path of each id, null for one that is gated. */
export async function serveModels(
  models: Readonly<Record<string, Readonly<Record<string, Uint8Array>> | null>>,
): Promise<ModelHub> {
  const sha = "0123456789abcdef0123456789abcdef01234567";
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "", "http://hub").pathname);
    requests.push(`${request.method} ${path} ${request.headers.authorization ?? ""}`);
    const json = (value: unknown, status = 200) => {
      response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(value));
    };
    const parts = /^(?:\/api\/models)?\/([^/]+\/[^/]+)\/(revision|tree|resolve)\/([^/]+)(?:\/(.+))?$/.exec(
      path,
    );
    const [, id, what, , name] = parts ?? [];
    const files = models[id];
    if (files === null) json({ error: "gated" }, 401);
    else if (files === undefined) json({ error: "not found" }, 404);
    else if (what === "revision") json({ _id: id, id, sha });
    else if (what === "tree")
      json(
        Object.entries(files).map(([at, { length }]) => ({ type: "file", path: at, size: length, oid: "x" })),
      );
    else if (files[name] === undefined) json({ error: "not found" }, 404);
    else {
      const bytes = files[name];
      const headers = { ETag: '"x"', "Content-Type": "application/octet-stream" };
      const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
      if (!range) return response.writeHead(200, headers).end(bytes);
      const part = bytes.subarray(Number(range[1]), Number(range[2]) + 1);
      const span = `bytes ${range[1]}-${Number(range[1]) + part.length - 1}/${bytes.length}`;
      response.writeHead(206, { ...headers, "Content-Range": span }).end(part);
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests, close: () => server.close() };
}

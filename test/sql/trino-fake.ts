/** A server that speaks Trino's client protocol as its documentation has it, and answers from a script. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

/** What a request is met with: a page, a status of a gateway, a connection that is cut, or none. */
export type Step =
  | { readonly page: object; readonly gzip?: boolean }
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  | "cut"
  | "half"
  | "silence";

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

const COLUMNS = [
  { name: "k", type: "varchar(3)" },
  { name: "x", type: "double" },
];
/** Pages of one answer. */
export const pages = {
  queued: { page: { stats: { state: "QUEUED" } } },
  first: {
    page: {
      columns: COLUMNS,
      data: [
        ["a", 0.1],
        [null, "NaN"],
      ],
    },
  },
  second: {
    page: {
      columns: COLUMNS,
      data: [
        ["b", "-Infinity"],
        ["c", null],
      ],
    },
  },
  last: { page: { columns: COLUMNS } },
} as const;
export const failed = (errorName: string, message: string): Step => ({ page: { error: { errorName, message } } });

/**
 * A server whose steps are taken in order, one a request. A page leads to a next one, unless it is `pages.last` or an error.
 */
export async function fakeTrino(steps: readonly Step[]) {
  const seen: Seen[] = [];
  let taken = 0;
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece) => pieces.push(piece));
    request.on("end", () => {
      const { method = "", url: path = "", headers } = request;
      seen.push({ method, path, headers, body: Buffer.concat(pieces).toString("utf8") });
      if (method === "DELETE") return void response.writeHead(204).end();
      const step = steps[taken++];
      if (step === undefined) return void response.writeHead(500).end("no step is left");
      take(step, response);
    });
  });
  const take = (step: Step, response: ServerResponse) => {
    if (step === "cut") return void response.destroy();
    if (step === "silence") return;
    if (step === "half") {
      response.writeHead(200, { "Content-Length": "1000" });
      response.write('{"id":"q');
      return void setTimeout(() => response.destroy(), 20);
    }
    if ("status" in step) return void response.writeHead(step.status, step.headers).end(step.body ?? "");
    const isLast = step.page === pages.last.page || "error" in step.page;
    const nextUri = `http://inner.invalid:1/v1/statement/executing/q/${taken}?slug=a%20b`;
    const text = JSON.stringify({ id: "q", ...step.page, ...(isLast ? {} : { nextUri }) });
    if (step.gzip) return void response.writeHead(200, { "Content-Encoding": "gzip" }).end(gzipSync(text));
    response.writeHead(200).end(text);
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { port, seen, close, left: () => steps.length - taken };
}

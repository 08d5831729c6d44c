/**
 * The page on a port of this machine, which no other machine reaches: requests to answers, and an end that leaves no connection open.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";
import { UsageError } from "../../base/errors.js";
import { type Answer, answer, type Served } from "./answer.js";

export interface Listening {
  /** The page's address, with its token. */
  readonly address: string;
  stop(): Promise<void>;
}

const HOST = "127.0.0.1";

/** Serves at `port`, 0 for a free one. Throws UsageError `port_in_use`. */
export async function listen(what: Omit<Served, "port">, port: number): Promise<Listening> {
  const server = createServer();
  await bound(server, port);
  const served = { ...what, port: (server.address() as AddressInfo).port };
  server.on("request", (request, response) => {
    reply(request, response, served).catch(() => response.destroy()); // who asked has gone, or a file can't be read on
  });
  return { address: `http://${HOST}:${served.port}/${served.token}/`, stop: () => stopped(server) };
}

const bound = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE" && error.code !== "EACCES") return reject(error);
      const why = error.code === "EACCES" ? "may not be used by you" : "is in use";
      const message = `Port ${port} of this machine ${why}: choose another with --port, or leave it out for a free one.`;
      reject(new UsageError("port_in_use", message, { got: port }));
    });
    server.listen(port, HOST, resolve);
  });

const stopped = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

async function reply(request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  const { method = "", url: target = "", headers } = request;
  const { status, headers: said, body } = await answer({ method, target, headers }, served);
  response.writeHead(status, said);
  if (body === null || typeof body === "string") response.end(body ?? undefined);
  else await sendFile(body, response);
}

/** Sends as many bytes as were promised, of a file that may grow meanwhile. */
async function sendFile(
  { handle, bytes }: Exclude<Answer["body"], string | null>,
  response: ServerResponse,
): Promise<void> {
  try {
    if (bytes === 0) response.end();
    else await pipeline(handle.createReadStream({ start: 0, end: bytes - 1, autoClose: false }), response);
  } finally {
    await handle.close();
  }
}

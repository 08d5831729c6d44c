/**
 * Calls to a Spark Connect server over gRPC: its TLS, its proxy, its token. Knows nothing of what is said.
 */
import { createSecureContext } from "node:tls";
import type { ChannelCredentials, Client, ClientOptions, ServiceError } from "@grpc/grpc-js";
import { NotSupported } from "../../base/errors.js";
import { loadOptional } from "../../base/optional.js";
import type { ServerAddress } from "../address.js";
import { tlsOptions } from "../connect/tls.js";
import type { Request } from "./spark-connect-messages.js";

/** Codes of gRPC that mean something here: https://grpc.github.io/grpc/core/md_doc_statuscodes.html. */
export const STATUS = {
  cancelled: 1,
  deadline: 4,
  permission: 7,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** A call that failed: gRPC's status, the server's words, and what it says beside them. */
export interface CallError {
  readonly code: number;
  readonly words: string;
  /** Bytes of google.rpc.Status, where the server sent them. */
  readonly details: Uint8Array | undefined;
}

/** What a call failed by, where it is an error of gRPC. */
export function callError(error: unknown): CallError | undefined {
  const { code, details, metadata } = (error ?? {}) as Partial<ServiceError>;
  if (typeof code !== "number" || details === undefined) return undefined;
  const sent = metadata?.get("grpc-status-details-bin")[0];
  return { code, words: details, details: sent instanceof Uint8Array ? sent : undefined };
}

/** A stream of messages; leaving its loop ends the call. */
export interface Stream extends AsyncIterable<Uint8Array> {
  cancel(): void;
}

export interface Channel {
  /** The answer, within `limit` milliseconds. Throws what `callError` reads, or the signal's reason. */
  call(request: Request, limit: number, signal?: AbortSignal): Promise<Uint8Array>;
  stream(request: Request): Stream;
  close(): void;
}

/** Servers of gRPC close a connection that asks for a sign of life more often than every five minutes. */
const SIGN_OF_LIFE = 360_000;
const LONGEST_SILENCE = 30_000;

const sent = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const received = (bytes: Buffer): Uint8Array => bytes;

/** Connects with the first call. Throws UsageError `optional_missing`, NotSupported `engine_proxy`. */
export async function openChannel(address: ServerAddress): Promise<Channel> {
  const grpc = await loadOptional(["@grpc/grpc-js"], "Spark", () => import("@grpc/grpc-js"));
  const headers = new grpc.Metadata();
  if (address.secret !== undefined) headers.set("authorization", `Bearer ${address.secret.value}`);
  const encryption = encryptionOf(grpc.credentials, address);
  const { target, options } = routeOf(address);
  const client: Client = new grpc.Client(target, encryption, options);
  return {
    call: ({ path, bytes }, limit, signal) =>
      new Promise((resolve, reject) => {
        const options = { deadline: Date.now() + limit };
        const cancel = () => asked.cancel();
        const asked = client.makeUnaryRequest(path, sent, received, bytes, headers, options, (error, answer) => {
          signal?.removeEventListener("abort", cancel);
          if (error === null) resolve(answer!);
          else reject(signal?.aborted === true ? signal.reason : error);
        });
        signal?.addEventListener("abort", cancel);
      }),
    stream: ({ path, bytes }) => client.makeServerStreamRequest(path, sent, received, bytes, headers),
    close: () => client.close(),
  };
}

function encryptionOf(
  credentials: typeof import("@grpc/grpc-js")["credentials"],
  { tls }: ServerAddress,
): ChannelCredentials {
  if (tls === null) return credentials.createInsecure();
  const { rejectUnauthorized, checkServerIdentity, ...context } = tlsOptions(tls);
  return credentials.createFromSecureContext(createSecureContext(context), {
    rejectUnauthorized,
    ...(checkServerIdentity === undefined ? {} : { checkServerIdentity }),
  });
}

/** Where to connect to, through the address's proxy or directly; variables of the environment are the address's to read. */
function routeOf({ host, port, proxy }: ServerAddress): { target: string; options: ClientOptions } {
  const server = hostAndPort(host, port);
  const options: ClientOptions = {
    "grpc.enable_http_proxy": 0,
    // the server's limit counts: an answer comes in batches
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
    "grpc.keepalive_time_ms": SIGN_OF_LIFE,
    "grpc.keepalive_timeout_ms": LONGEST_SILENCE,
    // what is tried again is decided by what has been answered
    "grpc.enable_retries": 0,
    "grpc.use_local_subchannel_pool": 1,
  };
  if (proxy === undefined) return { target: server, options };
  const { protocol, hostname, port: proxyPort } = new URL(proxy.url);
  if (protocol !== "http:") {
    throw new NotSupported("engine_proxy", "Spark is reached through a proxy of http:// only, not of https://.", {
      got: protocol,
      expected: "http://proxy:3128",
    });
  }
  return {
    target: hostAndPort(hostname.replace(/^\[|\]$/g, ""), Number(proxyPort || 80)),
    options: {
      ...options,
      "grpc.default_authority": server.slice("dns:".length),
      "grpc.http_connect_target": server,
      ...(proxy.user === undefined ? {} : { "grpc.http_connect_creds": `${proxy.user}:${proxy.password ?? ""}` }),
    },
  };
}

const hostAndPort = (host: string, port: number): string => `dns:${host.includes(":") ? `[${host}]` : host}:${port}`;

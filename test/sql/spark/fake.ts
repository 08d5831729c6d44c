/** A server that speaks Spark Connect as its published messages have it, and answers from a script. */
import { type handleUnaryCall, Server, ServerCredentials, type ServerWritableStream, status } from "@grpc/grpc-js";

type Bytes = Uint8Array;
export interface Failure {
  readonly code: number;
  readonly details: string;
}
/** What a stream brings: a batch of rows, a report of progress; then its end, an error, or nothing more for now. */
export type Step =
  | { readonly rows: number; readonly arrow: Bytes }
  | "progress"
  | { readonly wait: number }
  | "last"
  | "end"
  | "silence"
  | { readonly raw: Bytes }
  | Failure;

export interface Seen {
  readonly method: string;
  readonly fields: ReadonlyMap<number, Bytes | number>;
  readonly authorization: string | undefined;
}

const METHODS = ["Config", "ExecutePlan", "ReattachExecute", "Interrupt", "ReleaseExecute", "ReleaseSession"] as const;
type Method = (typeof METHODS)[number];
const STREAMS: readonly Method[] = ["ExecutePlan", "ReattachExecute"];
export const SERVER_SESSION = "the server's own";

/** `steps` of the streams in their order, one list a stream; `refused` fails every call of a method. */
export async function fakeSpark(
  steps: Step[][],
  {
    refused = {},
    pem,
    port = 0,
  }: {
    refused?: Partial<Record<Method, Failure | "silence">>;
    pem?: { key: string; cert: string };
    port?: number;
  } = {},
) {
  const seen: Seen[] = [];
  let responses = 0;
  const note = (method: Method, bytes: Bytes, authorization: unknown) => {
    const fields = fieldsOf(bytes);
    seen.push({ method, fields, authorization: authorization as string | undefined });
    return refused[method];
  };
  const unary =
    (method: Method): handleUnaryCall<Bytes, Bytes> =>
    ({ request, metadata }, answer) => {
      const failure = note(method, request, metadata.get("authorization")[0]);
      if (failure === "silence") return;
      if (failure !== undefined) answer(failure);
      else answer(null, message([4, SERVER_SESSION]));
    };
  const stream = (method: Method) => async (call: ServerWritableStream<Bytes, Bytes>) => {
    const failure = note(method, call.request, call.metadata.get("authorization")[0]);
    if (failure === "silence") return;
    if (failure !== undefined) return void call.emit("error", failure);
    for (const step of steps.shift() ?? ["silence"]) {
      if (step === "silence") return;
      if (typeof step === "object" && "wait" in step) {
        await new Promise((resolve) => setTimeout(resolve, step.wait));
        continue;
      }
      if (step === "end") return void call.end();
      if (typeof step === "object" && "code" in step) return void call.emit("error", step);
      if (typeof step === "object" && "raw" in step) call.write(step.raw);
      else call.write(response(step, `response ${++responses}`));
    }
    call.end();
  };
  const server = new Server();
  const same = (bytes: Bytes) => Buffer.from(bytes);
  for (const method of METHODS) {
    const isStream = STREAMS.includes(method);
    const definition = {
      ...{ path: `/spark.connect.SparkConnectService/${method}`, requestStream: false, responseStream: isStream },
      ...{ requestSerialize: same, requestDeserialize: same, responseSerialize: same, responseDeserialize: same },
    };
    server.addService({ [method]: definition }, { [method]: isStream ? stream(method) : unary(method) });
  }
  const secure =
    pem === undefined
      ? ServerCredentials.createInsecure()
      : ServerCredentials.createSsl(null, [{ private_key: Buffer.from(pem.key), cert_chain: Buffer.from(pem.cert) }]);
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, secure, (error, at) => (error === null ? resolve(at) : reject(error)));
  });
  return {
    address: `spark://127.0.0.1:${bound}/`,
    seen,
    /** Calls of `method`, in their order. */
    calls: (method: Method) => seen.filter((one) => one.method === method),
    stop: () => server.forceShutdown(),
  };
}

function response(
  step: Exclude<Step, Failure | { readonly raw: Bytes } | { readonly wait: number }>,
  id: string,
): Bytes {
  const head: [number, string][] = [
    [12, "operation"],
    [13, id],
    [15, SERVER_SESSION],
  ];
  if (step === "last") return message(...head, [14, ""]);
  if (step === "progress") return message(...head, [18, message([2, 4])]);
  const { rows, arrow } = step as { readonly rows: number; readonly arrow: Bytes };
  return message(...head, [2, message([1, rows], [2, arrow])]);
}

/** An error as Spark sends it. */
export const failed = (words: string, code: number = status.INTERNAL): Failure => ({ code, details: words });

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];

/** A message of texts, bytes and numbers by field. */
export function message(...fields: readonly (readonly [number, string | Bytes | number])[]): Bytes {
  return Uint8Array.from(
    fields.flatMap(([number, value]) => {
      if (typeof value === "number") return [...varint(8 * number), ...varint(value)];
      const bytes = typeof value === "string" ? new TextEncoder().encode(value) : value;
      return [...varint(8 * number + 2), ...varint(bytes.length), ...bytes];
    }),
  );
}

export function fieldsOf(bytes: Bytes): Map<number, Bytes | number> {
  const fields = new Map<number, Bytes | number>();
  let at = 0;
  const next = (): number => {
    const byte = bytes[at++]!;
    return byte < 128 ? byte : byte - 128 + 128 * next();
  };
  while (at < bytes.length) {
    const key = next();
    const value = next();
    fields.set(key >> 3, key % 8 === 0 ? value : bytes.subarray(at, at + value));
    if (key % 8 === 2) at += value;
  }
  return fields;
}

/** The text of a field, however deep: `textAt(fields, 3, 1, 10, 1)`. */
export function textAt(fields: ReadonlyMap<number, Bytes | number>, ...path: readonly number[]): string | undefined {
  const [number, ...rest] = path;
  const value = fields.get(number!);
  if (!(value instanceof Uint8Array)) return undefined;
  return rest.length === 0 ? Buffer.from(value).toString() : textAt(fieldsOf(value), ...rest);
}

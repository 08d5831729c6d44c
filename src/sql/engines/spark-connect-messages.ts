/**
 * The messages of Spark Connect that a client of statements needs, as bytes of Protocol Buffers. Knows nothing of connections. Source: the
 * field numbers of Apache Spark's spark/connect/{base,relations,commands}.proto, version 4.3, and google/rpc/{status,error_details}.proto.
 */

/** A session of the server, which keeps its settings and what runs in it. */
export interface Session {
  /** A UUID. */
  readonly id: string;
  readonly user: string;
  /** The server's own name of it, once known: a server that has started anew since refuses it. */
  readonly server: string | undefined;
}

const SERVICE = "/spark.connect.SparkConnectService";
/** What the server gets to know of who asks. */
const CLIENT = "wasmetrics";

/** A call: where it goes, and what is sent. */
export interface Request {
  readonly path: string;
  readonly bytes: Uint8Array;
}

const request = (method: string, ...fields: Uint8Array[]): Request => ({
  path: `${SERVICE}/${method}`,
  bytes: joined(fields),
});
const userOf = ({ user }: Session): Uint8Array => field(2, field(1, user));
/** The name the server gave, whose field has another number in each message. */
const observed = (number: number, { server }: Session): Uint8Array =>
  server === undefined ? EMPTY : field(number, server);

/** Sets `settings` of the session, which begins with it. */
export const configRequest = (session: Session, settings: Readonly<Record<string, string>>): Request => {
  const pairs = Object.entries(settings).map(([key, value]) => field(1, joined([field(1, key), field(2, value)])));
  return request(
    "Config",
    ...[field(1, session.id), userOf(session), field(3, field(1, joined(pairs)))],
    ...[field(4, CLIENT), observed(8, session)],
  );
};

/** Runs a statement; its stream can be taken up again. A `command` is run for what it does, not for an answer. */
export const executeRequest = (session: Session, operation: string, sql: string, isCommand: boolean): Request => {
  const relation = field(10, field(1, sql));
  const plan = isCommand ? field(2, field(5, field(6, relation))) : field(1, relation);
  const reattachable = field(1, flag(1, true));
  return request(
    "ExecutePlan",
    ...[field(1, session.id), userOf(session), field(3, plan), field(4, CLIENT)],
    ...[field(5, reattachable), field(6, operation), observed(8, session)],
  );
};

/** Takes up the stream of `operation` after the response `last`; undefined: from its beginning. */
export const reattachRequest = (session: Session, operation: string, last: string | undefined): Request =>
  request(
    "ReattachExecute",
    ...[field(1, session.id), userOf(session), field(3, operation), field(4, CLIENT)],
    ...[last === undefined ? EMPTY : field(5, last), observed(6, session)],
  );

/** The server may forget the answer of `operation`. */
export const releaseRequest = (session: Session, operation: string): Request =>
  request(
    "ReleaseExecute",
    ...[field(1, session.id), userOf(session), field(3, operation), field(4, CLIENT)],
    ...[field(5, EMPTY), observed(7, session)],
  );

const BY_OPERATION = 3;

/** Stops `operation`. */
export const interruptRequest = (session: Session, operation: string): Request =>
  request(
    "Interrupt",
    ...[field(1, session.id), userOf(session), field(3, CLIENT), flag(4, BY_OPERATION)],
    ...[field(6, operation), observed(7, session)],
  );

/** The session ends, and all that runs in it. */
export const releaseSessionRequest = (session: Session): Request =>
  request("ReleaseSession", field(1, session.id), userOf(session), field(3, CLIENT));

/** The server's own name of the session, of the answer to `configRequest`. */
export const serverOfConfig = (bytes: Uint8Array): string | undefined => textOf(fieldsOf(bytes).get(4));

/** One response of a stream. */
export interface Response {
  /** What the stream is taken up after. */
  readonly id: string;
  readonly batch: { readonly rows: number; readonly arrow: Uint8Array } | undefined;
  /** Nothing follows. */
  readonly isLast: boolean;
}

/** Throws RangeError where `bytes` are no response. */
export function responseOf(bytes: Uint8Array): Response {
  const fields = fieldsOf(bytes);
  const batch = fields.get(2);
  const parts = batch === undefined ? undefined : fieldsOf(bytesOf(batch));
  const id = textOf(fields.get(13));
  // taken up from its beginning, its rows would come twice
  if (id === undefined) throw new RangeError("it sent a response that its stream can't be taken up after");
  return {
    id,
    batch: parts && { rows: numberOf(parts.get(1)), arrow: bytesOf(parts.get(2)) },
    isLast: fields.has(14),
  };
}

/** Spark's class of an error (`TABLE_OR_VIEW_NOT_FOUND`), of the bytes of `grpc-status-details-bin`. */
export function errorClassOf(bytes: Uint8Array): string | undefined {
  const info = fieldsOf(bytesOf(fieldsOf(bytes).get(3)));
  for (const pair of repeated(bytesOf(info.get(2)), 3)) {
    const fields = fieldsOf(pair);
    if (textOf(fields.get(1)) === "errorClass") return textOf(fields.get(2));
  }
  return undefined;
}

// Protocol Buffers, https://protobuf.dev/programming-guides/encoding: fields are a number and a type, then a varint or bytes.
const EMPTY = new Uint8Array();
const utf8 = new TextEncoder();
const VARINT = 0;
const BYTES = 2;
/** Bytes of values of a fixed width, by type. */
const FIXED: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

type Value = Uint8Array | number;

const joined = (parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);

function varint(value: number): Uint8Array {
  const out: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return Uint8Array.of(...out, left);
    out.push((left % 128) | 128);
  }
}

function field(number: number, value: Uint8Array | string): Uint8Array {
  const bytes = typeof value === "string" ? utf8.encode(value) : value;
  return joined([varint(number * 8 + BYTES), varint(bytes.length), bytes]);
}

const flag = (number: number, value: number | boolean): Uint8Array =>
  joined([varint(number * 8 + VARINT), varint(Number(value))]);

/** The last value of each field, which is the one that counts. */
const fieldsOf = (bytes: Uint8Array): Map<number, Value> => new Map(entries(bytes));

const repeated = (bytes: Uint8Array, number: number): Uint8Array[] =>
  [...entries(bytes)].filter(([key]) => key === number).map(([, value]) => bytesOf(value));

function* entries(bytes: Uint8Array): Generator<[number, Value]> {
  let at = 0;
  const next = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined || scale > 2 ** 63) throw new RangeError("it sent a message that ends within a number");
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new RangeError("it sent a message that ends within a field");
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const key = next();
    const type = key % 8;
    const width = type === BYTES ? next() : FIXED[type];
    if (type !== VARINT && width === undefined) throw new RangeError(`it sent a message with a field of type ${type}`);
    yield [Math.floor(key / 8), width === undefined ? next() : take(width)];
  }
}

const bytesOf = (value: Value | undefined): Uint8Array => (value instanceof Uint8Array ? value : EMPTY);
const numberOf = (value: Value | undefined): number => (typeof value === "number" ? value : 0);
const textOf = (value: Value | undefined): string | undefined =>
  value instanceof Uint8Array ? new TextDecoder().decode(value) : undefined;

/** A server that speaks PostgreSQL's protocol (version 3) as its documentation has it, and answers what reads from a script. */
import { type AddressInfo, createServer, type Socket } from "node:net";
import { TLSSocket } from "node:tls";

/** What a statement that reads is met with. */
export type Step =
  | {
      readonly rows: readonly (readonly (string | null)[])[];
      readonly announced?: number;
      readonly types?: readonly number[];
    }
  | { readonly error: string; readonly message: string }
  | "cut"
  | "silence";

export interface FakeOptions {
  readonly password?: string;
  /** Certificate and key in PEM: the server takes TLS. */
  readonly pem?: string;
  /** A table of so many columns of doubles, c0, c1, ..., is what every relation is said to be. */
  readonly width?: number;
}

const SSL_REQUEST = 80_877_103;
const CANCEL_REQUEST = 80_877_102;
const FLOAT8 = 701;
const TEXT = 25;

const int32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const int16 = (value: number) => int32(value).subarray(2);
const text = (value: string) => Buffer.from(`${value}\0`);
const message = (type: string, ...parts: Buffer[]) => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
};

const ready = message("Z", Buffer.from("I"));
const complete = (tag: string) => message("C", text(tag));
const failure = (code: string, words: string) =>
  message("E", ...["SERROR", `C${code}`, `M${words}`].map(text), Buffer.from([0]));
const description = (types: readonly number[]) => {
  const fields = types.map((type, i) =>
    Buffer.concat([text(`c${i}`), int32(0), int16(0), int32(type), int16(8), int32(-1), int16(0)]),
  );
  return message("T", int16(types.length), ...fields);
};
const dataRow = (row: readonly (string | null)[]) =>
  message(
    "D",
    int16(row.length),
    ...row.map((value) =>
      value === null ? int32(-1) : Buffer.concat([int32(Buffer.byteLength(value)), Buffer.from(value)]),
    ),
  );

/** Steps are taken in order, one a statement that reads, whatever connection it comes by. */
export async function fakePostgres(steps: readonly Step[], { password, pem, width = 0 }: FakeOptions = {}) {
  const statements: string[] = [];
  const sockets = new Set<Socket>();
  let taken = 0;

  function simple(socket: Socket, sql: string): void {
    statements.push(sql);
    if (/LIMIT 0$/.test(sql)) {
      const described = description(Array.from({ length: width }, () => FLOAT8));
      socket.write(Buffer.concat([described, complete("SELECT 0"), ready]));
      return;
    }
    const double = [String(FLOAT8), "double precision", "N"];
    const values = /pg_type/.test(sql)
      ? double
      : /set_config/.test(sql)
        ? []
        : /server_version/.test(sql)
          ? ["17.9"]
          : undefined;
    if (/pg_cancel_backend/.test(sql)) {
      socket.write(Buffer.concat([description([TEXT]), dataRow(["true"]), complete("SELECT 1"), ready]));
      for (const other of sockets) {
        if (other !== socket) other.write(Buffer.concat([failure("57014", "canceling statement"), ready]));
      }
    } else if (values === undefined) {
      socket.write(Buffer.concat([complete(sql.split(" ", 1)[0]!), ready]));
    } else {
      socket.write(Buffer.concat([description(values.map(() => TEXT)), dataRow(values), complete("SELECT 1"), ready]));
    }
  }

  function read(socket: Socket): void {
    const step = steps[taken++] ?? "silence";
    const opening = Buffer.concat([message("1"), message("2")]);
    if (step === "silence") return;
    if (step === "cut") {
      socket.write(Buffer.concat([opening, description([FLOAT8]), dataRow(["1"])]), () => socket.destroy());
    } else if ("error" in step) {
      socket.write(Buffer.concat([message("1"), failure(step.error, step.message), ready]));
    } else {
      const { rows, announced = rows.length } = step;
      const types = step.types ?? (rows[0] ?? []).map(() => FLOAT8);
      socket.write(
        Buffer.concat([opening, description(types), ...rows.map(dataRow), complete(`SELECT ${announced}`), ready]),
      );
    }
  }

  function spoken(socket: Socket): void {
    let left = Buffer.alloc(0);
    let isStarted = false;
    socket.on("error", () => {});
    socket.on("data", (piece) => {
      left = Buffer.concat([left, piece]);
      for (;;) {
        const head = isStarted ? 1 : 0;
        if (left.length < head + 4) return;
        const length = head + left.readInt32BE(head);
        if (left.length < length) return;
        const [type, body] = [isStarted ? String.fromCharCode(left[0]!) : "", left.subarray(head + 4, length)];
        left = left.subarray(length);
        if (!isStarted) {
          const code = body.readInt32BE(0);
          if (code === CANCEL_REQUEST) return;
          if (code === SSL_REQUEST) {
            if (pem === undefined) {
              socket.write("N");
              continue;
            }
            socket.removeAllListeners("data");
            socket.write("S", () => spoken(new TLSSocket(socket, { isServer: true, key: pem, cert: pem })));
            return;
          }
          isStarted = true;
          if (password !== undefined) socket.write(message("R", int32(3)));
          else begin(socket);
        } else if (type === "p") {
          if (body.subarray(0, -1).toString() === password) begin(socket);
          else socket.end(failure("28P01", `password authentication failed, not ${body.subarray(0, -1)}`));
        } else if (type === "Q") simple(socket, body.subarray(0, -1).toString());
        else if (type === "P") statements.push(body.subarray(1, body.indexOf(0, 1)).toString());
        else if (type === "S") read(socket);
      }
    });
  }

  const begin = (socket: Socket) =>
    socket.write(Buffer.concat([message("R", int32(0)), message("K", int32(4711), int32(42)), ready]));

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    spoken(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    address: `postgres://ana@127.0.0.1:${port}/db`,
    /** Statements in the order they came. */
    statements,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

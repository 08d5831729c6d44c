/** The client of ClickHouse against a server of the test's own: what it sends along, and what it makes of answers that are cut or wrong. */
import { readFileSync } from "node:fs";
import { createServer, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { engineAddress, type ServerAddress } from "../../src/sql/address.js";
import { openClickhouse } from "../../src/sql/engines/clickhouse.js";
import { REQUIRED, WHERE_KNOWN } from "../../src/sql/engines/clickhouse-settings.js";

const pemFile = fileURLToPath(new URL("spark/localhost.pem", import.meta.url));
const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

/** What a statement is met with. */
type Step = (response: ServerResponse) => unknown;

const table = (...lines: string[]) => lines.map((line) => `${line}\n`).join("");
const whole =
  (body: string, headers = {}): Step =>
  (response) =>
    response.writeHead(200, headers).end(body);
const one = whole(table("a", "Float64", "1"));
const error =
  (code: number, words: string, status = 500): Step =>
  (response) =>
    response.writeHead(status).end(`Code: ${code}. DB::Exception: ${words}. (SOME_ERROR) (version 26.7)`);
/** Half an answer, then the connection is cut. */
const cut: Step = (response) => {
  response.writeHead(200).write("a\nFloat64\n1\n");
  setTimeout(() => response.socket?.destroy(), 20);
};
const silence: Step = () => {};

interface Seen {
  readonly sql: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly authorization: string | undefined;
}

interface FakeOptions {
  readonly known?: readonly string[];
  readonly secure?: boolean;
}

/** A server that takes steps in order, one a statement, after what it is asked as it is greeted. */
async function fake(
  steps: readonly Step[],
  { known = [...Object.keys(REQUIRED), ...Object.keys(WHERE_KNOWN)], secure = false }: FakeOptions = {},
) {
  const seen: Seen[] = [];
  let taken = 0;
  const listener: RequestListener = async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const sql = Buffer.concat(pieces).toString();
    const { searchParams } = new URL(request.url ?? "", "http://x");
    seen.push({ sql, settings: Object.fromEntries(searchParams), authorization: request.headers.authorization });
    const greeting = /version\(\)/.test(sql)
      ? ["version()", "String", "26.7.1"]
      : /system.settings/.test(sql)
        ? ["name", "String", ...known]
        : /^KILL/.test(sql)
          ? []
          : undefined;
    if (greeting !== undefined) whole(table(...greeting))(response);
    else (steps[taken++] ?? silence)(response);
  };
  const pem = secure ? readFileSync(pemFile, "utf8") : "";
  const server = secure ? createSecureServer({ key: pem, cert: pem }, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ending.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  const { port } = server.address() as AddressInfo;
  return { seen, port, address: `clickhouse://ana@127.0.0.1:${port}/trade` };
}
const address = (text: string, environment: Record<string, string> = {}) =>
  engineAddress(text, environment) as ServerAddress;

async function opened(steps: readonly Step[], parameters = "", options: FakeOptions = {}) {
  const server = await fake(steps, options);
  const engine = await openClickhouse(address(`${server.address}${parameters}`));
  ending.push(() => engine.close());
  return { ...server, engine };
}

describe("what it sends along", () => {
  it("the settings that keep an answer whole, the database, the limit of time", async () => {
    const { engine, seen } = await opened([one], "?statement_timeout=90");
    await engine.query("SELECT toFloat64(1)");
    const { sql, settings, authorization } = seen.at(-1)!;
    expect(sql).toBe("SELECT toFloat64(1)\nFORMAT TabSeparatedWithNamesAndTypes");
    expect(settings).toMatchObject({
      ...{ ...REQUIRED, ...WHERE_KNOWN, wait_end_of_query: "1", database: "trade" },
    });
    expect(settings.max_query_size).toBeUndefined();
    expect(authorization).toBe(`Basic ${btoa("ana:")}`);
  });

  it("no setting the server does not know, beside those it must know", async () => {
    const known = [...Object.keys(REQUIRED), "readonly", "max_query_size", "max_execution_time"];
    const { engine, seen } = await opened([one, one], "?statement_timeout=90", { known });
    await engine.query(`SELECT ${"1".repeat(100_000)}`);
    expect(seen.at(-1)!.settings).toMatchObject({ readonly: "2", max_execution_time: "90", max_query_size: "400028" });
    expect(Object.keys(seen.at(-1)!.settings)).not.toContain("use_query_cache");
    await engine.execute("INSERT INTO a VALUES (1)");
    expect(seen.at(-1)!.settings.readonly).toBeUndefined();
  });

  it("a server without the settings that leave nothing out is refused", async () => {
    const known = Object.keys(REQUIRED).filter((name) => name !== "skip_unavailable_shards");
    await expect(opened([], "", { known })).rejects.toMatchObject({
      ...{ name: "NotSupported", code: "engine_setting", detail: { expected: ["skip_unavailable_shards"] } },
    });
  });
});

describe("answers", () => {
  it("doubles, texts, NULL, in pieces of any size", async () => {
    const body = table(
      "a\tb",
      "Nullable(Float64)\tLowCardinality(String)",
      "0.1\ta\\tb\\\\N",
      "\\N\t统计",
      "inf\t",
      "-inf\t\\N",
      "nan\tx",
    );
    const bytes = Buffer.from(body);
    const { engine } = await opened([
      async (response) => {
        for (const byte of bytes) {
          response.write(Buffer.of(byte));
          await new Promise(setImmediate);
        }
        response.end();
      },
    ]);
    const answer = await engine.query("SELECT 1");
    expect(answer).toEqual({
      ...{ rows: 5, bytes: bytes.length },
      columns: [Float64Array.of(0.1, NaN, Infinity, -Infinity, NaN), ["a\tb\\N", "统计", "", null, "x"]],
    });
  });

  it("no row has its columns; another type is refused", async () => {
    const { engine } = await opened([whole(table("a\tb", "Float64\tString")), whole(table("a", "UInt64", "1"))]);
    expect((await engine.query("SELECT 1")).columns).toEqual([new Float64Array(), []]);
    await expect(engine.query("SELECT 1")).rejects.toThrow(/neither double nor text \(type UInt64\)/);
  });
});

describe("what is not whole", () => {
  it.each([
    ["a connection cut among the rows", cut],
    ["a last line that is begun", whole("a\nFloat64\n1\n2")],
    ["a row of another width", whole(table("a", "Float64", "1", "2\t3"))],
    ["an error in the place of a row", whole("a\nFloat64\n1\nCode: 241. DB::Exception: Memory limit exceeded\n")],
    ["nothing at all", whole("")],
    ["fewer rows than announced", whole(table("a", "Float64", "1"), { "X-ClickHouse-Summary": '{"result_rows":"2"}' })],
    ["a shard that can't be reached", error(279, "All connection tries failed")],
    ["a gateway that has no server", (response: ServerResponse) => response.writeHead(502).end("<html>bad gateway")],
  ] satisfies [string, Step][])("%s: asked again, then an error", async (_, step) => {
    const { engine } = await opened([step, one, step, step]);
    expect((await engine.query("SELECT 1")).columns).toEqual([Float64Array.of(1)]);
    await expect(engine.query("SELECT 1")).rejects.toMatchObject({ name: "DataError", code: "engine_lost" });
  });

  it("an error of the statement is not asked again, nor what writes", async () => {
    const { engine, seen } = await opened([error(47, "Unknown identifier"), cut]);
    await expect(engine.query("SELECT a")).rejects.toMatchObject({
      code: "engine_query",
      detail: { engine_code: "47" },
    });
    await expect(engine.execute("INSERT INTO a VALUES (1)")).rejects.toMatchObject({ code: "engine_lost" });
    expect(seen.slice(2)).toHaveLength(2);
  });
});

describe("a statement that is aborted", () => {
  it("is killed by its number, its request closed; its error is the signal's reason", async () => {
    const { engine, seen } = await opened([silence, one]);
    const stop = new AbortController();
    const reason = new Error("enough");
    setTimeout(() => stop.abort(reason), 50);
    await expect(engine.query("SELECT slow", stop.signal)).rejects.toBe(reason);
    const [asked, kill] = seen.slice(-2);
    expect(kill!.sql).toContain(`KILL QUERY WHERE query_id = '${asked!.settings.query_id}'`);
    expect((await engine.query("SELECT 1")).rows).toBe(1);
  });
});

describe("who is let in", () => {
  const PASSWORD = "s3cret:w/rd";

  it("a secret is in no words", async () => {
    const refusal = error(516, `ana: no such password as ${PASSWORD}`, 403);
    const { engine } = await opened([], `?password=${encodeURIComponent(PASSWORD)}`);
    expect(engine.shown).not.toContain("s3cret");
    const server = await fake([refusal]);
    const other = await openClickhouse(address(server.address, { CLICKHOUSE_PASSWORD: PASSWORD }));
    ending.push(() => other.close());
    const thrown = await other.query(`SELECT '${PASSWORD}'`).catch((e) => e);
    expect(thrown).toMatchObject({ code: "engine_credentials" });
    expect(JSON.stringify([thrown.message, thrown.stack, thrown.detail, thrown.cause])).not.toContain(PASSWORD);
  });

  it("a token goes as one", async () => {
    const { seen } = await opened([], "?token=a.b.c");
    expect(seen[0]!.authorization).toBe("Bearer a.b.c");
  });

  it("a server that is not there, or says nothing", async () => {
    await expect(openClickhouse(address("clickhouse://127.0.0.1:1"))).rejects.toMatchObject({ code: "engine_lost" });
    const mute = createServer(() => {});
    await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
    ending.push(
      () => mute.close(),
      () => mute.closeAllConnections(),
    );
    const { port } = mute.address() as AddressInfo;
    await expect(openClickhouse(address(`clickhouse://127.0.0.1:${port}?connect_timeout=0.1`))).rejects.toThrow(
      /no answer within 0.1 s/,
    );
  });

  it("over TLS, verified unless less is asked for", async () => {
    const { engine } = await opened([one], `?sslmode=verify-ca&sslrootcert=${pemFile}`, { secure: true });
    expect((await engine.query("SELECT 1")).rows).toBe(1);
    await opened([], "?sslmode=require", { secure: true });
    await expect(opened([], "?sslmode=verify-full", { secure: true })).rejects.toThrow(/self-signed/);
    await expect(opened([], `?sslmode=verify-full&sslrootcert=${pemFile}`, { secure: true })).rejects.toThrow(
      /altnames/,
    );
  });
});

describe("a proxy", () => {
  it.each([false, true])("carries what goes to the server, over TLS: %s", async (secure) => {
    const asked: string[] = [];
    const proxy = createServer().on("connect", ({ url }, socket) => {
      asked.push(url!);
      const [host, port] = url!.split(":");
      const further = connect(Number(port), host!, () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        further.pipe(socket).pipe(further);
      });
      for (const end of [socket, further]) end.on("error", () => {});
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    ending.push(
      () => proxy.close(),
      () => proxy.closeAllConnections(),
    );
    const by = `?proxy=http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const tls = secure ? `&sslmode=verify-ca&sslrootcert=${pemFile}` : "";
    const { engine, port } = await opened([one], `${by}${tls}`, { secure });
    expect((await engine.query("SELECT 1")).rows).toBe(1);
    expect(new Set(asked)).toEqual(new Set([`127.0.0.1:${port}`]));
  });
});

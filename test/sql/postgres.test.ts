/** The client of PostgreSQL against a server of the test's own: what it asks, and what it makes of answers that are cut or wrong. */
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, createServer as createMuteServer } from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { engineAddress, type ServerAddress } from "../../src/sql/address.js";
import { openPostgres } from "../../src/sql/engines/postgres.js";
import { type FakeOptions, fakePostgres, type Step } from "./postgres-fake.js";

const pemFile = fileURLToPath(new URL("spark/localhost.pem", import.meta.url));
const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

async function opened(steps: readonly Step[], parameters = "", options: FakeOptions = {}) {
  const server = await fakePostgres(steps, options);
  ending.push(server.close);
  const engine = await openPostgres(engineAddress(`${server.address}${parameters}`, {}) as ServerAddress);
  ending.push(() => engine.close());
  return { server, engine };
}
const address = (text: string, environment: Record<string, string> = {}) =>
  engineAddress(text, environment) as ServerAddress;

describe("what it asks", () => {
  it("in transactions that read only; in a snapshot in one", async () => {
    const { server, engine } = await opened([{ rows: [["1"]] }, { rows: [["2"]] }, { rows: [["3"]] }]);
    expect(engine.version).toBe("PostgreSQL 17.9");
    await engine.query("SELECT a");
    await engine.snapshot(async () => {
      await Promise.all([engine.query("SELECT b"), engine.query("SELECT c")]);
    });
    await engine.execute("CREATE TABLE d ()");
    expect(server.statements.slice(2)).toEqual([
      ...["BEGIN TRANSACTION READ ONLY", "SELECT a", "COMMIT"],
      ...["BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY", "SELECT b", "SELECT c", "ROLLBACK"],
      ...["BEGIN TRANSACTION READ WRITE", "CREATE TABLE d ()", "COMMIT"],
    ]);
  });

  it("with the time limit of the address", async () => {
    const { server } = await opened([], "?statement_timeout=90");
    expect(server.statements[0]).toContain("('statement_timeout', '90000')");
  });
});

describe("answers", () => {
  it("doubles, texts and NULL", async () => {
    const rows = [
      ["0.1", "a"],
      [null, null],
      ["-Infinity", ""],
    ];
    const { engine } = await opened([{ rows, types: [701, 25] }]);
    const { columns, bytes } = await engine.query("SELECT 1");
    expect(columns).toEqual([Float64Array.of(0.1, NaN, -Infinity), ["a", null, ""]]);
    expect(bytes).toBe(3 * 7 + 6 * 4 + 3 + 1 + 9);
  });

  it("no row at all has its columns", async () => {
    const { engine } = await opened([{ rows: [], types: [701, 25] }]);
    expect((await engine.query("SELECT 1")).columns).toEqual([new Float64Array(), []]);
  });

  it("of another type are refused", async () => {
    const { engine } = await opened([{ rows: [["1"]], types: [20] }]);
    await expect(engine.query("SELECT 1")).rejects.toThrow(/column c0 is neither double nor text/);
  });
});

describe("what is not whole", () => {
  const rows = [["1"], ["2"]];

  it("fewer rows than announced: asked again, then an error", async () => {
    const short = { rows, announced: 3 };
    expect((await (await opened([short, { rows }])).engine.query("SELECT 1")).rows).toBe(2);
    await expect((await opened([short, short])).engine.query("SELECT 1")).rejects.toMatchObject({
      ...{ code: "engine_lost", detail: { got: 2, expected: 3 } },
    });
  });

  it("a connection cut among the rows: asked again by another, then an error", async () => {
    const { engine, server } = await opened(["cut", { rows }]);
    expect((await engine.query("SELECT 1")).columns).toEqual([Float64Array.of(1, 2)]);
    expect(server.statements.filter((sql) => sql === "SELECT 1")).toHaveLength(2);
    await expect((await opened(["cut", "cut"])).engine.query("SELECT 1")).rejects.toMatchObject({
      code: "engine_lost",
    });
  });

  it("within a snapshot nothing is asked again", async () => {
    const { engine } = await opened(["cut", { rows }, { rows }]);
    await expect(engine.snapshot(() => engine.query("SELECT 1"))).rejects.toMatchObject({ code: "engine_lost" });
    expect((await engine.query("SELECT 1")).rows).toBe(2);
  });

  it("what writes is not asked again", async () => {
    const { engine, server } = await opened([{ rows }]);
    await engine.query("SELECT 1");
    server.close();
    await expect(engine.execute("INSERT INTO a VALUES (1)")).rejects.toMatchObject({ code: "engine_lost" });
    expect(server.statements.filter((sql) => sql.startsWith("INSERT"))).toHaveLength(0);
  });

  it("an error of the statement is not asked again", async () => {
    const { engine, server } = await opened([{ error: "22012", message: "division by zero" }, { rows }]);
    await expect(engine.query("SELECT 1/0")).rejects.toMatchObject({ code: "engine_query" });
    expect(server.statements.at(-1)).toBe("ROLLBACK");
    expect((await engine.query("SELECT 1")).rows).toBe(2);
  });
});

describe("a statement that is aborted", () => {
  it("is cancelled by another connection; its error is the signal's reason", async () => {
    const { engine, server } = await opened(["silence", { rows: [["1"]] }]);
    const stop = new AbortController();
    const reason = new Error("enough");
    setTimeout(() => stop.abort(reason), 50);
    await expect(engine.query("SELECT slow", stop.signal)).rejects.toBe(reason);
    expect(server.statements).toContain("SELECT pg_cancel_backend(4711)");
    expect((await engine.query("SELECT 1")).rows).toBe(1);
    await expect(engine.query("SELECT 1", stop.signal)).rejects.toBe(reason);
  });
});

describe("connecting that is aborted", () => {
  it("ends at once with the signal's reason", async () => {
    const mute = createMuteServer((socket) => socket.on("error", () => {}));
    await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
    ending.push(() => mute.close());
    const { port } = mute.address() as AddressInfo;
    const stop = new AbortController();
    const reason = new Error("enough");
    setTimeout(() => stop.abort(reason), 50);
    await expect(openPostgres(address(`postgres://ana@127.0.0.1:${port}/db`), stop.signal)).rejects.toBe(reason);
    await expect(openPostgres(address(`postgres://ana@127.0.0.1:${port}/db?connect_timeout=0.1`))).rejects.toThrow(
      /timeout/,
    );
  }, 5000);
});

describe("who is let in", () => {
  const PASSWORD = "s3cret:w/rd";

  it("a password that is wrong is in no words, and asked of the environment", async () => {
    const server = await fakePostgres([], { password: "other" });
    ending.push(server.close);
    for (const opening of [
      openPostgres(address(server.address, { PGPASSWORD: PASSWORD })),
      openPostgres(address(server.address.replace("ana@", `ana:${encodeURIComponent(PASSWORD)}@`))),
    ]) {
      const error = await opening.catch((thrown) => thrown);
      expect(error).toMatchObject({ code: "engine_credentials" });
      expect(error.message).toMatch(/not \*\*\*.*PGPASSWORD/);
      expect(JSON.stringify([error.message, error.stack, error.detail, error.cause])).not.toContain(PASSWORD);
    }
  });

  it("a server that nobody answers for, or that is not there", async () => {
    await expect(openPostgres(address("postgres://ana@127.0.0.1:1/db"))).rejects.toMatchObject({ code: "engine_lost" });
    const plain = await fakePostgres([]);
    ending.push(plain.close);
    await expect(openPostgres(address(`${plain.address}?sslmode=require`))).rejects.toThrow(/does not support SSL/);
  });

  it("over TLS, verified unless less is asked for", async () => {
    const options = { pem: readFileSync(pemFile, "utf8") };
    const { engine } = await opened([{ rows: [["1"]] }], `?sslmode=verify-ca&sslrootcert=${pemFile}`, options);
    expect((await engine.query("SELECT 1")).rows).toBe(1);
    await opened([], "?sslmode=require", options);
    await expect(opened([], "?sslmode=verify-full", options)).rejects.toMatchObject({ code: "engine_lost" });
    await expect(opened([], `?sslmode=verify-full&sslrootcert=${pemFile}`, options)).rejects.toThrow(/altnames/);
  });
});

describe("a proxy", () => {
  async function proxy(status: number): Promise<{ seen: string[]; server: Server; url: string }> {
    const seen: string[] = [];
    const server = createServer().on("connect", ({ url, headers }, socket) => {
      seen.push(`${url} ${headers["proxy-authorization"] ?? ""}`);
      socket.on("error", () => {});
      if (status !== 200) return socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      const [host, port] = url!.split(":");
      const further = connect(Number(port), host!, () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        further.pipe(socket).pipe(further);
      });
      further.on("error", () => socket.destroy());
      return undefined;
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    ending.push(
      () => server.closeAllConnections(),
      () => server.close(),
    );
    return { seen, server, url: `127.0.0.1:${(server.address() as AddressInfo).port}` };
  }

  it("is asked to connect, with its own password", async () => {
    const { url, seen } = await proxy(200);
    const { engine, server } = await opened(
      [{ rows: [["1"]] }],
      `?proxy=${encodeURIComponent(`http://joe:pw@${url}`)}`,
    );
    expect((await engine.query("SELECT 1")).rows).toBe(1);
    expect(seen).toEqual([`127.0.0.1:${server.port} Basic ${btoa("joe:pw")}`]);
    expect(engine.shown).toMatch(/proxy=\*\*\*$/);
  });

  it("carries TLS, and what it refuses is an error", async () => {
    const options = { pem: readFileSync(pemFile, "utf8") };
    const good = await proxy(200);
    const tls = `&sslmode=verify-ca&sslrootcert=${pemFile}`;
    const { engine } = await opened([{ rows: [["1"]] }], `?proxy=http://${good.url}${tls}`, options);
    expect((await engine.query("SELECT 1")).rows).toBe(1);
    const bad = await proxy(407);
    await expect(opened([], `?proxy=http://${bad.url}`)).rejects.toThrow(/407/);
  });
});

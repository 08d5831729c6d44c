/** The client of Trino, against a server of its protocol on this machine. */
import { afterEach, describe, expect, it } from "vitest";
import { DataError } from "../../src/base/errors.js";
import { engineAddress, type ServerAddress } from "../../src/sql/address.js";
import type { SqlEngine } from "../../src/sql/engine.js";
import { openTrino } from "../../src/sql/engines/trino.js";
import { TrinoConversation } from "../../src/sql/engines/trino-http.js";
import { failed, fakeTrino, pages, type Step } from "./trino-fake.js";

const opening: Step[] = [{ page: { columns: [{ name: "_col0", type: "varchar" }], data: [["476"]] } }, pages.last];
const SECRET = "p@ss:word/1";

let closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing) await close();
  closing = [];
});

const addressOf = (port: number, rest = "/hive/d", environment: Record<string, string> = {}): ServerAddress =>
  engineAddress(`trino://ana@127.0.0.1:${port}${rest}`, environment) as ServerAddress;

/** An engine on a server whose steps are those of its opening, then `steps`. */
async function opened(steps: readonly Step[], rest?: string, environment?: Record<string, string>) {
  const fake = await fakeTrino([...opening, ...steps]);
  closing.push(fake.close);
  const engine = await openTrino(addressOf(fake.port, rest, environment));
  fake.seen.length = 0;
  return { engine, ...fake };
}

const failure = async (work: Promise<unknown>): Promise<DataError> => {
  const error = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(DataError);
  return error as DataError;
};
const methods = (seen: { readonly method: string }[]) => seen.map(({ method }) => method);
const answered = async (engine: SqlEngine) => (await engine.query("SELECT k, x FROM t")).columns;

describe("an answer", () => {
  it("is all pages, with what JSON has no number for", async () => {
    const { engine, seen } = await opened([
      pages.queued,
      { ...pages.first, gzip: true },
      pages.queued,
      pages.second,
      pages.last,
    ]);
    const { rows, columns, bytes } = await engine.query("SELECT k, x FROM t");
    expect(engine.version).toBe("Trino 476");
    expect(rows).toBe(4);
    expect(columns).toEqual([
      ["a", null, "b", "c"],
      Float64Array.of(0.1, Number.NaN, Number.NEGATIVE_INFINITY, Number.NaN),
    ]);
    expect(bytes).toBeGreaterThan(200);
    expect(methods(seen)).toEqual(["POST", "GET", "GET", "GET", "GET"]);
    expect(seen[0]!.body).toBe("SELECT k, x FROM t");
    // the path of the next page, on the address's own host and port
    expect(seen[1]!.path).toBe("/v1/statement/executing/q/3?slug=a%20b");
  });

  it("is none without columns, of other types, or of rows of another width", async () => {
    const other = (type: string, row: unknown[]): Step => ({ page: { columns: [{ name: "n", type }], data: [row] } });
    const { engine } = await opened([
      ...[other("decimal(12,2)", ["1.00"]), other("bigint", [1]), other("double", [1, 2]), other("double", ["1,0"])],
      ...[other("varchar", [1])],
    ]);
    const message = async () => (await failure(engine.query("SELECT n\nFROM t"))).message;
    expect(await message()).toContain("it answered column n of type decimal(12,2), which is neither double nor text");
    expect(await message()).toContain("column n of type bigint");
    expect(await message()).toContain("a row of 2 values, for 1 columns");
    expect(await message()).toContain('the value "1,0" of a double');
    expect(await message()).toMatch(/the value 1 of a text\. The statement was: SELECT n\nFROM t/);
  });

  it("is that of a statement the server was asked to end, where it is not read to its end", async () => {
    const { engine, seen } = await opened([{ page: { columns: [{ name: "n", type: "date" }] } }]);
    expect((await failure(engine.query("SELECT n FROM t"))).code).toBe("engine_query");
    expect(methods(seen)).toEqual(["POST", "DELETE"]);
  });
});

it("columns of a relation", async () => {
  const types = ["bigint", "real", "decimal(12, 2)", "varchar(7)", "char(2)", "boolean", "date"];
  types.push(
    "timestamp(3) with time zone",
    "time(0)",
    "array(double)",
    "row(x double)",
    "varbinary",
    "interval day to second",
  );
  const columns = types.map((type, j) => ({ name: `c${j}`, type }));
  const { engine, seen } = await opened([{ page: { columns } }, { page: { columns, stats: {} } }, pages.last]);
  const found = await engine.columnsOf('hive.d."t"');
  expect(seen[0]!.body).toBe('SELECT * FROM hive.d."t" LIMIT 0');
  expect(found.map(({ kind }) => kind)).toEqual([
    ...["number", "number", "number", "text", "text", "boolean", "date", "date", "date"],
    ...["other", "other", "other", "other"],
  ]);
  expect(found[2]).toEqual({ name: "c2", kind: "number", type: "decimal(12, 2)" });
});

describe("what a request says", () => {
  it("who asks, where, how, and for how long", async () => {
    const more = "source=study&client_tags=stats,batch&session=hive.x:a%3Db,c;d:1;y: 2&statement_timeout=90";
    const { engine, seen } = await opened([pages.last], `/hive/d?${more}`);
    await engine.execute("CREATE TABLE t (x DOUBLE)");
    expect(seen[0]!.headers).toMatchObject({
      ...{ "x-trino-user": "ana", "x-trino-catalog": "hive", "x-trino-schema": "d", "x-trino-source": "study" },
      "x-trino-client-tags": "stats,batch",
      "x-trino-session": "hive.x=a%3Db%2Cc,d=1,y=2,query_max_run_time=90000ms",
    });
    expect(seen[0]!.headers.authorization).toBeUndefined();
    await expect(openTrino(addressOf(1, "?session=x=1"))).rejects.toMatchObject({ code: "engine_parameter" });
  });

  it.each([
    [{ TRINO_PASSWORD: SECRET }, `Basic ${Buffer.from(`ana:${SECRET}`).toString("base64")}`],
    [{ TRINO_TOKEN: "ey.a.b" }, "Bearer ey.a.b"],
  ])("a secret, on every page: %s", async (environment, header) => {
    const { engine, seen } = await opened([pages.queued, pages.last], "", environment);
    await engine.execute("SELECT 1");
    expect(seen.map(({ headers }) => headers.authorization)).toEqual([header, header]);
    expect(seen[0]!.headers["x-trino-catalog"]).toBeUndefined();
  });

  it("no secret over a connection to elsewhere that is not encrypted", async () => {
    const address = engineAddress(`trino+http://ana@trino.stat.gov`, { TRINO_PASSWORD: SECRET }) as ServerAddress;
    const error = await failure(openTrino(address));
    expect(error.code).toBe("engine_credentials");
    expect(error.message).toMatch(/not encrypted.*TRINO_PASSWORD/);
  });
});

describe("errors", () => {
  it("in an answer, with Trino's name and the statement", async () => {
    const { engine } = await opened([pages.queued, failed("DIVISION_BY_ZERO", "Division by zero")]);
    const error = await failure(engine.query("SELECT 1/0"));
    expect(error).toMatchObject({ code: "engine_query", detail: { engine_code: "DIVISION_BY_ZERO" } });
    expect(error.message).toContain("Division by zero. The statement was: SELECT 1/0");
  });

  it.each([
    [
      { status: 401, body: "Access Denied: Invalid credentials" },
      "engine_credentials",
      /Invalid credentials.*TRINO_PASSWORD/,
    ],
    [{ status: 403 }, "engine_credentials", /HTTP 403/],
    [{ status: 404, body: "<html>nothing\nhere" }, "engine_lost", /HTTP 404 \(<html>nothing\)/],
    [{ status: 307, headers: { Location: "http://other/" } }, "engine_lost", /HTTP 307/],
    [{ status: 200, body: "<html>Sign in" }, "engine_lost", /none of Trino's \(<html>Sign in\)/],
    [{ status: 200, body: "[]" }, "engine_lost", /none of Trino's/],
  ] satisfies [Step, string, RegExp][])("%j", async (step, code, words) => {
    const { engine, seen } = await opened([step]);
    const error = await failure(engine.query("SELECT 1"));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(words);
    expect(seen).toHaveLength(1);
  });

  it("hold no secret, whatever the server says", async () => {
    const says = `user ana with ${SECRET}, ${encodeURIComponent(SECRET)}, ${Buffer.from(`ana:${SECRET}`).toString("base64")}`;
    const steps = [failed("PERMISSION_DENIED", says), { status: 401, body: says }, { status: 500, body: says }];
    const { engine } = await opened(steps, "", { TRINO_PASSWORD: SECRET });
    for (let asked = 0; asked < steps.length; asked++) {
      const error = await failure(engine.query(`SELECT '${SECRET}'`));
      const all = `${error.message} ${JSON.stringify(error.detail)} ${error.stack}`;
      for (const secret of [SECRET, encodeURIComponent(SECRET), Buffer.from(`ana:${SECRET}`).toString("base64")]) {
        expect(all).not.toContain(secret);
      }
    }
    expect(engine.shown).not.toContain(SECRET);
  });

  it("of a server that is not there", async () => {
    const { port, close } = await fakeTrino([]);
    await close();
    const error = await failure(openTrino(addressOf(port)));
    expect(error).toMatchObject({ code: "engine_lost", detail: { engine_code: "ECONNREFUSED" } });
  });
});

describe("asked again", () => {
  const busy = (status: number): Step => ({ status });

  it("what is overloaded, in a statement and in its pages", async () => {
    const steps = [busy(503), busy(429), pages.queued, busy(502), pages.first, busy(504), pages.last];
    const { engine, seen } = await opened(steps);
    expect((await answered(engine))[0]).toEqual(["a", null]);
    expect(methods(seen)).toEqual(["POST", "POST", "POST", "GET", "GET", "GET", "GET"]);
    expect(seen[4]!.path).toBe(seen[3]!.path);
  });

  it("after as long as the server says", async () => {
    const { engine } = await opened([{ status: 503, headers: { "Retry-After": "1" } }, pages.first, pages.last]);
    const begun = Date.now();
    await answered(engine);
    expect(Date.now() - begun).toBeGreaterThan(950);
  });

  it("pages whose connection is cut, before or within", async () => {
    const { engine } = await opened([
      "cut",
      pages.queued,
      "cut",
      pages.first,
      "half",
      pages.second,
      "half",
      pages.last,
    ]);
    expect((await answered(engine))[0]).toEqual(["a", null, "b", "c"]);
  });

  it("never a statement that writes", async () => {
    const { engine, seen } = await opened([busy(503), "cut"]);
    expect((await failure(engine.execute("INSERT INTO t VALUES 1"))).message).toContain("HTTP 503");
    expect((await failure(engine.execute("INSERT INTO t VALUES 1"))).detail.engine_code).toBe("ECONNRESET");
    expect(methods(seen)).toEqual(["POST", "POST"]);
  });

  it("pages of a statement that writes, which harms nothing", async () => {
    const { engine } = await opened([pages.queued, "cut", busy(503), pages.last]);
    await engine.execute("INSERT INTO t VALUES 1");
  });

  it("not for ever", async () => {
    const { port, close } = await fakeTrino(Array.from({ length: 50 }, () => busy(503)));
    closing.push(close);
    const conversation = new TrinoConversation(addressOf(port), 300);
    const error = await failure(conversation.next("http://x/v1/statement/executing/q/1", undefined));
    expect(error.message).toContain("HTTP 503");
    conversation.close();
  });

  it("the whole statement, once, where a worker is gone and it only reads", async () => {
    const gone = failed("REMOTE_TASK_ERROR", "Expected response code from http://w2");
    const { engine, seen } = await opened([pages.first, gone, pages.second, pages.last]);
    expect((await answered(engine))[0]).toEqual(["b", "c"]);
    expect(methods(seen)).toEqual(["POST", "GET", "POST", "GET"]);

    const twice = await opened([gone, failed("NO_NODES_AVAILABLE", "No nodes available to run query")]);
    const error = await failure(answered(twice.engine));
    expect(error).toMatchObject({ code: "engine_lost", detail: { engine_code: "NO_NODES_AVAILABLE" } });

    const write = await opened([gone]);
    expect((await failure(write.engine.execute("INSERT INTO t VALUES 1"))).code).toBe("engine_lost");
    expect(write.seen).toHaveLength(1);
  });
});

describe("a raised signal", () => {
  const reason = new Error("the user has pressed Ctrl-C");

  it("asks nothing when it was raised before", async () => {
    const { engine, seen } = await opened([]);
    await expect(engine.query("SELECT 1", AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(seen).toHaveLength(0);
  });

  const waiting: [string, Step[]][] = [
    ["while a page is awaited", [pages.queued, pages.queued, "silence"]],
    ["while a busy server is left in peace", [pages.queued, { status: 503, headers: { "Retry-After": "30" } }]],
  ];
  it.each(waiting)("ends the query %s", async (_, steps) => {
    const { engine, seen } = await opened(steps);
    const controller = new AbortController();
    const work = engine.query("SELECT 1", controller.signal);
    while (seen.length < steps.length) await new Promise((resolve) => setTimeout(resolve, 5));
    const { path } = seen.at(-1)!;
    await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort(reason);
    await expect(work).rejects.toBe(reason);
    expect(seen.at(-1)).toMatchObject({ method: "DELETE", path });
  });

  it("ends a query that was posted and not yet named", async () => {
    const { engine, seen } = await opened([pages.queued]);
    const controller = new AbortController();
    const work = engine.query("SELECT 1", controller.signal);
    controller.abort(reason);
    await expect(work).rejects.toBe(reason);
    expect(methods(seen)).toEqual(["POST", "DELETE"]);
  });
});

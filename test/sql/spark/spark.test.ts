/** The client of Spark Connect against a server that answers from a script: whole answers or an error, and no secret in it. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { fileURLToPath } from "node:url";
import { status } from "@grpc/grpc-js";
import { afterEach, describe, expect, it } from "vitest";
import type { DataError } from "../../../src/base/errors.js";
import { engineAddress, type ServerAddress } from "../../../src/sql/address.js";
import { openSpark } from "../../../src/sql/engines/spark.js";
import { failed, fakeSpark, fieldsOf, message, SERVER_SESSION, type Step, textAt } from "./fake.js";

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const texts: Record<string, string> = JSON.parse(readFileSync(file("answers.json"), "utf8"));
const batch = (name: string, rows: number): Step => ({ rows, arrow: Buffer.from(texts[name]!, "base64") });
const VERSION: Step[] = [batch("version", 1), "last"];
const [FIRST, SECOND, EMPTY] = [batch("first", 3), batch("second", 2), batch("empty", 0)];
const WHOLE = [Float64Array.of(1.5, Number.NaN, Infinity, -0, 5e-324), ["a", null, "Zoë", "", "中文"]];
const LOST = failed("[INVALID_HANDLE.OPERATION_NOT_FOUND] The handle is invalid. Operation not found.");

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function serving(steps: Step[][], options?: Parameters<typeof fakeSpark>[1]) {
  const server = await fakeSpark(steps, options);
  ends.push(server.stop);
  return server;
}
const at = (text: string, environment = {}) => engineAddress(text, environment) as ServerAddress;

/** A server whose streams, after that of the version, bring `steps`, and a client of it. */
async function opened(steps: Step[][], parameters = ";connect_timeout=1") {
  const server = await serving([VERSION, ...steps]);
  const spark = await openSpark(at(`${server.address}${parameters}`));
  ends.push(() => spark.close());
  return { server, spark };
}
const thrown = (work: Promise<unknown>): Promise<DataError> =>
  work.then(
    () => expect.unreachable("it did not fail"),
    (error: DataError) => error,
  );

describe("a session", () => {
  it("begins with settings under which a statement means what it says", async () => {
    const { server, spark } = await opened([[EMPTY, "last"]], ";user_id=ann");
    expect([spark.version, spark.isSnapshot, spark.dialect.name]).toEqual(["Spark 4.3.0", false, "spark"]);
    const [config] = server.calls("Config");
    const settings = Buffer.from(config!.fields.get(3) as Uint8Array).toString();
    expect(settings).toMatch(/ansi\.enabled\W+true/);
    expect(settings).toMatch(/session\.timeZone\W+UTC/);
    expect(settings).toMatch(/ignoreMissingFiles\W+false/);
    expect(textAt(config!.fields, 2, 1)).toBe("ann");
    await spark.query("SELECT s FROM t");
    const [, asked] = server.calls("ExecutePlan");
    expect(textAt(asked!.fields, 3, 1, 10, 1)).toBe("SELECT s FROM t");
    expect(textAt(asked!.fields, 1)).toBe(textAt(config!.fields, 1));
    // a server that has started anew would have forgotten the settings
    expect(textAt(asked!.fields, 8)).toBe(SERVER_SESSION);
    await spark.close();
    expect(server.calls("ReleaseSession")).toHaveLength(1);
  });

  it("begins in the schema of the address", async () => {
    const server = await serving([["last"], VERSION]);
    const spark = await openSpark(at(`${server.address}cat/sch`));
    ends.push(() => spark.close());
    expect(textAt(server.calls("ExecutePlan")[0]!.fields, 3, 2, 5, 6, 10, 1)).toBe("USE `cat`.`sch`");
  });

  it("knows what columns hold", async () => {
    const { spark } = await opened([[batch("columns", 0), "last"]]);
    expect((await spark.columnsOf("t")).map(({ name, kind }) => [name, kind])).toEqual([
      ["x", "number"],
      ["a b", "text"],
      ["d", "number"],
      ["t", "date"],
      ["f", "boolean"],
      ["l", "other"],
    ]);
  });
});

describe("an answer", () => {
  it("is of doubles and texts, of as many batches as there are", async () => {
    const { spark, server } = await opened([["progress", FIRST, "progress", SECOND, "last"]]);
    const { rows, columns, bytes } = await spark.query("SELECT s, blk FROM t");
    expect([rows, columns]).toEqual([5, WHOLE]);
    expect(bytes).toBeGreaterThan(500);
    await expect.poll(() => server.calls("ReleaseExecute")).toHaveLength(2);
  });

  it("has columns where it has no rows", async () => {
    const { spark } = await opened([[EMPTY, "last"]]);
    expect((await spark.query("SELECT s, blk FROM t")).columns).toEqual([new Float64Array(), []]);
  });

  it.each<[string, Step[], RegExp]>([
    ["of fewer rows than announced", [batch("first", 4), "last"], /engine_lost .*announced 4 rows and sent 3/],
    ["of whole numbers", [batch("counts", 2), "last"], /engine_query .*column 1 of type int64/],
    ["of batches that differ", [FIRST, batch("counts", 2), "last"], /engine_query .*int64, string after/],
    ["without columns", ["last"], /engine_query .*without columns/],
    ["of no message", [{ raw: Uint8Array.of(10, 200) }], /engine_query .*ends within a/],
    [
      "of a damaged batch",
      [{ rows: 3, arrow: Buffer.from(texts.first!, "base64").subarray(0, 300) }, "last"],
      /engine_/,
    ],
    ["that can't be taken up", [{ raw: message([2, message([1, 1])]) }], /engine_query .*taken up/],
  ])("%s is refused", async (_, steps, expected) => {
    const { spark } = await opened([steps]);
    const { code, message: words } = await thrown(spark.query("SELECT s FROM t"));
    expect(`${code} ${words}`).toMatch(expected);
  });
});

describe("a stream that is cut", () => {
  it.each<[string, Step]>([
    ["ends", "end"],
    ["fails for its connection", failed("Connection dropped", status.UNAVAILABLE)],
    ["is disconnected by the server", failed("[INVALID_CURSOR.DISCONNECTED] The cursor has been disconnected.")],
  ])("is taken up after the last response: it %s", async (_, cut) => {
    const { spark, server } = await opened([
      [FIRST, cut],
      ["progress", cut],
      [SECOND, "last"],
    ]);
    expect((await spark.query("SELECT s, blk FROM t")).columns).toEqual(WHOLE);
    expect(server.calls("ExecutePlan")).toHaveLength(2);
    const [first, second] = server.calls("ReattachExecute").map(({ fields }) => textAt(fields, 5));
    expect([first, second]).toEqual(["response 3", "response 4"]);
  });

  it("before anything came is taken up from its beginning", async () => {
    const { spark, server } = await opened([["end"], [FIRST, SECOND, "last"]]);
    expect((await spark.query("SELECT s, blk FROM t")).columns).toEqual(WHOLE);
    expect(server.calls("ReattachExecute").map(({ fields }) => fields.has(5))).toEqual([false]);
  });

  it("however often while the server is at work, is taken up", async () => {
    const silent: Step[] = [{ wait: 1100 }, "end"];
    const { spark } = await opened([silent, silent, [FIRST, SECOND, "last"]]);
    expect((await spark.query("SELECT s, blk FROM t")).columns).toEqual(WHOLE);
  });

  it("by a connection that is gone is taken up over another", async () => {
    const { spark, address, cut } = await throughProxy([VERSION, [FIRST, "silence"], [SECOND, "last"]]);
    const work = spark.query("SELECT s, blk FROM t");
    await new Promise((resolve) => setTimeout(resolve, 300));
    cut();
    expect((await work).columns).toEqual(WHOLE);
    expect(address).toContain("127.0.0.1");
  });

  it("is an error where it can't be taken up", async () => {
    const { spark } = await opened([[FIRST, "end"], [LOST]]);
    expect(await thrown(spark.query("SELECT s FROM t"))).toMatchObject({ code: "engine_lost" });
  });

  it("is an error where nothing follows", async () => {
    const { spark } = await opened([[FIRST, "end"], ...Array.from({ length: 20 }, (): Step[] => ["end"])]);
    expect(await thrown(spark.query("SELECT s FROM t"))).toMatchObject({ code: "engine_lost" });
  });

  it("is an error where the server is gone", async () => {
    const { spark, server } = await opened([[FIRST, "silence"]]);
    setTimeout(server.stop, 200);
    expect(await thrown(spark.query("SELECT s FROM t"))).toMatchObject({ code: "engine_lost" });
  });

  it("or is of a server that has forgotten the session, is an error", async () => {
    const { spark } = await opened([[failed("[INVALID_HANDLE.SESSION_CHANGED] The handle is invalid.")]]);
    const error = await thrown(spark.query("SELECT s FROM t"));
    expect(error).toMatchObject({ code: "engine_lost", detail: { engine_code: "INVALID_HANDLE.SESSION_CHANGED" } });
  });
});

describe("a statement the server never received", () => {
  const steps = () => [[failed("Connection dropped", status.UNAVAILABLE)], [LOST], [FIRST, SECOND, "last"]] as Step[][];

  it("is sent again where it reads", async () => {
    const { spark, server } = await opened(steps());
    expect((await spark.query("SELECT s, blk FROM t")).rows).toBe(5);
    expect(server.calls("ExecutePlan")).toHaveLength(3);
  });

  it("is not where it writes", async () => {
    const { spark, server } = await opened(steps());
    expect(await thrown(spark.execute("INSERT INTO t VALUES (1)"))).toMatchObject({ code: "engine_lost" });
    expect(server.calls("ExecutePlan")).toHaveLength(2);
  });
});

describe("an error", () => {
  it("has Spark's words and class, and the statement", async () => {
    const words = "\n[PARSE_SYNTAX_ERROR] Syntax error at or near 'SELEC'.\n== SQL ==\nSELEC 1";
    const { spark } = await opened([[failed(words)]]);
    const error = await thrown(spark.query("SELEC 1"));
    expect(error).toMatchObject({ code: "engine_query", detail: { engine_code: "PARSE_SYNTAX_ERROR" } });
    expect(error.message).toMatch(/Syntax error at or near 'SELEC'\. The statement was: SELEC 1$/);
  });

  it("holds no token", async () => {
    const server = await serving([VERSION, [failed("[X] no Bearer s3cret/token may say s3cret%2Ftoken")]]);
    const spark = await openSpark(at(`${server.address};token=s3cret%2Ftoken`));
    ends.push(() => spark.close());
    expect(server.seen.every(({ authorization }) => authorization === "Bearer s3cret/token")).toBe(true);
    const error = await thrown(spark.query("SELECT 's3cret/token'"));
    expect(JSON.stringify([spark.shown, error.message, error.detail])).not.toMatch(/s3cret/);
  });

  it("of credentials says where they are read from", async () => {
    const refused = { Config: { code: status.UNAUTHENTICATED, details: "Invalid token s3cret" } };
    const server = await serving([], { refused });
    const error = await thrown(openSpark(at(server.address, { SPARK_TOKEN: "s3cret" })));
    expect(error).toMatchObject({ code: "engine_credentials" });
    expect(error.message).toMatch(/Invalid token \*\*\*.*variable SPARK_TOKEN/);
    const away = openSpark(at("spark://example.org/;use_ssl=false;token=s3cret"));
    expect((await thrown(away)).message).toMatch(/not encrypted/);
  });

  it("of a server that is not there", async () => {
    expect(await thrown(openSpark(at("spark://127.0.0.1:1")))).toMatchObject({ code: "engine_lost" });
  });
});

describe("a statement that is not to go on", () => {
  it("is interrupted on the server, and the signal's reason thrown", async () => {
    const { spark, server } = await opened([[FIRST, "silence"]]);
    const [controller, reason] = [new AbortController(), new Error("enough")];
    setTimeout(() => controller.abort(reason), 200);
    await expect(spark.query("SELECT s FROM t", controller.signal)).rejects.toBe(reason);
    const [interrupt] = server.calls("Interrupt");
    const [, asked] = server.calls("ExecutePlan");
    expect(interrupt!.fields.get(4)).toBe(3);
    expect(textAt(interrupt!.fields, 6)).toBe(textAt(asked!.fields, 6));
    await expect(spark.query("SELECT s FROM t", controller.signal)).rejects.toBe(reason);
    expect(server.calls("ExecutePlan")).toHaveLength(2);
  });

  it("is not begun where the session is not to begin", async () => {
    const server = await serving([], { refused: { Config: "silence" } });
    const [controller, reason] = [new AbortController(), new Error("enough")];
    setTimeout(() => controller.abort(reason), 100);
    await expect(openSpark(at(server.address), controller.signal)).rejects.toBe(reason);
  });

  it("is interrupted once it takes longer than it may", async () => {
    const { spark, server } = await opened([[FIRST, "silence"]], ";statement_timeout=0.4");
    expect((await thrown(spark.query("SELECT s FROM t"))).message).toMatch(/longer than 0.4 s/);
    expect(server.calls("Interrupt")).toHaveLength(1);
  });
});

describe("TLS", () => {
  const both = readFileSync(file("localhost.pem"), "utf8");
  const pem = { key: both, cert: both };
  const secure = async (parameters: string) => {
    const server = await serving([VERSION], { pem });
    const address = server.address.replace("127.0.0.1", "localhost");
    return openSpark(at(`${address}?${parameters}`, { SPARK_TOKEN: "s3cret" })).then(
      async (spark) => {
        await spark.close();
        return spark.version;
      },
      ({ code }: DataError) => code,
    );
  };

  it("is of an authority that is named, or refused", async () => {
    expect(await secure(`use_ssl=true&sslrootcert=${file("localhost.pem")}`)).toBe("Spark 4.3.0");
    expect(await secure("use_ssl=true")).toBe("engine_lost");
    expect(await secure("sslmode=require")).toBe("Spark 4.3.0");
  });
});

/** A client through a proxy, and what cuts the proxy's connections. */
async function throughProxy(steps: Step[][]) {
  const server = await serving(steps);
  const sockets = new Set<{ destroy(): void }>();
  const asked: (string | undefined)[] = [];
  const proxy = createServer().on("connect", (request, socket) => {
    asked.push(request.url, request.headers["proxy-authorization"]);
    const [host, port] = request.url!.split(":");
    const onward = connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      socket.pipe(onward).pipe(socket);
    });
    for (const end of [socket, onward]) sockets.add(end.on("error", () => end.destroy()));
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  ends.push(() => proxy.close(), cut);
  const { port } = proxy.address() as AddressInfo;
  const address = `${server.address}?proxy=${encodeURIComponent(`http://me:pw@127.0.0.1:${port}`)}`;
  const spark = await openSpark(at(address));
  ends.push(() => spark.close());
  return { spark, address, cut, asked, target: server.address };
}

it("a proxy of the address stands between", async () => {
  const { asked, target } = await throughProxy([VERSION]);
  expect(asked).toEqual([target.replace(/spark:|\//g, ""), `Basic ${Buffer.from("me:pw").toString("base64")}`]);
});

it("messages are read as they are written", () => {
  expect(fieldsOf(message([1, 300], [2, "x"])).get(1)).toBe(300);
});

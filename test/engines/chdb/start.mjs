/**
 * ClickHouse of today within this process (npm's chdb), behind a small server of HTTP on loopback that answers as ClickHouse does: the
 * statement in the body, settings and the database in the address, words of errors with status 500.
 */
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { atEnd, freePort, npmPackage, scratch, serve, skip } from "../serve.mjs";

const VERSION = "3.4.0";
const PASSWORD = "p@ss:word/1";
/** What the address has beside settings. */
const NO_SETTINGS = new Set([
  "query",
  "query_id",
  "database",
  "session_id",
  "wait_end_of_query",
  "default_format",
  "role",
]);

await serve(async () => {
  if (!["linux-x64", "linux-arm64"].includes(`${process.platform}-${process.arch}`))
    skip("chdb has no library for this machine");
  const chdb = createRequire(import.meta.url)(npmPackage("chdb", VERSION));
  const folder = join(scratch(), "data");
  const first = new chdb.Session(folder);
  atEnd(() => first.close());
  const expected = `Basic ${Buffer.from(`default:${PASSWORD}`).toString("base64")}`;

  const server = createServer(async (request, response) => {
    const { searchParams } = new URL(request.url ?? "/", "http://localhost");
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const fail = (/** @type {number} */ status, /** @type {string} */ words) => {
      response.writeHead(status, { "X-ClickHouse-Exception-Code": /Code: (\d+)/.exec(words)?.[1] ?? "" }).end(words);
    };
    if (request.headers.authorization !== expected)
      return fail(403, "Code: 516. DB::Exception: default: Authentication failed. (AUTHENTICATION_FAILED)");
    const sql = `${searchParams.get("query") ?? ""}${Buffer.concat(pieces)}`;
    // a connection of its own: settings of one statement are not those of the next
    const session = new chdb.Session(folder);
    try {
      const settings = [...searchParams].filter(([name]) => !NO_SETTINGS.has(name) && !name.startsWith("param_"));
      const set = settings.map(
        ([name, value]) => `${name} = '${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`,
      );
      if (set.length > 0) session.query(`SET ${set.join(", ")}`);
      response.end((await session.queryAsync(sql, {})).bytes());
    } catch (cause) {
      fail(500, /** @type {Error} */ (cause).message);
    } finally {
      session.close();
    }
  });
  const port = await freePort();
  await new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(undefined)));
  atEnd(() => server.closeAllConnections());
  return { address: `clickhouse://default@127.0.0.1:${port}`, password: PASSWORD };
});

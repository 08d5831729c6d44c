/** Addresses of engines: what they are read as, and that no secret leaves them. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engineAddress, engineOf, type ServerAddress } from "../../src/sql/address.js";
import { runs } from "../support/laws.js";

const server = (text: string, environment: Record<string, string> = {}): ServerAddress => {
  const address = engineAddress(text, environment);
  if (address.engine === "duckdb") throw new Error("a file");
  return address;
};
const codes = (text: string, environment?: Record<string, string>) =>
  server(text, environment).notes.map(({ code }) => code);

describe("what an address is read as", () => {
  it("a server with everything", () => {
    const address = server("postgres://ana@db.stat.gov:5433/trade?sslmode=verify-ca&connect_timeout=5&shard=site");
    expect(address).toMatchObject({
      ...{ engine: "postgres", host: "db.stat.gov", port: 5433, database: "trade", user: "ana", secret: undefined },
      ...{ tls: { mode: "verify-ca" }, connectTimeout: 5000, statementTimeout: undefined, shard: "site", notes: [] },
      shown: "postgres://ana@db.stat.gov:5433/trade?sslmode=verify-ca&connect_timeout=5&shard=site",
    });
  });

  it.each([
    ["postgresql://h", "postgres", 5432, "verify-full"],
    ["postgres://127.0.0.1", "postgres", 5432, undefined],
    ["postgres:///db?host=/var/run/postgresql", "postgres", 5432, undefined],
    ["clickhouse://h", "clickhouse", 8443, "verify-full"],
    ["clickhouse+http://h", "clickhouse", 8123, undefined],
    ["clickhouse+https://localhost", "clickhouse", 8443, "verify-full"],
    ["trino://h/hive/d", "trino", 443, "verify-full"],
    ["trino://[::1]/hive/d", "trino", 8080, undefined],
    ["spark://h", "spark", 443, "verify-full"],
    ["sc://localhost/", "spark", 15002, undefined],
    ["sc://h:1/;use_ssl=false", "spark", 1, undefined],
    ["trino://h?sslmode=require", "trino", 443, "require"],
  ])("%s", (text, engine, port, mode) => {
    const address = server(text);
    expect([address.engine, address.port, address.tls?.mode]).toEqual([engine, port, mode]);
  });

  it.each([
    ["trino://h/hive/d", "hive/d"],
    ["postgres://h/", undefined],
    ["postgres://h/a%20b", "a b"],
    ["sc://h/;token=x", undefined],
  ])("the database of %s", (text, database) => expect(server(text).database).toBe(database));

  it("a database file", () => {
    expect(engineAddress("duckdb:///data/a.duckdb")).toMatchObject({ path: "/data/a.duckdb" });
    expect(["a.csv", "C:\\a.csv", "duckdb.csv", "postgres.parquet"].map(engineOf)).toEqual(Array(4).fill(undefined));
    expect(["sc://h", "Postgres://h", "trino+https://h", "spark"].map(engineOf)).toEqual([
      ...["spark", "postgres", "trino", undefined],
    ]);
  });

  it("user and secret: of the address, else of the engine's variables, else of ours", () => {
    const environment = {
      ...{ PGUSER: "eve", PGPASSWORD: "one", WASMETRICS_SQL_PASSWORD: "two", WASMETRICS_SQL_TOKEN: "three" },
    };
    const read = (text: string) => [server(text, environment).user, server(text, environment).secret];
    expect(read("postgres://ana:zero@h")).toEqual(["ana", { kind: "password", value: "zero" }]);
    expect(read("postgres://h")).toEqual(["eve", { kind: "password", value: "one" }]);
    expect(read("trino://joe@h")).toEqual(["joe", { kind: "password", value: "two" }]);
    expect(read("spark://joe@h")).toEqual(["joe", { kind: "token", value: "three" }]);
    expect(read("clickhouse://h")).toEqual(["default", { kind: "password", value: "two" }]);
    expect(read("trino://h?token=a.b.c")[1]).toEqual({ kind: "token", value: "a.b.c" });
    expect(read("sc://h/;user_id=kim;token=t")).toEqual(["kim", { kind: "token", value: "t" }]);
    expect(server("postgres://ana:p%40ss%2F%25@h").secret?.value).toBe("p@ss/%");
  });
});

describe("what it says", () => {
  it("of a secret on the command line, and of a connection others can read", () => {
    expect(codes("postgres://ana:pw@h")).toEqual(["password_in_url"]);
    expect(codes("trino://h?token=x")).toEqual(["password_in_url"]);
    expect(codes("postgres://h", { PGPASSWORD: "pw" })).toEqual([]);
    expect(codes("postgres://h?sslmode=disable")).toEqual(["connection_not_encrypted"]);
    expect(codes("postgres://localhost?sslmode=disable")).toEqual([]);
    expect(codes("clickhouse+https://h?sslmode=require")).toEqual(["certificate_not_verified"]);
    expect(server("spark://h?token=x").notes[0]!.message).toContain("SPARK_TOKEN");
  });
});

describe("refusals", () => {
  it.each([
    ["mysql://ana:topsecret@h", "engine_address"],
    ["postgres:h/topsecret", "engine_address"],
    ["postgres://ana:topsecret@h:x", "engine_address"],
    ["postgres://ana:12/topsecret@h", "engine_address"],
    ["postgres://ana:top#secret@h", "engine_address"],
    ["postgres://ana:topsecret#", "engine_address"],
    ["postgres://ana:topsecret?@h", "engine_address"],
    ["postgres://ana:%zztopsecret@h", "engine_address"],
    ["postgres://h?proxy=ftp://u:topsecret%40h", "engine_address"],
    ["duckdb:", "engine_address"],
    ["duckdb:data/*.parquet", "engine_address"],
    ["postgres://h?sslmod=x", "engine_parameter"],
    ["postgres://h?shard=a&shard=b", "engine_parameter"],
    ["duckdb:trade.duckdb?access=x", "engine_parameter"],
    ["postgres://h?connect_timeout=-1", "engine_parameter"],
    ["postgres://h?sslmode=prefer", "engine_sslmode"],
    ["postgres://h?sslrootcert=/no/such/file", "engine_certificate"],
    ["postgres://h?sslcert=/no/such/file", "engine_certificate"],
  ])("%s: %s", (text, code) => {
    let thrown: unknown;
    try {
      engineAddress(text, {});
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ name: "UsageError", code });
    expect(JSON.stringify([thrown, (thrown as Error).message])).not.toMatch(/topsecret|top#/);
  });
});

describe("a column of servers is PostgreSQL's alone", () => {
  it.each([
    [
      "duckdb:trade.duckdb?shard=site",
      /address of duckdb has no parameter 'shard'\. Leave it out: all rows are read in/,
    ],
    ["clickhouse://h/trade?shard=site", /clickhouse has no parameter 'shard'\. Leave it out: .* hash of the unit/],
    ["trino://h/hive/d?shard=site", /trino has no parameter 'shard'\. Leave it out: .* \(bucketed_by\)/],
    ["spark://h/trade?shard=site", /spark has no parameter 'shard'\. Leave it out: .* \(CLUSTERED BY\)/],
    ["sc://h/;shard=site", /spark has no parameter 'shard'/],
  ])("%s", (text, words) => expect(() => engineAddress(text, {})).toThrow(words));
});

describe("certificates", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "wasmetrics-address-"));
    writeFileSync(join(folder, "ca.pem"), "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n");
    writeFileSync(join(folder, "ca.der"), Buffer.from([0x30, 0x82]));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("a password of PostgreSQL's own file, which only its owner may read", () => {
    const PGPASSFILE = join(folder, "pgpass");
    const lines = ["# of the office", "other:*:*:*:no", "h:5432:trade:ana:p\\:w\\\\", "*:*:*:ana:any"];
    writeFileSync(PGPASSFILE, lines.join("\n"), { mode: 0o600 });
    const read = (text: string) => server(text, { PGPASSFILE }).secret?.value;
    expect(
      ["postgres://ana@h/trade", "postgres://ana@h/x", "postgres://eve@h/trade", "trino://ana@h"].map(read),
    ).toEqual([...["p:w\\", "any", undefined, undefined]]);
    expect(codes("postgres://ana@h", { PGPASSFILE })).toEqual([]);
    chmodSync(PGPASSFILE, 0o644);
    expect(() => read("postgres://ana@h")).toThrow(/other users of this machine/);
    expect(read("postgres://eve@h")).toBeUndefined();
  });

  it("files in PEM, of the address or of libpq's variables", () => {
    const ca = join(folder, "ca.pem");
    expect(server(`trino://h?sslrootcert=${ca}`).tls?.ca).toContain("BEGIN CERTIFICATE");
    expect(server("postgres://h", { PGSSLROOTCERT: ca }).tls?.ca).toContain("BEGIN CERTIFICATE");
    expect(server("trino://h", { PGSSLROOTCERT: ca }).tls?.ca).toBeUndefined();
    expect(server("trino://h?sslrootcert=system").tls?.ca).toBeUndefined();
    expect(() => server(`trino://h?sslrootcert=${join(folder, "ca.der")}`)).toThrow(/no certificate or key in PEM/);
  });
});

describe("proxies", () => {
  const found = (text: string, environment: Record<string, string>) => server(text, environment).proxy?.url;
  it("of the address, or of the environment for what speaks HTTP", () => {
    const environment = { HTTPS_PROXY: "http://ana:pw@proxy:3128", NO_PROXY: "near.org, .inside" };
    expect(found("trino://far.org", environment)).toBe("http://proxy:3128/");
    expect(found("trino://near.org", environment)).toBeUndefined();
    expect(found("trino://a.near.org", environment)).toBeUndefined();
    expect(found("trino://a.inside", environment)).toBeUndefined();
    expect(found("trino+https://localhost", environment)).toBeUndefined();
    expect(found("postgres://far.org", environment)).toBeUndefined();
    expect(found("postgres://far.org?proxy=http://p:1", environment)).toBe("http://p:1/");
    expect(server("trino://far.org", environment).proxy).toMatchObject({ user: "ana", password: "pw" });
  });
});

describe("no secret is in what is shown", () => {
  const shownOf = ({ shown, notes }: ServerAddress) => JSON.stringify([shown, notes]);
  const secrets = fc
    .string({ unit: "grapheme-ascii", minLength: 6, maxLength: 24 })
    .filter((text) => text.trim() === text);

  it("nor in words an engine repeats it in", () => {
    fc.assert(
      fc.property(secrets, fc.constantFrom("url", "token", "variable"), (secret, where) => {
        const inUrl = encodeURIComponent(secret);
        const address =
          where === "url"
            ? server(`trino://ana:${inUrl}@far/db`)
            : where === "token"
              ? server(`trino://ana@far/db?token=${inUrl}`)
              : server("trino://ana@far/db", { TRINO_PASSWORD: secret });
        expect(address.secret?.value).toBe(secret);
        expect(shownOf(address)).not.toContain(JSON.stringify(secret).slice(1, -1));
        const basic = Buffer.from(`ana:${secret}`).toString("base64");
        const words = `no ${secret} nor ${inUrl} nor ${JSON.stringify({ secret })} nor Basic ${basic}: trino://x:${inUrl}@far`;
        const left = address.redacted(words);
        for (const form of [secret, inUrl, basic]) expect(left).not.toContain(form);
      }),
      runs(60),
    );
  });

  it("shown and redacted", () => {
    const address = server("postgres://ana:s3cret-word@h/db?proxy=http%3A%2F%2Fjoe%3Aother-word%40p");
    expect(address.shown).toBe("postgres://ana:***@h/db?proxy=***");
    expect(address.redacted("s3cret-word, other-word, http://u:unknown@h")).toBe("***, ***, http://u:***@h");
  });
});

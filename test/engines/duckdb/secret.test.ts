/**
 * DuckDB has no door of its own: secrets are those that a database file keeps for other places (CREATE SECRET), that its views name, and that
 * a query on the command line names. What is made and said has none.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, it } from "vitest";
import { csvOf, STUDY, smallRows } from "../../study/small-study.js";
import { run } from "../../support/run-cli.js";
import { expectNoSecret } from "../secret-laws.js";

const SECRET = "s3cret-of/duck";
const ADDRESS = `https://analyst:${SECRET.replace("/", "%2F")}@warehouse.example/x.csv`;

it("a secret it keeps, and one in a view or a query, is in no file and in no word", { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "duckdb-secrets-"));
  const [work, home] = [join(folder, "work"), process.env.HOME];
  try {
    mkdirSync(work);
    process.env.HOME = folder;
    const path = join(folder, "rows.duckdb");
    writeFileSync(join(folder, "rows.csv"), csvOf(smallRows()));
    const database = await DuckDBInstance.create(path);
    const connection = await database.connect();
    const rows = `SELECT * FROM read_csv('${join(folder, "rows.csv")}')`;
    await connection.run(`CREATE TABLE panel AS ${rows}`);
    await connection.run(`CREATE PERSISTENT SECRET kept (TYPE http, BEARER_TOKEN '${SECRET}')`);
    await connection.run(`CREATE VIEW seen AS SELECT * FROM panel WHERE '${ADDRESS}' <> 'password=${SECRET}'`);
    connection.closeSync();
    database.closeSync();

    const said: string[] = [];
    const asked = async (status: number, ...args: string[]) => {
      const found = await run(...args, "--explain", "--verbose");
      expect(found.status, found.stderr).toBe(status);
      said.push(found.stdout, found.stderr);
      return found;
    };
    const study = (name: string, from: string) => {
      const source = `cities: { engine: ${JSON.stringify(`duckdb:${path}`)}, from: ${JSON.stringify(from)} }`;
      writeFileSync(join(work, name), STUDY.replace("cities: cities.csv", source).replace(/ {2}figure2:[\s\S]*$/, ""));
      return join(work, name);
    };
    const kept = "SELECT seen.*, secret_string FROM seen, duckdb_secrets()";
    const whole = study("study.yaml", kept);
    await asked(0, "study", whole, "--out", join(work, "out"), "--json");
    await asked(1, "study", study("wrong.yaml", `SELECT nowhere FROM (${kept})`), "--out", join(work, "wrong"));
    await asked(2, "study", study("refused.yaml", `SELECT * FROM panel WHERE '${ADDRESS}' <> ''`));
    rmSync(join(work, "refused.yaml"));

    const feols = (query: string, ...more: string[]) => [
      ...["feols", query, "quality ~ did | city + year", "--vcov", "hetero", "--engine", `duckdb:${path}`],
      ...more,
    ];
    for (const where of [ADDRESS, `host=h password=${SECRET}`, `https://h/x?X-Amz-Signature=${SECRET}`]) {
      await asked(0, ...feols(`(SELECT * FROM panel WHERE '${where}' <> '')`, "--json"));
      await asked(0, ...feols(`(SELECT * FROM panel WHERE '${where}' <> '')`));
      const { stdout } = await asked(1, ...feols(`(SELECT nowhere FROM panel WHERE '${where}' <> '')`, "--json"));
      expect(stdout).toContain("***");
      await asked(
        1,
        "feols",
        `(SELECT * FROM panel WHERE '${where}' <> '')`,
        "quality ~ nowhere",
        ...feols("").slice(3),
      );
    }
    expectNoSecret(SECRET, work, said);
  } finally {
    process.env.HOME = home;
    rmSync(folder, { recursive: true });
  }
});

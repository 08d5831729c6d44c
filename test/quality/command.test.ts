import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseCsv } from "../../src/data/table/csv.js";
import { formatCsv } from "../../src/data/table/write-csv.js";
import { run as runCli } from "../support/run-cli.js";
import { customsRows } from "./customs-rows.js";

const FISH = fileURLToPath(new URL("../../examples/fish/fish_export_ship.csv.gz", import.meta.url));
const ROLES = "--firm i --product k --dest j --year t --value v_usd --quantity q_kg".split(" ");

let folder: string;
let stdout: string;
let stderr: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "quality-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs `wasmetrics quality ...args`; returns the exit status. */
async function run(...args: string[]): Promise<number | null> {
  const { status, ...printed } = await runCli("quality", ...args);
  ({ stdout, stderr } = printed);
  return status;
}

function customsFile(): string {
  const file = join(folder, "customs.csv");
  writeFileSync(file, formatCsv(customsRows(1).columns));
  return file;
}

describe("wasmetrics quality", () => {
  it("prints one JSON document and writes what it names", async () => {
    const out = join(folder, "out");
    expect(await run(customsFile(), "--sigma", "4", "--json", "--out", out)).toBe(0);
    const record = JSON.parse(stdout);
    expect(record).toMatchObject({ kind: "quality", nobs: 600, sigma: { source: "fixed", value: 4 } });
    expect(record.files).toEqual(
      ["rows.csv", "firm_year.csv", "city_year.csv", "quality.json"].map((f) => join(out, f)),
    );
    expect(readdirSync(out).sort()).toEqual(["city_year.csv", "firm_year.csv", "quality.json", "rows.csv"]);
    expect(JSON.parse(readFileSync(join(out, "quality.json"), "utf8"))).toEqual(record);
    const rows = parseCsv(readFileSync(join(out, "rows.csv"), "utf8"));
    expect(rows.nRows).toBe(600);
    expect(rows.names.slice(-3)).toEqual(["unit_value", "quality", "r_quality"]);
    const cities = parseCsv(readFileSync(join(out, "city_year.csv"), "utf8"));
    expect(cities.names).toEqual([
      "city",
      "year",
      "n",
      "value_sum",
      "largest_share",
      "r_quality",
      "r_quality_unweighted",
      "n_raw",
      "quality",
    ]);
    expect(cities.nRows).toBe(12);
    expect(stderr).toContain("demand");
  });

  it("prints the waterfall, sigma, effects and files as text, progress on stderr only without --quiet", async () => {
    expect(await run(FISH, ...ROLES, "--quiet")).toBe(0);
    expect(stdout).toMatch(/singletons +89,485 +320,117,167,589 +92/);
    expect(stdout).toContain("Quality with sigma 5, fixed for all products");
    expect(stdout).toContain("product (16), dest^year (2,165)");
    expect(stdout).toContain("Files: none");
    expect(stderr).toBe("");
  });

  it("prints steps that dropped nothing in one line, and keeps them all in the record", async () => {
    expect(await run(FISH, ...ROLES, "--quiet")).toBe(0);
    expect(stdout).not.toMatch(/^(v_usd|q_kg) (missing|<= 0) +[\d,]+/m);
    expect(stdout).toContain("No rows were dropped for: v_usd missing; q_kg missing; v_usd <= 0;");
    expect(await run(FISH, ...ROLES, "--quiet", "--json")).toBe(0);
    const steps = JSON.parse(stdout).waterfall as { step: string; dropped_rows: number }[];
    expect(steps.filter(({ dropped_rows }) => dropped_rows === 0).length).toBeGreaterThan(8);
  });

  it("writes nothing and exits 2 for an option it can't serve", async () => {
    const out = join(folder, "out");
    expect(await run(customsFile(), "--sigma", "0.5", "--out", out)).toBe(2);
    expect(stderr).toContain("Sigma must be a number above 1, got '0.5'");
    expect(await run(customsFile(), "--min-f", "20", "--out", out)).toBe(2);
    expect(stderr).toContain("minF has no meaning with one sigma for all products");
    expect(await run(customsFile(), "--fe", "produkt", "--json", "--out", out)).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "unknown_key" } });
    expect(await run(customsFile(), "--rename", "nobody=x", "--out", out)).toBe(2);
    expect(stderr).toContain("unknown option '--rename'");
    expect(existsSync(out)).toBe(false);
  });

  it("exits 1 when the data can't serve", async () => {
    expect(await run(join(folder, "missing.csv"))).toBe(1);
  });
});

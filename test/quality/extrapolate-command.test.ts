/** `wasmetrics extrapolate`: aggregates merged with a city panel, the file, one JSON document, errors and statuses. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseCsv } from "../../src/data/table/csv.js";
import { run as runCli } from "../support/run-cli.js";

let folder: string;
let stdout: string;
let stderr: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "extrapolate-"));
  writeFileSync(
    join(folder, "panel.csv"),
    "city,year,p,x\na,2015,n,2\na,2016,n,3\na,2017,n,4\nb,2015,n,5\nb,2017,n,6\n",
  );
  writeFileSync(
    join(folder, "city_year.csv"),
    "city,year,n,value_sum,quality\na,2015,9,1,0.1\na,2016,9,1,0.2\nb,2015,9,3,0.5\nc,2015,9,1,0.9\n",
  );
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the command on panel.csv; returns the exit status. */
async function run(...args: string[]): Promise<number | null> {
  const fixed = ["--outcome", "quality", "--unit", "city", "--time", "year"];
  const { status, ...printed } = await runCli("extrapolate", join(folder, "panel.csv"), ...fixed, ...args);
  ({ stdout, stderr } = printed);
  return status;
}

const merged = (): string[] => ["--with", join(folder, "city_year.csv"), "--on", "city,year"];

describe("wasmetrics extrapolate", () => {
  it("merges, imputes, writes the rows and one JSON document", async () => {
    const out = join(folder, "out.csv");
    const formula = ["--formula", "x * province_quality", "--province", "p", "--weight", "value_sum"];
    expect(await run(...merged(), ...formula, "--last", "2016", "--out", out, "--json")).toBe(0);
    const record = JSON.parse(stdout);
    expect(record).toMatchObject({
      kind: "extrapolation",
      counts: { measured: 3, imputed: 2, missing: 0 },
      merged: {
        how: "left",
        left: { rows: 5, matched: 3, unmatched: 2 },
        right: { rows: 4, matched: 3, unmatched: 1 },
        taken: ["n", "value_sum", "quality"],
      },
      files: [out],
    });
    expect(record.notes.map(({ code }: { code: string }) => code).slice(0, 2)).toEqual([
      "join_left_unmatched",
      "join_right_unmatched",
    ]);
    const table = parseCsv(readFileSync(out, "utf8"));
    // 2016 has city a alone: 0.2 is carried
    expect([...table.numeric("quality")]).toEqual([0.1, 0.2, 4 * 0.2, 0.5, 6 * 0.2]);
    expect(table.text("provenance").levels).toEqual(["imputed", "measured"]);
    expect([...table.numeric("quality_measured")]).toEqual([0.1, 0.2, Number.NaN, 0.5, Number.NaN]);
  });

  it("prints counts by period and what a reader must know", async () => {
    expect(await run(...merged(), "--formula", "x", "--scale", "fit")).toBe(0);
    expect(stdout).toMatch(/2017\s+0\s+2\s+0/);
    expect(stdout.replaceAll(/\s+/g, " ")).toContain(
      "quality after 2016: x, times 0.0667 so that the means meet in 2016",
    );
    expect(stdout).toContain("2 of 5 values of quality are x");
  });

  it("keeps matching rows alone with --join inner", async () => {
    expect(await run(...merged(), "--join", "inner", "--formula", "x", "--json")).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ nobs: 3, counts: { measured: 3, imputed: 0 } });
  });

  it.each([
    [["--formula", "x"], 1, "has no column 'quality'"],
    [["--formula", "y", "--with", "W", "--on", "city,year"], 1, "has no column 'y'"],
    [["--formula", "x", "--with", "W", "--on", "city,yaer"], 1, "did you mean 'year'?"],
    [
      ["--formula", "x", "--with", "W", "--on", "city", "--take", "quality"],
      1,
      "has the key city 'a' twice, in rows 1 and 2",
    ],
    [["--formula", "x", "--with", "W"], 2, "--with FILE and --on KEYS go together"],
    [["--formula", "x", "--with", "W", "--on", "city==year"], 2, "--on takes column names"],
    [["--formula", "x +", "--with", "W", "--on", "city,year"], 2, "got the end"],
    [
      ["--formula", "x", "--last", "2030", "--with", "W", "--on", "city,year"],
      1,
      "outside those of 'year', 2015 to 2017",
    ],
  ])("%j is an error, and writes nothing", async (args, status, text) => {
    const out = join(folder, "out.csv");
    const told = args.map((arg) => (arg === "W" ? join(folder, "city_year.csv") : arg));
    expect(await run(...told, "--out", out)).toBe(status);
    expect(stderr).toContain(text);
    expect(stdout).toBe("");
    expect(existsSync(out)).toBe(false);
  });
});

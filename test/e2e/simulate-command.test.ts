/** The command `simulate customs` as built: files of each kind, whole or not at all, record, errors in words. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { selectRows, type Table } from "../../src/data/table/table.js";
import { formatCsv } from "../../src/data/table/write-csv.js";
import { readTable } from "../../src/node.js";
import { run } from "../support/run-cli.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-simulate-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const simulate = (...args: string[]) => run("simulate", "customs", ...args, "--quiet");
const json = async (...args: string[]) => {
  const { stdout, stderr, status } = await simulate(...args, "--json");
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return JSON.parse(stdout);
};
const text = ({ columns }: Table) => formatCsv(columns);

describe("wasmetrics simulate customs", () => {
  const SIZE = ["--firms", "400", "--sigma", "2,8", "--cohorts", "2012,2014", "--seed", "9"];

  it("writes the same table as CSV, gzip and Parquet, on one thread and two", async () => {
    const [csv, gz, parquet] = ["rows.csv", "rows.csv.gz", "rows.parquet"].map((name) => join(folder, name));
    const record = await json(...SIZE, "--out", csv!, "--threads", "1");
    expect(record.files).toEqual([csv]);
    await json(...SIZE, "--out", gz!, "--threads", "2");
    await json(...SIZE, "--out", parquet!);
    expect(gunzipSync(readFileSync(gz!)).equals(readFileSync(csv!))).toBe(true);
    const fromCsv = await readTable(csv!);
    expect(fromCsv.nRows).toBe(record.counts.rows);
    expect(text(fromCsv)).toBe(readFileSync(csv!, "utf8")); // numbers read back to the same doubles
    expect(text(await readTable(parquet!))).toBe(readFileSync(csv!, "utf8"));
    expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("writes nothing where the table is asked for a name it does not have", async () => {
    const files = ["unnamed.csv", "unnamed-cities.csv"].map((name) => join(folder, name));
    const [out, cities] = files as [string, string];
    const { status } = await simulate("--firms", "5", "--rename", "nobody=x", "--out", out, "--cities-out", cities);
    expect(status).toBe(2);
    expect(readdirSync(folder).filter((name) => name.startsWith("unnamed"))).toEqual([]);
  });

  it("writes cities beside the rows, and tells all of it", async () => {
    const [rows, cities] = ["dirty.csv", "cities.parquet"].map((name) => join(folder, "new", name));
    const record = await json(...SIZE, "--dirty", "--out", rows!, "--cities-out", cities!);
    expect(record).toMatchObject({
      kind: "simulation",
      model: "customs",
      parameters: { firms: 400, sigma: [2, 8], cohorts: [2012, 2014], dirty: 0.02, single_dest: 0.3, seed: 9 },
      files: [rows, cities],
      provenance: { seed: 9, generator: "Philox4x32-10" },
    });
    const table = await readTable(rows!);
    expect(table.nRows).toBe(record.counts.rows_written);
    expect(table.names).toContain("firm_name");
    expect(table.numeric("quantity").filter((q) => q === 0)).toHaveLength(record.defects.zero_quantity);
    const panel = await readTable(cities!);
    expect(panel.nRows).toBe(60 * 7);
    expect(panel.names).toEqual([
      ...["city", "province", "year", "did", "cohort", "tertiary", "eco", "fin"],
      ...["rows", "value", "true_quality", "true_quality_weighted"],
    ]);
  });

  it("without --out makes and counts only, and says so", async () => {
    const { stdout, status } = await simulate("--rows", "3e3");
    expect(status).toBe(0);
    expect(stdout).toMatch(/rows +3,0\d\d/);
    expect(stdout).toContain("No file was written");
    expect(stdout).toContain("Philox4x32-10, seed 1.");
  });

  it("gives rows that quality reads", async () => {
    const path = join(folder, "for-quality.csv");
    await json("--rows", "4000", "--out", path);
    const { stdout, status } = await run("quality", path, "--product", "hs8", "--sigma", "5", "--json", "--quiet");
    expect(status).toBe(0);
    const { waterfall } = JSON.parse(stdout);
    expect(waterfall[0].rows).toBe((await readTable(path)).nRows);
    const first = selectRows(await readTable(path), Uint32Array.of(0));
    expect(first.text("hs8").levels[0]).toMatch(/^\d{8}$/);
  });

  it("stopped by Ctrl-C leaves the file that was there, and nothing else", async () => {
    const own = join(folder, "stopped");
    mkdirSync(own);
    const path = join(own, "rows.csv.gz");
    writeFileSync(path, "before");
    const script = new URL("../../bin/wasmetrics", import.meta.url).pathname;
    const child = spawn(process.execPath, [script, "simulate", "customs", "--rows", "5e7", "--out", path]);
    const said: string[] = [];
    let sent = false;
    child.stderr.on("data", (chunk) => {
      said.push(String(chunk));
      if (sent || !String(chunk).includes("simulating")) return;
      sent = true;
      child.kill("SIGINT");
    });
    const status = await new Promise((resolve) => child.on("close", resolve));
    expect(status).toBe(130);
    expect(said.join("")).toMatch(/simulating, about \d+ s left/);
    expect(said.join("")).toContain("stopped: no file was written");
    expect(readdirSync(own)).toEqual(["rows.csv.gz"]);
    expect(readFileSync(path, "utf8")).toBe("before");
  });
});

describe("wasmetrics simulate customs, what it refuses", () => {
  it.each([
    ["an unknown ending", ["--out", "rows.xlsx"], /must end in \.csv, \.csv\.gz, \.parquet/],
    ["a folder", ["--out", "rows/"], /names a folder/],
    ["one file for both", ["--out", "a.csv", "--cities-out", "./a.csv"], /each its own file/],
    ["sigma of 1", ["--sigma", "1"], /sigma is 1; expected a number above 1/],
    ["three sigmas", ["--sigma", "2,3,4"], /expected one number, or two/],
    ["years the wrong way", ["--years", "2016:2010"], /years is 2016:2010/],
    ["years without a colon", ["--years", "2010-2016"], /such as 2010:2016/],
    ["firms and rows", ["--firms", "10", "--rows", "100"], /either firms or rows/],
    ["no rows", ["--rows", "0"], /at least 1/],
    ["half a row", ["--rows", "1.5"], /at least 1/],
    ["a share above 1", ["--single-dest", "1.2"], /singleDest is 1\.2; expected a number from 0 to 1/],
    ["a cohort outside", ["--cohorts", "2020"], /cohorts is 2020/],
    ["text for a number", ["--effect", "big"], /expected a number/],
    ["an unknown option", ["--sigmas", "5"], /unknown option '--sigmas'/],
  ])("%s", async (_, args, words) => {
    const result = await simulate(...args);
    expect(result.stderr).toMatch(words);
    expect(result.status).toBe(2);
    expect(result.stdout).toBe("");
  });

  it("another thing to simulate", async () => {
    const { status, stderr } = await run("simulate", "customers");
    expect(status).toBe(2);
    expect(stderr).toMatch(/unknown command 'customers'/);
  });

  it("a place that can't be written, as JSON too", async () => {
    writeFileSync(join(folder, "file"), "");
    const { status, stdout } = await simulate("--firms", "5", "--out", join(folder, "file", "rows.csv"), "--json");
    expect(status).toBe(1);
    expect(JSON.parse(stdout).error.code).toBe("cannot_write");
  });
});

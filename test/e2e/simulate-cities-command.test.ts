/** The command `simulate cities` as built: rows and truth as files, effects as formulas, errors in words. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTable } from "../../src/node.js";
import { run } from "../support/run-cli.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-cities-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const simulate = (...args: string[]) => run("simulate", "cities", ...args, "--quiet");
const json = async (...args: string[]) => {
  const { stdout, stderr, status } = await simulate(...args, "--json");
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return JSON.parse(stdout);
};

describe("wasmetrics simulate cities", () => {
  it("writes rows and truth, the truth that of the rows", async () => {
    const [rows, truth] = ["cities.csv.gz", "truth.json"].map((name) => join(folder, name));
    const record = await json("--seed", "4", "--measured-to", "2016", "--out", rows!, "--truth-out", truth!);
    expect(JSON.parse(readFileSync(truth!, "utf8"))).toEqual(record);
    expect(record).toMatchObject({
      kind: "simulation",
      model: "cities",
      files: [rows, truth],
      provenance: { seed: 4 },
    });
    const table = await readTable(rows!);
    const [on, effect] = [table.numeric("did"), table.numeric("true_effect")];
    const treated = effect.filter((_, row) => on[row] === 1);
    expect(treated).toHaveLength(record.truth.att.rows);
    const mean = treated.reduce((sum, value) => sum + value, 0) / treated.length;
    expect(Math.abs(mean - record.truth.att.effect)).toBeLessThan(1e-12);
    expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("reads effects as numbers and as formulas of h, one batch with its own", async () => {
    const effect = async (text: string) => (await json("--effect", text, "--years", "2010:2016")).parameters.effect;
    expect(await effect("0.01,0.02")).toEqual([0.01, 0.02]);
    expect(await effect("0.5")).toEqual([0.5]);
    expect(await effect("-0.5*(h+1)^2/2")).toEqual([-0.25, -1, -2.25, -4, -6.25, -9, -12.25]);
    expect(await effect("ifelse(h < 2, h, 2)")).toEqual([0, 1, 2, 2, 2, 2, 2]);
    const own = await json("--effect-cohort", "2013=0.1", "--effect-cohort", "2014=0.2,0.3");
    expect(own.parameters.effect_cohort).toEqual({ 2013: [0.1], 2014: [0.2, 0.3] });
  });

  it("prints the truth, and which assumption an option breaks", async () => {
    const { stdout, status } = await simulate("--batches", "2012=92", "--lasts", "3", "--pre-trend", "0.01");
    expect(status).toBe(0);
    expect(stdout).toMatch(/all treated rows +276 /);
    expect(stdout).toContain("Note: The quality of pilots grows by 0.01 more per year");
    expect(stdout).toContain("Note: A pilot ends after 3 years");
    expect(stdout).toContain("No file was written");
  });

  it("without pilots", async () => {
    expect((await json("--batches", "none")).truth.att).toBeNull();
  });

  it.each([
    ["a truth that is no JSON", ["--truth-out", "truth.csv"], /must end in \.json/],
    ["an unknown ending", ["--out", "rows.xlsx"], /must end in \.csv, \.csv\.gz, \.parquet/],
    ["a formula of another name", ["--effect", "0.1*year"], /formula of h/],
    ["a formula without a value", ["--effect", "1/h"], /no number in year 0/],
    ["a formula that isn't one", ["--effect", "0.1*"], /formula of h/],
    ["a batch without a year", ["--batches", "36"], /expected YEAR=VALUE/],
    ["a batch outside", ["--batches", "2030=5"], /batches is 2030/],
    ["one factor", ["--heterogeneity", "1"], /expected two numbers as high,low/],
    ["two shares", ["--mediated", "0.1,0.2"], /expected 3 shares/],
    ["a filled outcome with nothing to fill", ["--mechanical"], /mechanical is true/],
  ])("refuses %s", async (_, args, words) => {
    const result = await simulate(...args);
    expect(result.stderr).toMatch(words);
    expect(result.status).toBe(2);
    expect(result.stdout).toBe("");
  });
});

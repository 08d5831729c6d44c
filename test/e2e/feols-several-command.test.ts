/**
 * The command `feols` as built, asked for several regressions: table and record, split samples, lags, what fails alone.
 */
import { describe, expect, it } from "vitest";
import type { SeveralRecord } from "../../src/verbs/feols/multiple-estimation.js";
import { run } from "../support/run-cli.js";

const data = new URL("../golden/data/base_did.csv.gz", import.meta.url).pathname;
const PANEL = ["--panel", "id,period"];

describe("wasmetrics feols of several regressions", () => {
  it.each([
    ["text", /\(1\)\s+\(2\)\s+\(3\)\s+\(4\)/],
    ["markdown", /\(1\)<br>y \| +\(2\)<br>y \|/],
    ["latex", /\\toprule/],
    ["html", /<table/],
    ["csv", /x1,.*,.*,.*,/],
  ])("prints a table as %s", async (format, pattern) => {
    const formula = "c(y, log(x1^2)) ~ x1 + csw0(post) | id";
    const result = await run("feols", data, formula, "--vcov", "cluster:id", "--format", format, "--quiet");
    expect(result.status).toBe(0);
    expect(result.stderr).toBe("");
    expect(result.stdout).toMatch(pattern);
  });

  it("prints the record, with fixest's order", async () => {
    const formula = "y ~ sw(x1, post) | csw0(id, period)";
    const result = await run("feols", data, formula, "--vcov", "iid", "--fsplit", "treat", "--json");
    const record: SeveralRecord = JSON.parse(result.stdout);
    expect(record.kind).toBe("several");
    expect(record.split).toEqual({ column: "treat", values: ["0", "1"], full_sample: true, missing: 0 });
    expect(record.fits.slice(0, 7).map(({ label }) => label)).toEqual([
      "y ~ x1 (Full sample)",
      "y ~ post (Full sample)",
      "y ~ x1 | id (Full sample)",
      "y ~ post | id (Full sample)",
      "y ~ x1 | id + period (Full sample)",
      "y ~ post | id + period (Full sample)",
      "y ~ x1 (treat: 0)",
    ]);
    // post is period > 5: absorbed by periods, alone in being so
    expect(record.fits.flatMap(({ error }, i) => (error === null ? [] : [i]))).toEqual([5, 11, 17]);
    expect(result.status).toBe(1);
  });

  it("names what failed under the table, and exits with 1", async () => {
    const result = await run("feols", data, "y ~ sw(x1, nope)", "--vcov", "iid");
    expect(result.status).toBe(1);
    expect(result.stdout).toMatch(/Failed, and not shown: y ~ nope\./);
    expect(result.stderr).toMatch(/failed: y ~ nope: .* has no column 'nope'/);
  });

  it("takes lags over the panel before it splits", async () => {
    const result = await run(
      "feols",
      data,
      "d(y) ~ l(x1, 0:1)",
      ...PANEL,
      "--vcov",
      "hetero",
      "--split",
      "post",
      "--json",
    );
    const record: SeveralRecord = JSON.parse(result.stdout);
    expect(record.fits.map(({ fit }) => fit!.nobs)).toEqual([4 * 108, 5 * 108]);
    expect(Object.keys(record.fits[0]!.fit!.coefficients)).toEqual(["(Intercept)", "x1", "l(x1, 1)"]);
  });

  it("prints one model as it always did", async () => {
    const result = await run("feols", data, 'y ~ ..("^x") + l(x1) | id', ...PANEL, "--vcov", "iid", "--quiet");
    expect(result.stdout).toMatch(/^OLS: y ~ x1 \+ l\(x1, 1\) \| id/);
  });

  it("prints a model of fixed effects alone", async () => {
    const result = await run("feols", data, "y ~ 1 | id + period", "--vcov", "cluster:id", "--quiet");
    expect(result.status).toBe(0);
    expect(result.stdout).toMatch(/R2 0\.258876/);
  });

  it("has equations with instruments side by side", async () => {
    const formula = "c(y, log(x1^2 + 1)) ~ 1 | id | post ~ treat:period";
    const result = await run("feols", data, formula, "--vcov", "iid", "--quiet");
    expect(result.status).toBe(0);
    expect(result.stdout).toMatch(/\(4\)/);
  });

  it.each([
    [["y ~ l(x1)"], /'l\(x1, 1\)' needs to know unit and time: name their columns by --panel/],
    [["y ~ x1", "--split", "treat", "--fsplit", "treat"], /not both/],
    [["y ~ x1", "--split", "treat + id"], /Split: /],
    [["y ~ l(x1)", "--panel", "id"], /--panel takes two columns/],
    [["y ~ sw(x1, lgo(x1))"], /unknown function 'lgo'/],
    [['y ~ ..("[")'], /no regular expression/],
  ])("refuses %j before it reads the data", async (args, message) => {
    const result = await run("feols", "no-such-file.csv", ...args, "--vcov", "iid");
    expect(result.status).toBe(2);
    expect(result.stderr).toMatch(message);
  });

  it("refuses a figure of several", async () => {
    const formula = "c(y, x1) ~ 1 | post ~ treat:period";
    const result = await run("feols", data, formula, "--vcov", "iid", "--figure", "set.svg");
    expect(result.status).toBe(2);
    expect(result.stderr).toMatch(/--figure is of one equation/);
  });
});

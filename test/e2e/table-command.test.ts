/** The commands `table` and `coefplot` as built: records of several commands side by side, files whole, errors in words. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { run } from "../support/run-cli.js";

const card = new URL("../golden/data/card.csv.gz", import.meta.url).pathname;
let folder: string;
let files: string[];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-table-"));
  const record = (name: string, formula: string) => {
    const path = join(folder, `${name}.json`);
    writeFileSync(path, run("feols", card, formula, "--vcov", "hetero", "--json", "--quiet").stdout);
    return path;
  };
  files = [record("ols", "lwage ~ educ + exper + black"), record("iv", "lwage ~ exper + black | educ ~ nearc4")];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const estimate = (file: string, term: string): number =>
  JSON.parse(readFileSync(file, "utf8")).coefficients[term].estimate;

it("table sets the records' own numbers side by side", () => {
  const { status, stdout } = run(
    ...(["table", ...files, "--rename", "fit_educ=educ", "--rename", "educ=Schooling", "--keep", "educ"] as const),
    ...(["--columns", "OLS;2SLS", "--format", "csv"] as const),
  );
  expect(status).toBe(0);
  const row = stdout.split("\n").find((line) => line.startsWith("educ,estimate,"));
  expect(row?.split(",").slice(2).map(Number)).toEqual([estimate(files[0]!, "educ"), estimate(files[1]!, "fit_educ")]);
});

it("coefplot writes the figure and its numbers, and prints them", () => {
  const out = join(folder, "figure");
  const { status, stdout } = run(
    ...(["coefplot", ...files, "--rename", "fit_educ=educ", "--rename", "educ=Schooling", "--keep", "educ"] as const),
    ...(["--columns", "OLS;2SLS", "--out", out] as const),
  );
  expect(status).toBe(0);
  expect(stdout).toMatch(/Schooling/);
  expect(readdirSync(out).sort()).toEqual(["coefplot.json", "coefplot.png", "coefplot.svg", "coefplot.vl.json"]);
  const { coefficients } = JSON.parse(readFileSync(join(out, "coefplot.json"), "utf8"));
  expect(coefficients).toMatchObject([
    { result: "OLS", term: "educ", estimate: estimate(files[0]!, "educ"), level: 0.95 },
    { result: "2SLS", term: "educ", estimate: estimate(files[1]!, "fit_educ") },
  ]);
  expect(readFileSync(join(out, "coefplot.svg"), "utf8")).toContain("2SLS");
});

it("mistakes are told with the remedy", () => {
  const told = (...flags: string[]) => {
    const { status, stderr } = run("coefplot", ...files, ...flags);
    return `${status} ${stderr}`;
  };
  expect(told("--keep", "educ")).toMatch(/^2 .*'iv' has none of the coefficients shown \(educ\).*fit_educ/s);
  expect(told("--keep", "exper", "--columns", "OLS")).toMatch(/^2 .*1 headings for 2 records/s);
  expect(told("--keep", "expr")).toMatch(/^2 .*did you mean 'exper'/s);
  expect(told("--keep", "exper", "--mark", "none")).toMatch(/^2 .*--mark takes a number/s);
  expect(told("--keep", "exper", "--span", "A=x")).toMatch(/^2 .*--span takes LABEL=FROM-TO/s);
});

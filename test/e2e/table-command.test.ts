/** The commands `table` and `coefplot` as built: records of several commands side by side, files whole, errors in words. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { run } from "../support/run-cli.js";

const card = new URL("../golden/data/card.csv.gz", import.meta.url).pathname;
let folder: string;
let files: string[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-table-"));
  const record = async (name: string, formula: string) => {
    const path = join(folder, `${name}.json`);
    writeFileSync(path, (await run("feols", card, formula, "--vcov", "hetero", "--json", "--quiet")).stdout);
    return path;
  };
  files = [
    await record("ols", "lwage ~ educ + exper + black"),
    await record("iv", "lwage ~ exper + black | educ ~ nearc4"),
  ];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const estimate = (file: string, term: string): number =>
  JSON.parse(readFileSync(file, "utf8")).coefficients[term].estimate;

it("table sets the records' own numbers side by side", async () => {
  const { status, stdout } = await run(
    ...(["table", ...files, "--rename", "fit_educ=educ", "--rename", "educ=Schooling", "--keep", "educ"] as const),
    ...(["--columns", "OLS;2SLS", "--format", "csv"] as const),
  );
  expect(status).toBe(0);
  const row = stdout.split("\n").find((line) => line.startsWith("educ,estimate,"));
  expect(row?.split(",").slice(2).map(Number)).toEqual([estimate(files[0]!, "educ"), estimate(files[1]!, "fit_educ")]);
});

it("coefplot writes the figure and its numbers, and prints them", async () => {
  const out = join(folder, "figure");
  const { status, stdout } = await run(
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

it("mistakes are told with the remedy", async () => {
  const told = async (...flags: string[]) => {
    const { status, stderr } = await run("coefplot", ...files, ...flags);
    return `${status} ${stderr}`;
  };
  expect(await told("--keep", "educ")).toMatch(/^2 .*'iv' has none of the coefficients shown \(educ\).*fit_educ/s);
  expect(await told("--keep", "exper", "--columns", "OLS")).toMatch(/^2 .*1 headings for 2 records/s);
  expect(await told("--keep", "expr")).toMatch(/^2 .*did you mean 'exper'/s);
  expect(await told("--keep", "exper", "--mark", "none")).toMatch(/^2 .*--mark takes a number/s);
  expect(await told("--keep", "exper", "--span", "A=x")).toMatch(/^2 .*--span takes LABEL=FROM-TO/s);
});

it("tables are dressed by --digits, --stars, --notes and --rename, of effects too", async () => {
  const dress = [
    "--digits",
    "2",
    "--stars=0.05,0.01",
    "--notes",
    "standard",
    "--rename",
    "black=Black worker",
  ] as const;
  const { status, stdout } = await run("table", ...files, ...dress);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^Black worker +-?\d\.\d\d\*\* +-?\d\.\d\d$/m);
  expect(stdout).toMatch(/^educ +0\.08\*\*\n +\(0\.004\)$/m);
  expect(stdout).toContain("** p < 0.01, * p < 0.05.");
  expect(stdout).not.toContain("K = ");
  const fit = ["feols", card, "lwage ~ educ | black + south", "--vcov", "hetero", "--quiet"] as const;
  const own = await run(
    ...fit,
    "--rename",
    "south=South fixed effects",
    "--columns",
    "Schooling",
    "--title",
    "Wages",
    ...dress.slice(0, 5),
  );
  expect(own.stdout).toMatch(/^Wages\n.*\n +\(1\)\n.*Schooling/);
  expect(own.stdout).toMatch(/^South fixed effects +yes$/m);
  expect(own.stdout).toMatch(/^Fixed effects: black +yes$/m);
  expect((await run(...fit, "--digits", "2", "--stars")).stdout).toMatch(/^educ +0\.\d\d\*\*\* +0\.003 /m);
  expect((await run(...fit, "--format", "latex", "--rename", "educ=Years")).stdout).toMatch(/^Years & 0 & /m);
});

it("a dress that can't be is refused with the remedy", async () => {
  const told = async (...flags: string[]) => {
    const { status, stderr } = await run("feols", card, "lwage ~ educ", "--vcov", "hetero", "--quiet", ...flags);
    return `${status} ${stderr}`;
  };
  expect(await told("--rename", "edu=Years")).toMatch(/^2 .*called 'edu'; did you mean 'educ'/s);
  expect(await told("--rename", "educ")).toMatch(/^2 .*--rename takes NAME=WORDS/s);
  expect(await told("--digits", "-1")).toMatch(/^2 .*from 0 to 15/s);
  expect(await told("--stars", "5")).toMatch(/^2 .*between 0 and 1/s);
  expect(await told("--notes", "some")).toMatch(/^2 .*full, standard, none/s);
  expect(await told("--columns", "a;b")).toMatch(/^2 .*2 headings for a table of 1 column\b/s);
  const { status, stderr } = await run("table", "--stars", ...files);
  expect(`${status} ${stderr}`).toMatch(/^2 .*put --stars behind the other arguments/s);
});

it("labels that data gave name rows; --no-labels leaves the names", async () => {
  const labelled = join(folder, "labelled.json");
  const record = JSON.parse(readFileSync(files[0]!, "utf8"));
  writeFileSync(labelled, JSON.stringify({ ...record, labels: { lwage: "Log wage", educ: "Years of schooling" } }));
  const printed = await run("table", labelled, files[1]!, "--rename", "fit_educ=educ");
  expect(printed.stdout).toMatch(/^Log wage .*\n(.*\n){1,4}Years of schooling /m);
  const bare = await run("table", labelled, files[1]!, "--rename", "fit_educ=educ", "--no-labels");
  expect(bare.stdout).toBe(
    (await run("table", files[0]!, files[1]!, "--rename", "fit_educ=educ", "--columns", "labelled;iv")).stdout,
  );
  const figure = await run("coefplot", labelled, "--keep", "educ");
  expect(figure.stdout).toContain("Years of schooling");
});

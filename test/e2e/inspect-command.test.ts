/** The inspect command end to end: formats, files, panels; and wrong use told in JSON where JSON was asked for. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../support/run-cli.js";

let folder: string;
let data: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "inspect-"));
  data = join(folder, "rows.csv");
  writeFileSync(data, "city,year,x\na,1,0.5\na,2,\nb,1,2.5\nb,2,3\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("inspect", () => {
  it("counts what a column holds, unrounded in JSON", async () => {
    const { status, stdout } = await run("inspect", data, "--panel", "city,year", "--json");
    expect(status).toBe(0);
    const record = JSON.parse(stdout);
    expect(record).toMatchObject({ nobs: 4, panel: { units: 2, periods: 2, balanced: true } });
    expect(record.columns[2]).toMatchObject({ name: "x", n: 3, missing: 1, distinct: 3, min: 0.5, mean: 2, max: 3 });
  });

  it.each([
    ["text", /^x\s+numeric\s+3\s+1\s+3\s/m],
    ["markdown", /^\| x +\| numeric \|/m],
    ["latex", /^x & .*numeric/m],
    ["html", /<th scope="row">x<\/th>/],
    ["csv", /^x,,numeric,3,1,3,0.5,2,/m],
  ])("writes %s", async (format, expected) => {
    const { status, stdout } = await run("inspect", data, "--format", format);
    expect(status).toBe(0);
    expect(stdout).toMatch(expected);
  });

  describe("--treat", () => {
    const cities = new URL("../golden/data/smartcity_sim.csv.gz", import.meta.url).pathname;
    const PANEL = ["--panel", "city,year"];

    it("prints path, cohorts, never and always treated", async () => {
      const { status, stdout } = await run("inspect", cities, ...PANEL, "--treat", "did");
      expect(status).toBe(0);
      const printed = stdout.replace(/\s+/g, " ");
      expect(printed).toContain("Treatment did: absorbing: once it has begun, it stays as it is.");
      expect(printed).toMatch(/first treated period\): 2012 \(36\), 2013 \(32\), 2014 \(24\)\./);
      expect(printed).toMatch(/Never treated: 128 units \(did is 0 in .*\)\. Treated in every row: 0 units\./);
      expect(printed).toMatch(/Event times .*: -4 \(24\), -3 \(56\), -2 \(92\), .*, 9 \(36\)\./);
      expect(printed).toContain("nobody untreated: none.");
      expect(printed).not.toContain("Switches off");
    });

    it("reads cohorts in its place", async () => {
      const byCohort = JSON.parse((await run("inspect", cities, ...PANEL, "--cohort", "g", "--json")).stdout).treatment;
      const byRow = JSON.parse((await run("inspect", cities, ...PANEL, "--treat", "did", "--json")).stdout).treatment;
      expect(byCohort).toMatchObject({ treatment: "g", from: "cohort", without_control: [] });
      for (const key of ["units", "cohorts", "events", "periods", "path"]) expect(byCohort[key]).toEqual(byRow[key]);
      const both = await run("inspect", cities, ...PANEL, "--cohort", "g", "--treat", "did");
      expect(both).toMatchObject({ status: 2, stderr: expect.stringMatching(/give one of them/) });
    });

    it("names where it switches off, in text and in JSON", async () => {
      const asked = ["inspect", cities, ...PANEL, "--treat", "did_literal"];
      const printed = (await run(...asked)).stdout.replace(/\s+/g, " ");
      expect(printed).toContain("not absorbing: it goes back to 0");
      expect(printed).toMatch(/Switches off in 92 units: city '9' in 2015 \(row \d+\), .* and 87 more/);
      const { treatment } = JSON.parse((await run(...asked, "--json")).stdout);
      expect(treatment).toMatchObject({ treatment: "did_literal", path: "switching off", never: { units: 128 } });
      expect(treatment.units).toMatchObject({ "switching off": 92, absorbing: 0 });
      expect(treatment.breaks).toMatchObject([{ unit: "9", time: 2015 }, {}, {}, {}, {}]);
    });

    it("needs the panel and a column there is, and takes doses", async () => {
      expect(await run("inspect", "no-such.csv", "--treat", "did")).toMatchObject({
        status: 2,
        stderr: expect.stringMatching(/--treat did needs --panel unit,time/),
      });
      expect((await run("inspect", cities, ...PANEL, "--treat", "didd")).stderr).toMatch(/did you mean 'did'/);
      expect((await run("inspect", cities, ...PANEL, "--treat", "eco")).stdout).toMatch(/Treatment eco \(doses\)/);
    });
  });

  it("writes to --out and not to stdout", async () => {
    const out = join(folder, "new", "columns.csv");
    expect(await run("inspect", data, "--format", "csv", "--out", out)).toMatchObject({ status: 0, stdout: "" });
    expect(readFileSync(out, "utf8")).toMatch(/^city,,text,4,0,2,/m);
  });

  it("refuses keys that are not two, before it reads", async () => {
    expect((await run("inspect", "no-such-file.csv", "--panel", "city")).status).toBe(2);
  });
});

describe("wrong use of the command line, with --json", () => {
  it.each([
    [["feols", "--json"], /missing required argument/],
    [["feols", "rows.csv", "y ~ x", "--bogus", "--json"], /unknown option '--bogus'/],
    [["feols", "rows.csv", "y ~ x", "--level", "high", "--json"], /--level/],
    [["unheard-of", "--json"], /unknown command/],
  ])("%j is one JSON document and status 2", async (args, message) => {
    const { status, stdout } = await run(...args);
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: "command_line", message: expect.stringMatching(message), detail: { got: args } },
    });
  });

  it("help stays help", async () => {
    expect(await run("feols", "--help", "--json")).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^Usage/),
    });
  });
});

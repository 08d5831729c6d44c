/**
 * `wasmetrics quality-policy`: files whole and readable, tables in every format, exit statuses.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseCsv } from "../../../src/data/table/csv.js";
import { formatCsv } from "../../../src/data/table/write-csv.js";
import { run as runCli } from "../../support/run-cli.js";
import { policyData } from "./policy-data.js";

const ARGUMENTS = ["--formula", "r_quality ~ did + eco | city + year", "--term", "did", "--draws", "12", "--seed", "4"];

let folder: string;
let data: string;
let panel: string;
let stdout: string;
let stderr: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "policy-"));
  [data, panel] = [join(folder, "customs.csv"), join(folder, "cities.csv")];
  const { rows, cities } = policyData(41, 8);
  writeFileSync(data, formatCsv(rows.columns));
  writeFileSync(panel, formatCsv(cities.columns));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the command on the data; returns the exit status. */
async function run(...args: string[]): Promise<number | null> {
  const { status, ...printed } = await runCli("quality-policy", data, "--cities", panel, "--quiet", ...args);
  ({ stdout, stderr } = printed);
  return status;
}

describe("quality-policy", () => {
  it("writes record, cells, draws, sigma and figures, and prints one document", async () => {
    const out = join(folder, "out");
    expect(await run("--sigma", "iv", ...ARGUMENTS, "--json", "--out", out)).toBe(0);
    const record = JSON.parse(stdout);
    expect(record).toEqual(JSON.parse(readFileSync(join(out, "policy.json"), "utf8")));
    expect(record.kind).toBe("quality_policy");
    expect(record.bootstrap.seed).toBe(4);
    const figures = ["policy", "policy_held", "policy_raw", "sigma"].flatMap((name) =>
      ["png", "svg", "vl.json"].map((kind) => `${name}.${kind}`),
    );
    const tables = ["cells.csv", "draws.csv", "policy.json", "sigma.csv", "sigma_draws.csv"];
    expect(readdirSync(out).sort()).toEqual([...figures, ...tables].sort());
    const draws = parseCsv(readFileSync(join(out, "draws.csv"), "utf8"));
    expect([...draws.numeric("normalised")]).toEqual(record.bootstrap.values.normalised);
    const sigma = parseCsv(readFileSync(join(out, "sigma_draws.csv"), "utf8"));
    expect(sigma.numeric("bootstrap_std_error")[0]).toBeCloseTo(record.bootstrap.sigma.bootstrap_std_error, 12);
    const cells = parseCsv(readFileSync(join(out, "cells.csv"), "utf8"));
    expect(cells.nRows).toBe(32);
  });

  it("shows every error of the coefficient, in text and in CSV with all digits", async () => {
    expect(await run(...ARGUMENTS)).toBe(0);
    for (const label of ["clustered by city", "quality held", "quality re-estimated", "one step", "Draws: 12 of 8"]) {
      expect(stdout).toContain(label);
    }
    expect(await run(...ARGUMENTS, "--json")).toBe(0);
    const { estimate, bootstrap_std_error } = JSON.parse(stdout).bootstrap.coefficients.normalised.re_estimated;
    expect(await run(...ARGUMENTS, "--format", "csv")).toBe(0);
    expect(stdout).toContain(String(estimate));
    expect(stdout).toContain(String(bootstrap_std_error));
    for (const format of ["markdown", "latex", "html"]) {
      expect(await run(...ARGUMENTS, "--format", format)).toBe(0);
      expect(stdout).toContain("re-estimated");
    }
  });

  it("makes no draws where none are asked for", async () => {
    const out = join(folder, "none");
    expect(await run(...ARGUMENTS, "--draws", "0", "--out", out)).toBe(0);
    expect(stdout).not.toContain("re-estimated");
    expect(readdirSync(out).sort()).toEqual(["cells.csv", "policy.json"]);
  });

  it("ends with 2 for wrong use and 1 for data, and writes nothing", async () => {
    const out = join(folder, "wrong");
    expect(await run(...ARGUMENTS, "--term", "dud", "--out", out)).toBe(2);
    expect(stderr).toContain("'dud' is no regressor");
    expect(await run(...ARGUMENTS, "--sigma", "iv", "--cluster", "dest", "--out", out)).toBe(2);
    expect(stderr).toContain("split firm^product^year");
    expect(await run(...ARGUMENTS, "--cluster", "county", "--out", out)).toBe(2);
    writeFileSync(panel, "city,year,did,eco\nWuhan,2010,1,2\n");
    expect(await run(...ARGUMENTS, "--out", out)).toBe(1);
    expect(existsSync(out)).toBe(false);
  });
});

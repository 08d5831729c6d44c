/**
 * The command `feols` on an equation with instruments, as built: summary, table of stages, figure, refusals.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../support/run-cli.js";

const data = new URL("../golden/data/smartcity_sim.csv.gz", import.meta.url).pathname;
const CONTROLS = "eco + fin + fdi + open + urban + ia + edu + infra + market";
const FORMULA = `quality ~ ${CONTROLS} | year | did ~ rugged`;
const OPTIONS = ["--vcov", "cluster:city", "--quiet"];
const expected = JSON.parse(
  readFileSync(new URL("../golden/iv/expected/city_smartcity_sim_table2_iv.json", import.meta.url), "utf8"),
);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-feols-iv-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("wasmetrics feols with instruments", () => {
  it("tells who is instrumented, how strongly, and what holds if weakly", async () => {
    const { stdout, status } = await run("feols", data, FORMULA, ...OPTIONS);
    expect(status).toBe(0);
    expect(stdout).toContain("Instrumented: did; excluded instruments: rugged\n");
    expect(stdout).toMatch(/^fit_did +0\.050498 +0\.025730 /m);
    expect(stdout).toContain("Weak identification: Kleibergen-Paap rk Wald F(1, 219) = 42.866377\n");
    expect(stdout).toMatch(/^Anderson-Rubin 95% set: \[0\.\d+, 0\.\d+\]$/m);
    expect(stdout).toMatch(/^tF 95% interval: /m);
  });

  it("writes first stage, second stage and reduced form side by side, unrounded in CSV", async () => {
    const { stdout } = await run("feols", data, FORMULA, ...OPTIONS, "--format", "csv");
    const lines = stdout.split("\n").map((line) => line.split(","));
    expect(lines[0]).toEqual([
      ...["term", "quantity"],
      ...["(1) First stage did", "(2) Second stage quality", "(3) Reduced form quality"],
    ]);
    const second = Number(lines.find(([term]) => term === "fit_did")![3]);
    expect(Math.abs(second - expected.coef.fit_did)).toBeLessThan(1e-9);
    const first = Number(lines.find(([term]) => term === "rugged")![2]);
    expect(Math.abs(first - expected.first_stages.did.coef.rugged)).toBeLessThan(1e-9);
  });

  it("draws the Anderson-Rubin p-values", async () => {
    const path = join(folder, "ar.svg");
    expect((await run("feols", data, FORMULA, ...OPTIONS, "--figure", path)).status).toBe(0);
    expect(readFileSync(path, "utf8")).toContain("95% set");
  });

  it("refuses an instrument that effects absorb, with the trend that they leave", async () => {
    const { status, stderr, stdout } = await run(
      "feols",
      data,
      "quality ~ eco | city + year | did ~ rugged",
      ...OPTIONS,
    );
    expect(status).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain("rugged is absorbed by the fixed effects city + year");
    expect(stderr).toContain("did ~ rugged:year");
  });

  it.each([
    [
      "quality ~ eco | year | did + fin ~ rugged",
      2,
      /2 endogenous regressors \(did, fin\), 1 excluded instrument \(rugged\)/,
    ],
    [
      "quality ~ eco | year | did ~ eco",
      1,
      /no excluded instrument is left: eco is also among the exogenous regressors/,
    ],
    [
      "quality ~ eco | city + year | did ~ did",
      1,
      /'did' stands among the endogenous regressors and among the instruments/,
    ],
    ["quality ~ eco | city + year | rugged ~ did", 1, /endogenous regressor rugged is absorbed by the fixed effects/],
    ["quality ~ eco | city + year | did ~ quality", 2, /outcome 'quality' is an instrument, too/],
    ["quality ~ eco | city + year | quality ~ rugged", 2, /outcome 'quality' is an endogenous regressor, too/],
    ["quality ~ eco | year | did ~ ruggedd", 1, /no column 'ruggedd'; did you mean 'rugged'/],
  ])("refuses %s", async (formula, expected, message) => {
    const { status, stderr, stdout } = await run("feols", data, formula, ...OPTIONS);
    expect(stdout).toBe("");
    expect(stderr).toMatch(message);
    expect(status).toBe(expected);
  });

  it("says which instrument of --orthog was left out", async () => {
    const formula = "quality ~ eco | city + year | did ~ rugged:year + rugged";
    const { status, stderr } = await run("feols", data, formula, ...OPTIONS, "--orthog", "rugged");
    expect(stderr).toContain('"rugged", which was left out as redundant');
    expect(status).toBe(2);
  });

  it("refuses options of instruments where there are none", async () => {
    const { status, stderr } = await run("feols", data, "quality ~ did | city", ...OPTIONS, "--iv", "liml");
    expect(status).toBe(2);
    expect(stderr).toContain("--iv is for equations with instruments");
  });
});

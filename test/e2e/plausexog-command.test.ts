/** The command `plausexog` as built: JSON, tables, files whole, errors in words. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../support/run-cli.js";

const golden = (path: string) => new URL(`../golden/${path}`, import.meta.url).pathname;
const card = golden("data/card.csv.gz");
const OVER = "lwage ~ exper + expersq + black + south + smsa | educ ~ nearc4 + nearc2";
const FLAGS = [card, OVER, "--vcov", "hetero", "--quiet"];

/** fixest's 2SLS through normal equations of badly scaled controls. */
const FIXEST = 1e-8;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-plausexog-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("wasmetrics plausexog", () => {
  it("prints the bounds of independent software as one document", async () => {
    const cases = JSON.parse(readFileSync(golden("iv-robust/plausibly-exogenous.json"), "utf8"));
    const wanted = cases.find((one: { case: string; vcov: string }) => one.case === "over" && one.vcov === "hetero");
    const ranges = ["--range", "nearc4=-0.01,0.02", "--range", "nearc2 = 0, 0.015"];
    const result = await run("plausexog", card, wanted.formula, "--vcov", "hetero", ...ranges, "--json", "--quiet");
    expect([result.status, result.stderr]).toEqual([0, ""]);
    const record = JSON.parse(result.stdout);
    const { conf_low, conf_high } = record.bounds.educ;
    expect(Math.abs(conf_low - wanted.union[0][2])).toBeLessThan(FIXEST);
    expect(Math.abs(conf_high - wanted.union[0][3])).toBeLessThan(FIXEST);
    expect(record).toMatchObject({
      kind: "plausibly-exogenous",
      direct_effects: { method: "union_of_intervals", instruments: { nearc2: { min: 0, max: 0.015 } } },
    });
    expect(record.path.educ).toHaveLength(11);
  });

  it("says where the interval covers zero, in ranges and in normals", async () => {
    const ranged = (await run("plausexog", ...FLAGS, "--range", "nearc4=0,0.04")).stdout.replace(/\s+/g, " ");
    expect(ranged).toContain("Plausibly exogenous instruments, union of intervals: educ in lwage");
    const [, share, end] =
      /educ: the interval covers 0 from ([\d.]+) of the ranges on, which is nearc4 0 to ([\d.]+), nearc2 0\./.exec(
        ranged,
      )!;
    expect(Number(end)).toBeCloseTo(0.04 * Number(share), 5);
    expect(ranged).toContain("Note: Assumed to have no direct effect on 'lwage', since not named: nearc2.");
    const normal = (await run("plausexog", ...FLAGS, "--normal", "nearc4=0,0.001")).stdout.replace(/\s+/g, " ");
    expect(normal).toContain("educ: the interval does not cover 0, even at all of means and std. deviations.");
    expect(normal).toContain("nearc4 normal with mean 0, std. deviation 0.001, nearc2 0.");
    const covered = (await run("plausexog", ...FLAGS, "--normal", "nearc4=0,0.001", "--level", "0.9999")).stdout;
    expect(covered.replace(/\s+/g, " ")).toContain("educ: the interval of 2SLS covers 0 already.");
  });

  it("writes record, path and a figure an endogenous variable", async () => {
    const out = join(folder, "two");
    const formula = "lwage ~ black + south + smsa | educ + exper ~ nearc4 + nearc2 + fatheduc";
    const { status } = await run(
      ...["plausexog", card, formula, "--vcov", "cluster:age", "--normal", "nearc4=0,0.02"],
      ...["--out", out, "--format", "csv", "--quiet"],
    );
    expect(status).toBe(0);
    const figures = ["plausexog", "plausexog-2"].flatMap((name) => [`${name}.png`, `${name}.svg`, `${name}.vl.json`]);
    expect(readdirSync(out).sort()).toEqual(["path.csv", "plausexog.json", ...figures].sort());
    const lines = readFileSync(join(out, "path.csv"), "utf8").trim().split("\n");
    expect(lines[0]).toBe("endogenous,fraction,estimate_low,estimate_high,conf_low,conf_high");
    expect(lines.slice(1).map((line) => line.split(",")[0])).toEqual([
      ...Array(11).fill("educ"),
      ...Array(11).fill("exper"),
    ]);
    expect(readFileSync(join(out, "plausexog-2.svg"), "utf8")).toContain("Coefficient of exper");
  });

  it.each([
    ["no name", ["--range", "0,1"], /--range 0,1: expected the name of an instrument and two numbers/],
    ["no number", ["--range", "nearc4=0,few"], /--range nearc4=0,few: expected .* such as --range z=0,0.02/],
    ["one number", ["--normal", "nearc4=0.1"], /--normal nearc4=0.1: expected .*\(mean,sd\)/],
    ["a name twice", ["--range", "nearc4=0,1", "--range", "nearc4=0,2"], /names 'nearc4' twice/],
    ["ends the wrong way round", ["--range", "nearc4=1,0"], /'nearc4' got 1 and 0; expected .*smaller first/],
    ["both ways", ["--range", "nearc4=0,1", "--normal", "nearc2=0,1"], /got both/],
    ["neither", [], /got neither/],
    ["a name misspelled", ["--range", "nearc3=0,1"], /'nearc3' is no excluded instrument .*did you mean 'nearc4'\?/],
    ["another estimator", ["--range", "nearc4=0,1", "--iv", "gmm2s"], /those of 2SLS; got gmm2s/],
  ])("refuses %s", async (_, flags, message) => {
    const { status, stdout, stderr } = await run("plausexog", ...FLAGS, ...flags);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
  });

  it("refuses a formula without instruments before it reads, with a code under --json", async () => {
    const result = await run("plausexog", "nowhere.csv", "y ~ x | id", "--vcov", "iid", "--range", "z=0,1", "--json");
    expect(result.status).toBe(2);
    expect(JSON.parse(result.stdout).error).toMatchObject({ code: "direct_effects_formula" });
  });
});

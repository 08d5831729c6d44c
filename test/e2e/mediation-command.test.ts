/** The command `mediation` as built: the numbers of R, a table, files, the same bytes again, errors in words. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../support/run-cli.js";

const golden = (path: string) => new URL(`../golden/${path}`, import.meta.url).pathname;
const castle = golden("data/castle.csv.gz");
const MODEL = ["l_homicide ~ post + l_income | state + year", "--treatment", "post", "--cluster", "state"];
const ALL = [castle, ...MODEL, "--mediators", "l_police,unemployrt", "--weights", "popwt", "--quiet"];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-mediation-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("wasmetrics mediation", () => {
  it("gives the draws of R under the same clusters", async () => {
    const { stdout, status, stderr } = await run(
      ...["mediation", ...ALL, "--json", "--indices", golden("mediation/expected/castle_indices.csv")],
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const record = JSON.parse(stdout);
    const lines = readFileSync(golden("mediation/expected/castle_effects.csv"), "utf8").trim().split("\n");
    const [, estimate, error, low] = lines[2]!.split(",");
    expect(record.indirect.estimate).toBeCloseTo(Number(estimate), 12);
    expect(record.indirect.std_error).toBeCloseTo(Number(error), 12);
    expect(record.indirect.bootstrap.percentile.conf_low).toBeCloseTo(Number(low), 11);
    expect(record.bootstrap.indices.name).toMatch(/castle_indices\.csv$/);
  });

  it("prints paths and effects, and writes record, draws and figure, the same each time", async () => {
    const out = join(folder, "out");
    const args = ["mediation", ...ALL, "--draws", "199", "--seed", "4", "--out", out];
    const { stdout, status } = await run(...args);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^a: post on l_police +-0\.031 +0\.015/m);
    expect(stdout).toMatch(/^Indirect, through all +-0\.0009/m);
    expect(stdout).toMatch(/^Total = direct \+ indirect on the same rows/m);
    expect(stdout).toContain("sequential ignorability");
    expect(readdirSync(out).sort()).toEqual(
      ["draws.csv", "mediation.json", "mediation.png", "mediation.svg", "mediation.vl.json"].sort(),
    );
    const draws = readFileSync(join(out, "draws.csv"), "utf8");
    expect(draws.split("\n")[0]).toBe("draw,direct,indirect,total,indirect: l_police,indirect: unemployrt");
    expect(draws.trim().split("\n")).toHaveLength(200);
    expect((await run(...args, "--threads", "2")).stdout).toBe(stdout);
    expect(readFileSync(join(out, "draws.csv"), "utf8")).toBe(draws);
  });

  it("says what is wrong", async () => {
    const twice = await run("mediation", castle, ...MODEL, "--mediators", "l_income");
    expect(twice).toMatchObject({ status: 2, stdout: "" });
    expect(twice.stderr).toContain("Mediator 'l_income' is already a regressor");
    expect((await run("mediation", castle, ...MODEL, "--mediators", "police_")).stderr).toContain("police");
    expect((await run("mediation", castle, ...MODEL, "--mediators", "l_police", "--draws", "1")).status).toBe(2);
  });
});

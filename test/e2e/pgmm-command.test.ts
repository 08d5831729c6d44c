/** The command `pgmm` as built: summary, JSON, tables, xtabond2 lines, sensitivity, what is refused before data are read. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { PgmmRecord } from "../../src/verbs/pgmm/record.js";
import { run } from "../support/run-cli.js";

const data = new URL("../golden/data/smartcity_sim.csv.gz", import.meta.url).pathname;
const CONTROLS = "eco, fin, fdi, open, urban, ia, edu, infra, market";
const FORMULA = `quality ~ lag(quality, 1) + did + ${CONTROLS.replaceAll(", ", " + ")} | gmm(quality, 2:4) + iv(did, ${CONTROLS})`;
const OPTIONS = ["--panel", "city,year", "--quiet"];
const expected = JSON.parse(
  readFileSync(
    new URL("../golden/gmm/expected/city_smartcity_sim_table2_gmm_diff_twostep.json", import.meta.url),
    "utf8",
  ),
) as { readonly coef: Readonly<Record<string, number>>; readonly se: Readonly<Record<string, number>> };

describe("wasmetrics pgmm", () => {
  it("prints plm's two-step estimates with tests, instruments and what it would be called with", async () => {
    const { stdout, stderr, status } = await run("pgmm", data, FORMULA, ...OPTIONS, "--steps", "2", "--time-dummies");
    expect([status, stderr]).toEqual([0, ""]);
    const line = (name: string) => new RegExp(`^${name.replace(/[()]/g, "\\$&")} +(\\S+) +(\\S+) `, "m").exec(stdout)!;
    for (const name of ["lag(quality, 1)", "did", "edu", "2015"]) {
      const [, estimate, error] = line(name);
      expect(estimate).toBe(expected.coef[name]!.toFixed(6));
      expect(error).toBe(expected.se[name]!.toFixed(6));
    }
    expect(stdout).toContain("Observations: 2,200 (transformed rows) (dropped: 220 lags, 220 transformation)\n");
    expect(stdout).toContain("Instruments: 47\n");
    expect(stdout).toContain("Hansen (robust, weakened by many instruments): chi2(26) = 24.523383, p = 0.5461\n");
    expect(stdout).toMatch(/^AR\(2\) in first differences: z = -2\.810006, p = 0\.0050$/m);
    expect(stdout).toMatch(/^Note: No AR\(2\) in first differences is rejected/m);
    expect(stdout).toMatch(
      /^Same as: wasmetrics pgmm .* --panel city,year --model difference --transform d --steps 2/m,
    );
  });

  it("gives one JSON document, with names in the order of the covariance", async () => {
    const { stdout } = await run("pgmm", data, FORMULA, ...OPTIONS, "--model", "system", "--collapse", "--json");
    const record = JSON.parse(stdout) as PgmmRecord;
    expect(record).toMatchObject({ kind: "pgmm", model: "system", steps: 1, nobs: 2420, n_groups: 220, h: 3 });
    expect(record.vcov.names.slice(0, 3)).toEqual(["(Intercept)", "lag(quality, 1)", "did"]);
    expect(Object.keys(record.tests)).toEqual(["ar1", "ar2", "sargan", "hansen", "diff_hansen", "wald"]);
    expect(record.instruments.used).toHaveLength(record.n_instruments);
    expect(record.vcov.matrix).toHaveLength(record.vcov.names.length);
  });

  it("takes a line of xtabond2 and says what it means", async () => {
    const line =
      "xtabond2 quality L.quality did eco, gmm(L.quality, lag(1 3) collapse) iv(did eco, eq(diff)) twostep robust small nomata";
    const { stdout, status } = await run("pgmm", data, line, ...OPTIONS);
    expect(status).toBe(0);
    expect(stdout).toContain(`Translated from: ${line}\n`);
    expect(stdout).toContain(
      '"quality ~ lag(quality, 1) + did + eco | gmm(quality, 2:4, collapse = TRUE) + iv(did, eco, eq = diff)" --panel city,year --model system --transform d --steps 2 --robust --h 3 --small --singular pseudoinverse',
    );
    expect(stdout).toContain("Options that change no estimate were ignored: nomata.");
    const ours = /"(quality ~ [^"]*)"/.exec(stdout)![1]!;
    const flags = ["--model", "system", "--steps", "2", "--small", "--json"];
    const [told, meant] = [
      await run("pgmm", data, line, ...OPTIONS, "--json"),
      await run("pgmm", data, ours, ...OPTIONS, ...flags),
    ];
    const [a, b] = [JSON.parse(told.stdout), JSON.parse(meant.stdout)] as PgmmRecord[];
    expect(a!.coefficients).toEqual(b!.coefficients);
    expect(a!.tests).toEqual(b!.tests);
  });

  it("shows how the estimate changes with lags and collapse", async () => {
    const { stdout } = await run(
      "pgmm",
      data,
      FORMULA,
      ...OPTIONS,
      "--time-dummies",
      "--sensitivity",
      "1,all",
      "--json",
    );
    const { sensitivity } = JSON.parse(stdout) as PgmmRecord;
    expect(sensitivity!.map(({ lags, collapse, n_instruments }) => [lags, collapse, n_instruments])).toEqual([
      // ten periods have a lag of two; the others are did, nine controls, ten dummies
      [["2"], false, 10 + 10 + 10],
      [["2"], true, 1 + 10 + 10],
      [["2:Inf"], false, 55 + 10 + 10],
      [["2:Inf"], true, 10 + 10 + 10],
    ]);
    const alone = await run("pgmm", data, FORMULA.replace("2:4", "2"), ...OPTIONS, "--time-dummies", "--json");
    const record = JSON.parse(alone.stdout) as PgmmRecord;
    expect(sensitivity![0]!.coefficients.did).toEqual(record.coefficients.did);
  });

  it("writes tables with exact numbers", async () => {
    const { stdout } = await run(
      "pgmm",
      data,
      FORMULA,
      ...OPTIONS,
      "--steps",
      "2",
      "--time-dummies",
      "--format",
      "csv",
    );
    const lines = stdout.split("\n").map((line) => line.split(","));
    const estimate = lines.find(([term, quantity]) => term === "did" && quantity === "estimate")!;
    expect(Math.abs(Number(estimate[2]) - expected.coef.did!)).toBeLessThan(1e-9);
  });

  it.each([
    [["quality ~ lag(quality, 1) | gmm(quality, 2:4)", "--quiet"], 2, "panel_keys"],
    [["quality ~ lag(quality, 1)", ...OPTIONS], 2, "formula_instruments"],
    [["quality ~ lag(quality, 1) | gmm(quality, 2:4, eq = level)", ...OPTIONS], 2, "pgmm_equation"],
    [["quality ~ lag(quality, 1) | gmm(quality, 2:4)", ...OPTIONS, "--level", "95"], 2, "level"],
    [["xtabond2 quality L.quality qualty, gmm(L.quality)", ...OPTIONS], 2, "xtabond2_names"],
    [["xtabond2 quality L.quality, gmm(L.quality) robust", ...OPTIONS, "--steps", "2"], 2, "xtabond2_option"],
    [["quality ~ lag(quality, 1) | gmm(qualty, 2:4)", ...OPTIONS], 1, "unknown_column"],
    [["quality ~ lag(quality, 12) | gmm(quality, 13)", ...OPTIONS], 1, "no_rows_left"],
  ])("refuses %j", async (args, status, code) => {
    const result = await run("pgmm", data, ...args, "--json");
    expect(result.status).toBe(status);
    expect(JSON.parse(result.stdout).error.code).toBe(code);
  });
});

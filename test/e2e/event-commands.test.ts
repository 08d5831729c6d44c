/** The commands `event-study` and `placebo` as built: JSON, tables, files whole or not at all, errors in words. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../support/run-cli.js";

const golden = (path: string) => new URL(`../golden/${path}`, import.meta.url).pathname;
const cities = golden("data/smartcity_sim.csv.gz");
const CONTROLS = "eco + fin + fdi + open + urban + ia + edu + infra + market";
const EVENTS = `quality ~ ${CONTROLS} | city + year`;
const PLACEBO = `quality ~ did + ${CONTROLS} | city + year`;
const WINDOW = ["--window", "-4,4", "--bin", "--vcov", "cluster:city"];

/** The same numbers in another order of rows: relative, to the standard error where an estimate is smaller. */
const REORDERED = 1e-12;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-events-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("wasmetrics event-study", () => {
  const expected = JSON.parse(
    readFileSync(golden("event-study/expected/city_smartcity_sim_figure1_event.json"), "utf8"),
  );

  it("prints one JSON document with fixest's numbers", () => {
    const result = run("event-study", cities, EVENTS, "--cohort", "g", ...WINDOW, "--json");
    expect(result.status).toBe(0);
    const record = JSON.parse(result.stdout);
    expect(record.kind).toBe("event-study");
    for (const { event, estimate, std_error, reference } of record.effects) {
      if (reference) continue;
      const [coef, se] = [expected.coef[`relb::${event}`], expected.se[`relb::${event}`]];
      expect(Math.abs(estimate - coef)).toBeLessThanOrEqual(1e-9 * Math.abs(coef));
      expect(Math.abs(std_error - se)).toBeLessThanOrEqual(1e-8 * se);
    }
    expect(record.effects.map(({ n_units }: { n_units: number }) => n_units)).toEqual([
      24, 56, 92, 92, 92, 92, 92, 92, 92,
    ]);
  });

  it("prints what was chosen: rule of never treated, units, test of the leads, errors", () => {
    const { stdout, status } = run("event-study", cities, EVENTS, "--cohort", "g", ...WINDOW, "--quiet");
    expect(status).toBe(0);
    expect(stdout).toMatch(/<= -4 .* 24 /);
    expect(stdout).toMatch(/Never treated: 128 units \(g is empty, 0, Inf or after the last period/);
    expect(stdout).toContain("F(3, 2,392) = 0.3155, p = 0.814");
    expect(stdout).toMatch(/clustered by city \(220\); t with 219 df; K = 29/);
  });

  it("draws a uniform band by the seed, and says how wide it is and what it covers", () => {
    const band = ["--band", "uniform", "--draws", "499", "--seed", "3"];
    const [one, two] = ["1", "2"].map((threads) => {
      const flags = [...WINDOW, ...band, "--threads", threads, "--json"];
      return JSON.parse(run("event-study", cities, EVENTS, "--cohort", "g", ...flags).stdout);
    });
    expect(one.band).toMatchObject({ kind: "uniform", level: 0.95, draws: 499, seed: 3, weights: "mammen" });
    expect(two.effects).toEqual(one.effects);
    const { stdout } = run("event-study", cities, EVENTS, "--cohort", "g", ...WINDOW, ...band, "--quiet");
    expect(stdout).toMatch(/95% high +Band low +Band high +Units/);
    expect(stdout.replace(/\s+/g, " ")).toContain(
      `covers all 8 effects shown at once; estimate \u00b1 ${one.band.critical_value.toFixed(3)} std. errors, from 499 draws of the multiplier bootstrap by city (mammen weights, Philox4x32-10, seed 3)`,
    );
  });

  it("writes figure, numbers and record, the same bytes twice but for times", () => {
    const out = [join(folder, "a"), join(folder, "b")];
    for (const place of out) run("event-study", cities, EVENTS, "--treat", "did", ...WINDOW, "--out", place, "--quiet");
    expect(readdirSync(out[0]!).sort()).toEqual([
      "effects.csv",
      "event-study.json",
      "event-study.png",
      "event-study.svg",
      "event-study.vl.json",
    ]);
    for (const name of readdirSync(out[0]!)) {
      const [first, second] = out.map((place) => readFileSync(join(place, name)));
      if (name !== "event-study.json") expect(first!.equals(second!), name).toBe(true);
      else {
        const [a, b] = [first, second].map((bytes) => ({ ...JSON.parse(String(bytes)), timing_ms: null }));
        expect(a).toEqual(b);
      }
    }
  });

  it.each([
    ["a treatment that switches off", ["--treat", "did_literal", "--vcov", "iid"], 1, /city '9' switches off in 2015/],
    ["no variance", ["--cohort", "g"], 2, /--vcov cluster:city/],
    ["no treatment", ["--vcov", "iid"], 2, /--cohort COLUMN/],
    ["both treatments", ["--cohort", "g", "--treat", "did", "--vcov", "iid"], 2, /only one of/],
    ["a column misspelled", ["--cohort", "gg", "--vcov", "iid"], 1, /did you mean 'g'/],
    ["a window of one number", ["--cohort", "g", "--vcov", "iid", "--window", "4"], 2, /two whole numbers/],
    [
      "a band misspelled",
      ["--cohort", "g", "--vcov", "cluster:city", "--band", "unifrom"],
      2,
      /did you mean 'uniform'/,
    ],
    ["draws of no band", ["--cohort", "g", "--vcov", "cluster:city", "--draws", "99"], 2, /--band uniform/],
    ["a band by no cluster", ["--cohort", "g", "--vcov", "iid", "--band", "uniform"], 2, /clusters of one clustering/],
    ["another estimator", ["--cohort", "g", "--vcov", "iid", "--estimator", "cs"], 2, /not part of this version/],
    ["Word", ["--cohort", "g", "--vcov", "iid", "--format", "docx"], 2, /docx/],
  ])("refuses %s", (_, flags, status, message) => {
    const place = join(folder, "refused");
    const result = run("event-study", cities, EVENTS, ...flags, "--out", place);
    expect(result.status).toBe(status);
    expect(result.stderr).toMatch(message);
    expect(existsSync(place)).toBe(false);
  });

  it("asks for unit and time where the effects don't tell", () => {
    const result = run("event-study", cities, "quality ~ 1 | city + province^year", "--cohort", "g", "--vcov", "iid");
    expect(result.status).toBe(2);
    expect(result.stderr).toMatch(/--panel unit,time/);
    const told = run(
      ...["event-study", cities, "quality ~ 1 | city + province^year", "--cohort", "g"],
      ...["--vcov", "cluster:city", "--panel", "city,year", "--quiet"],
    );
    expect(told.status).toBe(0);
  });
});

describe("wasmetrics placebo", () => {
  it("is the same for rows in any order, and prints seed and generator", () => {
    const [header, ...rows] = gunzipSync(readFileSync(cities)).toString().trimEnd().split("\n");
    const turned = join(folder, "turned.csv");
    writeFileSync(turned, `${[header, ...rows.reverse()].join("\n")}\n`);
    const [a, b] = [cities, turned].map((data) =>
      JSON.parse(run("placebo", data, PLACEBO, "--term", "did", "--draws", "40", "--seed", "42", "--json").stdout),
    );
    expect(a.source).toEqual({ generator: "Philox4x32-10", seed: 42 });
    expect(a.provenance.seed).toBe(42);
    for (const key of ["estimate", "std_error"]) {
      a.draws[key].forEach((value: number, i: number) => {
        expect(Math.abs(b.draws[key][i] - value)).toBeLessThanOrEqual(
          REORDERED * Math.max(Math.abs(value), a.observed.std_error),
        );
      });
    }
    expect(b.p_value).toEqual(a.p_value);
  });

  it("takes assignments from a file and writes all of a run", () => {
    const file = golden("placebo/expected/city_smartcity_sim_figure2_permutations.csv.gz");
    const out = join(folder, "placebo");
    const result = run("placebo", cities, PLACEBO, "--term", "did", "--permutations", file, "--out", out, "--quiet");
    expect(result.status).toBe(0);
    expect(result.stdout).toMatch(/p = \(1 \+ b\) \/ \(1 \+ B\)\s+0\.00200\s+0\.00200/);
    expect(result.stdout).toContain("city_smartcity_sim_figure2_permutations.csv");
    expect(readdirSync(out).sort()).toEqual([
      "draws.csv",
      "placebo.json",
      "placebo.png",
      "placebo.svg",
      "placebo.vl.json",
    ]);
    const [head, first, ...rest] = readFileSync(join(out, "draws.csv"), "utf8").trimEnd().split("\n");
    expect(head).toBe("draw,estimate,std_error,statistic,p_value");
    expect(first).toMatch(/^1,0\.0035100806206/);
    expect(rest).toHaveLength(499);
  });

  it.each([
    ["no term", [], 2, /--term/],
    ["a term misspelled", ["--term", "didd"], 2, /did you mean 'did'/],
    ["a regressor that is no treatment", ["--term", "eco"], 1, /0 or 1 was expected/],
    ["strata in time", ["--term", "did", "--kind", "time", "--strata", "city"], 2, /not both/],
    ["a seed that is no number", ["--term", "did", "--seed", "x"], 2, /whole number/],
    ["a folder that can't be written", ["--term", "did", "--draws", "4", "--out", "/dev/null/x"], 1, /Can't write/],
  ])("refuses %s", (_, flags, status, message) => {
    const result = run("placebo", cities, PLACEBO, ...flags);
    expect(result.status).toBe(status);
    expect(result.stderr).toMatch(message);
  });
});

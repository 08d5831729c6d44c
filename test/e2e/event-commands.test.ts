/** The commands `event-study` and `placebo` as built: JSON, tables, files whole or not at all, errors in words. */
import { spawn } from "node:child_process";
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

  it("prints one JSON document with fixest's numbers", async () => {
    const result = await run("event-study", cities, EVENTS, "--cohort", "g", ...WINDOW, "--json");
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

  it("prints what was chosen: rule of never treated, units, test of the leads, errors", async () => {
    const { stdout, status } = await run("event-study", cities, EVENTS, "--cohort", "g", ...WINDOW, "--quiet");
    expect(status).toBe(0);
    expect(stdout).toMatch(/<= -4 .* 24 /);
    expect(stdout).toMatch(/Never treated: 128 units \(g is empty, 0, Inf or after the last period/);
    expect(stdout).toContain("F(3, 2,392) = 0.3155, p = 0.814");
    expect(stdout).toMatch(/clustered by city \(220\); t with 219 df; K = 29/);
  });

  it("draws a uniform band by the seed, and says how wide it is and what it covers", async () => {
    const band = ["--band", "uniform", "--draws", "499", "--seed", "3"];
    const on = async (threads: string) => {
      const flags = [...WINDOW, ...band, "--threads", threads, "--json"];
      return JSON.parse((await run("event-study", cities, EVENTS, "--cohort", "g", ...flags)).stdout);
    };
    const [one, two] = [await on("1"), await on("2")];
    expect(one.band).toMatchObject({ kind: "uniform", level: 0.95, draws: 499, seed: 3, weights: "mammen" });
    expect(two.effects).toEqual(one.effects);
    const { stdout } = await run("event-study", cities, EVENTS, "--cohort", "g", ...WINDOW, ...band, "--quiet");
    expect(stdout).toMatch(/95% high +Band low +Band high +Units/);
    expect(stdout.replace(/\s+/g, " ")).toContain(
      `covers all 8 effects shown at once; estimate \u00b1 ${one.band.critical_value.toFixed(3)} std. errors, from 499 draws of the multiplier bootstrap by city (mammen weights, Philox4x32-10, seed 3)`,
    );
  });

  it("writes figure, numbers and record, the same bytes twice but for times", async () => {
    const out = [join(folder, "a"), join(folder, "b")];
    for (const place of out)
      await run("event-study", cities, EVENTS, "--treat", "did", ...WINDOW, "--out", place, "--quiet");
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
    [
      "an estimator misspelled",
      ["--cohort", "g", "--estimator", "sunad"],
      2,
      /--estimator must be one of twfe, cs, .*did you mean 'sunab'\?/,
    ],
    [
      "what is of two-way effects alone",
      ["--cohort", "g", "--estimator", "cs", ...["--window", "-4,4", "--bin", "--ref", "-2"]],
      2,
      /^error: --ref and --bin: options of two-way effects, which mean nothing for cs; leave out, or use --estimator twfe/,
    ],
    [
      "what did refuses, as did does",
      ["--treat", "did_literal", "--estimator", "bjs"],
      1,
      /'did_literal' of \d+ units switches off .*: bjs needs a treatment that stays/,
    ],
  ])("refuses %s", async (_, flags, status, message) => {
    const place = join(folder, "refused");
    const result = await run("event-study", cities, EVENTS, ...flags, "--out", place);
    expect(result.status).toBe(status);
    expect(result.stderr).toMatch(message);
    expect(existsSync(place)).toBe(false);
  });

  it("puts Word into the folder, and prints text", async () => {
    const place = join(folder, "word");
    const flags = ["--cohort", "g", "--vcov", "iid", "--format", "docx", "--out", place];
    const result = await run("event-study", cities, EVENTS, ...flags);
    expect(result.status).toBe(0);
    expect(result.stdout).toMatch(/^-+$/m);
    expect(readFileSync(join(place, "event-study.docx")).subarray(0, 2).toString()).toBe("PK");
  });

  it.each(["cs", "sunab", "bjs", "did2s", "etwfe", "stacked", "lpdid"])(
    "has %s by event time, as did has it",
    async (name) => {
      const flags = [
        "--cohort",
        "g",
        "--window",
        "-3,2",
        ...["--band", "uniform", "--draws", "199", "--seed", "3", "--json"],
      ];
      const [own, by] = await Promise.all([
        run("event-study", cities, "quality ~ 1 | city + year", ...flags, "--estimator", name),
        run("did", cities, "quality ~ 1 | city + year", ...flags, "--estimator", name),
      ]);
      expect([own.status, by.status]).toEqual([0, 0]);
      expect(JSON.parse(own.stdout)).toEqual(JSON.parse(by.stdout));
    },
  );

  it("shows another estimator with the table, the files and the figure of two-way effects", async () => {
    const place = join(folder, "sunab");
    const flags = ["--cohort", "g", "--estimator", "sunab", "--window", "-3,2", "--quiet"];
    const { status, stdout } = await run("event-study", cities, "quality ~ 1 | city + year", ...flags, "--out", place);
    expect(status).toBe(0);
    expect(stdout).toMatch(/Event time +Estimate +Std\. error +95% low +95% high +Units +Cohorts/);
    expect(stdout).toMatch(/^\u22121 +0 +reference +92 +3$/m);
    expect(readdirSync(place).sort()).toEqual([
      "effects.csv",
      "event-study.json",
      "event-study.png",
      "event-study.svg",
      "event-study.vl.json",
    ]);
    const [head, ...rows] = readFileSync(join(place, "effects.csv"), "utf8").trimEnd().split("\n");
    expect(head).toBe("term,quantity,Estimate,Std. error,95% low,95% high,Units,Cohorts");
    expect(rows.map((row) => row.split(",")[0])).toEqual([
      ...[-3, -2, -1, 0, 1, 2].map((at) => `event::${at}`),
      "average",
    ]);
    const spec = readFileSync(join(place, "event-study.vl.json"), "utf8");
    for (const layer of ["reference", "onset", "estimate"]) expect(spec).toMatch(new RegExp(`"name": ?"${layer}"`));
  });

  it("draws a uniform band of another estimator as often as its own", async () => {
    const flags = ["--cohort", "g", "--estimator", "sunab", "--band", "uniform", "--json"];
    const record = JSON.parse((await run("event-study", cities, "quality ~ 1 | city + year", ...flags)).stdout);
    expect(record.estimates[0].band).toMatchObject({ draws: 9999, seed: 1 });
  });

  it("asks for unit and time where the effects don't tell", async () => {
    const result = await run(
      "event-study",
      cities,
      "quality ~ 1 | city + province^year",
      "--cohort",
      "g",
      "--vcov",
      "iid",
    );
    expect(result.status).toBe(2);
    expect(result.stderr).toMatch(/--panel unit,time/);
    const told = await run(
      ...["event-study", cities, "quality ~ 1 | city + province^year", "--cohort", "g"],
      ...["--vcov", "cluster:city", "--panel", "city,year", "--quiet"],
    );
    expect(told.status).toBe(0);
  });
});

describe("wasmetrics placebo", () => {
  it("is the same for rows in any order, and prints seed and generator", async () => {
    const [header, ...rows] = gunzipSync(readFileSync(cities)).toString().trimEnd().split("\n");
    const turned = join(folder, "turned.csv");
    writeFileSync(turned, `${[header, ...rows.reverse()].join("\n")}\n`);
    const placebo = async (data: string) =>
      JSON.parse(
        (await run("placebo", data, PLACEBO, "--term", "did", "--draws", "40", "--seed", "42", "--json")).stdout,
      );
    const [a, b] = [await placebo(cities), await placebo(turned)];
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

  it("takes assignments from a file and writes all of a run", async () => {
    const file = golden("placebo/expected/city_smartcity_sim_figure2_permutations.csv.gz");
    const out = join(folder, "placebo");
    const result = await run(
      "placebo",
      cities,
      PLACEBO,
      "--term",
      "did",
      "--permutations",
      file,
      "--out",
      out,
      "--quiet",
    );
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

  it("in time writes a second figure, of all cohorts moved together", async () => {
    const out = join(folder, "in-time");
    const result = await run("placebo", cities, PLACEBO, "--term", "did", "--kind", "time", "--out", out, "--quiet");
    expect(result.status).toBe(0);
    expect(result.stdout).toMatch(/p = \(1 \+ b\) \/ \(1 \+ B\)\s+0\.14286\s+0\.14286/);
    expect(readdirSync(out)).toEqual(
      expect.arrayContaining(["placebo-shifts.png", "placebo-shifts.svg", "placebo.svg"]),
    );
  });

  it("deals a city's policy to cities where rows are firms, many a city and year", async () => {
    // 30 cities of three firms over six years; ten cities treated from 2012, ten from 2014
    const lines = ["firm,city,year,y,did"];
    for (let city = 1; city <= 30; city++) {
      const from = city <= 10 ? 2012 : city <= 20 ? 2014 : 3000;
      for (let f = 0; f < 3; f++) {
        for (let year = 2010; year <= 2015; year++) {
          const noise = ((city * 37 + f * 11 + year * year * 7 + city * year * 3) % 101) / 50;
          const did = Number(year >= from);
          lines.push([`f${city}_${f}`, `c${city}`, year, noise + 2 * did + f, did].join(","));
        }
      }
    }
    const rows = join(folder, "firms.csv");
    writeFileSync(rows, `${lines.join("\n")}\n`);
    const flags = ["--term", "did", "--unit", "city", "--time", "year", "--draws", "99"];
    const result = await run("placebo", rows, "y ~ did | firm + year", ...flags, "--json", "--quiet");
    expect(result.stderr).toBe("");
    expect(result.status).toBe(0);
    const record = JSON.parse(result.stdout);
    expect(record.nobs).toBe(540);
    expect(record).toMatchObject({ unit: "city", method: "moments", pool: { units: 30, treated: 20 } });
    expect(record.cohorts).toEqual([
      { cohort: 2012, units: 10 },
      { cohort: 2014, units: 10 },
    ]);
    expect(record.vcov.clusters).toEqual({ city: 30 });
    expect(record.p_value).toEqual({ estimate: 0.01, statistic: 0.01 });
    const fit = JSON.parse(
      (await run("feols", rows, "y ~ did | firm + year", "--vcov", "cluster:city", "--json")).stdout,
    );
    expect(record.observed.estimate).toBeCloseTo(fit.coefficients.did.estimate, 10);
    // one firm out of step with its city
    writeFileSync(rows, `${lines.with(-1, lines.at(-1)!.replace(/0$/, "1")).join("\n")}\n`);
    const torn = await run("placebo", rows, "y ~ did | firm + year", ...flags);
    expect(torn.status).toBe(1);
    expect(torn.stderr).toMatch(/c30/);
  });

  it("Ctrl-C with --keep-partial gives the draws made so far, labelled", async () => {
    const script = new URL("../../bin/wasmetrics", import.meta.url).pathname;
    const args = [
      script,
      "placebo",
      cities,
      PLACEBO,
      "--term",
      "did",
      "--draws",
      "9999999",
      "--keep-partial",
      "--json",
    ];
    const child = spawn(process.execPath, args);
    const output: string[] = [];
    child.stdout.on("data", (chunk) => output.push(String(chunk)));
    let sent = false;
    child.stderr.on("data", (chunk) => {
      if (sent || !String(chunk).includes("placebo draws")) return;
      sent = true;
      setTimeout(() => child.kill("SIGINT"), 200);
    });
    const status = await new Promise((resolve) => child.on("close", resolve));
    expect(status).toBe(0);
    const { counts, draws, notes, p_value } = JSON.parse(output.join(""));
    expect(counts.requested).toBe(9_999_999);
    expect(counts.done).toBeGreaterThan(0);
    expect(counts.done).toBeLessThan(9_999_999);
    expect(draws.estimate).toHaveLength(counts.done);
    expect(p_value.estimate).toBe((1 + counts.at_least_estimate) / (1 + counts.used));
    expect(notes.map(({ code }: { code: string }) => code)).toContain("partial");
  });

  it.each([
    ["no term", [], 2, /--term/],
    ["a term misspelled", ["--term", "didd"], 2, /did you mean 'did'/],
    ["a regressor that is no treatment", ["--term", "eco"], 1, /0 or 1 was expected/],
    ["strata in time", ["--term", "did", "--kind", "time", "--strata", "city"], 2, /not both/],
    ["a seed that is no number", ["--term", "did", "--seed", "x"], 2, /whole number/],
    ["a folder that can't be written", ["--term", "did", "--draws", "4", "--out", "/dev/null/x"], 1, /Can't write/],
  ])("refuses %s", async (_, flags, status, message) => {
    const result = await run("placebo", cities, PLACEBO, ...flags);
    expect(result.status).toBe(status);
    expect(result.stderr).toMatch(message);
  });
});

/** The command `did` as built: JSON, tables, files whole or not at all, refusals in a referee's words. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DidRecord } from "../../src/verbs/did/design/record.js";
import { run } from "../support/run-cli.js";

const golden = (path: string) => new URL(`../golden/${path}`, import.meta.url).pathname;
const counties = golden("data/mpdta.csv.gz");
const cities = golden("data/smartcity_sim.csv.gz");
const COUNTIES = ["did", counties, "lemp ~ 1 | countyreal + year", "--cohort", "first.treat"];
const CITIES = ["did", cities, "quality ~ 1 | city + year"];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-did-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const recordOf = async (...flags: string[]): Promise<DidRecord> => {
  const { status, stdout, stderr } = await run(...flags, "--json", "--quiet");
  expect([status, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout) as DidRecord;
};

describe("wasmetrics did", () => {
  it("prints one JSON document: the design once, an estimate a name in the order asked for", async () => {
    const record = await recordOf(...COUNTIES, "--estimator", "sunab,cs,twfe");
    expect(record.kind).toBe("did");
    expect(record.estimates.map(({ estimator }) => estimator)).toEqual(["sunab", "cs", "twfe"]);
    expect(record.design.cohorts.map(({ cohort, units }) => [cohort, units])).toEqual([
      [2004, 20],
      [2006, 40],
      [2007, 131],
    ]);
    expect(record.design.never.units).toBe(309);
    expect(record.cluster).toBe("countyreal");
  });

  it("has cs alone unless estimators are named, and every average", async () => {
    for (const [by, key, at] of [
      ["dynamic", "event", [-3, -2, -1, 0, 1, 2, 3]],
      ["group", "group", [2004, 2006, 2007]],
      ["calendar", "time", [2004, 2005, 2006, 2007]],
    ] as const) {
      const { estimates } = await recordOf(...COUNTIES, "--aggregate", by);
      expect(estimates.map(({ estimator }) => estimator)).toEqual(["cs"]);
      expect(estimates[0]!.effects.map((effect) => effect[key])).toEqual(at);
    }
    const [simple] = (await recordOf(...COUNTIES, "--aggregate", "simple")).estimates;
    expect(simple!.effects).toHaveLength(1);
    expect(simple!.overall.estimate).toBe(simple!.effects[0]!.estimate);
  });

  it("prints one estimator with intervals and counts, several side by side, the design beneath", async () => {
    const one = (await run(...COUNTIES, "--estimator", "sunab", "--quiet")).stdout;
    expect(one).toMatch(/Event time +Estimate +Std\. error +95% low +95% high +Units +Cohorts/);
    expect(one).toMatch(/^\u22121 +0 +reference +191 +3$/m);
    const flat = one.replace(/\s+/g, " ");
    expect(flat).toContain("Cohorts (units) by first treated period: 2004 (20), 2006 (40), 2007 (131).");
    expect(flat).toContain("errors by 500 clusters (countyreal)");
    const several = (await run(...COUNTIES, "--estimator", "sunab,stacked", "--window", "-1,0", "--quiet")).stdout;
    expect(several).toMatch(/Event time +sunab +stacked/);
    expect(several).toMatch(/^0 +-?0\.\d+ +-?0\.\d+\n +\(0\.\d+\) +\(0\.\d+\)$/m);
    expect(several.replace(/\s+/g, " ")).toMatch(/Average of event time 0, by treated rows/);
  });

  it("writes record, numbers and figures, the same bytes twice and on more threads", async () => {
    const out = [join(folder, "a"), join(folder, "b")];
    const flags = ["--estimator", "cs,twfe", "--band", "uniform", "--seed", "4", "--quiet"];
    for (const [i, place] of out.entries()) {
      const { status } = await run(...COUNTIES, ...flags, "--threads", String(i + 1), "--out", place);
      expect(status).toBe(0);
    }
    const figures = ["cells-cs", "design", "did"];
    expect(readdirSync(out[0]!).sort()).toEqual(
      [
        "effects.csv",
        "did.json",
        ...figures.flatMap((name) => [".png", ".svg", ".vl.json"].map((end) => name + end)),
      ].sort(),
    );
    for (const name of readdirSync(out[0]!)) {
      const [first, second] = out.map((place) => readFileSync(join(place, name)));
      if (name !== "did.json") expect(first!.equals(second!), name).toBe(true);
    }
    const [a, b] = out.map((place) => JSON.parse(readFileSync(join(place, "did.json"), "utf8")) as DidRecord);
    expect(a!.estimates).toEqual(b!.estimates);
  });

  it("writes effects.csv with all digits: a row an effect and one for the average", async () => {
    const place = join(folder, "numbers");
    await run(...COUNTIES, "--estimator", "cs,sunab", "--aggregate", "group", "--quiet", "--out", place);
    const record = JSON.parse(readFileSync(join(place, "did.json"), "utf8")) as DidRecord;
    const [head, ...rows] = readFileSync(join(place, "effects.csv"), "utf8").trimEnd().split("\n");
    expect(head).toBe("term,quantity,at,estimate,std_error,conf_low,conf_high,band_low,band_high,p_value,n_units");
    expect(rows).toHaveLength(8);
    const [{ effects, overall }] = [record.estimates[1]!];
    const [name, , at, estimate, error, ...rest] = rows[4]!.split(",");
    expect([name, Number(at), Number(estimate), Number(error)]).toEqual([
      ...["sunab", 2004],
      ...[effects[0]!.estimate, effects[0]!.std_error],
    ]);
    expect([rest[2], rest[3], rest[5]]).toEqual(["", "", "20"]);
    expect(rows[7]!.startsWith(`sunab,,average,${overall.estimate},`)).toBe(true);
  });

  it("leaves out the figure of effects where there is one average of all", async () => {
    const place = join(folder, "simple");
    await run(...COUNTIES, "--estimator", "etwfe", "--aggregate", "simple", "--quiet", "--out", place);
    expect(
      readdirSync(place)
        .filter((name) => name.endsWith(".svg"))
        .sort(),
    ).toEqual(["cells-etwfe.svg", "design.svg"]);
  });

  it("has what two-way effects compare beside estimators, and alone", async () => {
    const { estimates, comparisons } = await recordOf(...COUNTIES, "--estimator", "bacon,twfe,twfe-weights");
    expect(estimates.map(({ estimator }) => estimator)).toEqual(["twfe"]);
    expect(comparisons!.map(({ decomposition }) => decomposition)).toEqual(["bacon", "twfe-weights"]);
    const { status, stdout } = await run(...COUNTIES, "--estimator", "bacon", "--quiet");
    expect(status).toBe(0);
    expect(stdout).not.toContain("Event time");
  });

  it("codes never treated as the data do", async () => {
    const [header, ...rows] = gunzipSync(readFileSync(counties)).toString().trimEnd().split("\n");
    const plain = await recordOf(...COUNTIES, "--estimator", "sunab");
    for (const [i, code] of ["", "Inf", "9999"].entries()) {
      const place = join(folder, `never-${i}.csv`);
      const coded = rows.map((row) => row.replace(/,0,(\d)$/, `,${code},$1`));
      writeFileSync(place, `${[header, ...coded].join("\n")}\n`);
      const found = await recordOf("did", place, ...COUNTIES.slice(2), "--estimator", "sunab");
      expect(found.estimates).toEqual(plain.estimates);
      expect(found.design.never.units).toBe(309);
    }
    const place = join(folder, "never-text.csv");
    writeFileSync(place, `${[header, ...rows.map((row) => row.replace(/,0,(\d)$/, ",none,$1"))].join("\n")}\n`);
    const named = await recordOf("did", place, ...COUNTIES.slice(2), "--estimator", "sunab", "--never", "none");
    expect(named.estimates).toEqual(plain.estimates);
  });

  it("uses a treatment that switches off where an estimator can", async () => {
    const flags = ["--treat", "did_literal", "--estimator", "twfe,lpdid", "--aggregate", "simple"];
    const { estimates } = await recordOf(...CITIES, ...flags, "--stable", "2", "--window", "-3,2");
    expect(estimates.map(({ effects }) => effects.length)).toEqual([1, 1]);
  });

  it.each([
    ["no treatment", ["--estimator", "cs"], 2, /did needs --cohort COLUMN .* or --treat COLUMN/],
    ["both", ["--cohort", "g", "--treat", "did"], 2, /did needs only one of --cohort COLUMN/],
    ["a name misspelled", ["--cohort", "g", "--estimator", "sunad"], 2, /did you mean 'sunab'\?/],
    ["draws of no band", ["--cohort", "g", "--draws", "99"], 2, /add --band uniform/],
    ["a never of no cohort", ["--treat", "did", "--never", "0"], 2, /--never names a value of --cohort/],
    [
      "a design that an estimator cannot use, with what can",
      ["--treat", "did_literal", "--estimator", "cs"],
      1,
      /Treatment 'did_literal' of \d+ units switches off \(first: '\d+' in row \d+\): cs needs a treatment that stays as it is once it has begun; .*twfe.* can use it/,
    ],
    [
      "averages that an estimator does not have",
      ["--cohort", "g", "--estimator", "lpdid", "--aggregate", "group"],
      2,
      /lpdid has no averages 'group': it estimates dynamic and simple effects alone; use --aggregate dynamic/,
    ],
    [
      "a Poisson regression of others",
      ["--cohort", "g", "--estimator", "cs,etwfe", "--family", "poisson"],
      2,
      /is for etwfe: cs is linear/,
    ],
  ])("refuses %s", async (_, flags, status, message) => {
    const place = join(folder, "refused");
    const result = await run(...CITIES, ...flags, "--out", place);
    expect(result.status).toBe(status);
    expect(result.stderr.replace(/\s+/g, " ")).toMatch(message);
    expect(existsSync(place)).toBe(false);
  });

  it("refuses a formula of other effects than unit and time, a duplicate of them, a cohort that varies", async () => {
    const other = await run(
      "did",
      counties,
      "lemp ~ 1 | countyreal",
      "--panel",
      "countyreal,year",
      "--cohort",
      "first.treat",
    );
    expect([other.status, other.stderr]).toEqual([2, expect.stringContaining("write | countyreal + year")]);
    const [header, ...rows] = gunzipSync(readFileSync(counties)).toString().trimEnd().split("\n");
    const twice = join(folder, "twice.csv");
    writeFileSync(twice, `${[header, ...rows, rows[0]].join("\n")}\n`);
    const doubled = await run("did", twice, ...COUNTIES.slice(2));
    expect(doubled.status).toBe(1);
    expect(doubled.stderr).toMatch(/countyreal.*8001/);
    const varies = await run("did", counties, "lemp ~ 1 | countyreal + year", "--cohort", "lemp");
    expect(varies.status).toBe(1);
    expect(varies.stderr).toContain("lemp");
  });
});

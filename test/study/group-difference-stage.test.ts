/** The stage of regressions by group: how groups are made, what is left out and told, what it refuses and where. */
import { beforeAll, describe, expect, test } from "vitest";
import { panel } from "../../src/data/panel/panel.js";
import { parseCsv } from "../../src/data/table/csv.js";
import { selectRows, withColumns } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { cellText, type TableModel } from "../../src/report/table-model.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { distanceLine, estimateLine } from "../../src/study/headline/distance.js";
import type { HeterogeneityResult } from "../../src/study/stages/group-difference/cautions.js";
import { presentHeterogeneity } from "../../src/study/stages/group-difference/present.js";
import type { HeterogeneitySpec } from "../../src/study/stages/group-difference/schema.js";
import { wald } from "../../src/verbs/combinations/wald.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { runWholeStudy } from "../support/run-whole-study.js";
import { CITIES, csvOf, smallRows } from "./small-study.js";

const plain = parseCsv(csvOf(smallRows()));
const city = plain.numeric("city");
const year = plain.numeric("year");
/** Regions of eight cities each, a coast, and wealth that differs by city and grows, in some more. */
const cities = withColumns(plain, [
  {
    kind: "text",
    name: "region",
    codes: Uint32Array.from(city, (c) => Math.floor((c - 1) / 8)),
    levels: ["A", "B", "C"],
  },
  { kind: "numeric", name: "coast", values: city.map((c) => Number(c % 4 < 2)) },
  { kind: "numeric", name: "wealth", values: city.map((c, i) => ((c * 5) % 12) + (year[i]! - 2010) * ((c % 5) / 2)) },
]);

const HEAD = `title: Small
data: { cities: cities.csv }
panel: { data: cities, unit: city, time: year, outcome: quality, controls: [eco] }
treatment: { cohort: g, codings: { did: { coding: absorbing, label: Pilot } } }
variance: cluster:city
words: { unit: city, units: cities }
stages:
  table1:
    stage: group-difference
    treatment: did
    permutations: 19
`;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

async function stage(body: string, table = cities) {
  const file = parseStudy(`${HEAD}${body}`, "s.yaml");
  const { shown, record } = await runWholeStudy(engine, file, new Map([["cities", table]]));
  const [main, tests] = shown[0]!.exhibits;
  if (main?.kind !== "table" || tests?.kind !== "table") throw new Error("expected two tables");
  const made = record.stages.table1 as unknown as HeterogeneityResult;
  return { made, split: made.splits[0]!, main: main.table, tests: tests.table, cautions: shown[0]!.cautions };
}
const splits = (...own: string[]) => `    splits: [${own.map((text) => `{ ${text} }`).join(", ")}]\n`;
const cells = ({ rows }: TableModel, label: string) =>
  rows.find((row) => (row.name ?? row.label) === label)!.cells.map(cellText);

test("the columns state what they estimate, and how far each is from the headline", async () => {
  const own = "  led: { stage: regressions, columns: [{ treatment: did }] }\nheadline: { stage: led, column: 1 }\n";
  const file = parseStudy(`${HEAD}${splits("by: coast")}${own}`, "s.yaml");
  const study = await runWholeStudy(engine, file, new Map([["cities", cities]]));
  const { estimate, std_error } = study.record.headline!.columns[0]!;
  const made = study.record.stages.table1 as unknown as HeterogeneityResult;
  const [yes, no] = made.splits[0]!.models.map(({ fit }) => fit.coefficients.did!.estimate - estimate);
  const said = (by: number) =>
    new RegExp(`${by.toFixed(3)}[^0-9]*${(by / std_error!).toFixed(1).replace("-", "[-−]")}`);
  const estimates = study.shown.find(({ name }) => name === "table1")!.exhibits[0]!.estimates!;
  expect(estimates).toMatchObject([
    { name: "coast: yes", facts: { treatment: "did", subset: "coast = 1", controls: [] } },
    { name: "coast: no", facts: { treatment: "did", subset: "coast = 0", controls: [] } },
  ]);
  for (const language of ["en", "zh"] as const) {
    const texts = distanceLine(estimates, study.record.headline, language)[0]![1].split(/; |；/);
    expect(texts).toEqual([expect.stringMatching(said(yes!)), expect.stringMatching(said(no!))]);
    expect(estimateLine(estimates, study.record.headline, String, language)[0]![1]).toMatch(/city \+ year/);
  }
});

describe("groups", () => {
  test("are cut at the median of the units' means before the first treated period unless told otherwise", async () => {
    const { split, main } = await stage(splits("by: wealth"));
    const means = Array.from({ length: CITIES }, (_, i) => {
      const own = [...city.keys()].filter((row) => city[row] === i + 1 && year[row]! < 2013);
      return own.reduce((sum, row) => sum + cities.numeric("wealth")[row]!, 0) / own.length;
    }).sort((a, b) => a - b);
    const median = (means[CITIES / 2 - 1]! + means[CITIES / 2]!) / 2;
    expect(split).toMatchObject({ at: "unit-mean-before", before: 2013, shares: [0.5], changing: 0, constant: false });
    expect(split.cuts).toEqual([median]);
    expect(split.models.map(({ units }) => units)).toEqual(
      [means.filter((mean) => mean > median), means.filter((mean) => mean <= median)].map((own) => own.length),
    );
    expect(main.heads.map((head) => head.at(-1))).toEqual(["High: wealth", "Low: wealth"]);
    expect(main.notes).toContain(
      `wealth: mean of each city over the periods before 2013, the first treated period of the sample, split at the median across cities (${Number(median.toPrecision(4))}).`,
    );
  });

  test("are the values of text, and of a column of 0 and 1, one first", async () => {
    const { made, main } = await stage(splits("by: region", "by: coast", "by: coast > 0.5"));
    expect(made.splits.map(({ groups }) => groups.map(({ level }) => level))).toEqual([
      ["A", "B", "C"],
      ["1", "0"],
      ["1", "0"],
    ]);
    expect(main.heads.map((head) => head.at(-1))).toEqual([
      ...["region: A", "region: B", "region: C", "coast: yes", "coast: no"],
      ...["coast > 0.5: yes", "coast > 0.5: no"],
    ]);
    const alone = feols(engine, cities, "quality ~ did | city + year", { vcov: "cluster:city", subset: "coast == 0" });
    expect(made.splits[1]!.models[1]!.fit.coefficients).toEqual(alone.coefficients);
  });

  test("are chosen values, put together under names, and intervals between several cuts", async () => {
    const { made, main } = await stage(
      splits(
        "by: region, values: { East: [A], Rest: [B, C] }",
        "by: region, values: [C, A]",
        "by: wealth, at: unit-mean, cut: { quantile: [0.3, 0.6] }",
      ),
    );
    const [named, chosen, intervals] = made.splits;
    expect(named!.models.map(({ units }) => units)).toEqual([8, 16]);
    expect(chosen).toMatchObject({ other: 64, missing: { rows: 0, units: 0 } });
    expect(main.notes.join("\n")).toContain("region: groups by its values, East being A; Rest being B, C.");
    expect(main.notes.join("\n")).toContain("64 rows with other values are omitted.");
    const [low, high] = intervals!.cuts;
    expect(intervals!.groups.map(({ above, to }) => [above, to])).toEqual([
      [high, null],
      [low, high],
      [null, low],
    ]);
    expect(intervals!.models.reduce((sum, { units }) => sum + units, 0)).toBe(CITIES);
  });

  test("leave out units without a row before treatment, and count them", async () => {
    const late = selectRows(
      cities,
      Uint32Array.from(city.keys()).filter((row) => city[row] !== 2 || year[row]! >= 2013),
    );
    const { split, main, made } = await stage(splits("by: wealth"), late);
    expect(split.missing).toEqual({ rows: 5, units: 1 });
    expect(main.notes.join("\n")).toContain("; 5 rows without a value are omitted, including every row of 1 cities.");
    const used = made.splits[0]!.models.reduce((sum, { fit }) => sum + fit.nobs, 0);
    expect(used).toBe(late.nRows - 5);
  });

  test("of observations change over time: counted, cautioned, and not permuted", async () => {
    const { split, tests, cautions, main } = await stage(splits("by: wealth, at: observation, cut: 8"));
    expect(split.changing).toBeGreaterThan(0);
    expect(cells(main, "Cities in several groups")).toEqual([String(split.changing), String(split.changing)]);
    expect(cells(tests, "wealth, permutation over units").at(-1)).toBe(
      `not defined: ${split.changing} cities change group over time, so labels can't be permuted over cities`,
    );
    expect(cautions.some((text) => text.includes("may itself be changed by treatment"))).toBe(true);
    expect(cautions.some((text) => text.includes(`${split.changing} cities are in more than one group`))).toBe(true);
    const before = await stage(splits("by: wealth"));
    expect(before.cautions.join("\n")).not.toMatch(/changed by treatment|more than one group/);
  });
});

describe("tests of the difference", () => {
  test("of three groups is joint: the same as a Wald test of the regression written out", async () => {
    const { split, main, tests } = await stage(`    controls: true\n${splits("by: region")}`);
    const fit = feols(engine, cities, "quality ~ region:did + region:eco | city^region + year^region", {
      vcov: "cluster:city",
    });
    const joint = wald(engine, fit, ["regionA:did = regionB:did", "regionA:did = regionC:did"]);
    const interacted = split.tests.find((own) => own.test === "interacted")!;
    const { df2, p_value } = joint.by_t_df!;
    expect(interacted).toMatchObject({ estimate: null, statistic: joint.statistic, p_value });
    expect([interacted.df, df2]).toEqual([[2, df2], fit.vcov.df]);
    expect(main.rows.map(({ label }) => label)).not.toContain("Difference between groups");
    expect(cells(main, "p of equality of all groups")[0]).not.toBe("");
    expect(cells(tests, "region, permutation over units").at(-1)).toContain("compares two groups");
    // Cochran's Q of two groups is z squared
    const pair = await stage(splits("by: region, values: [A, B]"));
    const z = pair.split.tests.find((own) => own.test === "independent")!;
    const [a, b] = pair.split.models.map(({ fit: { coefficients } }) => coefficients.did!);
    expect(z.statistic).toBeCloseTo((a!.estimate - b!.estimate) / Math.hypot(a!.std_error, b!.std_error), 12);
  });

  test("Cochran's Q against its textbook form", async () => {
    const { split } = await stage(splits("by: region"));
    const own = split.models.map(({ fit }) => fit.coefficients.did!);
    const w = own.map(({ std_error }) => 1 / (std_error * std_error));
    const W = w.reduce((sum, value) => sum + value, 0);
    const wb = own.reduce((sum, { estimate }, g) => sum + w[g]! * estimate, 0);
    const wbb = own.reduce((sum, { estimate }, g) => sum + w[g]! * estimate * estimate, 0);
    const test = split.tests.find((found) => found.test === "independent")!;
    expect(test.statistic! / (wbb - (wb * wb) / W) - 1).toBeCloseTo(0, 9);
    // of two degrees of freedom the upper tail is exp(-Q / 2)
    expect(test.p_value).toBeCloseTo(Math.exp(-test.statistic! / 2), 12);
  });

  test("the first listed stands beneath the regressions, without fixed effects too", async () => {
    const { main, split } = await stage(`    fe: none\n    tests: [independent, interacted]\n${splits("by: coast")}`);
    const [independent, interacted] = split.tests;
    expect(main.rows.find(({ label }) => label === "Difference between groups")!.cells[0]).toMatchObject({
      value: independent!.estimate,
    });
    expect(interacted!.regression!.call).toBe("quality ~ group:did | group");
    expect(interacted!.estimate).toBeCloseTo(independent!.estimate!, 12);
  });

  test("take lags as controls, those of the whole panel", async () => {
    const { split } = await stage(`    controls: ["l(eco, 1)"]\n${splits("by: coast")}`);
    const alone = feols(
      engine,
      panel(cities, { unit: "city", time: "year" }),
      "quality ~ did + l(eco, 1) | city + year",
      {
        vcov: "cluster:city",
        subset: "coast == 1",
      },
    );
    expect(split.models[0]!.fit.coefficients).toEqual(alone.coefficients);
    expect(split.models.map(({ fit, units }) => fit.nobs / units)).toEqual([7, 7]);
    const [a, b] = split.models.map(({ fit }) => fit.coefficients.did!.estimate);
    expect(split.tests.find(({ test }) => test === "interacted")!.estimate).toBeCloseTo(a! - b!, 12);
  });

  test("are not defined where a group has no treated city, and say which", async () => {
    await expect(stage(splits("by: is.na(g)"))).rejects.toThrow(
      /^s\.yaml:12:\d+: In the group is\.na\(g\), 1: .*did is constant/,
    );
    const never = await stage(`    controls: true\n${splits("by: is.na(g)")}`);
    expect(never.cautions.some((text) => text.includes("is based on 0 treated cities"))).toBe(true);
    expect(cells(never.tests, "is.na(g), fully interacted regression").at(-1)).toBe(
      "not defined: the treatment has no coefficient in “is.na(g): yes”",
    );
    expect(cells(never.main, "Difference between groups")[0]).toBe("not defined");
  });

  test("say why a control of dummies can't be taken by group", async () => {
    const { tests } = await stage(`    controls: ["i(year, eco, ref = 2010)"]\n${splits("by: coast")}`);
    expect(cells(tests, "coast, fully interacted regression").at(-1)).toMatch(
      /^not defined: 'i\(year, eco, .*multiplied/,
    );
  });

  test("take columns that bear the names they would use", async () => {
    const taken = withColumns(cities, [{ kind: "numeric", name: "group", values: city.map((c) => c % 7) }]);
    const one = await stage(`    controls: [group]\n${splits("by: coast")}`, taken);
    expect(one.split.tests[0]!.undefined).toBeNull();
    expect(one.split.tests[0]!.regression!.call).toContain("group_:did + group_:group");
  });
});

describe("what does not fit is refused where it is written", () => {
  test.each([
    ["by: region, cut: median", /^s\.yaml:12:\d+: 'region' is split by its values, so it has no cut/],
    ["by: region, at: unit-mean", /so it has no at/],
    ["by: regoin", /no column 'regoin'.*did you mean 'region'/],
    ["by: region, values: [A, D]", /'region' has no value 'D'/],
    ["by: region, values: { X: [A], Y: [A, B] }", /'A' of 'region' stands in two groups/],
    ["by: wealth, cut: [5, 3]", /cuts must ascend/],
    ["by: wealth, cut: 1000", /leaves 1 of 2 groups with rows/],
    ["by: city, values: [1]", /values/],
    ["by: wealth, labels: [Rich, Middle, Poor]", /makes 2 groups and has 3 labels/],
    ["by: wealth +", /^s\.yaml:12/],
    ["by: wealth, cut: sometimes", /expected median, a number, a list of numbers, or \{quantile/],
  ])("%s", async (split, message) => {
    await expect(stage(splits(split))).rejects.toThrow(message);
  });

  test("a treatment that is not coded", async () => {
    const text = `${HEAD.replace("treatment: did", "treatment: dod")}${splits("by: coast")}`;
    const run = runWholeStudy(engine, parseStudy(text, "s.yaml"), new Map([["cities", cities]]));
    await expect(run).rejects.toThrow(/^s\.yaml:10:\d+: 'dod' is none of the treatment codings did/);
  });

  test("more values than can be columns", async () => {
    const many = withColumns(cities, [
      {
        kind: "text",
        name: "id",
        codes: Uint32Array.from(city, (c) => c - 1),
        levels: [...new Set(city)].map((c) => `c${String(c).padStart(2, "0")}`),
      },
    ]);
    await expect(stage(splits("by: id"), many)).rejects.toThrow(/'id' has 24 values, at most 20 can be groups/);
  });
});

test("independent samples ignore clusters that are in both, and say so", async () => {
  const assumes = async (variance: string) => {
    const file = parseStudy(
      `${HEAD.replace("variance: cluster:city", `variance: ${variance}`)}${splits("by: coast")}`,
      "s.yaml",
    );
    const { shown } = await runWholeStudy(engine, file, new Map([["cities", cities]]));
    const exhibit = shown[0]!.exhibits[1]!;
    if (exhibit.kind !== "table") throw new Error("expected a table");
    return { text: cells(exhibit.table, "coast, independent samples").at(-1), notes: exhibit.table.notes.join(" ") };
  };
  const own = "samples are independent (0 cities are in both)";
  expect((await assumes("cluster:city")).text).toBe(own);
  expect((await assumes("cluster:region")).text).toBe(`${own}; clusters in both samples are ignored (3 of region)`);
  expect((await assumes("cluster:city+year")).text).toBe(`${own}; clusters in both samples are ignored (8 of year)`);
  expect((await assumes("hetero")).notes).not.toContain("one residual variance");
  const iid = await assumes("iid");
  expect(iid.text).toBe(own);
  expect(iid.notes).toContain("one residual variance for all groups");
  expect(iid.notes).toContain("clustered by city, whatever the study's variance");
});

test("a joint test of fewer clusters than differences says what it tests", async () => {
  const clustered = HEAD.replace("variance: cluster:city", "variance: cluster:coast");
  const file = parseStudy(`${clustered}${splits("by: region")}`, "s.yaml");
  const { shown, record } = await runWholeStudy(engine, file, new Map([["cities", cities]]));
  const { tests } = (record.stages.table1 as unknown as HeterogeneityResult).splits[0]!;
  expect(tests[0]!.df[0]).toBe(1);
  const exhibit = shown[0]!.exhibits[1]!;
  if (exhibit.kind !== "table") throw new Error("expected a table");
  expect(exhibit.table.notes.join(" ")).toContain(
    "region, fully interacted regression: the covariance of the 2 differences has rank 1, as one of few clusters does",
  );
});

test("cuts are printed as they were written, whole parts and halves too", async () => {
  const { main } = await stage(
    splits("by: wealth * 100000, at: unit-mean, cut: [423456, 812345.5]", "by: year, at: observation, cut: 2013.5"),
  );
  expect(cells(main, "Group")).toEqual(["> 812345.5", "(423456, 812345.5]", "≤ 423456", "> 2013.5", "≤ 2013.5"]);
});

test("a group with too few clusters is named", async () => {
  const clustered = HEAD.replace("variance: cluster:city", "variance: cluster:region");
  const file = parseStudy(`${clustered}${splits("by: city <= 8")}`, "s.yaml");
  await expect(runWholeStudy(engine, file, new Map([["cities", cities]]))).rejects.toThrow(
    /In the group city <= 8, 1: Only 1 cluster in 'region'/,
  );
});

test("the words are in the language of the report", async () => {
  const file = parseStudy(`${HEAD}${splits("by: wealth, at: observation", "by: region")}`, "s.yaml");
  const place = { name: "table1", tables: ["1", "A1"], figures: [], language: "zh" as const };
  const { made } = await stage(splits("by: wealth, at: observation", "by: region"));
  const sample = panel(cities, { unit: "city", time: "year" });
  const shown = presentHeterogeneity(
    file,
    place,
    file.spec.stages.table1 as HeterogeneitySpec,
    {
      panel: sample,
      balance: { ...sample.balance, units: CITIES, periods: [2010, 2017] },
      facts: { few: 10 },
    } as never,
    made,
  );
  const [main, tests] = shown.exhibits;
  if (main?.kind !== "table" || tests?.kind !== "table") throw new Error("expected two tables");
  expect(main.table.heads.map((head) => head.at(-1))).toEqual(
    expect.arrayContaining(["wealth：高", "wealth：低", "region：A"]),
  );
  expect(main.table.rows.map(({ label }) => label)).toEqual(expect.arrayContaining(["组间系数差异", "跨组cities数"]));
  expect(tests.table.rows.map(({ label }) => label)).toContain("完全交互回归");
  expect(shown.cautions[0]).toContain("可能受处理影响");
});

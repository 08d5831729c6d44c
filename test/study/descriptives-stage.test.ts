/** Summary statistics of a study against R (sd, quantile type 7, cor, a clustered regression by hand) and xtsum's definitions. */
import { beforeAll, describe, expect, test } from "vitest";
import { parseCsv } from "../../src/data/table/csv.js";
import type { Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { cellText } from "../../src/report/table-model.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import type { DescriptivesResult } from "../../src/study/stages/descriptives/tables.js";
import { wald } from "../../src/verbs/combinations/wald.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { goldenTable } from "../support/golden-table.js";
import { runWholeStudy } from "../support/run-whole-study.js";
import { cohortOf, csvOf, smallRows } from "./small-study.js";

/** Relative: R sums in extended precision. */
const R_AGREES = 1e-11;
/** Relative, of a p-value whose t agrees to `R_AGREES`. */
const P_VALUE = 1e-8;

let engine: Engine;
let golden: Table;
beforeAll(async () => {
  [engine, golden] = await Promise.all([loadEngine({ threads: 1 }), goldenTable("smartcity_sim.csv")]);
});

async function stage(body: string, table: Table, controls = "eco") {
  const text = `title: Small
data: { cities: cities.csv }
panel: { data: cities, unit: city, time: year, outcome: quality, controls: [${controls}] }
treatment: { cohort: g, codings: { did: { coding: absorbing, label: Pilot } } }
variance: cluster:city
words: { unit: city, units: cities }
stages:
  first:
    stage: descriptives
${body}`;
  const { shown, record } = await runWholeStudy(engine, parseStudy(text, "s.yaml"), new Map([["cities", table]]));
  return { made: record.stages.first as unknown as DescriptivesResult, exhibits: shown[0]!.exhibits };
}
const close = (ours: number | null, theirs: number, tolerance: number, what: string) =>
  expect(Math.abs(ours! - theirs) / Math.abs(theirs), `${what}: ${ours} against ${theirs}`).toBeLessThan(tolerance);

describe("against R 4.5 on 2,640 rows", () => {
  /** mean, sd, min, quantile(type = 7) at 1/4, 1/2, 3/4, max; sd of tapply(mean); sqrt(sum((x - mean_i)^2)/(n - 1)). */
  const R = {
    quality: [
      0.385738072779525, 0.0701890545302972, 0.173856399958, 0.335970949615, 0.384304684124, 0.43378440917725,
      0.63317543889, 0.0547137819074156, 0.0441065017484978,
    ],
    open: [
      0.223653367797581, 0.120937143532702, 0.01, 0.133240040974, 0.217992992018, 0.307625452593, 0.592278582767,
      0.113154378321605, 0.0433041476909923,
    ],
    infra: [
      16.7631582919922, 2.53657017228671, 9.53673102702, 14.96811156515, 16.7265850564, 18.587573251675, 24.9966692561,
      1.532722112166, 2.02354722277051,
    ],
  } as const;
  /** Means and sd of treated cities and others, difference, its error with cities as clusters, p, normalised difference. */
  const GROUPS = {
    quality: [
      0.406762907521222, 0.0740428151027556, 0.370626472808931, 0.063117930072082, 0.0361364347122909,
      0.00723744647546939, 1.21279224859843e-6, 0.371413083961524,
    ],
    open: [
      0.274664002467193, 0.111882623169307, 0.186989474128797, 0.11372566633995, 0.0876745283383953, 0.0142148232867624,
      3.30067520664173e-9, 0.549564779757513,
    ],
  } as const;

  test("statistics, between and within, treated and others, correlations", async () => {
    const { made, exhibits } = await stage("    by: treated\n    correlations: true\n", golden, "eco, open, infra");
    expect(made).toMatchObject({ nobs: 2640, units: 220 });
    for (const [name, [mean, sd, min, p25, median, p75, max, between, within]] of Object.entries(R)) {
      const { statistics, variation } = made.summaries.find(({ written }) => written === name)!;
      expect(statistics).toMatchObject({ n: 2640, missing: 0, min, max });
      for (const [ours, theirs] of [
        [statistics.mean, mean],
        [statistics.sd, sd],
        [statistics.p25, p25],
        [statistics.median, median],
        [statistics.p75, p75],
        [variation.between, between],
        [variation.within, within],
      ] as const) {
        close(ours, theirs, R_AGREES, name);
      }
    }
    const { counts, variables, split } = made.groups!;
    expect(split).toBeNull();
    expect(counts).toEqual([
      { rows: 1104, units: 92 },
      { rows: 1536, units: 128 },
    ]);
    for (const [name, [meanA, sdA, meanB, sdB, difference, error, p, normalised]] of Object.entries(GROUPS)) {
      const own = variables.find(({ written }) => written === name)!;
      for (const [ours, theirs] of [
        [own.groups[0]!.mean, meanA],
        [own.groups[0]!.sd, sdA],
        [own.groups[1]!.mean, meanB],
        [own.groups[1]!.sd, sdB],
        [own.difference, difference],
        [own.std_error, error],
        [own.normalised, normalised],
      ] as const) {
        close(ours, theirs, R_AGREES, name);
      }
      close(own.p_value, p, P_VALUE, `p of ${name}`);
    }
    const at = (name: string) => made.summaries.findIndex(({ written }) => written === name);
    close(made.correlations!.matrix[at("quality")]![at("eco")]!, 0.590667037269418, R_AGREES, "cor(quality, eco)");
    close(made.correlations!.matrix[at("open")]![at("eco")]!, 0.634940143694234, R_AGREES, "cor(open, eco)");
    expect(exhibits.map(({ id }) => id)).toEqual(["table1", "table2", "tableA1"]);
  });
});

describe("by hand", () => {
  /** Two cities: 1, 3 and 2, 6, missing; means 2 and 4. */
  const tiny = parseCsv("city,year,quality,g,x\n1,1,0,2,1\n1,2,1,2,3\n2,1,0,0,2\n2,2,1,0,6\n2,3,5,0,\n");

  test("xtsum: between of unit means, within around them; missing counted", async () => {
    const { made, exhibits } = await stage("    variables: [x]\n", tiny, "x");
    const [{ statistics, variation }] = made.summaries as [DescriptivesResult["summaries"][number]];
    expect(statistics).toEqual({
      n: 4,
      missing: 1,
      mean: 3,
      sd: Math.sqrt(14 / 3),
      min: 1,
      p25: 1.75,
      median: 2.5,
      p75: 3.75,
      max: 6,
    });
    // means 2 and 4 around 3; 1 + 1 + 4 + 4 within
    expect(variation).toEqual({ between: Math.SQRT2, within: Math.sqrt(10 / 3), units: 2 });
    const [table] = exhibits;
    if (table?.kind !== "table") throw new Error("expected a table");
    expect(table.table.rows[0]!.cells.map(cellText)).toEqual([
      ...["4", "3.000", "2.160", "1.000", "1.750", "2.500", "3.750", "6.000", "1", "1.414", "1.826"],
    ]);
  });

  test("correlations leave out rows where any variable is missing, and a constant has none", async () => {
    const { made } = await stage("    variables: [x, quality, 0 * year]\n    correlations: true\n", tiny, "x");
    expect(made.correlations!.n).toBe(4);
    // x less 3: -2, 0, -1, 3; quality less 1/2: -1/2, 1/2, -1/2, 1/2
    expect(made.correlations!.matrix[0]![1]).toBeCloseTo(3 / Math.sqrt(14 * 1), 14);
    expect(made.correlations!.matrix[2]).toEqual([null, null, null]);
  });

  test("trends are means of each period's rows, by cohort and by treated or not", async () => {
    const table = parseCsv(csvOf(smallRows()));
    const { made, exhibits } = await stage("    trends: cohort\n", table);
    const { series, starts } = made.trends!;
    expect(starts).toEqual([2013, 2015]);
    expect(series.map(({ kind, cohort, units }) => [kind, cohort, units])).toEqual([
      ["cohort", 2013, 8],
      ["cohort", 2015, 8],
      ["never", null, 8],
    ]);
    const rows = smallRows().filter(({ city, year }) => cohortOf(city) === 2015 && year === 2014);
    const mean = rows.reduce((sum, { quality }) => sum + quality, 0) / rows.length;
    const point = series[1]!.points.find(({ time }) => time === 2014)!;
    expect(point.n).toBe(8);
    expect(point.mean).toBeCloseTo(mean, 14);
    const figure = exhibits.find(({ kind }) => kind === "figure");
    if (figure?.kind !== "figure") throw new Error("expected a figure");
    const { description } = figure.spec({ theme: "light" });
    expect(description).toContain("Cohort 2015 (8): ");
    expect(description).toContain("Treatment begins in 2013, 2015.");
    const pooled = await stage("    trends: treated\n", table);
    expect(pooled.made.trends!.series.map(({ kind, units }) => [kind, units])).toEqual([
      ["treated", 16],
      ["never", 8],
    ]);
  });
});

describe("groups by a column", () => {
  test("a number is cut at the median of the units, a condition is yes or no", async () => {
    const { made, exhibits } = await stage("    variables: [open]\n    by: eco\n", golden);
    expect(made.groups!.split).toMatchObject({ at: "unit-mean-before", shares: [0.5] });
    expect(made.groups!.counts.map(({ units }) => units)).toEqual([110, 110]);
    expect(exhibits).toHaveLength(2);
    const condition = await stage("    variables: [open]\n    by: province > 9\n", golden);
    expect(condition.made.groups!.split!.groups.map(({ level }) => level)).toEqual(["1", "0"]);
  });

  test("of text are its values", async () => {
    const text = csvOf(smallRows())
      .trim()
      .split("\n")
      .map((line, i) => (i === 0 ? `${line},region` : `${line},${["a", "b", "c"][Number(line.split(",")[0]) % 3]}`))
      .join("\n");
    const table = parseCsv(`${text}\n`);
    const { made } = await stage("    variables: [eco]\n    by: region\n", table);
    const [eco] = made.groups!.variables;
    expect(eco).toMatchObject({ difference: null, std_error: null, normalised: null });
    const fit = feols(engine, table, "eco ~ factor(region)", { vcov: "cluster:city" });
    const joint = wald(engine, fit, ["factor(region)b = 0", "factor(region)c = 0"]);
    expect(joint.by_t_df!.df2).toBe(fit.vcov.df);
    expect(eco!.p_value).toBe(joint.by_t_df!.p_value);
  });

  test("text can't be summarised, an unknown column is told where it is written", async () => {
    const table = parseCsv("city,year,quality,g,region\n1,1,0,2,a\n1,2,1,2,a\n2,1,0,0,b\n2,2,1,0,b\n");
    await expect(stage("    variables: [region]\n", table, "")).rejects.toThrow(/^s\.yaml:10:\d+: 'region' is text/);
    await expect(stage("    others: [rgion]\n", table, "")).rejects.toThrow(/^s\.yaml:10:\d+: .*did you mean 'region'/);
    await expect(stage("    by: rgion\n", table, "")).rejects.toThrow(/^s\.yaml:10:\d+: .*did you mean 'region'/);
  });
});

test("means that differ without any variance, as of groups never treated, have no p; the others keep theirs", async () => {
  const [head, ...lines] = csvOf(smallRows()).trimEnd().split("\n");
  const kinds = lines.map((line) => {
    const city = Number(line.split(",")[0]);
    return cohortOf(city) > 0 ? "treated" : city > 12 ? "high" : "low";
  });
  const table = parseCsv([`${head},kind`, ...lines.map((line, i) => `${line},${kinds[i]}`)].join("\n"));
  const { made } = await stage("    by: kind\n", table);
  const p = Object.fromEntries(made.groups!.variables.map(({ written, p_value }) => [written, p_value]));
  expect(p.did).toBeNull();
  expect(p.quality).toBeGreaterThan(0);
});

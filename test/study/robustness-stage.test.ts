/** A stage of robustness: each variant is `feols` and `bootstrap` run alone; what changes is told; bad choices are refused. */
import { beforeAll, describe, expect, test } from "vitest";
import { quantile } from "../../src/base/numbers.js";
import { parseCsv } from "../../src/data/table/csv.js";
import { type Table, withColumns } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { cellText } from "../../src/report/table-model.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { runStudy } from "../../src/study/run-study.js";
import type { Estimated, LeftOut } from "../../src/study/stages/robustness/estimate.js";
import { bootstrap } from "../../src/verbs/bootstrap/fit.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { EXTRAPOLATED_CSV, extrapolatedStudy, LAST } from "./extrapolated-study.js";
import { csvOf, STUDY, smallRows } from "./small-study.js";

const stage = (block: string) => `  checks:\n    stage: robustness\n${block.replace(/^/gm, "    ")}\n`;
const asking = (block: string) => `${STUDY.slice(0, STUDY.indexOf("  table1:"))}${stage(block)}`;
const provinced = csvOf(smallRows())
  .trimEnd()
  .split("\n")
  .map((line, i) => `${line},${i === 0 ? "province" : `p${Number(line.split(",")[0]) % 6}`}`)
  .join("\n");
const cities = parseCsv(provinced);

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

type Found = { readonly label: string; readonly changes: string; readonly other_conclusion: boolean } & Estimated &
  LeftOut;

async function run(study: string, table: Table = cities) {
  const file = parseStudy(study, "study.yaml");
  const result = await runStudy(engine, file, new Map([["cities", table]]), { only: "checks" });
  for (const { message } of result.record.failures) throw new Error(message);
  const record = result.record.stages.checks as { readonly base: Found; readonly variants: readonly Found[] };
  const [shown] = result.shown;
  const [exhibit, figure] = shown!.exhibits;
  if (exhibit?.kind !== "table" || figure?.kind !== "figure") throw new Error("the stage shows a table and a figure");
  const texts = Object.fromEntries(exhibit.table.rows.map(({ label, cells }) => [label, cells.map(cellText)]));
  return { ...record, table: exhibit.table, texts, figure, cautions: shown!.cautions, about: exhibit.about };
}

const own = (formula: string, options: object = {}, table: Table = cities) =>
  feols(engine, table, formula, { vcov: "cluster:city", ...options });
const same = (found: Estimated, want: ReturnType<typeof own>) => {
  expect(found.fit.coefficients).toEqual(want.coefficients);
  expect(found.fit.nobs).toBe(want.nobs);
  expect(found.fit.vcov.clusters).toEqual(want.vcov.clusters);
};

describe("variants of a base", () => {
  test("equal feols run alone", async () => {
    const { base, variants } = await run(
      asking(`base: { treatment: did, controls: true }
variants:
  - { label: Window, subset: "year >= 2012" }
  - { label: Without controls, controls: false }
  - { label: Other errors, variance: hetero }
  - { label: Weighted, weights: eco, controls: false, subset: eco > 0 }
  - { label: Other effects, fe: city + province^year }
  - { label: More controls, controls: { add: [I(eco^2)] } }
  - { label: Fewer cities, exclude: [3, 7] }
  - { label: Other outcome, outcome: eco, controls: false }`),
    );
    const formula = "quality ~ did + eco | city + year";
    same(base, own(formula));
    same(variants[0]!, own(formula, { subset: "year >= 2012" }));
    same(variants[1]!, own("quality ~ did | city + year"));
    same(variants[2]!, own(formula, { vcov: "hetero" }));
    same(variants[3]!, own("quality ~ did | city + year", { weights: "eco", subset: "eco > 0" }));
    same(variants[4]!, own("quality ~ did + eco | city + province^year"));
    same(variants[5]!, own("quality ~ did + eco + I(eco^2) | city + year"));
    same(variants[6]!, own(formula, { subset: "city != 3 & city != 7" }));
    expect(variants[6]!.excluded_rows).toBe(16);
    expect(variants[6]!.changes).toContain("without units 3, 7 (16 rows of the base sample)");
    same(variants[7]!, own("eco ~ did | city + year"));
    expect(variants[7]!.changes).toContain("outcome from “quality” to “eco”");
  });

  test("may have lags as controls: those of the panel, whatever rows a variant keeps", async () => {
    const { variants } = await run(
      asking(
        `base: { treatment: did, controls: ["l(eco, 1)"] }\nvariants:\n  - { label: Window, subset: "year >= 2012" }`,
      ),
    );
    expect(variants[0]!.fit.nobs).toBe(24 * 6);
    expect(variants[0]!.treated).toHaveLength(16);
  });

  test("winsorise cuts at the quantiles of the base's sample, and counts", async () => {
    const { variants } = await run(
      asking(`base: { treatment: did, controls: true, subset: year >= 2011 }
variants:
  - { label: Cut, winsorise: 0.05 }
  - { label: Both, winsorise: { share: 0.1, columns: [quality, eco] }, subset: year >= 2013 }`),
    );
    const year = cities.numeric("year");
    const cut = (name: string, share: number) => {
      const values = cities.numeric(name);
      const sorted = values.filter((_, row) => year[row]! >= 2011).sort();
      const [low, high] = [quantile(sorted, share), quantile(sorted, 1 - share)];
      return { name, values: values.map((value) => Math.min(Math.max(value, low), high)) };
    };
    const cutTable = (...columns: { name: string; values: Float64Array }[]) =>
      withColumns(
        cities,
        columns.map((column) => ({ kind: "numeric" as const, ...column })),
      );
    const formula = "quality ~ did + eco | city + year";
    const once = cut("quality", 0.05);
    same(variants[0]!, own(formula, { subset: "year >= 2011" }, cutTable(once)));
    const changed = once.values.filter((value, row) => year[row]! >= 2011 && value !== cities.numeric("quality")[row]);
    expect(variants[0]!.winsorised).toMatchObject([{ column: "quality", changed: changed.length }]);
    expect(changed.length).toBeGreaterThan(10);
    expect(variants[0]!.changes).toContain(`${changed.length} values changed`);
    const both = cutTable(cut("quality", 0.1), cut("eco", 0.1));
    same(variants[1]!, own(formula, { subset: "year >= 2013" }, both));
  });

  test("a placebo date keeps rows before the true treatment alone", async () => {
    const { variants } = await run(
      asking("base: { treatment: did, controls: true }\nvariants:\n  - { label: Two years early, placebo_shift: 2 }"),
    );
    const [year, g] = [cities.numeric("year"), cities.numeric("g")];
    const early = g.map((first, row) => (first > 0 && year[row]! >= first - 2 ? 1 : 0));
    const table = withColumns(cities, [{ kind: "numeric", name: "did", values: early }]);
    same(variants[0]!, own("quality ~ did + eco | city + year", { subset: "g == 0 | year < g" }, table));
    expect(variants[0]!.treated_rows).toBe(g.filter((first, row) => first > 0 && year[row]! >= first).length);
    expect(variants[0]!.changes).toContain("using only rows before the actual treatment");
    expect(variants[0]!.changes).toMatch(/parallel trends|as expected of a placebo/);
  });

  test("leave_one_out estimates without each value, and shows the ends", async () => {
    const { variants, texts, base } = await run(
      asking("base: { treatment: did }\nvariants:\n  - { label: Provinces, leave_one_out: province }"),
    );
    const values = ["p0", "p1", "p2", "p3", "p4", "p5"];
    const all = values.map((value) => own("quality ~ did | city + year", { subset: `province != "${value}"` }));
    const estimates = all.map((fit) => fit.coefficients.did!.estimate);
    expect(variants[0]!.values.map(({ estimate }) => estimate)).toEqual(estimates);
    const least = values[estimates.indexOf(Math.min(...estimates))]!;
    expect(variants[0]!.smallest.value).toBe(least);
    same(variants[0]!.smallest.estimated, all[values.indexOf(least)]!);
    expect(Object.keys(texts)).toContain(`Provinces: smallest, without ${least}`);
    expect(variants[0]!.changes).toContain("6 estimates from");
    expect(base.fit.coefficients.did!.estimate).toBeGreaterThan(Math.min(...estimates));
  });
});

describe("what changes", () => {
  test("names every choice that differs from the base's, which stand beneath the table", async () => {
    const { variants, table } = await run(
      asking(`base: { treatment: did, controls: true, subset: year > 2010 }
variants:
  - { label: Other, controls: [I(eco^2)], fe: city, subset: year > 2011, weights: eco, variance: hetero }`),
    );
    expect(table.notes[0]).toContain(
      "outcome “quality”, controls eco, fixed effects city, year, rows where year > 2010",
    );
    expect(variants[0]!.changes).toContain(
      "Other: controls added: I(eco^2); controls omitted: eco; fixed effects from city + year to city; sample restricted to year > 2011 (base: year > 2010); weights eco (base: none); variance from cluster:city to hetero; estimate",
    );
  });

  test("leaving out in turn is told by t, of the variant's own treatment", async () => {
    const { variants, base } = await run(
      asking(`base: { treatment: did, bootstrap: { draws: 39 } }
variants:
  - { label: Later, treatment: post, leave_one_out: province, exclude: [3] }`).replace(
        "did: { coding: absorbing }",
        "did: { coding: absorbing }\n    post: { coding: common }",
      ),
    );
    const posts = variants[0]!.values.map(({ estimate }) => estimate!);
    expect(variants[0]!.smallest.estimated.fit.coefficients.post!.estimate).toBe(Math.min(...posts));
    expect(variants[0]!.changes).toMatch(
      /^Later: without unit 3 \(8 rows of the base sample\); treatment from “did” to “post”; 6 est/,
    );
    expect(variants[0]!.changes).toMatch(/\(by t\)\.$/);
    expect(base.wild).toBeDefined();
    expect(variants[0]!.smallest.estimated.wild).toBeUndefined();
  });

  test("a value without which nothing can be estimated does not fail the stage", async () => {
    const { variants } = await run(
      asking(`base: { treatment: did, subset: 'province == "p0" | province == "p2" | province == "p5"' }
variants:
  - { label: Provinces, leave_one_out: province }`),
    );
    const known = variants[0]!.values.map(({ value, estimate }) => [value, estimate === null]);
    expect(known).toEqual([
      ["p0", true],
      ["p2", false],
      ["p5", false],
    ]);
    expect(variants[0]!.changes).toContain("2 estimates from");
    expect(variants[0]!.changes).toMatch(/no estimate without p0 \(.*did .*\)/);
  });
});

describe("province clusters and imputed years against city clusters and measured years", () => {
  const block = `base: { treatment: did, controls: true, variance: "cluster:city", rows: measured }
variants:
  - { label: Province clusters, variance: "cluster:province", bootstrap: { draws: 199 } }
  - { label: Imputed years, rows: all }
  - { label: Both, variance: "cluster:province", rows: all, bootstrap: { draws: 199 } }`;
  const study = extrapolatedStudy(null, (text) => `${text.slice(0, text.indexOf("  table1:"))}${stage(block)}`);
  const table = parseCsv(EXTRAPOLATED_CSV);
  const formula = "quality ~ did + eco | city + year";

  test("each equals feols and bootstrap run alone", async () => {
    const { base, variants } = await run(study, table);
    const file = parseStudy(study, "study.yaml");
    const { panel } = await runStudy(engine, file, new Map([["cities", table]]), { only: "checks" });
    const measured = { subset: `year <= ${LAST}` };
    same(base, own(formula, measured, panel));
    same(variants[0]!, own(formula, { ...measured, vcov: "cluster:province" }, panel));
    same(variants[1]!, own(formula, {}, panel));
    same(variants[2]!, own(formula, { vcov: "cluster:province" }, panel));
    const wild = {
      term: "did",
      cluster: "province",
      draws: 199,
      multipliers: "rademacher",
      type: "11",
      seed: 7,
    } as const;
    for (const [v, options] of [
      [0, measured],
      [2, {}],
    ] as const) {
      const alone = await bootstrap(engine, panel, formula, { ...wild, ...options });
      expect(variants[v]!.wild).toMatchObject({ p_value: alone.p_value, interval: alone.interval });
    }
    expect(variants[1]!.wild).toBeUndefined();
    expect([base.imputed, ...variants.map(({ imputed }) => imputed)]).toEqual([0, 0, 72, 72]);
  });

  test("the report says what changes, and a changed conclusion is among the cautions", async () => {
    const { base, variants, table: shown, texts, cautions, about, figure } = await run(study, table);
    const [se, far] = [base.fit, variants[0]!.fit].map((fit) => fit.coefficients.did!.std_error.toFixed(3));
    expect(variants[0]!.changes).toContain(`standard error from ${se} to ${far}`);
    expect(variants[0]!.changes).toContain("clusters from 24 (city) to 4 (province)");
    expect(variants[0]!.changes).toMatch(/estimate unchanged at .* wild bootstrap p .* with 4 clusters/);
    expect(variants[1]!.changes).toContain("72 imputed outcomes included (0 in the base)");
    expect(variants[1]!.changes).toContain("observations from 120 to 192");
    expect(variants[2]!.changes).toMatch(/clusters from 24 \(city\) to 4 \(province\).*72 imputed outcomes/);
    for (const { changes } of variants) {
      expect(changes).toContain("the conclusion at the 5% level");
      expect(shown.notes).toContain(changes);
    }
    // four clusters have 16 vectors of signs: no p is below 1/8
    expect(variants[0]!.other_conclusion).toBe(true);
    // which says the conclusion alone: the table's notes have the rest
    const conclusion = variants[0]!.changes.slice(variants[0]!.changes.lastIndexOf("; ") + 2);
    expect(conclusion).toMatch(/^the conclusion at the 5% level changes from /);
    expect(cautions[0]).toBe(
      `Table 1: a variant leads to a different conclusion. ${shown.rows[1]!.label}: ${conclusion}`,
    );
    expect(shown.heads.flat()).toEqual(
      expect.arrayContaining(["Imputed", "Clusters", "Treated units", "Wild p", "Wild 95% interval"]),
    );
    expect(texts.Both![5]).toBe("72");
    expect(about).toMatchObject({ variance: "cluster:city", seed: 7 });
    const spec = figure.spec({ theme: "light" });
    expect(spec.description).toContain("Province clusters");
    expect(JSON.stringify(spec)).toContain(String(base.fit.coefficients.did!.estimate));
  });

  test("in Chinese", async () => {
    const { variants, table: shown } = await run(study.replace("title: Small", "title: Small\nlanguage: zh"), table);
    expect(shown.heads.flat()).toContain("标准误");
    expect(variants[2]!.changes).toMatch(/聚类由 24 个（city）变为 4 个（province）.*纳入 72 个推算的被解释变量.*。$/);
  });
});

describe("what does not fit", () => {
  const base = "base: { treatment: did }\nvariants:\n";
  test.each([
    [`${base}  - { label: X, exclude: [99] }`, /study\.yaml:\d+:\d+: no city '99' in the sample/],
    [`${base}  - { label: X, treatment: dod }`, /study\.yaml:\d+:\d+: 'dod' is none of the treatment codings/],
    [`${base}  - { label: X, rows: all }`, /this study imputes none/],
    [
      `${base}  - { label: X, variance: hetero, bootstrap: true }`,
      /study\.yaml:\d+:\d+: a wild bootstrap multiplies clusters/,
    ],
    [
      `${base}  - { label: X, leave_one_out: province, placebo_shift: 1 }`,
      /study\.yaml:\d+:\d+: leave_one_out reports its estimates by t/,
    ],
    [
      "base: { treatment: did, controls: true, subset: year < 2013 }\nvariants:\n  - { label: X, subset: year > 2011 }",
      /study\.yaml:\d+:\d+: in the base 'did' has no coefficient: it is constant/,
    ],
    [`${base}  - { label: X, winsorise: 0.5 }`, /study\.yaml:\d+:\d+/],
    [`${base}  - { label: X, winsorise: { share: 0.01, columns: [qualty] } }`, /no column 'qualty'/],
    [`${base}  - { label: X, leave_one_out: provinces }`, /no column 'provinces'/],
    [`${base}  - { subset: year > 2012 }`, /study\.yaml:\d+:\d+: stages\.checks\.variants\[0\]/],
    [`${base}  - { label: X, subset: yaer > 2012 }`, /study\.yaml:\d+:\d+: .*yaer/],
  ])("%s", async (block, message) => {
    await expect(async () => run(asking(block))).rejects.toThrow(message);
  });

  test("a variant without a coefficient is shown as such", async () => {
    const { variants, texts, cautions } = await run(
      asking(`${base}  - { label: Before, controls: true, subset: year < 2013 }`),
    );
    expect(variants[0]!.changes).toContain("the treatment has no coefficient");
    expect(texts.Before!.slice(0, 3)).toEqual(["", "", ""]);
    expect(cautions).toHaveLength(1);
  });
});

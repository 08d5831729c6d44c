/** The stage of equations with instruments: what it estimates, what it refuses, where in the file it says so. */
import { beforeAll, describe, expect, test } from "vitest";
import { parseCsv } from "../../src/data/table/csv.js";
import { withColumns } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { cellText } from "../../src/report/table-model.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import type { IvModel } from "../../src/study/stages/iv/instruments.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { runWholeStudy } from "../support/run-whole-study.js";
import { CITIES, csvOf, smallRows } from "./small-study.js";

const plain = parseCsv(csvOf(smallRows()));
const city = plain.numeric("city");
const year = plain.numeric("year");
/** More even ground in cities treated earlier, and a price that changes from year to year. */
const cities = withColumns(plain, [
  { kind: "numeric", name: "rugged", values: city.map((c) => (c % 3) + ((c * 7) % 5) / 5) },
  {
    kind: "numeric",
    name: "price",
    values: city.map((c, i) => ((c * year[i]! * 13) % 29) / 10 + (year[i]! > 2013 ? 1 : 0)),
  },
  { kind: "text", name: "group", codes: Uint32Array.from(city, (c) => c % 2), levels: ["a", "b"] },
]);

const HEAD = `title: Small
data: { cities: cities.csv }
panel: { data: cities, unit: city, time: year, outcome: quality, controls: [eco] }
treatment: { cohort: g, codings: { did: { coding: absorbing, label: Pilot } } }
variance: cluster:city
stages:
  table1:
    stage: iv
`;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

async function stage(body: string, table = cities) {
  const { shown, record } = await runWholeStudy(
    engine,
    parseStudy(`${HEAD}${body}`, "s.yaml"),
    new Map([["cities", table]]),
  );
  const [exhibit, figure] = shown[0]!.exhibits;
  if (exhibit?.kind !== "table" || figure?.kind !== "figure") throw new Error("expected a table and a figure");
  const { models } = record.stages.table1 as { readonly models: readonly IvModel[] };
  return { models, table: exhibit.table, figure, cautions: shown[0]!.cautions, findings: shown[0]!.findings };
}
const columns = (...own: string[]): string =>
  `    columns:\n${own.map((column) => `      - { ${column} }\n`).join("")}`;

describe("an iv stage", () => {
  test("estimates what feols does, and least squares of the same equation beside", async () => {
    const { models } = await stage(
      columns("treatment: did, instruments: [rugged, price], fe: year, controls: true, estimator: 'fuller:4'"),
    );
    const options = { vcov: "cluster:city" } as const;
    const alone = feols(engine, cities, "quality ~ eco | year | did ~ rugged + price", { ...options, iv: "fuller:4" });
    expect(models[0]!.formula).toBe("quality ~ eco | year | did ~ rugged + price");
    expect(models[0]!.fit.coefficients).toEqual(alone.coefficients);
    expect(models[0]!.fit.kind).toBe("fuller");
    const ols = feols(engine, cities, "quality ~ did + eco | year", options);
    expect(models[0]!.least_squares).toEqual(ols.coefficients.did);
    expect(models[0]!.least_squares.estimate).toBeCloseTo(models[0]!.fit.iv.least_squares.did!.estimate, 10);
  });

  test("makes an instrument times a trend that starts at one, named and told of", async () => {
    const { models, table, cautions, findings } = await stage(
      columns("treatment: did, instruments: [rugged], trend: true, label: Both"),
    );
    expect(models[0]!.formula).toBe("quality ~ 1 | city + year | did ~ I(rugged * (year - 2009))");
    const trend = cities.numeric("rugged").map((rugged, i) => rugged * (year[i]! - 2009));
    const built = withColumns(cities, [{ kind: "numeric", name: "z", values: trend }]);
    const alone = feols(engine, built, "quality ~ 1 | city + year | did ~ z", { vcov: "cluster:city" });
    expect(models[0]!.fit.coefficients).toEqual(alone.coefficients);
    expect(table.rows.map(({ label }) => label)).toContain("rugged × trend");
    expect(table.notes).toContain("Trend: year minus 2009, that is, 1 in the first year.");
    expect(cautions[0]).toMatch(/^Table 1, “Both”: rugged × trend relates changes within units/);
    expect(findings[0]!.treatment).toBe("Pilot, instrumented by rugged × trend");
  });

  test("refuses an instrument that unit effects absorb, at its place, and offers the trend", async () => {
    const body = columns("treatment: did, instruments: [price, rugged], controls: true");
    await expect(stage(body)).rejects.toThrow(
      /^s\.yaml:10:\d+: the instrument 'rugged' is the same in every year of each city, so the effects city \+ year absorb it\. Set trend: true/,
    );
    await expect(stage(columns("treatment: did, instruments: [group], fe: city"))).rejects.toThrow(
      /'group' is the same/,
    );
  });

  test("says that an instrument constant within units compares units, unless it varies", async () => {
    const constant = await stage(columns("treatment: did, instruments: [rugged], fe: year, label: A"));
    expect(constant.cautions[0]).toMatch(
      /^Table 1, “A”: rugged does not vary over time within a unit, so the estimate compares/,
    );
    expect(constant.table.notes.join(" ")).not.toContain("constant within");
    const varying = await stage(columns("treatment: did, instruments: [price]"));
    expect(varying.cautions.join(" ")).not.toContain("compares units");
  });

  test("warns of weak instruments before its numbers are quoted", async () => {
    const { models, cautions } = await stage(columns("treatment: did, instruments: [price], label: A"));
    const { statistic } = models[0]!.fit.iv.effective_F!;
    expect(statistic).toBeLessThan(10);
    expect(cautions.some((text) => text.startsWith("Table 1, “A”: The first-stage effective F of 'did' is"))).toBe(
      true,
    );
  });

  test("takes arithmetic for one instrument, and names it as it is written", async () => {
    const { models, table } = await stage(columns("treatment: did, instruments: [rugged + price], fe: year"));
    expect(models[0]!.formula).toBe("quality ~ 1 | year | did ~ I(rugged + price)");
    const built = withColumns(cities, [
      {
        kind: "numeric",
        name: "z",
        values: cities.numeric("rugged").map((rugged, i) => rugged + cities.numeric("price")[i]!),
      },
    ]);
    const alone = feols(engine, built, "quality ~ 1 | year | did ~ z", { vcov: "cluster:city" });
    expect(models[0]!.fit.coefficients).toEqual(alone.coefficients);
    expect(table.rows.map(({ label }) => label)).toContain("rugged + price");
    await expect(stage(columns("treatment: did, instruments: [price, price]"))).rejects.toThrow(
      /^s\.yaml:10:\d+: the instrument 'price' stands here twice/,
    );
  });

  test("says that a trend without unit effects compares levels, too", async () => {
    for (const fe of ["none", "year"]) {
      const { cautions } = await stage(
        columns(`treatment: did, instruments: [rugged], trend: true, fe: ${fe}, label: A`),
      );
      expect(cautions[0], fe).toMatch(/^Table 1, “A”: rugged × trend is used without unit effects/);
    }
  });

  test("warns where no effect agrees with all instruments", async () => {
    const quality = cities.numeric("quality");
    const bad = withColumns(cities, [
      { kind: "numeric", name: "bad", values: quality.map((value, i) => 5 * value + cities.numeric("price")[i]!) },
    ]);
    const body = columns("treatment: did, instruments: [rugged, bad], fe: year, label: A");
    const { models, cautions } = await stage(body, bad);
    expect(models[0]!.fit.iv.anderson_rubin_set.kind).toBe("empty");
    expect(cautions.some((text) => text.startsWith("Table 1, “A”: The Anderson-Rubin set is empty at 95%"))).toBe(true);
  });

  test("refuses names and estimators that are not known, where they are written", async () => {
    await expect(stage(columns("treatment: did, instruments: [ruged], fe: year"))).rejects.toThrow(
      /^s\.yaml:10:\d+: stages\.table1\.columns\[0\]\.instruments\[0\]: .* no column 'ruged'.*did you mean 'rugged'/,
    );
    await expect(stage(columns("treatment: dod, instruments: [rugged]"))).rejects.toThrow(/s\.yaml:10:\d+: 'dod'/);
    await expect(stage(columns("treatment: did, instruments: [rugged], estimator: 3sls"))).rejects.toThrow(
      /s\.yaml:10:\d+: Unknown estimator '3sls'/,
    );
    await expect(stage(columns("treatment: did, instruments: []"))).rejects.toThrow(/instruments.*expected at least 1/);
    await expect(stage(columns("treatment: did, instruments: [rugged +], fe: year"))).rejects.toThrow(/^s\.yaml:10/);
    await expect(
      stage(`    rows: measured\n${columns("treatment: did, instruments: [rugged], fe: year")}`),
    ).rejects.toThrow(/this study imputes none/);
  });

  test("shows the truth under the second stage alone, a reduced form where asked, and intervals of each equation", async () => {
    const body = columns(
      "treatment: did, instruments: [price], label: A",
      "treatment: did, instruments: [price], controls: true, label: B",
    );
    const { table, figure, models } = await stage(`    reduced_form: true\n    truth: 0.3\n${body}`);
    const truth = table.rows.find(({ label }) => label === "True effect (simulated)")!;
    expect(truth.cells.map(cellText)).toEqual(["", "0.3000", "", "", "0.3000", ""]);
    const { description } = figure.spec({ theme: "light" });
    for (const word of [
      "A: OLS: ",
      "B: OLS: ",
      "2SLS, t interval",
      "2SLS, tF interval",
      "Anderson-Rubin set",
      "true effect 0.300",
    ]) {
      expect(description).toContain(word);
    }
    expect(models.map(({ treated }) => treated.length)).toEqual([(2 * CITIES) / 3, (2 * CITIES) / 3]);
  });

  test("draws the Anderson-Rubin test of each equation, and the figures after it are numbered on", async () => {
    const body = columns(
      "treatment: did, instruments: [price], label: A",
      "treatment: did, instruments: [rugged], fe: year, label: B",
    );
    const file = parseStudy(`${HEAD}${body}  events: { stage: event-study, window: [-2, 2], bin: true }\n`, "s.yaml");
    const { shown } = await runWholeStudy(engine, file, new Map([["cities", cities]]));
    expect(shown.flatMap(({ exhibits }) => exhibits.map(({ id }) => id))).toEqual([
      ...["table1", "figure1", "figureA1", "figureA2"],
      ...["figure2", "tableA1"],
    ]);
    const drawn = shown[0]!.exhibits[3]!;
    if (drawn.kind !== "figure") throw new Error("expected a figure");
    expect(drawn.caption).toBe("Figure A2. Effects the instruments do not reject: B");
    expect(drawn.notes[0]).toBe(
      `p-value of the Anderson-Rubin test of each value of the effect of Pilot, F(1, ${CITIES - 1}). Values above the line form the set in Table 1.`,
    );
    expect(drawn.spec({ theme: "light" }).description).toContain("95% set");
  });
});

/** What `feols`, `event-study` and `did` say of few clusters: their effective number by hand, treated ones counted, silence with many. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Note } from "../../src/base/messages.js";
import { panel } from "../../src/data/panel/panel.js";
import { makeTable } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { did } from "../../src/verbs/did/verb/fit.js";
import { eventStudy } from "../../src/verbs/event-study/fit.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { fitFeols } from "../../src/verbs/feols/fitted-model.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

const YEARS = 6;

/** A balanced panel of cities; the first of them are treated from year 4 or 5 on. */
function cities(nCities: number, nTreated: number) {
  const rows = Array.from({ length: nCities * YEARS }, (_, i) => ({
    city: Math.floor(i / YEARS),
    year: 1 + (i % YEARS),
  }));
  const first = ({ city }: { city: number }) => (city < nTreated ? 4 + (city % 2) : 0);
  const column = (name: string, of: (row: (typeof rows)[number], i: number) => number) =>
    ({ kind: "numeric", name, values: Float64Array.from(rows, of) }) as const;
  return panel(
    makeTable(
      [
        column("city", ({ city }) => city),
        column("year", ({ year }) => year),
        column("first", first),
        column("treated", (row) => Number(first(row) > 0 && row.year >= first(row))),
        column("y", ({ city, year }, i) => Math.sin(7 * i) + city / 9 + Math.cos(3 * year)),
      ],
      { name: "cities", bytes: 0, sha256: null },
    ),
    { unit: "city", time: "year" },
  );
}

/** The effective number by hand: the treatment of a balanced panel less means of city and year, squared and summed by city. */
function effective(nCities: number, nTreated: number): number {
  const d = (c: number, t: number) => Number(c < nTreated && t >= 3 + (c % 2));
  const cells = (c: number) => Array.from({ length: YEARS }, (_, t) => d(c, t));
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const all = Array.from({ length: nCities }, (_, c) => cells(c));
  const byYear = Array.from({ length: YEARS }, (_, t) => mean(all.map((row) => row[t]!)));
  const grand = mean(byYear);
  const squares = all.map((row) =>
    row.reduce((sum, value, t) => sum + (value - mean(row) - byYear[t]! + grand) ** 2, 0),
  );
  const total = squares.reduce((a, b) => a + b, 0);
  return 1 / squares.reduce((sum, value) => sum + (value / total) ** 2, 0);
}

const few = (notes: readonly Note[]) => notes.filter(({ code }) => code.includes("clusters_few"));
const formula = "y ~ treated | city + year";

describe("few clusters", () => {
  it("feols, event-study and did say the same effective number, that of the formula, and how many are treated", () => {
    const data = cities(20, 9);
    const vcov = "cluster:city";
    const [ours] = few(feols(engine, data, formula, { vcov }).notes);
    expect(ours!.detail).toMatchObject({ by: "city", clusters: 20, believe: "restricted" });
    const said = [
      ours!,
      few(fitFeols(engine, data, formula, { vcov }).record.notes)[0]!,
      few(eventStudy(engine, data, "y ~ 1 | city + year", { vcov, cohort: "first" }).notes)[0]!,
      few(did(engine, data, "y ~ 1 | city + year", { cohort: "first", estimator: ["cs"] }).notes)[0]!,
    ];
    for (const { detail } of said) {
      const [term] = detail!.terms as unknown as { effective: number; treated: number; untreated: number }[];
      expect(term).toMatchObject({ treated: 9, untreated: 11 });
      expect(term!.effective).toBeCloseTo(effective(20, 9), 8);
    }
    expect(ours!.message).toContain(
      `treated: effective number ${effective(20, 9).toPrecision(3)} (Carter, Schnepel & Steigerwald 2017), 9 treated clusters.`,
    );
  });

  it("one treated cluster: neither p is believed, whatever the number of clusters", () => {
    const [small] = few(feols(engine, cities(12, 1), formula, { vcov: "cluster:city" }).notes);
    expect(small).toMatchObject({ code: "clusters_few", detail: { believe: "neither", terms: [{ treated: 1 }] } });
    const [large] = few(feols(engine, cities(60, 1), formula, { vcov: "cluster:city" }).notes);
    expect(large).toMatchObject({
      code: "treated_clusters_few",
      detail: { term: "treated", clusters: 60, treated: 1 },
    });
    expect(large!.message).toContain("Only 1 of the 60 clusters by city is treated by treated");
  });

  it("many clusters, errors that are not clustered, and dummies are silent; a regressor of many values is no treatment", () => {
    expect(few(feols(engine, cities(40, 20), formula, { vcov: "cluster:city" }).notes)).toEqual([]);
    expect(few(feols(engine, cities(20, 9), formula, { vcov: "hetero" }).notes)).toEqual([]);
    const notes = feols(engine, cities(20, 9), "y ~ factor(year) + first", { vcov: "cluster:city" }).notes;
    expect(few(notes)[0]!.detail).toMatchObject({ clusters: 20, terms: [] });
  });
});

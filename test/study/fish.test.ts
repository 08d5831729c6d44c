/**
 * The study on the shipped files. The expected numbers were computed outside this library: alternating projections and a
 * clustered sandwich in plain code, on row qualities estimated by independent software.
 */
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import type { Progress } from "../../src/base/progress.js";
import { type Engine, loadEngine } from "../../src/kernels/engine.js";
import { type FishModel, type FishResult, fishStudy } from "../../src/study/fish.js";
import { readTable } from "../../src/table/node/read-table.js";
import { selectRows, type Table } from "../../src/table/table.js";

/** Row qualities of the independent computation carry 12 digits, projections stopped after 3,000 sweeps. */
const CLOSE = 1e-9;

/** Estimates and standard errors of each column, in the order of its terms. */
const TABLE_1 = [
  { n: 967, clusters: 127, b: [-0.027777332506], se: [0.026674297818], treated: 7 },
  {
    n: 785,
    clusters: 109,
    b: [-0.03119451509, 0.0057166262, 0.000615441945, -0.002353283682],
    se: [0.025099099354, 0.005829987918, 0.000588866688, 0.00331225486],
    treated: 6,
  },
  { n: 967, clusters: 127, b: [-0.017767623495], se: [0.017594179573], treated: 7 },
  {
    n: 785,
    clusters: 109,
    b: [-0.028588853905, 0.005839642963, 0.000647416963, -0.002553517761],
    se: [0.010108419433, 0.005842346233, 0.000594714815, 0.00326680026],
    treated: 7,
  },
] as const;

const shipped = (name: string): Promise<Table> =>
  readTable(fileURLToPath(new URL(`../../examples/fish/${name}`, import.meta.url)));

let engine: Engine;
let trade: Table;
let cards: Table;
let result: FishResult;
const progress: Progress[] = [];
beforeAll(async () => {
  [engine, trade, cards] = await Promise.all([
    loadEngine(),
    shipped("fish_export_ship.csv.gz"),
    shipped("eu_iuu_cards.csv"),
  ]);
  result = fishStudy(engine, trade, cards, { onProgress: (step) => progress.push(step) });
});

const numbers = ({ fit }: FishModel, key: "estimate" | "std_error"): number[] =>
  Object.values(fit.coefficients).map((b) => b[key]);

describe("Table 1", () => {
  test.each([0, 1, 2, 3])("column %i is what independent code computes", (c) => {
    const model = result.study.models[c]!;
    const expected = TABLE_1[c]!;
    expect(model.fit.nobs).toBe(expected.n);
    expect(model.fit.vcov.clusters).toEqual({ i: expected.clusters });
    expect(model.treated).toHaveLength(expected.treated);
    expect(numbers(model, "estimate")).toHaveLength(expected.b.length);
    numbers(model, "estimate").forEach((b, j) => {
      expect(Math.abs(b - expected.b[j]!)).toBeLessThan(CLOSE);
    });
    numbers(model, "std_error").forEach((se, j) => {
      expect(Math.abs(se - expected.se[j]!)).toBeLessThan(CLOSE);
    });
  });

  test("the comparison uses quality in logarithms", () => {
    const [normalised, logarithm] = result.study.comparison;
    expect(normalised).toBe(result.study.models[0]);
    expect(Math.abs(logarithm!.fit.coefficients.did!.estimate - -0.191946588116)).toBeLessThan(10 * CLOSE);
    expect(Math.abs(logarithm!.fit.coefficients.did!.std_error - 0.204978109488)).toBeLessThan(10 * CLOSE);
  });
});

describe("sample and treatment", () => {
  test("every row is accounted for", () => {
    const { sample, quality } = result.study;
    expect(sample).toMatchObject({ rows: 89_577, rowsWithQuality: 89_485, firstYear: 2012, lastYear: 2021 });
    expect(sample).toMatchObject({ countries: 144, countryYears: 975, withoutQuality: 0, ofExcluded: 32 });
    expect(quality.waterfall.reduce((sum, step) => sum + step.dropped_rows, 0)).toBe(92);
    expect(result.panel.nRows).toBe(975);
  });

  test("seven countries identify the effect; nine are never observed before their cohort", () => {
    const { cards: facts, sample } = result.study;
    const identified = facts.units.filter(({ status }) => status === "identified").map(({ unit }) => unit);
    expect(identified.sort()).toEqual(["ECU", "GHA", "PAN", "PHL", "THA", "TTO", "VNM"]);
    expect([...sample.excluded].sort()).toEqual(["BLZ", "COM", "FJI", "KHM", "KIR", "KOR", "SLB", "TGO", "VCT"]);
    expect(facts.units.find(({ unit }) => unit === "CMR")?.status).toBe("after the sample");
    expect(facts.absorbing.path).toBe("absorbing");
    expect(facts.inForce.path).toBe("switching off");
    expect(facts.evidence.cellsDependingOnDay).toBe(0);
  });
});

test("the order of rows does not change the estimates", () => {
  const reversed = Uint32Array.from({ length: trade.nRows }, (_, row) => trade.nRows - 1 - row);
  const again = fishStudy(engine, selectRows(trade, reversed), cards);
  result.study.models.forEach((model, c) => {
    numbers(again.study.models[c]!, "estimate").forEach((b, j) => {
      expect(Math.abs(b - numbers(model, "estimate")[j]!)).toBeLessThan(1e-11);
    });
  });
});

test("progress runs from 0 to 1 without going back", () => {
  const fractions = progress.map(({ fraction }) => fraction);
  expect(fractions[0]).toBe(0);
  expect(fractions.at(-1)).toBe(1);
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
});

test("an aborted signal stops the run with its reason", () => {
  expect(() => fishStudy(engine, trade, cards, { signal: AbortSignal.abort(new Error("stopped")) })).toThrow("stopped");
});

test("the record survives JSON", () => {
  expect(JSON.parse(JSON.stringify(result.study))).toEqual(result.study);
});

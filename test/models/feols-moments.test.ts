/** `feols` of moments, no column demeaned, against full regressions on all dummies, and where it goes by demeaned columns instead. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { denseRegression } from "../support/dense-regression.js";
import { type SmallPanel, smallPanel } from "../support/small-panel.js";

/** Cross-products against orthogonal columns on up to 150 rows. */
const AGREE = 1e-9;

let engine: Engine;
let two: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  two = await loadEngine({ threads: 2 });
});
afterAll(() => two.close());

function tableOf(panel: SmallPanel, extra: Readonly<Record<string, ArrayLike<number>>> = {}): Table {
  const columns: Record<string, ArrayLike<number>> = {
    y: panel.y,
    ...Object.fromEntries(panel.X.map((x, j) => [panel.names[j]!, x])),
    unit: panel.unit.codes,
    year: panel.year.codes,
    cluster: panel.clusters.codes,
    w: panel.weights ?? panel.y.map(() => 1),
    ...extra,
  };
  return makeTable(
    Object.entries(columns).map(([name, values]) => ({
      kind: "numeric" as const,
      name,
      values: Float64Array.from(values),
    })),
    { name: "panel", bytes: 0, sha256: null },
  );
}

const options = (panel: SmallPanel, vcov = "cluster:cluster") => ({
  vcov,
  ssc: "none",
  fixefRm: "none" as const,
  ...(panel.weights === null ? {} : { weights: "w" }),
});

describe("coefficients and errors are those of a regression on all dummies", () => {
  const ways = new Set<string>();

  it.each(Array.from({ length: 20 }, (_, i) => i + 1))("panel %i, with and without each effect", (seed) => {
    const panel = smallPanel(seed);
    const table = tableOf(panel);
    for (const [right, effects] of [
      ["| unit + year", [panel.unit, panel.year]],
      ["| year", [panel.year]],
      ["| unit", [panel.unit]],
      ["| cluster + unit + year", [panel.unit, panel.year]],
    ] as const) {
      const formula = `y ~ ${panel.names.join(" + ")} ${right}`;
      const fit = feols(engine, table, formula, options(panel));
      ways.add(`${fit.solver.method} ${fit.solver.least_squares}`);
      const dense = denseRegression({ ...panel, effects });
      const k = panel.X.length;
      const V = dense.cluster(panel.clusters);
      panel.names.forEach((name, j) => {
        const got = fit.coefficients[name]!;
        const error = Math.sqrt(V[j * k + j]!);
        expect(Math.abs(got.estimate - dense.coefficients[j]!), `${right}: ${name}`).toBeLessThan(AGREE * error);
        expect(Math.abs(got.std_error - error), `${right}: ${name}`).toBeLessThan(AGREE * error);
      });
      expect(feols(two, table, formula, options(panel)).coefficients).toEqual(fit.coefficients);
      for (const vcov of ["hetero", "cluster:year", "iid", "cluster:unit+year"]) {
        const other = feols(engine, table, formula, options(panel, vcov)).coefficients;
        for (const name of panel.names) expect(other[name]!.estimate, vcov).toBe(fit.coefficients[name]!.estimate);
      }
    }
  });

  it("by moments with one effect and with two", () => {
    expect(ways).toContain("one-way moments");
    expect(ways).toContain("direct moments");
  });
});

describe("columns are demeaned where moments would lose digits", () => {
  const panel = smallPanel(4);
  const run = (right: string, extra: Readonly<Record<string, ArrayLike<number>>>) =>
    feols(engine, tableOf(panel, extra), `y ~ ${right} | unit + year`, options(panel));

  it("a regressor that is nearly a combination of earlier ones", () => {
    const near = panel.X[1]!.map((value, i) => value + 1e-5 * Math.sin(i));
    const fit = run("x1 + near", { near });
    expect(fit.solver).toMatchObject({ least_squares: "qr", refined: true });
  });

  it("one that the years explain but for little", () => {
    const trend = Float64Array.from(panel.year.codes, (t, i) => 100 * Math.cos(t) + 0.01 * Math.sin(i * i));
    const fit = run("x1 + trend", { trend });
    expect(fit.solver.least_squares).toBe("gram");
    const dense = denseRegression({ ...panel, X: [panel.X[1]!, trend] });
    expect(fit.coefficients.trend!.estimate / dense.coefficients[1]! - 1).toBeCloseTo(0, 8);
  });

  it("leaves out what effects or earlier regressors explain, and says so", () => {
    const sum = panel.X[1]!.map((value, i) => value + 2 * panel.X[0]![i]!);
    const ofUnit = Float64Array.from(panel.unit.codes, (u) => 0.1 + u / 3);
    const fit = run("D + ofUnit + x1 + sum", { sum, ofUnit });
    expect(fit.collinear.map(({ term }) => term)).toEqual(["ofUnit", "sum"]);
    expect(fit.solver.least_squares).toBe("qr");
    const dense = denseRegression({ ...panel, X: panel.X.slice(0, 2) });
    expect(Math.abs(fit.coefficients.D!.estimate - dense.coefficients[0]!)).toBeLessThan(AGREE);
  });
});

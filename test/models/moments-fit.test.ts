/** `momentsFit` against full regressions on all dummies, and what it refuses. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { momentsFit } from "../../src/verbs/feols/moments-fit.js";
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

const options = (panel: SmallPanel) => ({
  cluster: "cluster",
  ssc: "none",
  fixefRm: "none" as const,
  ...(panel.weights === null ? {} : { weights: "w" }),
});

describe("coefficients and clustered errors", () => {
  it.each(Array.from({ length: 20 }, (_, i) => i + 1))("panel %i, with and without each effect", (seed) => {
    const panel = smallPanel(seed);
    const table = tableOf(panel);
    for (const [right, effects] of [
      ["| unit + year", [panel.unit, panel.year]],
      ["| year", [panel.year]],
      ["| unit", [panel.unit]],
      ["| cluster + unit + year", [panel.unit, panel.year]],
    ] as const) {
      const fit = momentsFit(engine, table, `y ~ ${panel.names.join(" + ")} ${right}`, options(panel));
      const dense = denseRegression({ ...panel, effects });
      const V = dense.cluster(panel.clusters);
      const k = panel.X.length;
      panel.names.forEach((name, j) => {
        const got = fit.coefficients[name]!;
        const error = Math.sqrt(V[j * k + j]!);
        expect(Math.abs(got.estimate - dense.coefficients[j]!), `${right}: ${name}`).toBeLessThan(AGREE * error);
        expect(Math.abs(got.std_error - error), `${right}: ${name}`).toBeLessThan(AGREE * error);
      });
      expect(momentsFit(two, table, `y ~ ${panel.names.join(" + ")} ${right}`, options(panel)).coefficients).toEqual(
        fit.coefficients,
      );
    }
  });
});

it("leaves out what effects or earlier regressors explain, and says so", () => {
  const panel = smallPanel(4);
  const sum = panel.X[1]!.map((value, i) => value + 2 * panel.X[0]![i]!);
  const ofUnit = Float64Array.from(panel.unit.codes, (u) => 0.1 + u / 3);
  const fit = momentsFit(
    engine,
    tableOf(panel, { sum, ofUnit }),
    "y ~ D + ofUnit + x1 + sum | unit + year",
    options(panel),
  );
  expect(fit.collinear).toEqual(["ofUnit", "sum"]);
  expect(fit.notes.map(({ code }) => code)).toContain("collinear");
  const dense = denseRegression({ ...panel, X: panel.X.slice(0, 2) });
  expect(Math.abs(fit.coefficients.D!.estimate - dense.coefficients[0]!)).toBeLessThan(AGREE);
});

describe("refusals", () => {
  const panel = smallPanel(4);
  const run = (right: string, extra: Readonly<Record<string, ArrayLike<number>>>, over: object = {}) =>
    momentsFit(engine, tableOf(panel, extra), `y ~ ${right} | unit + year`, { ...options(panel), ...over });

  it("a regressor that is nearly a combination of earlier ones", () => {
    const near = panel.X[1]!.map((value, i) => value + 1e-5 * Math.sin(i));
    expect(() => run("x1 + near", { near })).toThrow(/'near' is nearly collinear.*Use feols/);
  });
  it("two clusterings", () => {
    expect(() => run("x1", {}, { cluster: "cluster+year" })).toThrow(/one/);
  });
  it("a single cluster", () => {
    expect(() => run("x1", { one: panel.y.map(() => 1) }, { cluster: "one" })).toThrow(/Only 1 cluster in 'one'/);
  });
});

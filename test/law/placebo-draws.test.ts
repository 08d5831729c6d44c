/**
 * Placebo draws by moments against full regressions, draw by draw: 20 panels, unbalanced, weighted, with singletons, few
 * clusters, units finer than what is treated; every kind; errors clustered by what is treated or by finer units.
 */
import { beforeAll, describe, expect, it } from "vitest";
import type { Column } from "../../src/base/columns.js";
import { categoryOf } from "../../src/data/panel/codes.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { parseFormula } from "../../src/formula/parser.js";
import { type Assignments, poolOf, randomAssignments } from "../../src/verbs/placebo/assignments.js";
import { countDates, mixedAssignments, timeAssignments, timeSample } from "../../src/verbs/placebo/dates.js";
import { placebo } from "../../src/verbs/placebo/fit.js";
import { type PlaceboSample, placeboSample, treatmentColumn } from "../../src/verbs/placebo/sample.js";
import type { PlaceboOptions } from "../../src/verbs/placebo/verb.js";

import { denseRegression } from "../support/dense-regression.js";
import { type SmallPanel, smallPanel } from "../support/small-panel.js";

/** Normal equations against orthogonal columns, relative to the size of the number or of its error. */
const AGREE = 1e-9;
const DRAWS = 5;
const SEED = 3;
const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);
const KEYS = { unit: "cluster", time: "year" };

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

function tableOf(panel: SmallPanel): Table {
  const column = (name: string, values: Iterable<number>): Column => ({
    kind: "numeric",
    name,
    values: Float64Array.from(values),
  });
  const groups = ["unit", "year"].map((name, e) => column(name, panel.effects[e]!.codes));
  return makeTable(
    [
      ...groups,
      column("cluster", panel.clusters.codes),
      column(
        "half",
        panel.clusters.codes.map((c) => (c < panel.clusters.nLevels / 2 ? 0 : 1)),
      ),
      ...panel.X.map((x, j) => column(panel.names[j]!, x)),
      column("y", panel.y),
      column("w", panel.weights ?? new Float64Array(panel.n).fill(1)),
    ],
    { name: "small", bytes: 0, sha256: null },
  );
}

/** The sample and the assignments of a kind, made without any regression. */
function setting(panel: SmallPanel, kind: string): { at: PlaceboSample; assignments: Assignments } {
  const table = tableOf(panel);
  const variance = { type: "cluster", by: [["cluster"]] } as const;
  const choice = { weights: "w", fixefRm: "none" } as const;
  const spec = parseFormula(`y ~ ${panel.names.join(" + ")} | unit + year`);
  const full = placeboSample(engine, table, spec, KEYS, "D", variance, choice);
  if (kind === "time") {
    const { at, cohorts } = timeSample(engine, full, KEYS, variance, choice);
    const count = countDates(cohorts);
    const all = count <= DRAWS;
    return { at, assignments: timeAssignments(engine, cohorts, all ? count : DRAWS, SEED, all) };
  }
  const strata = kind === "strata" ? categoryOf(table.column("half")) : null;
  const pool = poolOf(full.grid, "D", strata);
  if (kind === "mixed")
    return { at: full, assignments: mixedAssignments(engine, pool, full.grid.periods, DRAWS, SEED) };
  return { at: full, assignments: randomAssignments(engine, pool, DRAWS, SEED) };
}

describe.each(["space", "strata", "mixed", "time"])("draws of kind %s", (kind) => {
  it.each(SEEDS)("are full regressions: panel %i", async (seed) => {
    const panel = smallPanel(seed);
    const clusterBy = seed % 5 === 0 ? "unit" : "cluster";
    const { at, assignments } = setting(panel, kind);
    const options: PlaceboOptions = {
      ...{ term: "D", ...KEYS, weights: "w", fixefRm: "none", vcov: `cluster:${clusterBy}`, ssc: "none", seed: SEED },
      ...(kind === "strata" ? { strata: "half" } : { kind: kind as "space" }),
      draws: DRAWS,
    };
    const formula = `y ~ ${panel.names.join(" + ")} | unit + year`;
    const record = await placebo(engine, tableOf(panel), formula, options);
    expect(record.method, record.because).toBe("moments");
    expect(record.enumeration).toBe(kind === "time" && assignments.nDraws < DRAWS);
    const { sample, table, grid } = at;
    const column = (name: string) => Float64Array.from(sample.rows, (row) => table.numeric(name)[row]!);
    const clusters = categoryOf({ kind: "numeric", name: clusterBy, values: column(clusterBy) });
    const codes = new Uint32Array(grid.unit.nLevels);
    expect(record.counts.done).toBe(assignments.nDraws);
    for (let b = 0; b < assignments.nDraws; b++) {
      assignments.assign(b, codes);
      const D = treatmentColumn(grid, codes, assignments.dates);
      const controls = panel.names.slice(1).map(column);
      const X = [...controls, D];
      const dense = denseRegression({ y: column("y"), X, effects: sample.effects, weights: column("w") });
      const last = controls.length;
      if (!dense.kept[last]) {
        expect(record.draws.estimate[b]).toBeNull();
        continue;
      }
      const error = Math.sqrt(dense.cluster(clusters)[last * X.length + last]!);
      const want = dense.coefficients[last]!;
      expect(Math.abs(record.draws.estimate[b]! - want)).toBeLessThanOrEqual(AGREE * Math.max(Math.abs(want), error));
      expect(Math.abs(record.draws.std_error[b]! - error)).toBeLessThanOrEqual(AGREE * Math.max(Math.abs(want), error));
    }
    const refits = await placebo(engine, tableOf(panel), formula, { ...options, method: "refits" });
    expect(refits.method).toBe("refits");
    expect(refits.p_value).toEqual(record.p_value);
    expect(refits.counts).toEqual(record.counts);
  });
});

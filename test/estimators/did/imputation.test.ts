/**
 * bjs and did2s against dense algebra: panels with gaps, a covariate, weights, clusters of units, groups of treated rows from whose averages
 * effects are measured, leave-one-out errors, anticipation; what cannot be imputed, and what is refused.
 */
import { beforeAll, describe, expect, it } from "vitest";
import type { Panel } from "../../../src/data/panel/panel.js";
import { panel } from "../../../src/data/panel/panel.js";
import { makeTable } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { DidEstimate } from "../../../src/verbs/did/design/record.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { denseImputation } from "../../support/dense-imputation.js";
import { staggeredPanel } from "../../support/staggered-panel.js";

/** Two ways to one number on some 150 rows. */
const SAME = 1e-9;

let engine: Engine;
let two: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  two = await loadEngine({ threads: 2 });
  return () => two.close();
});

const columnsOf = (data: Panel) => {
  const column = (name: string) => Array.from(data.table.numeric(name));
  return {
    ...{ unit: column("unit"), time: column("time"), cohort: column("cohort") },
    x: column("x"),
    w: column("w"),
    y: column("y"),
  };
};

const withBlocks = (data: Panel): Panel => {
  const block = data.table.numeric("unit").map((unit) => Math.floor(unit / 3));
  const columns = ["unit", "time", "cohort", "y", "x", "w"].map((name) => {
    return { kind: "numeric", name, values: data.table.numeric(name) } as const;
  });
  const table = makeTable([...columns, { kind: "numeric", name: "block", values: block }], {
    name: "p",
    bytes: 0,
    sha256: null,
  });
  return panel(table, { unit: "unit", time: "time" });
};

const DATA = withBlocks(staggeredPanel(7, { units: 30, periods: 6, cohorts: 3, missing: 0.12 }));

const estimateOf = (options: DidOptions, controls = "1", data = DATA, by = engine): DidEstimate =>
  did(by, data, `y ~ ${controls} | unit + time`, { cohort: "cohort", ...options }).estimates[0]!;

interface Setting {
  readonly controls: boolean;
  readonly weights: boolean;
  readonly clusters: "unit" | "block";
  readonly anticipation: number;
}

/** Outcomes and rows of a setting, all by definition. */
function written({ controls, weights, clusters, anticipation }: Setting) {
  const { unit, time, cohort, x, w, y } = columnsOf(DATA);
  const start = cohort.map((first) => (first === 0 ? Number.POSITIVE_INFINITY : first));
  const isTreated = time.map((t, i) => t >= start[i]! - anticipation);
  const weight = weights ? w : w.map(() => 1);
  // rows of units without an untreated row are left out
  const has = new Set(unit.filter((_, i) => !isTreated[i]));
  const rows = unit.flatMap((u, i) => (has.has(u) ? [i] : []));
  const of = <T>(values: readonly T[]) => rows.map((i) => values[i]!);
  const given = {
    y: of(y),
    unit: of(unit),
    time: of(time),
    x: controls ? [of(x)] : [],
    w: of(weight),
    isTreated: of(isTreated),
  };
  const events = of(time.map((t, i) => t - start[i]!));
  const cluster = clusters === "unit" ? given.unit : given.unit.map((u) => Math.floor(u / 3));
  return { ...given, events, cluster, cohorts: of(start), dense: denseImputation(given) };
}

/** Square root of the sum of squares over clusters of weights times numbers. */
function errorOf(weights: readonly number[], numbers: readonly number[], cluster: readonly number[]): number {
  const sums = new Map<number, number>();
  for (const [i, weight] of weights.entries()) {
    sums.set(cluster[i]!, (sums.get(cluster[i]!) ?? 0) + weight * numbers[i]!);
  }
  return Math.sqrt([...sums.values()].reduce((sum, value) => sum + value * value, 0));
}

/** Average and error of the rows chosen, effects measured from averages over units' sums within groups. */
function bjsByHand(
  setting: Setting,
  chosen: (i: number) => boolean,
  groupOf: (i: number) => string,
  leaveOut: boolean,
) {
  const { dense, w, cluster, isTreated, ...rest } = written(setting);
  const { outcomes } = dense;
  const total = w.reduce((sum, weight, i) => sum + (chosen(i) ? weight : 0), 0);
  const v = w.map((weight, i) => (chosen(i) ? weight / total : 0));
  const rows = v.flatMap((value, i) => (value === 0 ? [] : [i]));
  const { unit } = rest;
  /** By unit, with its cluster. */
  const sumsOf = (group: string) => {
    const sums = new Map<number, { a: number; b: number; of: number }>();
    for (const i of rows) {
      if (groupOf(i) !== group) continue;
      const sum = sums.get(unit[i]!) ?? { a: 0, b: 0 };
      sums.set(unit[i]!, { a: sum.a + v[i]!, b: sum.b + v[i]! * outcomes[i]!, of: cluster[i]! });
    }
    return sums;
  };
  const from = outcomes.map((value, i) => {
    if (v[i] === 0) return value;
    const others = [...sumsOf(groupOf(i)).values()].filter(({ of }) => !leaveOut || of !== cluster[i]);
    const mean = others.reduce((sum, { a, b }) => sum + a * b, 0) / others.reduce((sum, { a }) => sum + a * a, 0);
    return value - mean;
  });
  const estimate = v.reduce((sum, value, i) => sum + value * outcomes[i]!, 0);
  return { estimate, error: errorOf(dense.weightsOf(v), from, cluster), ...rest };
}

const SETTINGS: readonly Setting[] = [false, true].flatMap((controls) =>
  [false, true].flatMap((weights) =>
    (["unit", "block"] as const).map((clusters) => ({ controls, weights, clusters, anticipation: 0 })),
  ),
);

const optionsOf = ({ weights, clusters, anticipation }: Setting): DidOptions => ({
  ...(weights ? { weights: "w" } : {}),
  ...(clusters === "block" ? { vcov: "cluster:block" } : {}),
  anticipation,
});

const close = (got: number | null, want: number): void => expect(Math.abs(got! - want)).toBeLessThan(SAME);

describe("bjs by dense algebra", () => {
  it.each([...SETTINGS, { ...SETTINGS[0]!, anticipation: 1 }])("%o", (setting) => {
    const { events, cohorts, isTreated } = written(setting);
    const groups = {
      cell: (i: number) => `${cohorts[i]} ${events[i]}`,
      cohort: (i: number) => `${cohorts[i]}`,
      event: (i: number) => `${events[i]}`,
      all: () => "all",
    };
    for (const [errorGroups, groupOf] of Object.entries(groups) as [keyof typeof groups, (i: number) => string][]) {
      for (const leaveOut of errorGroups === "cell" ? [false] : [false, true]) {
        const options = { estimator: ["bjs"], errorGroups, leaveOut, ...optionsOf(setting) } as const;
        const found = estimateOf(options, setting.controls ? "x" : "1");
        const all = bjsByHand(setting, (i) => isTreated[i]! && events[i]! >= 0, groupOf, leaveOut);
        close(found.overall.estimate, all.estimate);
        close(found.overall.std_error, all.error);
        for (const { event, estimate, std_error } of found.effects) {
          if (event! < -setting.anticipation) continue;
          const want = bjsByHand(setting, (i) => events[i] === event, groupOf, leaveOut);
          close(estimate, want.estimate);
          close(std_error, want.error);
        }
      }
    }
  });

  it("leaves the cluster itself out of the average of a cell", () => {
    const setting = SETTINGS[0]!;
    const { events, cohorts, isTreated } = written(setting);
    const found = estimateOf({ estimator: ["bjs"], leaveOut: true, aggregate: "simple" });
    const want = bjsByHand(
      setting,
      (i) => isTreated[i]!,
      (i) => `${cohorts[i]} ${events[i]}`,
      true,
    );
    close(found.overall.std_error, want.error);
  });
});

describe("did2s by dense algebra", () => {
  it.each(SETTINGS)("%o", (setting) => {
    const { dense, w, events, cluster, isTreated } = written(setting);
    const found = estimateOf({ estimator: ["did2s"], ...optionsOf(setting) }, setting.controls ? "x" : "1");
    const averageOf = (chosen: (i: number) => boolean) => {
      const total = w.reduce((sum, weight, i) => sum + (chosen(i) ? weight : 0), 0);
      const v = w.map((weight, i) => (chosen(i) ? weight / total : 0));
      const estimate = v.reduce((sum, value, i) => sum + value * dense.outcomes[i]!, 0);
      // both stages: residuals of the second where its dummies are, of the first by the projection
      const second = dense.outcomes.map((value, i) => v[i]! * (value - estimate));
      const projected = dense
        .weightsOf(v)
        .map((weight, i) => (isTreated[i] ? 0 : (weight - v[i]!) * dense.outcomes[i]!));
      return {
        estimate,
        error: errorOf(
          second.map((value, i) => value + projected[i]!),
          second.map(() => 1),
          cluster,
        ),
      };
    };
    for (const { event, estimate, std_error, reference } of found.effects) {
      if (reference) continue;
      const want = averageOf((i) => events[i] === event);
      close(estimate, want.estimate);
      if (event! < -setting.anticipation) expect(std_error).toBeNull();
      else close(std_error, want.error);
    }
    const all = averageOf((i) => isTreated[i]!);
    close(found.overall.estimate, all.estimate);
    close(found.overall.std_error, all.error);
    expect(found.effects.filter(({ reference }) => reference).map(({ event }) => event)).toEqual([-1]);
  });
});

/** A small panel: a row is [unit, time, cohort]. */
function tiny(rows: readonly (readonly [number, number, number])[]): Panel {
  const column = (name: string, of: (row: readonly [number, number, number], i: number) => number) => {
    return { kind: "numeric", name, values: Float64Array.from(rows, of) } as const;
  };
  const columns = [
    column("unit", ([unit]) => unit),
    column("time", ([, time]) => time),
    column("cohort", ([, , cohort]) => cohort),
    column(
      "y",
      ([unit, time, cohort], i) => unit + time * time + (cohort > 0 && time >= cohort ? 5 : 0) + 0.1 * ((i * 7) % 5),
    ),
    column("split", (_, i) => i % 2),
  ];
  return panel(makeTable(columns, { name: "tiny", bytes: 0, sha256: null }), { unit: "unit", time: "time" });
}

const grid = (cohorts: readonly number[], periods = 5) =>
  cohorts.flatMap((cohort, unit) => Array.from({ length: periods }, (_, t) => [unit, t + 1, cohort] as const));

describe("what cannot be imputed", () => {
  it("rows of units treated from their first row on, and of periods in which all are treated, are left out and named", () => {
    const { notes, cells, nobs } = estimateOf({ estimator: ["bjs"] }, "1", tiny(grid([3, 3, 4, 4, 1])));
    const lost = notes.find(({ code }) => code === "not_imputed")!;
    expect(lost.detail).toEqual({ rows: 13, units: 1, named: ["4"], periods: [4, 5], apart: 0 });
    expect(lost.message).toBe(
      "13 treated rows cannot be imputed and are left out: 1 unit has no row before treatment (4); no unit is untreated in 4, 5.",
    );
    expect(cells!.map(({ cohort, time, n_units }) => [cohort, time, n_units])).toEqual([[3, 3, 2]]);
    expect(nobs).toBe(12);
  });

  it("rows whose unit and period no chain of untreated rows joins are left out", () => {
    const early = [0, 1].flatMap((unit) => [1, 2, 3, 6].map((time) => [unit, time, 3] as const));
    const others = [2, 3].flatMap((unit) => [1, 2, 3].map((time) => [unit, time, 0] as const));
    const late = [4, 5].flatMap((unit) => [5, 6].map((time) => [unit, time, 0] as const));
    const { notes, cells } = estimateOf({ estimator: ["bjs"] }, "1", tiny([...early, ...others, ...late]));
    expect(notes.find(({ code }) => code === "not_imputed")!.detail).toMatchObject({ rows: 2, units: 0, apart: 2 });
    expect(cells!.map(({ time }) => time)).toEqual([3]);
  });

  it("refuses a sample in which nothing can be", () => {
    expect(() => estimateOf({ estimator: ["bjs"] }, "1", tiny(grid([3, 3])))).toThrow(
      /No outcome of a treated row can be imputed/,
    );
  });
});

describe("refusals and notes", () => {
  const data = tiny(grid([3, 3, 4, 0, 0]));

  it("a leave-one-out error of a cell with one cluster", () => {
    expect(() => estimateOf({ estimator: ["bjs"], leaveOut: true }, "1", data)).toThrow(
      "A leave-one-out error needs two clusters in each group of treated rows: cohort 4 in 4 has one. Average over larger groups with --error-groups cohort, or leave --leave-out away.",
    );
  });

  it("variances that are not by clusters of whole units", () => {
    for (const estimator of [["bjs"], ["did2s"]]) {
      expect(() => estimateOf({ estimator, vcov: "hetero" }, "1", data)).toThrow(/has errors by influence of clusters/);
      expect(() => estimateOf({ estimator, vcov: "cluster:split" }, "1", data)).toThrow(
        /lies in several clusters of 'split'/,
      );
    }
  });

  it("says that leads are relative to all earlier periods, and which are collinear", () => {
    const codes = (options: DidOptions) =>
      estimateOf({ estimator: ["bjs"], ...options }, "1", data).notes.map(({ code }) => code);
    expect(codes({})).toEqual([
      "imputed_from",
      "cells_of_one_unit",
      "leads_of_untreated",
      "did_one_unit",
      "did_no_error",
    ]);
    expect(codes({ leads: 0, errorGroups: "all" })).toEqual(["imputed_from", "did_no_error"]);
    expect(codes({ leads: 3 })).toContain("leads_collinear");
  });

  it("leaves out a covariate that does not vary among untreated rows", () => {
    const found = did(engine, DATA, "y ~ x + cohort:time | unit + time", { cohort: "cohort", estimator: ["bjs"] });
    expect(found.estimates[0]!.notes.map(({ code }) => code)).not.toContain("imputation_omitted");
    const constant = did(engine, DATA, "y ~ x + unit | unit + time", { cohort: "cohort", estimator: ["bjs"] });
    expect(constant.estimates[0]!.notes.find(({ code }) => code === "imputation_omitted")!.detail).toEqual({
      omitted: ["unit"],
    });
  });
});

it("gives the same bits on two threads", () => {
  const large = staggeredPanel(3, { units: 9000, periods: 8, cohorts: 4, missing: 0.1 });
  for (const name of ["bjs", "did2s"]) {
    const [one, other] = [engine, two].map((by) => estimateOf({ estimator: [name] }, "x", large, by));
    expect(other!.effects).toEqual(one!.effects);
    expect(other!.cells).toEqual(one!.cells);
  }
});

it("makes averages directly where cells are too many for their covariance", () => {
  const wide = staggeredPanel(5, { units: 4600, periods: 44, cohorts: 43 });
  for (const name of ["bjs", "did2s"]) {
    const { cells, notes, overall, effects } = estimateOf(
      { estimator: [name], ...(name === "bjs" ? { leads: 0 } : {}) },
      "1",
      wide,
    );
    expect(cells).toBeNull();
    expect(notes.map(({ code }) => code)).toContain("cells_not_listed");
    const post = effects.filter(({ event }) => event! >= 0);
    const rows = post.reduce((sum, { n_units }) => sum + n_units, 0);
    close(
      overall.estimate,
      post.reduce((sum, { estimate, n_units }) => sum + (n_units / rows) * estimate, 0),
    );
    expect(overall.std_error).toBeGreaterThan(0);
  }
});

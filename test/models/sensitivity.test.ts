/** Sensitivity of a coefficient: identities, derivatives by differences, regressions without rows, and what it refuses. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { draws } from "../../bench/problems/random.js";
import type { Panel } from "../../src/data/panel/panel.js";
import { panel } from "../../src/data/panel/panel.js";
import { makeTable, selectRows, type Table, withColumns } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { parseFormula } from "../../src/formula/parser.js";
import { requireRegressionVcov } from "../../src/regression/fit-options.js";
import { leastSquares } from "../../src/regression/least-squares/least-squares.js";
import { KINDS } from "../../src/regression/variance/variances.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { rowInfluence } from "../../src/verbs/sensitivity/estimator/influence.js";
import { adjustedEffects, deltaAt, realRoots } from "../../src/verbs/sensitivity/estimator/oster.js";
import { checkSensitivity, sensitivity } from "../../src/verbs/sensitivity/fit.js";
import type { SensitivityRecord } from "../../src/verbs/sensitivity/record.js";
import type { SensitivityOptions } from "../../src/verbs/sensitivity/verb.js";
import { goldenTable } from "../support/golden-table.js";
import { refused } from "../support/refused.js";

let engine: Engine;
let card: Table;
let castle: Table;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  [card, castle] = await Promise.all([goldenTable("card.csv"), goldenTable("castle.csv")]);
});
afterAll(() => engine.close());

const ask = (table: Table | Panel, formula: string, options: SensitivityOptions): SensitivityRecord =>
  sensitivity(engine, table, formula, options);
const close = (got: number, want: number, tolerance: number, what: string) =>
  expect(Math.abs(got - want) / Math.max(Math.abs(want), 1e-300), `${what}: got ${got}, expected ${want}`).toBeLessThan(
    tolerance,
  );

const WITHIN = "l_homicide ~ post + unemployrt + poverty | sid + year";

describe("a confounder that is there", () => {
  it.each([
    ["lwage ~ educ + exper + black", "smsa", "educ", "card", undefined],
    ["lwage ~ educ + exper + black", "south", "educ", "card", "weight"],
    ["l_homicide ~ post + unemployrt", "poverty", "post", "castle", undefined],
    ["l_homicide ~ post + unemployrt", "l_police", "post", "castle", "popwt"],
  ] as const)(
    "%s without %s: estimate, error and t are those of the regression with it",
    (formula, left, term, data, weights) => {
      const table = data === "card" ? card : castle;
      const effects = data === "card" ? "" : " | sid + year";
      const given = { vcov: "iid", term, parts: ["confounding"], ...(weights === undefined ? {} : { weights }) };
      // both on the rows that have the confounder
      const subset = `${left} > -1e300`;
      const long = ask(table, `${formula} + ${left}${effects}`, { ...given, subset });
      const { treatment, outcome } = long.confounding!.controls[left]!;
      const short = ask(table, `${formula}${effects}`, {
        ...given,
        subset,
        confounder: [{ r2_treatment: treatment, r2_outcome: outcome }],
      });
      const [scenario] = short.confounding!.scenarios;
      const raises = Math.abs(long.classical.estimate) > Math.abs(short.classical.estimate);
      const estimate = raises ? 2 * short.classical.estimate - scenario!.estimate : scenario!.estimate;
      close(estimate, long.classical.estimate, 1e-9, "estimate");
      close(scenario!.std_error, long.classical.std_error, 1e-9, "error");
      expect(long.classical.df).toBe(short.classical.df - 1);
    },
  );

  it("as strong as the robustness value takes the estimate, or its significance, away", () => {
    const { confounding, classical } = ask(card, "lwage ~ educ + exper + black", {
      ...{ vcov: "iid", term: "educ", parts: ["confounding"] },
    });
    const beside = (r: number) =>
      ask(card, "lwage ~ educ + exper + black", {
        ...{ vcov: "iid", term: "educ", parts: ["confounding"] },
        confounder: [{ r2_treatment: r, r2_outcome: r }],
      }).confounding!.scenarios[0]!;
    expect(Math.abs(beside(confounding!.rv_q.value).estimate)).toBeLessThan(1e-12 * classical.estimate);
    close(beside(confounding!.rv_q_alpha.value).statistic!, confounding!.critical_t, 1e-9, "t");
  });

  it("groups of benchmarks explain no less than their members", () => {
    const { bounds } = ask(card, "lwage ~ educ + exper + black + smsa + south", {
      ...{ vcov: "iid", term: "educ", parts: ["confounding"], kd: [1] },
      benchmarks: ["black", "smsa", "black+smsa", "*s*"],
    }).confounding!;
    const [black, smsa, both, pattern] = bounds.map(({ scenario }) => scenario!.r2_treatment);
    expect(both!).toBeGreaterThanOrEqual(Math.max(black!, smsa!));
    expect(pattern!).toBeGreaterThan(smsa!);
    expect(bounds[3]!.terms).toEqual(["smsa", "south"]);
  });

  it("robust ends begin at the interval of the fit, and a robust value is 0 where that covers 0", () => {
    for (const vcov of ["hetero", "cluster:age"]) {
      const record = ask(card, "lwage ~ educ + exper + black", {
        ...{ vcov, term: "educ", parts: ["confounding"] },
        confounder: [{ r2_treatment: 0, r2_outcome: 0 }],
      });
      const { conf_low } = record.coefficients.educ!;
      close(record.confounding!.scenarios[0]!.robust_end!, conf_low, 1e-10, vcov);
      expect(record.confounding!.rv_q_alpha_robust).toBeGreaterThan(0);
    }
    const weak = ask(castle, WITHIN, { vcov: "cluster:sid", term: "post", parts: ["confounding"] });
    expect(weak.coefficients.post!.p_value).toBeGreaterThan(0.05);
    expect(weak.confounding!.rv_q_alpha_robust).toBe(0);
  });
});

it("the error of a bound is its standard deviation over samples, rows and clusters alike", () => {
  const [samples, n, perCluster] = [250, 400, 8];
  const { normal } = draws(20_261_129, 1);
  let at = 0;
  const bounds: Record<string, number[]> = { hetero: [], "cluster:g": [] };
  const errors: Record<string, number[]> = { hetero: [], "cluster:g": [] };
  const confounder = [{ r2_treatment: 0.2, r2_outcome: 0.15 }];
  for (let s = 0; s < samples; s++) {
    const g = Float64Array.from({ length: n }, (_, i) => Math.floor(i / perCluster));
    const shared = Float64Array.from({ length: n / perCluster }, () => normal(at++));
    const x = Float64Array.from({ length: n }, () => normal(at++));
    const d = Float64Array.from({ length: n }, (_, i) => 0.5 * x[i]! + 0.7 * shared[g[i]!]! + normal(at++));
    const noise = Float64Array.from({ length: n }, (_, i) => normal(at++) * (0.5 + Math.abs(d[i]!)));
    const common = Float64Array.from({ length: n / perCluster }, () => normal(at++));
    for (const vcov of ["hetero", "cluster:g"]) {
      const y = Float64Array.from(noise, (u, i) => 2 * d[i]! + x[i]! + u + (vcov === "hetero" ? 0 : common[g[i]!]!));
      const columns = Object.entries({ y, d, x, g }).map(([name, values]) => ({
        kind: "numeric" as const,
        name,
        values,
      }));
      const table = makeTable(columns, { name: "drawn", bytes: 0, sha256: null });
      const given = { vcov, term: "d", parts: ["confounding"], confounder, critical: "normal" as const };
      const { classical, confounding, influence: _ } = ask(table, "y ~ d + x", given);
      const [{ bias, robust_end }] = confounding!.scenarios as [(typeof confounding & object)["scenarios"][number]];
      bounds[vcov]!.push(classical.estimate - bias);
      errors[vcov]!.push((classical.estimate - bias - robust_end!) / 1.959963984540054);
    }
  }
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  for (const vcov of ["hetero", "cluster:g"]) {
    const own = bounds[vcov]!;
    const sd = Math.sqrt(own.reduce((sum, value) => sum + (value - mean(own)) ** 2, 0) / (own.length - 1));
    // three Monte Carlo errors of a standard deviation, and as much again for few clusters
    expect(Math.abs(mean(errors[vcov]!) / sd - 1), `${vcov}: ${mean(errors[vcov]!)} of ${sd}`).toBeLessThan(0.2);
  }
});

describe("Oster", () => {
  it("delta of beta* is the delta it is of, on every root", () => {
    const selection = { short: 0.05, long: 0.074, explained: 113, treatmentShort: 21000, treatmentLong: 11000 };
    for (const delta of [0.3, 1, 1.7, -0.5]) {
      const roots = adjustedEffects(selection, 60, delta);
      expect(roots.length).toBeGreaterThan(0);
      for (const { value } of roots) close(deltaAt(selection, 60, value), delta, 1e-8, `delta ${delta}`);
    }
  });

  it("finds the real roots of cubics", () => {
    const close3 = (got: number[], want: number[]) => {
      want.forEach((root, i) => {
        close(got[i]!, root, 1e-12, "root");
      });
    };
    close3(realRoots(1, -6, 11, -6), [1, 2, 3]);
    close3(realRoots(2, -2, -34, -30), [-3, -1, 5]);
    expect(realRoots(1, 0, 1, -2)).toHaveLength(1);
    close3(realRoots(0, 1, -3, 2), [1, 2]);
    expect(realRoots(0, 1, 0, 1)).toEqual([]);
    // a cubic term of rounding is none, and numbers beyond all have no root
    close3(realRoots(1e-300, 1, -3, 2), [1, 2]);
    expect(realRoots(Number.NaN, 1, 2, 3)).toEqual(realRoots(0, 1, 2, 3));
    expect(realRoots(1, Number.POSITIVE_INFINITY, 0, 1)).toEqual([]);
  });

  it("compares with the short regression that was asked for", () => {
    const given = { vcov: "iid", term: "post", parts: ["oster"], r2max: ["0.99"] } as const;
    const without = ask(castle, WITHIN, { ...given, shortEffects: "left_out", always: ["poverty"] }).oster!;
    const rows = feols(engine, castle, WITHIN, { vcov: "iid" });
    const plain = feols(engine, castle, "l_homicide ~ post + poverty", {
      ...{ vcov: "iid", subset: "unemployrt > -1e300 & sid > 0 & year > 0" },
    });
    expect(plain.nobs).toBe(rows.nobs);
    close(without.short.estimate, plain.coefficients.post!.estimate, 1e-10, "short");
    close(without.short.r2, plain.fit.r2, 1e-10, "short R2");
    close(without.long.r2, rows.fit.r2, 1e-10, "long R2");
    expect(without.r2).toBe("overall");
    const kept = ask(castle, WITHIN, { ...given, always: ["poverty"] }).oster!;
    const within = feols(engine, castle, "l_homicide ~ post + poverty | sid + year", { vcov: "iid" });
    close(kept.short.estimate, within.coefficients.post!.estimate, 1e-10, "short within");
    close(kept.short.r2, within.fit.within_r2!, 1e-10, "short within R2");
    close(kept.long.r2, rows.fit.within_r2!, 1e-10, "long within R2");
    const overall = ask(castle, WITHIN, { ...given, r2: "overall" }).oster!;
    close(overall.long.r2, rows.fit.r2, 1e-10, "overall R2");
  });

  it("says of a delta that assumption 3 excludes that it does", () => {
    const formula = "lwage ~ educ + exper + expersq + black + smsa + south";
    const of = (effect: number) =>
      ask(card, formula, { vcov: "iid", term: "educ", parts: ["oster"], r2max: ["0.35"], effect }).oster!.results[0]!;
    // controls move the estimate up, from .052 to .074: unobservables of their kind do not lead to 0
    expect(of(0).delta_assumption_3).toBe(false);
    expect(of(0.09).delta_assumption_3).toBe(true);
    const { beta_star } = of(0).adjusted[0]!;
    close(of(beta_star!).delta!, 1, 1e-9, "delta of beta*");
  });

  it("is absent, with the reason, without controls, and where R2max leaves nothing", () => {
    const none = ask(castle, "l_homicide ~ post | sid", { vcov: "iid", term: "post", parts: ["oster"] });
    expect([none.oster, none.notes.at(-1)!.code]).toEqual([null, "sensitivity_no_controls"]);
    const below = ask(card, "lwage ~ educ + exper", {
      vcov: "iid",
      term: "educ",
      parts: ["oster"],
      r2max: ["0.01", "1"],
    });
    expect(below.oster!.results.map(({ r2_max }) => r2_max)).toEqual([1]);
    expect(below.notes.map(({ code }) => code)).toContain("sensitivity_r2max_below");
  });
});

/** Weighted least squares by elimination, with extra weights on rows: one coefficient, its variance of some form. */
function dense(
  columns: readonly Float64Array[],
  y: Float64Array,
  w: Float64Array,
  omega: Float64Array,
  form: "iid" | "hetero" | readonly { readonly sign: number; readonly codes: readonly unknown[] }[],
) {
  const k = columns.length;
  const n = y.length;
  const A = Array.from({ length: k }, (_, i) => {
    return Array.from({ length: 2 * k + 1 }, (_, j) => {
      if (j > k) return j - k - 1 === i ? 1 : 0;
      let sum = 0;
      for (let r = 0; r < n; r++) sum += omega[r]! * w[r]! * columns[i]![r]! * (j === k ? y[r]! : columns[j]![r]!);
      return sum;
    });
  });
  for (let i = 0; i < k; i++) {
    const pivot = A[i]![i]!;
    A[i] = A[i]!.map((value) => value / pivot);
    for (let r = 0; r < k; r++) {
      const times = A[r]![i]!;
      if (r !== i) A[r] = A[r]!.map((value, j) => value - times * A[i]![j]!);
    }
  }
  const beta = A.map((row) => row[k]!);
  const direction = A.map((row) => row[k + 1]!);
  const rows = Array.from({ length: n }, (_, r) => {
    const u = columns.reduce((rest, column, j) => rest - beta[j]! * column[r]!, y[r]!);
    const z = columns.reduce((sum, column, j) => sum + direction[j]! * column[r]!, 0);
    return { u, z, score: w[r]! * z * u };
  });
  const total = (of: (row: (typeof rows)[number], r: number) => number) =>
    rows.reduce((s, row, r) => s + of(row, r), 0);
  if (form === "iid") return { beta: beta[0]!, V: total(({ u }, r) => omega[r]! * w[r]! * u * u) * direction[0]! };
  if (form === "hetero") return { beta: beta[0]!, V: total(({ score }, r) => omega[r]! * score * score) };
  const V = form.reduce((all, { sign, codes }) => {
    const sums = new Map<unknown, number>();
    for (const [r, { score }] of rows.entries()) {
      sums.set(codes[r], (sums.get(codes[r]) ?? 0) + omega[r]! * score);
    }
    return all + sign * [...sums.values()].reduce((sum, value) => sum + value * value, 0);
  }, 0);
  return { beta: beta[0]!, V };
}

describe("influences are derivatives by the weights of rows", () => {
  const N = 90;
  it.each([
    ["iid", null],
    ["hetero", null],
    ["cluster:sid", null],
    ["cluster:sid+year", null],
    ["iid", "popwt"],
    ["hetero", "popwt"],
    ["cluster:sid", "popwt"],
  ] as const)("%s, weights %s", (vcov, weights) => {
    const table = selectRows(
      castle,
      Uint32Array.from({ length: N }, (_, i) => i + 2),
    );
    const formula = "l_homicide ~ unemployrt + poverty | sid + year";
    const options = { fixefRm: "none" as const, ...(weights === null ? {} : { weights }) };
    const made = engine.scope((scope) => {
      const variance = requireRegressionVcov(vcov);
      const regression = leastSquares(engine, scope, table, parseFormula(formula), variance, options);
      const one = rowInfluence(engine, scope, regression, 0, variance, 1);
      const order = Array.from(one.rows);
      const byRow = (values: Float64Array) =>
        order.reduce((out, row, i) => out.fill(values[i]!, row, row + 1), new Float64Array(N));
      return { estimate: byRow(one.ofEstimate), error: byRow(one.ofError(Uint32Array.from(one.rows.keys()))) };
    });
    const [sid, year] = [table.numeric("sid"), table.numeric("year")];
    const dummies = (values: Float64Array, drop: number) =>
      [...new Set(values)].slice(drop).map((level) => values.map((value) => (value === level ? 1 : 0)));
    const columns = [table.numeric("unemployrt"), table.numeric("poverty"), ...dummies(sid, 0), ...dummies(year, 1)];
    const w = weights === null ? new Float64Array(N).fill(1) : table.numeric(weights);
    const both = Array.from(sid, (value, i) => `${value} ${year[i]}`);
    const form =
      vcov === "iid" || vcov === "hetero"
        ? vcov
        : vcov === "cluster:sid"
          ? [{ sign: 1, codes: Array.from(sid) }]
          : [
              { sign: 1, codes: Array.from(sid) },
              { sign: 1, codes: Array.from(year) },
              { sign: -1, codes: both },
            ];
    const y = table.numeric("l_homicide");
    const h = 1e-4;
    for (const row of [0, 7, 23, 55, 89]) {
      const at = (extra: number) => {
        const omega = new Float64Array(N).fill(1);
        omega[row]! += extra;
        // a row that is a cluster of its own, in a term of the inclusion-exclusion, goes with its square
        return dense(columns, y, w, omega, form);
      };
      const [up, down, here] = [at(h), at(-h), at(0)];
      const scale = Math.max(...made.estimate.map(Math.abs));
      expect(Math.abs((up.beta - down.beta) / (2 * h) - made.estimate[row]!) / scale, `estimate ${row}`).toBeLessThan(
        1e-6,
      );
      if (vcov === "cluster:sid+year") continue;
      const slope = (up.V - down.V) / (2 * h) / (2 * here.V);
      const size = Math.max(...made.error.map(Math.abs));
      expect(Math.abs(slope - made.error[row]!) / size, `error ${row}`).toBeLessThan(1e-5);
    }
  });

  it("every variance that is declared names the formula its error is differentiated by", () => {
    const data = panel(
      withColumns(
        castle,
        ["lat", "lon"].map((name) => ({ ...castle.column("sid"), name })),
      ),
      {
        unit: "sid",
        time: "year",
      },
    );
    const after: Readonly<Record<string, string>> = {
      cluster: ":sid",
      CR2: ":sid",
      CR3: ":sid",
      conley: ":lat,lon,100",
    };
    const formulas = KINDS.flatMap(({ types }) => types).map((type) => {
      const given = { vcov: `${type}${after[type] ?? ""}`, term: "post", parts: ["influence"], by: ["sid"] };
      return [type, ask(data, WITHIN, given).influence!.error_formula];
    });
    expect(Object.fromEntries(formulas)).toEqual({
      ...{ iid: "classical", hetero: "robust", HC0: "robust", HC1: "robust", HC2: "robust", HC3: "robust" },
      ...{ HC4: "robust", HC4m: "robust", HC5: "robust", cluster: "clusters", CR2: "clusters", CR3: "clusters" },
      ...{ NW: "in_proportion", DK: "in_proportion", conley: "in_proportion", CHS: "in_proportion" },
    });
  });
});

describe("without rows and groups", () => {
  it("each row, state and year left out is the regression without it", () => {
    const record = ask(castle, WITHIN, { vcov: "cluster:sid", term: "post", parts: ["influence"], named: 3 });
    expect(record.influence!.groups.map(({ by, exact }) => [by, exact])).toEqual([
      ["row", "leverage"],
      ["sid", "cross_products"],
      ["year", "cross_products"],
    ]);
    for (const { by, largest } of record.influence!.groups) {
      for (const { name, without } of largest) {
        const rows = Uint32Array.from(castle.numeric("year").keys()).filter((row) => row + 1 !== name);
        const fit =
          by === "row"
            ? feols(engine, selectRows(castle, rows), WITHIN, { vcov: "iid" })
            : feols(engine, castle, WITHIN, { vcov: "iid", subset: `${by} != ${name}` });
        close(without!, fit.coefficients.post!.estimate, 1e-8, `${by} ${name}`);
      }
    }
  });

  it("what is found is the regression without them, of no more than predicted where that does", () => {
    const record = ask(castle, WITHIN, { vcov: "cluster:sid", term: "post", parts: ["influence"] });
    let found = 0;
    for (const { by, removals } of record.influence!.groups) {
      for (const { goal, at_predicted, at_most, removed, found: without, gains } of removals) {
        if (at_most === null) continue;
        found++;
        expect(removed).toHaveLength(at_most);
        if (at_predicted!.reached) expect(at_most).toBeLessThanOrEqual(at_predicted!.removed);
        const gone = new Set(removed.map(String));
        const values = by === "row" ? null : castle.numeric(by);
        const rows = Uint32Array.from(castle.numeric("year").keys()).filter(
          (row) => !gone.has(String(values === null ? row + 1 : values[row]!)),
        );
        const fit = feols(engine, selectRows(castle, rows), WITHIN, { vcov: "cluster:sid" });
        const { estimate, std_error, p_value } = fit.coefficients.post!;
        close(without!.estimate, estimate, 1e-8, `${by} ${goal}`);
        close(without!.std_error, std_error, 1e-8, `${by} ${goal} error`);
        const sign = Math.sign(record.classical.estimate);
        if (goal === "sign") expect(estimate * sign).toBeLessThan(0);
        if (goal === "significance") expect(p_value < 0.05).toBe(gains);
        if (goal === "both") expect(estimate * sign < 0 && p_value < 0.05).toBe(true);
      }
    }
    expect(found).toBeGreaterThan(4);
  });

  it("who alone identifies the coefficient stands first, and a row alone in an effect changes nothing", () => {
    const sid = castle.numeric("sid");
    const alone = sid.map((value, i) => (value === 7 && castle.numeric("year")[i]! > 2005 ? 1 : 0));
    const table = withColumns(castle, [
      { kind: "numeric", name: "alone", values: alone },
      { kind: "numeric", name: "own", values: sid.map((value, i) => (i === 100 ? 999 : value)) },
    ]);
    const given = { vcov: "hetero", parts: ["influence"], halvings: 0, named: 3 } as const;
    const one = ask(table, "l_homicide ~ alone + poverty | sid + year", { ...given, term: "alone", by: ["sid"] });
    const groups = one.influence!.groups[1]!;
    expect([groups.lost, groups.largest[0]!.name, groups.largest[0]!.without]).toEqual([1, "7", null]);
    expect(JSON.parse(JSON.stringify(one))).toEqual(one);
    const kept = ask(table, "l_homicide ~ poverty | own + year", {
      ...given,
      term: "poverty",
      fixefRm: "none",
      named: 1000,
    });
    const row = kept.influence!.groups[0]!;
    expect(row.lost).toBe(0);
    expect(row.largest.find(({ name }) => name === 101)!.dfbeta).toBe(0);
  });

  it("lags are those of all rows", () => {
    const data = panel(castle, { unit: "sid", time: "year" });
    const formula = "l_homicide ~ post + l(poverty, 1) | sid + year";
    const record = ask(data, formula, {
      vcov: "cluster:sid",
      term: "post",
      parts: ["influence"],
      rows: false,
      by: ["sid"],
    });
    const { removed, found } = record.influence!.groups[0]!.removals[1]!;
    const subset = removed.map((sid) => `sid != ${sid}`).join(" & ");
    const fit = feols(engine, data, formula, { vcov: "cluster:sid", subset });
    close(found!.estimate, fit.coefficients.post!.estimate, 1e-10, "estimate");
    expect(found!.nobs).toBe(fit.nobs);
  });

  it.each(["HC3", "CR2:sid", "cluster:sid+year", "NW:2"])("%s: what is found is so by these errors", (vcov) => {
    const data = panel(castle, { unit: "sid", time: "year" });
    const record = ask(data, WITHIN, { vcov, term: "post", parts: ["influence"], rows: false, by: ["sid"] });
    const { found, removed, gains, goal } = record.influence!.groups[0]!.removals[1]!;
    expect(goal).toBe("significance");
    if (found === null) return;
    const subset = removed.map((sid) => `sid != ${sid}`).join(" & ");
    const { p_value } = feols(engine, data, WITHIN, { vcov, subset }).coefficients.post!;
    close(found.p_value, p_value, 1e-8, "p");
    expect(p_value < 0.05).toBe(gains);
  });

  it("slopes that vary by an effect: groups by regressions without each", () => {
    const formula = "l_homicide ~ post + poverty | sid[year]";
    const record = ask(castle, formula, {
      vcov: "cluster:sid",
      term: "post",
      parts: ["influence"],
      by: ["sid"],
      named: 2,
      halvings: 0,
    });
    const sid = record.influence!.groups.at(-1)!;
    expect(sid.exact).toBe("refits");
    const [{ name, without }] = sid.largest as [(typeof sid.largest)[number]];
    const fit = feols(engine, castle, formula, { vcov: "iid", subset: `sid != ${name}` });
    close(without!, fit.coefficients.post!.estimate, 1e-8, "without");
  });
});

describe("refuses", () => {
  const given = { vcov: "iid", term: "educ" } as const;
  const of = (formula: string, options: Partial<SensitivityOptions> = {}) =>
    refused(() => ask(card, formula, { ...given, ...options }));
  it("takes one for a list of one, and numbers for their text", () => {
    const loose = { by: "age", r2max: [0.9, "1.3x"], parts: "oster", confounder: "0.1,0.2" } as never;
    expect(ask(card, "lwage ~ educ + exper", { ...given, ...(loose as object) }).oster!.results).toHaveLength(2);
    for (const confounder of [[[0.1, 0.2]], [null], [{ r2_treatment: "a" }], [1]]) {
      expect(of("lwage ~ educ + exper", { confounder } as never).code).toBe("sensitivity_confounder");
    }
  });

  it("what it can't serve, by name", () => {
    expect(of("lwage ~ exper | educ ~ nearc4").code).toBe("sensitivity_instruments");
    expect(of("lwage ~ exper", { term: "educ" }).code).toBe("sensitivity_term");
    expect(of("lwage ~ educ", { term: "(Intercept)" }).code).toBe("sensitivity_term");
    expect(of("lwage ~ educ + I(2*educ)", { term: "I(2*educ)" }).code).toBe("term_dropped");
    expect(of("lwage ~ educ + exper", { benchmarks: ["expr"] }).code).toBe("sensitivity_name");
    expect(of("lwage ~ educ + exper", { r2max: ["1.2"] }).code).toBe("sensitivity_r2max");
    expect(of("lwage ~ educ + exper", { r2max: ["x"] }).code).toBe("sensitivity_r2max");
    expect(of("lwage ~ educ + exper", { rows: false, parts: ["influence"] }).code).toBe("sensitivity_groups");
    expect(of("lwage ~ educ + exper", { r2: "within" }).code).toBe("sensitivity_r2");
    expect(of("lwage ~ educ + exper", { parts: ["ostr"] }).code).toBe("sensitivity_part");
    expect(of("lwage ~ educ + exper", { ky: [1, 2] }).code).toBe("sensitivity_ky");
    expect(of("lwage ~ educ + exper", { by: ["nowhere"] }).code).toBe("unknown_column");
    expect(of("lwage ~ educ + exper", { confounder: [{ r2_treatment: 1, r2_outcome: 0 }] }).code).toBe(
      "sensitivity_confounder",
    );
    expect(refused(() => checkSensitivity("lwage ~ educ", { term: "educ" })).code).toBe("vcov_required");
    expect(of("I(2 * educ) ~ educ + exper").code).toBe("sensitivity_spread");
    expect(of("lwage ~ educ + exper", { subset: "id <= 5" }).code).toBe("sensitivity_spread");
    expect(of("educ2 ~ educ", { subset: "educ > 0" }).code).toBe("unknown_column");
  });
});

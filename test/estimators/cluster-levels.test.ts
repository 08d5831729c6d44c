/**
 * Levels of clustering, against the formulas of the papers written out on dense matrices: dummies for every effect, regressors net of the others by
 * projection, sums over pairs of fine clusters. Of the library only the weights of draws and random numbers are taken, which have tests of their own.
 */
import { beforeAll, describe, expect, test } from "vitest";
import type { NumericColumn } from "../../src/base/columns.js";
import { noteText } from "../../src/base/messages.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { PURPOSE, philoxNormal } from "../../src/engine/kernels/cluster-draws.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { pchisq, pnorm, pt } from "../../src/engine/kernels/math.js";
import { wildWeights } from "../../src/engine/kernels/wild.js";
import { clusterLevels } from "../../src/verbs/cluster-levels/fit.js";
import type { ChangeTest, SpreadTest } from "../../src/verbs/cluster-levels/record.js";
import { presentClusterLevels } from "../../src/verbs/cluster-levels/table.js";
import { seeded } from "../support/random.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** Relative rounding allowed: sums of some hundred terms in another order. */
const ROUNDING = 1e-10;
const near = (got: number, expected: number): void => {
  expect(Math.abs(got - expected)).toBeLessThanOrEqual(ROUNDING * Math.max(1e-3, Math.abs(expected)));
};
const allNear = (got: readonly (number | null)[], expected: readonly number[]): void => {
  expect(got).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) near(got[i]!, value);
};

// 90 rows: 9 coarse clusters of 10 rows, 3 fine ones in each but uneven, 5 periods, in no order.
const N = 90;
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const next = seeded(20231);
const order = range(N)
  .map((i) => [next(), i] as const)
  .sort(([a], [b]) => a - b)
  .map(([, i]) => i);
const rows = order.map((i) => {
  const coarse = Math.floor(i / 10);
  const fine = 10 * coarse + [0, 0, 0, 0, 0, 1, 1, 1, 2, 2][i % 10]!;
  const period = i % 5;
  const did = Number(coarse % 2 === 0 && period >= 3);
  const [x, z] = [next() + 0.2 * (coarse % 4), next() + 0.1 * period];
  return { coarse: 7 * coarse, fine, period, did, x, z, y: 0.3 * did + x - z + 0.5 * (coarse % 3) + 2 * next(), w: 0 };
});
for (const row of rows) row.w = Number(next() < 0.3 + 0.4 * ((row.coarse / 7) % 2));
type Name = keyof (typeof rows)[number];
const column = (name: Name): NumericColumn => ({
  ...{ kind: "numeric", name },
  values: Float64Array.from(rows, (row) => row[name]),
});
const names: readonly Name[] = ["coarse", "fine", "period", "did", "x", "z", "y", "w"];
const table: Table = makeTable(names.map(column), { name: "levels.csv", bytes: 0, sha256: null });

/** x of A x = b by elimination with pivots. */
function solve(A: readonly (readonly number[])[], b: readonly number[]): number[] {
  const M = A.map((row, i) => [...row, b[i]!]);
  const n = b.length;
  for (let j = 0; j < n; j++) {
    const pivot = range(n)
      .slice(j)
      .reduce((best, i) => (Math.abs(M[i]![j]!) > Math.abs(M[best]![j]!) ? i : best), j);
    [M[j], M[pivot]] = [M[pivot]!, M[j]!];
    for (const i of range(n)) {
      const factor = i === j ? 0 : M[i]![j]! / M[j]![j]!;
      if (factor !== 0) M[i] = M[i]!.map((value, l) => value - factor * M[j]![l]!);
    }
  }
  return range(n).map((j) => M[j]![n]! / M[j]![j]!);
}

/** Residuals of `values` on `columns`. */
function residuals(values: readonly number[], columns: readonly (readonly number[])[]): number[] {
  const products = columns.map((a) => columns.map((b) => sum(a.map((value, i) => value * b[i]!))));
  const beta = solve(
    products,
    columns.map((a) => sum(a.map((value, i) => value * values[i]!))),
  );
  return values.map((value, i) => value - sum(columns.map((a, j) => a[i]! * beta[j]!)));
}

const values = (name: Name): number[] => rows.map((row) => row[name]);
const dummies = (name: Name, all: boolean): number[][] =>
  [...new Set(values(name))].slice(all ? 0 : 1).map((level) => values(name).map((value) => Number(value === level)));

/** tau of the coefficients of `tested` beside `others`, of the residuals `u`; rows are fine clusters where `fine` is null. */
function tau(tested: readonly number[][], others: readonly number[][], u: readonly number[], fine: Name | null) {
  const net = tested.map((one) => residuals(one, others));
  const K = tested.length + others.length;
  const fineOf = fine === null ? range(N) : values(fine);
  const coarseOf = values("coarse");
  const groups = [...new Set(coarseOf)].map((g) =>
    [...new Set(fineOf.filter((_, i) => coarseOf[i] === g))].map((h) =>
      net.map((one) => sum(one.map((value, i) => (fineOf[i] === h ? value * u[i]! : 0)))),
    ),
  );
  const nFine = new Set(fineOf).size;
  const factor = (G: number) => ((G / (G - 1)) * (N - 1)) / (N - K);
  const cells = range(net.length).flatMap((j) => range(net.length).flatMap((i) => (i >= j ? [[i, j] as const] : [])));
  const theta = cells.map(
    ([i, j]) =>
      factor(groups.length) * sum(groups.map((g) => sum(g.map((s) => s[i]!)) * sum(g.map((s) => s[j]!)))) -
      factor(nFine) * sum(groups.flat().map((s) => s[i]! * s[j]!)),
  );
  // 2 sum over pairs of D+ (S1 kron S2) D+', D+ of the duplication matrix taking the mean of entries that mirror each other
  const kron = (a: readonly number[], b: readonly number[], [i, j]: readonly number[], [k, l]: readonly number[]) =>
    a[j!]! * a[l!]! * (b[i!]! * b[k!]!);
  const mirrored = ([i, j]: readonly [number, number]) => [[i, j] as const, [j, i] as const];
  const V = cells.map((left) =>
    cells.map((right) =>
      sum(
        groups.flatMap((g) =>
          g.flatMap((a, h) =>
            g.flatMap((b, m) =>
              h === m ? [] : mirrored(left).flatMap((p) => mirrored(right).map((q) => (2 * kron(a, b, p, q)) / 4)),
            ),
          ),
        ),
      ),
    ),
  );
  const errors = (G: number, sums: readonly number[]) => {
    const xx = sum(net[0]!.map((value) => value * value));
    return Math.sqrt(factor(G) * sum(sums.map((value) => value * value))) / xx;
  };
  const statistic =
    cells.length === 1 ? theta[0]! / Math.sqrt(V[0]![0]!) : sum(theta.map((t, i) => t * solve(V, theta)[i]!));
  return {
    ...{ theta, V, statistic, nFine },
    fine: errors(
      nFine,
      groups.flat().map((s) => s[0]!),
    ),
    coarse: errors(
      groups.length,
      groups.map((g) => sum(g.map((s) => s[0]!))),
    ),
  };
}

const MODELS = [
  { formula: "y ~ x + z", effects: [range(N).map(() => 1)], fine: "fine" },
  { formula: "y ~ x + z", effects: [range(N).map(() => 1)], fine: null },
  {
    formula: "y ~ x + z | fine + period",
    effects: [...dummies("fine", true), ...dummies("period", false)],
    fine: "fine",
  },
  { formula: "y ~ x + z | period", effects: dummies("period", true), fine: null },
] as const;

describe.each(MODELS)("score-variance tests: $formula, fine clusters $fine", ({ formula, effects, fine }) => {
  const [x, z] = [values("x"), values("z")];
  const u = residuals(values("y"), [x, z, ...effects]);
  const sets = [
    { terms: ["x"], tested: [x], others: [z, ...effects] },
    { terms: ["z"], tested: [z], others: [x, ...effects] },
    { terms: ["x", "z"], tested: [x, z], others: [...effects] },
  ];
  const DRAWS = 15;
  const options = { term: ["x", "z"], coarse: "coarse", draws: DRAWS, seed: 3, ...(fine === null ? {} : { fine }) };

  test("statistic, its parts, p and errors by either level", async () => {
    const { tests, fine: level } = await clusterLevels(engine, table, formula, options);
    sets.forEach(({ terms, tested, others }, s) => {
      const expected = tau(tested, others, u, fine);
      const got = tests[s]!;
      expect(got.terms).toEqual(terms);
      expect(level.G).toBe(expected.nFine);
      allNear(got.difference, expected.theta);
      allNear(got.variance.flat(), expected.V.flat());
      near(got.statistic!, expected.statistic);
      near(
        got.p_value!,
        s === 2 ? pchisq(engine, expected.statistic, 3, true) : pnorm(engine, expected.statistic, true),
      );
      if (s < 2) near(got.std_error!.fine, expected.fine);
      if (s < 2) near(got.std_error!.coarse, expected.coarse);
    });
  });

  test("draws: outcomes of weighted residuals, each regressed again", async () => {
    const { tests } = await clusterLevels(engine, table, formula, options);
    const place = fineOrder(fine);
    const G = Math.max(...place) + 1;
    const weights = wildWeights(engine, G, 0, DRAWS, { kind: "rademacher", seed: 3, purpose: PURPOSE.clusterLevels });
    sets.forEach(({ tested, others }, s) => {
      const { statistic, draws, p_bootstrap } = tests[s]!;
      const expected = range(DRAWS).map((d) => {
        const drawn = u.map((value, i) => value * weights[d * G + place[i]!]!);
        return tau(tested, others, residuals(drawn, [x, z, ...effects]), fine).statistic;
      });
      allNear(draws, expected);
      expect(p_bootstrap).toBe(expected.filter((value) => value >= statistic!).length / DRAWS);
    });
  });
});

/** Which weight a row has: fine clusters by coarse cluster, then label (rows by place). */
function fineOrder(fine: Name | null): number[] {
  const keys = rows.map((row, i) => 1e4 * row.coarse + (fine === null ? i : row[fine]));
  const sorted = [...new Set(keys)].sort((a, b) => a - b);
  return keys.map((key) => sorted.indexOf(key));
}

describe("from coarse clusters alone", () => {
  test("the spread of estimates by cluster, against normals with their errors", async () => {
    const { spread } = await clusterLevels(engine, table, "y ~ x", {
      term: ["x"],
      coarse: "coarse",
      draws: 99,
      seed: 5,
    });
    const found = spread[0] as SpreadTest;
    const groups = [...new Set(values("coarse"))].sort((a, b) => a - b);
    const one = groups.map((g) => {
      const own = rows.filter(({ coarse }) => coarse === g);
      const mean = sum(own.map(({ x }) => x)) / own.length;
      const meanY = sum(own.map(({ y }) => y)) / own.length;
      const xx = sum(own.map(({ x }) => (x - mean) ** 2));
      const beta = sum(own.map(({ x, y }) => (x - mean) * y)) / xx;
      const meat = sum(own.map(({ x, y }) => ((x - mean) * (y - meanY - beta * (x - mean))) ** 2));
      return { beta, error: Math.sqrt((meat * own.length) / (own.length - 2)) / xx };
    });
    const variance = (all: readonly number[]) =>
      sum(all.map((value) => (value - sum(all) / all.length) ** 2)) / (all.length - 1);
    one.forEach(({ beta, error }, g) => {
      near(found.estimates[g]!.estimate, beta);
      near(found.estimates[g]!.std_error, error);
    });
    const S = variance(one.map(({ beta }) => beta));
    near(found.statistic, S);
    const asLarge = range(99).filter((d) => {
      const normals = philoxNormal(engine, one.length, { seed: 5, replication: d, purpose: PURPOSE.clusterSpread });
      return variance(one.map(({ error }, g) => error * normals[g]!)) >= S;
    });
    expect(found.p_value).toBe((1 + asLarge.length) / 100);
  });

  test("changes of treated and untreated clusters about the date", async () => {
    const options = { term: ["did"], coarse: "coarse", time: "period", draws: 9 };
    const { changes } = await clusterLevels(engine, table, "y ~ did | coarse + period", options);
    const found = changes[0] as ChangeTest;
    const mean = (all: readonly number[]) => sum(all) / all.length;
    const by = (treated: boolean) =>
      [...new Set(values("coarse"))]
        .filter((g) => ((g / 7) % 2 === 0) === treated)
        .map((g) => {
          const of = (after: boolean) =>
            mean(rows.filter((row) => row.coarse === g && row.period >= 3 === after).map(({ y }) => y));
          return of(true) - of(false);
        });
    const [a, b] = [by(true), by(false)];
    const variance = (all: readonly number[]) => sum(all.map((value) => (value - mean(all)) ** 2)) / (all.length - 1);
    const error = Math.sqrt(variance(a) / a.length + variance(b) / b.length);
    expect(found).toMatchObject({ date: 3, treated: 5, untreated: 4, df: 3 });
    near(found.estimate, mean(a) - mean(b));
    near(found.std_error, error);
    near(found.p_value, 2 * pt(engine, -Math.abs((mean(a) - mean(b)) / error), 3));
  });

  test("where treatment varies within clusters; else refused with the reason, in both languages", async () => {
    const options = { coarse: "coarse", draws: 9 };
    const made = await clusterLevels(engine, table, "y ~ w", { ...options, term: ["w"] });
    expect(made.causal[0]).toMatchObject({ term: "w", clusters: 9, splits: 8 });
    const reasons = async (formula: string, term: string) => {
      const record = await clusterLevels(engine, table, formula, { ...options, term: [term] });
      return [...record.spread, ...record.changes, ...record.causal].flatMap((one) =>
        "because" in one ? [one.because] : [],
      );
    };
    const codes = async (formula: string, term: string) => (await reasons(formula, term)).map(({ code }) => code);
    expect(await codes("y ~ w + x", "w")).toEqual(["levels_no_time", "levels_causal_model"]);
    expect(await codes("y ~ x", "x")).toEqual(["levels_no_time", "levels_not_binary"]);
    const constant = makeTable(
      [
        ...table.columns,
        { kind: "numeric", name: "even", values: Float64Array.from(rows, (row) => (row.coarse / 7) % 2) },
      ],
      table.source,
    );
    const record = await clusterLevels(engine, constant, "y ~ even", { ...options, term: ["even"] });
    expect(record.causal).toMatchObject([{ because: { code: "levels_causal_constant" } }]);
    expect(record.spread).toMatchObject([{ because: { code: "levels_not_identified" } }]);
    for (const note of await reasons("y ~ w + x", "w")) expect(noteText(note, "zh")).not.toBe(note.message);
  });
});

describe("refused by name", () => {
  // another name of each fine cluster
  const label = Float64Array.from(rows, ({ fine }) => 3 * fine);
  const labelled = makeTable([...table.columns, { kind: "numeric", name: "label", values: label }], table.source);
  const asked = (options: object, formula = "y ~ x + z") =>
    clusterLevels(engine, labelled, formula, { term: ["x"], coarse: "coarse", draws: 9, ...options });
  test.each([
    ["fine clusters in two coarse ones", { fine: "period" }, "levels_nested"],
    ["one level twice", { fine: "coarse" }, "levels_same"],
    ["a term that is none", { term: ["w"] }, "term"],
    ["no more fine clusters than coarse ones", { coarse: "fine", fine: "label" }, "levels_few"],
  ])("%s", async (_, options, code) => {
    await expect(asked(options)).rejects.toMatchObject({ code });
  });
  test("instruments", async () => {
    await expect(asked({}, "y ~ z | period | x ~ did")).rejects.toMatchObject({ code: "levels_instruments" });
  });
});

test("the tables have every test and say what not rejecting means", async () => {
  const options = { term: ["did", "x"], coarse: "coarse", fine: "fine", time: "period", draws: 19 };
  const record = await clusterLevels(engine, table, "y ~ did + x | fine + period", options);
  for (const language of ["en", "zh"] as const) {
    const [main, further] = presentClusterLevels(record, { language }).tables;
    expect(main!.rows).toHaveLength(3);
    expect(further!.rows.length).toBeGreaterThan(0);
    expect(new Set(main!.notes).size).toBe(main!.notes.length);
    expect(main!.notes.join(" ")).toContain(language === "en" ? "does not support" : "并不支持");
  }
});

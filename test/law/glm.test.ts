/**
 * Laws of Poisson and logit regressions with effects: the same bits on every build and for any number of threads; the scale of
 * counts goes into the effects alone; levels of zeros change nothing; rows in any order give the same; a weight of 2 is a row
 * twice; an offset is a regressor with a coefficient of 1; exact and iterative absorbing agree.
 */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Column } from "../../src/base/columns.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { type Engine, instantiate, loadEngine } from "../../src/engine/wasm/load.js";
import { felogit, fepois } from "../../src/verbs/glm/fit-glm.js";
import type { GlmRecord } from "../../src/verbs/glm/record.js";
import type { GlmOptions } from "../../src/verbs/glm/verb.js";
import { seeded } from "../support/random.js";

/** Relative, of coefficients and errors. */
const SAME = 1e-10;
const ORDER = 1e-12;

type Columns = Readonly<Record<string, Float64Array>>;

const tableOf = (columns: Columns): Table =>
  makeTable(
    Object.entries(columns).map(([name, values]): Column => ({ kind: "numeric", name, values })),
    { name: "panel", bytes: 0, sha256: null },
  );

function makeColumns(n: number, firms: number, seed: number): Columns {
  const random = seeded(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const firm = Float64Array.from({ length: n }, () => Math.floor(firms * random()));
  const year = Float64Array.from({ length: n }, () => Math.floor(9 * random()));
  const product = Float64Array.from({ length: n }, () => Math.floor(70 * random()));
  const level = Float64Array.from({ length: firms }, normal);
  const [x1, x2] = [0, 1].map((j) => Float64Array.from({ length: n }, (_, i) => normal() + j * 0.3 * level[firm[i]!]!));
  const eta = x1!.map((x, i) => 0.4 * x - 0.2 * x2![i]! + level[firm[i]!]! / 2 + year[i]! / 20 - 0.7);
  const y = eta.map((value) => {
    let [count, left] = [-1, Math.exp(-Math.exp(value))];
    for (let product = 1; product > left; count++) product *= random();
    return count;
  });
  y.forEach((value, i) => {
    if (value < 0) y[i] = 0;
  });
  const w = Float64Array.from({ length: n }, () => 1 + Math.floor(2 * random()));
  return {
    firm,
    year,
    product,
    x1: x1!,
    x2: x2!,
    y,
    z: y.map((value) => Math.min(1, value)),
    w,
    o: eta.map((e) => e / 3),
  };
}

const numbers = ({ coefficients, fit }: GlmRecord): number[] => [
  ...Object.values(coefficients).flatMap((c) => [c.estimate, c.std_error]),
  fit.deviance,
];
const slopes = ({ coefficients }: GlmRecord): number[] =>
  Object.values(coefficients).flatMap((c) => [c.estimate, c.std_error]);

function expectSame(got: readonly number[], want: readonly number[], relative: number): void {
  expect(got.length).toBe(want.length);
  got.forEach((value, i) => {
    expect(Math.abs(value - want[i]!), `number ${i}: ${value}, ${want[i]}`).toBeLessThanOrEqual(
      relative * Math.abs(want[i]!),
    );
  });
}

const at = (columns: Columns, rows: readonly number[]): Columns =>
  Object.fromEntries(
    Object.entries(columns).map(([name, values]) => [name, Float64Array.from(rows, (i) => values[i]!)]),
  );

let engines: Engine[];
beforeAll(async () => {
  const scalar = new WebAssembly.Module(readFileSync(new URL("../../build/scalar.wasm", import.meta.url)));
  engines = [
    await loadEngine({ threads: 1 }),
    await loadEngine({ threads: 1, build: "shared" }),
    await loadEngine({ threads: 2 }),
    await loadEngine({ threads: 5 }),
    instantiate(scalar, { build: "scalar", shared: false, notes: [] }),
  ];
});
afterAll(() => Promise.all(engines.map((engine) => engine.close())));

describe("one, two, five threads, shared or not, SIMD or scalar: the same bits", () => {
  const table = tableOf(makeColumns(70_000, 4_000, 1));
  const cases: [string, typeof fepois, string, GlmOptions][] = [
    ["no effects", fepois, "y ~ x1 + x2", { vcov: "iid" }],
    ["one effect", fepois, "y ~ x1 + x2 | firm", { vcov: "hetero" }],
    ["two effects", fepois, "y ~ x1 + x2 | firm + year", { vcov: "cluster:firm", weights: "w" }],
    ["three effects", fepois, "y ~ x1 | firm + year + product", { vcov: "cluster:firm+year", offset: "o" }],
    ["conjugate gradients", fepois, "y ~ x1 | firm + product", { vcov: "hetero", solver: "krylov" }],
    ["a logit", felogit, "z ~ x1 + x2 | firm + year", { vcov: "cluster:firm" }],
  ];
  for (const [name, estimator, formula, options] of cases) {
    it(name, () => {
      const [first, ...others] = engines.map((engine) => estimator(engine, table, formula, options));
      for (const other of others) {
        expect({ ...other, timing_ms: {}, provenance: {} }).toEqual({ ...first, timing_ms: {}, provenance: {} });
      }
    });
  }
});

describe("laws", () => {
  const columns = makeColumns(3_000, 200, 2);
  const formula = "y ~ x1 + x2 | firm + year";
  const options: GlmOptions = { vcov: "cluster:firm", fixefRm: "none" };
  const regress = (data: Columns, more: GlmOptions = {}, text = formula) =>
    fepois(engines[0]!, tableOf(data), text, { ...options, ...more });

  it("the scale of counts goes into the effects alone", () => {
    const scaled = regress({ ...columns, y: columns.y!.map((value) => 1000 * value) });
    expectSame(slopes(scaled), slopes(regress(columns)), SAME);
  });

  it("a level of zeros changes nothing, and is told", () => {
    const more = Object.fromEntries(
      Object.entries(columns).map(([name, values]) => {
        const added = name === "firm" ? [999, 999, 999] : name === "y" ? [0, 0, 0] : [1, 2, 3];
        return [name, Float64Array.of(...values, ...added)];
      }),
    );
    const [without, withZeros] = [regress(columns), regress(more)];
    expect(numbers(withZeros)).toEqual(numbers(without));
    expect(withZeros.dropped["only_zeros:firm"]).toBe((without.dropped["only_zeros:firm"] ?? 0) + 3);
  });

  it("rows in any order give the same", () => {
    const random = seeded(3);
    const order = [...columns.y!.keys()].map((row) => [random(), row] as const).sort((a, b) => a[0] - b[0]);
    const shuffled = at(columns, order.map(([, row]) => row)); // biome-ignore format: one thought
    expectSame(numbers(regress(shuffled)), numbers(regress(columns)), ORDER);
  });

  it("a weight of 2 is a row twice", () => {
    const twice = at(
      columns,
      [...columns.y!.keys()].flatMap((row) => (columns.w![row] === 2 ? [row, row] : [row])),
    );
    const estimates = ({ coefficients, fit: { deviance } }: GlmRecord) => [
      ...Object.values(coefficients).map((c) => c.estimate),
      deviance,
    ];
    expectSame(estimates(regress(columns, { weights: "w" })), estimates(regress(twice)), SAME);
  });

  it("an offset moves the coefficient of its regressor by one; an exposure is the offset of its logarithm", () => {
    const [plain, moved] = [regress(columns), regress(columns, { offset: "x1" })];
    expect(moved.coefficients.x1!.estimate).toBeCloseTo(plain.coefficients.x1!.estimate - 1, 10);
    expectSame([moved.coefficients.x2!.estimate], [plain.coefficients.x2!.estimate], SAME);
    expectSame(numbers(regress(columns, { exposure: "w" })), numbers(regress(columns, { offset: "log(w)" })), 0);
  });

  it("exact and iterative absorbing agree", () => {
    const [direct, krylov, map] = (["direct", "krylov", "map"] as const).map((solver) =>
      regress(columns, { solver }, "y ~ x1 + x2 | firm + product + year"),
    );
    expectSame(numbers(krylov!), numbers(direct!), 1e-9);
    expectSame(numbers(map!), numbers(direct!), 1e-9);
  });

  it("dummies in the formula are effects absorbed", () => {
    const some = { ...columns, firm: columns.firm!.map((code) => code % 12) };
    const [absorbed, written] = [
      regress(some, { vcov: "iid" }),
      regress(some, { vcov: "iid" }, "y ~ x1 + x2 + factor(firm) + factor(year)"),
    ];
    const of = (record: GlmRecord) =>
      ["x1", "x2"].flatMap((x) => [record.coefficients[x]!.estimate, record.coefficients[x]!.std_error]);
    expectSame(of(written), of(absorbed), 1e-10);
    expectSame([written.fit.loglik, written.fit.bic], [absorbed.fit.loglik, absorbed.fit.bic], 1e-12);
  });
});

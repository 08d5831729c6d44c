/**
 * An equation with instruments from cross-products and sums of scores by group is the equation on demeaned columns: every
 * coefficient, covariance and test, whichever clusters hold whole groups; and the estimate knows no variance.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Column } from "../../../src/base/columns.js";
import { makeTable, type Table } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import type { FeolsOptions } from "../../../src/verbs/feols/verb.js";
import { seeded } from "../../support/random.js";

/** Both ways differ by rounding of well-conditioned products; tests add what small determinants make of it. */
const SAME = 1e-8;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

function panel(size: number): Table {
  const random = seeded(size);
  const n = 3_000;
  const noise = () => Float64Array.from({ length: n }, () => random() - 0.5);
  const firm = Float64Array.from({ length: n }, (_, i) => Math.floor(i / size));
  const year = Float64Array.from({ length: n }, () => Math.floor(9 * random()));
  const city = firm.map((code) => (code * 7) % 40);
  const [z1, z2, z3, w1, w2, v1, v2, e] = Array.from({ length: 8 }, noise) as Float64Array[];
  const x1 = z1!.map((z, i) => z + 0.5 * z2![i]! + 0.3 * w1![i]! + v1![i]! + firm[i]! / 300 + 100);
  const x2 = z3!.map((z, i) => z - 0.4 * z1![i]! + v2![i]! + year[i]! / 9);
  const y = x1.map((x, i) => x - 0.6 * x2[i]! + w2![i]! + 0.5 * v1![i]! + e![i]! + firm[i]! / 100 - year[i]! / 5);
  const w = Float64Array.from({ length: n }, (_, i) => (i % 97 === 5 ? 0 : 0.5 + random()));
  const columns = Object.entries({ firm, year, city, z1, z2, z3, w1, w2, x1, x2, y, w }) as [string, Float64Array][];
  return makeTable(
    columns.map(([name, values]): Column => ({ kind: "numeric", name, values })),
    { name: "panel", bytes: 0, sha256: null },
  );
}

/** Every number of a value, by its path. */
function numbersOf(value: unknown, path = ""): Map<string, number> {
  if (typeof value === "number") return new Map([[path, value]]);
  if (value === null || typeof value !== "object") return new Map();
  return new Map(Object.entries(value).flatMap(([key, inner]) => [...numbersOf(inner, `${path}.${key}`)]));
}

const ONE = "y ~ w1 + w2 | firm + year | x1 ~ z1 + z2 + z3";
const TWO = "y ~ w1 + w2 | firm + year | x1 + x2 ~ z1 + z2 + z3";
const EXACT = "y ~ w1 | firm + year | x1 ~ z1";
const cases: [string, FeolsOptions][] = [
  [ONE, { vcov: { cluster: ["firm"] } }],
  [ONE, { vcov: { cluster: ["city"] } }],
  [ONE, { vcov: { cluster: ["firm"] }, weights: "w" }],
  [ONE, { vcov: { cluster: ["city"] }, iv: "liml" }],
  [ONE, { vcov: { cluster: ["firm"] }, iv: "gmm2s", orthog: ["z3"] }],
  [ONE, { vcov: { cluster: ["firm"] }, orthog: ["z2"] }],
  [ONE, { vcov: { cluster: ["year"] } }],
  [ONE, { vcov: { cluster: ["city", "year"] } }],
  [ONE, { vcov: "iid", iv: "fuller:1" }],
  [ONE, { vcov: "hetero" }],
  [TWO, { vcov: { cluster: ["firm"] } }],
  [TWO, { vcov: { cluster: ["city"] }, iv: "liml", weights: "w" }],
  [EXACT, { vcov: { cluster: ["firm"] } }],
];

describe.each([5, 100, 2])("groups of %i rows", (size) => {
  const table = panel(size);
  it.each(cases)("%s %j", (formula, options) => {
    const found = feols(engine, table, formula, options);
    const columns = feols(engine, table, formula, { ...options, solver: "map" });
    expect(found.solver.least_squares).toBe("moments");
    expect(columns.solver.least_squares).not.toBe("moments");
    const { coefficients, vcov, fit, first_stage, iv, tests } = columns;
    const expected = numbersOf({
      coefficients,
      vcov,
      fit,
      first_stage,
      iv: { ...iv, anderson_rubin_set: null },
      tests,
    });
    const got = numbersOf(found);
    for (const [path, number] of expected) {
      if (Number.isNaN(number) && Number.isNaN(got.get(path))) continue;
      const scale = Math.max(
        Math.abs(number),
        path.includes("p_value") ? 1 : 0,
        path.endsWith(".statistic") ? 1 : 0,
        1e-3,
      );
      expect(Math.abs(got.get(path)! - number), `${path}: ${got.get(path)}, expected ${number}`).toBeLessThanOrEqual(
        SAME * scale,
      );
    }
  });
});

it("the estimate is the same to the last bit under every variance", () => {
  const table = panel(5);
  const variances: FeolsOptions["vcov"][] = ["iid", "hetero", { cluster: ["firm"] }, { cluster: ["year"] }];
  const estimates = variances.map((vcov) => {
    const { coefficients } = feols(engine, table, ONE, { vcov });
    return Object.values(coefficients).map(({ estimate }) => estimate);
  });
  for (const other of estimates) expect(other).toEqual(estimates[0]);
});

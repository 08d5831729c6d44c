/**
 * How often a true coefficient is rejected with a weak instrument, over seeded samples: the usual t far too often, the
 * Anderson-Rubin test as often as it says, tF no more often. Normal errors make P and T of a system normal and Wishart, so
 * no rows are drawn.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { ErrorStructure, InstrumentSystem } from "../../../src/verbs/iv/estimator/instrument-system.js";
import { andersonRubin } from "../../../src/verbs/iv/inference/anderson-rubin.js";
import { tfInterval } from "../../../src/verbs/iv/inference/tf.js";
import { seeded } from "../../support/random.js";

const DRAWS = 5000;
/** Four standard errors of a share of 5% among the draws. */
const NOISE = 4 * Math.sqrt((0.05 * 0.95) / DRAWS);

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** Shares of draws in which each rejects the true coefficient, 0. */
function rejections(f0: number, correlation: number, seed: number) {
  const random = seeded(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const chi = (df: number) => Math.sqrt(Array.from({ length: df }, normal).reduce((sum, z) => sum + z * z, 0));
  const [n, df] = [302, 300];
  const other = Math.sqrt(1 - correlation ** 2);
  const count = { t: 0, ar: 0, tF: 0 };
  for (let draw = 0; draw < DRAWS; draw++) {
    const [v, w] = [normal(), normal()];
    const projected = Float64Array.of(f0 + v, correlation * v + other * w);
    // E = V [1, r; 0, sqrt(1 - r^2)] with V'V Wishart: its triangle by Bartlett, times that.
    const [a, b, c] = [chi(df), normal(), chi(df - 1)];
    const unexplained = Float64Array.of(a, 0, correlation * a + other * b, other * c);
    const system: InstrumentSystem = {
      n,
      nEndogenous: 1,
      nInstruments: 1,
      nExogenous: 1,
      projected,
      unexplained,
      instruments: Float64Array.of(1),
    };
    const squares = ([x, y]: Float64Array) =>
      (x! * unexplained[0]! + y! * unexplained[2]!) ** 2 + (y! * unexplained[3]!) ** 2;
    const errors: ErrorStructure = {
      type: "iid",
      nClusters: null,
      covariance: (weights, shift) => Float64Array.of((squares(weights) + shift[0]! ** 2) / n),
    };
    const estimate = projected[1]! / projected[0]!;
    const std_error = Math.sqrt(squares(Float64Array.of(-estimate, 1)) / (n - 2)) / Math.abs(projected[0]!);
    const f = projected[0]! ** 2 / (a ** 2 / df);
    const tF = tfInterval({ estimate, std_error, f, nEndogenous: 1, nInstruments: 1 }, 0.95);
    if (Math.abs(estimate / std_error) > 1.96) count.t++;
    if (andersonRubin(engine, system, errors, new Float64Array(1)).p_value! < 0.05) count.ar++;
    if (tF.conf_low !== null && (tF.conf_low > 0 || tF.conf_high! < 0)) count.tF++;
  }
  return Object.fromEntries(Object.entries(count).map(([key, value]) => [key, value / DRAWS])) as typeof count;
}

describe("a true coefficient, errors correlated by 0.99", () => {
  it.each([0.5, 1, 2, 4])("first-stage t of %d on average: 2SLS over-rejects, Anderson-Rubin and tF do not", (f0) => {
    const share = rejections(f0, 0.99, 10 * f0);
    expect(share.t).toBeGreaterThan(0.05 + NOISE);
    expect(Math.abs(share.ar - 0.05)).toBeLessThan(NOISE);
    expect(share.tF).toBeLessThan(0.05 + NOISE);
  });
});

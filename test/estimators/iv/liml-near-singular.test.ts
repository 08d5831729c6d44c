/** LIML's kappa where the instruments leave almost nothing of the regressor: the small root is that of two by two algebra. */
import { expect, it } from "vitest";
import { limlKappa } from "../../../src/verbs/iv/estimator/k-class.js";

/** What is left of x; its square is below the rounding of what is explained. */
const LEFT = 1e-9;
/** kappa is about 1: a few units of its last place. */
const ROUNDING = 1e-14;

it("keeps the smallest root beside one 1e18 times as large", () => {
  // T^-T P'P T^-1 has product of roots 0.04 / LEFT^2 and sum 1 / LEFT^2 + 0.13
  const system = {
    n: 20,
    nEndogenous: 1,
    nInstruments: 2,
    nExogenous: 1,
    projected: Float64Array.of(1, 0, 0.3, 0.2),
    unexplained: Float64Array.of(LEFT, 0, 0, 1),
    instruments: Float64Array.of(1, 0, 0, 1),
  };
  expect(Math.abs(limlKappa(system) - 1.04)).toBeLessThan(ROUNDING);
});

/** The parts of a triangle: the same system as Gram-Schmidt on the columns gives, whose diagonals are positive too. */
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { tsqr } from "../../../src/engine/kernels/lapack.js";
import { firstStageDf, instrumentSystem } from "../../../src/verbs/iv/estimator/instrument-system.js";
import { ivReference } from "../../support/iv-references.js";
import { naiveIv } from "../../support/naive-iv.js";

/** Relative to the largest entry: two orthogonalisations of 3,000 rows. */
const ROUNDING = 1e-11;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

describe("instrumentSystem", () => {
  it.each(["iv_card_two_endogenous", "iv_card_over"])("%s", async (name) => {
    const { equation } = await ivReference(name);
    const { y, X, W, Z } = equation;
    const columns = [...W, ...Z, ...X, y];
    const n = y.length;
    const packed = new Float64Array(n * columns.length);
    columns.forEach((column, j) => {
      packed.set(column, j * n);
    });
    const R = tsqr(engine, n, columns.length, packed);
    const got = instrumentSystem(n, 2, { kw: W.length, kz: Z.length, kx: X.length }, R);
    const { system } = naiveIv(equation, { type: "iid" });
    for (const part of ["projected", "unexplained", "instruments"] as const) {
      const size = Math.max(...system[part].map(Math.abs));
      expect(got[part]).toHaveLength(system[part].length);
      got[part].forEach((value, i) => {
        expect(Math.abs(value - system[part][i]!), `${part} ${i}`).toBeLessThan(ROUNDING * size);
      });
    }
    expect(got.nExogenous).toBe(system.nExogenous + 2);
    expect(firstStageDf(got)).toBe(n - columns.length - 2 + X.length + 1);
  });
});

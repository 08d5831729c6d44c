/**
 * Layer bench. `firm-year-SIZE`: n rows, firms drawn at random from n/10 and sorted, 12 years at random;
 * x_j = N(0,1) + 0.5 firm effect + 0.1 year for ten regressors, y = N(0,1) + 0.3 sum of x.
 */
import { type Design, dense } from "./problem.js";
import { draws } from "./random.js";

const SEED = 20_240_901;
const REGRESSORS = 10;
const YEARS = 12;
const ROWS_PER_FIRM = 10;
/** Streams under SEED; the noise of regressor j is stream X + j. */
const Stream = { firm: 1, year: 2, firmEffect: 3, y: 4, x: 10 } as const;

export const firmYear: Design = {
  name: "firm-year",
  sizes: ["1e6"],
  size: /^[1-9]e[2-7]$/,
  about: "n/10 firms drawn at random and sorted, 12 years at random, y and ten regressors with firm and year effects",
  make(size) {
    const n = Number(size);
    const nFirms = n / ROWS_PER_FIRM;
    const firm = draws(SEED, Stream.firm);
    const firmCodes = Uint32Array.from({ length: n }, (_, i) => Math.floor(firm.uniform(i) * nFirms)).sort();
    const year = draws(SEED, Stream.year);
    const yearCodes = Uint32Array.from({ length: n }, (_, i) => Math.floor(year.uniform(i) * YEARS));
    const effect = draws(SEED, Stream.firmEffect);
    const firmEffect = Float64Array.from({ length: nFirms }, (_, g) => effect.normal(g));

    const x = Array.from({ length: REGRESSORS }, (_, j) => {
      const noise = draws(SEED, Stream.x + j);
      const column = new Float64Array(n);
      for (let i = 0; i < n; i++) column[i] = noise.normal(i) + 0.5 * firmEffect[firmCodes[i]!]! + 0.1 * yearCodes[i]!;
      return column;
    });
    const noise = draws(SEED, Stream.y);
    const y = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (const column of x) sum += column[i]!;
      y[i] = noise.normal(i) + 0.3 * sum;
    }
    return {
      n,
      names: ["y", ...x.map((_, j) => `x${j + 1}`)],
      columns: [y, ...x],
      effects: [dense("firm", firmCodes, nFirms), dense("year", yearCodes, YEARS)],
    };
  },
};

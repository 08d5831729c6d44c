/**
 * How a panel's outcomes vary before and under a treatment of `m` and `r` periods: over every window of so many periods in a row, from the
 * units observed in all of it; averaged over windows. Sums of products are made by a kernel.
 * Source: Burlig, Preonas & Woerman (2020), Journal of Development Economics 144, doi:10.1016/j.jdeveco.2020.102458; that period means are
 * taken away before covariances of ancova are: Ek (2020), University of Gothenburg Working Papers in Economics 788.
 */
import { DataError } from "../../../base/errors.js";
import { crossProducts } from "../../../engine/kernels/blas.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { ofResiduals, type Variation } from "./variation.js";

/** Outcomes of units in periods, f64[units * periods] column-major; NaN where a unit is not observed. */
export interface OutcomeGrid {
  readonly values: Float64Array;
  readonly nUnits: number;
  readonly nPeriods: number;
}

/** Fewest units in a window from which covariances are estimated. */
const FEWEST = 4;

/** What the panel says. Throws DataError `power_windows`, and as `ofResiduals`. */
export function panelVariation(engine: Engine, grid: OutcomeGrid, m: number, r: number): Variation {
  const width = m + r;
  const found: Window[] = [];
  for (let first = 0; first + width <= grid.nPeriods; first++) {
    const window = windowAt(engine, grid, first, m, r);
    if (window !== null) found.push(window);
  }
  if (found.length === 0) throw noWindow(grid, m, r);
  const mean = (pick: (window: Window) => number): number =>
    found.reduce((sum, window) => sum + pick(window), 0) / found.length;
  const residuals = {
    variance: mean(({ variance }) => variance),
    before: mean(({ before }) => before),
    after: mean(({ after }) => after),
    cross: mean(({ cross }) => cross),
    units: mean(({ units }) => units),
    windows: found.length,
  };
  if (m === 0) {
    const post = mean((window) => window.post);
    if (!(post > 0)) throw constant();
    return { moments: { pre: null, post, cross: null }, independent: null, residuals: null, from: "panel" };
  }
  const [pre, post, together] = [
    mean((window) => window.pre),
    mean((window) => window.post),
    mean((window) => window.together),
  ];
  if (!(pre + post - 2 * together > 1e-14 * (pre + post))) throw constant();
  return { ...ofResiduals(residuals, m, r), moments: { pre, post, cross: together }, from: "panel" };
}

/** Moments of one window: of residuals with products over units, of means with units - 1. */
interface Window {
  readonly units: number;
  readonly variance: number;
  readonly before: number;
  readonly after: number;
  readonly cross: number;
  readonly pre: number;
  readonly post: number;
  readonly together: number;
}

/** Null where too few units are observed throughout. */
function windowAt(
  engine: Engine,
  { values, nUnits, nPeriods: _ }: OutcomeGrid,
  first: number,
  m: number,
  r: number,
): Window | null {
  const width = m + r;
  const at = (t: number, u: number): number => values[(first + t) * nUnits + u]!;
  const whole: number[] = [];
  for (let u = 0; u < nUnits; u++) {
    let isWhole = true;
    for (let t = 0; t < width && isWhole; t++) isWhole = Number.isFinite(at(t, u));
    if (isWhole) whole.push(u);
  }
  const units = whole.length;
  if (units < FEWEST) return null;
  const columns = new Float64Array(units * width);
  for (let t = 0; t < width; t++) {
    let sum = 0;
    for (const u of whole) sum += at(t, u);
    const mean = sum / units;
    whole.forEach((u, i) => {
      columns[t * units + i] = at(t, u) - mean;
    });
  }
  const products = crossProducts(engine, units, width, columns);
  const mean = (from: number, to: number, since: number, until: number, isApart = false): number => {
    let sum = 0;
    let count = 0;
    for (let t = from; t < to; t++) {
      for (let s = since; s < until; s++) {
        if (isApart && s === t) continue;
        sum += residual(t, s);
        count++;
      }
    }
    return count === 0 ? 0 : sum / count / units;
  };
  // products of outcomes less period means; residuals lack unit means too
  const plain = (t: number, s: number): number => products[s * width + t]!;
  const rowMeans = Float64Array.from({ length: width }, (_, t) => {
    let sum = 0;
    for (let s = 0; s < width; s++) sum += plain(t, s);
    return sum / width;
  });
  const all = rowMeans.reduce((sum, value) => sum + value, 0) / width;
  const residual = (t: number, s: number): number => plain(t, s) - rowMeans[t]! - rowMeans[s]! + all;
  let trace = 0;
  for (let t = 0; t < width; t++) trace += residual(t, t);
  const block = (from: number, to: number, since: number, until: number): number => {
    let sum = 0;
    for (let t = from; t < to; t++) for (let s = since; s < until; s++) sum += plain(t, s);
    return to === from || until === since ? 0 : sum / ((to - from) * (until - since)) / (units - 1);
  };
  return {
    units,
    variance: trace / width / units,
    before: mean(0, m, 0, m, true),
    after: mean(m, width, m, width, true),
    cross: mean(0, m, m, width),
    pre: block(0, m, 0, m),
    post: block(m, width, m, width),
    together: block(0, m, m, width),
  };
}

const constant = (): DataError =>
  new DataError(
    "power_no_variation",
    "The outcome does not vary within units, net of periods and controls: every effect would be found, and no formula has its power.",
    { got: 0, expected: "variation within units" },
  );

const noWindow = ({ nPeriods, nUnits }: OutcomeGrid, m: number, r: number): DataError =>
  new DataError(
    "power_windows",
    `No ${m + r} periods in a row (${m} before treatment, ${r} under it) have ${FEWEST} units observed throughout, among ${nUnits} units in ${nPeriods} untreated periods: ask for fewer by --pre and --post, or simulate (--by simulation).`,
    { got: nPeriods, expected: m + r, units: nUnits },
  );

/**
 * Tests of serial correlation that regress residuals of a panel on those of the period before.
 */
import { DataError } from "../../../base/errors.js";
import { unitOf } from "../../../base/exponent.js";
import { codesAt } from "../../../base/row-runs.js";
import { copyOut } from "../../../engine/kernels/blas.js";
import { runChecked } from "../../../engine/kernels/call.js";
import type { Engine, F64Block } from "../../../engine/kernels/engine.js";
import { pchisq, pf, pnorm } from "../../../engine/kernels/math.js";
import { clusterTerm } from "../../../regression/least-squares/fit.js";
import { wald } from "../../../regression/tests/coefficients.js";
import { FIXEST, type Ssc } from "../../../regression/variance/ssc.js";
import { vcov } from "../../../regression/variance/vcov.js";
import { PLM_SSC } from "../describe.js";
import { transformedOls } from "../estimator/transformed-ols.js";
import { quasiDemean } from "../estimator/transforms.js";
import { type Adjacent, type PanelData, stepsOf } from "../panel-data.js";
import { randomColumns } from "../random.js";
import type { PanelTest } from "../record.js";
import { differenceColumns } from "../transformed.js";
import type { TestContext } from "./context.js";

/** Within residuals on those of the period before: without serial correlation the slope is -1 / (T - 1). */
export function withinSerial({ data, within }: TestContext): PanelTest {
  const lags = { units: data.unit.codes, ...data.adjacent };
  const coefficient = lagCoefficient(data, within("individual").residuals(), lags, true);
  return lagTest(data.engine, coefficient, -1 / (data.time.nLevels - 1), {
    name: "Wooldridge test of serial correlation, within residuals",
    hypothesis: `errors are not serially correlated: the slope of lagged within residuals is -1 / (T - 1), T = ${data.time.nLevels}`,
    source: "Wooldridge 2010, 10.5.4; as pwartest of plm",
  });
}

/** Differenced residuals on those before: slope 0 where differenced errors, -1/2 where original ones are uncorrelated. */
export function differencedSerial({ data, differenced }: TestContext, null_: "fd" | "fe"): PanelTest {
  const lags = lagsOfDifferences(data, data.adjacent);
  const coefficient = lagCoefficient(data, differenced().residuals(), lags, true);
  const original = null_ === "fe";
  return lagTest(data.engine, coefficient, original ? -0.5 : 0, {
    name: `Wooldridge test of serial correlation in ${original ? "original" : "differenced"} errors`,
    hypothesis: original
      ? "original errors are not serially correlated: the slope of lagged differenced residuals is -1/2"
      : "differenced errors are not serially correlated: the slope of lagged differenced residuals is 0",
    source: `Wooldridge 2010, 10.6.3; as pwfdtest of plm, h0 = "${null_}"`,
  });
}

/** As Stata's xtserial: differences and lags of one step in time, no constants, Stata's factor, slope -1/2. */
export function xtserial({ data }: TestContext): PanelTest {
  const { engine, scope, k, sizes, adjacent } = data;
  const steps = stepsOf(data, adjacent);
  const single = (_: number, i: number): boolean => steps[i] === 1;
  const consecutive = { rows: adjacent.rows.filter(single), before: adjacent.before.filter(single) };
  const m = consecutive.rows.length;
  if (m === 0) throw noLags(data);
  const columns = differenceColumns(data, consecutive);
  const { fit } = transformedOls(engine, scope, m, k, columns, sizes, false).result;
  const lags = lagsOfDifferences(data, consecutive);
  return lagTest(engine, lagCoefficient(data, copyOut(fit.uHat), lags, false), -0.5, {
    name: "Wooldridge test of serial correlation, as xtserial",
    hypothesis: "original errors are not serially correlated: the slope of lagged differenced residuals is -1/2",
    source: "Wooldridge 2002, 10.6.3; Drukker 2003",
  });
}

/** Residuals with one before: places among the residuals, and the unit of every residual. */
interface Lags extends Adjacent {
  readonly units: Uint32Array;
}

/** Of differences at `adjacent`: those whose earlier row is the later one of another difference. */
function lagsOfDifferences({ n, unit }: PanelData, adjacent: Adjacent): Lags {
  const none = adjacent.rows.length;
  const place = new Uint32Array(n).fill(none);
  adjacent.rows.forEach((row, i) => {
    place[row] = i;
  });
  const previous = adjacent.before.map((row) => place[row]!);
  const rows = Uint32Array.from(previous.keys()).filter((i) => previous[i]! < none);
  return { rows, before: rows.map((i) => previous[i]!), units: codesAt(unit.codes, adjacent.rows) };
}

/** What rounding leaves of residuals that those before give exactly, as a share of their sum of squares. */
const EXACT = 1e-18;

/** Stata's cluster factor, G / (G - 1) (n - 1) / (n - k). */
const STATA: Ssc = FIXEST;

/**
 * Least squares of residuals on those before, variance clustered by unit: with a constant as plm, no factor and n - 2 degrees
 * of freedom; without one as Stata, its factor and G - 1.
 */
function lagCoefficient(data: PanelData, e: Float64Array, lags: Lags, constant: boolean): LagCoefficient {
  const { engine, scope } = data;
  const m = lags.rows.length;
  const k = constant ? 2 : 1;
  if (m <= k) throw noLags(data);
  return scope.scope((inner) => {
    const columns = inner.f64(m * (k + 1));
    if (constant) columns.part(0, m).view().fill(1);
    const from = inner.copyF64(e);
    const gathered: [Uint32Array, F64Block][] = [
      [lags.before, columns.part((k - 1) * m, m)],
      [lags.rows, columns.part(k * m, m)],
    ];
    const tasks = gathered.map(([rows, to]) => ({
      n: m,
      nSource: e.length,
      x: from,
      order: inner.copyU32(rows),
      out: to,
    }));
    runChecked(engine, "gatherF64", tasks);
    const sizes = new Float64Array(k).fill(0);
    const { result, tss } = transformedOls(engine, inner, m, k, columns, sizes, constant);
    const { fit } = result;
    if (fit.k < k) throw noLags(data);
    if (!(fit.ssr > EXACT * tss)) throw exactLags(data);
    const units = denseCodes(codesAt(lags.units, lags.rows), data.unit.nLevels);
    const term = clusterTerm({ name: data.unit.name, ...units });
    const count = { slopes: k, effects: [], rank: { value: 0, exact: true } };
    const { matrix } = vcov(engine, inner, fit, "cluster", [term], constant ? PLM_SSC : STATA, count);
    return {
      rho: fit.beta[k - 1]!,
      variance: matrix[k * k - 1]!,
      df2: constant ? m - k : units.nLevels - 1,
    };
  });
}

/** Codes numbered anew, so that every level is used. */
function denseCodes(codes: Uint32Array, nLevels: number): { codes: Uint32Array; nLevels: number } {
  const numbers = new Uint32Array(nLevels);
  for (const code of codes) numbers[code] = 1;
  let next = 0;
  numbers.forEach((used, level) => {
    numbers[level] = used === 1 ? next++ : 0;
  });
  return { codes: codes.map((code) => numbers[code]!), nLevels: next };
}

const noLags = ({ unit, time }: PanelData): DataError =>
  new DataError(
    "no_lagged_residuals",
    `There are too few residuals with one before: a test of serial correlation needs units of ${unit.name} with three periods of ${time.name} or more, one after the other.`,
    { got: 0, expected: "three periods a unit" },
  );

const exactLags = ({ unit, time }: PanelData): DataError =>
  new DataError(
    "exact_lagged_residuals",
    `Each residual is given exactly by the one before, as within residuals are where no ${unit.name} has more than two periods of ${time.name}: serial correlation can't be tested.`,
    { got: 0, expected: "units with three periods or more" },
  );

// Wooldridge's test of unobserved effects, and tests that the coefficient of a lagged residual is what it
// would be without serial correlation.
// Source: Wooldridge (2010), Econometric Analysis of Cross Section and Panel Data, 2nd ed., 10.4.4, 10.5.4, 10.6.3, 10.7.2;
// Drukker (2003), Stata Journal 3(2), doi:10.1177/1536867X0300300206.

/**
 * sum_i s_i / sqrt(sum_i s_i^2), s_i the sum of products of residuals of different periods of unit i:
 * ((sum e)^2 - sum e^2) / 2. Normal; robust to any distribution and heteroskedasticity.
 */
export function unobservedEffects(engine: Engine, sums: Float64Array, squares: Float64Array): PanelTest {
  const products = sums.map((sum, i) => (sum * sum - squares[i]!) / 2);
  const size = unitOf(products);
  let [total, variance] = [0, 0];
  for (const product of products) {
    total += product / size;
    variance += (product / size) ** 2;
  }
  const z = total / Math.sqrt(variance);
  return {
    name: "Wooldridge test of unobserved effects",
    statistic: z,
    distribution: "normal",
    df: [],
    p_value: 2 * pnorm(engine, -Math.abs(z)),
    hypothesis: "errors of different periods of a unit are uncorrelated: there is no unobserved effect",
    alternative: "two-sided",
    source: "Wooldridge 2010, 10.4.4; as pwtest of plm",
    because: null,
  };
}

/** The coefficient of a lagged residual, with its robust variance. */
export interface LagCoefficient {
  readonly rho: number;
  readonly variance: number;
  readonly df2: number;
}

/** F(1, df2) that the coefficient is `value`. */
export function lagTest(
  engine: Engine,
  { rho, variance, df2 }: LagCoefficient,
  value: number,
  words: Pick<PanelTest, "name" | "hypothesis" | "source">,
): PanelTest {
  const statistic = (rho - value) ** 2 / variance;
  return {
    ...words,
    statistic,
    distribution: "F",
    df: [1, df2],
    p_value: pf(engine, statistic, 1, df2, true),
    alternative: "two-sided",
    because: null,
  };
}

// Hausman's test as a regression: quasi-demeaned columns with the demeaned regressors beside them, whose
// coefficients are zero where effects and regressors are uncorrelated. Any variance may serve.
// Source: Wooldridge (2010), Econometric Analysis of Cross Section and Panel Data, 2nd ed., 10.7.3; Arellano (1993), Journal of
// Econometrics 59(1-2); Mundlak (1978), Econometrica 46(1), doi:10.2307/1913646.

/** With the variance of the regression itself, or clustered by unit without a factor. */
export function auxiliaryHausman({ data }: TestContext, robust: boolean): PanelTest {
  const { engine, scope, n, k, unit, sizes, spec } = data;
  return scope.scope((inner) => {
    const transformed = randomColumns(data, "individual", "swar").columns;
    const demeaned = data.columns(inner);
    quasiDemean(engine, inner, n, k, unit.block, new Float64Array(unit.nLevels).fill(1), demeaned.part(0, n * k));
    const columns = inner.f64(n * (2 * k + 1));
    columns
      .part(0, n * k)
      .view()
      .set(transformed.part(0, n * k).view());
    columns
      .part(n * k, n * k)
      .view()
      .set(demeaned.part(0, n * k).view());
    columns
      .part(2 * n * k, n)
      .view()
      .set(transformed.part(n * k, n).view());
    const { result } = transformedOls(engine, inner, n, 2 * k, columns, [...sizes, ...sizes], spec.intercept);
    const { fit, kept } = result;
    const added = kept.flatMap((column, place) => (column >= k ? [place] : []));
    if (added.length === 0) {
      throw new DataError("no_variation", `No regressor varies within any ${unit.name}: there is nothing to compare.`, {
        got: 0,
        expected: "a regressor that varies within units and between them",
      });
    }
    const count = { slopes: fit.k, effects: [], rank: { value: 0, exact: true } };
    const term = clusterTerm(unit);
    const { matrix } = robust
      ? vcov(engine, inner, fit, "cluster", [term], PLM_SSC, count)
      : vcov(engine, inner, fit, "iid", [], PLM_SSC, count);
    const test = wald(fit.beta, matrix, added);
    const statistic = test.statistic * test.df1;
    return {
      name: robust ? `Robust Hausman test (clustered by ${unit.name})` : "Hausman test as a regression",
      statistic,
      distribution: "chi2",
      df: [test.df1],
      p_value: pchisq(engine, statistic, test.df1, true),
      hypothesis: "the effects are uncorrelated with the regressors: random effects are consistent",
      alternative: "greater",
      source: 'Wooldridge 2010, 10.7.3; as phtest of plm, method = "aux", in balanced panels',
      because: null,
    };
  });
}

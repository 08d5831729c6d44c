/**
 * Tests of serial correlation that regress residuals of a panel on those of the period before.
 */
import { DataError } from "../../../base/errors.js";
import { codesAt } from "../../../base/row-runs.js";
import { copyOut } from "../../../engine/kernels/blas.js";
import { runChecked } from "../../../engine/kernels/call.js";
import type { F64Block } from "../../../engine/kernels/engine.js";
import { FIXEST, type Ssc } from "../../../regression/variance/ssc.js";
import { vcov } from "../../../regression/variance/vcov.js";
import { transformedOls } from "../estimator/transformed-ols.js";
import type { PanelTest } from "../inference/test-record.js";
import { type LagCoefficient, lagTest } from "../inference/wooldridge.js";
import { type Adjacent, type PanelData, stepsOf } from "../panel-data.js";
import { PLM_SSC } from "../plan.js";
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
    const term = { name: data.unit.name, ...units, sign: 1 as const };
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

/**
 * The tF interval of Lee, McCrary, Moreira and Porter: with one instrument and one endogenous regressor, the
 * usual t is compared with a critical value that falls with the first-stage F, so that a true null is rejected no more often than
 * it says however weak the instrument and whatever the correlation of the errors. c(F) is infinite up to the squared normal
 * quantile (3.84 at 95%), 3.43 at F = 10, and reaches the quantile, 1.96, at F = 104.67. At 99% it never reaches 2.58: from
 * F = 252.34 on it stays at 2.73, since t over-rejects in the other tail there.
 * Source: doi:10.1257/aer.20211063. Between the knots of the table: a cubic through the four nearest; beyond them the far
 * tail is below 1e-13 and c = f z / (f - z), f = sqrt F and z the one-sided quantile, holds.
 */
import { note } from "../../../base/messages.js";
import type { TfInterval } from "../../../regression/record/iv-record.js";
import { requireLevel } from "../../../regression/tests/coefficients.js";
import { TF_REASONS } from "../messages.js";
import { reasonOf } from "./anderson-rubin-set.js";
import { TF_TABLES, type TfTable } from "./tf-table.js";

/** What is adjusted: a 2SLS estimate with its standard error, and the squared t of its instrument in the first stage. */
export interface TfInput {
  readonly estimate: number;
  readonly std_error: number;
  readonly f: number;
  readonly nEndogenous: number;
  readonly nInstruments: number;
}

/** sqrt F at which c stops falling, in one-sided quantiles: where t begins to reject below f0, too. */
const LAST = 4 + 2 * Math.SQRT2;

/**
 * c(F) at a confidence level with a table, 0.95 or 0.99: Infinity up to the squared quantile, then falling; null at other
 * levels.
 */
export function tfCriticalValue(f: number, level: number): number | null {
  const table = TF_TABLES.get(level);
  if (table === undefined) return null;
  const { twoSided, oneSided, step, knots } = table;
  const root = Math.sqrt(f);
  if (!(root > twoSided)) return Number.POSITIVE_INFINITY;
  const s = Math.sqrt(root - twoSided);
  if (s < step * (knots.length - 1)) return interpolated(table, s) / s;
  const least = Math.max(twoSided, (LAST * oneSided) / (LAST - 1));
  return Math.max((root * oneSided) / (root - oneSided), least);
}

/** The tF interval of a coefficient at `level`. Throws UsageError `level`. */
export function tfInterval(input: TfInput, level: number): TfInterval {
  requireLevel(level);
  const { estimate, std_error, f, nEndogenous: kx, nInstruments: kz } = input;
  const none = { level, f, critical_value: null, adjusted_se: null, conf_low: null, conf_high: null };
  if (kx !== 1 || kz !== 1) {
    const why = note(TF_REASONS, "tf_equation", { instruments: kz, endogenous: kx });
    return { ...none, f: null, applies: false, ...reasonOf(why) };
  }
  const table = TF_TABLES.get(level);
  if (table === undefined) {
    const why = note(TF_REASONS, "tf_level", { known: [...TF_TABLES.keys()], level });
    return { ...none, applies: false, ...reasonOf(why) };
  }
  const critical_value = tfCriticalValue(f, level)!;
  if (critical_value === Number.POSITIVE_INFINITY) {
    const why = note(TF_REASONS, "tf_weak", { least: (table.twoSided ** 2).toFixed(2) });
    return { ...none, applies: true, ...reasonOf(why) };
  }
  return {
    level,
    applies: true,
    because: null,
    f,
    critical_value,
    adjusted_se: (std_error * critical_value) / table.twoSided,
    conf_low: estimate - critical_value * std_error,
    conf_high: estimate + critical_value * std_error,
  };
}

/** The cubic through the four knots round `s`. */
function interpolated({ step, knots }: TfTable, s: number): number {
  const first = Math.min(Math.max(Math.floor(s / step) - 1, 0), knots.length - 4);
  const u = s / step - first;
  const [a, b, c, d] = [knots[first]!, knots[first + 1]!, knots[first + 2]!, knots[first + 3]!];
  const [v, w, x] = [u - 1, u - 2, u - 3];
  return (-a * v * w * x + 3 * b * u * w * x - 3 * c * u * v * x + d * u * v * w) / 6;
}

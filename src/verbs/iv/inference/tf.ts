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

// The critical value function of the tF procedure as numbers: c(F) is infinite up to F = r^2, r the two-sided
// normal quantile, and falls like 1 / s, s = sqrt(sqrt F - r). s c(F) is smooth; it is tabled at equal steps of s from 0,
// where it is r^(5/2) / sqrt 2, as far as the far tail of the first stage matters.
// Source: derived from the definition of Lee, McCrary, Moreira & Porter (2022), American Economic Review 112(10),
// doi:10.1257/aer.20211063, by test/golden/iv-robust/make-tf-table.py; their tables 3A and 3B are these numbers rounded up.

export interface TfTable {
  /** Two-sided and one-sided quantile of the normal. */
  readonly twoSided: number;
  readonly oneSided: number;
  /** Step of s. */
  readonly step: number;
  /** s c(F) at s = 0, step, 2 step, ... */
  readonly knots: readonly number[];
}

/** Tables by confidence level: those that were published, and no others. */
export const TF_TABLES: ReadonlyMap<number, TfTable> = new Map([
  [
    0.95,
    {
      twoSided: 1.9599639845400545,
      oneSided: 1.6448536269514729,
      step: 0.035078163333288996,
      knots: [
        3.8028152752, 3.8000461118, 3.7920454433, 3.7796260457, 3.763870855, 3.7459140163, 3.7268037175, 3.7074394699,
        3.6885560867, 3.6707315081, 3.6544045859, 3.6398955575, 3.62742582, 3.6171356493, 3.6090995185, 3.603339119,
        3.5998343644, 3.598532704, 3.5993570463, 3.6022125528, 3.6069925033, 3.6135833832, 3.6218692885, 3.6317357051,
        3.6430726827, 3.6557774039, 3.6697561368, 3.6849255627, 3.7012134847, 3.7185589453, 3.7369118077, 3.7562318835,
        3.7764877135, 3.7976551194, 3.8197156516, 3.8426550461, 3.8664617891, 3.8911258608, 3.9166377039, 3.9429874345,
        3.9701642903, 3.9981562936, 4.0269500957, 4.0565309629, 4.0868828656, 4.117988635, 4.149830158, 4.1823885852,
        4.2156445376, 4.2495782994, 4.2841699911, 4.3193997194, 4.3552477045, 4.3916943852, 4.4287205036, 4.4663071729,
        4.504435929, 4.5430887703, 4.5822481858, 4.6218971743, 4.6620192573, 4.7025984842, 4.7436194339, 4.7850672118,
        4.8269274441,
      ],
    },
  ],
  [
    0.99,
    {
      twoSided: 2.575829303548901,
      oneSided: 2.3263478740408408,
      step: 0.03467261327673841,
      knots: [
        7.5297004825, 7.5251296639, 7.511714295, 7.4902739775, 7.4619751162, 7.4281370803, 7.3900779672, 7.3490169159,
        7.306024479, 7.2620059036, 7.2177040793, 7.1737129409, 7.1304956036, 7.0884039327, 7.0476977691, 7.0085629151,
        6.9711274663, 6.9354763197, 6.9016638015, 6.8697243967, 6.8396815785, 6.8115547445, 6.7853642895, 6.7611348848,
        6.7388970915, 6.7186875021, 6.7005476734, 6.684522166, 6.6706560352, 6.6589921158, 6.649568409, 6.6424158167,
        6.6375563934, 6.6350021993, 6.6347547649, 6.6368051156, 6.6411342623, 6.6477140441, 6.6565082054, 6.6674735968,
        6.6805614103, 6.6957183775, 6.712887883, 6.7320109624, 6.7530271727, 6.7758753322, 6.800494135, 6.8268226529,
        6.8548007353, 6.8843693235, 6.9154706905, 6.9480486194, 6.9820485325, 7.0174175772, 7.0541046806, 7.0920605758,
        7.1312378077, 7.171590722, 7.213075441, 7.2556498292, 7.2992734516, 7.3439075266, 7.3895148741, 7.4360598621,
        7.4835083507,
      ],
    },
  ],
]);

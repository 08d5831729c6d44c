/**
 * The curve of effects and of its derivative, with intervals and bands that cover all doses at once. Puts estimates into the record.
 */
import type { Engine } from "../../../../engine/kernels/engine.js";
import { qt } from "../../../../engine/kernels/math.js";
import { placed, type Sieve } from "./adaptive.js";
import type { Row } from "./basis.js";
import { at } from "./dose-fit.js";
import type { DosePoint } from "./record.js";
import { type Draws, errorsOf, supremum } from "./supremum.js";

/** Sieves that bands are taken over, of all that were drawn for. */
export interface Bands {
  readonly sieves: readonly Sieve[];
  readonly over: readonly Sieve[];
  readonly widening: number;
  readonly draws: Draws;
  readonly covariance: Float64Array;
  readonly level: number;
  /** Of t, infinite for the normal. */
  readonly df: number;
}

export interface Curve {
  readonly critical_att: number;
  readonly critical_acrt: number;
  /** The curve at any doses. */
  readonly points: (doses: readonly number[]) => DosePoint[];
}

/** @param covered doses that a band covers together */
export function curveOf(engine: Engine, sieve: Sieve, covered: readonly number[], bands: Bands): Curve {
  const { sieves, over, widening, draws, covariance, level, df } = bands;
  const pointwise = qt(engine, (1 - level) / 2, df, true);
  const { size, values } = sieve.estimates;
  const own = sieves.indexOf(sieve);
  const critical = (rowOf: (one: Sieve, dose: number) => Row): number => {
    const gradient = over.flatMap((one) =>
      placed(sieves, [{ s: sieves.indexOf(one), sign: 1, rows: covered.map((dose) => rowOf(one, dose)) }]),
    );
    const found = supremum(draws, gradient, errorsOf(gradient, covariance, draws.p), level);
    return Math.max(pointwise, found + widening);
  };
  const levelOf = ({ basis }: Sieve, dose: number): Row => basis.value(dose);
  const slopeOf = ({ basis }: Sieve, dose: number): Row => basis.slope(dose);
  const [critical_att, critical_acrt] = [critical(levelOf), critical(slopeOf)];
  const estimatesOf = (doses: readonly number[], rowOf: typeof levelOf) => {
    const rows = doses.map((dose) => rowOf(sieve, dose));
    const errors = errorsOf(placed(sieves, [{ s: own, sign: 1, rows }]), covariance, draws.p);
    return rows.map((row, i) => ({ estimate: at(row, values.subarray(0, size), values[size]!), error: errors[i]! }));
  };
  return {
    ...{ critical_att, critical_acrt },
    points: (doses) => {
      const [levels, slopes] = [estimatesOf(doses, levelOf), estimatesOf(doses, slopeOf)];
      return doses.map((dose, i) => {
        const [level_, slope] = [levels[i]!, slopes[i]!];
        const end = ({ estimate, error }: typeof level_, times: number): number => estimate + times * error;
        return {
          ...{ dose, att: level_.estimate, att_std_error: level_.error },
          ...{ att_low: end(level_, -pointwise), att_high: end(level_, pointwise) },
          ...{ att_band_low: end(level_, -critical_att), att_band_high: end(level_, critical_att) },
          ...{ acrt: slope.estimate, acrt_std_error: slope.error },
          ...{ acrt_low: end(slope, -pointwise), acrt_high: end(slope, pointwise) },
          ...{ acrt_band_low: end(slope, -critical_acrt), acrt_band_high: end(slope, critical_acrt) },
        };
      });
    },
  };
}

/**
 * Functions of a dose that are sums of known ones: splines by their B-splines, which add up to 1 at every dose, and a number for each dose.
 * Knows no data.
 * Source: de Boor (2001), A Practical Guide to Splines, chapters IX and X, doi:10.1007/978-1-4612-6333-3.
 */

/** A value of some functions at a dose, with the share of the untreated in it. */
export interface Row {
  readonly coefficients: Float64Array;
  /** What multiplies the change of the untreated, which is taken off. */
  readonly untreated: number;
}

export interface Basis {
  readonly size: number;
  /** Coefficients of the effect of a dose. */
  value(dose: number): Row;
  /** Coefficients of its derivative; of levels, of the difference from the next lower one (0 below all) a unit of dose. */
  slope(dose: number): Row;
}

/** A spline of `degree` on [low, high] with `knots` between them, ascending; doses beyond are taken as the end. */
export function splineBasis(low: number, high: number, knots: readonly number[], degree: number): Basis {
  const all = [
    ...Array.from({ length: degree + 1 }, () => low),
    ...knots,
    ...Array.from({ length: degree + 1 }, () => high),
  ];
  const size = knots.length + degree + 1;
  const within = (dose: number): number => Math.min(high, Math.max(low, dose));
  return {
    size,
    value: (dose) => ({ coefficients: bSplines(all, size, degree, within(dose)), untreated: 1 }),
    slope: (dose) => {
      const lower = bSplines(all, size + 1, degree - 1, within(dose), 1);
      const coefficients = new Float64Array(size);
      for (let j = 0; j < size; j++) {
        const left = all[j + degree]! - all[j]!;
        const right = all[j + degree + 1]! - all[j + 1]!;
        // functions of width 0 are 0
        coefficients[j] = degree * ((left > 0 ? lower[j]! / left : 0) - (right > 0 ? lower[j + 1]! / right : 0));
      }
      return { coefficients, untreated: 0 };
    },
  };
}

/** B-splines of `degree` at x: `size` of them on knots that are repeated `degree` + `more` times beyond the first at the ends. */
function bSplines(knots: readonly number[], size: number, degree: number, x: number, more = 0): Float64Array {
  const last = size - 1 - more;
  let span = degree + more;
  while (span < last && x >= knots[span + 1]!) span++;
  const values = new Float64Array(size);
  values[span] = 1;
  for (let d = 1; d <= degree; d++) {
    for (let j = span - d; j <= span; j++) {
      const left = knots[j + d]! - knots[j]!;
      const right = knots[j + d + 1]! - knots[j + 1]!;
      const own = left > 0 ? ((x - knots[j]!) / left) * values[j]! : 0;
      const next = j + 1 < size && right > 0 ? ((knots[j + d + 1]! - x) / right) * values[j + 1]! : 0;
      values[j] = own + next;
    }
  }
  return values;
}

/** A number for each of `levels`, ascending. */
export function levelBasis(levels: readonly number[]): Basis {
  const unit = (at: number, value: number, row: Float64Array): Float64Array => {
    row[at] = value;
    return row;
  };
  return {
    size: levels.length,
    value: (dose) => ({ coefficients: unit(levels.indexOf(dose), 1, new Float64Array(levels.length)), untreated: 1 }),
    slope: (dose) => {
      const at = levels.indexOf(dose);
      const step = dose - (levels[at - 1] ?? 0);
      const row = unit(at, 1 / step, new Float64Array(levels.length));
      return at === 0
        ? { coefficients: row, untreated: 1 / step }
        : { coefficients: unit(at - 1, -1 / step, row), untreated: 0 };
    },
  };
}

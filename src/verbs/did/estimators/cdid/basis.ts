/**
 * Functions of a dose that are sums of known ones: splines by their B-splines, which add up to 1 at every dose, and a number for each dose.
 * Knows no data.
 * Source: de Boor (2001), A Practical Guide to Splines, chapters IX and X, doi:10.1007/978-1-4612-6333-3.
 */

/** A value of some functions at a dose, with the share of the untreated in it. */
export interface Row {
  /** Position of the first function that is not 0 at the dose. */
  readonly first: number;
  /** Of the functions from there on; those after them are 0. */
  readonly coefficients: Float64Array;
  /** What multiplies the change of the untreated, which is taken off. */
  readonly untreated: number;
}

export interface Basis {
  readonly size: number;
  /** Functions that are not 0 at a dose, beside each other. */
  readonly width: number;
  /** Coefficients of the effect of a dose, `width` of them. */
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
  /** The last knot at or below x that functions begin a piece at. */
  const spanOf = (x: number): number => {
    let [least, most] = [degree, size - 1];
    while (least < most) {
      const middle = (least + most + 1) >> 1;
      if (x >= all[middle]!) least = middle;
      else most = middle - 1;
    }
    return least;
  };
  return {
    size,
    width: degree + 1,
    value: (dose) => {
      const x = within(dose);
      const span = spanOf(x);
      return { first: span - degree, coefficients: bSplines(all, degree, span, x), untreated: 1 };
    },
    slope: (dose) => {
      const x = within(dose);
      const span = spanOf(x);
      const lower = bSplines(all, degree - 1, span, x);
      const coefficients = new Float64Array(degree + 1);
      for (let k = 0; k <= degree; k++) {
        const j = span - degree + k;
        const left = all[j + degree]! - all[j]!;
        const right = all[j + degree + 1]! - all[j + 1]!;
        // functions of width 0 are 0
        const own = k > 0 && left > 0 ? lower[k - 1]! / left : 0;
        coefficients[k] = degree * (own - (k < degree && right > 0 ? lower[k]! / right : 0));
      }
      return { first: span - degree, coefficients, untreated: 0 };
    },
  };
}

/** The `degree` + 1 B-splines that are not 0 at x, which lies in the piece from knot `span` on. */
function bSplines(knots: readonly number[], degree: number, span: number, x: number): Float64Array {
  const values = new Float64Array(degree + 1);
  values[degree] = 1;
  for (let d = 1; d <= degree; d++) {
    for (let k = degree - d; k <= degree; k++) {
      const j = span - degree + k;
      const left = knots[j + d]! - knots[j]!;
      const right = knots[j + d + 1]! - knots[j + 1]!;
      const own = left > 0 ? ((x - knots[j]!) / left) * values[k]! : 0;
      const next = k < degree && right > 0 ? ((knots[j + d + 1]! - x) / right) * values[k + 1]! : 0;
      values[k] = own + next;
    }
  }
  return values;
}

/** A number for each of `levels`, ascending; 0 of others. */
export function levelBasis(levels: readonly number[]): Basis {
  return {
    size: levels.length,
    width: 1,
    value: (dose) => {
      const at = levels.indexOf(dose);
      return { first: Math.max(0, at), coefficients: Float64Array.of(at < 0 ? 0 : 1), untreated: 1 };
    },
    slope: (dose) => {
      const at = levels.indexOf(dose);
      if (at < 0) return { first: 0, coefficients: Float64Array.of(0), untreated: 0 };
      const step = dose - (levels[at - 1] ?? 0);
      return at === 0
        ? { first: 0, coefficients: Float64Array.of(1 / step), untreated: 1 / step }
        : { first: at - 1, coefficients: Float64Array.of(-1 / step, 1 / step), untreated: 0 };
    },
  };
}

/** Values of a basis at the doses of units: of unit u the functions from `firsts[u]` on, at u * width of `values`. */
export interface UnitValues {
  readonly basis: Basis;
  readonly firsts: Uint32Array;
  readonly values: Float64Array;
}

/** Units without a dose above 0 are left out: nothing asks for theirs. */
export function unitValues(basis: Basis, doses: Float64Array): UnitValues {
  const firsts = new Uint32Array(doses.length);
  const values = new Float64Array(doses.length * basis.width);
  doses.forEach((dose, u) => {
    if (!(dose > 0)) return;
    const { first, coefficients } = basis.value(dose);
    firsts[u] = first;
    values.set(coefficients, u * basis.width);
  });
  return { basis, firsts, values };
}

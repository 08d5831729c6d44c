/**
 * Quadratic forms of r + sum_k g_k d_k as polynomials in g, so that many g cost no more than a few values of
 * the forms: those at r and at each d_k, and what two of them have in common by polarization, f(r + t d) - f(r) - t^2 f(d) =
 * 2 t f(r, d), with t such that both are of one size and no digits are lost. Each is made when a g first needs it.
 */

/** Values of several quadratic forms at one vector. */
type Forms = (at: Float64Array) => Float64Array;

/** The values of `forms` at `base` plus `directions` times g. */
export function quadraticForms(
  forms: Forms,
  base: Float64Array,
  directions: readonly Float64Array[],
): (g: Float64Array) => Float64Array {
  const vectors = [base, ...directions];
  const own = remembered((i) => forms(vectors[i]!));
  const shared = remembered((pair) => {
    const [i, j] = [Math.floor(pair / vectors.length), pair % vectors.length];
    const size = Math.sqrt(total(own(i)) / total(own(j)));
    const t = size > 0 && Number.isFinite(size) ? size : 1;
    const both = forms(vectors[i]!.map((value, at) => value + t * vectors[j]![at]!));
    return both.map((value, at) => (value - own(i)[at]! - t * t * own(j)[at]!) / (2 * t));
  });
  return (g) => {
    const weights = [1, ...g];
    const values = own(0).slice();
    weights.forEach((first, i) => {
      if (first === 0) return;
      for (let j = Math.max(i, 1); j < weights.length; j++) {
        const second = weights[j]!;
        if (second === 0) continue;
        const part = i === j ? own(i) : shared(i * vectors.length + j);
        const times = i === j ? second * second : 2 * first * second;
        part.forEach((value, at) => {
          values[at]! += times * value;
        });
      }
    });
    return values;
  };
}

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

function remembered(make: (key: number) => Float64Array): (key: number) => Float64Array {
  const made = new Map<number, Float64Array>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}

/** Dense columns for oracles: Gram-Schmidt, twice over, in column order, dropping what earlier columns explain. */

/** A column keeping no more than this share of its sum of squares is dropped: the share `packedFactor` is given. */
export const DROP_SHARE = 1e-10;

/** Dot product of two columns. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** `column` less its projection on orthonormal columns, twice over. */
export function residual(basis: readonly Float64Array[], column: Float64Array): Float64Array {
  const left = column.slice();
  for (let pass = 0; pass < 2; pass++) {
    for (const q of basis) {
      const share = dot(q, left);
      for (let i = 0; i < left.length; i++) left[i]! -= share * q[i]!;
    }
  }
  return left;
}

/** Orthonormal columns of the same span, after those of `basis`, and which columns were independent. */
export function orthonormal(columns: readonly Float64Array[], basis: readonly Float64Array[] = []) {
  const all = [...basis];
  const kept = columns.map((column) => {
    const left = residual(all, column);
    const size = dot(left, left);
    if (!(size > DROP_SHARE * dot(column, column))) return false;
    all.push(left.map((value) => value / Math.sqrt(size)));
    return true;
  });
  return { basis: all.slice(basis.length), kept };
}

/** Dummies of codes, each row times `scale`. */
export function dummies(codes: ArrayLike<number>, nLevels: number, scale: Float64Array): Float64Array[] {
  const columns = Array.from({ length: nLevels }, () => new Float64Array(scale.length));
  for (let i = 0; i < scale.length; i++) columns[codes[i]!]![i] = scale[i]!;
  return columns;
}

/** Roots of the weights; ones without. */
export const roots = (n: number, weights: Float64Array | null): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => Math.sqrt(weights?.[i] ?? 1));

/** A column, each row times `scale`. */
export const scaled = (column: Float64Array, scale: Float64Array): Float64Array =>
  column.map((value, i) => value * scale[i]!);

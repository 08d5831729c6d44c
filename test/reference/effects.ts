/**
 * The effects kernels in plain TypeScript, by other ways where there is one: passes over all rows in place
 * of a search.
 */
const NONE = 0xffff_ffff;

export function addLevels(
  n: number,
  nLevels: number,
  sloped: number,
  sign: number,
  codes: Uint32Array,
  coefs: Float64Array,
  z: Float64Array,
  x: Float64Array,
): number {
  for (let i = 0; i < n; i++) {
    if (codes[i]! >= nLevels) return -5;
    x[i]! += sign * coefs[codes[i]!]! * (sloped === 1 ? z[i]! : 1);
  }
  return 0;
}

export function labelLevels(
  n: number,
  nLevels: number,
  codes: Uint32Array,
  labels: Uint32Array,
  out: Uint32Array,
): number {
  for (let i = 0; i < n; i++) {
    if (codes[i]! >= nLevels) return -3;
    out[codes[i]!] = labels[i]!;
  }
  return 0;
}

/** Passes over the rows until none tells anything new; the same numbers where the sums agree. */
export function propagateLevels(
  n: number,
  nA: number,
  nB: number,
  a: Uint32Array,
  b: Uint32Array,
  s: Float64Array,
  _aOffsets: Uint32Array,
  _aOrder: Uint32Array,
  _bOffsets: Uint32Array,
  _bOrder: Uint32Array,
  alpha: Float64Array,
  beta: Float64Array,
  aComponent: Uint32Array,
  bComponent: Uint32Array,
  _work: Uint32Array,
): number {
  for (let i = 0; i < n; i++) {
    if (a[i]! >= nA) return -4;
    if (b[i]! >= nB) return -5;
  }
  aComponent.fill(NONE);
  bComponent.fill(NONE);
  let components = 0;
  for (let start = bComponent.indexOf(NONE); start >= 0; start = bComponent.indexOf(NONE)) {
    bComponent[start] = components;
    for (let more = true; more; ) {
      more = false;
      for (let i = 0; i < n; i++) {
        const [left, right] = [aComponent[a[i]!]!, bComponent[b[i]!]!];
        if (left === right) continue;
        more = true;
        if (left === NONE) {
          aComponent[a[i]!] = right;
          alpha[a[i]!] = s[i]! - beta[b[i]!]!;
        } else {
          bComponent[b[i]!] = left;
          beta[b[i]!] = s[i]! - alpha[a[i]!]!;
        }
      }
    }
    components++;
  }
  return components;
}

export function rowDots(
  n: number,
  stride: number,
  k: number,
  A: Float64Array,
  B: Float64Array,
  out: Float64Array,
): number {
  for (let i = 0; i < n; i++) {
    out[i] = 0;
    for (let j = 0; j < k; j++) out[i]! += A[j * stride + i]! * B[j * stride + i]!;
  }
  return 0;
}

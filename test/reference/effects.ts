/**
 * The effects kernels in plain TypeScript, by other ways where there is one: passes over all rows in place
 * of a search.
 */
import type { Arrays } from "../cases/row.js";

const NONE = 0xffff_ffff;

export function addLevels({ n, nLevels, sloped, sign, codes, coefs, z, x }: Arrays<"addLevels">): number {
  for (let i = 0; i < n; i++) {
    if (codes[i]! >= nLevels) return -5;
    x[i]! += sign * coefs[codes[i]!]! * (sloped === 1 ? z[i]! : 1);
  }
  return 0;
}

export function labelLevels({ n, nLevels, codes, labels, out }: Arrays<"labelLevels">): number {
  for (let i = 0; i < n; i++) {
    if (codes[i]! >= nLevels) return -3;
    out[codes[i]!] = labels[i]!;
  }
  return 0;
}

/** Passes over the rows until none tells anything new; the same numbers where the sums agree. */
export function propagateLevels(given: Arrays<"propagateLevels">): number {
  const { n, nA, nB, a, b, s, alpha, beta, aComponent, bComponent } = given;
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

export function rowDots({ n, stride, k, A, B, out }: Arrays<"rowDots">): number {
  for (let i = 0; i < n; i++) {
    out[i] = 0;
    for (let j = 0; j < k; j++) out[i]! += A[j * stride + i]! * B[j * stride + i]!;
  }
  return 0;
}

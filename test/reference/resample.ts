/**
 * References of the random kernels, in plain TypeScript: words of 32 bits, products by halves, one scratch block, permutations
 * in place. The numbers of Philox are compared with those its authors published in test/kernels/resample.test.ts.
 */
import type { Arrays } from "../cases/row.js";

/** High word of the product of two words. */
export function high(a: number, b: number): number {
  const [aLow, aHigh, bLow, bHigh] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
  const first = aHigh * bLow + ((aLow * bLow) >>> 16);
  const second = aLow * bHigh + (first & 0xffff);
  return (aHigh * bHigh + (first >>> 16) + (second >>> 16)) >>> 0;
}

/** The four numbers of a counter, at `at` of `out`. */
export function block(
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  out: Uint32Array,
  at: number,
): void {
  for (let round = 0; round < 10; round++) {
    const low2 = Math.imul(0xd251_1f53, c0);
    const low0 = Math.imul(0xcd9e_8d57, c2);
    const next0 = high(0xcd9e_8d57, c2) ^ c1 ^ k0;
    c2 = (high(0xd251_1f53, c0) ^ c3 ^ k1) >>> 0;
    c0 = next0 >>> 0;
    c1 = low0;
    c3 = low2;
    k0 = (k0 + 0x9e37_79b9) | 0;
    k1 = (k1 + 0xbb67_ae85) | 0;
  }
  out[at] = c0;
  out[at + 1] = c1;
  out[at + 2] = c2;
  out[at + 3] = c3;
}

export function philoxU32({ n, first, c1, c2, c3, k0, k1, out, work }: Arrays<"philoxU32">): number {
  const whole = n - (n % 4);
  for (let i = 0; i < whole; i += 4) block((first + i / 4) >>> 0, c1, c2, c3, k0, k1, out, i);
  if (whole < n) {
    block((first + whole / 4) >>> 0, c1, c2, c3, k0, k1, work, 0);
    out.set(work.subarray(0, n - whole), whole);
  }
  return 0;
}

export function philoxUniform({ n, first, c1, c2, c3, k0, k1, out, work }: Arrays<"philoxUniform">): number {
  for (let i = 0; i < n; i++) {
    const second = (i & 1) << 1;
    if (second === 0) block((first + (i >>> 1)) >>> 0, c1, c2, c3, k0, k1, work, 0);
    out[i] = ((work[second]! >>> 5) * 2 ** 26 + (work[second + 1]! >>> 6)) / 2 ** 53;
  }
  return 0;
}

export function randomPermutation({ n, c1, c2, c3, k0, k1, order, work }: Arrays<"randomPermutation">): number {
  for (let i = 0; i < n; i++) order[i] = i;
  let used = 0;
  for (let i = 0; i + 1 < n; i++) {
    const left = n - i;
    let number = 0;
    let low = 0;
    do {
      if ((used & 3) === 0) block(used >>> 2, c1, c2, c3, k0, k1, work, 0);
      number = work[used & 3]!;
      low = Math.imul(number, left) >>> 0;
      used++;
    } while (low < left && low < 2 ** 32 % left);
    const at = i + high(number, left);
    const chosen = order[at]!;
    order[at] = order[i]!;
    order[i] = chosen;
  }
  return 0;
}

/** Standard normals: one logarithm, cosine and sine of the host a pair. */
export function philoxNormal({ n, first, c1, c2, c3, k0, k1, out, work }: Arrays<"philoxNormal">): number {
  for (let i = 0; i < n; i += 2) {
    if ((i & 2) === 0) block((first + (i >>> 2)) >>> 0, c1, c2, c3, k0, k1, work, 0);
    const [cosine, sine] = normalPair(work[i & 2]!, work[(i & 2) + 1]!);
    out[i] = cosine;
    if (i + 1 < n) out[i + 1] = sine;
  }
  return 0;
}

/** Two standard normals of two words, by the host's logarithm, cosine and sine. */
export function normalPair(a: number, b: number): [number, number] {
  const radius = Math.sqrt(-2 * Math.log((a + 0.5) / 2 ** 32));
  const angle = 2 * Math.PI * (b / 2 ** 32);
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

/** The difference of variances and its variance, each sum written out: over pairs of fine clusters of a coarse one, never over squares. */
export function scoreVariances(given: Arrays<"scoreVariances">): number {
  const { nCoarse, nFine, k, q, nDraws, coarse, fine, offsets, scores, G, A, P, out } = given;
  const cells = Array.from({ length: q }, (_, j) =>
    Array.from({ length: q - j }, (_, i) => [i + j, j] as const),
  ).flat();
  const p = cells.length;
  const range = (n: number) => Array.from({ length: n }, (_, i) => i);
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  for (let d = 0; d < nDraws; d++) {
    const s = (h: number, l: number) => scores[(d * nFine + h) * k + l]!;
    const total = range(k).map((l) => sum(range(nFine).map((h) => s(h, l))));
    const b = range(k).map((i) => sum(range(k).map((l) => A[i + l * k]! * total[l]!)));
    const S = range(nFine).map((h) =>
      range(q).map((j) => sum(range(k).map((l) => G[l + j * k]! * s(h, l) - b[l]! * P[(l * nFine + h) * q + j]!))),
    );
    const groups = range(nCoarse).map((g) => S.slice(offsets[g]!, offsets[g + 1]!));
    cells.forEach(([i, j], at) => {
      const byCoarse = sum(groups.map((own) => sum(own.map((one) => one[i]!)) * sum(own.map((one) => one[j]!))));
      out[d * (p + p * p) + at] = coarse * byCoarse - fine * sum(S.map((one) => one[i]! * one[j]!));
      cells.forEach(([m, l], other) => {
        const pairs = groups.flatMap((own) =>
          own.flatMap((a, x) =>
            own.flatMap((c, y) => (x === y ? [] : [a[i]! * a[m]! * c[j]! * c[l]! + a[i]! * a[l]! * c[j]! * c[m]!])),
          ),
        );
        out[d * (p + p * p) + p + at + other * p] = sum(pairs);
      });
    });
  }
  return 0;
}

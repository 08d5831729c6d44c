/**
 * Plain TypeScript twin of the kernel of effects by cohort and period: the parts of Sant'Anna and Zhao's estimators one by one, each
 * with its influence, as their papers and their package have them.
 */
import type { Arrays } from "../cases/row.js";

const [REG, DR, IMP, HT] = [0, 2, 3, 4];

interface Row {
  readonly at: number;
  readonly treated: boolean;
  readonly after: boolean;
  readonly x: readonly number[];
  readonly y: number;
  readonly w: number;
}

type Vector = readonly number[];
/** What rows add to an estimate. */
type Influence = (row: Row) => number;

const dot = (a: Vector, b: Vector): number => a.reduce((sum, value, j) => sum + value * b[j]!, 0);
const total = (rows: readonly Row[], of: Influence): number => rows.reduce((sum, row) => sum + of(row), 0);
const sums = (rows: readonly Row[], of: Influence): number[] =>
  rows[0]!.x.map((_, j) => total(rows, (row) => of(row) * row.x[j]!));

export function attCell(given: Arrays<"attCell">): number {
  const { method, differences, trim, limit, clusters, influence, result } = given;
  influence.fill(0);
  result.fill(0);
  const rows = gather(given);
  const group = (treated: boolean, after: boolean) =>
    rows.filter((row) => row.treated === treated && row.after === after);
  const times = differences ? [true] : [true, false];
  const groups = [true, false].flatMap((treated) => [true, false].map((after) => group(treated, after)));
  groups.forEach((own, g) => {
    result[1 + g] = own.length;
  });
  if (times.some((after) => group(true, after).length === 0 || group(false, after).length === 0)) return 1;

  const treated = rows.filter((row) => row.treated);
  let p: Influence = () => 0;
  let score: (moments: Vector) => Influence = () => () => 0;
  if (method !== REG) {
    const logit = newton(rows, (row, eta) => {
      const fitted = 1 / (1 + Math.exp(-eta));
      return [row.w * (Number(row.treated) - fitted), row.w * fitted * (1 - fitted)];
    });
    p = (row) => 1 / (1 + Math.exp(-dot(row.x, logit.beta)));
    const ofLogit = p;
    score = (moments) => {
      const along = logit.solve(moments);
      return (row) => row.w * (Number(row.treated) - ofLogit(row)) * dot(row.x, along);
    };
    if (method === IMP) {
      const tilt = newton(
        rows,
        (row, eta) => (row.treated ? [row.w, 0] : [-row.w * Math.exp(eta), row.w * Math.exp(eta)]),
        logit.beta,
      );
      p = (row) => 1 / (1 + Math.exp(-dot(row.x, tilt.beta)));
    }
    result[6] = Math.max(...rows.map(p));
    const above = rows.filter((row) => p(row) >= limit);
    result[7] = above.length;
    above.slice(0, 5).forEach((row, i) => {
      result[8 + i] = row.at;
    });
    if (above.length > 0) return 2;
  }
  const odds: Influence = (row) => (row.w * p(row)) / (1 - p(row));
  const isTrimmed = (row: Row): boolean => method !== REG && !row.treated && p(row) >= trim;
  result[5] = rows.filter(isTrimmed).length;
  const c: Influence = (row) => (isTrimmed(row) || row.treated ? 0 : odds(row));
  const w: Influence = (row) => row.w;
  const isWeighed = method !== REG && method !== HT;
  if (isWeighed && times.some((after) => !(total(group(false, after), c) > 0))) return 1;
  const isRegressed = method === REG || method === DR || method === IMP;
  const all = total(treated, w);

  let effect = 0;
  const parts: Influence[] = [];
  const add = (sign: number, value: number, psi: Influence) => {
    effect += sign * value;
    parts.push((row) => sign * psi(row));
  };
  /** The mean of `of` over rows by weights, and its influence. */
  const mean = (own: readonly Row[], weight: Influence, of: Influence) => {
    const size = total(own, weight);
    const value = total(own, (row) => weight(row) * of(row)) / size;
    const inside = new Set(own);
    return { value, psi: (row: Row) => (inside.has(row) ? (weight(row) * (of(row) - value)) / size : 0) };
  };
  for (const after of times) {
    const sign = after ? 1 : -1;
    const [T, C] = [group(true, after), group(false, after)];
    const bC = isRegressed ? leastSquares(C, method === IMP ? odds : w) : undefined;
    const bT = method === DR && !differences ? leastSquares(T, w) : undefined;
    const r: Influence = (row) => row.y - (bC === undefined ? 0 : dot(row.x, bC.beta));
    const [sizeT, sizeC] = [total(T, w), method === HT ? total(T, w) : total(C, c)];
    const ofT = mean(T, w, r);
    add(sign, ofT.value, ofT.psi);
    // how means of residuals move with the coefficients of those compared with
    let slopes = sums(T, w).map((sum) => -sum / sizeT);
    if (method === HT) {
      const value = total(C, (row) => c(row) * r(row)) / sizeC;
      add(-sign, value, (row) => (row.treated ? (-row.w * value) / sizeT : (c(row) * r(row)) / sizeC));
      const ofScore = score(sums(C, (row) => (c(row) * r(row)) / sizeC));
      parts.push((row) => -sign * ofScore(row));
    } else if (method !== REG) {
      const ofC = mean(C, c, r);
      add(-sign, ofC.value, ofC.psi);
      const along = sums(C, c);
      slopes = slopes.map((slope, j) => slope + along[j]! / sizeC);
      const ofScore = score(sums(C, (row) => (c(row) * (r(row) - ofC.value)) / sizeC));
      if (method !== IMP) parts.push((row) => -sign * ofScore(row));
    }
    if (!differences && isRegressed) {
      const gap = bC!.beta.map((b, j) => (bT?.beta[j] ?? 0) - b);
      const [ofAll, ofOwn] = [treated, T].map((own) => mean(own, w, (row) => dot(row.x, gap)));
      add(sign, ofAll!.value, ofAll!.psi);
      add(-sign, ofOwn!.value, ofOwn!.psi);
      const own = sums(T, w);
      const shift = sums(treated, w).map((sum, j) => sum / all - own[j]! / sizeT);
      slopes = slopes.map((slope, j) => slope - shift[j]!);
      const ofTreated = bT?.influence(shift);
      if (ofTreated !== undefined) parts.push((row) => sign * ofTreated(row));
    }
    const ofOthers = method === IMP ? undefined : bC?.influence(slopes);
    if (ofOthers !== undefined) parts.push((row) => sign * ofOthers(row));
  }
  result[0] = effect;
  for (const row of rows) influence[clusters[row.at]!]! += parts.reduce((sum, psi) => sum + psi(row), 0);
  return 0;
}

function gather(given: Arrays<"attCell">): Row[] {
  const { differences, weighted, k, nSegments, xStride, segments, y1, y0, x, weights } = given;
  const rows: Row[] = [];
  for (let s = 0; s < nSegments; s++) {
    const group = segments[3 * s]!;
    for (let at = segments[3 * s + 1]!; at < segments[3 * s + 2]!; at++) {
      const own = [1, ...Array.from({ length: k - 1 }, (_, j) => x[j * xStride + at]!)];
      const y = differences ? y1[at]! - y0[at]! : y1[at]!;
      const w = weighted ? weights[at]! : 1;
      if (Number.isNaN(y + w + own.reduce((sum, value) => sum + value, 0))) continue;
      rows.push({ at, treated: group < 2, after: group % 2 === 0, x: own, y, w });
    }
  }
  return rows;
}

/** Weighted least squares, and the influence of its coefficients along a direction. */
function leastSquares(rows: readonly Row[], weight: Influence) {
  const solve = solver(rows, weight);
  const beta = solve(sums(rows, (row) => weight(row) * row.y));
  const inside = new Set(rows);
  const influence = (direction: Vector): Influence => {
    const along = solve(direction);
    return (row) => (inside.has(row) ? weight(row) * (row.y - dot(row.x, beta)) * dot(row.x, along) : 0);
  };
  return { beta, influence };
}

/** Newton's method: `of` gives the derivative of a row's objective by its predictor, and minus the second one. */
function newton(rows: readonly Row[], of: (row: Row, eta: number) => readonly [number, number], start?: Vector) {
  let beta = [...(start ?? rows[0]!.x.map(() => 0))];
  for (let t = 0; t < 50; t++) {
    const at = beta;
    const step = solver(rows, (row) => of(row, dot(row.x, at))[1])(sums(rows, (row) => of(row, dot(row.x, at))[0]));
    beta = beta.map((value, j) => value + step[j]!);
    if (Math.max(...step.map(Math.abs)) < 1e-13) break;
  }
  return { beta, solve: solver(rows, (row) => of(row, dot(row.x, beta))[1]) };
}

/** Solves X'WX b = v by elimination. */
function solver(rows: readonly Row[], weight: Influence): (v: Vector) => number[] {
  const k = rows[0]!.x.length;
  const A = rows[0]!.x.map((_, i) => sums(rows, (row) => weight(row) * row.x[i]!));
  return (v) => {
    const M = A.map((own, i) => [...own, v[i]!]);
    for (let j = 0; j < k; j++) {
      for (let i = 0; i < k; i++) {
        if (i === j) continue;
        const factor = M[i]![j]! / M[j]![j]!;
        M[i] = M[i]!.map((value, c) => value - factor * M[j]![c]!);
      }
    }
    return M.map((own, i) => own[k]! / own[i]!);
  };
}

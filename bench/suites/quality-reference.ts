/**
 * Quality and elasticities by plain loops that share no code with what is timed: effects by alternating
 * projections until nothing moves, sums of 2SLS and of clustered errors as in a textbook, cells by tables. Only for the
 * bench's own customs rows, which stand in the order of firms, four destinations a firm-product-year, and lack nothing.
 */
import { CUSTOMS_SIGMA, type CustomsRows, DESTS_OF_CELL } from "../problems/customs.js";
import { type Codes, sweep } from "./plain-sweep.js";
import type { QualityKind } from "./quality-jobs.js";

/**
 * What is compared. Sigma given: quality and normalised quality of each row, NaN where it is alone in an effect, and means
 * by city and year weighted by value. Sigma by 2SLS: elasticity and error of each group that has rows.
 */
export function plainResult(kind: QualityKind, rows: CustomsRows): readonly Float64Array[] {
  return kind === "quality" ? plainQuality(rows) : plainSigmas(kind, rows);
}

function plainQuality({ n, codes, levels, value, quantity }: CustomsRows): readonly Float64Array[] {
  const y = new Float64Array(n);
  for (let i = 0; i < n; i++) y[i] = Math.log(quantity[i]!) + CUSTOMS_SIGMA * Math.log(value[i]! / quantity[i]!);
  const effects = [
    { codes: codes.product, size: levels.product },
    crossed({ codes: codes.dest, size: levels.dest }, { codes: codes.year, size: levels.year }),
  ];
  const keep = withoutSingletons(n, effects);
  sweep(y, keep, effects);
  const quality = y.map((value, i) => (keep[i] === 1 ? value / (CUSTOMS_SIGMA - 1) : Number.NaN));
  const cells = crossed(effects[0]!, { codes: codes.year, size: levels.year });
  const normalised = onUnitScale(quality, cells);
  const cities = crossed({ codes: codes.city, size: levels.city }, { codes: codes.year, size: levels.year });
  return [quality, normalised, weightedMeans(normalised, value, cities)];
}

/** (x - min) / (max - min) within cells; NaN where that is nothing. */
function onUnitScale(x: Float64Array, { codes, size }: Codes): Float64Array {
  const [low, high] = [new Float64Array(size).fill(Infinity), new Float64Array(size).fill(-Infinity)];
  for (let i = 0; i < x.length; i++) {
    const cell = codes[i]!;
    if (x[i]! < low[cell]!) low[cell] = x[i]!;
    if (x[i]! > high[cell]!) high[cell] = x[i]!;
  }
  return x.map((value, i) => (value - low[codes[i]!]!) / (high[codes[i]!]! - low[codes[i]!]!));
}

/** Means of the x that are numbers, of the groups that have some, ascending. */
function weightedMeans(x: Float64Array, weights: Float64Array, { codes, size }: Codes): Float64Array {
  const [sums, totals] = [new Float64Array(size), new Float64Array(size)];
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i]!)) continue;
    sums[codes[i]!]! += weights[i]! * x[i]!;
    totals[codes[i]!]! += weights[i]!;
  }
  return sums.map((sum, g) => sum / totals[g]!).filter((_, g) => totals[g]! > 0);
}

function plainSigmas(kind: QualityKind, { n, codes, levels, value, quantity }: CustomsRows): readonly Float64Array[] {
  const of = (name: "product" | "dest" | "year"): Codes => ({ codes: codes[name], size: levels[name] });
  const [product, destYear] = [of("product"), crossed(of("dest"), of("year"))];
  const one = { codes: new Uint32Array(n), size: 1 };
  const groups = {
    quality: one,
    "quality-iv": product,
    "quality-iv-pooled": one,
    "quality-iv-groups": crossed(product, of("year")),
  }[kind];
  const effects =
    kind === "quality-iv"
      ? [product, crossed(product, destYear)]
      : kind === "quality-iv-pooled"
        ? [product, destYear]
        : [groups];
  const { q, p, z } = logsAndInstrument(n, value, quantity);
  const keep = withoutSingletons(n, effects);
  for (const column of [q, p, z]) sweep(column, keep, effects);
  return ivByGroup({ q, p, z, keep, firm: codes.firm }, groups, slopesAndLevels(keep, effects, groups));
}

/** ln q, ln p, and the mean of ln p over the other rows of the firm-product-year. */
export function logsAndInstrument(n: number, value: Float64Array, quantity: Float64Array) {
  const [q, p, z] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    q[i] = Math.log(quantity[i]!);
    p[i] = Math.log(value[i]! / quantity[i]!);
  }
  for (let i = 0; i < n; i++) {
    const start = i - (i % DESTS_OF_CELL);
    for (let j = start; j < start + DESTS_OF_CELL; j++) if (j !== i) z[i]! += p[j]! / (DESTS_OF_CELL - 1);
  }
  return { q, p, z };
}

function crossed(a: Codes, b: Codes): Codes {
  return { codes: a.codes.map((code, i) => code * b.size + b.codes[i]!), size: a.size * b.size };
}

/** 1 for rows left when those alone in a level are taken out until none is. */
function withoutSingletons(n: number, effects: readonly Codes[]): Uint8Array {
  const keep = new Uint8Array(n).fill(1);
  for (let dropped = 1; dropped > 0; ) {
    dropped = 0;
    for (const { codes, size } of effects) {
      const counts = new Uint32Array(size);
      for (let i = 0; i < n; i++) counts[codes[i]!]! += keep[i]!;
      for (let i = 0; i < n; i++) {
        if (keep[i] === 0 || counts[codes[i]!] !== 1) continue;
        keep[i] = 0;
        dropped++;
      }
    }
  }
  return keep;
}

/** The K of each group: one slope, and levels of effects, one less for each effect after the first. */
function slopesAndLevels(keep: Uint8Array, effects: readonly Codes[], groups: Codes): Float64Array {
  const K = new Float64Array(groups.size).fill(1 - (effects.length - 1));
  for (const { codes, size } of effects) {
    const seen = new Uint8Array(size);
    for (let i = 0; i < codes.length; i++) {
      if (keep[i] === 0 || seen[codes[i]!] === 1) continue;
      seen[codes[i]!] = 1;
      if (groups.size > 1) K[groups.codes[i]!]!++;
    }
    if (groups.size === 1) K[0]! += seen.reduce((a, b) => a + b);
  }
  return K;
}

interface Demeaned {
  readonly q: Float64Array;
  readonly p: Float64Array;
  readonly z: Float64Array;
  readonly keep: Uint8Array;
  /** Ascending. */
  readonly firm: Uint32Array;
}

/** Sigma and its error clustered by firm, of the groups that have rows; NaN where degrees of freedom are missing. */
function ivByGroup({ q, p, z, keep, firm }: Demeaned, { codes, size }: Codes, K: Float64Array): Float64Array[] {
  const [zq, zp, n] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  for (let i = 0; i < q.length; i++) {
    if (keep[i] === 0) continue;
    const g = codes[i]!;
    zq[g]! += z[i]! * q[i]!;
    zp[g]! += z[i]! * p[i]!;
    n[g]!++;
  }
  const slope = zq.map((sum, g) => (n[g]! > K[g]! ? sum / zp[g]! : Number.NaN));
  const [meat, clusters, score] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  const last = new Int32Array(size).fill(-1);
  for (let i = 0; i < q.length; i++) {
    if (keep[i] === 0) continue;
    const g = codes[i]!;
    if (last[g] !== firm[i]) {
      meat[g]! += score[g]! ** 2;
      score[g] = 0;
      last[g] = firm[i]!;
      clusters[g]!++;
    }
    score[g]! += z[i]! * (q[i]! - slope[g]! * p[i]!);
  }
  const error = meat.map((sum, g) => {
    const factor = (clusters[g]! / (clusters[g]! - 1)) * ((n[g]! - 1) / (n[g]! - K[g]!));
    return clusters[g]! > 1 ? Math.sqrt((sum + score[g]! ** 2) * factor) / Math.abs(zp[g]!) : Number.NaN;
  });
  const used = (values: Float64Array) => values.filter((_, g) => n[g]! > 0);
  return [used(slope.map((value) => -value)), used(error)];
}

/**
 * Plain TypeScript references of the kernels of the reduced system, written as one would without WebAssembly:
 * cells by a Map, one lane at a time.
 */
import type { Arrays } from "../cases/row.js";

const CHUNK = 1_024;

export function reducedCells(given: Arrays<"reducedCells">): number {
  const { n, nGroups, nLevels, p, weighted, offsets, codes, w, cellOffsets, cellCodes, cellWeights } = given;
  if (p === 0) return -4;
  if (codes.some((code) => code >= nLevels)) return -7;
  for (const out of [cellOffsets, cellCodes, cellWeights]) out.fill(0);
  let kept = 0;
  let nCells = 0;
  for (let g = 0; g < nGroups; g++) {
    const cells = new Map<string, { levels: number[]; weight: number }>();
    for (let i = offsets[g]!; i < offsets[g + 1]!; i++) {
      const weight = weighted ? w[i]! : 1;
      if (weight === 0) continue;
      const levels = Array.from({ length: p }, (_, f) => codes[f * n + i]!);
      const cell = cells.get(levels.join());
      if (cell === undefined) cells.set(levels.join(), { levels, weight });
      else cell.weight += weight;
    }
    if (cells.size < 2) continue;
    for (const { levels, weight } of cells.values()) {
      levels.forEach((level, f) => {
        cellCodes[f * n + nCells] = level;
      });
      cellWeights[nCells++] = weight;
    }
    cellOffsets[++kept] = nCells;
  }
  return kept;
}

export function reducedDiagonal(given: Arrays<"reducedDiagonal">): number {
  const { low, high, p, stride, offsets, codes, weights, inverses, totals, diagonal } = given;
  totals.fill(0);
  diagonal.fill(0);
  for (let g = low; g < high; g++) {
    let W = 0;
    for (let i = offsets[g]!; i < offsets[g + 1]!; i++) W += weights[i]!;
    inverses[g] = 1 / W;
    for (let f = 0; f < p; f++) {
      const byLevel = new Map<number, number>();
      for (let i = offsets[g]!; i < offsets[g + 1]!; i++) {
        const level = codes[f * stride + i]!;
        byLevel.set(level, (byLevel.get(level) ?? 0) + weights[i]!);
      }
      for (const [level, weight] of byLevel) {
        let others = 0;
        for (const [other, its] of byLevel) if (other !== level) others += its;
        totals[level]! += weight;
        diagonal[level]! += (weight * others) / W;
      }
    }
  }
  return 0;
}

export function reducedEdges(given: Arrays<"reducedEdges">): number {
  const { nGroups, nLevels, offsets, codes, weights, starts, others, edges, diagonal } = given;
  const byLevel = Array.from({ length: nLevels }, () => new Map<number, number>());
  for (let g = 0; g < nGroups; g++) {
    let W = 0;
    for (let i = offsets[g]!; i < offsets[g + 1]!; i++) W += weights[i]!;
    for (let i = offsets[g]!; i < offsets[g + 1]!; i++) {
      const own = byLevel[codes[i]!]!;
      for (let j = offsets[g]!; j < offsets[g + 1]!; j++) {
        if (codes[j] === codes[i]) continue;
        own.set(codes[j]!, (own.get(codes[j]!) ?? 0) + (weights[i]! / W) * weights[j]!);
      }
    }
  }
  let count = 0;
  byLevel.forEach((own, level) => {
    starts[level] = count;
    diagonal[level] = 0;
    for (const [other, weight] of own) {
      others[count] = other;
      edges[count++] = weight;
      diagonal[level]! += weight;
    }
  });
  starts[nLevels] = count;
  return count;
}

/** Edges of a level, newest first. */
type Edges = { to: number; weight: number }[];

export function eliminateLevels(given: Arrays<"eliminateLevels">): number {
  const { nLevels, starts, others, edges, order, ends, shares, inverses } = given;
  const lists = Array.from({ length: nLevels }, (_, l): Edges => {
    const own = { length: starts[l + 1]! - starts[l]! };
    return Array.from(own, (_, i) => ({ to: others[starts[l]! + i]!, weight: edges[starts[l]! + i]! }));
  });
  const gone = new Set<number>();
  const tidied = (level: number): Edges => {
    const kept: Edges = [];
    for (const { to, weight } of lists[level]!.filter((edge) => !gone.has(edge.to))) {
      const known = kept.find((edge) => edge.to === to);
      if (known === undefined) kept.push({ to, weight });
      else known.weight += weight;
    }
    return kept;
  };
  const degrees = lists.map(({ length }) => length);
  const stack = degrees.flatMap((degree, l) => (degree <= 8 ? [l] : []));
  for (let v = stack.pop(); v !== undefined; v = stack.pop()) {
    const own = tidied(v);
    lists[v] = own;
    degrees[v] = own.length;
    if (own.length > 3) continue;
    const sum = own.reduce((total, { weight }) => total + weight, 0);
    const k = gone.size;
    order[k] = v;
    inverses[k] = sum > 0 ? 1 / sum : 0;
    for (let i = 0; i < 3; i++) {
      ends[3 * k + i] = own[i]?.to ?? v;
      shares[3 * k + i] = (own[i]?.weight ?? 0) / (sum || 1);
    }
    gone.add(v);
    own.forEach((one, i) => {
      for (const [j, other] of own.slice(0, i).entries()) {
        const weight = shares[3 * k + i]! * shares[3 * k + j]! * sum;
        lists[one.to]!.unshift({ to: other.to, weight });
        lists[other.to]!.unshift({ to: one.to, weight });
      }
      degrees[one.to]! += own.length - 2;
      if (degrees[one.to]! <= 8 && !stack.includes(one.to)) stack.push(one.to);
    });
  }
  writeCore(
    given,
    lists.map((_, l) => (gone.has(l) ? [] : tidied(l))),
    gone,
  );
  return gone.size;
}

/** What is left, in new numbers. */
function writeCore(given: Arrays<"eliminateLevels">, lists: readonly Edges[], gone: ReadonlySet<number>): void {
  const { core, coreStarts, coreOthers, coreEdges, diagonal } = given;
  const left = lists.flatMap((_, l) => (gone.has(l) ? [] : [l]));
  core.set(left);
  let count = 0;
  left.forEach((level, c) => {
    for (const { to, weight } of lists[level]!) {
      coreOthers[count] = left.indexOf(to);
      coreEdges[count++] = weight;
      diagonal[c]! += weight;
    }
    coreStarts[c + 1] = count;
  });
  coreStarts.fill(count, left.length + 1);
}

export function foldLevels({ lanes, nGone, nCore, order, ends, shares, core, b, left }: Arrays<"foldLevels">): number {
  for (let j = 0; j < lanes; j++) {
    for (let k = 0; k < nGone; k++) {
      const own = b[order[k]! * lanes + j]!;
      for (let i = 3 * k; i < 3 * k + 3; i++) if (shares[i] !== 0) b[ends[i]! * lanes + j]! += shares[i]! * own;
    }
    for (let c = 0; c < nCore; c++) left[c * lanes + j] = b[core[c]! * lanes + j]!;
  }
  return 0;
}

export function unfoldLevels(given: Arrays<"unfoldLevels">): number {
  const { lanes, nGone, nCore, order, ends, shares, inverses, core, b, left, x } = given;
  for (let j = 0; j < lanes; j++) {
    for (let c = 0; c < nCore; c++) x[core[c]! * lanes + j] = left[c * lanes + j]!;
    for (let k = nGone - 1; k >= 0; k--) {
      const at = order[k]! * lanes + j;
      x[at] = inverses[k] === 0 ? 0 : inverses[k]! * b[at]!;
      for (let i = 3 * k; i < 3 * k + 3; i++) if (shares[i] !== 0) x[at]! += shares[i]! * x[ends[i]! * lanes + j]!;
    }
  }
  return 0;
}

export function edgeProduct(given: Arrays<"edgeProduct">): number {
  const { lanes, low, high, starts, others, edges, a, q, dots } = given;
  if (lanes !== 4 && lanes !== 8 && lanes !== 12) return -1;
  if (low % CHUNK !== 0) return -2;
  clearChunks(lanes, low, high, dots);
  for (let at = low * lanes; at < high * lanes; at++) {
    const [level, lane] = [Math.floor(at / lanes), at % lanes];
    q[at] = 0;
    for (let e = starts[level]!; e < starts[level + 1]!; e++) {
      q[at]! += edges[e]! * (a[at]! - a[others[e]! * lanes + lane]!);
    }
    dots[Math.floor(level / CHUNK) * lanes + lane]! += a[at]! * q[at]!;
  }
  return 0;
}

export function reducedApply(given: Arrays<"reducedApply">): number {
  const { lanes, low, high, p, stride, weighted, offsets, codes, weights, inverses, a, y } = given;
  if (lanes !== 4 && lanes !== 8 && lanes !== 12) return -1;
  if (p === 0) return -5;
  const weight = (i: number) => (weighted ? weights[i]! : 1);
  y.fill(0);
  for (let j = 0; j < lanes; j++) {
    for (let g = low; g < high; g++) {
      let sum = 0;
      const fitted = (i: number) => {
        let value = 0;
        for (let f = 0; f < p; f++) value += a[codes[f * stride + i]! * lanes + j]!;
        return value;
      };
      for (let i = offsets[g]!; i < offsets[g + 1]!; i++) sum += weight(i) * fitted(i);
      const mean = sum * inverses[g]!;
      for (let i = offsets[g]!; i < offsets[g + 1]!; i++) {
        const share = weight(i) * (p === 1 ? mean : fitted(i) - mean);
        for (let f = 0; f < p; f++) y[codes[f * stride + i]! * lanes + j]! += share;
      }
    }
  }
  return 0;
}

export function reducedFinish(given: Arrays<"reducedFinish">): number {
  const { lanes, low, high, nLevels, nSlabs, p, totals, a, y, dots } = given;
  if (lanes === 0 || lanes % 4 !== 0) return -1;
  if (low % CHUNK !== 0) return -2;
  clearChunks(lanes, low, high, dots);
  const apart = nLevels * lanes;
  for (let at = low * lanes; at < high * lanes; at++) {
    for (let width = 1; width < nSlabs; width *= 2) {
      for (let s = 0; s + width < nSlabs; s += 2 * width) y[s * apart + at]! += y[(s + width) * apart + at]!;
    }
    if (p === 1) y[at] = totals[Math.floor(at / lanes)]! * a[at]! - y[at]!;
    dots[Math.floor(at / lanes / CHUNK) * lanes + (at % lanes)]! += a[at]! * y[at]!;
  }
  return 0;
}

export function cgStep({ lanes, low, high, alpha, q, inverse, r, dots }: Arrays<"cgStep">): number {
  if (lanes === 0 || lanes % 4 !== 0) return -1;
  if (low % CHUNK !== 0) return -2;
  clearChunks(lanes, low, high, dots);
  for (let at = low * lanes; at < high * lanes; at++) {
    const step = alpha[at % lanes]!;
    if (step !== 0) r[at]! -= step * q[at]!;
    dots[Math.floor(at / lanes / CHUNK) * lanes + (at % lanes)]! +=
      r[at]! * (r[at]! * inverse[Math.floor(at / lanes)]!);
  }
  return 0;
}

export function cgDirection({ lanes, low, high, alpha, beta, r, inverse, x, p }: Arrays<"cgDirection">): number {
  if (lanes === 0 || lanes % 4 !== 0) return -1;
  for (let at = low * lanes; at < high * lanes; at++) {
    const step = alpha[at % lanes]!;
    if (step !== 0) x[at]! += step * p[at]!;
    p[at] = r[at]! * inverse[Math.floor(at / lanes)]! + beta[at % lanes]! * p[at]!;
  }
  return 0;
}

function clearChunks(lanes: number, low: number, high: number, dots: Float64Array): void {
  dots.fill(0, (low / CHUNK) * lanes, Math.ceil(high / CHUNK) * lanes);
}

export function moveLanes({ nLevels, fromLanes, fromAt, toLanes, toAt, from, to }: Arrays<"moveLanes">): number {
  if (fromAt + 4 > fromLanes) return -3;
  if (toAt + 4 > toLanes) return -5;
  for (let l = 0; l < nLevels; l++) {
    for (let j = 0; j < 4; j++) to[l * toLanes + toAt + j] = from[l * fromLanes + fromAt + j]!;
  }
  return 0;
}

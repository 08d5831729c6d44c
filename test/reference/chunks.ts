/**
 * Plain TypeScript references of the kernels for rows that come in batches: row by row, unit by unit.
 */
import type { Arrays } from "../cases/row.js";

const NONE = 0xffff_ffff;
const at = (i: number, j: number) => (i * (i + 1)) / 2 + j;
const widthOf = (p: number) => 4 * Math.ceil(p / 4);
const unitWidth = (p: number) => 2 * Math.ceil(p / 2);

export function chunkRows(given: Arrays<"chunkRows">): number {
  const { low, high, p, stride, weighted, nClusters, lanes, first, count } = given;
  const { X, centre, time, unit, cluster, rows, sums, lost } = given;
  const bits = new BigUint64Array(p + 2);
  const words = new BigUint64Array(X.slice().buffer);
  lost.fill(0);
  for (let i = low; i < high; i++) {
    bits[p + 1]! += (BigInt(unit[i]!) << 32n) + BigInt(time[i]!) * 65_537n + BigInt(cluster[i]!);
    for (let j = 0; j < p + (weighted ? 1 : 0); j++) {
      bits[j]! += words[j * stride + i]!;
      if (!Number.isFinite(X[j * stride + i]!)) unit[i] = NONE;
    }
    for (let j = 0; j < p; j++) rows[i * widthOf(p) + j] = X[j * stride + i]! - centre[j]!;
    const [u, weight] = [unit[i]!, weighted ? X[p * stride + i]! : 1];
    const isMissing = u === NONE || time[i] === NONE || cluster[i] === NONE;
    if (isMissing) lost[0]!++;
    else if (weight === 0) lost[1]!++;
    else if (weight < 0) lost[2]!++;
    const isOut = isMissing || weight <= 0 || u < first || u >= first + count;
    unit[i] = isOut ? NONE : u - first;
    cluster[i] = isOut ? nClusters * lanes : cluster[i]! * lanes + (u % lanes);
  }
  sums.set(new Uint32Array(bits.buffer));
  return 0;
}

export function unitSums(given: Arrays<"unitSums">): number {
  const { n, p, m, words, weighted, task, nTasks, rows, w, unit, time, cluster, sums, levels, masks, owners } = given;
  for (let i = 0; i < n; i++) {
    const u = unit[i]!;
    if (u === NONE || (Math.floor(u / 64) & (nTasks - 1)) !== task) continue;
    if (owners[u] === NONE) owners[u] = cluster[i]!;
    if (owners[u] !== cluster[i]) return 2 * i + 1;
    const weight = weighted ? w[i]! : 1;
    if (words > 0) {
      const [word, bit] = [u * words + (time[i]! >> 5), 2 ** (time[i]! & 31)];
      if (Math.floor(masks[word]! / bit) % 2 === 1) return 2 * i + 2;
      masks[word]! += bit;
    } else {
      levels[u * (m + 1) + time[i]!]! += weight;
      levels[u * (m + 1) + m]!++;
    }
    for (let j = 0; j < p; j++) sums[u * unitWidth(p) + j]! += weight * rows[i * widthOf(p) + j]!;
  }
  return 0;
}

/** Weights of a unit's periods, and its rows. */
function periodsOf(u: number, m: number, words: number, levels: Float64Array, masks: Uint32Array) {
  const weights = Array.from({ length: m }, (_, t) =>
    words > 0 ? Math.floor(masks[u * words + (t >> 5)]! / 2 ** (t & 31)) % 2 : levels[u * (m + 1) + t]!,
  );
  const W = weights.reduce((sum, weight) => sum + weight, 0);
  return { weights, W, rows: words > 0 ? W : levels[u * (m + 1) + m]! };
}

export function unitMeans(given: Arrays<"unitMeans">): number {
  const { nUnits, p, m, words, single, task, nTasks, levels, masks, owners, means, sums, counts } = given;
  const width = widthOf(p);
  const size = width * width + m * width + at(m, 0) + m;
  for (let u = 0; u < nUnits; u++) {
    const c = owners[u]!;
    if (c === NONE || (c & (nTasks - 1)) !== task) continue;
    const { weights, W, rows } = periodsOf(u, m, words, levels, masks);
    if (rows === 1) counts[3 * c + 2]!++;
    if (rows > 1 || single) {
      counts[3 * c]! += rows;
      counts[3 * c + 1]!++;
      const DtD = c * size + width * width + m * width;
      for (let t = 0; t < m; t++) {
        sums[DtD + at(t, t)]! += weights[t]!;
        sums[DtD + at(m, 0) + t]! += weights[t]!;
        for (let s = 0; s <= t; s++) sums[DtD + at(t, s)]! -= (weights[t]! * weights[s]!) / W;
      }
    }
    for (let j = 0; j < unitWidth(p); j++) means[u * unitWidth(p) + j]! /= W;
  }
  return 0;
}

export function unitProducts(given: Arrays<"unitProducts">): number {
  const { low, high, p, m, weighted, order, rows, w, unit, time, cluster, means, sums } = given;
  const width = widthOf(p);
  const size = width * width + m * width + at(m, 0) + m;
  for (let place = low; place < high; place++) {
    const i = order[place]!;
    const [own, weight] = [cluster[i]! * size, weighted ? w[i]! : 1];
    const z = Array.from({ length: p }, (_, j) => rows[i * width + j]! - means[unit[i]! * unitWidth(p) + j]!);
    for (let j = 0; j < p; j++) {
      sums[own + width * width + 4 * (Math.floor(j / 4) * m + time[i]!) + (j % 4)]! += weight * z[j]!;
      // tiles on the diagonal are whole, those right of it are not made
      for (let l = 0; l < Math.min(p, 4 * Math.floor(j / 4) + 4); l++)
        sums[own + j * width + l]! += weight * z[j]! * z[l]!;
    }
  }
  return 0;
}

export function unitScores(given: Arrays<"unitScores">): number {
  const { n, k, weighted, task, nTasks, rows, w, unit, time, means, beta, periods, scores } = given;
  for (let i = 0; i < n; i++) {
    const u = unit[i]!;
    if (u === NONE || (Math.floor(u / 64) & (nTasks - 1)) !== task) continue;
    const z = Array.from({ length: k + 1 }, (_, j) => rows[i * widthOf(k + 1) + j]! - means[u * unitWidth(k + 1) + j]!);
    const own = periods.subarray(time[i]! * (k + 1), (time[i]! + 1) * (k + 1));
    const residual = z[k]! - own[k]! - beta.reduce((sum, b, j) => sum + b * z[j]!, 0);
    for (let j = 0; j < k; j++) scores[u * k + j]! += (weighted ? w[i]! : 1) * residual * (z[j]! - own[j]!);
  }
  return 0;
}

export function unitMeat(given: Arrays<"unitMeat">): number {
  const { low, high, k, m, words, levels, masks, owners, periods, scores, meat } = given;
  meat.fill(0);
  for (let u = low; u < high; u++) {
    if (owners[u] === NONE) continue;
    const { weights, W, rows } = periodsOf(u, m, words, levels, masks);
    if (rows === 1) continue;
    const sum = (j: number) => weights.reduce((total, weight, t) => total - weight * periods[t * (k + 1) + j]!, 0);
    const score = Array.from({ length: k }, (_, j) => scores[u * k + j]! - (sum(j) * sum(k)) / W);
    for (let i = 0; i < k; i++) for (let j = 0; j <= i; j++) meat[at(i, j)]! += score[i]! * score[j]!;
  }
  return 0;
}

export function tableCodes({ n, nFound, nSlots, low, x, slots, levels, codes, done }: Arrays<"tableCodes">): number {
  let found = nFound;
  for (let i = 0; i < n; i++) {
    const slot = x[i]! - low;
    if (Number.isNaN(x[i]!)) {
      codes[i] = NONE;
      continue;
    }
    if (!Number.isInteger(slot) || slot < 0 || slot >= nSlots) {
      done[0] = i;
      return found;
    }
    if (slots[slot] === NONE) {
      levels[found] = x[i]! + 0;
      slots[slot] = found++;
    }
    codes[i] = slots[slot]!;
  }
  done[0] = n;
  return found;
}

/** FNV-1a of bytes, its upper bits into the lower. */
function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

export function byteCodes(given: Arrays<"byteCodes">): number {
  const { n, trimmed, maxFound, nSlots, poolBytes, starts, ends, bytes, slots, stops, pool, state, codes } = given;
  for (let i = state[1]!; i < n; i++) {
    const raw = bytes.slice(starts[i]!, ends[i]!);
    const own = trimmed ? encoder.encode(decoder.decode(raw).trim()) : raw;
    if (own.length === 0) {
      codes[i] = NONE;
      continue;
    }
    const isOwn = (code: number) => {
      const known = pool.subarray(stops[code]!, stops[code + 1]!);
      return known.length === own.length && own.every((byte, b) => byte === known[b]);
    };
    let slot = hashOf(own) & (nSlots - 1);
    while (slots[slot] !== 0 && !isOwn(slots[slot]! - 1)) slot = (slot + 1) & (nSlots - 1);
    if (slots[slot] === 0) {
      const [found, used] = [state[0]!, stops[state[0]!]!];
      if (found === maxFound || used + own.length > poolBytes) {
        [state[1], state[2]] = [i, own.length];
        return 1;
      }
      pool.set(own, used);
      stops[found + 1] = used + own.length;
      slots[slot] = found + 1;
      state[0] = found + 1;
    }
    codes[i] = slots[slot]! - 1;
  }
  state[1] = n;
  return 0;
}

export function placeBytes({ n, nSlots, stops, pool, slots }: Arrays<"placeBytes">): number {
  slots.fill(0);
  for (let code = 0; code < n; code++) {
    let slot = hashOf(pool.subarray(stops[code]!, stops[code + 1]!)) & (nSlots - 1);
    while (slots[slot] !== 0) slot = (slot + 1) & (nSlots - 1);
    slots[slot] = code + 1;
  }
  return 0;
}

import {
  f64At, InF64, InOutF64, InU32, OutF64, OutU32, setF64, setU32, u32At, WorkF64, WorkU32,
} from "../abi";

// A level of three edges or fewer is taken out of a graph of levels exactly, and its neighbours are joined to each other:
// a step of the Cholesky factor that leaves no more edges than there were. Halves of edges are kept in a list a level,
// newest first; those to levels that are gone, and parallel ones, are taken out when the list is next gone through.

/** Edges of a level that is taken out, at most. */
// @ts-ignore: decorator
@inline const MOST: usize = 3;
/** A level is looked at again when it may have so few edges, parallel ones counted singly. */
// @ts-ignore: decorator
@inline const LOOK: usize = 8;
/** End of a list. */
// @ts-ignore: decorator
@inline const NONE: usize = 0xffff_ffff;
/** States of a level: not waiting, on the stack, taken out. */
// @ts-ignore: decorator
@inline const IDLE: usize = 0;
// @ts-ignore: decorator
@inline const WAITING: usize = 1;
// @ts-ignore: decorator
@inline const GONE: usize = 2;

/** Puts half h, from a level to another, in front of the level's list. */
// @ts-ignore: decorator
@inline function addHalf(
  h: usize, from: usize, to: usize, weight: f64, head: usize, leads: usize, next: usize, halves: usize,
): void {
  setU32(leads, h, to);
  setF64(halves, h, weight);
  setU32(next, h, u32At(head, from));
  setU32(head, from, h);
}

/** Clears the list of level v; returns its edges. `seen` and `met` tell where a level was first met in this look. */
// @ts-ignore: decorator
@inline function tidy(
  v: usize, look: usize, head: usize, leads: usize, next: usize, halves: usize, state: usize, seen: usize, met: usize,
): usize {
  let degree: usize = 0, before = NONE, h = u32At(head, v);
  while (h != NONE) {
    const after = u32At(next, h), other = u32At(leads, h), gone = u32At(state, other) == GONE;
    if (gone || u32At(seen, other) == look) {
      if (!gone) {
        const first = u32At(met, other);
        setF64(halves, first, f64At(halves, first) + f64At(halves, h));
      }
      if (before == NONE) setU32(head, v, after);
      else setU32(next, before, after);
    } else {
      setU32(seen, other, look);
      setU32(met, other, h);
      degree++;
      before = h;
    }
    h = after;
  }
  return degree;
}

/** Writes down the edges of level v, three with those that are missing, as shares; returns their weight. */
// @ts-ignore: decorator
@inline function writeShares(
  v: usize, head: usize, leads: usize, next: usize, halves: usize, ends: usize, shares: usize, inverse: usize,
): f64 {
  let sum: f64 = 0, i: usize = 0;
  for (let h = u32At(head, v); h != NONE; h = u32At(next, h), i++) {
    setU32(ends, i, u32At(leads, h));
    setF64(shares, i, f64At(halves, h));
    sum += f64At(halves, h);
  }
  for (; i < MOST; i++) {
    setU32(ends, i, v);
    setF64(shares, i, 0);
  }
  for (i = 0; i < MOST; i++) if (f64At(shares, i) != 0) setF64(shares, i, f64At(shares, i) / sum);
  store<f64>(inverse, sum > 0 ? 1 / sum : 0);
  return sum;
}

/** The levels that are left, numbered anew in `place`, and how many. */
// @ts-ignore: decorator
@inline function numberCore(nLevels: usize, state: usize, core: usize, place: usize): usize {
  let count: usize = 0;
  for (let l: usize = 0; l < nLevels; l++) {
    if (u32At(state, l) == GONE) continue;
    setU32(place, l, count);
    setU32(core, count++, l);
  }
  memory.fill(core + (count << 2), 0, (nLevels - count) << 2);
  return count;
}

/** The edges of the levels that are left, in the order of their lists, and the weight of each level's; returns their number. */
// @ts-ignore: decorator
@inline function writeCore(
  nCore: usize, nLevels: usize, look: usize, core: usize, place: usize, head: usize, leads: usize, next: usize, halves: usize,
  state: usize, seen: usize, met: usize, starts: usize, others: usize, edges: usize, diagonal: usize,
): usize {
  let end: usize = 0;
  for (let c: usize = 0; c < nCore; c++) {
    const level = u32At(core, c);
    tidy(level, look + c, head, leads, next, halves, state, seen, met);
    setU32(starts, c, end);
    let sum: f64 = 0;
    for (let h = u32At(head, level); h != NONE; h = u32At(next, h)) {
      const weight = f64At(halves, h);
      setU32(others, end, u32At(place, u32At(leads, h)));
      setF64(edges, end++, weight);
      sum += weight;
    }
    setF64(diagonal, c, sum);
  }
  for (let c = nCore; c <= nLevels; c++) setU32(starts, c, end);
  memory.fill(diagonal + (nCore << 3), 0, (nLevels - nCore) << 3);
  return end;
}

/**
 * Takes levels of three edges or fewer out of a graph of levels, one after the other, as long as there are any: what
 * foldLevels and unfoldLevels need to go to the system that is left, and back.
 *
 * In    starts u32[nLevels+1], others u32[m], edges f64[m] as reducedEdges gives them, m or more of room
 * Out   order u32[nLevels]: the levels taken out, in their order; ends u32[3*nLevels], shares f64[3*nLevels]: the levels
 *       each was joined to and their shares of its edges' weight, itself and 0 where there are fewer; inverses f64[nLevels]:
 *       1 over that weight, 0 without edges; core u32[nLevels]: the levels that are left; coreStarts u32[nLevels+1],
 *       coreOthers u32[m], coreEdges f64[m]: the edges among them in their new numbers; diagonal f64[nLevels]:
 *       weight of the edges of each. What is not used is 0
 * Work  halves f64[m + 6*nLevels]; index u32[2*m + 18*nLevels]
 * Info  the number of levels taken out
 * Cost  O(m + nLevels), expected
 * Source  the elimination of low degrees before iterations: Spielman & Teng (2014), SIAM Journal on Matrix Analysis and
 *         Applications 35(3), doi:10.1137/090771430
 */
export function eliminateLevels(
  m: usize, nLevels: usize, starts: InU32, others: InU32, edges: InF64,
  order: OutU32, ends: OutU32, shares: OutF64, inverses: OutF64,
  core: OutU32, coreStarts: OutU32, coreOthers: OutU32, coreEdges: OutF64, diagonal: OutF64,
  halves: WorkF64, index: WorkU32,
): i32 {
  const room = m + 6 * nLevels;
  const leads = index, next = leads + (room << 2), head = next + (room << 2), state = head + (nLevels << 2);
  const seen = state + (nLevels << 2), met = seen + (nLevels << 2), stack = met + (nLevels << 2);
  const degrees = stack + (nLevels << 2);
  memory.fill(head, 255, nLevels << 2);
  memory.fill(seen, 255, nLevels << 2);
  let nHalves: usize = 0, waiting: usize = 0, nGone: usize = 0, look: usize = 0;
  for (let l: usize = 0; l < nLevels; l++) {
    const low = u32At(starts, l), high = u32At(starts, l + 1);
    for (let e = high; e-- > low;) addHalf(nHalves++, l, u32At(others, e), f64At(edges, e), head, leads, next, halves);
    setU32(degrees, l, high - low);
    setU32(state, l, high - low <= LOOK ? WAITING : IDLE);
    if (high - low <= LOOK) setU32(stack, waiting++, l);
  }
  while (waiting > 0) {
    const v = u32At(stack, --waiting);
    const degree = tidy(v, look++, head, leads, next, halves, state, seen, met);
    setU32(degrees, v, degree);
    setU32(state, v, degree <= MOST ? GONE : IDLE);
    if (degree > MOST) continue;
    setU32(order, nGone, v);
    const at = MOST * nGone;
    const own = ends + (at << 2), part = shares + (at << 3);
    const sum = writeShares(v, head, leads, next, halves, own, part, inverses + (nGone++ << 3));
    for (let i: usize = 0; i < degree; i++) {
      const u = u32At(own, i);
      for (let j: usize = 0; j < i; j++) {
        const weight = f64At(part, i) * f64At(part, j) * sum;
        addHalf(nHalves++, u, u32At(own, j), weight, head, leads, next, halves);
        addHalf(nHalves++, u32At(own, j), u, weight, head, leads, next, halves);
      }
      const left = u32At(degrees, u) + degree - 2;
      setU32(degrees, u, left);
      if (left > LOOK || u32At(state, u) != IDLE) continue;
      setU32(state, u, WAITING);
      setU32(stack, waiting++, u);
    }
  }
  memory.fill(order + (nGone << 2), 0, (nLevels - nGone) << 2);
  memory.fill(ends + ((MOST * nGone) << 2), 0, (MOST * (nLevels - nGone)) << 2);
  memory.fill(shares + ((MOST * nGone) << 3), 0, (MOST * (nLevels - nGone)) << 3);
  memory.fill(inverses + (nGone << 3), 0, (nLevels - nGone) << 3);
  const nCore = numberCore(nLevels, state, core, stack);
  const end = writeCore(
    nCore, nLevels, look, core, stack, head, leads, next, halves, state, seen, met,
    coreStarts, coreOthers, coreEdges, diagonal,
  );
  memory.fill(coreOthers + (end << 2), 0, (m - end) << 2);
  memory.fill(coreEdges + (end << 3), 0, (m - end) << 3);
  return <i32>nGone;
}

/** to += share * from, a level's numbers. */
// @ts-ignore: decorator
@inline function addShare(lanes: usize, to: usize, share: f64, from: usize): void {
  for (let j: usize = 0; j < lanes << 3; j += 16) {
    if (ASC_FEATURE_SIMD) {
      v128.store(to + j, f64x2.add(v128.load(to + j), f64x2.mul(f64x2.splat(share), v128.load(from + j))));
    } else {
      store<f64>(to + j, load<f64>(to + j) + share * load<f64>(from + j));
      store<f64>(to + j, load<f64>(to + j, 8) + share * load<f64>(from + j, 8), 8);
    }
  }
}

/**
 * The right-hand side of the system that eliminateLevels has left: each level taken out hands its numbers on.
 *
 * In    order, ends, shares, core as eliminateLevels gives them, nGone + nCore levels in all
 * InOut b f64[nLevels*lanes], lanes a multiple of 2: right-hand sides; afterwards as each level was when it was taken out
 * Out   left f64[nCore*lanes]: those of the levels that are left
 * Info  0
 * Cost  O(nLevels lanes); levels in their order
 */
export function foldLevels(
  lanes: usize, nGone: usize, nCore: usize, order: InU32, ends: InU32, shares: InF64, core: InU32,
  b: InOutF64, left: OutF64,
): i32 {
  const size = lanes << 3;
  for (let k: usize = 0; k < nGone; k++) {
    const from = b + u32At(order, k) * size;
    for (let i = MOST * k; i < MOST * (k + 1); i++) {
      if (f64At(shares, i) != 0) addShare(lanes, b + u32At(ends, i) * size, f64At(shares, i), from);
    }
  }
  for (let c: usize = 0; c < nCore; c++) memory.copy(left + c * size, b + u32At(core, c) * size, size);
  return 0;
}

/**
 * From solutions of the system that is left to those of all levels.
 *
 * In    as foldLevels, with inverses as eliminateLevels gives them; b as foldLevels left it; left f64[nCore*lanes]
 * Out   x f64[nLevels*lanes]; 0 for a level that had no edges when it was taken out
 * Info  0
 * Cost  O(nLevels lanes); levels in reverse order
 */
export function unfoldLevels(
  lanes: usize, nGone: usize, nCore: usize, order: InU32, ends: InU32, shares: InF64, inverses: InF64, core: InU32,
  b: InF64, left: InF64, x: OutF64,
): i32 {
  const size = lanes << 3;
  for (let c: usize = 0; c < nCore; c++) memory.copy(x + u32At(core, c) * size, left + c * size, size);
  for (let k = nGone; k-- > 0;) {
    const level = u32At(order, k), to = x + level * size;
    memory.fill(to, 0, size);
    if (f64At(inverses, k) == 0) continue;
    addShare(lanes, to, f64At(inverses, k), b + level * size);
    for (let i = MOST * k; i < MOST * (k + 1); i++) {
      if (f64At(shares, i) != 0) addShare(lanes, to, f64At(shares, i), x + u32At(ends, i) * size);
    }
  }
  return 0;
}

/**
 * Where the workers of the worker-firm designs work: a ring of like firms, or firms of skewed size in
 * sectors. Knows nothing of years and columns.
 */
import { draws } from "./random.js";

const SEED = 20_241_103;
const Stream = { start: 1, target: 2, within: 3, size: 4, sector: 5 } as const;
const SECTORS = 40;
/** Most firms passed by a move along the ring. */
const RING_REACH = 3;

/** Draws the firm a worker starts in, and the next one of a worker who moves; `i` numbers the draw. */
export interface Market {
  readonly nFirms: number;
  start(i: number): number;
  move(from: number, i: number): number;
}

/** Firms on a ring: a start anywhere, a move of one to three places either way. */
export function ring(nFirms: number): Market {
  const start = draws(SEED, Stream.start);
  const target = draws(SEED, Stream.target);
  return {
    nFirms,
    start: (i) => Math.floor(start.uniform(i) * nFirms),
    move: (from, i) => {
      const places = Math.floor(target.uniform(i) * 2 * RING_REACH) - RING_REACH;
      return (from + (places < 0 ? places : places + 1) + nFirms) % nFirms;
    },
  };
}

/** Firms of size E^1.5, E exponential, in sectors; starts and moves choose by size, moves mostly within the sector. */
export function sectors(nFirms: number, within: number): Market {
  const size = draws(SEED, Stream.size);
  const nSectors = Math.min(SECTORS, nFirms);
  const sectorOf = draws(SEED, Stream.sector);
  const sector = new Uint32Array(nFirms);
  const sizes = new Float64Array(nFirms);
  for (let f = 0; f < nFirms; f++) {
    sector[f] = Math.floor(sectorOf.uniform(f) * nSectors);
    sizes[f] = (-Math.log(1 - size.uniform(f))) ** 1.5;
  }
  const all = Array.from({ length: nFirms }, (_, f) => f);
  const everywhere = bySize(all, sizes);
  const inSector = Array.from({ length: nSectors }, (_, s) =>
    bySize(
      all.filter((f) => sector[f] === s),
      sizes,
    ),
  );
  const start = draws(SEED, Stream.start);
  const target = draws(SEED, Stream.target);
  const stays = draws(SEED, Stream.within);
  return {
    nFirms,
    start: (i) => everywhere(start.uniform(i)),
    move: (from, i) => {
      const choose = stays.uniform(i) < within ? inSector[sector[from]!]! : everywhere;
      return choose(target.uniform(i));
    },
  };
}

/** Chooses one of `firms` in proportion to size, from a uniform draw. */
function bySize(firms: readonly number[], sizes: Float64Array): (u: number) => number {
  const upTo = new Float64Array(firms.length);
  let total = 0;
  firms.forEach((firm, at) => {
    total += sizes[firm]!;
    upTo[at] = total;
  });
  return (u) => {
    let [low, high] = [0, firms.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (upTo[middle]! > u * total) high = middle;
      else low = middle + 1;
    }
    return firms[low]!;
  };
}

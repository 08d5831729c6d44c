/**
 * The exact factor of the reduced system in an envelope: work sizes, and where each row stands. The rows
 * of the first effect reach from the first position they are joined to; those of the border (the other effects) are
 * full. Knows nothing of who asks, and of no limit on size.
 */

/** Rows of a block: they share their first column, and columns go by as many. */
const BLOCK = 4;

/** Scratch of `reverseCuthillMcKee`, in u32. */
export const reverseCuthillMcKeeWork = (nGroups: number, nA: number): number => nA + nGroups + 2;

/** Scratch of `envelopeBuild`. */
export const envelopeBuildWork = (nLevels: number): { readonly f64: number; readonly u32: number } => ({
  f64: 2 * nLevels,
  u32: nLevels,
});

/** Scratch of `envelopeFactor`. */
export const envelopeFactorWork = (nBlocks: number): { readonly f64: number; readonly u32: number } => ({
  f64: 16 * nBlocks + 8,
  u32: nBlocks,
});

/** Scratch of `envelopeSolve`. */
export const envelopeSolveWork = (nBlocks: number, lanes: number): number => BLOCK * nBlocks * lanes;

/** Where the rows of an envelope stand. */
export interface EnvelopeLayout {
  readonly nBlocks: number;
  /** Blocks from here on have full rows. */
  readonly border: number;
  /** First column of each block of four rows, a multiple of four: u32[nBlocks]. */
  readonly firsts: Uint32Array;
  /** Entry (i, j) is number rows[i] + j of the envelope, modulo 2^32: u32[4*nBlocks]. */
  readonly rows: Uint32Array;
  /** Numbers in the envelope. */
  readonly size: number;
  /** Multiplications and additions of the factor, at most: a row's, against each row it meets, go by the shorter. */
  readonly work: number;
}

/** Lays out the rows of nLevels positions, of which the leading first.length start where `first` says. */
export function envelopeLayout(first: Uint32Array<ArrayBufferLike>, nLevels: number): EnvelopeLayout {
  const nA = first.length;
  const nBlocks = Math.ceil(nLevels / BLOCK);
  const border = nA === nLevels ? nBlocks : Math.floor(nA / BLOCK);
  const [firsts, rows] = [new Uint32Array(nBlocks), new Uint32Array(BLOCK * nBlocks)];
  let [size, ofFirst, work] = [0, 0, 0];
  for (let b = 0; b < nBlocks; b++) {
    let least = b < border ? BLOCK * b : 0;
    for (let i = BLOCK * b; i < Math.min(BLOCK * (b + 1), nA); i++) least = Math.min(least, first[i]!);
    firsts[b] = least - (least % BLOCK);
    const width = BLOCK * (b + 1) - firsts[b]!;
    for (let r = 0; r < BLOCK; r++) rows[BLOCK * b + r] = size + r * width - firsts[b]!;
    size += BLOCK * width;
    if (b >= border) continue;
    ofFirst = size;
    work += BLOCK * width * width;
  }
  // A full row meets the others of the first effect at their lengths, and its like at its own.
  const full = BLOCK * (nBlocks - border);
  work += full * (2 * ofFirst + full * nLevels);
  return { nBlocks, border, firsts, rows, size, work };
}

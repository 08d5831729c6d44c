/**
 * What the weights of a draw act on in an equation with instruments, for each of the columns that every
 * residual of it is a combination of: e_x, e_y and Q_1 .. (see instrument-moments). Sums by bootstrap cluster, by error cluster
 * and by their intersections. Knows nothing of which residuals are drawn.
 */
import type { Category } from "../../../base/columns.js";
import { sharedCells, sideBySide } from "../../../regression/cluster-bootstrap/shared-cells.js";
import type { WildErrorClusters } from "../../../regression/cluster-bootstrap/wild-spec.js";
import type { InstrumentMoments } from "./instrument-moments.js";

/** Of one column b; or of a combination of them, to which all of this is linear. */
export interface WildPiece {
  /** Coefficients of b in a bootstrap cluster alone on the exogenous columns, f64[rank*nBoot], row-major. */
  readonly onExogenous: Float64Array;
  /** Q'b of a bootstrap cluster, f64[kz*nBoot], row-major. */
  readonly onInstruments: Float64Array;
  /** Q'b of the cells an error and a bootstrap cluster share, f64[entries*kz]. */
  readonly ofEntries: Float64Array;
  /** Q'b of an error cluster, f64[nRows*kz]. */
  readonly ofRows: Float64Array;
}

export interface WildPieces {
  readonly model: InstrumentMoments;
  readonly nBoot: number;
  /** Error clusters, those of a clustering after another's. */
  readonly nRows: number;
  readonly rank: number;
  readonly kz: number;
  readonly offsets: Uint32Array;
  readonly clusters: Uint32Array;
  /** Sign and small-sample factor of a row, f64[nRows]. */
  readonly factors: Float64Array;
  /** -Q'W of an error cluster, f64[nRows*kz*rank], row-major. */
  readonly exogenousOfRows: Float64Array;
  /** Of e_x, e_y, Q_1, ... */
  readonly pieces: readonly WildPiece[];
}

/** A residual: its shares of e_x, e_y and Q. */
export interface Combination {
  readonly x: number;
  readonly y: number;
  readonly q: ArrayLike<number>;
}

/** Pieces for these clusters, given over the cells of the moments. */
export function wildPieces(
  model: InstrumentMoments,
  errorClusters: readonly WildErrorClusters[],
  boot: Category,
): WildPieces {
  const { products, basis, exogenous, nInstruments: kz, moments } = model;
  const { order } = moments;
  const nBoot = boot.nLevels;
  const rank = exogenous.length;
  const pairs = errorClusters.map(({ clusters }) => sharedCells(clusters, boot));
  const starts = [0];
  for (const { clusters } of errorClusters) starts.push(starts.at(-1)! + clusters.nLevels);
  const nRows = starts.at(-1)!;
  const shared = sideBySide(pairs);
  const firstEntry = [0];
  for (const { clusters } of pairs) firstEntry.push(firstEntry.at(-1)! + clusters.length);

  /** Adds a cell's numbers to every error cluster's it lies in: at the cluster's row, and at the shared entry. */
  const eachCell = (add: (cell: number, row: number, entry: number) => void): void => {
    errorClusters.forEach(({ clusters }, t) => {
      clusters.codes.forEach((c, g) => {
        add(g, starts[t]! + c, firstEntry[t]! + pairs[t]!.entryOf[g]!);
      });
    });
  };
  const pieces = products.map((product): WildPiece => {
    const ofCell = inBasis(product, basis, order, boot.codes.length);
    const [ofEntries, ofRows] = [new Float64Array(shared.clusters.length * kz), new Float64Array(nRows * kz)];
    eachCell((g, row, entry) => {
      for (let j = 0; j < kz; j++) {
        ofEntries[entry * kz + j]! += ofCell[g * kz + j]!;
        ofRows[row * kz + j]! += ofCell[g * kz + j]!;
      }
    });
    const [byBoot, right] = [new Float64Array(kz * nBoot), new Float64Array(rank * nBoot)];
    boot.codes.forEach((h, g) => {
      for (let j = 0; j < kz; j++) byBoot[j * nBoot + h]! += ofCell[g * kz + j]!;
      for (let i = 0; i < rank; i++) right[h * rank + i]! += product[g * order + exogenous[i]!]!;
    });
    const solved = model.onExogenous(right, nBoot);
    const onExogenous = Float64Array.from({ length: rank * nBoot }, (_, i) => {
      return solved[(i % nBoot) * rank + Math.floor(i / nBoot)]!;
    });
    return { onExogenous, onInstruments: byBoot, ofEntries, ofRows };
  });
  const exogenousOfRows = new Float64Array(nRows * kz * rank);
  eachCell((g, row) => {
    for (let j = 0; j < kz; j++) {
      const [from, product] = [(row * kz + j) * rank, products[2 + j]!];
      for (let i = 0; i < rank; i++) exogenousOfRows[from + i]! -= product[g * order + exogenous[i]!]!;
    }
  });
  const factors = Float64Array.from(
    errorClusters.flatMap(({ clusters, sign, factor }) => new Array<number>(clusters.nLevels).fill(sign * factor)),
  );
  return { model, nBoot, nRows, rank, kz, ...shared, factors, exogenousOfRows, pieces };
}

/** Q'b of every cell, f64[nCells*kz], from the cell's products with b. */
function inBasis(product: Float64Array, basis: readonly Float64Array[], order: number, nCells: number): Float64Array {
  const kz = basis.length;
  const out = new Float64Array(nCells * kz);
  for (let g = 0; g < nCells; g++) {
    basis.forEach((q, j) => {
      let sum = 0;
      for (let i = 0; i < order; i++) sum += q[i]! * product[g * order + i]!;
      out[g * kz + j] = sum;
    });
  }
  return out;
}

/** The piece of a combination. */
export function combinePieces({ pieces }: Pick<WildPieces, "pieces">, { x, y, q }: Combination): WildPiece {
  const shares = [x, y, ...Array.from(q)];
  const combine = (of: (piece: WildPiece) => Float64Array): Float64Array => {
    const out = new Float64Array(of(pieces[0]!).length);
    pieces.forEach((piece, b) => {
      const [share, values] = [shares[b]!, of(piece)];
      if (share !== 0) for (let i = 0; i < out.length; i++) out[i]! += share * values[i]!;
    });
    return out;
  };
  return {
    onExogenous: combine((piece) => piece.onExogenous),
    onInstruments: combine((piece) => piece.onInstruments),
    ofEntries: combine((piece) => piece.ofEntries),
    ofRows: combine((piece) => piece.ofRows),
  };
}

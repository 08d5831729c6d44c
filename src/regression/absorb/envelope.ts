/**
 * The reduced system of several effects solved exactly: its largest effect is ordered so that its levels
 * fill a narrow envelope, the levels of the others follow as a border, and the whole is factored once. What that takes is
 * known before it is done. Knows nothing of rows and columns of data, nor of when it pays.
 */
import { NumericalError } from "../../base/errors.js";
import { invoke } from "../../engine/kernels/call.js";
import type { Engine, F64Block, Scope, U32Block } from "../../engine/kernels/engine.js";
import {
  type CellGraph,
  type EnvelopeLayout,
  envelopeBuildWork,
  envelopeFactorWork,
  envelopeLayout,
  envelopeSolveWork,
  reducedDiagonal,
  reverseCuthillMcKeeWork,
} from "../../engine/kernels/reduced.js";

/** Numbers an instance of 32-bit memory can address at all. */
const MOST_NUMBERS = 2 ** 29;

/**
 * A level of the border is redundant when the levels before it leave less than this share of its diagonal: rounding
 * leaves up to 1e-12 of a level that is determined by them.
 */
const REDUNDANT_SHARE = 1e-10;

/** The order of the levels, and what a factor in that order takes. */
export interface EnvelopeEstimate {
  /** Levels of the effect that is ordered: 0..nA-1. The others are the border. */
  readonly nA: number;
  /** Numbers in the envelope. */
  readonly cells: number;
  /** Multiplications and additions of the factor, at most. */
  readonly work: number;
  /** Pairs of levels that meet in a group, at most: the additions that build the system. */
  readonly pairs: number;
  /** Memory of the factor while it is kept. */
  readonly bytes: number;
  /** Connected components of the ordered effect. */
  readonly components: number;
  readonly layout: EnvelopeLayout;
  /** Position of each level: u32[nLevels]. */
  readonly position: U32Block;
  /** 1 at the last position of each component: u32[nLevels]. */
  readonly last: U32Block;
}

/**
 * Orders the levels 0..nA-1 of the first effect and says what the factor would take; null once it shows that this is more than
 * `most` multiplications. The blocks live with `scope`.
 */
export function estimateEnvelope(
  engine: Engine,
  scope: Scope,
  graph: CellGraph,
  nA: number,
  most: number,
): EnvelopeEstimate | null {
  const { nGroups, nCells, nLevels, p, offsets, codes } = graph;
  const [position, last] = [scope.u32(nLevels), scope.u32(nLevels)];
  const ordered = scope.scope((inner) => {
    const [levelOffsets, levelGroups] = [inner.u32(nA + 1), inner.u32(nCells)];
    const [order, first] = [inner.u32(nA), inner.u32(nA)];
    const work = inner.u32(reverseCuthillMcKeeWork(nGroups, nA));
    invoke(engine, "levelGroups", { nGroups, nA, offsets, codes, levelOffsets, groups: levelGroups });
    const components = invoke(engine, "reverseCuthillMcKee", {
      ...{ nGroups, nA, most, cellOffsets: offsets, cellCodes: codes, levelOffsets, levelGroups },
      ...{ order, position, first, last, work },
    });
    return components === 0 ? null : { components, layout: envelopeLayout(first.view(), nLevels) };
  });
  if (ordered === null) return null;
  const { components, layout } = ordered;
  const positions = position.view();
  for (let level = nA; level < nLevels; level++) positions[level] = level;
  last.view().fill(0, nA);
  const bytes = 8 * layout.size + 4 * (2 * nLevels + 5 * layout.nBlocks);
  const { size: cells, work } = layout;
  return { nA, cells, work, pairs: pairsOf(graph, p), bytes, components, layout, position, last };
}

function pairsOf({ nGroups, offsets }: CellGraph, p: number): number {
  const starts = offsets.view();
  let pairs = 0;
  for (let g = 0; g < nGroups; g++) {
    const most = p * (starts[g + 1]! - starts[g]!);
    pairs += (most * (most - 1)) / 2;
  }
  return pairs;
}

/** The factored system. Solutions give each column's coefficients of all levels; redundant levels have 0. */
export class EnvelopeFactor {
  /** Memory of the factor. */
  readonly bytes: number;
  /** Connected components of the ordered effect. */
  readonly components: number;
  /** Levels that others determine: one a component, and those of the border found so. */
  readonly pinned: number;
  private readonly firsts: U32Block;
  private readonly rows: U32Block;
  private readonly factor: F64Block;
  private readonly nLevels: number;

  /**
   * Factors in the order of `estimate`, whose blocks it keeps; throws NumericalError `envelope_too_large` when no
   * 32-bit memory could hold the factor.
   */
  constructor(
    private readonly engine: Engine,
    private readonly scope: Scope,
    graph: CellGraph,
    private readonly estimate: EnvelopeEstimate,
  ) {
    const { layout, last, nA } = estimate;
    if (layout.size >= MOST_NUMBERS) {
      throw new NumericalError(
        "envelope_too_large",
        `The exact factor of the fixed effects needs ${layout.size} numbers, expected fewer than ${MOST_NUMBERS}: ` +
          "solve by iterations instead.",
        { got: layout.size, expected: MOST_NUMBERS },
      );
    }
    this.bytes = estimate.bytes;
    this.components = estimate.components;
    this.firsts = scope.copyU32(layout.firsts);
    this.rows = scope.copyU32(layout.rows);
    this.factor = scope.f64(layout.size);
    this.nLevels = graph.nLevels;
    this.build(graph);
    this.pinned = scope.scope((inner) => {
      const size = envelopeFactorWork(layout.nBlocks);
      return invoke(engine, "envelopeFactor", {
        reach: inner.u32(size.u32),
        ...{ nBlocks: layout.nBlocks, border: layout.border, nA, order: graph.nLevels, tolerance: REDUNDANT_SHARE },
        ...{ firsts: this.firsts, rows: this.rows, S: this.factor, pin: last, work: inner.f64(size.f64) },
      });
    });
  }

  /** Solves for right-hand sides b f64[nLevels*lanes], level by level, in place; lanes a multiple of four. */
  solve(b: F64Block, lanes: number): void {
    const { nBlocks } = this.estimate.layout;
    this.scope.scope((inner) => {
      invoke(this.engine, "envelopeSolve", {
        lanes,
        ...{ nBlocks, nLevels: this.nLevels, firsts: this.firsts, rows: this.rows, L: this.factor },
        ...{ position: this.estimate.position, b, work: inner.f64(envelopeSolveWork(nBlocks, lanes)) },
      });
    });
  }

  private build(graph: CellGraph): void {
    const { nGroups, nLevels, p, stride, offsets, codes, weights } = graph;
    const { nA, layout, position } = this.estimate;
    this.scope.scope((inner) => {
      const size = envelopeBuildWork(nLevels);
      // The border's diagonal; rows of the first effect sum to zero and need none.
      const border = { ...graph, p: p - 1, codes: codes.part(stride, (p - 1) * stride) };
      const diagonal = nLevels > nA ? reducedDiagonal(this.engine, inner, border).diagonal : null;
      invoke(this.engine, "envelopeBuild", {
        nGroups,
        ...{ nA, nLevels, p, stride, size: layout.size, offsets, codes, weights, position, rows: this.rows },
        ...{ diagonal, S: this.factor, work: inner.f64(size.f64), index: inner.u32(size.u32) },
      });
    });
  }
}

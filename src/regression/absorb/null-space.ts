/**
 * Directions the reduced system does not see for certain: a constant over the levels of one effect within
 * one connected component of that effect and the eliminated one. A right-hand side has no part in them but by rounding,
 * which is taken out, for conjugate gradients would carry it along for ever. Knows nothing of solvers.
 */
import type { F64Block } from "../../engine/kernels/engine.js";
import type { CellGraph } from "../../engine/kernels/reduced.js";

export class NullSpace {
  /** Component of each level; levels in no cell are components of their own. */
  private readonly component: Uint32Array;
  /** Sum of the diagonal over each component. */
  private readonly totals: Float64Array;
  private readonly diagonal: Float64Array;

  /** @param diagonal f64[nLevels] of the system */
  constructor(graph: CellGraph, diagonal: Float64Array) {
    this.diagonal = diagonal;
    this.component = joinLevels(graph);
    this.totals = new Float64Array(graph.nLevels);
    for (let l = 0; l < graph.nLevels; l++) this.totals[this.component[l]!]! += diagonal[l]!;
  }

  /** Takes out of each lane of b, in place, its sum over each component, in proportion to the diagonal. */
  remove(b: F64Block, lanes: number): void {
    const { component, totals, diagonal } = this;
    const view = b.view();
    const sums = new Float64Array(totals.length);
    for (let j = 0; j < lanes; j++) {
      sums.fill(0);
      for (let l = 0; l < component.length; l++) sums[component[l]!]! += view[l * lanes + j]!;
      for (let l = 0; l < component.length; l++) {
        const total = totals[component[l]!]!;
        const at = l * lanes + j;
        view[at] = total > 0 ? view[at]! - (diagonal[l]! / total) * sums[component[l]!]! : 0;
      }
    }
  }
}

/** A level of each component stands for it. */
function joinLevels({ nGroups, nCells, nLevels, p, stride, offsets, codes }: CellGraph): Uint32Array {
  const parent = Uint32Array.from({ length: nLevels }, (_, l) => l);
  const root = (level: number): number => {
    let at = level;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  const starts = offsets.view();
  for (let f = 0; f < p; f++) {
    const own = codes.view().subarray(f * stride, f * stride + nCells);
    for (let g = 0; g < nGroups; g++) {
      let first = root(own[starts[g]!]!);
      for (let i = starts[g]! + 1; i < starts[g + 1]!; i++) {
        const other = root(own[i]!);
        if (other === first) continue;
        const [low, high] = first < other ? [first, other] : [other, first];
        parent[high] = low;
        first = low;
      }
    }
  }
  for (let l = 0; l < nLevels; l++) parent[l] = parent[parent[l]!]!;
  return parent;
}

/**
 * The reduced system of several effects, ready to be solved by iterations: along the edges between levels
 * where there is one other effect and its groups are small, else cell by cell. Knows nothing of right-hand sides.
 */
import { runChecked } from "../../engine/kernels/call.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import {
  type CellGraph,
  levelEdges,
  reducedApplyWork,
  reducedDiagonal,
  slabGrid,
} from "../../engine/kernels/reduced.js";
import { type LevelSystem, PlainSystem, type SystemParts } from "./conjugate-gradients.js";
import { EdgeSystem } from "./edge-system.js";
import { type LevelOperator, slabProducts } from "./level-vectors.js";

/**
 * The system of a cell graph, whose blocks must live as long as `scope`.
 *
 * @param ofLevel component of each level, where there is one other effect and that is known
 */
export function reducedSystem(engine: Engine, scope: Scope, graph: CellGraph, ofLevel?: Uint32Array): LevelSystem {
  const edges = levelEdges(engine, scope, graph);
  if (edges !== null) return new EdgeSystem(engine, scope, edges);
  return new PlainSystem(engine, scope, cellSystem(engine, scope, graph, graph.p === 1 ? ofLevel : undefined));
}

function cellSystem(engine: Engine, scope: Scope, graph: CellGraph, ofLevel: Uint32Array | undefined): SystemParts {
  const { diagonal: block, ...weights } = reducedDiagonal(engine, scope, graph);
  const diagonal = block.view().slice();
  const components = ofLevel ?? joinedByCells(graph, diagonal);
  return { diagonal, components, operator: cellProducts(engine, graph, weights) };
}

/** Products with the system of a cell graph. */
function cellProducts(
  engine: Engine,
  graph: CellGraph,
  { inverses, totals, weighted }: Omit<ReturnType<typeof reducedDiagonal>, "diagonal">,
): LevelOperator {
  const { nLevels, p, stride, offsets, codes, weights } = graph;
  const grid = slabGrid(graph.nGroups, offsets.view(), nLevels);
  const nSlabs = grid.length - 1;
  const cells = { nLevels, p, stride, weighted: weighted ? 1 : 0, offsets, codes, weights, inverses };
  const products = (scope: Scope, lanes: number) => {
    const size = reducedApplyWork(lanes);
    const work = scope.f64(nSlabs * size);
    const of = (a: F64Block, q: F64Block) => {
      const tasks = Array.from({ length: nSlabs }, (_, s) => {
        const own = { low: grid[s]!, high: grid[s + 1]!, y: q.at(s * nLevels * lanes), work: work.at(s * size) };
        return { lanes, ...cells, ...own, a };
      });
      return () => void runChecked(engine, "reducedApply", tasks);
    };
    return slabProducts(engine, scope, lanes, { nLevels, nSlabs, of, totals: p === 1 ? totals : null });
  };
  return { nLevels, products };
}

/** Groups after which it is first asked whether all levels are joined already. */
const FIRST_LOOK = 256;

/** A level of each component stands for it; levels of different effects are not joined. */
function joinedByCells(
  { nGroups, nLevels, p, stride, offsets, codes }: CellGraph,
  diagonal: Float64Array,
): Uint32Array {
  const parent = Uint32Array.from({ length: nLevels }, (_, l) => l);
  const root = (level: number): number => {
    let at = level;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  const [starts, all] = [offsets.view(), codes.view()];
  /** Effects of which levels were joined: when each is in one piece, no group can join more. */
  const joined = new Set<number>();
  for (let g = 0, look = FIRST_LOOK; g < nGroups; g++) {
    if (g === look) {
      if (piecesOf(diagonal, parent) <= joined.size) break;
      look *= 2;
    }
    for (let f = 0; f < p; f++) {
      const end = f * stride + starts[g + 1]!;
      let i = f * stride + starts[g]!;
      let first = root(all[i]!);
      for (i++; i < end; i++) {
        const level = all[i]!;
        if (parent[level] === first) continue;
        const other = root(level);
        if (other === first) continue;
        const [low, high] = first < other ? [first, other] : [other, first];
        parent[high] = low;
        first = low;
        joined.add(f);
      }
    }
  }
  for (let l = 0; l < nLevels; l++) parent[l] = root(l);
  return parent;
}

/** Components of the levels that meet another. */
const piecesOf = (diagonal: Float64Array, parent: Uint32Array): number =>
  diagonal.reduce((pieces, d, l) => pieces + (d > 0 && parent[l] === l ? 1 : 0), 0);

/**
 * Solves the reduced system of several effects by conjugate gradients, up to twelve columns at once, each
 * with steps of its own, preconditioned by the diagonal. A column stops when an estimate of its error, in the norm that
 * is the 2-norm of the demeaned column's error, is at most its target; its bits don't depend on the columns beside it.
 * The residual that the recursion carries drifts from the true one by rounding: the true one is computed before a
 * column counts as solved, and where it shows more error than is allowed a further round starts from it. Knows nothing
 * of rows, nor of why this method was chosen.
 * Source: Hestenes & Stiefel (1952), Journal of Research of the National Bureau of Standards 49(6),
 * doi:10.6028/jres.049.044.
 */
import { runChecked } from "../../engine/kernels/call.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import {
  type CellGraph,
  type LevelEdges,
  levelEdges,
  reducedApplyWork,
  reducedDiagonal,
  slabGrid,
} from "../../engine/kernels/reduced.js";
import { KrylovLane, type LaneOutcome } from "./krylov-lane.js";
import { type LevelOperator, LevelVectors, overLevels, slabProducts } from "./level-vectors.js";

export type { LaneOutcome } from "./krylov-lane.js";

/** Rounds in all: a second one mends the drift of the residual, more are seldom of use. */
const MOST_ROUNDS = 5;

export interface ConjugateGradientOptions {
  /** Error allowed for each lane, in the norm of the system; one number a lane: 4, 8 or 12. */
  readonly targets: Float64Array;
  /** Steps allowed in all. */
  readonly maxIterations: number;
  readonly signal: AbortSignal | undefined;
  /** Largest weight over the smallest, default 1: the squared residual must be smaller by as much. */
  readonly spread?: number;
}

/** A symmetric system over levels, ready to be solved for any number of right-hand sides. */
export interface LevelSystem {
  /**
   * Solves S x = b lane by lane; b and x are f64[nLevels*lanes], `lanes` numbers a level. b must lie in the range of S
   * but for rounding, as sums of centred columns do, and is changed by that rounding; x is one of the solutions.
   */
  solve(b: F64Block, x: F64Block, options: ConjugateGradientOptions): LaneOutcome[];
}

/** The reduced system of a cell graph. */
export class ReducedSystem implements LevelSystem {
  /** 1 over the diagonal, 0 where a level meets no other. */
  private readonly inverse: F64Block;
  private readonly operator: LevelOperator;
  private readonly unseen: NullSpace;

  /** The graph's blocks must live as long as `scope`. */
  constructor(
    private readonly engine: Engine,
    private readonly scope: Scope,
    graph: CellGraph,
  ) {
    const { diagonal, components, operator } = systemOf(engine, scope, graph);
    this.inverse = scope.f64(graph.nLevels);
    this.inverse.view().set(diagonal.map((d) => (d > 0 ? 1 / d : 0)));
    this.unseen = new NullSpace(components, diagonal);
    this.operator = operator;
  }

  solve(b: F64Block, x: F64Block, options: ConjugateGradientOptions): LaneOutcome[] {
    const { engine, operator, inverse } = this;
    this.unseen.remove(b, options.targets.length);
    return this.scope.scope((inner) => solveLanes(engine, inner, operator, inverse, b, x, options));
  }
}

/** The system by edges of levels or by cells, whichever are fewer: its diagonal, components and products. */
function systemOf(engine: Engine, scope: Scope, graph: CellGraph) {
  const edges = levelEdges(engine, scope, graph);
  if (edges !== null) {
    const diagonal = edges.diagonal.view().slice();
    return { diagonal, components: joinedByEdges(edges), operator: edgeProducts(engine, edges) };
  }
  const { diagonal: block, ...weights } = reducedDiagonal(engine, scope, graph);
  const diagonal = block.view().slice();
  return { diagonal, components: joinedByCells(graph, diagonal), operator: cellProducts(engine, graph, weights) };
}

function edgeProducts(engine: Engine, { nLevels, starts, others, edges }: LevelEdges): LevelOperator {
  const products = (scope: Scope, lanes: number) => {
    const q = scope.f64(nLevels * lanes);
    const of = (a: F64Block, dots: F64Block) =>
      overLevels(engine, "edgeProduct", nLevels, { lanes, starts, others, edges, a, q, dots });
    return { q, of };
  };
  return { nLevels, products };
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

/**
 * Solves S x = b by conjugate gradients for up to twelve lanes.
 *
 * @param scope for scratch
 * @param inverse f64[nLevels], 1 over the diagonal of S, 0 for a level that is left out: its coefficient is 0
 */
export function solveLanes(
  engine: Engine,
  scope: Scope,
  operator: LevelOperator,
  inverse: F64Block,
  b: F64Block,
  x: F64Block,
  options: ConjugateGradientOptions,
): LaneOutcome[] {
  const vectors = new LevelVectors(engine, scope, operator, inverse, x, options.targets.length);
  return new Solve(vectors, b, options).run();
}

/** One solve of up to twelve lanes. */
class Solve {
  private readonly columns: readonly KrylovLane[];
  private steps = 0;

  constructor(
    private readonly vectors: LevelVectors,
    private readonly b: F64Block,
    private readonly options: ConjugateGradientOptions,
  ) {
    this.columns = Array.from(options.targets, (target) => new KrylovLane(target, options.spread));
  }

  run(): LaneOutcome[] {
    const { columns, vectors, b } = this;
    const none = columns.map(() => 0);
    // the residual of x = 0 is b
    for (const zero of [vectors.x, vectors.p]) zero.view().fill(0);
    vectors.r.view().set(b.view());
    let rho = vectors.step(none);
    for (let round = 1; ; round++) {
      columns.forEach((lane, j) => {
        lane.begin(rho[j]!);
      });
      const open = columns.map((lane) => (lane.status === null ? lane.error : null));
      vectors.turn(none, none);
      const finished = this.iterate();
      if (!finished) for (const lane of columns) lane.giveUp();
      const unsettled = columns.filter((lane) => lane.status === null && !lane.settle());
      if (unsettled.length === 0) break;
      rho = vectors.residual(b);
      const gap = vectors.gap();
      const more = columns.filter((lane, j) => {
        const before = open[j]!;
        return lane.status === null && lane.judge(gap[j]!, before, round === MOST_ROUNDS || !finished);
      });
      if (more.length === 0) break;
      vectors.r.view().set(vectors.other.view());
    }
    return columns.map(({ status, error, iterations }) => ({ status: status!, error, iterations }));
  }

  /** Steps until every column has ended its round; false when the iterations allowed were spent. */
  private iterate(): boolean {
    const { columns, vectors, options } = this;
    while (columns.some((lane) => lane.active)) {
      options.signal?.throwIfAborted();
      if (this.steps === options.maxIterations) return false;
      this.steps++;
      const curvature = vectors.product();
      const alpha = columns.map((lane, j) => lane.stepLength(curvature[j]!));
      const rho = vectors.step(alpha);
      const beta = columns.map((lane, j) => (lane.active ? lane.advance(alpha[j]!, rho[j]!) : 0));
      vectors.turn(alpha, beta);
    }
    return true;
  }
}

// Directions the reduced system does not see for certain.

export class NullSpace {
  /** Sum of the diagonal over each component. */
  private readonly totals: Float64Array;

  /**
   * @param component a level that stands for the component of each; levels that meet no other stand for themselves
   * @param diagonal f64[nLevels] of the system
   */
  constructor(
    private readonly component: Uint32Array,
    private readonly diagonal: Float64Array,
  ) {
    this.totals = new Float64Array(diagonal.length);
    for (let l = 0; l < diagonal.length; l++) this.totals[component[l]!]! += diagonal[l]!;
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

/** The first level of each component stands for it, found along edges. */
function joinedByEdges({ nLevels, starts, others }: LevelEdges): Uint32Array {
  const [first, ends] = [starts.view(), others.view()];
  const component = new Uint32Array(nLevels).fill(nLevels);
  const queue = new Uint32Array(nLevels);
  for (let level = 0; level < nLevels; level++) {
    if (component[level] !== nLevels) continue;
    component[level] = level;
    queue[0] = level;
    for (let at = 0, count = 1; at < count; at++) {
      for (let e = first[queue[at]!]!; e < first[queue[at]! + 1]!; e++) {
        const other = ends[e]!;
        if (component[other] !== nLevels) continue;
        component[other] = level;
        queue[count++] = other;
      }
    }
  }
  return component;
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
      let first = root(all[f * stride + starts[g]!]!);
      for (let i = starts[g]! + 1; i < starts[g + 1]!; i++) {
        const other = root(all[f * stride + i]!);
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

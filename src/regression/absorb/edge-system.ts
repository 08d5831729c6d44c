/**
 * The reduced system of a single effect whose groups are small, as a graph of its levels: firms that workers
 * move between. Levels of few edges are taken out exactly, which leaves a core that conjugate gradients solve in fewer and
 * smaller steps; the error of a column is that of the core. Knows nothing of cells.
 */
import { invokeChecked } from "../../engine/kernels/call.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { coreOf, type Elimination, type LevelEdges } from "../../engine/kernels/reduced.js";
import {
  type ConjugateGradientOptions,
  type LevelSystem,
  NullSpace,
  PlainSystem,
  type SystemParts,
} from "./conjugate-gradients.js";
import type { LaneOutcome } from "./krylov-lane.js";
import { overLevels } from "./level-vectors.js";

/**
 * How much more than its estimate the error of a core is taken for: with the paths gone that joined clusters, few fast
 * steps lie between the slow modes by which an estimate knows that more are to come.
 */
const CARE = 2;

export class EdgeSystem implements LevelSystem {
  private readonly unseen: NullSpace;
  private readonly eliminated: Elimination;
  private readonly core: LevelSystem;

  /** The edges' blocks must live as long as `scope`. */
  constructor(
    private readonly engine: Engine,
    private readonly scope: Scope,
    all: LevelEdges,
  ) {
    const { core, eliminated } = coreOf(engine, scope, all);
    const system = edgeSystem(engine, core);
    this.core = new PlainSystem(engine, scope, system);
    this.eliminated = eliminated;
    this.unseen = new NullSpace(joinedByAll(eliminated, system.components), all.diagonal.view().slice());
  }

  solve(b: F64Block, x: F64Block, options: ConjugateGradientOptions): LaneOutcome[] {
    const { engine, eliminated } = this;
    const lanes = options.targets.length;
    this.unseen.remove(b, lanes);
    return this.scope.scope((inner) => {
      const size = eliminated.nCore * lanes;
      const [folded, left, found] = [inner.f64(b.length), inner.f64(size), inner.f64(size)];
      const { inverses, ...given } = eliminated;
      folded.view().set(b.view());
      invokeChecked(engine, "foldLevels", { lanes, ...given, b: folded, left });
      const targets = options.targets.map((target) => target / CARE);
      const outcomes = this.core.solve(left, found, { ...options, targets });
      invokeChecked(engine, "unfoldLevels", { lanes, ...given, inverses, b: folded, left: found, x });
      return outcomes.map((outcome) => ({ ...outcome, error: CARE * outcome.error }));
    });
  }
}

/** The system of a graph of levels. */
function edgeSystem(engine: Engine, graph: LevelEdges): SystemParts {
  const { nLevels, starts, others, edges } = graph;
  const products = (scope: Scope, lanes: number) => {
    const q = scope.f64(nLevels * lanes);
    const of = (a: F64Block, dots: F64Block) =>
      overLevels(engine, "edgeProduct", nLevels, { lanes, starts, others, edges, a, q, dots });
    return { q, of };
  };
  const diagonal = graph.diagonal.view().slice(0, nLevels);
  return { diagonal, components: joinedByEdges(graph), operator: { nLevels, products } };
}

/** A level that stands for the component of each: what is left is known, and who was taken out belongs to its neighbours. */
function joinedByAll({ nGone, nCore, order, ends, core }: Elimination, ofCore: Uint32Array): Uint32Array {
  const [gone, joined, left] = [order.view(), ends.view(), core.view()];
  const component = new Uint32Array(nGone + nCore);
  for (let c = 0; c < nCore; c++) component[left[c]!] = left[ofCore[c]!]!;
  for (let k = nGone - 1; k >= 0; k--) {
    const [level, neighbour] = [gone[k]!, joined[3 * k]!];
    component[level] = neighbour === level ? level : component[neighbour]!;
  }
  return component;
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

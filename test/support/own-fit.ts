import type { Engine } from "../../src/engine/kernels/engine.js";
import { type Reweighting, reweightedDraws } from "../../src/regression/cluster-bootstrap/reweighted.js";

/** The draw that has each cluster once: the regression itself, which draws are compared with. */
export function ownFit(engine: Engine, ready: Reweighting) {
  const { nLevels } = ready.moments.clusters;
  return engine.scope((scope) => reweightedDraws(engine, ready, 1, scope.copyF64(new Float64Array(nLevels).fill(1))));
}

/**
 * Radius matching: the counterfactual of a treated unit is the mean of all controls within a radius of its
 * score, the radius included. Source: Dehejia & Wahba (2002), Review of Economics and Statistics 84(1),
 * doi:10.1162/003465302317331982.
 */
import type { Engine } from "../../../engine/kernels/engine.js";
import { type KernelMatching, kernelMatching } from "./kernel-matching.js";
import type { Candidates } from "./match.js";

/** Matches within `radius`, in units of the score; arguments, result and errors as for `kernelMatching`. */
export function radiusMatching(
  engine: Engine,
  candidates: Candidates,
  score: Float64Array,
  radius: number,
  outcome?: Float64Array,
): KernelMatching {
  return kernelMatching(
    engine,
    candidates,
    score,
    { kernel: "uniform", bandwidth: radius, localLinear: false },
    outcome,
  );
}

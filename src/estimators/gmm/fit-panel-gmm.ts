/**
 * Layer estimators. GMM on a dynamic panel, from the grid to the fit.
 */
import { NotSupported } from "../../base/errors.js";
import type { Engine } from "../../kernels/engine.js";
import type { PanelGmmFit } from "./panel-gmm-fit.js";
import type { PanelGmmSpec, PanelGrid } from "./spec.js";

/** Estimates `spec` on `grid`. */
export function fitPanelGmm(_engine: Engine, _grid: PanelGrid, _spec: PanelGmmSpec): PanelGmmFit {
  throw new NotSupported("not_yet", "GMM on a dynamic panel is not there yet.");
}

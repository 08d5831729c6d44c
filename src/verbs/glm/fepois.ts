/**
 * `fepois`: Poisson (pseudo-)maximum likelihood with absorbed fixed effects.
 */

import type { Panel } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { ModelSpec } from "../../formula/spec.js";
import { fitGlm } from "./fit-glm.js";
import type { GlmRecord } from "./record.js";
import type { GlmOptions } from "./verb.js";

/**
 * Poisson regression of an outcome of at least 0, whole numbers or not (PPML), with fixed effects: E(y) = exp(x'b + effects).
 * Levels of effects whose outcomes are all 0 are dropped, as are rows that regressors separate; both are reported.
 *
 * @param formula `y ~ x1 + log(x2) | fe1 + fe2^fe3`, or a ModelSpec.
 * @throws UsageError for a malformed formula or a missing variance; DataError for columns and samples that can't serve
 *   (`negative_outcome`, `only_zeros`, `separated`, ...); NumericalError for non-convergence; NotSupported for what is not
 *   validated.
 * Sources: Gourieroux, Monfort & Trognon (1984), Econometrica 52(3), doi:10.2307/1913472; Santos Silva & Tenreyro (2006),
 * Review of Economics and Statistics 88(4), doi:10.1162/rest.88.4.641.
 */
export const fepois = (
  engine: Engine,
  data: Table | Panel,
  formula: string | ModelSpec,
  options: GlmOptions = {},
): GlmRecord => fitGlm(engine, "poisson", data, formula, options);

/**
 * `felogit`: unconditional logit with absorbed fixed effects.
 */
import { UsageError } from "../../base/errors.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { ModelSpec } from "../../formula/spec.js";
import { fitGlm } from "./fit-glm.js";
import type { GlmRecord } from "./record.js";
import type { GlmOptions } from "./verb.js";

/**
 * Logit of an outcome of 0 or 1 with fixed effects, every one of them estimated: with few rows a level its slopes are biased
 * away from zero, of which a note (`incidental_parameters`) gives the figures. Levels without both outcomes are dropped, as are
 * rows that regressors separate; both are reported.
 *
 * @throws as `fepois`, with `binary_outcome`; UsageError `exposure`.
 * Sources: Neyman & Scott (1948), Econometrica 16(1), doi:10.2307/1914288; Lancaster (2000), Journal of Econometrics 95(2),
 * doi:10.1016/S0304-4076(99)00044-5.
 */
export function felogit(
  engine: Engine,
  data: Table | Panel,
  formula: string | ModelSpec,
  options: GlmOptions = {},
): GlmRecord {
  if (options.exposure !== undefined) {
    throw new UsageError("exposure", "An exposure is for counts: use fepois, or an offset.", { got: options.exposure });
  }
  return fitGlm(engine, "logit", data, formula, options);
}

/**
 * What can be asked of `fepois` and `felogit`.
 */

import type { PanelKeys } from "../../data/panel/panel.js";
import type { MemoryNeed } from "../../regression/frame/memory-need.js";
import type { SingletonRule } from "../../regression/frame/singletons.js";
import type { VcovOption } from "../../regression/variance/kind.js";
import type { Ssc } from "../../regression/variance/ssc.js";

export interface GlmOptions {
  /** The variance: `iid`, `hetero`, `cluster:a`, `cluster:a+b`. Required: programs' defaults differ. */
  readonly vcov?: VcovOption;
  /** Small-sample rule, as for `feols`. */
  readonly ssc?: string | Ssc;
  /** Columns of unit and time, for lags. */
  readonly panel?: PanelKeys;
  /** Column of weights, as if a row came so often. */
  readonly weights?: string;
  /** An expression added to the linear predictor with a coefficient of 1, such as `log(population)`. */
  readonly offset?: string;
  /** A column whose logarithm is added in this way; above 0. Of `fepois`. */
  readonly exposure?: string;
  /** A condition on columns, such as `year >= 2007`. */
  readonly subset?: string;
  /** Observations alone in a fixed effect: dropped recursively (default), in one pass (`once`), or kept (`none`). */
  readonly fixefRm?: SingletonRule;
  /** Rows that regressors separate: dropped and reported (default), or an error. */
  readonly separation?: "drop" | "error";
  /** How effects are absorbed: chosen by the graph (default), or forced. */
  readonly solver?: "auto" | "direct" | "map" | "krylov";
  /** Confidence level of the intervals, default 0.95. */
  readonly level?: number;
  /** Regular expressions: each gives a joint Wald test of the coefficients whose names match. */
  readonly wald?: readonly string[];
  /** Relative change of the deviance at which to stop, default 1e-8; one step more follows. */
  readonly tolerance?: number;
  /** Steps allowed, default 100. */
  readonly maxIterations?: number;
  readonly signal?: AbortSignal;
  /** Called with what the regression needs, before it begins. */
  readonly onEstimate?: (need: MemoryNeed) => void;
}

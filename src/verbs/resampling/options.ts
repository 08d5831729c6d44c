/**
 * Options of verbs that draw many times: how many draws, from which seed, and how a long run is followed and stopped.
 */

import type { Progress } from "../../base/progress.js";
import type { Replications } from "../../base/replications.js";
import { flag, host, wholeNumber } from "../../declare/option.js";
import { callback, made, signal as signalShape } from "../../declare/shape.js";

/** Seed unless another is given; reported with every result. */
export const DEFAULT_SEED = 1;
/** Draws unless others are asked for; reported with every result. */
export const DEFAULT_DRAWS = { wild: 9999, pairs: 999, "conley-taber": 9999, "ferman-pinto": 9999 } as const;
export const MOST_DRAWS = 1e7;

/** Of verbs whose draws tasks can share. */
export const replications = host<Replications>(
  "which draws are made here, where several tasks share them",
  made("draws that are shared", "kind"),
);

/** How a long operation is followed, stopped and repeated. */
export const longOptions = {
  seed: wholeNumber("seed of random draws", { min: 0, default: DEFAULT_SEED }),
  keepPartial: flag("when stopped (on Ctrl-C), give the result of the draws made so far, labelled"),
  onProgress: host<(progress: Progress) => void>("called with each step and how far it is", callback()),
  signal: host<AbortSignal>("stops the computation once it is aborted", signalShape),
};

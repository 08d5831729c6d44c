/**
 * The estimators of `did`, by name: a new one is a file in `estimator/` and a line here.
 */

import { cdid } from "./estimator/cdid/cdid.js";
import { fect, gsynth, ife, mc } from "./estimator/counterfactual/counterfactual.js";
import { cs } from "./estimator/cs/cs.js";
import { dcdh } from "./estimator/dcdh/dcdh.js";
import { ddd } from "./estimator/ddd/ddd.js";
import { edid } from "./estimator/edid/edid.js";
import type { DidEstimator } from "./estimator/estimator.js";
import { etwfe } from "./estimator/etwfe.js";
import { bjs } from "./estimator/imputation/bjs.js";
import { did2s } from "./estimator/imputation/did2s.js";
import { lpdid } from "./estimator/lpdid/lpdid.js";
import type { EstimatorName } from "./estimator/names.js";
import { rs } from "./estimator/rs/rs.js";
import { sc } from "./estimator/sc/sc.js";
import { sdid } from "./estimator/sdid/sdid.js";
import { stacked } from "./estimator/stacked/stacked.js";
import { sunab } from "./estimator/sunab.js";
import { twfe } from "./estimator/twfe.js";

export const estimators: Readonly<Record<EstimatorName, DidEstimator>> = {
  twfe,
  cs,
  sunab,
  bjs,
  did2s,
  etwfe,
  stacked,
  lpdid,
  ddd,
  sc,
  rs,
  dcdh,
  fect,
  ife,
  mc,
  gsynth,
  edid,
  sdid,
  cdid,
};

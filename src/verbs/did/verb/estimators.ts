/**
 * The estimators of `did`, by name: a new one is a file in `estimator/` and a line here.
 */

import { cdid } from "../estimators/cdid/cdid.js";
import { fect, gsynth, ife, mc } from "../estimators/counterfactual/counterfactual.js";
import { cs } from "../estimators/cs/cs.js";
import { dcdh } from "../estimators/dcdh/dcdh.js";
import { ddd } from "../estimators/ddd/ddd.js";
import { edid } from "../estimators/edid/edid.js";
import { bjs } from "../estimators/imputation/bjs.js";
import { did2s } from "../estimators/imputation/did2s.js";
import { lpdid } from "../estimators/lpdid/lpdid.js";
import { rs } from "../estimators/rs/rs.js";
import { sc } from "../estimators/sc/sc.js";
import { sdid } from "../estimators/sdid/sdid.js";
import { stacked } from "../estimators/stacked/stacked.js";
import { etwfe } from "../estimators/two-way/etwfe.js";
import { sunab } from "../estimators/two-way/sunab.js";
import { twfe } from "../estimators/two-way/twfe.js";
import type { DidEstimator } from "../shared/estimator.js";
import type { EstimatorName } from "../shared/names.js";

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

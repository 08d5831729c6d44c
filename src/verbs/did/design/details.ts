/**
 * What single estimators have beside effects: weights of a synthetic control, a dose response, a test of their own. A kind of details is
 * a record in the folder of its estimator; here it has a line.
 */

import type { DoseRecord } from "../estimators/cdid/record.js";
import type { SwitchingDetails } from "../estimators/dcdh/record.js";
import type { TripleRecord } from "../estimators/ddd/record.js";
import type { EfficientDetails } from "../estimators/edid/record.js";
import type { RandomisationDetails } from "../estimators/rs/record.js";
import type { ScDetails } from "../estimators/sc/record.js";
import type { SdidRecord } from "../estimators/sdid/record.js";

/** Details by their kind. */
export interface DetailsOf {
  readonly dose: DoseRecord;
  readonly triple: TripleRecord;
  readonly "synthetic did": SdidRecord;
  readonly "synthetic control": ScDetails;
  readonly randomisation: RandomisationDetails;
  switching: SwitchingDetails;
  readonly efficient: EfficientDetails;
}

/** Those of one estimate; `kind` says which. */
export type Details = { [K in keyof DetailsOf]: DetailsOf[K] & { readonly kind: K } }[keyof DetailsOf];

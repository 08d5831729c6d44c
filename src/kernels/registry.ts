/**
 * Layer kernels. One row a kernel, assembled from the families. Imported by tests and benches, never by the product,
 * so that twins and problem generators stay out of what users load.
 */
import { adjustmentsRows } from "./registry/adjustments.js";
import { balanceRows } from "./registry/balance.js";
import { binaryResponseRows } from "./registry/binary-response.js";
import { blasRows } from "./registry/blas.js";
import { blocksRows } from "./registry/blocks.js";
import { clusterDrawsRows } from "./registry/cluster-draws.js";
import { compensatedRows } from "./registry/compensated.js";
import { correlatedScoresRows } from "./registry/correlated-scores.js";
import { covarianceRows } from "./registry/covariance.js";
import { demeanRows } from "./registry/demean.js";
import { drawnQualityRows } from "./registry/drawn-quality.js";
import { effectLeveragesRows } from "./registry/effect-leverages.js";
import { effectsRows } from "./registry/effects.js";
import { envelopeRows } from "./registry/envelope.js";
import { gmmRows } from "./registry/gmm.js";
import { groupsRows } from "./registry/groups.js";
import { instrumentsRows } from "./registry/instruments.js";
import { irlsRows } from "./registry/irls.js";
import { kernelWeightsRows } from "./registry/kernel-weights.js";
import { lapackRows } from "./registry/lapack.js";
import { matchedPairsRows } from "./registry/matched-pairs.js";
import { mathRows } from "./registry/math.js";
import { momentsRows } from "./registry/moments.js";
import { neighboursRows } from "./registry/neighbours.js";
import { panelRows } from "./registry/panel.js";
import { pivotedCholeskyRows } from "./registry/pivoted-cholesky.js";
import { placeboRows } from "./registry/placebo.js";
import { qualityRows } from "./registry/quality.js";
import { ranksRows } from "./registry/ranks.js";
import { reducedRows } from "./registry/reduced.js";
import { resampleRows } from "./registry/resample.js";
import { reweightingRows } from "./registry/reweighting.js";
import type { KernelRow } from "./registry/row.js";
import { simulateRows } from "./registry/simulate.js";
import { slopesRows } from "./registry/slopes.js";
import { treeSearchRows } from "./registry/tree-search.js";
import { wildRows } from "./registry/wild.js";

export const registry: readonly KernelRow[] = [
  ...adjustmentsRows,
  ...balanceRows,
  ...binaryResponseRows,
  ...blasRows,
  ...blocksRows,
  ...clusterDrawsRows,
  ...compensatedRows,
  ...correlatedScoresRows,
  ...covarianceRows,
  ...demeanRows,
  ...drawnQualityRows,
  ...effectsRows,
  ...effectLeveragesRows,
  ...envelopeRows,
  ...gmmRows,
  ...groupsRows,
  ...instrumentsRows,
  ...irlsRows,
  ...kernelWeightsRows,
  ...lapackRows,
  ...matchedPairsRows,
  ...mathRows,
  ...momentsRows,
  ...neighboursRows,
  ...panelRows,
  ...pivotedCholeskyRows,
  ...placeboRows,
  ...qualityRows,
  ...ranksRows,
  ...reducedRows,
  ...resampleRows,
  ...reweightingRows,
  ...simulateRows,
  ...slopesRows,
  ...treeSearchRows,
  ...wildRows,
];

/**
 * One row a kernel, assembled from the families. Imported by tests and benches, never by the product,
 * so that twins and problem generators stay out of what users load.
 */
import type { KernelArg } from "../../src/engine/kernels/call.js";
import { adjustmentsRows } from "./adjustments.js";
import { attCellRows } from "./att-cell.js";
import { balanceRows } from "./balance.js";
import { binaryResponseRows } from "./binary-response.js";
import { blasRows } from "./blas.js";
import { blocksRows } from "./blocks.js";
import { chunksRows } from "./chunks.js";
import { clusterDrawsRows } from "./cluster-draws.js";
import { cohortsRows } from "./cohorts.js";
import { compensatedRows } from "./compensated.js";
import { correlatedScoresRows } from "./correlated-scores.js";
import { counterfactualRows } from "./counterfactual.js";
import { covarianceRows } from "./covariance.js";
import { csvRecordsRows } from "./csv-records.js";
import { demeanRows } from "./demean.js";
import { drawnQualityRows } from "./drawn-quality.js";
import { effectLeveragesRows } from "./effect-leverages.js";
import { effectsRows } from "./effects.js";
import { envelopeRows } from "./envelope.js";
import { formatRowsRows } from "./format-rows.js";
import { gmmRows } from "./gmm.js";
import { groupsRows } from "./groups.js";
import { imputationRows } from "./imputation.js";
import { instrumentsRows } from "./instruments.js";
import { irlsRows } from "./irls.js";
import { kernelWeightsRows } from "./kernel-weights.js";
import { lapackRows } from "./lapack.js";
import { matchedPairsRows } from "./matched-pairs.js";
import { mathRows } from "./math.js";
import { momentsRows } from "./moments.js";
import { neighboursRows } from "./neighbours.js";
import { pagesRows } from "./pages.js";
import { panelRows } from "./panel.js";
import { pivotedCholeskyRows } from "./pivoted-cholesky.js";
import { placeboRows } from "./placebo.js";
import { qualityRows } from "./quality.js";
import { ranksRows } from "./ranks.js";
import { reducedRows } from "./reduced.js";
import { resampleRows } from "./resample.js";
import { reweightingRows } from "./reweighting.js";
import { byName, type KernelRow } from "./row.js";
import { simplexRows } from "./simplex.js";
import { simulateRows } from "./simulate.js";
import { slopesRows } from "./slopes.js";
import { specificationsRows } from "./specifications.js";
import { switchingRows } from "./switching.js";
import { treeSearchRows } from "./tree-search.js";
import { wildRows } from "./wild.js";

const rows: readonly KernelRow[] = [
  ...adjustmentsRows,
  ...attCellRows,
  ...balanceRows,
  ...binaryResponseRows,
  ...blasRows,
  ...blocksRows,
  ...specificationsRows,
  ...chunksRows,
  ...counterfactualRows,
  ...clusterDrawsRows,
  ...cohortsRows,
  ...compensatedRows,
  ...correlatedScoresRows,
  ...csvRecordsRows,
  ...covarianceRows,
  ...demeanRows,
  ...drawnQualityRows,
  ...effectsRows,
  ...effectLeveragesRows,
  ...envelopeRows,
  ...formatRowsRows,
  ...gmmRows,
  ...groupsRows,
  ...imputationRows,
  ...instrumentsRows,
  ...irlsRows,
  ...kernelWeightsRows,
  ...lapackRows,
  ...matchedPairsRows,
  ...mathRows,
  ...momentsRows,
  ...neighboursRows,
  ...pagesRows,
  ...panelRows,
  ...pivotedCholeskyRows,
  ...placeboRows,
  ...qualityRows,
  ...ranksRows,
  ...reducedRows,
  ...resampleRows,
  ...reweightingRows,
  ...simplexRows,
  ...simulateRows,
  ...slopesRows,
  ...switchingRows,
  ...treeSearchRows,
  ...wildRows,
];

/** A reference, which takes its arguments by name, as a function that takes them in the kernel's order. */
const byOrder =
  ({ name, twin }: KernelRow) =>
  (...args: KernelArg[]): number =>
    twin(byName(name, args) as never);

export const registry = rows.map((row): KernelRow => ({ ...row, twin: byOrder(row) }));

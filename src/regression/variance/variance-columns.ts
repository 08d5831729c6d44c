/**
 * The columns that the variance of a regression names, known before anything is estimated.
 */

import { vcovColumns } from "../frame/clusterings.js";
import { parseRegressionVcov } from "./regression-vcov.js";

/** Columns `variance` (such as `cluster:city^year`) reads. Throws UsageError as `parseRegressionVcov`. */
export const varianceColumns = (variance: string): string[] => vcovColumns(parseRegressionVcov(variance));

/** Rules on counts of rows, on samples, and on what a table owes its reader. */
import type { Rule } from "../rule.js";
import { absorbedRegressors } from "./cells/absorbed-regressors.js";
import { differences } from "./cells/differences.js";
import { identicalCells } from "./cells/identical-cells.js";
import { printedZeros } from "./cells/printed-zeros.js";
import { undefinedVariables } from "./cells/undefined-variables.js";
import { orderOfCounts } from "./counts/order-of-counts.js";
import { panelSize } from "./counts/panel-size.js";
import { sameSample } from "./counts/same-sample.js";
import { subsamples } from "./counts/subsamples.js";
import { variableRows } from "./counts/variable-rows.js";
import { dynamicPanels } from "./dynamic/dynamic-panels.js";
import { granularity } from "./means/granularity.js";
import { rootMeanSquare } from "./means/root-mean-square.js";
import { spread } from "./means/spread.js";

export const SAMPLE_RULES: readonly Rule[] = [
  panelSize,
  subsamples,
  sameSample,
  variableRows,
  orderOfCounts,
  dynamicPanels,
  differences,
  identicalCells,
  undefinedVariables,
  printedZeros,
  absorbedRegressors,
  granularity,
  spread,
  rootMeanSquare,
];

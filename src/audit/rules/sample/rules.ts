/** Rules on counts of rows, on samples, and on what a table owes its reader. */
import type { Rule } from "../rule.js";
import { absorbedRegressors } from "./cells/absorbed-regressors.js";
import { differences } from "./cells/differences.js";
import { identicalCells } from "./cells/identical-cells.js";
import { printedZeros } from "./cells/printed-zeros.js";
import { undefinedVariables } from "./cells/undefined-variables.js";
import { panelSize } from "./counts/panel-size.js";
import { sameSample } from "./counts/same-sample.js";
import { subsamples } from "./counts/subsamples.js";
import { dynamicPanels } from "./dynamic/dynamic-panels.js";

export const SAMPLE_RULES: readonly Rule[] = [
  panelSize,
  subsamples,
  sameSample,
  dynamicPanels,
  differences,
  identicalCells,
  undefinedVariables,
  printedZeros,
  absorbedRegressors,
];

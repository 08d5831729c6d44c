/** Rules on counts of rows, on samples, and on what a table owes its reader. */
import type { Rule } from "../rule.js";
import { absorbedRegressors } from "./absorbed-regressors.js";
import { differences } from "./differences.js";
import { dynamicPanels } from "./dynamic-panels.js";
import { identicalCells } from "./identical-cells.js";
import { panelSize } from "./panel-size.js";
import { printedZeros } from "./printed-zeros.js";
import { sameSample } from "./same-sample.js";
import { subsamples } from "./subsamples.js";
import { undefinedVariables } from "./undefined-variables.js";

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

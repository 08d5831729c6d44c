/** Rules on counts of rows, on samples, and on what a table owes its reader. */
import type { Rule } from "../rule.js";
import { panelSize } from "./panel-size.js";
import { sameSample } from "./same-sample.js";
import { subsamples } from "./subsamples.js";

export const SAMPLE_RULES: readonly Rule[] = [panelSize, subsamples, sameSample];

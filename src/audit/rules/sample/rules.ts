/** Rules on counts of rows, on samples, and on what a table owes its reader. */
import type { Rule } from "../rule.js";

export const SAMPLE_RULES: readonly Rule[] = [];

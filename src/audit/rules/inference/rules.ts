/** Rules on estimates, their errors, their tests and what is said of them. */
import type { Rule } from "../rule.js";

export const INFERENCE_RULES: readonly Rule[] = [];

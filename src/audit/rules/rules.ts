/** All rules, in the order their findings are shown in. */
import { INFERENCE_RULES } from "./inference/rules.js";
import type { Rule } from "./rule.js";
import { SAMPLE_RULES } from "./sample/rules.js";

export const RULES: readonly Rule[] = [...INFERENCE_RULES, ...SAMPLE_RULES];

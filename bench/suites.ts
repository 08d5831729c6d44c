/**
 * Layer bench. All suites: the only list to extend when one is added.
 */
import type { Suite } from "./row.js";
import { kernels } from "./suites/kernels.js";

export const suites: readonly Suite[] = [kernels];

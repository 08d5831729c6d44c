/**
 * All suites: the only list to extend when one is added.
 */
import type { Suite } from "./row.js";
import { absorb } from "./suites/absorb.js";
import { accuracy } from "./suites/accuracy.js";
import { did } from "./suites/did.js";
import { files } from "./suites/files.js";
import { fixef } from "./suites/fixef.js";
import { kernels } from "./suites/kernels.js";
import { quality } from "./suites/quality.js";
import { regression } from "./suites/regression.js";
import { resampling } from "./suites/resampling.js";
import { robustness } from "./suites/robustness.js";
import { roofline } from "./suites/roofline.js";

export const suites: readonly Suite[] = [
  kernels,
  absorb,
  accuracy,
  roofline,
  regression,
  fixef,
  resampling,
  quality,
  robustness,
  did,
  files,
];

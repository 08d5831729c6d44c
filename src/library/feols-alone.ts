/**
 * `feols` of the build of its own, where every byte counts: its options by their shapes, which the compiler holds against those that the
 * library declares; the words of declarations, which are most of them, stay out.
 */
import { type Argument, checked } from "../declare/checked.js";
import {
  callback,
  closed,
  column,
  either,
  listOf,
  looked,
  made,
  meaning,
  needed,
  number,
  requireShape,
  signal,
  text,
  words,
} from "../declare/shape.js";
import { keysShape, vcovShape } from "../regression/option-shapes.js";
import type { Ssc } from "../regression/variance/ssc.js";
import { data, engine, formula } from "../verbs/argument-kinds.js";
import { feols as regression } from "../verbs/feols/feols.js";
import type { FeolsOptions } from "../verbs/feols/options.js";

const shape = closed<FeolsOptions>({
  // one that is missing is refused where it is needed, with the reason
  vcov: needed(looked()),
  weights: text,
  // who has no parseSsc writes the rule
  ssc: either(text, made<Ssc>("a rule", "preset", "kAdj", "gDf")),
  subset: text,
  fixefRm: words("singletons", "once", "none"),
  solver: words("auto", "direct", "map", "krylov"),
  level: number,
  wald: listOf(text),
  panel: keysShape,
  plan: made("a plan of effects", "demean", "rows"),
  onEstimate: callback(),
  signal,
  iv: text,
  ivVcov: text,
  ivWeight: vcovShape,
  orthog: listOf(text),
  assignedBy: column,
  clusterDiagnostics: text,
});

const CODE = "option_value";

const options: Argument<FeolsOptions, "required"> = {
  name: "options",
  shape: looked(),
  place: "required",
  read: (given = {}) => {
    requireShape(shape, given, "feols: options", CODE);
    const { vcov } = given as Partial<FeolsOptions>;
    if (vcov !== undefined) requireShape(vcovShape, vcov, "feols: options.vcov", CODE);
    return meaning(shape, given);
  },
};

export const feols = checked("feols", regression, () => [engine, data, formula, options]);

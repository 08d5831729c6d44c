/**
 * The options that regressions share, declared once for every verb that has them.
 */
import { namesIn } from "../base/column-names.js";
import { UsageError } from "../base/errors.js";
import type { PanelKeys } from "../data/panel/panel.js";
import { column, expression, host, type OptionsOf, oneOf, repeated, shaped, share, value } from "../declare/option.js";
import { callback, listOf, made, signal as signalShape, text } from "../declare/shape.js";
import type { MemoryNeed } from "./frame/memory-need.js";
import type { AbsorberCache } from "./least-squares/absorber-cache.js";
import { keysShape, sscShape, vcovShape } from "./option-shapes.js";
import { EVERY_VCOV } from "./variance/forms.js";
import type { VcovOption } from "./variance/kind.js";
import type { Ssc } from "./variance/ssc.js";

/** Confidence level of intervals. */
export const level = share("confidence level of intervals", {
  default: 0.95,
  code: "level",
  called: "Confidence level",
});

/** Small-sample rule, by name or in parts. */
export const ssc = shaped(
  value(
    "small-sample rule: fixest, reghdfe, xtreg, plm, sandwich, none, large, or parts such as K.fixef=full,G.adj=false",
    (text): string | Ssc => text,
    { default: "fixest", shape: "rule" },
  ),
  sscShape,
);

/** The variance; `forms` says which a verb has, and whether it must be given. */
export const vcov = (forms: string) =>
  shaped(
    value(forms, (text): VcovOption => text, { shape: "variance" }),
    vcovShape,
  );

/** The columns of unit and time, `unit,time`; `words` say of what, or what they are where not given. */
export const panelKeys = (words: string) => shaped(value(words, namedKeys, { shape: "unit,time" }), keysShape);

/** The two columns of `--panel unit,time`. Throws UsageError `panel_keys`. */
export function namedKeys(text: string): PanelKeys {
  const [unit, time, ...rest] = namesIn(text, ",");
  if (unit && time && rest.length === 0) return { unit, time };
  throw new UsageError("panel_keys", `--panel takes two columns, such as --panel city,year; got '${text}'.`, {
    got: text,
    expected: "unit,time",
  });
}

/** Which rows a regression is estimated on, with which weights. */
export const sampleOptions = {
  weights: column("weights of the regression; rows with weight 0 are dropped and counted"),
  ssc,
  subset: expression("rows to use, such as \"year >= 2007 & country == 'DE'\""),
  fixefRm: oneOf(
    "observations alone in a fixed effect: drop recursively, drop in one pass as fixest 0.12 does, or keep",
    ["singletons", "once", "none"],
    { default: "singletons" },
  ),
  solver: oneOf(
    "how fixed effects are absorbed: as the graph of their levels suggests, or by one method",
    ["auto", "direct", "map", "krylov"],
    {
      default: "auto",
      shape: "method",
      flag: null,
    },
  ),
};

/** The options of a regression. Its variance must be given, as programs' defaults differ. */
export const fitOptions = {
  vcov: shaped(
    value(EVERY_VCOV, (text): VcovOption => text, { shape: "variance", required: true, code: "vcov_required" }),
    vcovShape,
  ),
  ...sampleOptions,
  level,
  wald: shaped(
    repeated('joint test: "x1 = x2", "x1 = 0, x2 = 0", or a pattern of names (repeatable)', (text) => text, {
      shape: "test",
    }),
    listOf(text),
  ),
  panel: panelKeys("columns of unit and time, for l(), f(), d(), NW, DK and CHS; data that are a panel have their own"),
  plan: host<AbsorberCache>(
    "effects prepared by prepareFixedEffects on the same table: not ordered and factored again",
    made<AbsorberCache>("effects that prepareFixedEffects has prepared", "demean", "rows"),
  ),
  onEstimate: host<(need: MemoryNeed) => void>("called with what the regression needs, before it begins", callback()),
  signal: host<AbortSignal>("stops the computation once it is aborted", signalShape),
};

export interface FitOptions extends OptionsOf<typeof fitOptions> {}

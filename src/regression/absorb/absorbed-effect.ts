/**
 * A fixed effect as the absorber takes it: a grouping of the sample's rows, and the variables whose slopes
 * vary by it. Knows neither formulas nor methods.
 */
import type { Category } from "../../base/columns.js";

/** Slopes that vary by an effect, over the sample's rows. */
export interface EffectSlopes {
  /** Whether each level has an intercept beside its slopes. */
  readonly intercept: boolean;
  /** The variables as written, one a slope. */
  readonly names: readonly string[];
  /** Their values, f64[nRows] each, finite. */
  readonly columns: readonly Float64Array[];
}

/** Without `slopes`, an intercept for each level. */
export interface AbsorbedEffect extends Category {
  readonly slopes?: EffectSlopes;
}

/** Whether slopes of some effect vary by its levels. */
export const haveSlopes = (effects: readonly AbsorbedEffect[]): boolean =>
  effects.some(({ slopes }) => slopes !== undefined);

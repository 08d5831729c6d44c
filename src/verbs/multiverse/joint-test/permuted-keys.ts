/**
 * Unit and period of the paths that a permutation moves: known before any data are read.
 */
import type { Panel, PanelKeys } from "../../../data/panel/panel.js";
import type { ModelSpec } from "../../../formula/spec.js";
import { keysFromEffects } from "../../../regression/frame/inputs.js";
import type { MultiversePlan } from "../verb.js";

/** The unit named, else that of the panel, else of the author's two fixed effects the first. Throws UsageError `panel_keys`. */
export function permutedKeys(
  spec: ModelSpec,
  { unit, panel: given }: Pick<MultiversePlan, "unit" | "panel">,
  panel?: Panel,
): PanelKeys {
  const keys = panel === undefined ? given : { unit: panel.unit.name, time: panel.time.name };
  if (keys === undefined) return keysFromEffects(spec, unit === undefined ? {} : { unit });
  return { unit: unit ?? keys.unit, time: keys.time };
}

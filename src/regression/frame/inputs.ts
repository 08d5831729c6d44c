/**
 * The panel of a regression, for lags in its formula and variances along time: the one it was given, or the
 * columns of unit and time that were named; and unit and time where a formula's fixed effects name them.
 */
import { UsageError } from "../../base/errors.js";
import { type Panel, type PanelKeys, panel, withLags } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import { parseFormula } from "../../formula/parser.js";
import type { ModelSpec } from "../../formula/spec.js";
import type { SampleNeeds } from "./clusterings.js";

/** Rows as they came, and their panel where there is one: the table's columns have lags then. */
export interface PanelData {
  readonly table: Table;
  readonly panel: Panel | undefined;
}

/** `keys` name unit and time of a table; a panel has its own. Throws UsageError `panel_twice`, and as `panel`. */
export function panelDataOf(data: Table | Panel, keys?: PanelKeys): PanelData {
  if (!("table" in data)) return keys === undefined ? { table: data, panel: undefined } : panelData(panel(data, keys));
  if (keys === undefined || (keys.unit === data.unit.name && keys.time === data.time.name)) return panelData(data);
  throw new UsageError(
    "panel_twice",
    `The data are a panel of ${data.unit.name} and ${data.time.name}; the option 'panel' names ${keys.unit} and ${keys.time}. Leave it out.`,
    { got: keys, expected: { unit: data.unit.name, time: data.time.name } },
  );
}

const panelData = (of: Panel): PanelData => ({ table: withLags(of), panel: of });

/** Throws UsageError `vcov_panel` for a variance along time of rows whose unit and time were not named. */
export function requirePanel({ type, panel: isNeeded }: SampleNeeds, panel: Panel | undefined): void {
  if (panel !== undefined || isNeeded === undefined) return;
  throw new UsageError(
    "vcov_panel",
    `Variance '${type}' needs the columns of unit and time: --panel unit,time (panel in the library), or data that are a panel.`,
    { got: undefined, expected: "unit and time" },
  );
}

/** What is said of unit and time: both at once, one of them, or nothing. */
export interface GivenKeys {
  readonly panel?: PanelKeys;
  readonly unit?: string;
  readonly time?: string;
}

/**
 * The columns of unit and time: as given, else the fixed effects `| unit + time`, of which one may be given. Where the unit is none
 * of two effects, such as the city of a firm, the second is the time. Throws UsageError `panel_keys`.
 */
export function keysFromEffects({ fixedEffects }: ModelSpec, { panel, unit, time }: GivenKeys = {}): PanelKeys {
  if (panel !== undefined) return panel;
  if (unit !== undefined && time !== undefined) return { unit, time };
  const effects = fixedEffects.map(({ columns }) => columns.join("^"));
  const [first, second] = effects;
  if (effects.length === 2 && first !== undefined && second !== undefined) {
    if (unit !== undefined && !effects.includes(unit)) return { unit, time: second };
    if (fixedEffects.every(({ columns }) => columns.length === 1)) {
      if (unit !== undefined) return { unit, time: unit === first ? second : first };
      if (time === undefined) return { unit: first, time: second };
      if (effects.includes(time)) return { unit: time === first ? second : first, time };
    }
  }
  const got = effects.length === 0 ? "none" : effects.join(" + ");
  throw new UsageError(
    "panel_keys",
    `Which columns are unit and time can't be read from the fixed effects (${got}): say so with --panel unit,time.`,
    { got: effects, expected: "two effects, unit + time, or --panel" },
  );
}

// The model a formula describes for a table, whose columns' names its patterns stand for.

/** `formula` itself where it is a ModelSpec. Throws as `parseFormula`. */
export function specOf(formula: string | ModelSpec, data: Table | Panel): ModelSpec {
  if (typeof formula !== "string") return formula;
  return parseFormula(formula, { columns: ("table" in data ? data.table : data).names });
}

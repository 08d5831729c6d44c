/**
 * Which columns are unit and time: as given, or the fixed effects of the formula.
 */
import { UsageError } from "../base/errors.js";
import type { PanelKeys } from "../data/panel/panel.js";
import { parseFormula } from "../formula/parser.js";

/** What may be given of unit and time: `--panel unit,time`, or one at a time. */
export interface PanelFlags {
  readonly panel?: string;
  readonly unit?: string;
  readonly time?: string;
}

/** The columns of unit and time, known before data are read. Throws UsageError `panel_keys`, and as `parseFormula`. */
export function panelKeysOf(formula: string, flags: PanelFlags): PanelKeys {
  return flags.panel === undefined ? keysOf(formula, flags) : namedKeys(flags.panel);
}

/** The columns that `--panel` names, of a command that can't do without. Throws UsageError `panel_keys`. */
export function requiredKeys(command: string, { panel }: PanelFlags): PanelKeys {
  if (panel !== undefined) return namedKeys(panel);
  throw new UsageError("panel_keys", `${command} needs the columns of unit and time, such as --panel firm,year.`, {
    got: undefined,
    expected: "unit,time",
  });
}

/**
 * As `panelKeysOf`, and for a unit that is no effect, such as the city of a firm, the time is the second of two effects.
 * Throws as it does.
 */
export function unitAndTimeOf(formula: string, flags: PanelFlags): PanelKeys {
  const { panel, unit, time } = flags;
  if (panel === undefined && unit !== undefined && time === undefined) {
    const effects = parseFormula(formula).fixedEffects.map(({ columns }) => columns.join("^"));
    const second = effects[1];
    if (effects.length === 2 && second !== undefined && !effects.includes(unit)) return { unit, time: second };
  }
  return panelKeysOf(formula, flags);
}

/** The two columns of `--panel unit,time`. Throws UsageError `panel_keys`. */
export function namedKeys(text: string): PanelKeys {
  const [unit, time, ...rest] = text.split(",").map((name) => name.trim());
  if (unit && time && rest.length === 0) return { unit, time };
  throw new UsageError("panel_keys", `--panel takes two columns, such as --panel city,year; got '${text}'.`, {
    got: text,
    expected: "unit,time",
  });
}

/** The two effects of `| unit + time`; with a unit given, the other one is the time. */
function keysOf(formula: string, { unit, time }: PanelFlags): PanelKeys {
  const effects = parseFormula(formula).fixedEffects.map(({ columns }) => columns.join("^"));
  const [first, second, ...more] = effects;
  const simple = first !== undefined && second !== undefined && more.length === 0 && !effects.join().includes("^");
  if (unit !== undefined && time !== undefined) return { unit, time };
  if (simple) {
    if (unit === undefined && time === undefined) return { unit: first, time: second };
    if (unit !== undefined && effects.includes(unit)) return { unit, time: unit === first ? second : first };
    if (time !== undefined && effects.includes(time)) return { unit: time === first ? second : first, time };
  }
  const got = effects.length === 0 ? "none" : effects.join(" + ");
  throw new UsageError(
    "panel_keys",
    `Which columns are unit and time can't be read from the fixed effects (${got}): say so with --panel unit,time.`,
    { got: effects, expected: "two effects, unit + time, or --panel" },
  );
}

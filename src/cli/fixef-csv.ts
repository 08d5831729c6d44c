/**
 * Recovered effects as columns, a row a level.
 */
import type { Column } from "../base/columns.js";
import type { FixefResult } from "../verbs/feols/fitted/recovered.js";
import { aggregateFile } from "./table-csv.js";

/**
 * Columns effect, level, component (from 1), coefficient, reference (1 where set to 0), in the order given; with slopes
 * also slope, the variable, empty for intercepts, and open, 1 where the rows do not settle the coefficient.
 */
export function effectColumns(effects: FixefResult["effects"]): Column[] {
  const parts = effects.flatMap((effect) => [
    ...(effect.intercept ? [{ effect, slope: "", ...termOf(effect) }] : []),
    ...effect.slopes.map((slope) => ({ effect, slope: slope.name, ...termOf(slope) })),
  ]);
  const each = <T>(of: (part: (typeof parts)[number], level: number) => T): T[] =>
    parts.flatMap((part) => Array.from({ length: part.effect.nLevels }, (_, l) => of(part, l)));
  const columns = [
    textColumn(
      "effect",
      each(({ effect }) => effect.name),
    ),
    textColumn(
      "level",
      each(({ effect }, l) => effect.label(l)),
    ),
    numericColumn(
      "component",
      each(({ effect }, l) => effect.component[l]! + 1),
    ),
    numericColumn(
      "coefficient",
      each(({ coefficients }, l) => coefficients[l]!),
    ),
    numericColumn(
      "reference",
      each(({ isReference }, l) => isReference[l]!),
    ),
  ];
  if (effects.every(({ slopes }) => slopes.length === 0)) return columns;
  return [
    ...columns,
    textColumn(
      "slope",
      each(({ slope }) => slope),
    ),
    numericColumn(
      "open",
      each(({ isOpen }, l) => isOpen[l]!),
    ),
  ];
}

type Levels = Pick<FixefResult["effects"][number], "coefficients" | "isReference" | "isOpen">;

const termOf = ({ coefficients, isReference, isOpen }: Levels): Levels => ({ coefficients, isReference, isOpen });

const numericColumn = (name: string, values: readonly number[]): Column => ({
  kind: "numeric",
  name,
  values: Float64Array.from(values),
});

/** The file of one effect. */
export const levelFile = (effect: string): string => aggregateFile(effect);

function textColumn(name: string, values: readonly string[]): Column {
  const levels = [...new Set(values)].sort();
  const place = new Map(levels.map((level, code) => [level, code]));
  return { kind: "text", name, codes: Uint32Array.from(values, (value) => place.get(value)!), levels };
}

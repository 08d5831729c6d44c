/**
 * Layer cli. Recovered effects as columns, a row a level.
 */
import type { Column } from "../base/columns.js";
import type { FixefResult } from "../models/hold-feols/recovered.js";
import { aggregateFile } from "./table-csv.js";

/** Columns effect, level, component (from 1), coefficient, reference (1 where set to 0), in the order given. */
export function effectColumns(effects: FixefResult["effects"]): Column[] {
  const n = effects.reduce((sum, { nLevels }) => sum + nLevels, 0);
  const [component, coefficient, reference] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const [names, labels]: [string[], string[]] = [[], []];
  let at = 0;
  for (const effect of effects) {
    for (let l = 0; l < effect.nLevels; l++, at++) {
      names.push(effect.name);
      labels.push(effect.label(l));
      component[at] = effect.component[l]! + 1;
      coefficient[at] = effect.coefficients[l]!;
      reference[at] = effect.isReference[l]!;
    }
  }
  return [
    textColumn("effect", names),
    textColumn("level", labels),
    { kind: "numeric", name: "component", values: component },
    { kind: "numeric", name: "coefficient", values: coefficient },
    { kind: "numeric", name: "reference", values: reference },
  ];
}

/** The file of one effect. */
export const levelFile = (effect: string): string => aggregateFile(effect);

function textColumn(name: string, values: readonly string[]): Column {
  const levels = [...new Set(values)].sort();
  const place = new Map(levels.map((level, code) => [level, code]));
  return { kind: "text", name, codes: Uint32Array.from(values, (value) => place.get(value)!), levels };
}

/**
 * A sample without some of its rows: effects numbered anew, weights and evaluated columns at what is left, the
 * rows lost counted by reason. Knows nothing of why rows go.
 */
import { codesAt } from "../../base/row-runs.js";
import { SampleColumn } from "../../base/sample-column.js";
import { categoryAt } from "../../data/panel/codes.js";
import type { AbsorbedEffect } from "../absorb/absorbed-effect.js";
import { gather } from "./gather.js";
import type { Sample } from "./sample.js";

/** The sample at `kept`, ascending positions of its rows; `lost` are rows by reason, added to those lost before. */
export function keepRows(sample: Sample, kept: Uint32Array, lost: Readonly<Record<string, number>>): Sample {
  const rows = codesAt(sample.rows, kept);
  const dropped: Record<string, number> = { ...sample.dropped };
  for (const [reason, count] of Object.entries(lost)) dropped[reason] = (dropped[reason] ?? 0) + count;
  const places = new Map<Uint32Array | undefined, Uint32Array>([[undefined, kept]]);
  const at = (column: SampleColumn): SampleColumn => {
    const known = places.get(column.rows) ?? codesAt(column.rows!, kept);
    places.set(column.rows, known);
    return new SampleColumn(column.values, known, column.low);
  };
  return {
    ...sample,
    ...{ rows, selected: rows, dropped },
    effects: sample.effects.map((effect): AbsorbedEffect => {
      const { slopes } = effect;
      if (slopes === undefined) return categoryAt(effect, kept);
      return {
        ...categoryAt(effect, kept),
        slopes: { ...slopes, columns: slopes.columns.map((x) => gather(x, kept)) },
      };
    }),
    weights: sample.weights && gather(sample.weights, kept),
    evaluated: new Map([...sample.evaluated].map(([name, column]) => [name, at(column)])),
  };
}

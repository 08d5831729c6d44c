/**
 * A sample without some of its rows.
 */
import { codesAt, numbersAt } from "../../../base/row-runs.js";
import type { DidSample } from "./sample.js";

export function countOf(marks: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < marks.length; i++) count += marks[i]!;
  return count;
}

/** The rows marked, of the units that have any. */
export function restricted(given: DidSample, isUsed: Uint8Array): DidSample {
  const kept = new Uint32Array(countOf(isUsed));
  for (let i = 0, next = 0; i < isUsed.length; i++) if (isUsed[i] === 1) kept[next++] = i;
  const codes = (values: Uint32Array): Uint32Array => codesAt(values, kept);
  const numbers = (values: Float64Array): Float64Array => numbersAt(values, kept);
  const counts = Uint32Array.from(given.units, (_, u) =>
    countOf(isUsed.subarray(given.starts[u]!, given.starts[u + 1]!)),
  );
  const hasRows = (_: number, u: number): boolean => counts[u]! > 0;
  const units = given.units.filter(hasRows);
  const starts = new Uint32Array(units.length + 1);
  counts
    .filter((count) => count > 0)
    .forEach((count, u) => {
      starts[u + 1] = starts[u]! + count;
    });
  return {
    ...{ ...given, units, starts, cohort: given.cohort.filter(hasRows) },
    ...{ rows: codes(given.rows), time: codes(given.time), y: numbers(given.y) },
    weights: given.weights && numbers(given.weights),
    cellWeights: given.cellWeights && numbers(given.cellWeights),
    x: { names: given.x.names, columns: given.x.columns.map(numbers) },
    clusters: { ...given.clusters, codes: codes(given.clusters.codes) },
  };
}

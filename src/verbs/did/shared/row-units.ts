/**
 * What belongs to the unit of a row, by row.
 */
import type { DidSample } from "../design/sample.js";

/** Position of the unit of each row among those of the sample. */
export const unitOfRows = (sample: DidSample): Float64Array => spread(sample, (u) => u);

/** First treated period of the unit of each row. */
export const cohortOfRows = (sample: DidSample): Float64Array => spread(sample, (u) => sample.cohort[u]!);

function spread({ starts, time }: DidSample, of: (unit: number) => number): Float64Array {
  const out = new Float64Array(time.length);
  for (let u = 0; u + 1 < starts.length; u++) out.fill(of(u), starts[u]!, starts[u + 1]!);
  return out;
}

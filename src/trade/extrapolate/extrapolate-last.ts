/**
 * The last measured period: told, or found as the last one with any measured outcome.
 */
import { DataError, UsageError } from "../../base/errors.js";
import type { Panel } from "../../data/panel/panel.js";

export interface LastMeasured {
  readonly period: number;
  readonly source: "given" | "found";
}

/**
 * The last measured period of `outcome` (f64[nRows], NaN where missing). Throws DataError `nothing_measured`, and
 * `last_outside` for a given period before the first or after the last of the data; UsageError `last_not_whole`.
 */
export function lastMeasured(
  { table, time, timeValues }: Panel,
  name: string,
  outcome: Float64Array,
  given: number | undefined,
): LastMeasured {
  let found = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < outcome.length; row++) {
    if (!Number.isNaN(outcome[row]!)) found = Math.max(found, timeValues[row]!);
  }
  if (found === Number.NEGATIVE_INFINITY) {
    throw new DataError(
      "nothing_measured",
      `Outcome '${name}' is missing in all ${table.nRows} rows of ${table.source.name}; an extrapolation continues what was measured. Merge the measured values (--with FILE --on KEYS).`,
      { got: 0, expected: "a measured outcome", column: name },
    );
  }
  if (given === undefined) return { period: found, source: "found" };
  if (!Number.isSafeInteger(given)) {
    throw new UsageError("last_not_whole", `Last is a period, a whole number such as ${found}; got ${given}.`, {
      got: given,
      expected: "a whole number",
    });
  }
  const first = timeValues.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const end = timeValues.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (given >= first && given <= end) return { period: given, source: "given" };
  throw new DataError(
    "last_outside",
    `Last measured period ${given} is outside those of '${time.name}', ${first} to ${end}; the last one with a measured ${name} is ${found}.`,
    { got: given, expected: [first, end], column: time.name },
  );
}

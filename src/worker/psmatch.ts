/**
 * `psmatch` across the boundary of a thread: its tables as their parts.
 */
import { deepFreeze } from "../formula/freeze.js";
import type { PsmatchResult } from "../verbs/psmatch/record.js";
import type { SentMatching } from "./messages.js";
import { partsOf, tableOf } from "./parts.js";

/** `result` as data. */
export function encodeMatching({ record, units, pairs, columns }: PsmatchResult): SentMatching {
  return { record, units: partsOf(units), pairs: pairs === null ? null : partsOf(pairs), columns };
}

/** The result again. */
export function decodeMatching({ record, units, pairs, columns }: SentMatching): PsmatchResult {
  return Object.freeze({
    record: deepFreeze(record),
    units: tableOf(units),
    pairs: pairs === null ? null : tableOf(pairs),
    columns: Object.freeze(columns),
  });
}

/**
 * Periods and cohorts of a record of `did` as the data call them.
 */
import type { Period } from "../../../base/columns.js";
import { periodWords } from "../../../data/panel/period-text.js";

/** Words for a period or cohort. */
export const periodOf =
  ({ panel }: { readonly panel: { readonly period?: Period } }) =>
  (at: number): string =>
    panel.period === undefined ? String(at) : String(periodWords(panel.period, at));

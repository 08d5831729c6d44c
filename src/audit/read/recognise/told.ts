/** What a person said of a table, which stands over what the table seems to say. All may be left out. */
import type { Beneath, PrintedEstimator, StarLevel, StatedErrors } from "../../paper.js";

/** Of a column, or of all columns of a table. */
export interface ToldColumn {
  readonly outcome?: string | undefined;
  readonly estimator?: PrintedEstimator | undefined;
  readonly errors?: StatedErrors | undefined;
  readonly clusters?: number | undefined;
  readonly weighted?: boolean | undefined;
  /** Whether regressors are in the model that the column does not show. */
  readonly hidden?: boolean | undefined;
}

export interface Told extends ToldColumn {
  readonly name?: string | undefined;
  readonly parentheses?: { readonly says: string; readonly means: Beneath | null } | undefined;
  readonly brackets?: { readonly says: string; readonly means: Beneath | "interval" | null } | undefined;
  readonly stars?: readonly StarLevel[] | undefined;
  /** By the column's name. */
  readonly columns?: Readonly<Record<string, ToldColumn>> | undefined;
  /** Smallest step between values, by variable: 1 for counts and dummies. */
  readonly steps?: Readonly<Record<string, number>> | undefined;
  readonly point?: "." | "," | undefined;
}

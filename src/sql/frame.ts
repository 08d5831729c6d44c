/**
 * The rows of a regression as a statement reads them: what a formula, a condition and a variance become in SQL. Types only: `make-frame`
 * makes them, `moments` sums over them.
 */
import type { Labels } from "../base/columns.js";
import type { Note } from "../base/messages.js";
import type { ModelSpec } from "../formula/spec.js";
import type { SqlColumn, SqlEngine } from "./engine.js";

/** A relation of an engine: rows that stay where they are. */
export interface SqlSource {
  readonly engine: SqlEngine;
  /** SQL that can follow FROM: a table, a query in parentheses with an alias, or the files of a glob. */
  readonly relation: string;
  /** What records call it: no secret in it. */
  readonly name: string;
  readonly columns: readonly SqlColumn[];
  /** Texts that are missing beside the empty one, as they are where files are read into memory. */
  readonly missing?: readonly string[];
}

/** A grouping of the rows by one column or the combination of several. */
export interface SqlGrouping {
  /** As records name it: `firm`, `city^year`. */
  readonly name: string;
  /** Columns of the frame's relation that hold its keys, of the engine's own types, never NULL. */
  readonly keys: readonly string[];
  /** Whether its one key is a number: levels are then in the order of numbers, else of texts. */
  readonly isNumeric: boolean;
}

/** What a regression reads of a source. */
export interface SqlFrame {
  readonly source: SqlSource;
  readonly spec: ModelSpec;
  /**
   * SQL that can follow FROM, with an alias: the complete rows (finite regressors, outcome, weights above 0, keys not NULL), nothing
   * else. Columns `x1`.. (doubles), `y`, `w` where there are weights, and the keys of effects and clusterings.
   */
  readonly relation: string;
  /** The same without the conditions of a complete row where every row met them: statements then read what they name and no more. */
  readonly rows: string;
  /** Regressors as coefficients are named; their columns are x1, x2, .. in this order, `(Intercept)` among them where there is one. */
  readonly names: readonly string[];
  /** Of an equation with instruments how many of the last names are excluded instruments, and endogenous regressors after them. */
  readonly instruments: { readonly excluded: number; readonly endogenous: number } | null;
  readonly effects: readonly SqlGrouping[];
  readonly clusterings: readonly SqlGrouping[];
  /** Where the engine's address names one: the column that says which server holds a row. */
  readonly shard: SqlGrouping | null;
  readonly isWeighted: boolean;
  /** Rows of the source, and rows lost before estimation, by reason (`subset`, `missing`, `zero_weight`; singletons are counted later). */
  readonly nSource: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly nobs: number;
  /** Means of x1.., y over the frame's rows, finite: literals columns are centred by. */
  readonly means: readonly number[];
  readonly labels: Labels;
  readonly notes: readonly Note[];
}

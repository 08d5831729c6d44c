/**
 * What a reader of clustered errors must know of the level at which the treatment was assigned: levels it may have been assigned at, or that
 * errors are clustered below the one that was named.
 */
import type { Category } from "../../base/columns.js";
import { type Note, note } from "../../base/messages.js";
import {
  type AssignmentLevel,
  isWithin,
  levelsAndTreated,
  type TreatedClusters,
} from "../../data/panel/assignment-levels.js";
import { categoryOf } from "../../data/panel/codes.js";
import { fewTreatedNotes } from "../few-clusters/notes.js";
import { ASSIGNMENT_NOTES, type Named } from "./messages.js";
import { isOfUnits } from "./option.js";

/** A sample, and by what its errors are clustered: none, or several at once. */
export interface Assigned extends Omit<TreatedClusters, "clusters" | "treatment" | "except"> {
  readonly clusterings: readonly Category[];
  /** Treatments by name, as `TreatedClusters` has one. */
  readonly treatments: ReadonlyMap<string, Uint8Array>;
  /** Treatments whose coefficient rests on how many clusters are treated. */
  readonly counted?: readonly string[];
  /** Columns that are no level, beside clusters and treatments. */
  readonly except: readonly string[];
  /** What the reader calls columns, where that isn't their names. */
  readonly names?: Readonly<Record<string, string>>;
}

/** The notes. Throws DataError `unknown_column`. */
export function assignmentNotes(sample: Assigned, by: string | undefined): Note[] {
  if (isOfUnits(by)) return [];
  return by === undefined ? openLevels(sample) : below(sample, by);
}

/** Levels that are not ruled out, by treatment; errors that are not clustered say nothing of a level. */
function openLevels({ clusterings, treatments, except, counted = [], ...rest }: Assigned): Note[] {
  const [clusters] = clusterings;
  if (clusters === undefined) return [];
  const names = [...except, ...treatments.keys(), ...clusterings.flatMap(({ name }) => name.split("^"))];
  return [...treatments].flatMap(([name, treatment]) => {
    const found = levelsAndTreated({ ...rest, clusters, treatment, except: names });
    const levels = found.levels.filter(
      ({ column }) => !isCovered({ ...rest, clusterings: clusterings.slice(1) }, column),
    );
    const few = counted.includes(name) ? fewTreatedNotes(name, clusters, found.treated) : [];
    return levels.length === 0 ? few : [...few, openNote(name, clusters, levels, rest.names)];
  });
}

export const openNote = (
  treatment: string,
  { name, nLevels }: Pick<Category, "name" | "nLevels">,
  levels: readonly AssignmentLevel[],
  names?: Readonly<Record<string, string>>,
): Note => {
  const named = namesOf(names, [treatment, name, ...levels.map(({ column }) => column)]);
  return note(ASSIGNMENT_NOTES, "assignment_level", {
    ...{ treatment, cluster: name, clusters: nLevels, levels },
    ...named,
  });
};

/** Those of `names` that are of these columns; nothing where there are none. */
export function namesOf(names: Readonly<Record<string, string>> | undefined, columns: readonly string[]): Named {
  const own = Object.entries(names ?? {}).filter(([column, name]) => columns.includes(column) && name !== column);
  return own.length === 0 ? {} : { names: Object.fromEntries(own) };
}

/** That errors are clustered below the column. */
function below(sample: Assigned, column: string): Note[] {
  if (isCovered(sample, column)) return [];
  const { nLevels: groups } = categoryOf(sample.table.column(column), sample.rows);
  const [clusters] = sample.clusterings;
  const facts = { column, groups, cluster: clusters?.name ?? null, clusters: clusters?.nLevels ?? null };
  const named = namesOf(sample.names, [column, clusters?.name ?? ""]);
  return [note(ASSIGNMENT_NOTES, "assignment_below", { ...facts, ...named })];
}

/** Whether some clustering is by the groups of `column`, or by coarser ones. */
export function isCovered(
  { table, rows, clusterings }: Pick<Assigned, "table" | "rows" | "clusterings">,
  column: string,
): boolean {
  if (clusterings.length === 0) return false;
  const groups = categoryOf(table.column(column), rows);
  return clusterings.some((clusters) => clusters.name === column || isWithin(groups, clusters));
}

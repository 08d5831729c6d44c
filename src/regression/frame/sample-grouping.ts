/**
 * Groupings of a sample's rows by columns of its table, each made once however many ask for it: a cluster of the variance is
 * often what is drawn, treated or followed, too.
 */
import type { Category } from "../../base/columns.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { elementary } from "../../engine/kernels/math.js";
import { clusterName } from "./clusterings.js";
import { groupingOver, type Sample } from "./sample.js";

const made = new WeakMap<Sample, Map<string, Category>>();

/** The rows of `sample` by `columns` of `table`, which it is of: an absorbed effect where it is one. Missing has MISSING_CODE. */
export function sampleGrouping(engine: Engine, table: Table, sample: Sample, columns: readonly string[]): Category {
  const name = clusterName(columns);
  const known = made.get(sample) ?? new Map(sample.effects.map((effect) => [effect.name, effect]));
  const grouping = known.get(name) ?? groupingOver(columns, table, sample.selected, elementary(engine));
  made.set(sample, known.set(name, grouping));
  return grouping;
}

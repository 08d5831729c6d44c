/**
 * Where instruments over an engine's rows vary, as the notes on them say: a glance at the first rows rules most out, and the others are asked for.
 */
import type { Note } from "../../base/messages.js";
import type { WithInstruments } from "../../formula/spec.js";
import { columnOf, type MomentFacts } from "../../regression/least-squares/absent-rows.js";
import type { SolvedMoments } from "../../regression/least-squares/solve-moments.js";
import { besideEffects, variationNotes } from "../../verbs/iv/instrument-notes.js";
import { headerOf } from "../frame/columns.js";
import type { SqlFrame, SqlGrouping } from "../frame.js";
import { keysOf } from "../moments/levels.js";
import type { Queries } from "../queries.js";
import { constantStatement, firstRows } from "../statements/counts.js";

/** Rows that show most instruments to vary within a grouping. */
const GLANCE = 20_000;

/**
 * Notes as `variationNotes`, but for the unit of a panel that is neither effect nor clustering. Throws as the engine.
 *
 * @param time column of the period, where it is known
 */
export async function variationOf(
  queries: Queries,
  frame: SqlFrame,
  facts: MomentFacts,
  { solve }: SolvedMoments,
  time: string | undefined,
): Promise<Note[]> {
  const { names, effects, clusterings: groupings } = frame;
  const { excluded: kz, endogenous: kx } = frame.instruments!;
  const first = names.length - kx - kz;
  const all = Array.from({ length: kz }, (_, z) => z);
  const isAbsorbed = (z: number) => effects.length > 0 && solve.normAfter[first + z] === 0;
  const constant = new Map<SqlGrouping, readonly number[]>();
  const look = async (grouping: SqlGrouping, instruments: readonly number[]) => {
    constant.set(grouping, await constantWithin(queries, frame, facts.nobs, grouping, instruments, first));
  };
  for (const effect of effects) await look(effect, all.filter(isAbsorbed));
  for (const clustering of besideEffects({ effects, groupings })) {
    await look(
      clustering,
      all.filter((z) => !isAbsorbed(z)),
    );
  }
  return variationNotes({
    spec: frame.spec as WithInstruments,
    table: headerOf(frame.source),
    excluded: {
      names: names.slice(first, first + kz),
      columns: all.map((z) => columnOf(facts, first + z)),
    },
    ...{ effects, groupings, absorbed: all.filter(isAbsorbed), time },
    isConstantWithin: (z, grouping) => constant.get(grouping)?.includes(z) ?? false,
  });
}

/** Those of some instruments that take one value in each level of a grouping, which are several, with several of the `nobs` rows in some. */
async function constantWithin(
  queries: Queries,
  { source, rows }: SqlFrame,
  nobs: number,
  grouping: SqlGrouping,
  instruments: readonly number[],
  first: number,
): Promise<readonly number[]> {
  const { dialect } = source.engine;
  const keys = keysOf(grouping);
  const columnsOf = (of: readonly number[]) => of.map((z) => `x${first + z + 1}`);
  const some = firstRows({ relation: rows }, [...keys.map(({ column }) => column), ...columnsOf(instruments)], GLANCE);
  let left = instruments;
  for (const relation of [some, rows]) {
    if (left.length === 0) return left;
    const { columns } = await queries.ask(constantStatement({ dialect, relation }, keys, columnsOf(left)));
    const [levels, ...varying] = columns.map((column) => Number(column[0]));
    const isAll = relation === rows;
    left = left.filter((_, i) => varying[i] === 0 && (!isAll || (levels! > 1 && levels! < nobs)));
  }
  return left;
}

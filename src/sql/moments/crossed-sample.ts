/**
 * The sample of a regression on crossed effects whose cells don't come home: which effect is eliminated, which are nested, and the levels of
 * the others that are left when rows alone in a level of some effect go, and those that are then alone, until none is. Levels and their
 * counts come home, not rows.
 */
import { NotSupported } from "../../base/errors.js";
import { noRowsLeft } from "../../regression/frame/sample.js";
import type { SqlFrame, SqlGrouping } from "../frame.js";
import { NUMBER_BYTES, type Queries } from "../queries.js";
import { levelCountStatement, levelsStatement, severalRows, splitStatement } from "../statements/counts.js";
import { rowsWithout } from "../statements/level-values.js";
import { levelRowsStatement } from "../statements/reduced-equations.js";
import type { Level, SumsSpec } from "../statements/rows.js";
import { type Guards, guardsOf, requireSameRows } from "./guards.js";
import { keptLevels, keysOf, levelsIn, levelsOf, type SqlLevels } from "./levels.js";

/** Levels of the effects after the largest that come home at most. */
const MOST_LEVELS = 2_000_000;
/** Times that rows alone in a level may leave others alone. */
const MOST_ROUNDS = 100;

/** An effect in which another is nested: nothing is left of it to solve for. */
export interface ContainedEffect {
  readonly grouping: SqlGrouping;
  readonly levels: number;
}

export interface CrossedSample {
  /** The effect with most levels, which is eliminated, and how many it has. */
  readonly unit: { readonly grouping: SqlGrouping; readonly levels: number };
  /** The other effects, each with the levels that are left and their rows. */
  readonly others: readonly SqlLevels[];
  /** Rows of each of these levels in `spec`. */
  readonly rows: readonly Float64Array[];
  readonly contained: readonly ContainedEffect[];
  /** Rows of these levels: with those alone in their unit, of which sums net of unit means see nothing. */
  readonly spec: SumsSpec;
  /** Without them: the sample. */
  readonly whole: SumsSpec;
  /** Whether `spec` has rows that `whole` has not. */
  readonly hasAlone: boolean;
  readonly nobs: number;
  /** Counts of the frame's rows, before anything was taken out. */
  readonly guards: Guards;
}

type Base = Omit<SumsSpec, "block" | "unit" | "shard" | "dummies">;

/** Throws NotSupported `engine_levels`; DataError `engine_changed`, `no_rows_left`. */
export async function crossedSample(
  queries: Queries,
  frame: SqlFrame,
  base: Base,
  singletons: "dropped" | "kept",
): Promise<CrossedSample> {
  const counted = [];
  for (const grouping of frame.effects)
    counted.push({ grouping, levels: await queries.number(levelCountStatement(base, keysOf(grouping))) });
  const [unit, ...smaller] = counted.sort((a, b) => b.levels - a.levels) as [Counted, ...Counted[]];
  const before = await nestedApart(queries, base, unit, smaller);
  const total = before.crossed.reduce((sum, { levels }) => sum + levels, 0);
  if (total > MOST_LEVELS) throw tooManyLevels(frame, before.crossed, total);
  const spec: SumsSpec = {
    ...{ ...base, block: [], unit: keysOf(unit.grouping), shard: [] },
    dummies: before.crossed.map(({ grouping }) => ({ keys: keysOf(grouping), levels: [] })),
  };
  const guards = await guardsOf(queries, spec, { periods: null, scales: null });
  requireSameRows(frame.source, frame.nobs, guards.rows);
  const left = await levelsLeft(queries, frame, spec, before.crossed, guards, singletons);
  if (left.nobs === 0) throw noRowsLeft(frame.spec);
  const relation = left.hasAlone ? severalRows(left.relation, spec.unit) : left.relation;
  const isSmaller = left.nobs < frame.nobs;
  const whole = { ...spec, relation };
  const after = isSmaller ? await nestedApart(queries, whole, unit, before.crossed) : before;
  const contained = [...before.contained, ...(isSmaller ? after.contained : [])];
  const levelsNow = async ({ grouping, levels }: Counted): Promise<Counted> => ({
    grouping,
    levels: isSmaller ? await queries.number(levelCountStatement(whole, keysOf(grouping))) : levels,
  });
  const containedNow = [];
  for (const effect of contained) containedNow.push(await levelsNow(effect));
  const isCrossed = ({ grouping }: SqlLevels) => after.crossed.some((effect) => effect.grouping === grouping);
  return {
    ...{ unit: await levelsNow(unit), contained: containedNow, whole, guards },
    others: left.levels.filter(isCrossed),
    rows: left.counts.filter((_, e) => isCrossed(left.levels[e]!)),
    spec: { ...spec, relation: left.relation },
    ...{ hasAlone: left.hasAlone, nobs: left.nobs },
  };
}

interface Counted {
  readonly grouping: SqlGrouping;
  readonly levels: number;
}

/** Effects in which the unit or a finer effect is nested, apart from those that are crossed with all before them. */
async function nestedApart(
  queries: Queries,
  base: Pick<SumsSpec, "dialect" | "relation">,
  unit: Counted,
  effects: readonly Counted[],
): Promise<{ readonly crossed: readonly Counted[]; readonly contained: readonly Counted[] }> {
  const crossed: Counted[] = [];
  const contained: Counted[] = [];
  const lies = async (finer: Counted, coarser: Counted): Promise<boolean> =>
    (await queries.number(splitStatement(base, keysOf(finer.grouping), keysOf(coarser.grouping)))) === 0;
  for (const effect of effects) {
    let isContained = false;
    for (const finer of [unit, ...crossed]) isContained ||= await lies(finer, effect);
    (isContained ? contained : crossed).push(effect);
  }
  return { crossed, contained };
}

/**
 * Levels of the effects but the unit that are left, their rows, and the relation of these. A set of levels out is enough: rows alone in
 * their unit show in the unit's rows among what is left.
 */
async function levelsLeft(
  queries: Queries,
  frame: SqlFrame,
  spec: SumsSpec,
  effects: readonly Counted[],
  { singletons: alone }: Guards,
  singletons: "dropped" | "kept",
) {
  const gone: Level[][] = effects.map(() => []);
  // rows alone in their unit are there at the start, or may have become so
  let mayBeAlone = singletons === "dropped" && alone > 0;
  for (let round = 1; ; round++) {
    if (round > MOST_ROUNDS) throw tooManyRounds(frame);
    const relation = effects.reduce(
      (from, { grouping }, e) => rowsWithout({ ...spec, relation: from }, keysOf(grouping), gone[e]!),
      spec.relation,
    );
    const levels: SqlLevels[] = [];
    const counts: Float64Array[] = [];
    let [found, nobs, hasAlone] = [false, frame.nobs, false];
    for (const [e, { grouping, levels: expected }] of effects.entries()) {
      const keys = keysOf(grouping);
      const most = NUMBER_BYTES * expected * (keys.length + 2);
      const answer = mayBeAlone
        ? await queries.ask(levelRowsStatement({ ...spec, relation }, keys, MOST_LEVELS), most)
        : await queries.ask(levelsStatement({ ...spec, relation }, keys, MOST_LEVELS), most);
      const all = levelsIn(grouping, answer);
      const rows = new Float64Array(all.levels.length);
      const own = answer.columns[keys.length + (mayBeAlone ? 1 : 0)] as Float64Array;
      levelsOf(all, answer).forEach((level, i) => {
        rows[level]! += own[i]!;
      });
      const goes = (level: number): boolean => singletons === "dropped" && rows[level]! <= 1;
      gone[e]!.push(...all.levels.filter((_, level) => goes(level)));
      const kept = keptLevels(all, (level) => !goes(level), rows);
      levels.push(kept);
      counts.push(keptLevels(all, (level) => !goes(level), all.rows).rows);
      found ||= kept.levels.length < all.levels.length;
      nobs = kept.rows.reduce((sum, n) => sum + n, 0);
      hasAlone ||= all.rows.reduce((sum, n) => sum + n, 0) > nobs;
    }
    if (!found) return { relation, levels, counts, nobs: effects.length === 0 ? frame.nobs : nobs, hasAlone };
    mayBeAlone = true;
  }
}

function tooManyLevels({ spec }: SqlFrame, effects: readonly Counted[], levels: number): NotSupported {
  const names = effects.map(({ grouping }) => grouping.name).join(", ");
  return new NotSupported(
    "engine_levels",
    `'${spec.call}': ${names} have ${levels} levels beside the largest effect, and at most ${MOST_LEVELS} come home to be solved for. Bring home the columns the model reads, in Parquet, or use coarser effects.`,
    { got: levels, expected: MOST_LEVELS },
  );
}

const tooManyRounds = ({ spec }: SqlFrame): NotSupported =>
  new NotSupported(
    "engine_levels",
    `'${spec.call}': rows alone in a level of some effect left others alone ${MOST_ROUNDS} times over: the effects hang together by chains. Keep such rows (fixefRm: none), or bring home the columns the model reads.`,
    { got: MOST_ROUNDS + 1, expected: MOST_ROUNDS },
  );

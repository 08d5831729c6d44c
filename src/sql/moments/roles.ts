/**
 * What becomes of the effects of a regression where rows stay with an engine: the one with most levels is eliminated by its sums, the
 * others become dummies.
 */
import type { SqlFrame, SqlGrouping } from "../frame.js";
import type { Queries } from "../queries.js";
import { firstRows, levelCountStatement, levelsStatement, splitStatement } from "../statements/counts.js";
import type { Key, SumsSpec } from "../statements/rows.js";
import { keysOf, levelsIn, type SqlLevels } from "./levels.js";

/** Levels of effects that may become dummies: the width of a unit's sums, and the order of a block. */
const MOST_DUMMIES = 150;
/** Rows that show most effects with many levels for what they are. */
const GLANCE = 20_000;

/** An effect of the frame: how many levels it has, and what becomes of it. */
export interface SqlEffect {
  readonly name: string;
  readonly levels: number;
  readonly role: "eliminated" | "dummies" | "spanned" | "absorbed";
}

export interface Roles {
  readonly unit: SqlGrouping | null;
  readonly dummies: readonly SqlLevels[];
  readonly effects: readonly SqlEffect[];
}

/**
 * The effect with most levels is eliminated, unless it lies across `clusters` and all are few: blocks by cluster then have dummies of all.
 * An effect the eliminated one is nested in is spanned by it. Null where the dummies left would be too many. Levels of the eliminated one may be left uncounted (NaN).
 */
export async function rolesOf(
  queries: Queries,
  base: Pick<SumsSpec, "dialect" | "relation">,
  { effects }: SqlFrame,
  clusters: readonly Key[],
): Promise<Roles | null> {
  const found: Found[] = [];
  for (const effect of effects) found.push(await look(queries, base, effect));
  const large = found.filter(({ levels }) => levels === null);
  if (large.length > 1) {
    for (const effect of large) effect.count = await queries.number(levelCountStatement(base, keysOf(effect.grouping)));
  }
  const total = found.reduce((sum, { count }) => sum + count, 0);
  const unit = await eliminated(queries, base, found, clusters, total);
  const roles = new Map<Found, SqlEffect["role"]>();
  for (const effect of found) {
    const isSpanned =
      effect !== unit &&
      unit !== null &&
      effect.levels === null &&
      !(await lies(queries, base, unit, keysOf(effect.grouping)));
    roles.set(effect, effect === unit ? "eliminated" : isSpanned ? "spanned" : "dummies");
  }
  const dummies = found.filter((effect) => roles.get(effect) === "dummies");
  const left = dummies.reduce((sum, { count }) => sum + count, 0);
  if (!(left <= MOST_DUMMIES)) return null;
  return {
    unit: unit?.grouping ?? null,
    dummies: dummies.map(({ levels }) => levels!),
    effects: found.map((effect) => ({ name: effect.grouping.name, levels: effect.count, role: roles.get(effect)! })),
  };
}

/** An effect as far as it was looked at: its levels where they are few, else perhaps their number. */
interface Found {
  readonly grouping: SqlGrouping;
  readonly levels: SqlLevels | null;
  count: number;
}

/** Looks at the first rows before all, so that levels are counted twice only where they are few. */
async function look(
  queries: Queries,
  base: Pick<SumsSpec, "dialect" | "relation">,
  grouping: SqlGrouping,
): Promise<Found> {
  const keys = keysOf(grouping);
  const some = {
    ...base,
    relation: firstRows(
      base,
      keys.map(({ column }) => column),
      GLANCE,
    ),
  };
  const isLarge = (await queries.number(levelCountStatement(some, keys))) > MOST_DUMMIES;
  const answer = isLarge ? null : await queries.ask(levelsStatement(base, keys, MOST_DUMMIES + 1));
  const levels = answer === null || answer.rows > MOST_DUMMIES ? null : levelsIn(grouping, answer);
  return { grouping, levels, count: levels?.levels.length ?? Number.NaN };
}

const lies = async (
  queries: Queries,
  base: Pick<SumsSpec, "dialect" | "relation">,
  { grouping }: Found,
  coarse: readonly Key[],
): Promise<boolean> => (await queries.number(splitStatement(base, keysOf(grouping), coarse))) > 0;

async function eliminated(
  queries: Queries,
  base: Pick<SumsSpec, "dialect" | "relation">,
  found: readonly Found[],
  clusters: readonly Key[],
  total: number,
): Promise<Found | null> {
  const large = found.filter(({ levels }) => levels === null);
  if (large.length === 1) return large[0]!;
  const most = (among: readonly Found[]): Found | null =>
    among.reduce<Found | null>((best, effect) => (best === null || effect.count > best.count ? effect : best), null);
  if (large.length > 1) return most(large);
  const unit = most(found);
  const isCrossed =
    unit !== null && clusters.length > 0 && total <= MOST_DUMMIES && (await lies(queries, base, unit, clusters));
  return isCrossed ? null : unit;
}

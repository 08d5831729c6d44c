/**
 * What becomes of the effects of a regression where rows stay with an engine: the one with most levels is eliminated by its sums, the
 * others become dummies.
 */
import { NotSupported } from "../../base/errors.js";
import type { SqlFrame, SqlGrouping } from "../frame.js";
import type { Queries } from "../queries.js";
import { type Key, levelCountStatement, levelsStatement, type SumsSpec, splitStatement } from "../statements/sums.js";
import { keysOf, levelsIn, type SqlLevels } from "./levels.js";

/** Levels of effects that may become dummies: the width of a unit's sums, and the order of a block. */
const MOST_DUMMIES = 150;

/** An effect of the frame: how many levels it has, and what becomes of it. */
export interface SqlEffect {
  readonly name: string;
  readonly levels: number;
  readonly role: "eliminated" | "dummies" | "spanned";
}

export interface Roles {
  readonly unit: SqlGrouping | null;
  readonly dummies: readonly SqlLevels[];
  readonly effects: readonly SqlEffect[];
}

/**
 * The effect with most levels is eliminated, unless it lies across `clusters` and all are few: blocks by cluster then have dummies of all.
 * An effect the eliminated one is nested in is spanned by it.
 */
export async function rolesOf(
  queries: Queries,
  base: Pick<SumsSpec, "dialect" | "relation">,
  { effects, spec }: SqlFrame,
  clusters: readonly Key[],
): Promise<Roles> {
  const counts: number[] = [];
  for (const effect of effects) counts.push(await queries.number(levelCountStatement(base, keysOf(effect))));
  const total = counts.reduce((sum, levels) => sum + levels, 0);
  const most = counts.indexOf(Math.max(...counts));
  const lies = async (fine: number, coarse: readonly Key[]) =>
    (await queries.number(splitStatement(base, keysOf(effects[fine]!), coarse))) > 0;
  const isCrossed = most >= 0 && clusters.length > 0 && total <= MOST_DUMMIES && (await lies(most, clusters));
  const unit = isCrossed ? -1 : most;
  const isLarge = total - (counts[unit] ?? 0) > MOST_DUMMIES;
  const roles: SqlEffect["role"][] = [];
  for (const e of effects.keys()) {
    const isSpanned = e !== unit && isLarge && !(await lies(unit, keysOf(effects[e]!)));
    roles.push(e === unit ? "eliminated" : isSpanned ? "spanned" : "dummies");
  }
  const left = counts.reduce((sum, levels, e) => sum + (roles[e] === "dummies" ? levels : 0), 0);
  if (left > MOST_DUMMIES) {
    const large = effects.map(({ name }, e) => `${name} (${counts[e]})`).join(", ");
    throw new NotSupported(
      "engine_effects",
      `'${spec.call}': of several effects an engine eliminates one; the others may have ${MOST_DUMMIES} levels together, and here they have ${left}: ${large}. Bring home what the model reads (a query with its columns, in Parquet), or use coarser effects.`,
      { got: Object.fromEntries(effects.map(({ name }, e) => [name, counts[e]!])), expected: MOST_DUMMIES },
    );
  }
  const dummies: SqlLevels[] = [];
  for (const [e, effect] of effects.entries()) {
    if (roles[e] !== "dummies") continue;
    dummies.push(levelsIn(effect, await queries.ask(levelsStatement(base, keysOf(effect)))));
  }
  return {
    unit: effects[unit] ?? null,
    dummies,
    effects: effects.map(({ name }, e) => ({ name, levels: counts[e]!, role: roles[e]! })),
  };
}

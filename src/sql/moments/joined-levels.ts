/**
 * How crossed effects hang together, asked of the engine: components of two effects, and from these how many of each effect's dummies the
 * others make redundant, by the rules of `absorb/graph`.
 *
 * Every level of the smaller effect has a number, that of its part so far; a statement finds for each level the least number it shares a
 * level of the larger with, and these parts are joined here. Each part that is not whole meets another, so that their number at least
 * halves with a statement; the last one finds nothing to join.
 */
import { upTo } from "../../base/row-runs.js";
import type { Rank, Redundancy } from "../../regression/absorb/graph.js";
import { NUMBER_BYTES, type Queries } from "../queries.js";
import { joinedLevelsStatement } from "../statements/reduced-equations.js";
import type { SumsSpec } from "../statements/rows.js";
import type { CrossedSample } from "./crossed-sample.js";
import { keysOf, levelsOf, type SqlLevels } from "./levels.js";

/** Components of two effects, by level of one. */
export interface JoinedLevels {
  readonly count: number;
  /** A level that stands for the component of each. */
  readonly ofLevel: Uint32Array;
}

/** What the graph of the effects says of their dummies. */
export interface CrossedGraph {
  /** For each of the other effects, its components with the unit. */
  readonly withUnit: readonly JoinedLevels[];
  readonly components: number | null;
  readonly redundancies: readonly Redundancy[];
  readonly rank: Rank;
}

/** Components of an effect's levels with those of the spec's unit. */
async function joinedLevels(queries: Queries, spec: SumsSpec, levels: SqlLevels): Promise<JoinedLevels> {
  const n = levels.levels.length;
  const keys = keysOf(levels.grouping);
  const parts = new Parts(n);
  for (let found = true; found && parts.count > 1; ) {
    const sql = joinedLevelsStatement(spec, { keys, levels: levels.levels, values: [Float64Array.from(parts.all())] });
    const answer = await queries.ask(sql, NUMBER_BYTES * n * (keys.length + 1));
    const least = answer.columns[keys.length] as Float64Array;
    found = false;
    levelsOf(levels, answer).forEach((level, i) => {
      if (parts.join(level, least[i]!)) found = true;
    });
  }
  return { count: parts.count, ofLevel: parts.all() };
}

/** A partition of n things, one of which stands for each part. */
class Parts {
  private readonly parent: Uint32Array;

  constructor(public count: number) {
    this.parent = upTo(count);
  }

  /** Whether they were of two parts. */
  join(a: number, b: number): boolean {
    const [one, two] = [this.of(a), this.of(b)];
    if (one === two) return false;
    this.parent[Math.max(one, two)] = Math.min(one, two);
    this.count--;
    return true;
  }

  all(): Uint32Array {
    return this.parent.map((_, thing) => this.of(thing));
  }

  private of(thing: number): number {
    let at = thing;
    while (this.parent[at] !== at) {
      this.parent[at] = this.parent[this.parent[at]!]!;
      at = this.parent[at]!;
    }
    return at;
  }
}

/** Asks for the components of every two effects. */
export async function crossedGraph(
  queries: Queries,
  frameEffects: readonly { readonly name: string }[],
  { unit, others, contained, spec, whole }: CrossedSample,
): Promise<CrossedGraph> {
  const withUnit: JoinedLevels[] = [];
  for (const levels of others) withUnit.push(await joinedLevels(queries, spec, levels));
  const place = (name: string): number => frameEffects.findIndex((effect) => effect.name === name);
  const kept = [
    { name: unit.grouping.name, levels: unit.levels, own: null as SqlLevels | null },
    ...others.map((own) => ({ name: own.grouping.name, levels: own.levels.length, own: own as SqlLevels | null })),
  ].sort((a, b) => place(a.name) - place(b.name));
  const joined = async (a: (typeof kept)[number], b: (typeof kept)[number]): Promise<number> => {
    if (a.own === null || b.own === null) return withUnit[others.indexOf((a.own ?? b.own)!)]!.count;
    const [larger, smaller] = a.levels >= b.levels ? [a.own, b.own] : [b.own, a.own];
    return (await joinedLevels(queries, { ...whole, unit: keysOf(larger.grouping) }, smaller)).count;
  };
  const redundancies: Redundancy[] = contained.map(({ grouping: { name }, levels }) => ({
    ...{ name, levels, redundant: levels, exact: true },
  }));
  for (const [h, effect] of kept.entries()) {
    let redundant = 0;
    for (const earlier of kept.slice(0, h)) redundant = Math.max(redundant, await joined(earlier, effect));
    redundancies.push({ name: effect.name, levels: effect.levels, redundant, exact: h < 2 });
  }
  redundancies.sort((a, b) => place(a.name) - place(b.name));
  return {
    withUnit,
    components: withUnit[0]?.count ?? contained[0]?.levels ?? null,
    redundancies,
    rank: {
      value: redundancies.reduce((sum, { levels, redundant }) => sum + levels - redundant, 0),
      exact: redundancies.every(({ exact }) => exact),
    },
  };
}

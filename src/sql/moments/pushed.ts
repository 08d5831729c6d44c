/**
 * What the sums of an engine say of a regression, whichever statements made them. Types only.
 */
import type { Note } from "../../base/messages.js";
import type { Scope } from "../../engine/kernels/engine.js";
import type { EffectFacts } from "../../regression/least-squares/absent-rows.js";
import type { ClusterMoments } from "../../regression/moments/moments.js";
import type { SqlFrame, SqlGrouping } from "../frame.js";
import type { Scored, ScorePair } from "../statements/meat.js";
import type { Key, SumsSpec } from "../statements/rows.js";
import type { SqlLevels } from "./levels.js";
import type { SqlEffect } from "./roles.js";

/** What an engine's sums say of a regression. */
export interface PushedMoments {
  readonly frame: SqlFrame;
  readonly spec: SumsSpec;
  /** Puts the blocks of the clusters that were asked for, or of buckets, into linear memory. */
  readonly place: (scope: Scope) => ClusterMoments;
  /** Whether the blocks are those of the frame's first clustering. */
  readonly isByCluster: boolean;
  readonly effects: readonly SqlEffect[];
  /** Whether clusters of the frame's first clustering hold whole levels of the eliminated effect. */
  readonly nests: boolean;
  /** Rows without those alone in a unit, and how many these are. */
  readonly nobs: number;
  readonly nSingletons: number;
  /** Sums of squares of regressors and outcome about their means, weighted. */
  readonly squares: Float64Array;
  /** Levels of the effects with dummies, in the order of the blocks' columns. */
  readonly dummies: readonly SqlLevels[];
  /** Whether each level of an effect with dummies lies in one block. */
  readonly liesInBlocks: (effect: string) => boolean;
  /** Asks the guards again. Throws DataError `engine_changed`. */
  readonly confirm: () => Promise<void>;
  /** How effects were taken out. */
  readonly reason: Note;
  /** Of effects that were absorbed here: what their graph says. */
  readonly graph: EffectFacts | null;
  /** Where cells were absorbed here: cross-products by other groupings, from which their meats are made. */
  readonly blocksBy: ((by: readonly SqlGrouping[]) => Promise<NetBlocks>) | null;
  /** Where the effects' values go back to the rows: the statement of scores in the place of `statements/meat`. */
  readonly scoresStatement: ScoresStatement | null;
}

/** A statement of what `meatStatement` is of. */
export type ScoresStatement = (
  kept: readonly number[],
  scored: Scored,
  wanted: readonly ScorePair[],
  clusters: readonly Key[] | null,
) => string;

/** Packed cross-products by group, net of the effects, and how many groups have rows. */
export interface NetBlocks {
  readonly nLevels: number;
  readonly label: (group: number) => string;
  readonly blocks: Float64Array;
  readonly rows: Float64Array;
}

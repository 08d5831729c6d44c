/**
 * A panel whose rows stay with an engine, as a study asks it: for the design, which comes home, and for estimates, which the engine's
 * sums are made of. Types only: who reads the data gives one.
 */
import type { Panel } from "../../data/panel/panel.js";
import type { Variation } from "../../data/panel/sample.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import type { BootstrapRecord } from "../../verbs/bootstrap/record.js";
import type { BootstrapOptions } from "../../verbs/bootstrap/verb.js";
import type { DidRecord } from "../../verbs/did/design/record.js";
import type { DidOptions } from "../../verbs/did/design/verb.js";
import type { EventStudyRecord } from "../../verbs/event-study/record.js";
import type { EventStudyOptions } from "../../verbs/event-study/verb.js";
import type { FeolsOptions } from "../../verbs/feols/verb.js";
import type { GroupDifferenceRecord } from "../../verbs/group-difference/record.js";
import type { GroupDifferenceOptions } from "../../verbs/group-difference/verb.js";
import type { PlaceboRecord } from "../../verbs/placebo/record.js";
import type { PlaceboOptions } from "../../verbs/placebo/verb.js";
import type { Coding } from "./treatment-schema.js";

/** What decides the rows of an estimate beside its formula; `nobs` of them, where rows alone in an effect are left out. */
export interface RowsRule {
  readonly vcov: string;
  readonly subset?: string;
  readonly nobs?: number;
}

/** What sums say of a variable; null where there are too few values. */
export interface StayedSummary {
  readonly n: number;
  readonly mean: number | null;
  readonly sd: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly variation: Variation;
}

/** Groups of rows by the values of a column: numbers from one to another, or texts; a value in no run has none. */
export interface StayedGroups {
  readonly by: string;
  readonly group: string;
  readonly runs: readonly { readonly key: string; readonly from: number | string; readonly to: number | string }[];
  readonly dummies: Readonly<Record<string, string>>;
  /** Units not seen before this period are of no group; null where all are of one. */
  readonly seenBefore: number | null;
}

/** The sample, its numbers elsewhere. */
export interface StayedSample {
  /** Its columns, without rows. */
  readonly header: Table;
  feols(engine: Engine, formula: string, options: FeolsOptions): Promise<FitRecord>;
  bootstrap(engine: Engine, formula: string, options: BootstrapOptions): Promise<BootstrapRecord>;
  eventStudy(engine: Engine, formula: string, options: EventStudyOptions): Promise<EventStudyRecord>;
  did(engine: Engine, formula: string, options: DidOptions): Promise<DidRecord>;
  placebo(engine: Engine, formula: string, options: PlaceboOptions): Promise<PlaceboRecord>;
  groupDifference(engine: Engine, formula: string, options: GroupDifferenceOptions): Promise<GroupDifferenceRecord>;
  /** The sample with the column `group` of keys, and a 0/1 column for each of `dummies`, by what the values of `by` are. */
  grouped(groups: StayedGroups): StayedSample;
  /** Whether no unit has two values in a column; missing ones do not count. */
  isConstantWithin(column: string, signal?: AbortSignal): Promise<boolean>;
  /** Statistics of a column or an expression over all rows of `design`. */
  summary(design: Panel, written: string, signal?: AbortSignal): Promise<StayedSummary>;
  /** Rows of `design`, the panel of the sample, that an estimate is made on. */
  used(design: Panel, formula: string, rule: RowsRule, signal?: AbortSignal): Promise<Uint32Array>;
}

/** How the columns of treatment are made from cohorts. */
export interface StayedCoding {
  readonly cohortColumn: string;
  readonly codings: Readonly<Record<string, Coding>>;
  readonly span: readonly [number, number] | null;
  /** The last period. */
  readonly last: number;
  /** Whether units that are treated in every row are left out. */
  readonly leavesOut: boolean;
}

/** The rows of a panel's data source. */
export interface StayedRows {
  /** Rows with an outcome as keys and cohort or dummy, and rows of the source. */
  design(signal?: AbortSignal): Promise<{ readonly table: Table; readonly nRows: number }>;
  sample(coding: StayedCoding, signal?: AbortSignal): Promise<StayedSample>;
}

/** The panel's data source, where an engine holds it: all of its rows stay, or were added up there to those of its table. */
export type PanelElsewhere =
  | { readonly kind: "stayed"; readonly rows: StayedRows }
  | { readonly kind: "cells"; readonly nRows: number };

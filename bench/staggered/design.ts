/**
 * What a design of the study is: panels that it draws, one a replication, the methods that are asked of them, and what each should say. A
 * file of `designs/` makes one. Knows no estimator.
 */
import type { NumericColumn } from "../../src/base/columns.js";
import { type Panel, panel } from "../../src/data/panel/panel.js";
import { makeTable } from "../../src/data/table/table.js";
import type { Engine } from "../../src/engine/kernels/engine.js";

/** Seed of the study. A design draws by (SEED, replication, purpose), the purposes its own from a multiple of ten on. */
export const SEED = 20_261_129;

/** An effect that is read: of an event time, or by its name. */
export type Which = number | string;

export interface Estimated {
  readonly estimate: number;
  /** NaN for what has an interval and no standard error. */
  readonly error: number;
  /** Both NaN for what has no interval. */
  readonly low: number;
  readonly high: number;
}

/** In the order of the design's effects; null for those that a method does not have. */
export type Measured = readonly (Estimated | null)[];

export interface StudyMethod {
  readonly name: string;
  /** The design makes it estimate something else: shown, and no claim. */
  readonly isOff: boolean;
  /** Its errors count a drawing that the design does not do, so that intervals may hold what is estimated more often. */
  readonly isConservative: boolean;
  readonly measure: (engine: Engine, panel: Panel) => Measured | Promise<Measured>;
  /** The same by the verb, for methods that are measured by its pieces. */
  readonly byVerb?: (engine: Engine, panel: Panel) => Measured;
}

/** What a method estimates by its definition, and the effect that is wanted, both in the order of the design's effects. */
export interface Targets {
  readonly own: readonly number[];
  readonly treated: readonly number[];
}

/** A replication: the panel, and the targets of the methods in their order. */
export interface Drawn {
  readonly panel: Panel;
  readonly targets: readonly Targets[];
}

export interface StudyDesign {
  readonly name: string;
  readonly title: string;
  /** What its outcomes are and whom it suits, in a sentence or two. */
  readonly about: string;
  /** In the order of the page. */
  readonly effects: readonly Which[];
  readonly methods: readonly StudyMethod[];
  /** Where it is not the usual number: more to tell chance from bias, or fewer of what is dear. */
  readonly replications?: number;
  readonly draw: (engine: Engine, replication: number) => Drawn | Promise<Drawn>;
}

export const numeric = (name: string, values: Float64Array): NumericColumn => ({ kind: "numeric", name, values });

/** A balanced panel without outcomes: columns unit and time, both from 1 on, rows by unit, then time. */
export function balancedPanel(units: number, periods: number): Panel {
  const of = (at: (row: number) => number) => Float64Array.from({ length: units * periods }, (_, row) => at(row) + 1);
  const unit = of((row) => Math.floor(row / periods));
  const time = of((row) => row % periods);
  const table = makeTable([numeric("unit", unit), numeric("time", time)], { name: "study", bytes: 0, sha256: null });
  return panel(table, { unit: "unit", time: "time" });
}

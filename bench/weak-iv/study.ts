/**
 * The study of weak instruments: over designs, strengths and correlations, how often tests of 5% reject what is
 * true, of what kind Anderson-Rubin sets are, and how far the median estimate is off. Every cell has errors of its own.
 */
import type { Engine } from "../../src/engine/kernels/engine.js";
import { type WeakDesign, weakPanel } from "./design.js";
import { weakRows } from "./draw.js";
import { METHODS, type Measured, type Method, measure, measureByVerb } from "./measure.js";
import { type Share, shareOf } from "./share.js";

/** The rule of thumb that is studied as a pre-test. */
export const FOLK_F = 10;

/** Replications of each cell that are also asked of the verb itself. */
export const ALSO_BY_VERB = 10;

/** Kinds an Anderson-Rubin set has, as the record names them. */
export const SET_KINDS = ["interval", "disjoint", "unbounded", "whole_line", "empty"] as const;
export type SetKind = (typeof SET_KINDS)[number];

export interface WeakCell {
  readonly strength: number;
  readonly rho: number;
  readonly mean_F: number;
  /** Share of replications that reject the true coefficient; null where a method does not apply. */
  readonly rejected: Readonly<Record<Method, Share | null>>;
  /** Replications with F above 10, and the share of them in which the t of 2SLS rejects; null where there are none. */
  readonly pretested: { readonly passed: Share; readonly rejected: Share | null };
  readonly sets: Readonly<Record<SetKind, number>>;
  /** Replications in which the Anderson-Rubin test and the set disagree about the truth. */
  readonly disagreements: number;
  /** Medians of estimates, the truth being 0. */
  readonly median: { readonly two_sls: number; readonly liml: number | null; readonly ols: number };
}

export interface WeakResult {
  readonly design: WeakDesign;
  readonly cells: readonly WeakCell[];
}

/** What one process does at a time: the cells of one correlation of a design, the first of them number `first` in the study. */
export interface WeakTask {
  readonly design: WeakDesign;
  readonly rho: number;
  readonly first: number;
}

/** Tasks of designs, in order. */
export function weakTasks(designs: readonly WeakDesign[]): WeakTask[] {
  let next = 0;
  return designs.flatMap((design) =>
    design.rhos.map((rho) => {
      const first = next;
      next += design.strengths.length;
      return { design, rho, first };
    }),
  );
}

/** Cells of a task in the order of strengths; `onCell` is told of each when it is done. */
export function weakCells(
  engine: Engine,
  { design, rho, first }: WeakTask,
  replications: number,
  onCell: (cell: WeakCell) => void = () => {},
): WeakCell[] {
  const panel = weakPanel(engine, design);
  return design.strengths.map((strength, s) => {
    const drawn = Array.from({ length: replications }, (_, r) => {
      const table = weakRows(engine, panel, { strength, rho, stream: first + s }, r);
      const measured = measure(engine, design, table);
      if (r < ALSO_BY_VERB) requireSame(measured, measureByVerb(engine, design, table));
      return measured;
    });
    const cell = cellOf(strength, rho, drawn);
    onCell(cell);
    return cell;
  });
}

function requireSame(pieces: Measured, verb: Measured): void {
  const [got, expected] = [JSON.stringify(pieces), JSON.stringify(verb)];
  if (got !== expected) throw new Error(`feols and its pieces differ: ${expected} and ${got}`);
}

function cellOf(strength: number, rho: number, drawn: readonly Measured[]): WeakCell {
  const n = drawn.length;
  const rejected = (method: Method): Share | null =>
    drawn[0]!.rejects[method] === null ? null : shareOf(drawn.filter(({ rejects }) => rejects[method]).length, n);
  const passed = drawn.filter(({ F }) => F > FOLK_F);
  const among = passed.filter(({ rejects }) => rejects["2sls"]).length;
  return {
    strength,
    rho,
    mean_F: drawn.reduce((sum, { F }) => sum + F, 0) / n,
    rejected: Object.fromEntries(METHODS.map((method) => [method, rejected(method)])) as WeakCell["rejected"],
    pretested: {
      passed: shareOf(passed.length, n),
      rejected: passed.length === 0 ? null : shareOf(among, passed.length),
    },
    sets: Object.fromEntries(
      SET_KINDS.map((kind) => [kind, drawn.filter(({ setKind }) => setKind === kind).length / n]),
    ) as WeakCell["sets"],
    disagreements: drawn.filter(({ rejects, setHolds }) => rejects.anderson_rubin === setHolds).length,
    median: {
      two_sls: median(drawn.map(({ estimate }) => estimate)),
      liml: drawn[0]!.liml === null ? null : median(drawn.map(({ liml }) => liml!)),
      ols: median(drawn.map(({ ols }) => ols)),
    },
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

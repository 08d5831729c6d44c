/**
 * The study of dynamic panels: over designs and coefficients of the lag, how far estimates are off, how their errors
 * compare with how estimates differ, and how often 95% intervals hold the truth.
 */
import type { Engine } from "../../src/engine/kernels/engine.js";
import { type Share, shareOf } from "../weak-iv/share.js";
import { type PanelDesign, panelRows } from "./design.js";
import { type Estimated, METHODS, type Measured, type Method, measure, measureByVerb } from "./measure.js";

/** Two-sided 5% point of the normal distribution. */
const NORMAL = 1.959963984540054;
/** Replications of each cell that are also asked of the verb itself. */
const ALSO_BY_VERB = 5;
/** Relative: the within estimate is made in another order of operations. */
const SAME = 1e-10;

export interface MethodSummary {
  readonly bias: number;
  /** Of estimates over replications. */
  readonly sd: number;
  readonly mean_error: number;
  /** Of 95% intervals by the normal distribution. */
  readonly covered: Share;
}

export interface PanelCell {
  readonly rho: number;
  readonly methods: Readonly<Record<Method, MethodSummary>>;
}

export interface PanelTask {
  readonly design: PanelDesign;
  readonly rho: number;
  readonly cell: number;
}

/** Tasks of designs, in order, one a cell. */
export function panelTasks(designs: readonly PanelDesign[]): PanelTask[] {
  return designs
    .flatMap((design) => design.rhos.map((rho) => ({ design, rho })))
    .map((task, cell) => ({ ...task, cell }));
}

export function panelCell(engine: Engine, { design, rho, cell }: PanelTask, replications: number): PanelCell {
  const drawn = Array.from({ length: replications }, (_, r) => {
    const grid = panelRows(engine, design, rho, cell, r);
    const measured = measure(engine, grid);
    if (r < ALSO_BY_VERB) requireSame(measured, measureByVerb(engine, grid));
    return measured;
  });
  const summary = (method: Method) =>
    [
      method,
      summaryOf(
        drawn.map((one) => one[method]),
        rho,
      ),
    ] as const;
  return { rho, methods: Object.fromEntries(METHODS.map(summary)) as PanelCell["methods"] };
}

function requireSame(pieces: Measured, verb: Measured): void {
  for (const method of METHODS) {
    for (const key of ["estimate", "error"] as const) {
      const [got, expected] = [pieces[method][key], verb[method][key]];
      if (Math.abs(got - expected) <= SAME * Math.abs(expected)) continue;
      throw new Error(`pgmm and its pieces differ: ${method}, ${key}: ${expected} and ${got}`);
    }
  }
}

function summaryOf(found: readonly Estimated[], rho: number): MethodSummary {
  const n = found.length;
  const mean = (of: (one: Estimated) => number) => found.reduce((sum, one) => sum + of(one), 0) / n;
  const centre = mean(({ estimate }) => estimate);
  const variance = mean(({ estimate }) => (estimate - centre) ** 2) * (n / (n - 1));
  const covered = found.filter(({ estimate, error }) => Math.abs(estimate - rho) <= NORMAL * error).length;
  return {
    bias: centre - rho,
    sd: Math.sqrt(variance),
    mean_error: mean(({ error }) => error),
    covered: shareOf(covered, n),
  };
}

/**
 * Covariates, and powers of a continuous baseline dose: their coefficients are of changes from one period to the next while the dose is kept,
 * apart by baseline dose and net of means by comparison set and period. Powers have coefficients by period, so that trends of
 * units of different baseline doses may differ by a polynomial of it.
 * Source: de Chaisemartin & D'Haultfoeuille (2024), Review of Economics and Statistics, doi:10.1162/rest_a_01414, web appendix 1.2.
 */
import type { Engine, F64Block, Scope } from "../../../../engine/kernels/engine.js";
import {
  type ChangeControls,
  controlWidth,
  type PlacedGrid,
  switchingMoments,
  switchingResiduals,
  switchingScores,
  switchingSums,
} from "../../../../engine/kernels/switching.js";
import type { DidPlan } from "../../design/plan.js";
import { contrastByLevel } from "./contrast.js";
import type { Horizon } from "./horizons.js";
import { type Solved, solveNormal } from "./normal-equations.js";
import type { SwitchingPanel } from "./switching-panel.js";

/** Regressors of changes, in linear memory; null without any. */
export function placeControls(
  scope: Scope,
  { grid, covariates, baseline }: Pick<SwitchingPanel, "grid" | "covariates" | "baseline">,
  { continuous: k = 0 }: Pick<DidPlan, "continuous">,
): ChangeControls | null {
  const p = covariates.length / (grid.nUnits * grid.nPeriods);
  if (p === 0 && k === 0) return null;
  const largest = baseline.reduce((most, dose) => Math.max(most, Math.abs(dose)), 0) || 1;
  const powers = new Float64Array(k * grid.nUnits);
  baseline.forEach((dose, g) => {
    let power = 1;
    for (let j = 0; j < k; j++) {
      power *= dose / largest;
      powers[g * k + j] = power;
    }
  });
  return { p, x: scope.copyF64(covariates), k, powers: scope.copyF64(powers) };
}

export interface ControlFit {
  /** The outcome less what controls say of it. */
  readonly outcome: F64Block;
  readonly means: Float64Array;
  readonly theta: Float64Array;
  /** By level. */
  readonly levels: readonly Solved[];
}

export function fitControls(engine: Engine, scope: Scope, placed: PlacedGrid, controls: ChangeControls): ControlFit {
  const { nLevels, nPeriods } = placed.grid;
  const width = controlWidth(controls, nPeriods);
  const q = width + 1;
  const { means, moments } = switchingMoments(engine, placed, controls);
  const levels = Array.from({ length: nLevels }, (_, l) =>
    solveNormal(moments.subarray(l * q * q, (l + 1) * q * q), q),
  );
  const theta = new Float64Array(nLevels * width);
  levels.forEach(({ coefficients }, l) => {
    theta.set(coefficients, l * width);
  });
  return { outcome: switchingResiduals(engine, scope, placed, controls, theta), means, theta, levels };
}

/** Adds to influences, f64[nClusters * horizons], what coefficients of controls add to the errors of the horizons. */
export function addControlInfluence(
  engine: Engine,
  placed: PlacedGrid,
  controls: ChangeControls,
  fit: ControlFit,
  horizons: readonly Horizon[],
  scales: readonly number[],
  influence: F64Block,
): void {
  const { nLevels, nPeriods } = placed.grid;
  const width = controlWidth(controls, nPeriods);
  const directions = new Float64Array(horizons.length * nLevels * width);
  horizons.forEach((horizon, h) => {
    const gradient = gradientOf(engine, placed, controls, horizon);
    for (let l = 0; l < nLevels; l++) {
      const along = fit.levels[l]!.solve(gradient.subarray(l * width, (l + 1) * width));
      directions.set(
        along.map((value) => -value * scales[h]!),
        (h * nLevels + l) * width,
      );
    }
  });
  const { means, theta } = fit;
  const factor = factorsOf(placed, controls, means);
  switchingScores(engine, placed, controls, { h: horizons.length, means, theta, factor, directions }, influence);
}

/** Degrees of freedom of the rows of a cell, from the rows of all sets of its level in the period. */
function factorsOf({ grid }: PlacedGrid, { p, k }: ChangeControls, means: Float64Array): Float64Array {
  const { nSets, nPeriods, nLevels, level } = grid;
  const rows = new Float64Array(nLevels * nPeriods);
  const placeOf = (cell: number): number => level[Math.floor(cell / nPeriods)]! * nPeriods + (cell % nPeriods);
  for (let cell = 0; cell < nSets * nPeriods; cell++) rows[placeOf(cell)]! += means[(p + k + 3) * cell + 1]!;
  return Float64Array.from({ length: nSets * nPeriods }, (_, cell) => {
    const n = rows[placeOf(cell)]!;
    return n >= 2 ? Math.sqrt(n / (n - 1)) : 1;
  });
}

/** What a horizon is of each regressor in place of the outcome, by level: the less it is, the less coefficients matter. */
function gradientOf(engine: Engine, placed: PlacedGrid, controls: ChangeControls, { parts }: Horizon): Float64Array {
  const { grid } = placed;
  const { nUnits, nPeriods, nLevels } = grid;
  const { p, k, x } = controls;
  const width = controlWidth(controls, nPeriods);
  const size = nUnits * nPeriods;
  const out = new Float64Array(nLevels * width);
  const byLevel = (outcome: F64Block): readonly Float64Array[] =>
    switchingSums(
      engine,
      placed,
      outcome,
      parts.map(({ lag, placebo, cohorts, sums }) => ({ lag, placebo, ...cohorts.placed[0]!, allowed: sums.flags })),
    ).map((sums) => contrastByLevel(sums, grid));
  for (let j = 0; j < p; j++) {
    for (const own of byLevel(x.part(j * size, size))) {
      own.forEach((value, at) => {
        out[Math.floor(at / nPeriods) * width + j]! += value;
      });
    }
  }
  for (let j = 0; j < k; j++) {
    engine.scope((scope) => {
      byLevel(growing(scope, placed, controls, j)).forEach((own, i) => {
        const { lag, placebo } = parts[i]!;
        own.forEach((value, at) => {
          // the change of a power that grows by itself each period is `lag` times it, which periods between have a share each of
          const [l, t] = [Math.floor(at / nPeriods), at % nPeriods];
          const last = placebo ? t - lag : t;
          for (let s = last - lag + 1; s <= last && value !== 0; s++) out[l * width + p + s * k + j]! += value / lag;
        });
      });
    });
  }
  return out;
}

/** A power of the baseline dose times the period, where the outcome is observed. */
function growing(scope: Scope, { grid, y }: PlacedGrid, { k, powers }: ChangeControls, j: number): F64Block {
  const { nUnits, nPeriods } = grid;
  const out = scope.f64(nUnits * nPeriods);
  const [values, seen, own] = [out.view(), y.view(), powers.view()];
  for (let i = 0; i < values.length; i++) {
    values[i] = Number.isNaN(seen[i]!) ? Number.NaN : own[Math.floor(i / nPeriods) * k + j]! * (i % nPeriods);
  }
  return out;
}

/**
 * Wrappers of the switching kernels: changes of an outcome around changes of a dose on a grid of units by periods, summed by comparison
 * set and period, their influences, and regressions of changes on covariates while the dose is kept. A horizon is a task.
 */
import { checkLength, runChecked } from "./call.js";
import type { Engine, F64Block, Scope, U8Block, U32Block } from "./engine.js";

/** A grid of units by periods; those of one cluster stand together. */
export interface ChangeGrid {
  readonly nUnits: number;
  readonly nPeriods: number;
  readonly nSets: number;
  readonly nLevels: number;
  readonly nClusters: number;
  /** f64[nUnits * nPeriods], a unit's periods together; NaN where it is not observed. */
  readonly y: Float64Array;
  /** The same shape; null: all 1. */
  readonly weights: Float64Array | null;
  /** Of each unit: periods below `until` are compared with; `first` is the period of its change, below which it keeps its dose. */
  readonly until: Uint32Array;
  readonly first: Uint32Array;
  /** 0 none, 1 up, 2 down. */
  readonly direction: Uint32Array;
  readonly set: Uint32Array;
  readonly cluster: Uint32Array;
  /** Of each comparison set. */
  readonly level: Uint32Array;
}

/** A grid in linear memory. */
export interface PlacedGrid {
  readonly grid: ChangeGrid;
  readonly y: F64Block;
  readonly w: F64Block | null;
  readonly until: U32Block;
  readonly first: U32Block;
  readonly direction: U32Block;
  readonly set: U32Block;
  readonly cluster: U32Block;
  readonly level: U32Block;
  /** 1 for each cluster: as often as it is drawn. */
  readonly counts: F64Block;
}

export function placeGrid(scope: Scope, grid: ChangeGrid): PlacedGrid {
  const size = grid.nUnits * grid.nPeriods;
  checkLength("switching", "y", grid.y.length, size);
  if (grid.weights !== null) checkLength("switching", "weights", grid.weights.length, size);
  const { until, first, direction, set, cluster, level } = grid;
  for (const [name, { length }] of Object.entries({ until, first, direction, set, cluster })) {
    checkLength("switching", name, length, grid.nUnits);
  }
  checkLength("switching", "level", level.length, grid.nSets);
  return {
    grid,
    y: scope.copyF64(grid.y),
    w: grid.weights && scope.copyF64(grid.weights),
    ...{ until: scope.copyU32(until), first: scope.copyU32(first), direction: scope.copyU32(direction) },
    ...{ set: scope.copyU32(set), cluster: scope.copyU32(cluster), level: scope.copyU32(level) },
    counts: scope.copyF64(new Float64Array(grid.nClusters).fill(1)),
  };
}

/** Outcomes `lag` periods after the last one before the change, or of a placebo as many before it. */
export interface ChangeHorizon {
  readonly lag: number;
  readonly placebo: boolean;
  /** Of each unit, which others its change is expected to be like. */
  readonly cohort: U32Block;
  readonly nCohorts: number;
  /** 0 of units that are no switchers here. */
  readonly allowed: Uint8Array;
}

/** Numbers a cell has: weight, sum, rows, clusters of those compared with; of each direction weight, sum, units, further clusters. */
export const CELL_NUMBERS = 12;
/** Numbers a cohort has: weight, sum, units, clusters. */
export const COHORT_NUMBERS = 4;

export interface ChangeSums {
  /** f64[12 * nSets * nPeriods]. */
  readonly cells: Float64Array;
  /** f64[4 * nCohorts]. */
  readonly cohorts: Float64Array;
  /** u8[nUnits]: switchers with someone to compare with. */
  readonly flags: Uint8Array;
}

/** Numbers of cells that horizons may have in memory together. */
const MOST_NUMBERS = 2 ** 24;

/** The sums of each horizon; `outcome` stands in for the grid's, as where covariates are taken out. */
export function switchingSums(
  engine: Engine,
  placed: PlacedGrid,
  outcome: F64Block,
  horizons: readonly ChangeHorizon[],
): ChangeSums[] {
  const { nPeriods, nSets } = placed.grid;
  const together = Math.max(1, Math.floor(MOST_NUMBERS / (CELL_NUMBERS * nSets * nPeriods)));
  return Array.from({ length: Math.ceil(horizons.length / together) }, (_, i) =>
    sumsTogether(engine, placed, outcome, horizons.slice(i * together, (i + 1) * together)),
  ).flat();
}

function sumsTogether(
  engine: Engine,
  placed: PlacedGrid,
  outcome: F64Block,
  horizons: readonly ChangeHorizon[],
): ChangeSums[] {
  const { nUnits, nPeriods, nSets } = placed.grid;
  const nCells = nSets * nPeriods;
  return engine.scope((scope) => {
    const made = horizons.map(({ lag, placebo, cohort, nCohorts, allowed }) => ({
      ...{ lag, placebo: Number(placebo), cohort, nCohorts, allowed: scope.copyU8(allowed) },
      cells: scope.f64(CELL_NUMBERS * nCells),
      cohorts: scope.f64(COHORT_NUMBERS * nCohorts),
      flags: scope.u8(nUnits),
      stamps: scope.u32(3 * nCells + nCohorts),
    }));
    const shared = { nUnits, nPeriods, nSets, ...weighing(placed), ...places(placed), counts: placed.counts };
    runChecked(
      engine,
      "switchingSums",
      made.map((own) => ({ ...shared, ...own, y: outcome })),
    );
    return made.map(({ cells, cohorts, flags }) => ({
      cells: cells.view().slice(),
      cohorts: cohorts.view().slice(),
      flags: flags.view().slice(),
    }));
  });
}

/** How changes of a horizon become influences: by cell and by cohort, as in the kernel. */
export interface ChangeInfluence extends Pick<ChangeHorizon, "lag" | "placebo" | "cohort"> {
  readonly outcome: F64Block;
  readonly flags: Uint8Array;
  readonly live: Uint8Array;
  readonly slope: Float64Array;
  readonly centre: Float64Array;
  readonly share: Float64Array;
  readonly mean: Float64Array;
}

/** Adds the horizons to `influence`, f64[nClusters], one after the other, and marks the rows they are made of in `used`, u8[nUnits * nPeriods]. */
export function switchingInfluence(
  engine: Engine,
  placed: PlacedGrid,
  horizons: readonly ChangeInfluence[],
  used: U8Block,
  influence: F64Block,
): void {
  const { nUnits, nPeriods } = placed.grid;
  for (const { lag, placebo, cohort, outcome, flags, live, slope, centre, share, mean } of horizons) {
    engine.scope((scope) => {
      const args = {
        ...{
          nUnits,
          nPeriods,
          lag,
          placebo: Number(placebo),
          ...weighing(placed),
          ...places(placed),
          y: outcome,
          cohort,
        },
        ...{ flags: scope.copyU8(flags), live: scope.copyU8(live), slope: scope.copyF64(slope) },
        ...{ centre: scope.copyF64(centre), share: scope.copyF64(share), mean: scope.copyF64(mean), used, influence },
      };
      runChecked(engine, "switchingInfluence", [args]);
    });
  }
}

/** Covariates on the grid, and powers of the baseline dose of each unit. */
export interface ChangeControls {
  /** p, with f64[p * nUnits * nPeriods], a covariate after the other. */
  readonly p: number;
  readonly x: F64Block;
  /** k, with f64[k * nUnits], a unit's together. */
  readonly k: number;
  readonly powers: F64Block;
}

/** Coefficients of a level: covariates, then powers by period. */
export const controlWidth = ({ p, k }: Pick<ChangeControls, "p" | "k">, nPeriods: number): number => p + k * nPeriods;

export interface ChangeMoments {
  /** f64[(p+k+3) * nSets * nPeriods]: weight, rows, means. */
  readonly means: Float64Array;
  /** f64[nLevels * q * q], q = width + 1. */
  readonly moments: Float64Array;
}

export function switchingMoments(engine: Engine, placed: PlacedGrid, controls: ChangeControls): ChangeMoments {
  const { nUnits, nPeriods, nSets, nLevels } = placed.grid;
  const { p, k, x, powers } = controls;
  const q = controlWidth(controls, nPeriods) + 1;
  return engine.scope((scope) => {
    const [means, moments] = [scope.f64((p + k + 3) * nSets * nPeriods), scope.f64(nLevels * q * q)];
    const given = { nUnits, nPeriods, nSets, nLevels, p, k, ...weighing(placed), y: placed.y, x, powers };
    const { first, set, cluster } = places(placed);
    const { counts, level } = placed;
    const z = scope.f64(p + k + 1);
    runChecked(engine, "switchingMoments", [{ ...given, first, set, cluster, counts, level, means, moments, z }]);
    return { means: means.view().slice(), moments: moments.view().slice() };
  });
}

/** The outcome less what the controls say of it, in `scope`. */
export function switchingResiduals(
  engine: Engine,
  scope: Scope,
  placed: PlacedGrid,
  { p, k, x, powers }: ChangeControls,
  theta: Float64Array,
): F64Block {
  const { nUnits, nPeriods } = placed.grid;
  const out = scope.f64(nUnits * nPeriods);
  engine.scope((inner) => {
    const { y, set, level } = placed;
    runChecked(engine, "switchingResiduals", [
      { nUnits, nPeriods, p, k, y, x, powers, set, level, theta: inner.copyF64(theta), out },
    ]);
  });
  return out;
}

/** Adds influences of coefficients along h directions to `influence`, f64[nClusters * h]. */
export function switchingScores(
  engine: Engine,
  placed: PlacedGrid,
  { p, k, x, powers }: ChangeControls,
  given: {
    readonly h: number;
    readonly means: Float64Array;
    readonly theta: Float64Array;
    readonly factor: Float64Array;
    readonly directions: Float64Array;
  },
  influence: F64Block,
): void {
  const { nUnits, nPeriods, nLevels, nClusters } = placed.grid;
  engine.scope((scope) => {
    const { first, set, cluster } = places(placed);
    runChecked(engine, "switchingScores", [
      {
        ...{ nUnits, nPeriods, nLevels, nClusters, p, k, h: given.h, ...weighing(placed) },
        ...{ y: placed.y, x, powers, first, set, cluster, level: placed.level, influence, z: scope.f64(p + k + 1) },
        ...{ means: scope.copyF64(given.means), theta: scope.copyF64(given.theta) },
        ...{ factor: scope.copyF64(given.factor), directions: scope.copyF64(given.directions) },
      },
    ]);
  });
}

const weighing = ({ w }: PlacedGrid) => ({ weighted: w === null ? 0 : 1, w });

const places = ({ until, first, direction, set, cluster }: PlacedGrid) => ({ until, first, direction, set, cluster });

/**
 * Which horizons there are, who their switchers are and what they sum to. Effect l looks l - 1 periods beyond the first change, placebo l as
 * many periods before the one before it, at the switchers of effect l; with linear trends effect l is the sum of the effects on
 * changes up to l, of the switchers that all of them have.
 */
import type { Engine, F64Block, U32Block } from "../../../../engine/kernels/engine.js";
import { type ChangeSums, type PlacedGrid, switchingSums } from "../../../../engine/kernels/switching.js";
import type { DidPlan } from "../../design/plan.js";
import type { Layers } from "./cohorts.js";
import { type Contrast, contrastOf } from "./contrast.js";
import { NONE, type SwitchingPanel } from "./switching-panel.js";

/** Cohorts in linear memory, as kernels read them. */
export interface PlacedCohorts {
  readonly cohort: U32Block;
  readonly nCohorts: number;
}

/** The finest cohorts of a horizon, and those that it is judged by where they are too small. */
export interface PlacedLayers {
  readonly described: Layers;
  readonly placed: readonly PlacedCohorts[];
}

export interface HorizonPart {
  readonly lag: number;
  readonly placebo: boolean;
  readonly cohorts: PlacedLayers;
  /** By the finest cohorts. */
  readonly sums: ChangeSums;
  /** Sums of the cohorts of every layer. */
  readonly layers: readonly Float64Array[];
  readonly contrast: Contrast;
}

export interface Horizon {
  /** 1, 2, ... */
  readonly lag: number;
  readonly placebo: boolean;
  /** One, or with linear trends one a horizon up to this one. */
  readonly parts: readonly HorizonPart[];
  readonly value: number;
  /** Of the last part. */
  readonly contrast: Contrast;
  readonly flags: Uint8Array;
}

export interface Most {
  readonly effects: number;
  readonly placebos: number;
}

/** As many effects and placebos as any switcher could have. */
export function mostHorizons({ grid, lastCompared }: SwitchingPanel, { linearTrends }: DidPlan): Most {
  const { first, direction, set } = grid;
  let [effects, placebos] = [0, 0];
  direction.forEach((way, g) => {
    if (way === NONE) return;
    const own = lastCompared[set[g]!]! - first[g]! + 1;
    effects = Math.max(effects, own);
    placebos = Math.max(placebos, Math.min(own, first[g]! - 1 - Number(linearTrends)));
  });
  return { effects, placebos: Math.min(placebos, effects) };
}

/** The horizons asked for that have switchers with someone to compare with, effects before placebos. */
export function horizonsOf(
  engine: Engine,
  placed: PlacedGrid,
  outcome: F64Block,
  cohorts: readonly PlacedLayers[],
  { effects, placebos }: Most,
  { linearTrends, sameSwitchers }: DidPlan,
): Horizon[] {
  const everyone = new Uint8Array(placed.grid.nUnits).fill(1);
  const partsOf = (asked: readonly Asked[]): HorizonPart[] => {
    const wanted = asked.map((own) => ({ ...own, cohorts: cohortsAt(cohorts, own.lag, own.placebo) }));
    const all = switchingSums(
      engine,
      placed,
      outcome,
      wanted.flatMap(({ lag, placebo, allowed, cohorts: { placed: layers } }) =>
        layers.map((layer) => ({ lag, placebo, allowed, ...layer })),
      ),
    );
    let next = 0;
    return wanted.map(({ lag, placebo, cohorts: own }) => {
      const sums = all[next]!;
      const layers = own.placed.map(() => all[next++]!.cohorts);
      return { lag, placebo, cohorts: own, sums, layers, contrast: contrastOf(sums, placed.grid) };
    });
  };
  const lags = (count: number): number[] => Array.from({ length: count }, (_, l) => l + 1);
  const raw = partsOf(lags(effects).map((lag) => ({ lag, placebo: false, allowed: everyone })));
  const before = (lag: number): HorizonPart => raw[lag - 1]!;
  const rawPlacebos = partsOf(lags(placebos).map((lag) => ({ lag, placebo: true, allowed: before(lag).sums.flags })));
  const upTo = (parts: readonly HorizonPart[], count: number): Uint8Array =>
    shared(
      parts.slice(0, count).map(({ sums }) => sums.flags),
      everyone,
    );
  const always = sameSwitchers === undefined ? everyone : upTo(raw, effects);
  const alwaysBefore = sameSwitchers === "both" ? upTo(rawPlacebos, placebos) : everyone;
  if (linearTrends) {
    return [
      ...lags(effects).map((lag) => {
        const allowed = shared([upTo(raw, lag), always], everyone);
        return horizon(lag, false, partsOf(lags(lag).map((own) => ({ lag: own, placebo: false, allowed }))));
      }),
      ...lags(placebos).map((lag) => {
        const allowed = shared([upTo(raw, lag), upTo(rawPlacebos, lag), always, alwaysBefore], everyone);
        return horizon(lag, true, partsOf(lags(lag).map((own) => ({ lag: own, placebo: true, allowed }))));
      }),
    ].filter(isEstimated);
  }
  const found =
    sameSwitchers === undefined ? raw : partsOf(raw.map(({ lag }) => ({ lag, placebo: false, allowed: always })));
  const foundPlacebos =
    sameSwitchers === undefined
      ? rawPlacebos
      : partsOf(
          rawPlacebos.map(({ lag }) => ({
            ...{ lag, placebo: true },
            allowed: shared([found[lag - 1]!.sums.flags, alwaysBefore], everyone),
          })),
        );
  return [...found, ...foundPlacebos].map((part) => horizon(part.lag, part.placebo, [part])).filter(isEstimated);
}

interface Asked {
  readonly lag: number;
  readonly placebo: boolean;
  readonly allowed: Uint8Array;
}

const isEstimated = ({ value }: Horizon): boolean => !Number.isNaN(value);

/** Placebos are judged by the date and dose of the first change alone. */
const cohortsAt = (all: readonly PlacedLayers[], lag: number, placebo: boolean): PlacedLayers =>
  placebo ? all[0]! : all[Math.min(lag, all.length - 1)]!;

function horizon(lag: number, placebo: boolean, parts: readonly HorizonPart[]): Horizon {
  const last = parts.at(-1)!;
  const value = parts.reduce((sum, { contrast }) => sum + contrast.value, 0);
  return { lag, placebo, parts, value, contrast: last.contrast, flags: last.sums.flags };
}

function shared(all: readonly Uint8Array[], everyone: Uint8Array): Uint8Array {
  return everyone.map((_, g) => Number(all.every((flags) => flags[g] !== 0)));
}

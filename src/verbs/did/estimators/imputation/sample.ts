/**
 * The rows an imputation uses: those not yet treated, on which unit and period effects are estimated, and treated rows for which both
 * effects are known relative to each other. Others are left out, counted and named.
 */
import { DataError, NotSupported } from "../../../../base/errors.js";
import { type Note, note } from "../../../../base/messages.js";
import { gatherCodes } from "../../../../base/row-runs.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import { pairComponents } from "../../../../engine/kernels/groups.js";
import type { UnitRows } from "../../../../engine/kernels/imputation.js";
import { type LevelBlocks, levelBlocks } from "../../../../regression/absorb/exact.js";
import { countOf, restricted } from "../../design/restricted.js";
import type { DidSample } from "../../design/sample.js";
import { IMPUTATION_NOTES, type ImputationLosses } from "./messages.js";

/** Rows of a sample that are used, and how they are. */
export interface ImputationSample {
  readonly sample: DidSample;
  /** By unit; levels of time are periods with untreated rows, numbered by component. */
  readonly rows: UnitRows;
  readonly blocks: LevelBlocks;
  readonly notes: readonly Note[];
}

/** Periods that can be solved for: their equations are dense. */
const MOST_PERIODS = 4000;
const NONE = 0xffff_ffff;
/** Units and periods named in a note. */
const MOST_NAMED = 5;

/**
 * @param anticipation periods before treatment that count as treated
 * @throws DataError `did_imputation` when no treated row can be imputed, NotSupported `did_periods`
 */
export function imputationSample(engine: Engine, given: DidSample, anticipation: number): ImputationSample {
  const compared = comparedRows(given, anticipation);
  const levels = levelsOf(engine, given, compared);
  const { isUsed, treated, losses } = usableRows(given, compared, levels);
  if (treated === 0) throw nothingImputed(given, losses);
  const sample = losses === null ? given : restricted(given, isUsed);
  const rows: UnitRows = {
    starts: sample.starts,
    level: gatherCodes(levels.level, sample.time),
    nLevels: levels.blocks.starts.at(-1)!,
    compared: losses === null ? compared : compared.filter((_, i) => isUsed[i] === 1),
    weights: sample.weights,
  };
  const from = note(IMPUTATION_NOTES, "imputed_from", { untreated: countOf(rows.compared), treated });
  const notes = losses === null ? [from] : [from, note(IMPUTATION_NOTES, "not_imputed", losses)];
  return { sample, rows, blocks: levels.blocks, notes };
}

/** Rows compared with, and treated ones whose unit and period are in one component; what is lost of the others, null for nothing. */
function usableRows(
  given: DidSample,
  compared: Uint8Array,
  { level, levelBlock, unitBlock }: ReturnType<typeof levelsOf>,
) {
  const isUsed = compared.slice();
  const [units, periods] = [new Set<number>(), new Set<number>()];
  let [treated, rows, apart] = [0, 0, 0];
  eachUnit(given, (u, start, end) => {
    for (let i = start; i < end; i++) {
      if (compared[i] === 1) continue;
      const t = given.time[i]!;
      if (unitBlock[u] === levelBlock[t] && level[t] !== NONE) {
        isUsed[i] = 1;
        treated++;
        continue;
      }
      rows++;
      if (unitBlock[u] === NONE) units.add(u);
      else if (level[t] === NONE) periods.add(t);
      else apart++;
    }
  });
  return { isUsed, treated, losses: rows === 0 ? null : lossFacts(given, { rows, units, periods, apart }) };
}

/** Rows before treatment or, by `anticipation`, long enough before it; all of the never treated. */
function comparedRows(given: DidSample, anticipation: number): Uint8Array {
  const { cohort, time, periods } = given;
  const compared = new Uint8Array(time.length);
  eachUnit(given, (u, start, end) => {
    const first = cohort[u]! - anticipation;
    for (let i = start; i < end; i++) if (periods[time[i]!]! < first) compared[i] = 1;
  });
  return compared;
}

/**
 * Levels of the periods that have rows compared with, numbered component by component (NONE without), and the components of units
 * and periods: effects are known relative to each other within one.
 */
function levelsOf(engine: Engine, given: DidSample, compared: Uint8Array) {
  const { time, periods, units } = given;
  const code = new Uint32Array(periods.length).fill(NONE);
  for (let i = 0; i < time.length; i++) if (compared[i] === 1) code[time[i]!] = 0;
  let count = 0;
  for (let t = 0; t < code.length; t++) if (code[t] === 0) code[t] = count++;
  if (count > MOST_PERIODS) throw tooManyPeriods(count);
  const n = countOf(compared);
  const [unit, period] = [new Uint32Array(n), new Uint32Array(n)];
  const first = new Uint32Array(units.length).fill(NONE);
  let [next, nUnits] = [0, 0];
  eachUnit(given, (u, start, end) => {
    for (let i = start; i < end; i++) {
      if (compared[i] === 0) continue;
      if (first[u] === NONE) first[u] = code[time[i]!]!;
      unit[next] = nUnits;
      period[next++] = code[time[i]!]!;
    }
    if (first[u] !== NONE) nUnits++;
  });
  const { nComponents, components: ofLevel } = pairComponents(engine, unit, nUnits, period, count);
  const blocks = levelBlocks({ nComponents, ofLevel });
  return {
    blocks,
    level: code.map((old) => (old === NONE ? NONE : (blocks.relabel?.[old] ?? old))),
    levelBlock: code.map((old) => (old === NONE ? NONE : ofLevel[old]!)),
    unitBlock: first.map((old) => (old === NONE ? NONE : ofLevel[old]!)),
  };
}

/** How many rows are marked. */
/** Calls `read` with the rows `start` .. `end - 1` of each unit. */
function eachUnit({ starts, units }: DidSample, read: (unit: number, start: number, end: number) => void): void {
  for (let u = 0; u < units.length; u++) read(u, starts[u]!, starts[u + 1]!);
}

function lossFacts(
  { panel, units, periods }: DidSample,
  lost: Pick<ImputationLosses, "rows" | "apart"> & Readonly<Record<"units" | "periods", Set<number>>>,
): ImputationLosses {
  const named = [...lost.units].slice(0, MOST_NAMED).map((u) => panel.unit.label(units[u]!));
  const at = [...lost.periods].sort((a, b) => a - b).map((t) => periods[t]!);
  return { rows: lost.rows, units: lost.units.size, named, periods: at, apart: lost.apart };
}

function nothingImputed({ design }: DidSample, losses: ImputationLosses | null): DataError {
  const why = losses === null ? "no row is treated." : note(IMPUTATION_NOTES, "not_imputed", losses).message;
  return new DataError(
    "did_imputation",
    `No outcome of a treated row can be imputed from rows not yet treated: ${why} Add earlier periods or untreated units.`,
    { got: 0, expected: "a treated row", column: design.column },
  );
}

function tooManyPeriods(count: number): NotSupported {
  return new NotSupported(
    "did_periods",
    `Imputation solves for all periods at once: ${count} periods have untreated rows, at most ${MOST_PERIODS} can be. Pool periods (weeks, months) first.`,
    { got: count, expected: `<= ${MOST_PERIODS}` },
  );
}

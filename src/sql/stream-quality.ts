/**
 * The verb for files larger than memory: export quality as `quality/fit` defines it, with the
 * rows in a database on disk and only cells, aggregates and the record in memory. Each stage takes what the one before
 * made, and every row that leaves is counted.
 * Source: Khandelwal, Schott & Wei (2013), American Economic Review 103(6), doi:10.1257/aer.103.6.2169.
 */

import { statSync } from "node:fs";
import { DataError, NumericalError } from "../base/errors.js";
import { note } from "../base/messages.js";
import { Claims } from "../data/disk/identity.js";
import type { Table } from "../data/table/table.js";
import type { Engine } from "../engine/kernels/engine.js";
import type { Aggregate } from "../trade/quality/aggregate.js";
import { STEPS } from "../trade/quality/messages.js";
import type { QualityPlan } from "../trade/quality/plan.js";
import { type ProductSpread, spreadAdvice } from "../trade/quality/product-spread.js";
import type { Waterfall } from "../trade/quality/sample.js";
import type { InstrumentRecord } from "../trade/quality/sigma/instrument.js";
import type { EstimatedSigma } from "../trade/quality/sigma/plan-sigma.js";
import { sigmaUsed, unusableSteps } from "../trade/quality/sigma/sigma-assign.js";
import { pooled } from "../trade/quality/sigma/sigma-estimate.js";
import { estimatedSigmaRecord, requirePooledSigma, type SigmaRecord } from "../trade/quality/sigma/sigma-record.js";
import { type CellSolve, fitCells, readCells, writeFitted } from "./cells.js";
import { double, type KeyColumns, keyColumns } from "./keys.js";
import {
  aggregateRows,
  columnNorms,
  droppedRows,
  normaliseRows,
  rateRows,
  refuseTakenNames,
  scoreRows,
  streamedSpreads,
  sumDuplicates,
  summariseColumn,
  trimRows,
} from "./quality-steps.js";
import { refuseRowId, writeRows } from "./rows-file.js";
import { type Session, withSession } from "./session.js";
import { addInstrument, estimateSlope, isNested, joinSigma, sigmaOverRows, type TableUse } from "./sigma.js";
import { openSource, requireNumeric, type Source } from "./source.js";

import { cleanRows, LN_PRICE, LN_QUANTITY, Steps } from "./steps.js";
import {
  memoryOf,
  planStream,
  refuseUnsupported,
  requiredKeys,
  requireRowsFormat,
  type StreamQualityOptions,
  type StreamQualityRecord,
  usedKeys,
} from "./stream-options.js";
import { streamRecord } from "./stream-record.js";

/** Record and aggregates of a run; the rows are in the file that was asked for. */
export interface StreamQualityResult {
  readonly record: StreamQualityRecord;
  /** One table a key of `by`, in that order. */
  readonly aggregates: readonly { readonly by: string; readonly table: Table }[];
}

/** Below this share of its norm before, a residual is rounding noise: the collinearity tolerance. */
const ABSORBED = 1e-10;

/** Guesses of what the steps cost, for the time left. */
const WEIGHTS = {
  read: 3,
  keys: 2,
  clean: 3,
  stages: 3,
  cells: 3,
  absorb: 2,
  score: 3,
  quality: 2,
  aggregate: 2,
  rows: 6,
};

/**
 * Quality of the rows of the file `path`, as `estimateQuality` of the table in it, to 1e-10. Throws UsageError or
 * NotSupported for options, DataError for the file and its columns, when no row is left and when memory or disk do not
 * suffice, NumericalError when the effects leave no residual, one estimated sigma is not above 1 or the absorption does
 * not converge. Temporary files are gone when it ends.
 */
export async function streamQuality(
  engine: Engine,
  path: string,
  options: StreamQualityOptions = {},
): Promise<StreamQualityResult> {
  refuseUnsupported({ ...options });
  if (options.rows !== undefined) {
    requireRowsFormat(options.rows);
    requireOther(options.rows, path);
  }
  const memory = memoryOf(options);
  return withSession({ memory, temp: options.temp, signal: options.signal }, (session) =>
    new Run(engine, session, path, options, memory).run(),
  );
}

/** Throws UsageError `output_is_input` where the rows would take the place of the data. */
function requireOther(rows: string, data: string): void {
  const claims = new Claims();
  claims.output(rows, `rows: ${rows}`);
  const status = statSync(data, { bigint: true, throwIfNoEntry: false });
  if (status !== undefined) claims.input(data, data, status);
}

/** What the stages between cleaning and the demand equation tell. */
interface Between {
  readonly nSummed: number;
  readonly spreads: readonly ProductSpread[];
  readonly tableUse: TableUse | null;
  readonly instrument: InstrumentRecord | null;
}

/** Sigma for the record, and the SQL of quality over `scored`. */
interface Sigma {
  readonly record: SigmaRecord;
  readonly quality: string;
}

/** One run: the session and what its stages share. */
class Run {
  private readonly steps: Steps;

  constructor(
    private readonly engine: Engine,
    private readonly session: Session,
    private readonly path: string,
    private readonly options: StreamQualityOptions,
    private readonly memory: number,
  ) {
    const nAggregates = options.by?.split(",").length ?? 2;
    const all = Object.values(WEIGHTS).reduce((sum, weight) => sum + weight, 0);
    this.steps = new Steps(all + (nAggregates - 1) * WEIGHTS.aggregate, session, options);
  }

  async run(): Promise<StreamQualityResult> {
    const { engine, session, steps, options } = this;
    const source = await steps.run("read", WEIGHTS.read, () => openSource(session, this.path, options));
    const plan = planStream(source.header, options);
    await this.check(source, plan);
    const keys = keyColumns(session, source, usedKeys(plan));
    await steps.run("keys", WEIGHTS.keys, () => keys.make());
    const required = requiredKeys(plan).filter((name) => name !== plan.value && name !== plan.quantity);
    const waterfall = await steps.run("clean", WEIGHTS.clean, () =>
      cleanRows(session, source, keys, { ...plan, required }),
    );
    const between = await steps.run("duplicates, trimming, instrument", WEIGHTS.stages, () =>
      this.between(waterfall, keys, plan),
    );
    const { solved, norms } = await this.absorb(waterfall, keys, plan, source);
    const sigma = await steps.run("sigma", 0, () => this.sigmaOf(waterfall, keys, plan, solved, norms, between));
    const normalised = await steps.run("normalise", WEIGHTS.quality, async () => {
      await rateRows(session, sigma.quality);
      return normaliseRows(session, keys, plan.normalise);
    });
    const quality = await summariseColumn(session, "quality");
    const rQuality = await summariseColumn(session, "r_quality");
    const aggregates: Aggregate[] = [];
    for (const by of plan.by) {
      const make = () => aggregateRows(session, keys, by, source.header.source);
      aggregates.push(await steps.run(`aggregate ${by.written}`, WEIGHTS.aggregate, make));
    }
    const rows = options.rows ?? null;
    const added = { sigmaByRow: plan.sigma.source === "table", summed: between.nSummed === 0 ? null : plan };
    if (rows === null) await session.confirm();
    else await steps.run("rows", WEIGHTS.rows, () => writeRows(session, source, rows, added));
    const record = streamRecord(engine, {
      ...{
        header: source.header,
        plan,
        waterfall,
        solved,
        sigma: sigma.record,
        quality,
        rQuality,
        normalised,
        aggregates,
        rows,
      },
      notes: [...source.header.notes, ...plan.notes, ...keys.notes],
      ...{ instrument: between.instrument, nSummed: between.nSummed, spreads: between.spreads },
      ...{ memory: this.memory, spilledBytes: session.spilledBytes, timing: steps.timing },
    });
    return Object.freeze({ record, aggregates });
  }

  private async check(source: Source, plan: QualityPlan): Promise<void> {
    refuseTakenNames(plan.by);
    if (this.options.rows !== undefined) refuseRowId(source);
    for (const name of [plan.value, plan.quantity]) {
      await requireNumeric(this.session, source, source.columns.find((column) => column.name === name)!);
    }
  }

  /** Duplicates, trimming, sigma by product, the instrument: each where it is asked for. */
  private async between(waterfall: Waterfall, keys: KeyColumns, plan: QualityPlan): Promise<Between> {
    const { session } = this;
    const { duplicates, trim } = plan.cleaning;
    const nSummed = duplicates === null ? 0 : await sumDuplicates(session, waterfall, keys, duplicates);
    if (trim !== null) await trimRows(session, waterfall, keys, trim);
    const spreads = await streamedSpreads(session, keys, plan.splitters);
    const tableUse = plan.sigma.source === "table" ? await joinSigma(session, waterfall, keys, plan.sigma) : null;
    const instrument = plan.instrument === null ? null : await addInstrument(session, waterfall, keys, plan.instrument);
    return { nSummed, spreads, tableUse, instrument };
  }

  /** From `work` to `scored`: cells out, effects absorbed, fitted values in. */
  private async absorb(
    waterfall: Waterfall,
    keys: KeyColumns,
    plan: QualityPlan,
    source: Source,
  ): Promise<{ solved: CellSolve; norms: readonly number[] }> {
    const { engine, session, steps, options } = this;
    const keep = plan.singletons === "keep";
    const columns = demeanedColumns(plan);
    const cells = await steps.run("cells", WEIGHTS.cells, () => readCells(session, keys, plan.effects, columns));
    const norms = await columnNorms(session, columns);
    const solved = await steps.run("absorb", WEIGHTS.absorb, () =>
      fitCells(engine, cells, keys, plan.effects, { keep, signal: options.signal }),
    );
    if (solved === null) {
      const { rows, value } = waterfall.steps.at(-1)!;
      if (!keep) waterfall.drop(note(STEPS, "singletons"), rows, value);
      throw noRowsLeft(source, waterfall);
    }
    await steps.run("score", WEIGHTS.score, async () => {
      await writeFitted(session, cells);
      if (!keep) waterfall.drop(note(STEPS, "singletons"), ...(await droppedRows(session, cells.names)));
      await scoreRows(session, columns, cells.names);
    });
    if (plan.sigma.source === "fixed" || plan.sigma.source === "table") await this.requireResidual(plan, norms[0]!);
    return { solved, norms };
  }

  private async sigmaOf(
    waterfall: Waterfall,
    keys: KeyColumns,
    plan: QualityPlan,
    solved: CellSolve,
    norms: readonly number[],
    { tableUse, spreads }: Between,
  ): Promise<Sigma> {
    const { session } = this;
    const { sigma } = plan;
    if (sigma.source === "fixed") return { record: sigma, quality: `r0 / ${double(sigma.value - 1)}` };
    if (sigma.source !== "table") return this.estimated(waterfall, keys, plan, sigma, solved, norms, spreads);
    const { lookup, floor, cap, missing, invalid } = sigma;
    const record: SigmaRecord = {
      ...{ source: "table", table: lookup.name, columns: lookup.columns, codes: lookup.nCodes },
      ...{ countries: lookup.nCountries, range: lookup.range, floor, cap, missing, invalid },
      concordances: lookup.concordances.map(({ name, years }) => ({ name, years })),
      ...tableUse!,
      rows: await sigmaOverRows(session),
    };
    return { record, quality: "r0 / (sigma - 1)" };
  }

  private async estimated(
    waterfall: Waterfall,
    keys: KeyColumns,
    plan: QualityPlan,
    sigma: EstimatedSigma,
    solved: CellSolve,
    norms: readonly number[],
    spreads: readonly ProductSpread[],
  ): Promise<Sigma> {
    const { engine, session } = this;
    const cluster = keys.codes(sigma.vcov.type === "cluster" ? sigma.vcov.by.columns : []).join(", ");
    const effects = [];
    for (const [e, { written, columns }] of plan.effects.entries()) {
      const nested = await isNested(session, keys.codes(columns).join(", "), cluster);
      effects.push({ name: written, levels: solved.levels[e]!, nested });
    }
    const counted = { effects, rank: solved.rank };
    const { level } = plan;
    const one = await estimateSlope(engine, session, sigma, cluster, counted, { norms, level });
    requirePooledSigma(sigma, { estimates: [one] }, spreadAdvice(spreads));
    for (const step of unusableSteps(sigma)) waterfall.drop(step, 0, 0);
    const used = sigmaUsed(one, sigma);
    return {
      record: estimatedSigmaRecord(sigma, { groups: pooled(0), estimates: [one] }, level),
      quality: `(r0 + ${double(used)} * r1) / ${double(used - 1)}`,
    };
  }

  private async requireResidual({ effects }: QualityPlan, before: number): Promise<void> {
    const [after, n] = await this.session.row<[number, number]>(
      "SELECT sqrt(fsum(r0 * r0)), count(*)::DOUBLE FROM scored",
    );
    if (after > ABSORBED * before) return;
    const names = effects.map(({ written }) => written).join(" + ");
    throw new NumericalError(
      "quality_absorbed",
      `The effects ${names} explain all ${n} rows: no residual is left to be quality. Use fewer or coarser effects.`,
      { got: after, expected: `above ${ABSORBED} times ${before}` },
    );
  }
}

/** SQL of the columns of `work` that are demeaned. */
function demeanedColumns({ sigma }: QualityPlan): string[] {
  if (sigma.source === "fixed") return [`(${LN_QUANTITY} + ${double(sigma.value)} * ${LN_PRICE})`];
  if (sigma.source === "table") return [`(${LN_QUANTITY} + sigma * ${LN_PRICE})`];
  return [LN_QUANTITY, LN_PRICE, ...(sigma.source === "iv" ? ["z"] : [])];
}

function noRowsLeft({ header, nRows }: Source, waterfall: Waterfall): DataError {
  const lost = waterfall.steps.filter((step) => step.dropped_rows > 0);
  return new DataError(
    "no_rows_left",
    `${header.source.name}: none of ${nRows} rows is left to estimate quality on. ` +
      `Dropped: ${lost.map((step) => `${step.step} ${step.dropped_rows}`).join(", ")}.`,
    { got: 0, expected: "rows with value and quantity above 0", waterfall: lost },
  );
}

/**
 * Layer sql. The verb for files larger than memory: export quality as `quality/estimate-quality` defines it, with the
 * rows in a database on disk and only cells, aggregates and the record in memory. Each stage takes what the one before
 * made, and every row that leaves is counted.
 * Source: Khandelwal, Schott & Wei (2013), American Economic Review 103(6), doi:10.1257/aer.103.6.2169.
 */
import { DataError, NumericalError } from "../base/errors.js";
import type { Engine } from "../kernels/engine.js";
import type { Aggregate } from "../quality/aggregate.js";
import type { Waterfall } from "../quality/waterfall.js";
import type { Table } from "../table/table.js";
import { aggregateRows, refuseTakenNames } from "./aggregate.js";
import { requireNumeric } from "./cell-types.js";
import { type CellSolve, fitCells, readCells, writeFitted } from "./cells.js";
import { addInstrument } from "./instrument.js";
import { columnsOf, type KeyColumns, keyColumns } from "./keys.js";
import { double } from "./numbers.js";
import { refuseRowId, writeRows } from "./rows-file.js";
import { columnNorms, droppedRows, normaliseRows, rateRows, scoreRows, summariseColumn } from "./score.js";
import { type Session, withSession } from "./session.js";
import { readSigmas } from "./sigma-table.js";
import { estimateSlope, isNested } from "./slope.js";
import { openSource, type Source } from "./source.js";
import { Steps } from "./steps.js";
import {
  memoryOf,
  planStream,
  refuseUnsupported,
  requireRowsFormat,
  type SlopeRoles,
  type StreamPlan,
  type StreamQualityOptions,
} from "./stream-options.js";
import { type StreamQualityRecord, type StreamSigmaRecord, slopeRecord, streamRecord } from "./stream-record.js";
import { trimRows } from "./trim.js";
import { cleanRows, joinSigma } from "./work.js";

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
  stage: 2,
  cells: 3,
  absorb: 2,
  score: 3,
  normalise: 2,
  aggregate: 1,
  rows: 5,
};

/**
 * Quality of the rows of the file `path`, as `estimateQuality` of the table in it, to 1e-10. Throws UsageError or
 * NotSupported for options, DataError for the file and its columns, when no row is left and when memory or disk do not
 * suffice, NumericalError when the effects leave no residual, sigma is not above 1 or the absorption does not converge.
 * Temporary files are gone when it ends.
 */
export async function streamQuality(
  engine: Engine,
  path: string,
  options: StreamQualityOptions = {},
): Promise<StreamQualityResult> {
  refuseUnsupported({ ...options });
  if (options.rows !== undefined) requireRowsFormat(options.rows);
  const memory = memoryOf(options);
  return withSession({ memory, temp: options.temp, signal: options.signal }, (session) =>
    new Run(engine, session, path, options, memory).run(),
  );
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
    const total =
      Object.values(WEIGHTS).reduce((sum, weight) => sum + weight, 0) + (nAggregates - 1) * WEIGHTS.aggregate;
    this.steps = new Steps(total, session, options);
  }

  async run(): Promise<StreamQualityResult> {
    const { engine, session, steps, options } = this;
    const source = await steps.run("read", WEIGHTS.read, () => openSource(session, this.path, options));
    const plan = planStream(source.header, options);
    refuseTakenNames(plan.by);
    if (options.rows !== undefined) refuseRowId(source);
    for (const name of [plan.value, plan.quantity]) {
      await requireNumeric(session, source, source.columns.find((column) => column.name === name)!);
    }
    const keys = keyColumns(session, source, usedKeys(plan));
    await steps.run("keys", WEIGHTS.keys, () => keys.make());
    const waterfall = await steps.run("clean", WEIGHTS.clean, () =>
      cleanRows(session, source, keys, { ...plan, required: requiredKeys(plan) }),
    );
    await steps.run("stages", WEIGHTS.stage, () => this.furtherStages(waterfall, keys, plan));
    const columns = demeanedColumns(plan);
    const { solved, norms } = await this.absorb(waterfall, keys, plan, columns, source);
    const sigma = await steps.run("sigma", 0, () => this.sigmaOf(plan, keys, solved, norms));
    const normalised = await steps.run("normalise", WEIGHTS.normalise, async () => {
      await rateRows(session, qualityOf(sigma));
      return normaliseRows(session, keys, plan.normalise);
    });
    const quality = await steps.run("summarise", 0, () => summariseColumn(session, "quality"));
    if (sigma.source === "fixed" || sigma.source === "table") await this.requireResidual(plan, norms[0]!, quality.n);
    const rQuality = await summariseColumn(session, "r_quality");
    const aggregates: Aggregate[] = [];
    for (const by of plan.by) {
      const make = () => aggregateRows(session, keys, by, source.header.source);
      aggregates.push(await steps.run(`aggregate ${by.written}`, WEIGHTS.aggregate, make));
    }
    const rows = options.rows ?? null;
    if (rows !== null) await steps.run("rows", WEIGHTS.rows, () => writeRows(session, source, rows));
    const record = streamRecord(engine, {
      ...{ source, plan, waterfall, solved, sigma, quality, rQuality, normalised, aggregates, rows },
      notes: [...source.header.notes, ...keys.notes],
      ...{ memory: this.memory, spilledBytes: session.spilledBytes, timing: steps.timing },
    });
    return Object.freeze({ record, aggregates });
  }

  /** Trimming, sigma by product, the instrument: each where it is asked for. */
  private async furtherStages(waterfall: Waterfall, keys: KeyColumns, plan: StreamPlan): Promise<void> {
    const { session } = this;
    if (plan.trim !== null) await trimRows(session, waterfall, keys, plan.trim);
    if (plan.sigma.source === "table") {
      const sigmas = await readSigmas(plan.sigma, plan.product!);
      await joinSigma(session, waterfall, keys, plan.product!, sigmas);
    }
    if (plan.sigma.source === "iv") await addInstrument(session, waterfall, keys, plan.slope as SlopeRoles);
  }

  /** From `work` to `scored`: cells out, effects absorbed, fitted values in. */
  private async absorb(
    waterfall: Waterfall,
    keys: KeyColumns,
    plan: StreamPlan,
    columns: readonly string[],
    source: Source,
  ): Promise<{ solved: CellSolve; norms: readonly number[] }> {
    const { engine, session, steps, options } = this;
    const keep = plan.singletons === "keep";
    const cells = await steps.run("cells", WEIGHTS.cells, () => readCells(session, keys, plan.effects, columns));
    const norms = await columnNorms(session, columns);
    const solved = await steps.run("absorb", WEIGHTS.absorb, () =>
      fitCells(engine, cells, keys, plan.effects, { keep, signal: options.signal }),
    );
    if (solved === null) {
      const { rows, value } = waterfall.steps.at(-1)!;
      if (!keep) waterfall.drop("singletons", rows, value);
      throw noRowsLeft(source, waterfall);
    }
    await steps.run("score", WEIGHTS.score, async () => {
      await writeFitted(session, cells);
      if (!keep) waterfall.drop("singletons", ...(await droppedRows(session, cells.names)));
      await scoreRows(session, columns, cells.names);
    });
    return { solved, norms };
  }

  private async sigmaOf(
    plan: StreamPlan,
    keys: KeyColumns,
    solved: CellSolve,
    norms: readonly number[],
  ): Promise<StreamSigmaRecord> {
    const { session } = this;
    const { sigma } = plan;
    if (sigma.source === "fixed") return sigma;
    if (sigma.source === "table") {
      const [products] = await session.row<[number]>(
        `SELECT count(DISTINCT ${keys.codes([plan.product!])})::DOUBLE FROM scored`,
      );
      return { source: "table", file: sigma.file, products };
    }
    const [firm] = keys.codes([plan.slope!.firm]);
    const effects = [];
    for (const [e, { written, columns }] of plan.effects.entries()) {
      const nested = await isNested(session, keys.codes(columns).join(", "), firm!);
      effects.push({ name: written, levels: solved.levels[e]!, nested });
    }
    const [n] = await session.row<[number]>("SELECT count(*)::DOUBLE FROM scored");
    const record = slopeRecord(
      sigma.source,
      await estimateSlope(session, firm!, n, { effects, rank: solved.rank }, norms),
    );
    if ((record as { value: number }).value > 1) return record;
    const { value, std_error } = record as { value: number; std_error: number };
    throw new NumericalError(
      "sigma_not_above_one",
      `Sigma estimated by ${sigma.source} is ${value} (standard error ${std_error}), and quality needs one above 1: give a number, or other effects or cleaning.`,
      { got: value, expected: "above 1" },
    );
  }

  private async requireResidual({ effects }: StreamPlan, before: number, n: number): Promise<void> {
    const [after] = await this.session.row<[number]>("SELECT sqrt(fsum(r0 * r0)) FROM scored");
    if (after > ABSORBED * before) return;
    const names = effects.map(({ written }) => written).join(" + ");
    throw new NumericalError(
      "quality_absorbed",
      `The effects ${names} explain all ${n} rows: no residual is left to be quality. Use fewer or coarser effects.`,
      { got: after, expected: `above ${ABSORBED} times ${before}` },
    );
  }
}

/** Columns that are groups of any kind. */
function usedKeys(plan: StreamPlan): string[] {
  const { effects, normalise, trim, by, product, slope } = plan;
  const keys = columnsOf([...effects, normalise, ...(trim === null ? [] : [trim.within]), ...by]);
  return [...keys, ...(product === null ? [] : [product]), ...Object.values(slope ?? {})];
}

/** Columns that must not be missing besides value and quantity: those of aggregates may be. */
function requiredKeys(plan: StreamPlan): string[] {
  const all = usedKeys({ ...plan, by: [] });
  return [...new Set(all)].filter((name) => name !== plan.value && name !== plan.quantity);
}

/** SQL of the columns of `work` that are demeaned. */
function demeanedColumns({ sigma }: StreamPlan): string[] {
  if (sigma.source === "fixed") return [`(lnq + ${double(sigma.value)} * lnp)`];
  if (sigma.source === "table") return ["(lnq + sigma * lnp)"];
  return sigma.source === "iv" ? ["lnq", "lnp", "z"] : ["lnq", "lnp"];
}

/** SQL of quality over `scored`. */
function qualityOf(sigma: StreamSigmaRecord): string {
  if (sigma.source === "table") return "r0 / (sigma - 1)";
  const { source, value } = sigma;
  if (source === "fixed") return `r0 / ${double(value - 1)}`;
  return `(r0 + ${double(value)} * r1) / ${double(value - 1)}`;
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

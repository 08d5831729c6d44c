/**
 * Rows that an engine holds, as the chain of quality asks them: every step is a statement, cells, groups and aggregates come home, and
 * what the kernels make of them goes back beside the rows. Which steps there are the chain says.
 *
 * Columns of all relations: v, q and p (value, quantity, unit value), k0, k1, .. (keys), id where rows have numbers; z (the price
 * elsewhere), s (sigma), r0, r1, r2 (ln q, ln p and z without effects), quality and rq as they are made.
 */
import type { Chain } from "../../base/chain.js";
import { compensatedSum } from "../../base/numbers.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { Aggregate } from "../../trade/quality/aggregate.js";
import type { Suspects, Trim } from "../../trade/quality/cleaning/plan-cleaning.js";
import type { CodeChange } from "../../trade/quality/codes/product-codes.js";
import { requireResidual } from "../../trade/quality/demand.js";
import type { NormaliseRule } from "../../trade/quality/normalise.js";
import type { Keys } from "../../trade/quality/options.js";
import { type AggregateOptions, sameKeys } from "../../trade/quality/plan-names.js";
import type { Splitter, SpreadSums } from "../../trade/quality/product-spread.js";
import type { Kept, QualityRows, Rated, Reason } from "../../trade/quality/rows.js";
import type { Loss } from "../../trade/quality/sample.js";
import type { EstimatedSigma, InstrumentPlan, TabledSigma } from "../../trade/quality/sigma/plan-sigma.js";
import { aggregateRows } from "./aggregates.js";
import {
  type Cells,
  cellsAt,
  type Fitted,
  fitCells,
  fittedOf,
  placeLevels,
  readCells,
  rowsOf,
  withoutSingletons,
} from "./cells.js";
import { repeatedRows, summedRows, usableRows } from "./cleaning.js";
import { besideRows, type Host, inline, joined, rowOf, sumOf, withColumns, withMade } from "./host.js";
import { notPushed } from "./options.js";
import { spreadSums } from "./product-spreads.js";
import { keepWhere, percentilesBeside, type RowSource, type SqlRated, type SqlSample, sameRows } from "./sample.js";
import { normaliseRows, summariesOf } from "./scale.js";
import { groupKeys, type SqlSums, sigmaSums } from "./sigma-sums.js";
import { joinSigma, sigmaOverRows } from "./sigma-table.js";

/** Reports and times what a run does. */
export interface RunSteps {
  run<T>(stage: string, work: () => Promise<T>): Promise<T>;
  chain<T>(stage: string, work: () => Chain<T>): Chain<T>;
}

export const LN_QUANTITY = "ln(q)";
export const LN_PRICE = "ln(p)";

export class SqlRows implements QualityRows<SqlSample, SqlSums, SqlRated> {
  readonly name: string;
  readonly nRows: number;
  /** Cells a demand equation was estimated from. */
  nCells = 0;

  constructor(
    private readonly engine: Engine,
    private readonly host: Host,
    private readonly source: RowSource,
    private readonly steps: RunSteps,
    private readonly signal: AbortSignal | undefined,
  ) {
    this.name = source.name;
    this.nRows = source.nRows;
  }

  stage<T>(name: string, work: () => Chain<T>): Chain<T> {
    return this.steps.chain(name, work);
  }

  size = ({ n }: SqlSample): number => n;

  usable(_value: string, _quantity: string, reasons: readonly Reason[]) {
    return usableRows(this.host, this.source, reasons);
  }

  mainUnit(): never {
    throw notPushed("the main unit of a product (unitChanges: main)", "value by product and unit");
  }

  repeated = (sample: SqlSample, keys: Keys) => repeatedRows(this.host, this.source, sample, keys);
  summed = (sample: SqlSample, keys: Keys) => summedRows(this.host, this.source, sample, keys);

  private codes({ columns }: Keys): string[] {
    return this.source.keys.codes(columns);
  }

  trimmed(sample: SqlSample, { share, within }: Trim): Promise<Kept<SqlSample>> {
    const bounded = percentilesBeside(this.host, sample.rows, this.codes(within), "p", { low: share, high: 1 - share });
    return keepWhere(this.host, sample, bounded, "p >= low AND p <= high");
  }

  nearMedian(sample: SqlSample, cells: Keys, factor: number): Promise<Kept<SqlSample>> {
    const f = this.host.dialect.number(factor);
    const bounded = percentilesBeside(this.host, sample.rows, this.codes(cells), "p", { median: 0.5 });
    return keepWhere(this.host, sample, bounded, `p >= median / ${f} AND p <= median * ${f}`);
  }

  frequent(sample: SqlSample, keys: Keys, least: number): Promise<Kept<SqlSample>> {
    const group = { keys: this.codes(keys), added: { n: "count(*)" } };
    return keepWhere(this.host, sample, besideRows(this.host, sample.rows, [group]), `n >= ${least}`);
  }

  // warnings that would cost a sort of all rows: a note says that they are not sought
  suspects = (): Suspects | null => null;
  codeChanges = (): readonly CodeChange[] => [];

  async spreadSums({ rows }: SqlSample, splitters: readonly Splitter[]): Promise<readonly SpreadSums[]> {
    const made: SpreadSums[] = [];
    for (const splitter of splitters) made.push(await spreadSums(this.host, this.source.keys, rows, splitter));
    return made;
  }

  async sigmaFromTable(sample: SqlSample, plan: TabledSigma) {
    const { rows, use, lost } = await joinSigma(this.host, this.source.keys, sample.rows, plan, this.name);
    sameRows(sample.n, total(use.tiers));
    return { sample: { rows, n: sample.n - total(lost), cells: null }, use, lost };
  }

  /**
   * The mean log price of the same firm, product and year in other destinations: sums of whole groups less the own destination's.
   */
  async priceElsewhere(sample: SqlSample, roles: InstrumentPlan) {
    const { host, source } = this;
    const { dialect } = host;
    const group = source.keys.codes([roles.firm, roles.product, roles.year]);
    const own = source.keys.codes([roles.firm, roles.product, roles.year, roles.dest]);
    const beside = besideRows(host, sample.rows, [
      { keys: group, added: { n: "count(*)", total: sumOf(dialect, LN_PRICE) } },
      { keys: own, added: { n_own: "count(*)", total_own: sumOf(dialect, LN_PRICE) } },
    ]);
    const z = `CASE WHEN n > n_own THEN (total - total_own) / ${dialect.double("(n - n_own)")} END`;
    const marked = withMade({ ...sample.rows, from: beside.from }, { z });
    const kept = await keepWhere(host, { ...sample, rows: marked }, marked, "z IS NOT NULL");
    const mine = { rows: kept.sample.n, value: kept.value };
    const sources = { own: mine, substitute: { rows: 0, value: 0 }, none: kept.lost };
    return { ...kept, value: mine.value + kept.lost.value, sources };
  }

  async withoutSingletons(sample: SqlSample, effects: readonly Keys[]): Promise<Kept<SqlSample>> {
    const { rows, cells } = await this.cellsOf(sample, effects);
    const { sample: kept, lost } = withoutSingletons(cells);
    return { sample: { rows, n: rowsOf(kept), cells: kept }, lost };
  }

  /** The sample with its cells by `effects`. */
  private async cellsOf(sample: SqlSample, effects: readonly Keys[]): Promise<InCells> {
    const { cells } = sample;
    if (cells !== null && sameKeys(cells.effects, effects)) return { ...sample, cells };
    const { rows, n } = cells === null ? sample : await this.inCells({ ...sample, cells }, null, () => ({}));
    const columns = {
      q: LN_QUANTITY,
      p: LN_PRICE,
      ...(rows.columns.includes("z") ? { z: "z" } : {}),
      ...(rows.columns.includes("s") ? { y: `${LN_QUANTITY} + s * ${LN_PRICE}` } : {}),
    };
    const read = await this.steps.run("cells", () =>
      readCells(this.host, this.source.keys, rows.from, effects, columns),
    );
    sameRows(n, rowsOf(read));
    return { rows, n, cells: read };
  }

  /** The rows that are in a cell, with columns of what the effects leave: `fit(j)` is the SQL of what they explain of column j. */
  private inCells({ rows, n, cells }: InCells, fitted: Fitted | null, made: (fit: Fit) => Columns): Promise<InCells> {
    return this.steps.run("score", async () => {
      const placed = await placeLevels(this.host, this.source.keys, cells, fitted);
      const columns = made((j) => fittedOf(placed, j));
      const from = await this.host.keep(joined(rows, placed, columns));
      return { rows: withColumns(rows, from, ...Object.keys(columns)), n, cells };
    });
  }

  private fit(cells: Cells, columns: readonly Float64Array[]): Promise<Fitted> {
    this.nCells = cells.counts.length;
    return this.steps.run("absorb", async () => fitCells(this.engine, cells, columns, this.signal));
  }

  async sigmaSums(sample: SqlSample, plan: EstimatedSigma, effects: readonly Keys[]): Promise<SqlSums> {
    const own = await this.cellsOf(sample, effects);
    const { q, p, z } = own.cells.means;
    const fitted = await this.fit(own.cells, [q!, p!, ...(plan.source === "iv" ? [z!] : [])]);
    const scored = await this.inCells(own, fitted, (taken) => ({
      r0: `ln(r.q) - ${taken(0)}`,
      r1: `ln(r.p) - ${taken(1)}`,
      ...(plan.source === "iv" ? { r2: `r.z - ${taken(2)}` } : {}),
    }));
    const sums = await sigmaSums(this.host, this.source.keys, scored, plan, fitted);
    sameRows(
      own.n,
      sums.sums.reduce((total, { n }) => total + n, 0),
    );
    requireResidual(written(effects), own.n, sums.before, sums.after);
    return sums;
  }

  async assigned(_: SqlSample, sums: SqlSums, used: Float64Array, reasons: Uint8Array, nReasons: number) {
    const { host, source } = this;
    const lost = Array.from({ length: nReasons }, (_, r): Loss => {
      const gone = sums.sums.map(({ n }, g) =>
        reasons[g] === r + 1 ? { n, value: sums.values[g]! } : { n: 0, value: 0 },
      );
      return { rows: gone.reduce((sum, { n }) => sum + n, 0), value: compensatedSum(gone.map(({ value }) => value)) };
    });
    const { rows, n, cells } = sums.sample;
    if (sums.by === null) return { sample: sums.sample, lost };
    const kept = Uint32Array.from(reasons.keys()).filter((g) => reasons[g] === 0);
    const placed = {
      from: await host.place({ ...groupKeys(sums, kept), f0: Float64Array.from(kept, (g) => used[g]!) }),
      keys: source.keys.codes(sums.by.columns),
    };
    const { codes } = sums.ofCells;
    const inGroups = Uint32Array.from(codes.keys()).filter((cell) => reasons[codes[cell]!] === 0);
    const sample: SqlSample = {
      rows: withColumns(rows, inline(joined(rows, [placed], { s: "e0.f0" })), "s"),
      n: n - total(lost),
      cells: cellsAt(cells, inGroups),
    };
    return { sample, lost };
  }

  async rate(
    sample: SqlSample,
    effects: readonly Keys[],
    sigma: number | null,
    sums: SqlSums | null,
  ): Promise<Rated<SqlRated>> {
    const { number } = this.host.dialect;
    const s = sigma === null ? "s" : number(sigma);
    const over = `(${s} - ${number(1)})`;
    if (sums !== null) {
      const rows = withMade(sample.rows, { quality: `(r0 + ${s} * r1) / ${over}` });
      const levels = sample.cells!.levels.map(({ nLevels }) => nLevels);
      return { ...sums.absorption, levels, rated: { rows, n: sample.n } };
    }
    const own = await this.cellsOf(sample, effects);
    const { counts, means, levels } = own.cells;
    const y = sigma === null ? means.y! : means.q!.map((q, i) => q + sigma * means.p![i]!);
    const fitted = await this.fit(own.cells, [y]);
    const { rows } = await this.inCells(own, fitted, (taken) => ({
      quality: `(ln(r.q) + ${sigma === null ? "r.s" : s} * ln(r.p) - ${taken(0)}) / ${sigma === null ? "(r.s - " : `(${s} - `}${number(1)})`,
    }));
    const mean = y.reduce((sum, value, i) => sum + counts[i]! * value, 0) / own.n;
    const squares = [`quality * ${over}`, `${LN_QUANTITY} + ${s} * ${LN_PRICE} - ${number(mean)}`].map((column) =>
      sumOf(this.host.dialect, `(${column}) * (${column})`),
    );
    const [n, after, before] = await rowOf(this.host, ["count(*)", ...squares], rows.from);
    sameRows(own.n, n!);
    requireResidual(written(effects), own.n, Math.sqrt(before!), Math.sqrt(after!));
    return { ...fitted, levels: levels.map(({ nLevels }) => nLevels), rated: { rows, n: own.n } };
  }

  normalise(rated: SqlRated, within: Keys, rule: NormaliseRule) {
    return normaliseRows(this.host, rated, this.codes(within), rule);
  }

  summaries = (rated: SqlRated) => summariesOf(this.host, rated);

  async sigmaSpread({ rows: { from }, n }: SqlRated) {
    const spread = await sigmaOverRows(this.host, from);
    sameRows(n, spread.n);
    return spread;
  }

  async aggregate({ rows, n }: SqlRated, keys: Keys, options: AggregateOptions): Promise<Aggregate> {
    const { aggregate, seen } = await aggregateRows(this.host, this.source.keys, rows, keys, options, this.name);
    seen.forEach((count) => {
      sameRows(n, count);
    });
    return aggregate;
  }
}

type InCells = SqlSample & { readonly cells: Cells };
type Columns = Readonly<Record<string, string>>;
type Fit = (column: number) => string;

const total = (of: readonly Loss[]): number => of.reduce((sum, { rows }) => sum + rows, 0);

const written = (keys: readonly Keys[]): string[] => keys.map((key) => key.written);

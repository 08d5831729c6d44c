/**
 * Rows that an engine holds, as the chain of quality asks them: every step is a statement, cells, groups and aggregates come home, and
 * what the kernels make of them goes back beside the rows. Which steps there are the chain says.
 *
 * Columns of all relations: v, q and p (value, quantity, unit value), k0, k1, .. (keys), id where rows have numbers; z (the price
 * elsewhere), s (sigma), r0, r1, r2 (ln q, ln p and z without effects), quality and rq as they are made.
 */
import type { Chain } from "../../base/chain.js";
import { DataError, NotSupported } from "../../base/errors.js";
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
import type { Summary } from "../../trade/quality/summary.js";
import { changedRows } from "../moments/guards.js";
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
import {
  besideRows,
  counted,
  type Host,
  inline,
  joined,
  orZero,
  type Relation,
  rowOf,
  selectWith,
  sumOf,
  withColumns,
} from "./host.js";
import type { KeyBook } from "./key-book.js";
import { spreadSums } from "./product-spreads.js";
import { groupKeys, type SqlSums, sigmaSums } from "./sigma-sums.js";
import { joinSigma, sigmaOverRows } from "./sigma-table.js";

/** Rows in work, and how many. */
export interface SqlSample {
  readonly rows: Relation;
  readonly n: number;
  /** Cells of the sample by some effects, where they are known; rows of `rows` that are in none are not of it. */
  readonly cells: Cells | null;
}

/** Rows with their quality. */
export interface SqlRated {
  readonly rows: Relation;
  readonly n: number;
}

/** The rows of a source, before anything is left out: columns v, q, the keys and id, NULL where missing. */
export interface RowSource {
  readonly name: string;
  readonly nRows: number;
  readonly relation: Relation;
  readonly hasId: boolean;
  readonly keys: KeyBook;
  readonly value: string;
  readonly quantity: string;
}

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

  async usable(_value: string, _quantity: string, reasons: readonly Reason[]) {
    const { host, source } = this;
    const { dialect } = host;
    const price = withColumns(
      source.relation,
      inline(selectWith(source.relation, { p: `CASE WHEN q > ${dialect.number(0)} THEN v / q END` })),
      "p",
    );
    const cases = reasons.map((reason, r) => `WHEN ${this.applies(reason)} THEN ${r}`).join(" ");
    const coded = withColumns(price, "", "reason");
    const from = await host.keep(selectWith(price, { reason: `CASE ${cases} ELSE ${reasons.length} END` }));
    const finite = `v - v = ${dialect.number(0)}`;
    const byReason = await host.query(
      `SELECT ${["reason", "count(*)", sumOf(dialect, "v", finite)].map(dialect.double).join(", ")} FROM ${from} GROUP BY reason`,
    );
    const [which, rows, worth] = byReason as Float64Array[];
    const lost = [...reasons, null].map((_, r): Loss => {
      const at = which!.indexOf(r);
      return at < 0 ? { rows: 0, value: 0 } : { rows: rows![at]!, value: orZero(worth![at]!) };
    });
    const n = lost.pop()!.rows;
    this.requireRows(
      this.nRows,
      rows!.reduce((sum, count) => sum + count, 0),
    );
    const columns = coded.columns.filter((name) => name !== "reason");
    const kept = inline(selectWith({ from, columns }, {}, ` WHERE reason = ${reasons.length}`));
    return {
      sample: { rows: { from: kept, columns }, n, cells: null },
      lost,
      value: compensatedSum(worth!.map(orZero)),
    };
  }

  /** SQL that says whether a reason applies. */
  private applies(reason: Reason): string {
    const zero = this.host.dialect.number(0);
    const { value, quantity, keys } = this.source;
    const amount = (name: string) => (name === value ? "v" : name === quantity ? "q" : keys.codes([name])[0]!);
    if (reason.kind === "missing") return `${amount(reason.column)} IS NULL`;
    if (reason.kind === "not_positive") return `${amount(reason.column)} <= ${zero}`;
    if (reason.kind === "unit_value") return `NOT (p > ${zero} AND p - p = ${zero})`;
    throw notPushed("rows of trading companies (intermediaries)", "the names of all firms");
  }

  mainUnit(): never {
    throw notPushed("the main unit of a product (unitChanges: main)", "value by product and unit");
  }

  async repeated(sample: SqlSample, keys: Keys): Promise<readonly [number, number] | null> {
    const { host, source } = this;
    const { codes, known } = this.kind(keys);
    const least = source.hasId ? "min(id)" : "0";
    const groups = `SELECT ${[...codes, `${least} AS least`].join(", ")} FROM ${sample.rows.from} WHERE ${known} GROUP BY ${codes.join(", ")} HAVING count(*) > 1`;
    const [n, first] = await rowOf(host, ["count(*)", "min(least)"], inline(groups));
    if (n === 0) return null;
    if (!source.hasId) throw repeatedWithoutNumbers(n!, keys);
    const after = `JOIN (${groups}) AS g ON ${codes.map((code) => `r.${code} = g.${code}`).join(" AND ")} WHERE r.id > g.least`;
    const pairs = inline(
      `SELECT r.id AS again, g.least AS least FROM (SELECT * FROM ${sample.rows.from}) AS r ${after}`,
    );
    const [again] = await rowOf(host, ["min(again)"], pairs);
    const [own = first] = await rowOf(host, ["min(least)"], `${pairs} WHERE again = ${again}`);
    return [own! + 1, again! + 1];
  }

  async summed(sample: SqlSample, keys: Keys): Promise<SqlSample> {
    const { host } = this;
    const { dialect } = host;
    const { codes, known } = this.kind(keys);
    const { from, columns } = sample.rows;
    const groups = `SELECT ${[...codes, "count(*) AS n"].join(", ")} FROM ${from} GROUP BY ${codes.join(", ")}`;
    const several = `n > 1 AND ${known}`;
    const of = [counted(dialect)(several), `sum(CASE WHEN ${several} THEN n ELSE 0 END)`, "sum(n)"];
    const [repeated, rows, seen] = (await rowOf(host, of, inline(groups))).map(orZero);
    this.requireRows(sample.n, seen!);
    if (repeated === 0) return sample;
    const [v, q] = [sumOf(dialect, "r.v"), sumOf(dialect, "r.q")];
    // rows of one kind differ in no key of the run but codes that split products, of which the first counts; rows without numbers have no
    // first: the least code
    const own = (name: string): string => {
      if (codes.includes(name)) return `r.${name}`;
      return name === "id" || !columns.includes("id") ? `min(r.${name})` : `arg_min(r.${name}, r.id)`;
    };
    const made = { v, q, p: `${v} / ${q}` } as Readonly<Record<string, string>>;
    const one = columns.map((name) => `${made[name] ?? own(name)} AS ${name}`);
    const kind = codes.map((code) => `r.${code}`);
    const present = kind.map((code) => `${code} IS NOT NULL`).join(" AND ");
    const select =
      `SELECT ${one.join(", ")} FROM (SELECT * FROM ${from}) AS r WHERE ${present} GROUP BY ${kind.join(", ")} ` +
      `UNION ALL SELECT ${columns.join(", ")} FROM ${from} WHERE NOT (${known})`;
    return { rows: { from: await host.keep(select), columns }, n: sample.n - rows! + repeated!, cells: null };
  }

  private kind({ columns }: Keys) {
    const codes = this.source.keys.codes(columns);
    return { codes, known: codes.map((code) => `${code} IS NOT NULL`).join(" AND ") };
  }

  async trimmed(sample: SqlSample, { share, within }: Trim): Promise<Kept<SqlSample>> {
    const bounded = this.percentiles(sample.rows, within, "p", { low: share, high: 1 - share });
    return this.without(sample, bounded, "p >= low AND p <= high");
  }

  async nearMedian(sample: SqlSample, cells: Keys, factor: number): Promise<Kept<SqlSample>> {
    const f = this.host.dialect.number(factor);
    const bounded = this.percentiles(sample.rows, cells, "p", { median: 0.5 });
    return this.without(sample, bounded, `p >= median / ${f} AND p <= median * ${f}`);
  }

  async frequent(sample: SqlSample, keys: Keys, least: number): Promise<Kept<SqlSample>> {
    const group = { keys: this.source.keys.codes(keys.columns), added: { n: "count(*)" } };
    return this.without(sample, besideRows(this.host, sample.rows, [group]), `n >= ${least}`);
  }

  /**
   * Rows with percentiles of type 7 of `column` in their cell beside them, by name.
   * Source: Hyndman & Fan (1996), The American Statistician 50(4), doi:10.1080/00031305.1996.10473566.
   */
  private percentiles(
    rows: Relation,
    within: Keys,
    column: string,
    shares: Readonly<Record<string, number>>,
  ): Relation {
    const { double, number } = this.host.dialect;
    const over = `PARTITION BY ${this.source.keys.codes(within.columns).join(", ")}`;
    const ranked = withColumns(
      rows,
      inline(
        selectWith(rows, {
          i: double(`row_number() OVER (${over} ORDER BY ${column}) - 1`),
          upto: double(`count(*) OVER (${over}) - 1`),
        }),
      ),
      ...["i", "upto"],
    );
    const percentile = (share: number): string => {
      const place = `(upto * ${number(share)})`;
      const statistic = (at: string): string => `max(CASE WHEN i = ${at} THEN ${column} END) OVER (${over})`;
      const [low, high] = [statistic(`floor(${place})`), statistic(`least(floor(${place}) + ${number(1)}, upto)`)];
      return `${low} + (${place} - floor(${place})) * (${high} - ${low})`;
    };
    const made = Object.entries(shares).map(([name, share]) => [name, percentile(share)]);
    return withColumns(
      rows,
      inline(selectWith({ ...rows, from: ranked.from }, Object.fromEntries(made))),
      ...Object.keys(shares),
    );
  }

  /** The rows of `marked` that `stays` holds of, and what is lost. */
  private async without(sample: SqlSample, marked: Relation, stays: string): Promise<Kept<SqlSample>> {
    const { dialect } = this.host;
    const from = await this.host.keep(selectWith(marked, {}));
    const [rows, n, value] = await rowOf(
      this.host,
      ["count(*)", counted(dialect)(stays), sumOf(dialect, "v", `NOT (${stays})`)],
      from,
    );
    this.requireRows(sample.n, rows!);
    const kept = inline(selectWith({ ...sample.rows, from }, {}, ` WHERE ${stays}`));
    return {
      sample: { rows: { ...sample.rows, from: kept }, n: orZero(n!), cells: null },
      lost: { rows: rows! - orZero(n!), value: orZero(value!) },
    };
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
    this.requireRows(sample.n, total(use.tiers));
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
    const marked = withColumns(sample.rows, inline(selectWith({ ...sample.rows, from: beside.from }, { z })), "z");
    const { sample: kept, lost } = await this.without(
      { ...sample, rows: withColumns(sample.rows, sample.rows.from, "z") },
      marked,
      "z IS NOT NULL",
    );
    const [seen, value] = await rowOf(host, ["count(*)", sumOf(dialect, "v")], kept.rows.from);
    this.requireRows(kept.n, seen!);
    const mine = orZero(value!);
    return {
      ...{ sample: kept, lost, value: mine + lost.value },
      sources: { own: { rows: kept.n, value: mine }, substitute: { rows: 0, value: 0 }, none: lost },
    };
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
      ...{ q: LN_QUANTITY, p: LN_PRICE },
      ...(rows.columns.includes("z") ? { z: "z" } : {}),
      ...(rows.columns.includes("s") ? { y: `${LN_QUANTITY} + s * ${LN_PRICE}` } : {}),
    };
    const read = await this.steps.run("cells", () =>
      readCells(this.host, this.source.keys, rows.from, effects, columns),
    );
    this.requireRows(n, rowsOf(read));
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
    this.requireRows(
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
      const select = selectWith(sample.rows, { quality: `(r0 + ${s} * r1) / ${over}` });
      const levels = sample.cells!.levels.map(({ nLevels }) => nLevels);
      return {
        ...sums.absorption,
        levels,
        rated: { rows: withColumns(sample.rows, inline(select), "quality"), n: sample.n },
      };
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
    this.requireRows(own.n, n!);
    requireResidual(written(effects), own.n, Math.sqrt(before!), Math.sqrt(after!));
    return { ...fitted, levels: levels.map(({ nLevels }) => nLevels), rated: { rows, n: own.n } };
  }

  async normalise({ rows: rated, n }: SqlRated, within: Keys, rule: NormaliseRule) {
    const { host, source } = this;
    const { double, number } = host.dialect;
    const keys = source.keys.codes(within.columns);
    const [zero, one] = [number(0), number(1)];
    const share = rule.kind === "percentile" ? { low: rule.share, high: 1 - rule.share } : null;
    const ends = { low: "min(quality)", high: "max(quality)" };
    const bounded =
      share === null
        ? besideRows(host, rated, [{ keys, added: ends }])
        : this.percentiles(rated, within, "quality", share);
    const scaled = "(quality - low) / (high - low)";
    const clipped = share === null ? scaled : `least(greatest(${scaled}, ${zero}), ${one})`;
    const rq = rule.kind === "none" ? "quality" : `CASE WHEN high > low THEN ${clipped} END`;
    const from = await host.keep(
      selectWith({ ...rated, from: bounded.from }, { rq, ...(share === null ? {} : { low: "low", high: "high" }) }),
    );
    const outside = counted(host.dialect)("high > low AND (quality < low OR quality > high)");
    const bounds = share === null ? [ends.low, ends.high, zero] : ["min(low)", "min(high)", outside];
    const cells = `SELECT ${bounds[0]} AS lo, ${bounds[1]} AS hi, ${bounds[2]} AS clipped, count(*) AS n FROM ${from} GROUP BY ${keys.join(", ")}`;
    const alone = counted(host.dialect)("lo = hi");
    const sums = [
      "count(*)",
      alone,
      `sum(CASE WHEN lo = hi THEN ${double("n")} ELSE ${zero} END)`,
      "sum(clipped)",
      "sum(n)",
    ];
    const [nCells, degenerate, rows, nClipped, seen] = await rowOf(host, sums, inline(cells));
    this.requireRows(n, seen!);
    const counts =
      rule.kind === "none"
        ? { nCells: nCells!, nDegenerateCells: 0, nDegenerateRows: 0, nClipped: 0 }
        : { nCells: nCells!, nDegenerateCells: degenerate!, nDegenerateRows: rows!, nClipped: nClipped! };
    return { rated: { rows: withColumns(rated, from, "rq"), n }, counts };
  }

  async summaries({
    rows: { from },
    n: nRows,
  }: SqlRated): Promise<{ readonly quality: Summary; readonly rQuality: Summary }> {
    const { dialect } = this.host;
    const names = ["quality", "rq"];
    const moments = names.flatMap((name) => [`count(${name})`, sumOf(dialect, name), `min(${name})`, `max(${name})`]);
    const first = await rowOf(this.host, moments, from);
    this.requireRows(nRows, first[0]!);
    const means = names.map((_, j) => orZero(first[4 * j + 1]! / first[4 * j]!));
    const squares = names.map((name, j) => {
      const centred = `(${name} - ${dialect.number(means[j]!)})`;
      return sumOf(dialect, `${centred} * ${centred}`);
    });
    const [seen, ...second] = await rowOf(this.host, ["count(*)", ...squares], from);
    this.requireRows(nRows, seen!);
    const [quality, rQuality] = names.map((_, j): Summary => {
      const [n, , min, max] = first.slice(4 * j, 4 * j + 4) as [number, number, number, number];
      if (n === 0) return { n, mean: Number.NaN, sd: Number.NaN, min: Number.NaN, max: Number.NaN };
      return { n, mean: means[j]!, sd: Math.sqrt(second[j]! / (n - 1)), min, max };
    });
    return { quality: quality!, rQuality: rQuality! };
  }

  async sigmaSpread({ rows: { from }, n }: SqlRated) {
    const spread = await sigmaOverRows(this.host, from);
    this.requireRows(n, spread.n);
    return spread;
  }

  async aggregate({ rows, n }: SqlRated, keys: Keys, options: AggregateOptions): Promise<Aggregate> {
    const { aggregate, seen } = await aggregateRows(this.host, this.source.keys, rows, keys, options, this.name);
    seen.forEach((count) => {
      this.requireRows(n, count);
    });
    return aggregate;
  }

  /** Throws DataError `engine_changed` where a statement saw other rows than those before it. */
  private requireRows(expected: number, got: number): void {
    if (got !== expected) throw changedRows(`${this.name} had ${expected} rows, then ${got}`, { got, expected });
  }
}

type InCells = SqlSample & { readonly cells: Cells };
type Columns = Readonly<Record<string, string>>;
type Fit = (column: number) => string;

const total = (of: readonly Loss[]): number => of.reduce((sum, { rows }) => sum + rows, 0);

const written = (keys: readonly Keys[]): string[] => keys.map((key) => key.written);

/** What the engine would have to send, which it is spared. */
const notPushed = (what: string, shipped: string): NotSupported =>
  new NotSupported(
    "engine_step",
    `${what} can't be found by statements: ${shipped} would have to be sent. Make it a column or a filter of a view, or read the rows into memory.`,
    { got: what },
  );

const repeatedWithoutNumbers = (n: number, { written: keys }: Keys): DataError =>
  new DataError(
    "duplicate_rows",
    `${n} combinations of ${keys} stand in several rows; sum them (duplicates: sum) or remove all but one.`,
    { got: n, expected: "one row a combination" },
  );

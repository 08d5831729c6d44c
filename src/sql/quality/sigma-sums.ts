/**
 * Sums sigma is made of, by its groups: products of residuals r0, r1, r2 (ln q, ln p and the price elsewhere without effects), and, with
 * the coefficients these give, sums over clusters of squared scores.
 */
import type { Category } from "../../base/columns.js";
import type { Table } from "../../data/table/table.js";
import type { GroupIv } from "../../engine/kernels/instruments.js";
import type { Absorption } from "../../trade/quality/demand.js";
import type { Estimated } from "../../trade/quality/measure.js";
import type { Keys } from "../../trade/quality/options.js";
import { Groups } from "../../trade/quality/sample.js";
import type { EstimatedSigma } from "../../trade/quality/sigma/plan-sigma.js";
import {
  groupOfLevels,
  levelsInGroups,
  parametersOf,
  pooled,
  type SigmaSums,
} from "../../trade/quality/sigma/sigma-estimate.js";
import { sigmaTable } from "../../trade/quality/sigma/sigma-record.js";
import { valuesAt } from "../answer-column.js";
import type { AnswerColumn } from "../engine.js";
import { changedRows } from "../moments/guards.js";
import type { Cells } from "./cells.js";
import { type Host, inline, joined, type Relation, sumOf } from "./host.js";
import { type KeyBook, tableOf } from "./key-book.js";

/** Sums, the rows they were made of, and what goes back beside them. */
export interface SqlSums extends SigmaSums {
  readonly sample: { readonly rows: Relation; readonly n: number; readonly cells: Cells };
  readonly absorption: Absorption;
  readonly by: Keys | null;
  /** The key's columns of each group, its rows' value, and the group of each cell. */
  readonly keys: readonly AnswerColumn[];
  readonly values: readonly number[];
  readonly ofCells: Category;
  /** Norms of ln q before and after the effects were taken out. */
  readonly before: number;
  readonly after: number;
}

/** Keys of `groups` as columns that rows can be joined by. */
export const groupKeys = ({ keys }: SqlSums, groups: Uint32Array): Readonly<Record<string, AnswerColumn>> =>
  Object.fromEntries(keys.map((key, k) => [`g${k}`, valuesAt(key, groups)]));

/** `sample` has r0, r1 and, by IV, r2; its cells have the levels of effects that `absorption` took out. */
export async function sigmaSums(
  host: Host,
  book: KeyBook,
  sample: SqlSums["sample"],
  plan: EstimatedSigma,
  absorption: Absorption,
): Promise<SqlSums> {
  const { cells, rows } = sample;
  const codes = plan.by === null ? [] : book.codes(plan.by.columns);
  const first = await products(host, book, rows.from, cells, plan, codes);
  const { keys, order, groups } = await ordered(book, plan.by, first.keys);
  const of = (name: keyof typeof first.sums): Float64Array => valuesAt(first.sums[name], order);
  const [n, zy, zx, zz, xy, xx] = (["n", "zy", "zx", "zz", "xy", "xx"] as const).map(of);
  const coefficients = [ratio(zy!, zx!), ratio(xy!, xx!), ratio(zx!, zz!)];
  const [seen, ...scores] = await squaredScores(host, book, rows, plan, codes, { keys, coefficients });
  const counted = plan.vcov.type === "cluster" ? of("clusters") : n!;
  if (seen!.some((count, g) => count !== counted[g])) throw changedRows("groups of sigma differ", Array.from(seen!));
  const ofCells = plan.by === null ? pooled(cells.counts.length) : await groupsOfCells(book, plan.by, cells);
  const levels = cells.levels.map((effect) => levelsInGroups(groupOfLevels(effect, ofCells), ofCells.nLevels));
  const nested: (Uint8Array | null)[] = [];
  for (const [e, effect] of cells.effects.entries()) {
    nested.push(
      plan.vcov.type === "cluster" ? await nestedByGroup(host, book, rows.from, plan, effect, levels[e]!, n!) : null,
    );
  }
  const css = (sum: Float64Array, squares: Float64Array, g: number): number => squares[g]! - sum[g]! ** 2 / n![g]!;
  const sums = Array.from(n!, (rowsOf, g): GroupIv => {
    const [iv, ols, firstStage] = coefficients.map((column) => column[g]!);
    const [meatIv, meatOls, meatFirstStage, ssrIv, ssrOls, ssrFirstStage] = scores.map((column) => column[g]!);
    return {
      ...{ n: rowsOf, nClusters: of("clusters")[g]!, pp: xx![g]!, zz: zz![g]!, zp: zx![g]! },
      ...{ iv: iv!, ols: ols!, firstStage: firstStage!, ssrIv: ssrIv!, ssrFirstStage: ssrFirstStage!, ssrOls: ssrOls! },
      ...{ meatIv: meatIv!, meatFirstStage: meatFirstStage!, meatOls: meatOls! },
      ...{ pp0: css(of("p1"), of("p2"), g), zz0: css(of("z1"), of("z2"), g) },
    };
  });
  const total = (name: keyof typeof first.sums): number => first.sums[name].reduce((sum, value) => sum + value, 0);
  return {
    ...{ groups, sums, sample, absorption, by: plan.by, keys, ofCells },
    parameters: sums.map((_, g) => parametersOf(g, cells.effects, levels, nested)),
    values: Array.from(of("value")),
    before: Math.sqrt(total("q2") - total("q1") ** 2 / total("n")),
    after: Math.sqrt(total("yy")),
  };
}

const ratio = (top: Float64Array, bottom: Float64Array): Float64Array =>
  top.map((value, g) => (bottom[g] === 0 ? Number.NaN : value / bottom[g]!));

const SUMS = ["n", "value", "zy", "zx", "zz", "xy", "xx", "yy", "q1", "q2", "p1", "p2", "z1", "z2"] as const;
type SumName = (typeof SUMS)[number] | "clusters";

/** Sums by group of residuals' products, and of columns before, less their means over all rows. */
async function products(
  host: Host,
  book: KeyBook,
  from: string,
  { counts, means }: Cells,
  plan: EstimatedSigma,
  codes: readonly string[],
): Promise<{ readonly keys: readonly AnswerColumn[]; readonly sums: Readonly<Record<SumName, Float64Array>> }> {
  const { dialect } = host;
  const n = counts.reduce((sum, count) => sum + count, 0);
  const centred = (column: string, name: string): string => {
    const mean = means[name]!.reduce((sum, value, i) => sum + counts[i]! * value, 0) / n;
    return `(${column} - ${dialect.number(mean)})`;
  };
  const z = plan.source === "iv" ? "r2" : "r1";
  const [q0, p0] = [centred("ln(q)", "q"), centred("ln(p)", "p")];
  const z0 = plan.source === "iv" ? centred("z", "z") : p0;
  const terms: Readonly<Record<Exclude<SumName, "n" | "clusters">, string>> = {
    ...{ value: "v", zy: `${z} * r0`, zx: `${z} * r1`, zz: `${z} * ${z}`, xy: "r1 * r0", xx: "r1 * r1", yy: "r0 * r0" },
    ...{ q1: q0, q2: `${q0} * ${q0}`, p1: p0, p2: `${p0} * ${p0}`, z1: z0, z2: `${z0} * ${z0}` },
  };
  const clusters = plan.vcov.type === "cluster" ? book.codes(plan.vcov.by.columns) : null;
  const inner = SUMS.map((name) => `${name === "n" ? "count(*)" : sumOf(dialect, terms[name])} AS s_${name}`);
  const by = [...new Set([...codes, ...(clusters ?? [])])];
  const rows = `SELECT ${[...by, ...inner].join(", ")} FROM ${from}${groupedBy(by)}`;
  const outer = [...SUMS.map((name) => sumOf(dialect, dialect.double(`s_${name}`))), "count(*)"];
  const home = codes.map((code) => book.home(code));
  const answer = await host.query(
    `SELECT ${[...home, ...outer.map(dialect.double)].join(", ")} FROM ${inline(rows)}${groupedBy(codes)}`,
  );
  const sums = answer.slice(codes.length) as Float64Array[];
  const named = Object.fromEntries([...SUMS, "clusters"].map((name, j) => [name, sums[j]!]));
  return { keys: answer.slice(0, codes.length), sums: named as Record<SumName, Float64Array> };
}

const groupedBy = (codes: readonly string[]): string => (codes.length === 0 ? "" : ` GROUP BY ${codes.join(", ")}`);

/** Groups in the order of their labels: keys in that order, where each stood, and what they are called. */
async function ordered(book: KeyBook, by: Keys | null, keys: readonly AnswerColumn[]) {
  if (by === null) return { keys: [], order: Uint32Array.of(0), groups: { nLevels: 1, label: () => "pooled" } };
  const groups = await groupsBy(book, by, keys);
  const order = new Uint32Array(groups.nLevels);
  groups.codes.forEach((group, i) => {
    order[group] = i;
  });
  return {
    keys: keys.map((key) => valuesAt(key, order)),
    order,
    groups: { nLevels: groups.nLevels, label: groups.label },
  };
}

/** Combinations of a key's columns, numbered by their sorted labels. */
async function groupsBy(book: KeyBook, by: Keys, keys: readonly AnswerColumn[]): Promise<Category> {
  const table = await tableOf(book, [...new Set(by.columns)], keys, by.written);
  return new Groups(
    table,
    Uint32Array.from({ length: table.nRows }, (_, i) => i),
  ).by(by);
}

const groupsOfCells = (book: KeyBook, by: Keys, { names, keys }: Cells): Promise<Category> =>
  groupsBy(
    book,
    by,
    [...new Set(by.columns)].map((name) => keys[names.indexOf(name)]!),
  );

/**
 * By group, the clusters (rows without), sums over them of squared scores, and squared residuals: of the instrumented equation, of least squares,
 * of the first stage.
 */
async function squaredScores(
  host: Host,
  book: KeyBook,
  rows: Relation,
  plan: EstimatedSigma,
  codes: readonly string[],
  { keys, coefficients }: { readonly keys: readonly AnswerColumn[]; readonly coefficients: readonly Float64Array[] },
): Promise<readonly Float64Array[]> {
  const { dialect } = host;
  const finite = coefficients.map((column) => column.map((value) => (Number.isFinite(value) ? value : 0)));
  const z = plan.source === "iv" ? "r2" : "r1";
  const nGroups = finite[0]!.length;
  const isPooled = codes.length === 0;
  const number = Float64Array.from({ length: nGroups }, (_, g) => g);
  const placed = isPooled
    ? []
    : [
        {
          from: await host.place({
            ...Object.fromEntries(keys.map((key, k) => [`g${k}`, key])),
            ...Object.fromEntries(finite.map((column, j) => [`f${j}`, column])),
            f3: number,
          }),
          keys: codes,
        },
      ];
  const b = finite.map((column, j) => (isPooled ? dialect.number(column[0]!) : `b${j}`));
  const made = isPooled ? {} : { b0: "e0.f0", b1: "e0.f1", b2: "e0.f2", g: "e0.f3" };
  const from = isPooled ? rows.from : inline(joined(rows, placed, made));
  const residuals = [`(r0 - ${b[0]} * r1)`, `(r0 - ${b[1]} * r1)`, `(r1 - ${b[2]} * ${z})`];
  const by = [z, "r1", z];
  const clusters = plan.vcov.type === "cluster" ? book.codes(plan.vcov.by.columns) : null;
  const group = isPooled ? [] : ["g"];
  const columns = [...residuals.map((u, j) => `${by[j]} * ${u}`), ...residuals.map((u) => `${u} * ${u}`)];
  const inner = columns.map((column, j) => `${clusters === null ? column : sumOf(dialect, column)} AS s${j}`);
  const keyed = [...group, ...(clusters ?? [])];
  const scores = `SELECT ${[...(clusters === null ? group : keyed), ...inner].join(", ")} FROM ${from}${clusters === null ? "" : groupedBy(keyed)}`;
  const outer = [
    "count(*)",
    ...columns.map((_, j) => sumOf(dialect, j < residuals.length ? `s${j} * s${j}` : `s${j}`)),
  ];
  const answer = await host.query(
    `SELECT ${[...group, ...outer].map(dialect.double).join(", ")} FROM ${inline(scores)}${groupedBy(group)}`,
  );
  const sums = answer.slice(group.length) as Float64Array[];
  if (isPooled) return sums;
  const place = new Uint32Array(nGroups);
  (answer[0] as Float64Array).forEach((g, i) => {
    place[g] = i;
  });
  return sums.map((column) => valuesAt(column, place));
}

/** 1 for groups in which every level of an effect, which is crossed with them, lies in one cluster. */
async function nestedByGroup(
  host: Host,
  book: KeyBook,
  from: string,
  { by, vcov }: EstimatedSigma,
  effect: Keys,
  levels: Uint32Array,
  n: Float64Array,
): Promise<Uint8Array> {
  const cluster = vcov.type === "cluster" ? vcov.by.columns : [];
  const all = new Uint8Array(levels.length).fill(1);
  if (cluster.every((name) => effect.columns.includes(name))) return all;
  const codes = by === null ? [] : book.codes(by.columns);
  const { double } = host.dialect;
  const pairs = book.codes([...effect.columns, ...cluster]).join(", ");
  const made = ["count(*)", "sum(n)"].map(double);
  const grouped = inline(`SELECT ${pairs}, count(*) AS n FROM ${from} GROUP BY ${pairs}`);
  const answer = await host.query(
    `SELECT ${[...codes.map((code) => book.home(code)), ...made].join(", ")} FROM ${grouped}${groupedBy(codes)}`,
  );
  const { order } = await ordered(book, by, answer.slice(0, codes.length));
  const [counts, seen] = answer.slice(codes.length).map((column) => valuesAt(column, order) as Float64Array);
  if (n.some((rows, g) => rows !== seen![g])) throw changedRows(`rows of ${effect.written} differ`, Array.from(seen!));
  return all.map((_, g) => (counts![g] === levels[g] ? 1 : 0));
}

/** One row a group of an estimated sigma. */
export async function groupsTable(
  book: KeyBook,
  estimated: Estimated<SqlSums> | null,
  source: Table["source"],
): Promise<Table | null> {
  if (estimated === null) return null;
  const { plan, sums, estimates } = estimated;
  const keys = plan.by === null ? null : await tableOf(book, [...new Set(plan.by.columns)], sums.keys, source.name);
  return sigmaTable(keys, plan, estimates, source);
}

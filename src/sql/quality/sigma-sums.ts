/**
 * Sums sigma is made of, by its groups: products of residuals r0, r1, r2 (ln q, ln p and the price elsewhere without effects), and, with
 * the coefficients these give, sums over clusters of squared scores.
 */
import type { Category } from "../../base/columns.js";
import { upTo } from "../../base/row-runs.js";
import type { Table } from "../../data/table/table.js";
import type { GroupIv } from "../../engine/kernels/instruments.js";
import type { Absorption } from "../../trade/quality/demand.js";
import type { Estimated } from "../../trade/quality/measure.js";
import type { Keys } from "../../trade/quality/options.js";
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
import { groupBy, list } from "../statements/rows.js";
import type { Cells } from "./cells.js";
import { type Host, inline, joined, type Relation, sumOf } from "./host.js";
import { columnsOf, groupsHome, groupsInOrder, type KeyBook, tableOf } from "./key-book.js";

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
export const groupKeys = (
  { keys }: Pick<SqlSums, "keys">,
  groups: Uint32Array,
): Readonly<Record<string, AnswerColumn>> => Object.fromEntries(keys.map((key, k) => [`g${k}`, valuesAt(key, groups)]));

/** What is asked, and of which rows. */
interface Asked {
  readonly host: Host;
  readonly book: KeyBook;
  readonly rows: Relation;
  readonly plan: EstimatedSigma;
  /** Keys of the groups of sigma, and of the clusters of its error; null without clusters. */
  readonly codes: readonly string[];
  readonly clusters: readonly string[] | null;
  /** The residual of what instruments the price: itself, by least squares. */
  readonly z: "r1" | "r2";
}

/** `sample` has r0, r1 and, by IV, r2; its cells have the levels of effects that `absorption` took out. */
export async function sigmaSums(
  host: Host,
  book: KeyBook,
  sample: SqlSums["sample"],
  plan: EstimatedSigma,
  absorption: Absorption,
): Promise<SqlSums> {
  const { cells, rows } = sample;
  const { by, vcov } = plan;
  const asked: Asked = {
    ...{ host, book, rows, plan },
    codes: by === null ? [] : book.codes(by.columns),
    clusters: vcov.type === "cluster" ? book.codes(vcov.by.columns) : null,
    z: plan.source === "iv" ? "r2" : "r1",
  };
  const first = await products(asked, cells);
  const { keys, order, groups } = await ordered(book, by, first.keys);
  const of = (name: SumName): Float64Array => valuesAt(first.sums[name], order);
  const [n, clusters, zy, zx, zz, xy, xx] = (["n", "clusters", "zy", "zx", "zz", "xy", "xx"] as const).map(of);
  const coefficients = [ratio(zy!, zx!), ratio(xy!, xx!), ratio(zx!, zz!)];
  const [seen, ...scores] = await squaredScores(asked, keys, coefficients);
  const expected = asked.clusters === null ? n! : clusters!;
  if (seen!.some((count, g) => count !== expected[g])) throw changedRows("groups of sigma differ", Array.from(seen!));
  const ofCells = by === null ? pooled(cells.counts.length) : await groupsOfCells(book, by, cells);
  const levels = cells.levels.map((effect) => levelsInGroups(groupOfLevels(effect, ofCells), ofCells.nLevels));
  const nested: (Uint8Array | null)[] = [];
  for (const [e, effect] of cells.effects.entries()) nested.push(await nestedByGroup(asked, effect, levels[e]!, n!));
  const [p1, p2, z1, z2] = (["p1", "p2", "z1", "z2"] as const).map(of);
  const css = (sum: Float64Array, squares: Float64Array, g: number): number => squares[g]! - sum[g]! ** 2 / n![g]!;
  const sums = Array.from(n!, (rowsOf, g): GroupIv => {
    const [iv, ols, firstStage] = coefficients.map((column) => column[g]!);
    const [meatIv, meatOls, meatFirstStage, ssrIv, ssrOls, ssrFirstStage] = scores.map((column) => column[g]!);
    return {
      ...{ n: rowsOf, nClusters: clusters![g]!, pp: xx![g]!, zz: zz![g]!, zp: zx![g]! },
      ...{ iv: iv!, ols: ols!, firstStage: firstStage!, ssrIv: ssrIv!, ssrFirstStage: ssrFirstStage!, ssrOls: ssrOls! },
      ...{ meatIv: meatIv!, meatFirstStage: meatFirstStage!, meatOls: meatOls! },
      ...{ pp0: css(p1!, p2!, g), zz0: css(z1!, z2!, g) },
    };
  });
  const total = (name: SumName): number => first.sums[name].reduce((sum, value) => sum + value, 0);
  return {
    ...{ groups, sums, sample, absorption, by, keys, ofCells },
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
async function products({ host, book, rows, plan, codes, clusters, z }: Asked, { counts, means }: Cells) {
  const { dialect } = host;
  const n = counts.reduce((sum, count) => sum + count, 0);
  const centred = (column: string, name: string): string => {
    const mean = means[name]!.reduce((sum, value, i) => sum + counts[i]! * value, 0) / n;
    return `(${column} - ${dialect.number(mean)})`;
  };
  const [q0, p0] = [centred("ln(q)", "q"), centred("ln(p)", "p")];
  const z0 = plan.source === "iv" ? centred("z", "z") : p0;
  const terms: Readonly<Record<Exclude<SumName, "n" | "clusters">, string>> = {
    ...{ value: "v", zy: `${z} * r0`, zx: `${z} * r1`, zz: `${z} * ${z}`, xy: "r1 * r0", xx: "r1 * r1", yy: "r0 * r0" },
    ...{ q1: q0, q2: `${q0} * ${q0}`, p1: p0, p2: `${p0} * ${p0}`, z1: z0, z2: `${z0} * ${z0}` },
  };
  const inner = SUMS.map((name) => `${name === "n" ? "count(*)" : sumOf(dialect, terms[name])} AS s_${name}`);
  const by = [...new Set([...codes, ...(clusters ?? [])])];
  const ofClusters = inline(`SELECT ${list([...by, ...inner])} FROM ${rows.from}${groupBy(by)}`);
  const outer = [...SUMS.map((name) => sumOf(dialect, dialect.double(`s_${name}`))), "count(*)"];
  const { keys, numbers } = await groupsHome(host, book, ofClusters, codes, outer);
  const sums = Object.fromEntries([...SUMS, "clusters"].map((name, j) => [name, numbers[j]!]));
  return { keys, sums: sums as Readonly<Record<SumName, Float64Array>> };
}

/** Groups in the order of their labels: keys in that order, where each stood, and what they are called. */
async function ordered(book: KeyBook, by: Keys | null, keys: readonly AnswerColumn[]) {
  if (by === null) return { keys: [], order: Uint32Array.of(0), groups: { nLevels: 1, label: () => "pooled" } };
  const { groups, order } = groupsInOrder(await tableOf(book, columnsOf([by]), keys, by.written), by);
  return { keys: keys.map((key) => valuesAt(key, order)), order, groups };
}

async function groupsOfCells(book: KeyBook, by: Keys, { names, keys }: Cells): Promise<Category> {
  const own = columnsOf([by]);
  const values = own.map((name) => keys[names.indexOf(name)]!);
  return groupsInOrder(await tableOf(book, own, values, by.written), by).groups;
}

/**
 * By group, the clusters (rows without), sums over them of squared scores, and squared residuals: of the instrumented equation, of least squares,
 * of the first stage.
 */
async function squaredScores(
  { host, rows, codes, clusters, z }: Asked,
  keys: readonly AnswerColumn[],
  coefficients: readonly Float64Array[],
): Promise<readonly Float64Array[]> {
  const { dialect } = host;
  const finite = coefficients.map((column) => column.map((value) => (Number.isFinite(value) ? value : 0)));
  const groups = upTo(finite[0]!.length);
  const isPooled = codes.length === 0;
  const b = finite.map((column, j) => (isPooled ? dialect.number(column[0]!) : `b${j}`));
  const placed = async () => ({
    from: await host.place({
      ...groupKeys({ keys }, groups),
      ...Object.fromEntries([...finite, Float64Array.from(groups)].map((column, j) => [`f${j}`, column])),
    }),
    keys: codes,
  });
  const from = isPooled
    ? rows.from
    : inline(joined(rows, [await placed()], { b0: "e0.f0", b1: "e0.f1", b2: "e0.f2", g: "e0.f3" }));
  const residuals = [`(r0 - ${b[0]} * r1)`, `(r0 - ${b[1]} * r1)`, `(r1 - ${b[2]} * ${z})`];
  const by = [z, "r1", z];
  const group = isPooled ? [] : ["g"];
  const columns = [...residuals.map((u, j) => `${by[j]} * ${u}`), ...residuals.map((u) => `${u} * ${u}`)];
  const inner = columns.map((column, j) => `${clusters === null ? column : sumOf(dialect, column)} AS s${j}`);
  const keyed = [...group, ...(clusters ?? [])];
  const scores = `SELECT ${list([...keyed, ...inner])} FROM ${from}${clusters === null ? "" : groupBy(keyed)}`;
  const outer = columns.map((_, j) => sumOf(dialect, j < residuals.length ? `s${j} * s${j}` : `s${j}`));
  const made = [...group, "count(*)", ...outer].map(dialect.double);
  const answer = (await host.query(`SELECT ${list(made)} FROM ${inline(scores)}${groupBy(group)}`)) as Float64Array[];
  if (isPooled) return answer;
  const [numbers, ...sums] = answer;
  const place = new Uint32Array(groups.length);
  numbers!.forEach((g, i) => {
    place[g] = i;
  });
  return sums.map((column) => valuesAt(column, place));
}

/** 1 for groups in which every level of an effect, which is crossed with them, lies in one cluster; null without clusters. */
async function nestedByGroup(
  { host, book, rows, plan: { by, vcov }, codes }: Asked,
  effect: Keys,
  levels: Uint32Array,
  n: Float64Array,
): Promise<Uint8Array | null> {
  if (vcov.type !== "cluster") return null;
  const cluster = vcov.by.columns;
  const all = new Uint8Array(levels.length).fill(1);
  if (cluster.every((name) => effect.columns.includes(name))) return all;
  const pairs = list(book.codes([...effect.columns, ...cluster]));
  const grouped = inline(`SELECT ${pairs}, count(*) AS n FROM ${rows.from} GROUP BY ${pairs}`);
  const { keys, numbers } = await groupsHome(host, book, grouped, codes, ["count(*)", "sum(n)"]);
  const { order } = await ordered(book, by, keys);
  const [counts, seen] = numbers.map((column) => valuesAt(column, order));
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
  const keys = plan.by === null ? null : await tableOf(book, columnsOf([plan.by]), sums.keys, source.name);
  return sigmaTable(keys, plan, estimates, source);
}

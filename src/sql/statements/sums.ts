/**
 * The sums that exact regressions need of an engine, as functions of a specification and a dialect: by block and level, by cell, and what
 * the eliminated effect explains. Rows never leave.
 *
 * The eliminated effect (unit) takes G = A - B: A the cross-products of [dummies, columns], B the sum over units of s s'/n, s a unit's
 * sums and n its weight. Source: Wansbeek & Kapteyn (1989), Journal of Econometrics 41(3), doi:10.1016/0304-4076(89)90066-9.
 */
import {
  type DummyKeys,
  groupBy,
  isLevel,
  type Key,
  list,
  maskOf,
  one,
  outOf,
  pairs,
  rowsOf,
  type SumsSpec,
  sum,
  unitKeys,
  weightColumn,
  weighted,
  weightSum,
  zero,
} from "./rows.js";

/**
 * S1 = A. By block and levels of the dummies: the keys, rows, weight, sums and products of the centred columns, the latter packed.
 */
export function sumsStatement(spec: SumsSpec): string {
  const keys = [...spec.block, ...spec.dummies.flatMap(({ keys }) => keys)];
  const products = pairs(spec.columns.length).map(([i, j]) => sum(weighted(spec, `z${i + 1}*z${j + 1}`)));
  const out = [...sumsBy(spec, keys), ...products];
  return `SELECT ${list(out)} FROM ${rowsOf(spec)}${groupBy([...new Set(keys.map(({ column }) => column))])}`;
}

/** The keys as they come back, rows, weight and sums of the centred columns. */
const sumsBy = (spec: SumsSpec, keys: readonly Key[]): string[] => [
  ...keys.map((key) => outOf(spec, key)),
  spec.dialect.double("count(*)"),
  weightSum(spec),
  ...spec.columns.map((_, j) => sum(weighted(spec, `z${j + 1}`))),
];

/** S4. Cells of the block's keys: the keys, rows, weight and sums of the centred columns. */
export function cellsStatement(spec: SumsSpec): string {
  const { block } = spec;
  return `SELECT ${list(sumsBy(spec, block))} FROM ${rowsOf(spec)}${groupBy(block.map(({ column }) => column))}`;
}

/** The sums of each unit: n, and s1, s2, .. of dummies, then columns. */
function unitSums(spec: SumsSpec, made: readonly string[]): string {
  const keys = [...new Set([...unitKeys(spec), ...spec.block.map(({ column }) => column)])];
  const n = `${weightSum(spec)} AS n`;
  return `(SELECT ${list([...keys, n, ...made])} FROM ${rowsOf(spec)}${groupBy(keys)}) f`;
}

const columnSums = (spec: SumsSpec): string[] =>
  spec.columns.map((_, j) => `${sum(weighted(spec, `z${j + 1}`))} AS s${j + 1}`);

/**
 * S2 = B. By block: units, where there are no dummies the sums of the columns (dummies have them among their products), and the sums over
 * units of s s'/n, of the pairs `wanted` of [dummies, columns]: several statements where an engine takes no more columns or text.
 */
export function unitProductsStatement(spec: SumsSpec, wanted: readonly (readonly [number, number])[]): string {
  const { dialect, dummies, columns, block } = spec;
  const weight = spec.weight === null ? one(dialect) : "w";
  const ofDummies = dummies
    .flatMap((effect) => effect.levels.map((level) => isLevel(spec, effect, level)))
    .map((condition, t) => `sum(CASE WHEN ${condition} THEN ${weight} ELSE ${zero(dialect)} END) AS d${t + 1}`);
  const names = [...ofDummies.map((_, t) => `d${t + 1}`), ...columns.map((_, j) => `s${j + 1}`)];
  const out = [
    ...block.map((key) => outOf(spec, key)),
    dialect.double("count(*)"),
    ...(dummies.length === 0 ? names.map(sum) : []),
    ...wanted.map(([i, j]) => sum(`${names[i]}*${names[j]}/n`)),
  ];
  const inner = unitSums(spec, [...ofDummies, ...columnSums(spec)]);
  return `SELECT ${list(out)} FROM ${inner}${groupBy(block.map(({ column }) => column))}`;
}

/**
 * S2 by presence pattern, of one effect with dummies and no weights: by block and pattern the pattern, units, the least and the most
 * rows of a unit, and sums of s/n and of s s'/n, packed, of the columns alone: as wide whatever the number of periods.
 */
export function patternProductsStatement(spec: SumsSpec, periods: DummyKeys): string {
  const { dialect, columns, block } = spec;
  const names = columns.map((_, j) => `s${j + 1}`);
  const out = [
    ...block.map((key) => outOf(spec, key)),
    "mask",
    dialect.double("count(*)"),
    "min(n)",
    "max(n)",
    ...names.map((name) => sum(`${name}/n`)),
    ...pairs(names.length).map(([i, j]) => sum(`${names[i]}*${names[j]}/n`)),
  ];
  const inner = unitSums(spec, [`${maskOf(spec, periods)} AS mask`, ...columnSums(spec)]);
  return `SELECT ${list(out)} FROM ${inner}${groupBy([...block.map(({ column }) => column), "mask"])}`;
}

/** Rows alone in their unit, by block and levels of the dummies: the keys, rows, weight, sums and sums of squares of the centred columns. */
export function singletonsStatement(spec: SumsSpec): string {
  const { block, dummies, columns } = spec;
  const keys = [...block, ...dummies.flatMap(({ keys }) => keys)];
  const by = [...new Set(keys.map(({ column }) => column))];
  const units = unitKeys(spec);
  const z = columns.map((_, j) => `z${j + 1}`);
  const once = [...by.filter((column) => !units.includes(column)), ...weightColumn(spec), ...z];
  const made = once.map((column) => `min(${column}) AS ${column}`);
  const inner = `(SELECT ${list([...units, ...made])} FROM ${rowsOf(spec)}${groupBy(units)} HAVING count(*) = 1) AS alone`;
  const out = [...sumsBy(spec, keys), ...z.map((name) => sum(weighted(spec, `${name}*${name}`)))];
  return `SELECT ${list(out)} FROM ${inner}${groupBy(by)}`;
}

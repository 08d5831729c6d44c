/**
 * The equations of crossed effects when the largest, the unit, is eliminated, as statements: with W the weights, D the dummies of the
 * others and M what takes unit means off, D'WM D f = D'WM z. Right sides, the diagonal, products with any vectors over the levels; and which
 * levels units join.
 */
import { type LevelValues, rowsWithLevels } from "./level-values.js";
import {
  groupBy,
  type Key,
  list,
  one,
  outOf,
  rowsOf,
  type SumsSpec,
  sum,
  unitKeys,
  weightColumn,
  weighted,
  weightSum,
  zero,
} from "./rows.js";

const columnsOf = (keys: readonly Key[]): string[] => keys.map(({ column }) => column);

/** Keys of units as h1, .., and what stands beside them; joined to rows r by `ofUnit`. */
const unitRows = (spec: SumsSpec, made: readonly string[], from: string): string =>
  `(SELECT ${list([...unitKeys(spec).map((column, i) => `${column} AS h${i + 1}`), ...made])} FROM ${from}${groupBy(unitKeys(spec))}) a`;
const ofUnit = (spec: SumsSpec): string =>
  unitKeys(spec)
    .map((column, i) => `r.${column} = a.h${i + 1}`)
    .join(" AND ");

/** By level of an effect: the keys, rows, and rows that are not alone in their unit. */
export function levelRowsStatement(spec: SumsSpec, effect: readonly Key[], most: number): string {
  const { dialect, relation } = spec;
  const several = `sum(CASE WHEN a.n > 1 THEN ${one(dialect)} ELSE ${zero(dialect)} END)`;
  const out = [...effect.map((key) => outOf(spec, key)), dialect.double("count(*)"), several];
  const units = unitRows(spec, ["count(*) AS n"], relation);
  return `SELECT ${list(out)} FROM (SELECT * FROM ${relation}) AS r JOIN ${units} ON ${ofUnit(spec)}${groupBy(columnsOf(effect))} LIMIT ${most}`;
}

/** By level of an effect: the keys, rows, weight, and sums of the columns less their unit means. */
export function rightSidesStatement(spec: SumsSpec, effect: readonly Key[]): string {
  const z = spec.columns.map((_, j) => `z${j + 1}`);
  const means = z.map((name, j) => `${sum(weighted(spec, name))}/${weightSum(spec)} AS m${j + 1}`);
  const out = [
    ...effect.map((key) => outOf(spec, key)),
    spec.dialect.double("count(*)"),
    weightSum(spec),
    ...z.map((name, j) => sum(weighted(spec, `(${name} - m${j + 1})`))),
  ];
  const rows = `(SELECT * FROM ${rowsOf(spec)}) r`;
  return `SELECT ${list(out)} FROM ${rows} JOIN ${unitRows(spec, means, rowsOf(spec))} ON ${ofUnit(spec)}${groupBy(columnsOf(effect))}`;
}

/** By level of an effect: the keys, and the diagonal: the weight less what units explain of the level's dummy. */
export function diagonalStatement(spec: SumsSpec, effect: readonly Key[]): string {
  const by = [...new Set([...unitKeys(spec), ...columnsOf(effect)])];
  const cells = `(SELECT ${list([...by, `${weightSum(spec)} AS n`])} FROM ${rowsOf({ ...spec, columns: [] })}${groupBy(by)}) c`;
  const beside = `(SELECT ${list([...by, "n", `sum(n) OVER (PARTITION BY ${list(unitKeys(spec))}) AS total`])} FROM ${cells}) d`;
  const out = [...effect.map((key) => outOf(spec, key)), sum("n*(total - n)/total")];
  return `SELECT ${list(out)} FROM ${beside}${groupBy(columnsOf(effect))}`;
}

/**
 * By level of effect `e`: the keys, rows, and for each vector the sum over rows of its values at the levels of the other effects less the unit's
 * mean of its values at the levels of all. With the level's weight times its own value that is the product. The vectors stand in the
 * text once for two effects, which is why the own value is left to this machine.
 */
export function productStatement(given: SumsSpec, effects: readonly LevelValues[], e: number): string {
  const spec = { ...given, columns: [] };
  const { keys, values } = effects[e]!;
  const others = effects.filter((_, other) => other !== e);
  const own = [...unitKeys(spec), ...columnsOf(keys)];
  const means = values.map((_, j) => `${sum(weighted(spec, `t${j + 1}`))}/${weightSum(spec)} AS m${j + 1}`);
  const units = unitRows(spec, means, rowsWithLevels(spec, unitKeys(spec), effects, null));
  const rows =
    others.length === 0
      ? `(SELECT ${list([...new Set(own), ...weightColumn(spec)])} FROM ${rowsOf(spec)}) r`
      : rowsWithLevels(spec, own, others, null);
  const left = values.map((_, j) => (others.length === 0 ? `(- m${j + 1})` : `(t${j + 1} - m${j + 1})`));
  const out = [
    ...keys.map((key) => outOf(spec, key)),
    spec.dialect.double("count(*)"),
    ...left.map((value) => sum(weighted(spec, value))),
  ];
  return `SELECT ${list(out)} FROM ${rows} JOIN ${units} ON ${ofUnit(spec)}${groupBy(columnsOf(keys))}`;
}

/** By level of an effect whose levels have a number: the keys, and the least number of the levels it shares a level of the unit with. */
export function joinedLevelsStatement(given: SumsSpec, effect: LevelValues): string {
  const spec = { ...given, columns: [], weight: null };
  const units = unitRows(
    spec,
    ["min(t1) AS low"],
    rowsWithLevels(spec, [...unitKeys(spec), ...columnsOf(effect.keys)], [effect], null),
  );
  const rows = `(SELECT * FROM ${rowsOf(spec)}) r`;
  const out = [...effect.keys.map((key) => outOf(spec, key)), "min(low)"];
  return `SELECT ${list(out)} FROM ${rows} JOIN ${units} ON ${ofUnit(spec)}${groupBy(columnsOf(effect.keys))}`;
}

/**
 * The statements that exact regressions need of an engine, as functions of a specification and a dialect: guards, sums by block and
 * level, what the eliminated effect explains, and the meat of a variance. Rows never leave; every column that comes back is a
 * double or text. An inner SELECT is written out where it is needed: no temporary table, nothing named twice.
 *
 * The eliminated effect (unit) takes G = A - B: A the cross-products of [dummies, columns], B the sum over units of s s'/n, s a unit's
 * sums and n its weight. Source: Wansbeek & Kapteyn (1989), Journal of Econometrics 41(3), doi:10.1016/0304-4076(89)90066-9.
 */
import type { Dialect } from "../dialect.js";

/** A column that rows are grouped by, and whether it comes back as a number or as text. */
export interface Key {
  readonly column: string;
  readonly isNumeric: boolean;
}

/** A level of a grouping, as it came back: a value for each of its keys. */
export type Level = readonly (number | string)[];

/** An effect whose dummies are columns, its levels known. */
export interface DummyKeys {
  readonly keys: readonly Key[];
  readonly levels: readonly Level[];
}

/** What sums are of. */
export interface SumsSpec {
  readonly dialect: Dialect;
  /** SQL that can follow FROM: complete rows, columns and keys by their names. */
  readonly relation: string;
  /** Names of columns, and the literals they are centred by. */
  readonly columns: readonly string[];
  readonly means: readonly number[];
  /** A column of weights; null for none. */
  readonly weight: string | null;
  /** Sums come back by these; none for one block. */
  readonly block: readonly Key[];
  /** The effect that is eliminated. */
  readonly unit: readonly Key[];
  /** The server that holds a unit: sums by unit are grouped by it as well, so that each server makes those of its own. */
  readonly shard: readonly Key[];
  readonly dummies: readonly DummyKeys[];
}

/** The alias of a SELECT inside another. */
const SOURCE = "q";

const sum = (expression: string): string => `sum(${expression})`;
const list = (parts: readonly string[]): string => parts.join(", ");
const groupBy = (keys: readonly string[]): string => (keys.length === 0 ? "" : ` GROUP BY ${list(keys)}`);

/** Keys of all groupings once each, in order. */
function keyColumns(spec: SumsSpec): string[] {
  const keys = [...spec.block, ...spec.unit, ...spec.shard, ...spec.dummies.flatMap(({ keys }) => keys)];
  return [...new Set(keys.map(({ column }) => column))];
}

/** Rows with centred columns z1.., a weight w where there is one, and the keys. */
function rowsOf(spec: SumsSpec): string {
  const { dialect, columns, means, weight, relation } = spec;
  const z = columns.map((column, j) => `(${column} - ${dialect.number(means[j]!)}) AS z${j + 1}`);
  const w = weight === null ? [] : [weight];
  const keys = keyColumns(spec);
  return `(SELECT ${list([...keys, ...w, ...z])} FROM ${relation}) ${SOURCE}`;
}

/** Columns by which rows are of one unit. */
const unitKeys = ({ unit, shard }: SumsSpec): string[] =>
  unit.length === 0 ? [] : [...new Set([...unit, ...shard].map(({ column }) => column))];

const one = (dialect: Dialect): string => dialect.number(1);
const zero = (dialect: Dialect): string => dialect.number(0);

/** A key as it comes back. */
const outOf = ({ dialect }: Pick<SumsSpec, "dialect">, { column, isNumeric }: Key): string =>
  isNumeric ? dialect.double(column) : dialect.varchar(column);

/** The number of rows, or their weight. */
const weightSum = ({ dialect, weight }: SumsSpec): string => (weight === null ? dialect.double("count(*)") : sum("w"));

const weighted = ({ weight }: SumsSpec, product: string): string => (weight === null ? product : `w*${product}`);

/** A condition that a row is of `level`. */
function isLevel({ dialect }: SumsSpec, { keys }: DummyKeys, level: Level): string {
  return keys
    .map(({ column, isNumeric }, i) => {
      const value = level[i]!;
      return isNumeric
        ? `${dialect.double(column)} = ${dialect.number(value as number)}`
        : `${dialect.varchar(column)} = ${dialect.text(value as string)}`;
    })
    .join(" AND ");
}

/** Pairs (i, j), j <= i, of n columns, in packed order. */
export const pairs = (n: number): [number, number][] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: i + 1 }, (_, j): [number, number] => [i, j])).flat();

/**
 * S0. Units, units in two blocks, rows, the most and the sum of squares of rows a unit (any change between two statements shows in
 * them), numbers that are not finite, units of one row; where `periods` are given the patterns of presence; blocks, where one key makes them.
 */
export function guardStatement(spec: SumsSpec, periods: DummyKeys | null): string {
  const { dialect, relation, columns, block } = spec;
  const units = unitKeys(spec);
  const least = block.map(({ column }, i) => `min(${column}) AS lo${i}, max(${column}) AS hi${i}`);
  const split = block.map((_, i) => `lo${i} <> hi${i}`).join(" OR ");
  const finite = columns.map((column) => `${column} - ${column} = ${zero(dialect)}`).join(" AND ");
  const mask = periods === null ? [] : [`${maskOf(spec, periods)} AS mask`];
  const unitRows = [
    "count(*) AS n",
    `sum(CASE WHEN ${finite} THEN ${zero(dialect)} ELSE ${one(dialect)} END) AS odd`,
    ...least,
    ...mask,
  ];
  const inner = `(SELECT ${list(unitRows)} FROM ${relation}${groupBy(units)}) ${SOURCE}`;
  const count = (condition: string) =>
    condition === "" ? zero(dialect) : `sum(CASE WHEN ${condition} THEN ${one(dialect)} ELSE ${zero(dialect)} END)`;
  const total = `sum(${dialect.double("n")})`;
  const squares = `sum(${dialect.double("n")}*${dialect.double("n")})`;
  const patterns = periods === null ? zero(dialect) : dialect.double("count(DISTINCT mask)");
  const out = [
    dialect.double("count(*)"),
    count(split),
    total,
    dialect.double("max(n)"),
    squares,
    "sum(odd)",
    count("n = 1"),
    patterns,
    block.length === 1 ? dialect.double("count(DISTINCT lo0)") : zero(dialect),
  ];
  return `SELECT ${list(out)} FROM ${inner}`;
}

/** The distinct values of some keys, and the rows of each: at most `most` of them. */
export function levelsStatement(
  { dialect, relation }: Pick<SumsSpec, "dialect" | "relation">,
  keys: readonly Key[],
  most: number,
): string {
  const columns = keys.map(({ column }) => column);
  const out = [...keys.map((key) => outOf({ dialect }, key)), dialect.double("count(*)")];
  return `SELECT ${list(out)} FROM ${relation}${groupBy(columns)} LIMIT ${most}`;
}

/** Some keys of the first rows that come. */
export const firstRows = ({ relation }: Pick<SumsSpec, "relation">, keys: readonly Key[], count: number): string =>
  `(SELECT ${list(keys.map(({ column }) => column))} FROM ${relation} LIMIT ${count}) AS first_rows`;

/** The least and the greatest of a column by some keys. */
export function extremesStatement(
  { dialect, relation }: Pick<SumsSpec, "dialect" | "relation">,
  keys: readonly Key[],
  column: string,
): string {
  const out = [...keys.map((key) => outOf({ dialect }, key)), `min(${column})`, `max(${column})`];
  return `SELECT ${list(out)} FROM ${relation}${groupBy(keys.map((key) => key.column))}`;
}

/** Levels of one grouping that lie in several of another. */
export function splitStatement(
  { dialect, relation }: Pick<SumsSpec, "dialect" | "relation">,
  fine: readonly Key[],
  coarse: readonly Key[],
): string {
  const ends = coarse.map(({ column }, i) => `min(${column}) AS lo${i}, max(${column}) AS hi${i}`);
  const inner = `(SELECT ${list(ends)} FROM ${relation}${groupBy(fine.map(({ column }) => column))}) ${SOURCE}`;
  return `SELECT ${dialect.double("count(*)")} FROM ${inner} WHERE ${coarse.map((_, i) => `lo${i} <> hi${i}`).join(" OR ")}`;
}

/** Units that lie on several servers. */
export function spreadStatement({ dialect, relation, unit, shard }: SumsSpec): string {
  const units = list(unit.map(({ column }) => column));
  const keys = list([...unit, ...shard].map(({ column }) => column));
  const held = `(SELECT ${keys} FROM ${relation} GROUP BY ${keys}) AS held`;
  const several = `(SELECT ${units} FROM ${held} GROUP BY ${units} HAVING count(*) > 1) AS several`;
  return `SELECT ${dialect.double("count(*)")} FROM ${several}`;
}

/** How many levels some keys have. */
export function levelCountStatement(
  { dialect, relation }: Pick<SumsSpec, "dialect" | "relation">,
  keys: readonly Key[],
) {
  const columns = list(keys.map(({ column }) => column));
  const inner = `(SELECT ${columns} FROM ${relation} GROUP BY ${columns}) ${SOURCE}`;
  return `SELECT ${dialect.double("count(*)")} FROM ${inner}`;
}

/**
 * S1 = A. By block and levels of the dummies: the keys, rows, weight, sums and products of the centred columns, the latter packed.
 */
export function sumsStatement(spec: SumsSpec): string {
  const { dialect, columns } = spec;
  const keys = [...spec.block, ...spec.dummies.flatMap(({ keys }) => keys)];
  const z = columns.map((_, j) => `z${j + 1}`);
  const out = [
    ...keys.map((key) => outOf(spec, key)),
    dialect.double("count(*)"),
    weightSum(spec),
    ...z.map((name) => sum(weighted(spec, name))),
    ...pairs(z.length).map(([i, j]) => sum(weighted(spec, `${z[i]}*${z[j]}`))),
  ];
  return `SELECT ${list(out)} FROM ${rowsOf(spec)}${groupBy([...new Set(keys.map(({ column }) => column))])}`;
}

/** S4. Cells of the block's keys: the keys, rows, weight and sums of the centred columns. */
export function cellsStatement(spec: SumsSpec): string {
  const { dialect, block, columns } = spec;
  const out = [
    ...block.map((key) => outOf(spec, key)),
    dialect.double("count(*)"),
    weightSum(spec),
    ...columns.map((_, j) => sum(weighted(spec, `z${j + 1}`))),
  ];
  return `SELECT ${list(out)} FROM ${rowsOf(spec)}${groupBy(block.map(({ column }) => column))}`;
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
 * S2 = B. By block: units, and the sums over units of s s'/n, of the pairs `wanted` of [dummies, columns]: several statements where an
 * engine takes no more columns or text.
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
    ...wanted.map(([i, j]) => sum(`${names[i]}*${names[j]}/n`)),
  ];
  const inner = unitSums(spec, [...ofDummies, ...columnSums(spec)]);
  return `SELECT ${list(out)} FROM ${inner}${groupBy(block.map(({ column }) => column))}`;
}

/** Dummies of periods a number can say the presence of: powers of two are then exact in a double. */
export const MOST_PATTERN_PERIODS = 52;

/** Which periods a unit is seen in, as a sum of powers of two. */
export function maskOf(spec: SumsSpec, periods: DummyKeys): string {
  const { dialect } = spec;
  const cases = periods.levels.map(
    (level, t) => `WHEN ${isLevel(spec, periods, level)} THEN ${dialect.number(2 ** t)}`,
  );
  return `sum(CASE ${cases.join(" ")} ELSE ${zero(dialect)} END)`;
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
  const { dialect, block, dummies, columns } = spec;
  const keys = [...block, ...dummies.flatMap(({ keys }) => keys)];
  const by = [...new Set(keys.map(({ column }) => column))];
  const units = unitKeys(spec);
  const z = columns.map((_, j) => `z${j + 1}`);
  const once = [...by.filter((column) => !units.includes(column)), ...weightColumn(spec), ...z];
  const made = once.map((column) => `min(${column}) AS ${column}`);
  const inner = `(SELECT ${list([...units, ...made])} FROM ${rowsOf(spec)}${groupBy(units)} HAVING count(*) = 1) AS alone`;
  const out = [
    ...keys.map((key) => outOf(spec, key)),
    dialect.double("count(*)"),
    weightSum(spec),
    ...z.map((name) => sum(weighted(spec, name))),
    ...z.map((name) => sum(weighted(spec, `${name}*${name}`))),
  ];
  return `SELECT ${list(out)} FROM ${inner}${groupBy(by)}`;
}

/** The rows of a relation whose unit has others. */
export const severalRows = (relation: string, unit: readonly Key[]): string =>
  `(SELECT * FROM (SELECT *, count(*) OVER (PARTITION BY ${list(unit.map(({ column }) => column))}) AS of_unit FROM ${relation}) AS counted WHERE of_unit > 1) AS several`;

/** What a regression came to: what the dummies take off the columns, and the coefficients on the regressors kept. */
export interface Solved {
  /** Coefficients of the dummies on each column, a column after the other. */
  readonly dummies: Float64Array;
  /** Of each regressor; 0 where it was dropped. */
  readonly beta: Float64Array;
  /** Positions of the regressors kept. */
  readonly kept: readonly number[];
  /** Whether rows alone in their unit are left out: they add nothing, but their clusters would be counted. */
  readonly withoutSingletons: boolean;
}

/**
 * S3. The meat of a variance: how many clusters, and the sums over them of s s', packed, s the sum of x u with x and u net of unit and
 * dummies. Over rows without `clusters`. Of clusters that are the units it takes a unit's sums alone; of others its means stand beside
 * the rows, by a window.
 */
export function meatStatement(spec: SumsSpec, solved: Solved, clusters: readonly Key[] | null): string {
  const { dialect } = spec;
  const { kept } = solved;
  const names = kept.map((_, i) => `g${i + 1}`);
  const scores =
    clusters !== null && sameKeys(clusters, spec.unit)
      ? scoresOfUnits(spec, solved)
      : scoresOfRows(spec, solved, clusters);
  const out = [dialect.double("count(*)"), ...pairs(names.length).map(([i, j]) => sum(`${names[i]}*${names[j]}`))];
  return `SELECT ${list(out)} FROM ${scores} g`;
}

const sameKeys = (a: readonly Key[], b: readonly Key[]): boolean =>
  a.length === b.length && a.every(({ column }, i) => column === b[i]!.column);

/** Rows with e1.. of the regressors kept and of the outcome, net of the dummies, and the keys. */
function netOfDummies(spec: SumsSpec, { dummies: coefficients, kept }: Solved): string {
  const { dialect, columns, dummies } = spec;
  const nLevels = dummies.reduce((total, { levels }) => total + levels.length, 0);
  const starts = dummies.map((_, e) => dummies.slice(0, e).reduce((total, { levels }) => total + levels.length, 0));
  const taken = (j: number): string =>
    dummies
      .map((effect, e) => {
        const cases = effect.levels.map((level, t) => {
          const value = coefficients[j * nLevels + starts[e]! + t]!;
          return `WHEN ${isLevel(spec, effect, level)} THEN ${dialect.number(value)}`;
        });
        return ` - (CASE ${cases.join(" ")} ELSE ${zero(dialect)} END)`;
      })
      .join("");
  const net = [...kept, columns.length - 1].map((j) => `z${j + 1}${taken(j)} AS e${j + 1}`);
  return `(SELECT ${list([...keyColumns(spec), ...weightColumn(spec), ...net])} FROM ${rowsOf(spec)}) e`;
}

const weightColumn = ({ weight }: SumsSpec): string[] => (weight === null ? [] : ["w"]);

/** e of the outcome less the regressors' parts. */
const residualOf = ({ dialect, columns }: SumsSpec, { beta, kept }: Solved, name: string): string =>
  `${name}${columns.length}${kept.map((j) => ` - ${dialect.number(beta[j]!)}*${name}${j + 1}`).join("")}`;

/** Sums of x u by unit: of rows less n times the product of the means. */
function scoresOfUnits(spec: SumsSpec, solved: Solved): string {
  const units = unitKeys(spec);
  const x = solved.kept.map((j) => `e${j + 1}`);
  const rows = `(SELECT ${list([...units, ...weightColumn(spec), ...x, `${residualOf(spec, solved, "e")} AS u`])} FROM ${netOfDummies(spec, solved)}) v`;
  const scores = x.map(
    (name, i) =>
      `${sum(weighted(spec, `${name}*u`))} - ${sum(weighted(spec, name))}*${sum(weighted(spec, "u"))}/${weightSum(spec)} AS g${i + 1}`,
  );
  const having = solved.withoutSingletons ? " HAVING count(*) > 1" : "";
  return `(SELECT ${list(scores)} FROM ${rows}${groupBy(units)}${having})`;
}

/** x u by row, or their sums by cluster. */
function scoresOfRows(spec: SumsSpec, solved: Solved, clusters: readonly Key[] | null): string {
  const { columns, unit } = spec;
  const { kept } = solved;
  const withKeys = clusters === null ? spec : { ...spec, block: [...spec.block, ...clusters] };
  const by = (clusters ?? []).map(({ column }) => column);
  const over = `OVER (PARTITION BY ${list(unit.map(({ column }) => column))})`;
  const mean = (name: string): string => {
    if (unit.length === 0) return "";
    return spec.weight === null ? ` - avg(${name}) ${over}` : ` - sum(w*${name}) ${over} / sum(w) ${over}`;
  };
  const within = [...kept, columns.length - 1].map((j) => `e${j + 1}${mean(`e${j + 1}`)} AS c${j + 1}`);
  const isCounted = unit.length > 0 && solved.withoutSingletons;
  const counted = isCounted ? [`count(*) ${over} AS of_unit`] : [];
  const centred = `(SELECT ${list([...by, ...weightColumn(spec), ...within, ...counted])} FROM ${netOfDummies(withKeys, solved)}) c`;
  const x = kept.map((j) => `c${j + 1}`);
  const rows = `(SELECT ${list([...by, ...weightColumn(spec), ...x, `${residualOf(spec, solved, "c")} AS u`])} FROM ${centred}${isCounted ? " WHERE of_unit > 1" : ""}) v`;
  const scores = x.map((name, i) => {
    const score = weighted(spec, `${name}*u`);
    return `${clusters === null ? score : sum(score)} AS g${i + 1}`;
  });
  return `(SELECT ${list(scores)} FROM ${rows}${groupBy(by)})`;
}

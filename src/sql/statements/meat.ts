/**
 * The meat of a variance that blocks by cluster don't have: sums of scores by unit, by other clusters, or of rows.
 */
import {
  groupBy,
  isLevel,
  type Key,
  keyColumns,
  list,
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
 * S3. The meat of a variance: how many clusters, and the sums over them of s, which by the normal equations are 0, and of s s', packed, s
 * the sum of x u with x and u net of unit and dummies. Over rows without `clusters`. Of clusters that are the units it takes a unit's sums alone; of others its means stand beside
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
  const out = [
    dialect.double("count(*)"),
    ...names.map(sum),
    ...pairs(names.length).map(([i, j]) => sum(`${names[i]}*${names[j]}`)),
  ];
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

/**
 * The meat of a variance that blocks by cluster don't have: sums of scores by unit, by other clusters, or of rows.
 */
import {
  dummyPlaces,
  groupBy,
  isLevel,
  type Key,
  keyColumns,
  list,
  one,
  rowsOf,
  type SumsSpec,
  sum,
  unitKeys,
  weightColumn,
  weighted,
  weightSum,
  zero,
} from "./rows.js";

/** What a regression came to: what the dummies take off the columns. */
export interface Solved {
  /** Coefficients of the dummies on each column, a column after the other. */
  readonly dummies: Float64Array;
  /** Positions of the regressors kept. */
  readonly kept: readonly number[];
  /** Whether rows alone in their unit are left out: they add nothing, but their clusters would be counted. */
  readonly withoutSingletons: boolean;
}

/** Columns and residuals whose products are scores: combinations of the regressors kept and, last, of the outcome, net of all effects. */
export interface Scored {
  readonly columns: readonly ArrayLike<number>[];
  readonly residuals: readonly ArrayLike<number>[];
}

/** Positions of a column and of a residual. */
export type Score = readonly [column: number, residual: number];
export type ScorePair = readonly [Score, Score];

/** The scores of some pairs, each once. */
export const scoresIn = (wanted: readonly ScorePair[]): Score[] => [
  ...new Map(wanted.flat().map((score) => [score.join(), score])).values(),
];

/**
 * S3. The meat of a variance: how many clusters, the sums over them of each score, which cross-products know, and of s t for the pairs of
 * scores wanted, a score the sum of w x u with x and u net of unit and dummies. Over rows without `clusters`. Of clusters that are the units it takes a unit's sums alone; of others its
 * means stand beside the rows, by a window.
 */
export function meatStatement(
  spec: SumsSpec,
  solved: Solved,
  scored: Scored,
  wanted: readonly ScorePair[],
  clusters: readonly Key[] | null,
): string {
  const { dialect } = spec;
  const scores = scoresIn(wanted);
  const places = new Map(scores.map((score, place) => [score.join(), `g${place + 1}`]));
  const made = { ...scored, scores };
  const from =
    clusters !== null && sameKeys(clusters, spec.unit)
      ? scoresOfUnits(spec, solved, made)
      : scoresOfRows(spec, solved, made, clusters);
  const name = (score: Score) => places.get(score.join())!;
  const out = [
    dialect.double("count(*)"),
    ...scores.map((score) => sum(name(score))),
    ...wanted.map(([s, t]) => sum(`${name(s)}*${name(t)}`)),
  ];
  return `SELECT ${list(out)} FROM ${from} g`;
}

/** The scores of a statement. */
interface Made extends Scored {
  readonly scores: readonly Score[];
}

/** Items of a SELECT, which has one at least. */
export const items = ({ dialect }: SumsSpec, parts: readonly string[]): string =>
  parts.length === 0 ? `${one(dialect)} AS g0` : list(parts);

const sameKeys = (a: readonly Key[], b: readonly Key[]): boolean =>
  a.length === b.length && a.every(({ column }, i) => column === b[i]!.column);

/** Rows with e1.. of the regressors kept and of the outcome, net of the dummies, and the keys. */
function netOfDummies(spec: SumsSpec, { dummies: coefficients, kept }: Solved): string {
  const { dialect, columns, dummies } = spec;
  const { starts, count } = dummyPlaces(dummies);
  const taken = (j: number): string =>
    dummies
      .map((effect, e) => {
        const cases = effect.levels.map((level, t) => {
          const value = coefficients[j * count + starts[e]! + t]!;
          return `WHEN ${isLevel(spec, effect, level)} THEN ${dialect.number(value)}`;
        });
        return ` - (CASE ${cases.join(" ")} ELSE ${zero(dialect)} END)`;
      })
      .join("");
  const net = [...kept, columns.length - 1].map((j) => `z${j + 1}${taken(j)} AS e${j + 1}`);
  return `(SELECT ${list([...keyColumns(spec), ...weightColumn(spec), ...net])} FROM ${rowsOf(spec)}) e`;
}

/** A combination of the columns that are called `name`1, `name`2, .. */
export function combined(
  { dialect, columns }: Pick<SumsSpec, "dialect" | "columns">,
  { kept }: Pick<Solved, "kept">,
  of: ArrayLike<number>,
  name: string,
): string {
  const parts = [...kept, columns.length - 1].flatMap((j, i) => {
    const value = of[i]!;
    if (value === 0) return [];
    return [value === 1 ? `${name}${j + 1}` : `${dialect.number(value)}*${name}${j + 1}`];
  });
  return parts.length === 0 ? zero(dialect) : parts.join(" + ");
}

/** The columns and residuals that scores are made of, of columns called `name`1, .. */
function factors(spec: SumsSpec, solved: Solved, { columns, residuals, scores }: Made, name: string): string[] {
  const used = (which: 0 | 1): number[] => [...new Set(scores.map((score) => score[which]))];
  return [
    ...used(0).map((i) => `${combined(spec, solved, columns[i]!, name)} AS b${i + 1}`),
    ...used(1).map((v) => `${combined(spec, solved, residuals[v]!, name)} AS r${v + 1}`),
  ];
}

/** Sums of x u by unit: of rows less n times the product of the means. */
function scoresOfUnits(spec: SumsSpec, solved: Solved, made: Made): string {
  const units = unitKeys(spec);
  const own = factors(spec, solved, made, "e");
  const rows = `(SELECT ${list([...units, ...weightColumn(spec), ...own])} FROM ${netOfDummies(spec, solved)}) v`;
  const scores = made.scores.map(([i, v], place) => {
    const [b, r] = [`b${i + 1}`, `r${v + 1}`];
    const means = `${sum(weighted(spec, b))}*${sum(weighted(spec, r))}/${weightSum(spec)}`;
    return `${sum(weighted(spec, `${b}*${r}`))} - ${means} AS g${place + 1}`;
  });
  const having = solved.withoutSingletons ? " HAVING count(*) > 1" : "";
  return `(SELECT ${items(spec, scores)} FROM ${rows}${groupBy(units)}${having})`;
}

/** x u by row, or their sums by cluster. */
function scoresOfRows(spec: SumsSpec, solved: Solved, made: Made, clusters: readonly Key[] | null): string {
  const { columns, unit } = spec;
  const withKeys = clusters === null ? spec : { ...spec, block: [...spec.block, ...clusters] };
  const by = [...new Set((clusters ?? []).map(({ column }) => column))];
  const over = `OVER (PARTITION BY ${list(unit.map(({ column }) => column))})`;
  const mean = (name: string): string => {
    if (unit.length === 0) return "";
    return spec.weight === null ? ` - avg(${name}) ${over}` : ` - sum(w*${name}) ${over} / sum(w) ${over}`;
  };
  const within = [...solved.kept, columns.length - 1].map((j) => `e${j + 1}${mean(`e${j + 1}`)} AS c${j + 1}`);
  const isCounted = unit.length > 0 && solved.withoutSingletons;
  const counted = isCounted ? [`count(*) ${over} AS of_unit`] : [];
  const centred = `(SELECT ${list([...by, ...weightColumn(spec), ...within, ...counted])} FROM ${netOfDummies(withKeys, solved)}) c`;
  const own = factors(spec, solved, made, "c");
  const rows = `(SELECT ${items(spec, [...by, ...weightColumn(spec), ...own])} FROM ${centred}${isCounted ? " WHERE of_unit > 1" : ""}${spec.dialect.once}) v`;
  const scores = made.scores.map(([i, v], place) => {
    const score = weighted(spec, `b${i + 1}*r${v + 1}`);
    return `${clusters === null ? score : sum(score)} AS g${place + 1}`;
  });
  return `(SELECT ${items(spec, scores)} FROM ${rows}${groupBy(by)}${clusters === null ? spec.dialect.once : ""})`;
}

/**
 * Columns of the run's own as SQL that can follow FROM: lists written as one text each, which every engine takes apart, so that a
 * statement has a handful of literals and not one a number.
 */
import { type Dialect, doubleList } from "./dialect.js";
import type { AnswerColumn } from "./engine.js";

/** What may stand between texts; none means anything in a regular expression. */
const SEPARATORS = [",", ";", "\u001f", "~", "@", "\u001e"];

/** A column as a list: a text, taken apart. */
interface List {
  readonly written: string;
  readonly separator: string;
  readonly isNumeric: boolean;
}

/** Throws RangeError where texts have all of the separators in them. */
export function literalRelation(dialect: Dialect, columns: Readonly<Record<string, AnswerColumn>>): string {
  const names = Object.keys(columns);
  const isEmpty = Object.values(columns)[0]!.length === 0;
  const lists = Object.values(columns).map((values) => listOf(values, isEmpty));
  const from = RELATIONS[dialect.name](
    dialect,
    lists.map((list) => ({ ...list, written: dialect.text(list.written), separator: dialect.text(list.separator) })),
    names,
  );
  // a text is never no list: one that stands for it is left out
  return isEmpty ? `(SELECT * FROM ${from} WHERE 1 = 0) AS placed` : from;
}

function listOf(values: AnswerColumn, isEmpty: boolean): List {
  if (values instanceof Float64Array) {
    return { written: isEmpty ? "0" : doubleList(values), separator: ",", isNumeric: true };
  }
  const texts = isEmpty ? ["none"] : (values as readonly string[]);
  const separator = SEPARATORS.find((one) => texts.every((text) => !text.includes(one)));
  if (separator === undefined) throw new RangeError("Texts of a key have every separator in them.");
  return { written: texts.join(separator), separator, isNumeric: false };
}

type Write = (dialect: Dialect, lists: readonly List[], names: readonly string[]) => string;

/** Lists side by side, as rows. */
const RELATIONS: Readonly<Record<Dialect["name"], Write>> = {
  duckdb: (_, lists, names) => {
    const taken = lists.map(({ written, separator, isNumeric }, j) => {
      const list = `string_split(${written}, ${separator})`;
      return `unnest(${isNumeric ? `${list}::DOUBLE[]` : list}) AS ${names[j]}`;
    });
    return `(SELECT ${taken.join(", ")}) AS placed`;
  },
  postgres: (_, lists, names) => {
    const taken = lists.map(({ written, separator, isNumeric }) => {
      const list = `string_to_array(${written}, ${separator})`;
      return isNumeric ? `${list}::float8[]` : list;
    });
    return `unnest(${taken.join(", ")}) AS placed(${names.join(", ")})`;
  },
  clickhouse: (_, lists, names) => {
    const taken = lists.map(({ written, separator, isNumeric }) => {
      const list = `splitByString(${separator}, ${written})`;
      return isNumeric ? `arrayMap(x -> toFloat64(x), ${list})` : list;
    });
    const parts = names.map((name, j) => `tupleElement(part, ${j + 1}) AS ${name}`);
    return `(SELECT ${parts.join(", ")} FROM (SELECT arrayJoin(arrayZip(${taken.join(", ")})) AS part) AS parts) AS placed`;
  },
  trino: (_, lists, names) => {
    const taken = lists.map(({ written, separator, isNumeric }) => {
      const list = `split(${written}, ${separator})`;
      return isNumeric ? `CAST(${list} AS ARRAY(DOUBLE))` : list;
    });
    return `UNNEST(${taken.join(", ")}) AS placed(${names.join(", ")})`;
  },
  spark: (_, lists, names) => {
    const taken = lists.map(({ written, separator, isNumeric }) => {
      const list = `split(${written}, ${separator})`;
      return isNumeric ? `CAST(${list} AS ARRAY<DOUBLE>)` : list;
    });
    return `(SELECT inline(arrays_zip(${taken.join(", ")}))) AS placed(${names.join(", ")})`;
  },
};

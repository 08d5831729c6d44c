/** The table and formula of a file of `expected/`, with the columns and rows its `call` and notes describe. */
import { selectRows, type Table, withColumns } from "../../../src/data/table/table.js";
import { goldenTable } from "../../support/golden-table.js";

interface Expected {
  readonly dataset: string;
  readonly call: string;
}

const numeric = (name: string, values: Float64Array) => ({ kind: "numeric", name, values }) as const;

/** Lags in the formula are columns of the table here: `l(lw, 1)` is `lw_1`. */
export async function ivTable(
  name: string,
  { dataset, call }: Expected,
): Promise<{ readonly table: Table; readonly formula: string }> {
  const formula = /feols\((.*?), (?:[a-zA-Z0-9]+)(?:\[.*)?(?:, (?:weights|panel\.id).*)?\)$/.exec(call)![1]!;
  const source = await goldenTable(`${dataset}.csv`);
  return { table: derived(name, source), formula: formula.replace(/l\((\w+), 1\)/g, "$1_1") };
}

function derived(name: string, table: Table): Table {
  const column = (wanted: string) => table.numeric(wanted);
  const each = (make: (row: number) => number) => Float64Array.from({ length: table.nRows }, (_, row) => make(row));
  if (name.startsWith("iv_CigarettesSW")) {
    const [price, cpi, income, population, taxs, tax] = ["price", "cpi", "income", "population", "taxs", "tax"].map(
      column,
    );
    const made = withColumns(table, [
      numeric(
        "rprice",
        each((i) => price![i]! / cpi![i]!),
      ),
      numeric(
        "rincome",
        each((i) => income![i]! / population![i]! / cpi![i]!),
      ),
      numeric(
        "tdiff",
        each((i) => (taxs![i]! - tax![i]!) / cpi![i]!),
      ),
      numeric(
        "rtax",
        each((i) => tax![i]! / cpi![i]!),
      ),
    ]);
    if (name.endsWith("panel_fe")) return made;
    const year = table.column("year");
    const is1995 = (i: number) =>
      year.kind === "text" ? year.levels[year.codes[i]!] === "1995" : year.values[i] === 1995;
    return selectRows(made, Uint32Array.from([...Array(table.nRows).keys()].filter(is1995)));
  }
  if (name.startsWith("iv_EmplUK")) {
    const [firm, year] = [column("firm"), column("year")];
    const at = new Map(Array.from(firm, (id, i) => [`${id} ${year[i]}`, i]));
    const logOf = (wanted: string) => column(wanted).map(Math.log);
    const lag = (values: Float64Array) => each((i) => values[at.get(`${firm[i]} ${year[i]! - 1}`) ?? -1] ?? Number.NaN);
    return withColumns(table, [
      numeric("ln", logOf("emp")),
      numeric("lw", logOf("wage")),
      numeric("lo", logOf("output")),
      numeric("lw_1", lag(logOf("wage"))),
      numeric("lk_1", lag(logOf("capital"))),
    ]);
  }
  if (name.endsWith("_twfe")) {
    const [rugged, year] = [column("rugged"), column("year")];
    return withColumns(table, [
      numeric(
        "rt",
        each((i) => rugged[i]! * (year[i]! - 2009)),
      ),
    ]);
  }
  return table;
}

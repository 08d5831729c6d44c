/** Derived columns and samples that the expected files describe in words (`data_note`, `sample`). */
import { selectRows, type Table, withColumns } from "../../../src/data/table/table.js";
import type { ExpectedFit } from "./expected.js";

const numeric = (name: string, values: Float64Array) => ({ kind: "numeric", name, values }) as const;

/** Adds the columns of `data_note`; throws on a note it doesn't know, so that none is passed over. */
export function derive({ data_note }: ExpectedFit, table: Table): Table {
  if (data_note === undefined || data_note.startsWith("post as supplied")) return table;
  const column = (name: string) => table.numeric(name);
  switch (data_note) {
    case "wt = 1 + (id mod 5)/2":
      return withColumns(table, [
        numeric(
          "wt",
          column("id").map((id) => 1 + (id % 5) / 2),
        ),
      ]);
    case "w = Year - 2005":
      return withColumns(table, [
        numeric(
          "w",
          column("Year").map((year) => year - 2005),
        ),
      ]);
    case "post = 1(year >= year_treated)": {
      const treated = column("year_treated");
      return withColumns(table, [
        numeric(
          "post",
          column("year").map((year, i) => Number(year >= treated[i]!)),
        ),
      ]);
    }
    case "g = first.treat with 0 -> 10000; post = 1(first.treat>0 & year>=first.treat)": {
      const first = column("first.treat");
      const post = column("year").map((year, i) => Number(first[i]! > 0 && year >= first[i]!));
      return withColumns(table, [numeric("post", post)]);
    }
    default:
      throw new Error(`unknown data_note: ${data_note}`);
  }
}

/** Keeps the rows of `sample`; throws on one it doesn't know. */
export function sampleOf({ sample }: ExpectedFit, table: Table): Table {
  if (sample === undefined) return table;
  const column = (name: string) => table.numeric(name);
  const rows = Array.from({ length: table.nRows }, (_, i) => i);
  if (sample.startsWith("drop rows where (7*id + 3*period) mod 11 is 0 or 4")) {
    const [id, period] = [column("id"), column("period")];
    return selectRows(
      table,
      Uint32Array.from(rows.filter((i) => ![0, 4].includes((7 * id[i]! + 3 * period[i]!) % 11))),
    );
  }
  if (sample.startsWith("rows with Year==2007 or (Year==2008 and Product<=3), then every 7th")) {
    const [year, product] = [column("Year"), column("Product")];
    const kept = rows.filter((i) => year[i] === 2007 || (year[i] === 2008 && product[i]! <= 3));
    return selectRows(table, Uint32Array.from(kept.filter((_, position) => position % 7 === 0)));
  }
  throw new Error(`unknown sample: ${sample}`);
}

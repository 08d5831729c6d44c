/** The unbalanced panel of `variances-hc/make-small-sample.R`. */
import { selectRows, type Table, withColumns } from "../../src/data/table/table.js";
import { goldenTable } from "./golden-table.js";

/** `tp`, weights `wt`, clusters coarser (`block`) and finer (`half`) than units, and a third effect `area`. */
export async function variancesTable(): Promise<Table> {
  const all = await goldenTable("base_did.csv");
  const column = (name: string) => all.numeric(name);
  const [id, period, treat, post] = ["id", "period", "treat", "post"].map(column);
  const make = (name: string, value: (id: number, period: number, i: number) => number) =>
    ({ kind: "numeric", name, values: id!.map((unit, i) => value(unit, period![i]!, i)) }) as const;
  const rows = Array.from(id!.keys()).filter((i) => ![0, 4].includes((7 * id![i]! + 3 * period![i]!) % 11));
  const made = withColumns(all, [
    make("tp", (_unit, _time, i) => treat![i]! * post![i]!),
    make("wt", (unit, time) => 1 + ((unit + 2 * time) % 4) / 2),
    make("block", (unit) => unit % 9),
    make("half", (unit, time) => 10 * unit + Number(time > 5)),
    make("area", (unit, time) => (unit * 5 + time * unit) % 7),
  ]);
  return selectRows(made, Uint32Array.from(rows));
}

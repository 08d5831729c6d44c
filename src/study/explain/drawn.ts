/** The numbers of a figure as a table: those of a table of its stage, the columns it takes, or the coefficients of its record. */
import type { Language } from "../../base/messages.js";
import { numberCell, type TableModel, type TableRow } from "../../report/table-model.js";
import type { ExhibitMap, MappedExhibit } from "../outputs/exhibits.js";
import { finite, isObject, pathOf, valueAt } from "./document.js";
import { numberWords } from "./messages.js";

/** The tables that have numbers `exhibit` shows: its own, else those of its stage; of a figure without any, made of its record. */
export function tablesOf(
  map: Pick<ExhibitMap, "exhibits">,
  results: unknown,
  exhibit: MappedExhibit,
  language: Language,
): readonly { readonly exhibit: MappedExhibit; readonly table: TableModel }[] {
  if (exhibit.table !== undefined) return [{ exhibit, table: exhibit.table }];
  const beside = map.exhibits.flatMap((one) =>
    one.stage === exhibit.stage && one.table !== undefined ? [{ exhibit: one, table: one.table }] : [],
  );
  const own = drawnTable(results, exhibit, language);
  return [...(own === null ? [] : [{ exhibit, table: own }]), ...beside];
}

const SHOWN = ["estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high"] as const;

/** Coefficients of the figure's record, a row each; null where it has none. */
function drawnTable(results: unknown, { record, caption }: MappedExhibit, language: Language): TableModel | null {
  const coefficients = valueAt(results, [...pathOf(record), "coefficients"]);
  if (!isObject(coefficients)) return null;
  const entries = Object.entries(coefficients).filter((entry): entry is [string, Readonly<Record<string, unknown>>] =>
    isObject(entry[1]),
  );
  const keys = SHOWN.filter((key) => entries.some(([, one]) => finite(one[key]) !== null));
  if (keys.length === 0) return null;
  return {
    title: caption,
    stub: "",
    heads: keys.map((key) => [key, ...(language === "en" ? [] : [numberWords[key][language]])]),
    rows: entries.map(([term, one]): TableRow => {
      const name = typeof one.result === "string" ? one.result : term;
      return {
        label: name,
        name,
        quantity: "",
        ruleAbove: false,
        cells: keys.map((key) => {
          const value = finite(one[key]);
          return value === null ? { kind: "empty" } : numberCell(value, String(value));
        }),
      };
    }),
    notes: [],
  };
}

/**
 * What the attributes of a cell of an OpenDocument spreadsheet say of its value.
 */
import { CELL } from "../workbook/grid.js";
import { durationMs } from "../workbook/serial.js";
import { ascii, type XmlScanner } from "../workbook/xml.js";

/** A cell as it is stored: its kind of `CELL` and value; text that is an attribute, or else stands within the cell. */
export interface StoredCell {
  readonly kind: number;
  readonly value: number;
  readonly text: string | undefined;
  readonly status: "value" | "error" | "uncached";
  /** Whether a formula made it. */
  readonly computed: boolean;
}

const VALUE_TYPE = ascii("value-type");
const CALC_TYPE = ascii("calcext:value-type");
const VALUE = ascii("value");
const DATE = ascii("date-value");
const TIME = ascii("time-value");
const BOOLEAN = ascii("boolean-value");
const STRING = ascii("string-value");
const FORMULA = ascii("formula");

const DURATION = /^(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/;
const DAY_MS = 86_400_000;

/** The cell that is opened; one without a type has text at most. Throws `broken()` for a value that is none of its type. */
export function cellValue(xml: XmlScanner, broken: () => Error): StoredCell {
  const computed = xml.seek(FORMULA);
  const type = xml.attribute(VALUE_TYPE);
  const made = (kind: number, value = 0, text?: string): StoredCell => {
    if (Number.isNaN(value)) throw broken();
    return { kind, value, text, status: "value", computed };
  };
  switch (type) {
    case "float":
    case "percentage":
    case "currency":
      return made(CELL.number, numberOf(xml.attribute(VALUE)));
    case "date": {
      const text = xml.attribute(DATE) ?? "";
      return made(text.includes("T") ? CELL.moment : CELL.date, Date.parse(text.includes("T") ? `${text}Z` : text));
    }
    case "time": {
      const ms = durationOf(xml.attribute(TIME) ?? "");
      return made(ms >= 0 && ms < DAY_MS ? CELL.time : CELL.duration, ms);
    }
    case "boolean":
      return made(CELL.boolean, xml.attribute(BOOLEAN) === "true" ? 1 : 0);
    default: {
      const cell = made(CELL.text, 0, xml.attribute(STRING));
      if (xml.attribute(CALC_TYPE) === "error") return { ...cell, text: undefined, status: "error" };
      return type === undefined && computed ? { ...cell, status: "uncached" } : cell;
    }
  }
}

const numberOf = (text: string | undefined): number =>
  text !== undefined && /^[-+.\deE]+$/.test(text) ? Number(text) : Number.NaN;

/** Milliseconds of a duration of ISO 8601, such as "PT12H30M00S". */
function durationOf(text: string): number {
  const found = DURATION.exec(text);
  if (found === null) return Number.NaN;
  const [days, hours, minutes, seconds] = found.slice(2).map((part) => Number((part ?? "0").replace(",", ".")));
  const ms = durationMs(days! + hours! / 24 + minutes! / 1440) + Math.round(seconds! * 1000);
  return found[1] === undefined ? ms : -ms;
}

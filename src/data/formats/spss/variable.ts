/**
 * A variable of SPSS, whichever file it comes from, and the column that is made of it.
 */
import type { ColumnFacts, ValueLabel } from "../../../base/columns.js";
import { isoDate, isoTime } from "../build-columns.js";
import { type NumberField, someFacts } from "../fixed-columns.js";
import type { ColumnHead } from "../format.js";
import { formatText, meaningOf, type PrintFormat, secondsOf } from "./formats.js";
import { hasMissing, isMissing, type MissingNumbers, rangeText } from "./missing.js";

export interface Variable {
  readonly name: string;
  /** Bytes of a text variable; 0 for numbers. */
  readonly width: number;
  readonly label?: string | undefined;
  readonly print: PrintFormat;
  readonly valueLabels: readonly ValueLabel[];
  readonly missing: MissingNumbers;
  readonly missingTexts: readonly string[];
  readonly characteristics?: Readonly<Record<string, string>> | undefined;
}

export function headOf(variable: Variable): ColumnHead {
  const { name, width, print, label } = variable;
  const stored = formatText(print);
  return {
    name,
    kind: width > 0 || meaningOf(print) !== "number" ? "text" : "numeric",
    ...(label ? { label } : {}),
    ...(stored === undefined ? {} : { stored }),
  };
}

/** What the file says of a variable, its labels named as its cells are. */
export function factsOf(variable: Variable): ColumnFacts {
  const { label, print, valueLabels, missing, width, characteristics } = variable;
  return someFacts({
    label,
    stored: formatText(print),
    characteristics,
    valueLabels: valueLabels.map(({ value, label: text }) => ({
      value: typeof value === "string" || width > 0 ? value : labelledCell(variable, value, isMissing(missing, value)),
      label: text,
    })),
  });
}

const labelledCell = ({ print }: Variable, value: number, missing: boolean): number | string =>
  missing || meaningOf(print) !== "number" ? cellText(print, value) : value;

/** The text of a number: of a date, as its column has it. */
function cellText(print: PrintFormat, value: number): string {
  const ms = Math.round(secondsOf(value) * 1000);
  const meaning = meaningOf(print);
  if (meaning === "number") return String(value);
  return meaning === "date" && ms % 86_400_000 === 0 ? isoDate(ms) : isoTime(ms);
}

/** What a column of numbers does with its cells, but for where they are. */
export function numberField(variable: Variable): Omit<NumberField, "at" | "read"> {
  const { name, print, missing } = variable;
  return {
    name,
    meaning: meaningOf(print),
    seconds: secondsOf,
    facts: factsOf(variable),
    ...(hasMissing(missing)
      ? { missing: (value: number) => (isMissing(missing, value) ? cellText(print, value) : undefined) }
      : {}),
    ...(missing.range === undefined ? {} : { otherCodes: rangeText(missing.range) }),
  };
}

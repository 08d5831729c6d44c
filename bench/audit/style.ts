/**
 * How a journal rounds and what it prints beneath estimates: a table of `modelTable` printed again in a style. Rounding is of the decimal
 * value of the unrounded number, halves away from zero, as `toFixed` has it.
 */
import { type Cell, numberCell, type TableModel, type TableRow } from "../../src/report/table-model.js";
import type { Dice } from "./dice.js";
import type { Under } from "./printout.js";

/** Decimals that are the same all over the table, or digits of the errors, whose decimals estimates then have. */
export interface Rounding {
  readonly by: "decimals" | "significant";
  readonly digits: number;
}

export interface Star {
  readonly below: number;
  readonly mark: string;
}

export interface Style {
  readonly rounding: Rounding;
  readonly beneath: Under;
  /** In square brackets beneath that. */
  readonly second: Under | null;
  readonly stars: readonly Star[];
  /** Decimals of t and p. */
  readonly statistic: number;
  readonly p: number;
  /** Of shares such as R². */
  readonly share: number;
  /** t-values printed without their sign. */
  readonly unsigned: boolean;
  /** What the errors are is said. */
  readonly statesErrors: boolean;
  readonly showsConstant: boolean;
  /** Tests by the normal distribution, as some programs do with any sample. */
  readonly normal: boolean;
  /** Level of intervals. */
  readonly level: number;
  /** A minus sign before a zero that is rounded from a negative number is left out. */
  readonly bareZero: boolean;
}

const STARS: readonly (readonly Star[])[] = [
  [
    { below: 0.01, mark: "***" },
    { below: 0.05, mark: "**" },
    { below: 0.1, mark: "*" },
  ],
  [
    { below: 0.001, mark: "***" },
    { below: 0.01, mark: "**" },
    { below: 0.05, mark: "*" },
  ],
  [
    { below: 0.01, mark: "**" },
    { below: 0.05, mark: "*" },
  ],
  [{ below: 0.05, mark: "*" }],
  [],
];

export function drawStyle(dice: Dice): Style {
  const beneath = dice.pick<Under>(["std_error", "std_error", "std_error", "statistic", "p_value", "interval"]);
  const others = (["std_error", "statistic", "p_value", "interval"] as const).filter((kind) => kind !== beneath);
  return {
    rounding: { by: dice.pick(["decimals", "significant"]), digits: dice.whole(2, 4) },
    beneath,
    second: beneath !== "interval" && dice.chance(0.25) ? dice.pick(others) : null,
    stars: dice.pick(STARS),
    statistic: dice.whole(1, 3),
    p: dice.whole(2, 4),
    share: dice.whole(2, 4),
    unsigned: dice.chance(0.15),
    statesErrors: dice.chance(0.75),
    showsConstant: dice.chance(0.5),
    normal: dice.chance(0.25),
    level: dice.pick([0.95, 0.95, 0.9, 0.99]),
    bareZero: dice.chance(0.5),
  };
}

/** Decimals with which `scale` has `digits` significant ones, as it is rounded. */
function decimalsOf({ by, digits }: Rounding, scale: number): number {
  if (by === "decimals") return digits;
  if (!(scale > 0)) return digits;
  const exponent = Number(scale.toExponential(digits - 1).split("e")[1]);
  return Math.min(Math.max(digits - 1 - exponent, 0), 12);
}

/** `value` to so many decimals in plain digits. */
function plain(value: number, decimals: number, bareZero: boolean): string {
  const text = value.toFixed(decimals);
  const isZero = Number(text) === 0;
  if (isZero && bareZero) return text.replace("-", "");
  return isZero && value < 0 && !text.startsWith("-") ? `-${text}` : text;
}

/** The numbers of an estimate, unrounded. */
export interface Numbers {
  readonly estimate: number;
  readonly std_error: number;
  readonly statistic: number;
  readonly p_value: number;
  readonly conf_low: number;
  readonly conf_high: number;
}

/** The table in the style; `numbers` gives an estimate's numbers by its row and column. */
export function styled(
  table: TableModel,
  style: Style,
  numbers: (term: string, column: number) => Numbers | undefined,
): TableModel {
  const rows = table.rows.flatMap((row, r): TableRow[] => {
    // by its own name, as facts of the paper have it
    if (row.quantity === "estimate") return estimateRows({ ...row, label: row.name ?? row.label }, style, numbers);
    const isBeneath = row.label === "" && table.rows[r - 1]?.quantity === "estimate";
    return isBeneath ? [] : [statisticRow(row, style)];
  });
  return { ...table, rows };
}

function estimateRows(
  row: TableRow,
  style: Style,
  numbers: (term: string, column: number) => Numbers | undefined,
): TableRow[] {
  const kinds = [style.beneath, ...(style.second === null ? [] : [style.second])];
  const found = row.cells.map((cell, c) => (cell.kind === "number" ? numbers(row.name ?? row.label, c) : undefined));
  const under = (kind: Under, second: boolean): TableRow => ({
    label: "",
    quantity: kind,
    ruleAbove: false,
    cells: row.cells.map((cell, c): Cell => {
      const own = found[c];
      return own === undefined ? cell : beneathCell(own, kind, second, style);
    }),
  });
  const cells = row.cells.map((cell, c): Cell => {
    const own = found[c];
    if (cell.kind !== "number" || own === undefined) return cell;
    return { ...cell, text: plain(own.estimate, decimalsOf(style.rounding, own.std_error), style.bareZero) };
  });
  return [{ ...row, cells }, ...kinds.map((kind, i) => under(kind, i > 0))];
}

function beneathCell(own: Numbers, kind: Under, second: boolean, style: Style): Cell {
  const decimals = decimalsOf(style.rounding, own.std_error);
  const [open, close] = second ? ["[", "]"] : ["(", ")"];
  const scaled = (value: number) => plain(value, decimals, style.bareZero);
  switch (kind) {
    case "interval":
      return { kind: "text", text: `[${scaled(own.conf_low)}, ${scaled(own.conf_high)}]` };
    case "std_error":
      return numberCell(own.std_error, scaled(own.std_error), open, close);
    case "statistic": {
      const t = style.unsigned ? Math.abs(own.statistic) : own.statistic;
      return numberCell(t, plain(t, style.statistic, style.bareZero), open, close);
    }
    case "p_value":
      return numberCell(own.p_value, own.p_value.toFixed(style.p), open, close);
  }
}

/** Numbers that are shares in the digits of the style; counts and tests as they are, p of tests as numbers. */
function statisticRow(row: TableRow, style: Style): TableRow {
  const isShare = ["r2", "adj_r2", "within_r2"].includes(row.name ?? "");
  const isP = row.quantity === "p_value";
  if (!isShare && !isP) return row;
  const decimals = isShare ? style.share : style.p;
  return {
    ...row,
    cells: row.cells.map((cell) =>
      cell.kind === "number" ? { ...cell, text: plain(cell.value, decimals, true) } : cell,
    ),
  };
}

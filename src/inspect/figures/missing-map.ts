/**
 * What is missing, by unit and period: a strip for each pattern, those with most missing early on top; observed, a row without a value, no row.
 */
import type { Panel } from "../../data/panel/panel.js";
import { STATUS, treatmentHistories } from "../../data/panel/treatment-histories.js";
import { ticksAt, ticksOfPeriods } from "../../report/figures/axis.js";
import type { FigureOptions, FigureSpec } from "../../report/figures/figure-spec.js";
import { figure, paletteFor } from "../../report/figures/layout.js";
import { mark, ring } from "../../report/figures/marks.js";
import { block, STRIP, type StripHistory, stripsOf } from "../../report/figures/strips.js";
import { percent } from "../../report/figures/words.js";
import { formatCount } from "../../report/format-number.js";
import { pictureWords as words } from "./messages.js";

/** Patterns of a panel in some columns, and how many cells are of each kind. */
export interface Missingness {
  readonly columns: readonly string[];
  readonly histories: readonly StripHistory[];
  readonly isThinned: boolean;
  /** Unit-periods observed, with a row that lacks a value, without a row. */
  readonly cells: readonly [whole: number, lacking: number, absent: number];
}

/** @param values columns f64[nRows] that are looked at together, by name */
export function missingness(panel: Panel, values: ReadonlyMap<string, Float64Array>): Missingness {
  const n = panel.timeValues.length;
  const whole = new Uint8Array(n).fill(1);
  for (const own of values.values()) for (let row = 0; row < n; row++) if (Number.isNaN(own[row]!)) whole[row] = 0;
  // one cohort for all, so that units are put in order by their patterns alone
  const made = treatmentHistories(panel, new Float64Array(panel.nUnits), whole, new Uint8Array(n).fill(1));
  const observed = whole.reduce((sum, one) => sum + one, 0);
  return {
    columns: [...values.keys()],
    ...made,
    cells: [observed, n - observed, panel.nUnits * panel.nPeriods - n],
  };
}

const HEIGHT = 300;
const OPACITY = { lacking: 0.85, whole: 0.5 } as const;

export interface MissingMapOptions extends FigureOptions {
  readonly period: (at: number) => string;
  readonly times: readonly number[];
}

export function missingMap({ columns, histories, cells }: Missingness, options: MissingMapOptions): FigureSpec {
  const { language = "en", period, times } = options;
  const { ink, first, second } = paletteFor(options);
  const { low, high, runs } = stripsOf(histories, times);
  const total = Math.round(histories.reduce((sum, { units }) => sum + units, 0));
  const of = (status: string) => runs.filter((run) => run.status === status);
  const looks = { whole: block(first, OPACITY.whole), lacking: block(second, OPACITY.lacking) };
  const all = cells[0] + cells[1] + cells[2];
  const share = (n: number) => percent(Number((n / all).toPrecision(3)));
  const name = columnsText(columns, language);
  return figure(
    {
      title: words.missingTitle[language],
      description: words.missingDescription[language](share(cells[0]), share(cells[1]), share(cells[2])),
      x: { low, high, title: words.period[language], ticks: (pixels) => ticksOfPeriods(times, pixels, period) },
      y: {
        ...{ low: 0, high: total, height: HEIGHT, title: words.unitsByPattern[language] },
        ticks: () => ticksAt([0, total], [formatCount(total), "0"]),
      },
      key: [
        { name: "whole", text: words.complete[language](name), look: looks.whole },
        ...(cells[1] === 0 ? [] : [{ name: "lacking", text: words.lacking[language](name), look: looks.lacking }]),
        ...(cells[2] === 0 ? [] : [{ name: "absent", text: words.absent[language], look: ring(ink, "square", 64, 1) }]),
      ],
      marks: () => [
        mark("whole", of(STATUS.treated), STRIP, looks.whole),
        mark("lacking", of(STATUS.untreated), STRIP, looks.lacking),
      ],
    },
    options,
  );
}

/** Names that fit into a key: of many columns how many there are. */
export const columnsText = (columns: readonly string[], language: "en" | "zh"): string =>
  columns.length <= 3
    ? columns.join(language === "en" ? ", " : "、")
    : words.manyColumns[language](columns[0]!, columns.length - 1);

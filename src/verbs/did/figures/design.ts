/**
 * The design of a treatment as a picture: units up, those treated first on top, periods across, a colour for untreated and one for
 * treated; units of one history are one strip as high as they are many.
 */

import { listed } from "../../../base/messages.js";
import { STATUS } from "../../../data/panel/treatment-histories.js";
import { ticksAt, ticksOfPeriods } from "../../../report/figures/axis.js";
import type { FigureOptions, FigureSpec } from "../../../report/figures/figure-spec.js";
import { figure, paletteFor } from "../../../report/figures/layout.js";
import { type FigureLayer, mark, ring, words as wordsLook } from "../../../report/figures/marks.js";
import { block, STRIP, stripsOf } from "../../../report/figures/strips.js";
import { TYPE } from "../../../report/figures/theme.js";
import { requireRows, widestText } from "../../../report/figures/words.js";
import { formatCount } from "../../../report/format-number.js";
import { didFigureWords as words } from "../design/messages.js";
import type { DesignRecord } from "../design/record.js";

export interface DesignFigureOptions extends FigureOptions {
  /** Words for periods and cohorts, default their numbers. */
  readonly period?: (at: number) => string;
}

const PLOT_HEIGHT = 320;
const OPACITY = { untreated: 0.16, treated: 0.85 } as const;
/** Pixels a cohort must be high for its name. */
const NAMED = 15;

/** Throws DataError `figure_empty` for a design without units. */
export function designFigure(design: DesignRecord, options: DesignFigureOptions = {}): FigureSpec {
  const { language = "en", period = String } = options;
  const { histories, times } = design;
  requireRows("figure of the design", histories);
  const { ink, first } = paletteFor(options);
  const total = Math.round(histories.reduce((sum, { units }) => sum + units, 0));
  const { low, high, runs } = stripsOf(histories, times);
  const bands = bandsOf(design, total);
  const nameOf = (cohort: number) =>
    cohort === Number.POSITIVE_INFINITY
      ? words.never[language]
      : cohort === Number.NEGATIVE_INFINITY
        ? words.always[language]
        : words.cohort[language](period(cohort));
  const labels = bands
    .filter(({ share }) => share * PLOT_HEIGHT >= NAMED)
    .map(({ cohort, middle, units }) => ({ y: middle, text: `${nameOf(cohort)} (${formatCount(units)})` }));
  return figure(
    {
      title: words.treatment[language],
      description: words.designDescription[language](
        listed[language](
          bands.map(({ cohort, units }) => `${nameOf(cohort)}: ${words.units[language](formatCount(units))}`),
          12,
        ),
        design.histories_thinned,
      ),
      x: {
        ...{ low, high, title: words.axis.calendar[language] },
        ticks: (pixels) => ticksOfPeriods(times, pixels, period),
      },
      y: {
        ...{ low: 0, high: total, height: PLOT_HEIGHT, title: words.unitsAxis[language] },
        ticks: () => ticksAt([0, total], [formatCount(total), "0"]),
      },
      room:
        widestText(
          labels.map(({ text }) => text),
          TYPE.small,
        ) + 12,
      key: [
        { name: "untreated", text: words.untreated[language], look: block(ink, OPACITY.untreated) },
        { name: "treated", text: words.treated[language], look: block(first, OPACITY.treated) },
        ...(runs.some(({ status }) => status === STATUS.missing)
          ? [{ name: "missing", text: words.missing[language], look: ring(ink, "square", 64, 1) }]
          : []),
      ],
      marks: ({ width }): FigureLayer[] => [
        mark(
          "untreated",
          runs.filter(({ status }) => status === STATUS.untreated),
          STRIP,
          block(ink, OPACITY.untreated),
        ),
        mark(
          "treated",
          runs.filter(({ status }) => status === STATUS.treated),
          STRIP,
          block(first, OPACITY.treated),
        ),
        mark("cohorts", labels, { x: width + 8, y: "y", text: "text" }, wordsLook(ink, "left", "small")),
      ],
    },
    options,
  );
}

/** Where each cohort lies, from the top, and its units: those of the design, as histories may be thinned out. */
function bandsOf({ histories, cohorts, never, units: paths }: DesignRecord, total: number) {
  const sums = new Map<number, number>();
  for (const history of histories) {
    const cohort =
      history.cohort ??
      (history.statuses.includes(STATUS.treated) ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);
    sums.set(cohort, (sums.get(cohort) ?? 0) + history.units);
  }
  const counts = new Map(cohorts.map(({ cohort, units }) => [cohort, units]));
  counts.set(Number.POSITIVE_INFINITY, never.units).set(Number.NEGATIVE_INFINITY, paths.always);
  let above = total;
  return [...sums].map(([cohort, n]) => {
    const middle = above - n / 2;
    above -= n;
    return { cohort, units: counts.get(cohort) ?? n, middle, share: n / total };
  });
}

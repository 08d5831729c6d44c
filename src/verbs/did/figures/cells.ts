/**
 * Effects by cohort and period: a colour and form for each cohort, hollow before its treatment, filled from it on.
 */
import { clauses, labelled } from "../../../base/messages.js";
import { ticksOfPeriods, widen } from "../../../report/figures/axis.js";
import type { FigureOptions, FigureSpec } from "../../../report/figures/figure-spec.js";
import { figure, paletteFor } from "../../../report/figures/layout.js";
import { dot, type FigureLayer, hasValues, intervals, mark, ring, zeroLine } from "../../../report/figures/marks.js";
import { SHAPES } from "../../../report/figures/theme.js";
import { hasInterval, intervalDecimals, percent, pointText, requireRows } from "../../../report/figures/words.js";
import { didFigureWords as words } from "../design/messages.js";
import type { DidEstimate } from "../design/record.js";

export interface CellsFigureOptions extends FigureOptions {
  readonly period?: (at: number) => string;
}

const PLOT_HEIGHT = 320;
const SPREAD = 0.7;

/** Throws DataError `figure_empty` for an estimator without effects by cohort and period. Of many cohorts forms come again. */
export function cellsFigure({ cells, band }: DidEstimate, options: CellsFigureOptions = {}): FigureSpec {
  const { language = "en", period = String } = options;
  const estimated = (cells ?? []).filter(({ reference }) => !reference);
  requireRows("figure of effects by cohort and period", estimated);
  const { ink, ground, series: colors } = paletteFor(options);
  const cohorts = [...new Set(estimated.map(({ cohort }) => cohort))];
  const times = [...new Set(estimated.map(({ time }) => time))].sort((a, b) => a - b);
  const [low, high] = widen(
    Math.min(0, ...estimated.map(({ conf_low, estimate }) => conf_low ?? estimate)),
    Math.max(0, ...estimated.map(({ conf_high, estimate }) => conf_high ?? estimate)),
    0.06,
  );
  const looks = cohorts.map((_, g) => ({ color: colors[g % colors.length]!, shape: SHAPES[g % SHAPES.length]! }));
  const decimals = intervalDecimals(estimated);
  return figure(
    {
      title: words.cells[language],
      description: words.description[language](
        percent(band.level),
        cohorts
          .map((cohort) => {
            const own = estimated.filter((cell) => cell.cohort === cohort);
            const parts = own.map((cell) => labelled[language](period(cell.time), pointText(cell, decimals)));
            return labelled[language](words.cohort[language](period(cohort)), clauses[language](parts));
          })
          .join(language === "zh" ? "。" : ". "),
      ),
      x: {
        ...{ low: times[0]! - 0.5, high: times.at(-1)! + 0.5, title: words.axis.calendar[language] },
        ticks: (pixels) => ticksOfPeriods(times, pixels, period),
      },
      y: { low, high, grid: true, height: PLOT_HEIGHT, title: words.estimate[language](percent(band.level)) },
      key: cohorts.map((cohort, g) => ({
        name: `cohort-${g + 1}`,
        text: words.cohort[language](period(cohort)),
        look: dot(looks[g]!.color, looks[g]!.shape),
      })),
      lines: [{ name: "zero", y: 0, look: zeroLine(ink) }],
      marks: ({ perX }): FigureLayer[] =>
        cohorts
          .flatMap((cohort, g) => {
            const aside = cohorts.length === 1 ? 0 : SPREAD * ((g + 0.5) / cohorts.length - 0.5);
            const own = estimated
              .filter((cell) => cell.cohort === cohort)
              .map((cell) => ({ ...cell, x: cell.time + aside }));
            const { color, shape } = looks[g]!;
            const span = { along: "y", low: "conf_low", high: "conf_high", at: "x" } as const;
            return [
              ...intervals(`interval-${g + 1}`, own.filter(hasInterval), span, color, {
                cap: Math.min(7, (perX / cohorts.length) * 0.6),
                width: 1.3,
              }),
              mark(
                `before-${g + 1}`,
                own.filter(({ time }) => time < cohort),
                PLACE,
                {
                  ...ring(color, shape, 40),
                  fill: ground,
                } as ReturnType<typeof ring>,
              ),
              mark(
                `after-${g + 1}`,
                own.filter(({ time }) => time >= cohort),
                PLACE,
                dot(color, shape, 44),
              ),
            ];
          })
          .filter(hasValues),
    },
    options,
  );
}

const PLACE = { x: "x", y: "estimate" } as const;

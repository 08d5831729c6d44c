/**
 * Effects by dose as tables and figures: overall numbers, the curve at quantiles of the dose, and both curves with their bands. All is in
 * the record.
 */
import type { Language } from "../../../../base/messages.js";
import { widen } from "../../../../report/figures/axis.js";
import type { FigureOptions, FigureSpec } from "../../../../report/figures/figure-spec.js";
import { figure, paletteFor } from "../../../../report/figures/layout.js";
import { area, curve, dot, hasValues, intervals, mark, stroke, zeroLine } from "../../../../report/figures/marks.js";
import { percent } from "../../../../report/figures/words.js";
import { decimalsFor, formatCount, formatFixed } from "../../../../report/format-number.js";
import { type Cell, emptyCell, scaledCell, type TableModel, textCell } from "../../../../report/table-model.js";
import type { Look } from "../../../verb.js";
import type { DetailExhibits } from "../../design/exhibits.js";
import type { Inferred } from "../../design/inferred.js";
import { doseWords as words } from "./messages.js";
import type { Assumption, DosePoint, DoseRecord } from "./record.js";

export const doseExhibits: DetailExhibits<DoseRecord> = {
  tables: (details, _estimate, _record, look) => [
    { name: "overall", table: overallTable(details, look) },
    { name: "doses", table: dosesTable(details, look) },
  ],
  figures: (details, _estimate, _record, { language = "en" }) =>
    (["att", "acrt"] as const).map((of) => ({
      name: `dose-${of}`,
      title: words[of === "att" ? "curveAtt" : "curveAcrt"][language],
      spec: (options) => curveFigure(details, of, options),
    })),
};

const assumed = (assumption: Assumption, language: Language): string =>
  words[assumption === "parallel trends" ? "parallel" : "strong"][language];

const DIGITS = 4;
const short = (value: number): string => String(Number(value.toPrecision(DIGITS)));

function overallTable(
  { overall, dose, treated, basis, degree, knots, dimension, band }: DoseRecord,
  { language = "en" }: Look,
): TableModel {
  const level = percent(band.level);
  const rowOf = (label: string, { rests_on, ...of }: Inferred & { readonly rests_on: Assumption }) => {
    const decimals = decimalsFor([of.std_error ?? of.estimate]) + 1;
    const cell = (value: number | null): Cell =>
      value === null ? emptyCell() : scaledCell(value, formatFixed(value, decimals));
    return {
      ...{ label, quantity: "", ruleAbove: false },
      cells: [
        ...[of.estimate, of.std_error, of.conf_low, of.conf_high].map(cell),
        textCell(assumed(rests_on, language)),
      ],
    };
  };
  const how =
    basis === "levels"
      ? words.levels[language](String(dimension))
      : words.spline[language](String(dimension), String(degree), String(knots.length));
  return {
    title: words.overall[language],
    stub: words.quantity[language],
    heads: [
      ...[words.estimate[language], words.error[language], words.low[language](level), words.high[language](level)],
      words.restsOn[language],
    ].map((head) => [head]),
    rows: [rowOf(words.att[language], overall.att), rowOf(words.acrt[language], overall.acrt)],
    notes: [words.about[language](dose, formatCount(treated.units), short(treated.least), short(treated.most), how)],
  };
}

/** The curve at quantiles of the dose, or at its levels. */
function dosesTable({ quantiles, curve: points, band }: DoseRecord, { language = "en" }: Look): TableModel {
  const level = percent(band.level);
  const shown: readonly (DosePoint & { readonly share?: number })[] = quantiles.length === 0 ? points : quantiles;
  const [forAtt, forAcrt] = [
    decimalsFor(shown.map(({ att_std_error }) => att_std_error)) + 1,
    decimalsFor(shown.map(({ acrt_std_error }) => acrt_std_error)) + 1,
  ];
  const scaled = (value: number, decimals: number): Cell => scaledCell(value, formatFixed(value, decimals));
  const range = (low: number, high: number, decimals: number): Cell => ({
    kind: "text",
    text: `[${formatFixed(low, decimals)}, ${formatFixed(high, decimals)}]`,
    exact: `[${low}, ${high}]`,
    ends: [low, high],
  });
  return {
    title: words.byDose[language],
    stub: words.stub[language],
    heads: [
      ...[words.attAt[language], words.error[language], words.bandAtt[language](level)],
      ...[words.acrtAt[language], words.error[language], words.bandAcrt[language](level)],
    ].map((head) => [head]),
    rows: shown.map((one) => ({
      label: one.share === undefined ? short(one.dose) : words.share[language](String(one.share), short(one.dose)),
      ...{ quantity: "", ruleAbove: false },
      cells: [
        ...[
          scaled(one.att, forAtt),
          scaled(one.att_std_error, forAtt),
          range(one.att_band_low, one.att_band_high, forAtt),
        ],
        ...[
          scaled(one.acrt, forAcrt),
          scaled(one.acrt_std_error, forAcrt),
          range(one.acrt_band_low, one.acrt_band_high, forAcrt),
        ],
      ],
    })),
    notes: [
      words.meaning[language],
      words.band[language](
        formatFixed(band.critical_att, 3),
        formatFixed(band.critical_acrt, 3),
        formatCount(band.draws),
        band.weights,
        String(band.seed),
      ),
    ],
  };
}

const PLOT_HEIGHT = 320;
const OPACITY = { band: 0.16, interval: 0.3 } as const;

/** The curve `of` all doses shown, with its intervals and band; points where each dose has a number of its own. */
export function curveFigure(details: DoseRecord, of: "att" | "acrt", options: FigureOptions = {}): FigureSpec {
  const { language = "en" } = options;
  const { ink, series } = paletteFor(options);
  const color = series[0]!;
  const points = details.curve.map((point) => ({
    dose: point.dose,
    ...{ estimate: point[of], low: point[`${of}_low`], high: point[`${of}_high`] },
    ...{ band_low: point[`${of}_band_low`], band_high: point[`${of}_band_high`] },
  }));
  const [first, last] = [points[0]!.dose, points.at(-1)!.dose];
  const isLevels = details.basis === "levels";
  const [low, high] = widen(
    Math.min(0, ...points.map(({ band_low }) => band_low)),
    Math.max(0, ...points.map(({ band_high }) => band_high)),
    0.06,
  );
  const aside = isLevels || first === last ? 0.06 * (last - first) || 0.5 : 0.02 * (last - first);
  const told = [points[0]!, points[Math.floor(points.length / 2)]!, points.at(-1)!];
  const level = percent(details.band.level);
  return figure(
    {
      title: words[of === "att" ? "curveAtt" : "curveAcrt"][language],
      description: words.described[language](
        short(first),
        short(last),
        told
          .map(
            ({ dose, estimate, band_low, band_high }) =>
              `${short(dose)}: ${short(estimate)} [${short(band_low)}, ${short(band_high)}]`,
          )
          .join("; "),
      ),
      x: { low: first - aside, high: last + aside, title: `${words.stub[language]} (${details.dose})` },
      y: {
        low,
        high,
        grid: true,
        height: PLOT_HEIGHT,
        title: words[of === "att" ? "axisAtt" : "axisAcrt"][language](level),
      },
      lines: [{ name: "zero", y: 0, look: zeroLine(ink) }],
      marks: () =>
        (isLevels
          ? [
              mark("band", points, { x: "dose", y: "band_low", y2: "band_high" }, stroke(color, 8, OPACITY.interval)),
              ...intervals("interval", points, { along: "y", low: "low", high: "high", at: "dose" }, color, {
                cap: 8,
                width: 1.4,
              }),
              mark("estimate", points, { x: "dose", y: "estimate" }, dot(color)),
            ]
          : [
              mark("band", points, { x: "dose", y: "band_low", y2: "band_high" }, area(color, OPACITY.band)),
              mark("interval", points, { x: "dose", y: "low", y2: "high" }, area(color, OPACITY.interval)),
              mark("estimate", points, { x: "dose", y: "estimate" }, curve(color)),
            ]
        ).filter(hasValues),
    },
    options,
  );
}

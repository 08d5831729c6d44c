/**
 * The figure of `pretrends`: estimates with their intervals, the violation as a dashed line through the reference, and what estimates
 * are on average where it holds and the pre-test passes. As Roth's package draws it.
 */
import { widen } from "../../report/figures/axis.js";
import type { FigureOptions, FigureSpec } from "../../report/figures/figure-spec.js";
import { figure, paletteFor } from "../../report/figures/layout.js";
import { curve, cutLine, dot, intervals, mark, ring, zeroLine } from "../../report/figures/marks.js";
import { DASH } from "../../report/figures/theme.js";
import { intervalDecimals, percent, requireNumbers, requireRows, signed } from "../../report/figures/words.js";
import { formatDigits } from "../../report/format-number.js";
import { pretrendsWords as words } from "./messages.js";
import type { PretrendsRecord } from "./record.js";

export interface PretrendsFigureOptions extends FigureOptions {
  /** Which of the violations is drawn, from 0; default: the first. */
  readonly trend?: number;
}

/** Between the last period before treatment and the first under it. */
const ONSET = -0.5;

/** Throws DataError `figure_empty` without a violation, `figure_value`. */
export function pretrendsFigure(
  { path, trends, pretest }: PretrendsRecord,
  options: PretrendsFigureOptions = {},
): FigureSpec {
  const { language = "en", trend: at = 0 } = options;
  const trend = trends[at];
  requireRows("figure of pre-trends", trend === undefined ? [] : [trend]);
  const critical = pretest.critical_value;
  const points = path.events.map((event, i) => {
    const [estimate, half] = [path.estimates[i]!, critical * Math.sqrt(path.covariance[i]![i]!)];
    return {
      ...{ event, estimate, conf_low: estimate - half, conf_high: estimate + half },
      ...{ violation: trend!.violation[i]!, mean: trend!.mean_after_passing?.[i] ?? 0 },
    };
  });
  requireNumbers("figure of pre-trends", points, ({ event, ...numbers }) =>
    Object.fromEntries(Object.entries(numbers).map(([name, value]) => [`${name} at ${event}`, value])),
  );
  const zero = { event: path.reference, estimate: 0, violation: 0, mean: 0 };
  const lines = [...points, zero].sort((a, b) => a.event - b.event);
  const ends = points.flatMap(({ conf_low, conf_high, violation, mean }) => [conf_low, conf_high, violation, mean]);
  const [low, high] = widen(Math.min(0, ...ends), Math.max(0, ...ends), 0.06);
  const { ink, first, second, series } = paletteFor(options);
  const [first_event, last_event] = [lines[0]!.event, lines.at(-1)!.event];
  const level = percent(pretest.level);
  const dashed = curve(second, 1.6, DASH.estimate);
  const passing = curve(series[2]!, 1.6);
  const passes = trend!.mean_after_passing !== null;
  const decimals = intervalDecimals(points);
  return figure(
    {
      title: words.figureTitle[language],
      description: words.description[language](
        points
          .map(({ event, estimate, violation, mean }) =>
            words.point[language](
              String(event).replace("-", "\u2212"),
              signed(estimate, decimals),
              signed(violation, decimals),
              passes ? signed(mean, decimals) : "-",
            ),
          )
          .join(language === "zh" ? "；" : "; "),
      ),
      x: { low: first_event - 0.5, high: last_event + 0.5, title: words.axis[language] },
      y: { low, high, title: words.keyEstimate[language](level), grid: true, height: 300 },
      key: [
        { name: "estimate", text: words.keyEstimate[language](level), look: dot(first) },
        { name: "violation", text: words.keyTrend[language](formatDigits(trend!.power, 2)), look: dashed },
        ...(passes ? [{ name: "passing", text: words.keyPassing[language], look: passing }] : []),
      ],
      lines: [
        { name: "zero", y: 0, look: zeroLine(ink), gaps: [path.reference] },
        ...(first_event < ONSET && ONSET < last_event ? [{ name: "onset", x: ONSET, look: cutLine(ink) }] : []),
      ],
      marks: ({ perX }) => [
        mark("violation", lines, { x: "event", y: "violation" }, dashed),
        ...(passes ? [mark("passing", lines, { x: "event", y: "mean" }, passing)] : []),
        ...intervals("interval", points, { along: "y", low: "conf_low", high: "conf_high", at: "event" }, first, {
          cap: Math.min(11, perX * 0.5),
        }),
        ...(passes ? [mark("passing-point", points, { x: "event", y: "mean" }, dot(series[2]!, "diamond", 40))] : []),
        mark("estimate", points, { x: "event", y: "estimate" }, dot(first)),
        mark("reference", [zero], { x: "event", y: "estimate" }, ring(first)),
      ],
    },
    options,
  );
}

/**
 * The figure of a placebo in time: the estimate when all cohorts are moved to earlier dates together, by how
 * many periods, beside the true estimate at zero, which a dashed line carries across. Data in, Vega-Lite out.
 */

import type { FigureSpec } from "../../report/figures/figure-spec.js";
import { type FigureLayer, withLayers } from "../../report/figures/frame.js";
import { DASH, paletteOf } from "../../report/figures/theme.js";
import { intervalDecimals, intervalText, percent, requireRows } from "../../report/figures/words.js";
import { formatCount } from "../../report/format-number.js";
import type { EventPoint } from "../event-study/event-points.js";
import { type EventStudyFigureOptions, eventStudyFigure } from "../event-study/figure.js";

/** An estimate with its interval; `shift` is the periods all cohorts were moved by, 0 the true dates. */
export interface ShiftPoint extends Omit<EventPoint, "event"> {
  readonly shift: number;
}

/**
 * Figure of `shifts`, in any order, beside the estimate of the true dates.
 * Throws DataError: `figure_empty`, and as `eventStudyFigure`.
 */
export function placeboShiftsFigure(
  { shifts, observed }: { readonly shifts: readonly ShiftPoint[]; readonly observed: Omit<ShiftPoint, "shift"> },
  options: Omit<EventStudyFigureOptions, "reference" | "binned"> = {},
): FigureSpec {
  requireRows("figure of shifts", shifts);
  const points = [...shifts, { ...observed, shift: 0 }].sort((a, b) => a.shift - b.shift);
  const palette = paletteOf(options.theme ?? "light");
  const figure = eventStudyFigure(
    points.map(({ shift, ...point }) => ({ ...point, event: shift })),
    {
      title: "Placebo in time",
      description: describe(points, percent(options.level ?? 0.95)),
      ...options,
      reference: null,
      labels: { x: "Periods all cohorts are moved by (0: the true dates, all rows)", ...options.labels },
    },
  );
  const dashes: FigureLayer = {
    name: "observed",
    data: { values: [{ observed: observed.estimate }] },
    mark: { type: "rule", strokeWidth: 1.5, strokeDash: [...DASH.estimate], color: palette.second },
    encoding: { y: { field: "observed", type: "quantitative" } },
  };
  const dot: FigureLayer = {
    name: "observed-point",
    data: { values: [{ shift: 0, observed: observed.estimate }] },
    mark: { type: "point", filled: true, shape: "diamond", size: 110, opacity: 1, color: palette.second },
    encoding: { x: { field: "shift", type: "quantitative" }, y: { field: "observed", type: "quantitative" } },
  };
  return withLayers(figure, [dashes, dot]);
}

function describe(points: readonly ShiftPoint[], level: string): string {
  const decimals = intervalDecimals(points);
  const parts = points.map((point) => {
    const units = point.n_units === undefined ? "" : `, ${formatCount(point.n_units)} units`;
    return `${point.shift === 0 ? "true dates" : `${-point.shift} earlier`}: ${intervalText(point, decimals)}${units}`;
  });
  return `Estimates with ${level} confidence intervals when all cohorts are moved to earlier dates, on rows before the policy, beside the true one on all rows. ${parts.join("; ")}.`;
}

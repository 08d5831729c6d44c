/**
 * Power curves as a figure: by draws with a Monte Carlo band, by formula beside it, the power asked for as a line across and the effect (or
 * the number of units) that reaches it marked.
 */

import { widen } from "../../report/figures/axis.js";
import type { FigureOptions, FigureSpec } from "../../report/figures/figure-spec.js";
import { figure, paletteFor } from "../../report/figures/layout.js";
import { area, curve, cutLine, dot, estimateLine, mark } from "../../report/figures/marks.js";
import { DASH } from "../../report/figures/theme.js";
import { requireRows } from "../../report/figures/words.js";
import { formatCount, formatDigits, formatFixed } from "../../report/format-number.js";
import { powerWords as words } from "./messages.js";
import type { PowerRecord } from "./record.js";

const PLOT_HEIGHT = 300;
const BAND = 0.16;

/** Throws DataError `figure_empty` where no curve was found. */
export function powerFigure(record: PowerRecord, options: FigureOptions = {}): FigureSpec {
  const { language = "en" } = options;
  const { formula, simulation, in_sd, outcome_sd, power } = record;
  const byUnits = simulation === null && formula !== null && formula.mde === null;
  const scale = !byUnits && in_sd ? outcome_sd : 1;
  const drawn = (simulation?.points ?? []).map(({ effect, ...rest }) => ({ ...rest, at: effect / scale }));
  const calculated = (formula?.curve ?? []).map((point) => ({
    at: point.at / scale,
    power: point.power,
  }));
  requireRows("figure of power", [...drawn, ...calculated]);
  const ats = (drawn.length > 0 ? drawn : calculated).map(({ at }) => at);
  const [low, high] = widen(Math.min(...ats), Math.max(...ats), 0.02);
  const shownCurve = calculated.filter(({ at }) => at >= low && at <= high);
  const needs = formula?.effects[0]?.needs ?? null;
  const found = byUnits ? (needs?.clusters ?? needs?.units ?? null) : (simulation?.mde?.effect ?? formula?.mde ?? null);
  const marked = found === null ? null : byUnits ? found : found / scale;
  const { ink, first, second } = paletteFor(options);
  const [drawnLook, formulaLook] = [
    curve(first),
    simulation === null ? curve(first) : curve(second, 1.6, DASH.estimate),
  ];
  const label =
    marked === null
      ? null
      : byUnits
        ? words.needed[language](formatCount(marked))
        : words.marked[language](formatDigits(marked, 3));
  const axis = byUnits
    ? formula?.clusters
      ? words.axisClusters
      : words.axisUnits
    : in_sd
      ? words.axisEffectSd
      : words.axisEffect;
  const told = drawn.length > 0 ? drawn : calculated;
  const isShown = marked !== null && marked >= low && marked <= high;
  return figure(
    {
      title: words.title[language],
      description: words.description[language](
        told
          .filter((_, i) => i % Math.max(1, Math.floor(told.length / 8)) === 0)
          .map(({ at, power: own }) => words.at[language](formatDigits(at, 3), formatFixed(own, 2)))
          .join(language === "zh" ? "；" : "; "),
      ),
      x: { low, high, title: axis[language] },
      y: { low: 0, high: 1, title: words.axisPower[language], grid: true, height: PLOT_HEIGHT },
      key: [
        ...(drawn.length > 0 ? [{ name: "draws", text: words.keyDraws[language], look: drawnLook }] : []),
        ...(shownCurve.length > 0 ? [{ name: "formula", text: words.keyFormula[language], look: formulaLook }] : []),
      ],
      lines: [
        { name: "target", y: power, look: cutLine(ink) },
        ...(isShown && label !== null ? [{ name: "mde", x: marked, look: estimateLine(ink), label }] : []),
      ],
      marks: () => [
        ...(drawn.length > 0
          ? [
              mark("band", drawn, { x: "at", y: "low", y2: "high" }, area(first, BAND)),
              mark("draws", drawn, { x: "at", y: "power" }, drawnLook),
            ]
          : []),
        ...(shownCurve.length > 0 ? [mark("formula", shownCurve, { x: "at", y: "power" }, formulaLook)] : []),
        ...(isShown ? [mark("detectable", [{ at: marked, power }], { x: "at", y: "power" }, dot(first))] : []),
      ],
    },
    options,
  );
}

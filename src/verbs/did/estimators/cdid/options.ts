/**
 * Options of effects by dose; how units that lack a period are taken they share with `cs`.
 */
import { column, numbers, oneOf, wholeNumber } from "../../../../declare/option.js";
import { csOptions } from "../cs/options.js";

export const cdidOptions = {
  dose: column("of cdid: dose of each treated unit, the same from its start on (default: that of --treat)"),
  target: oneOf(
    "of cdid: effects of having been given a dose (level), or of a little more of it, the derivative (slope)",
    ["level", "slope"],
    { default: "level" },
  ),
  basis: oneOf(
    "of cdid: the effect as a function of the dose: a spline of given knots, one whose knots the data choose (adaptive), or a number for each dose there is (levels)",
    ["spline", "adaptive", "levels"],
    { default: "spline" },
  ),
  degree: wholeNumber("of cdid: degree of the spline's pieces", { min: 1, max: 8, default: 3 }),
  knots: wholeNumber("of cdid: knots of a spline between the smallest and the largest dose, at quantiles of doses", {
    min: 0,
    max: 100,
    default: 0,
  }),
  doses: numbers(
    "of cdid: doses at which the curve is shown (default: quantiles 0.10 to 0.99 of the doses; adaptive: 50 evenly spaced; levels: all)",
    { above: 0 },
  ),
  base: csOptions.base,
  unbalanced: csOptions.unbalanced,
};

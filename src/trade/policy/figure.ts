/**
 * Draws of a policy's effect on estimated quality as figures: the coefficient, with quality estimated anew and
 * with quality held, and sigma where it is estimated.
 */

import { drawsFigure } from "../../report/figures/draws.js";
import type { FigureOptions } from "../../report/figures/figure-spec.js";
import type { Presentation } from "../../verbs/verb.js";
import type { DrawnRecord, QualityPolicyRecord } from "./record.js";

/** The figures of `record`; none without draws. */
export function figuresOfPolicy(
  { bootstrap, term }: QualityPolicyRecord,
  options: FigureOptions = {},
): Pick<Presentation, "figures" | "namedFigures"> {
  if (bootstrap === null) return {};
  const { coefficients, values, sigma, level } = bootstrap;
  const outside = `outside the ${Number((100 * level).toPrecision(6))}% interval`;
  const figure = (title: string, x: string, observed: string, drawn: DrawnRecord, all: readonly (number | null)[]) => {
    const draws = all.filter((value) => value !== null);
    const limits = { low: drawn.conf_low, high: drawn.conf_high };
    const labels = { x, observed, within: "draws within", beyond: outside };
    return drawsFigure({ draws, observed: drawn.estimate, ...limits }, { title, labels, ...options });
  };
  const { normalised, raw } = coefficients;
  const normal = `${term}, normalised quality`;
  return {
    figures: () => ({
      "": figure("Quality re-estimated", normal, term, normalised.re_estimated, values.normalised),
      _held: figure("Quality held", `${normal} as on the data`, term, normalised.held, values.normalised_held),
      _raw: figure(
        "Quality re-estimated",
        `${term}, raw quality estimated anew in each draw`,
        term,
        raw.re_estimated,
        values.raw,
      ),
    }),
    ...(sigma === null
      ? {}
      : {
          namedFigures: () => ({
            sigma: figure("Sigma re-estimated", "Sigma estimated anew in each draw", "sigma", sigma, values.sigma),
          }),
        }),
  };
}

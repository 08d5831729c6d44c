/** A resampling of clusters as a figure: its draws, and what they are compared with. */
import { tieLimit } from "../../base/ties.js";
import { type DrawsFigureOptions, drawsFigure } from "../../report/figures/draws.js";
import type { FigureSpec } from "../../report/figures/figure-spec.js";
import type { Limits } from "../../report/figures/statistics.js";
import type { BootstrapRecord } from "./record.js";

const NONE: Limits = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

/** Draws of the statistic with the sample's own; of pairs, draws of the coefficient with the percentile interval. */
export function figureOfBootstrap(record: BootstrapRecord, options: DrawsFigureOptions = {}): FigureSpec {
  const { title, draws, observed, limits, labels } = shownOf(record);
  const drawn = { ...limits, observed: observed!, draws: draws.flatMap((draw) => (draw === null ? [] : [draw])) };
  return drawsFigure(drawn, { title, ...options, labels: { ...labels, ...options.labels } });
}

function shownOf({ bootstrap, observed, terms, draws, pairs, influence }: BootstrapRecord) {
  const [term] = terms;
  if (bootstrap.kind === "jackknife") {
    return {
      title: "Cluster jackknife",
      draws: influence.map(({ estimate }) => estimate),
      observed: observed.estimate,
      limits: NONE,
      labels: { x: `${term} with one cluster left out`, observed: "all clusters", within: "clusters", beyond: "" },
    };
  }
  if (pairs !== null) {
    const { conf_low, conf_high } = pairs.percentile;
    return {
      title: "Pairs cluster bootstrap",
      draws: draws.estimate,
      observed: observed.estimate,
      limits: { low: conf_low ?? NONE.low, high: conf_high ?? NONE.high },
      labels: {
        x: `${term} of the draws`,
        observed: "estimate",
        within: "within the percentile interval",
        beyond: "outside it",
      },
    };
  }
  const isJoint = terms.length > 1;
  const size = tieLimit(Math.abs(observed.statistic), bootstrap.ties);
  const statistic = isJoint ? "F" : "t";
  return {
    title: "Wild cluster bootstrap",
    draws: draws.statistic,
    observed: observed.statistic,
    limits: { low: isJoint ? NONE.low : -size, high: size },
    labels: {
      x: `${statistic} of the draws`,
      observed: statistic,
      ...(isJoint ? { within: "draws below" } : {}),
    },
  };
}

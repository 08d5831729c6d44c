/**
 * Records of event studies, placebo tests, bootstraps and sensitivity analyses, of quality and of instruments, as figures: which numbers are drawn, and the words beside.
 */

import { tieLimit } from "../base/ties.js";
import { type DrawsFigureOptions, drawsFigure } from "../report/figures/draws.js";
import type { FigureOptions, FigureSpec } from "../report/figures/figure-spec.js";
import { type RankChangesOptions, rankChangesFigure } from "../trade/sensitivity/figure.js";
import { rankWords } from "../trade/sensitivity/messages.js";
import type { QualitySensitivityRecord } from "../trade/sensitivity/sensitivity-record.js";
import type { BootstrapRecord } from "./bootstrap/record.js";
import { type EventStudyFigureOptions, eventStudyFigure } from "./event-study/figure.js";
import type { EventStudyRecord } from "./event-study/record.js";
import type { GroupDifferenceRecord } from "./group-difference/record.js";
import { type PlaceboFigureOptions, placeboFigure } from "./placebo/figure.js";
import type { PlaceboRecord } from "./placebo/record.js";
import { placeboShiftsFigure } from "./placebo/shifts-figure.js";
import { type PlausiblyExogenousFigureOptions, plausiblyExogenousFigure } from "./plausexog/figure.js";
import type { PlausiblyExogenousRecord } from "./plausexog/record.js";

/** Effects with their intervals and units; the reference nearest to treatment is drawn hollow, others at zero. */
export function figureOfEventStudy(record: EventStudyRecord, options: EventStudyFigureOptions = {}): FigureSpec {
  const { effects, reference, bin, vcov } = record;
  const points = effects.map(({ event, estimate, conf_low, conf_high, band_low, band_high, n_units }) => ({
    event,
    estimate,
    conf_low: conf_low ?? 0,
    conf_high: conf_high ?? 0,
    band_low,
    band_high,
    n_units,
  }));
  const leads = reference.filter((event) => event < 0);
  return eventStudyFigure(points, {
    reference: leads.length > 0 ? Math.max(...leads) : reference[0]!,
    binned: bin ? "both" : "none",
    level: vcov.level,
    ...options,
  });
}

/** The draws that have an estimate, with the p-values of their own t tests. */
export function figureOfPlacebo({ draws, observed }: PlaceboRecord, options: PlaceboFigureOptions = {}): FigureSpec {
  const drawn = draws.estimate.flatMap((estimate, b) =>
    estimate === null ? [] : [{ estimate, p: draws.p_value[b]! }],
  );
  return placeboFigure({ draws: drawn, observed: observed.estimate }, options);
}

/** In time: estimates by shift of all cohorts beside the true one; null where no shift was estimated. */
export function figureOfShifts(record: PlaceboRecord, options: FigureOptions = {}): FigureSpec | null {
  const { by_shift, coefficients, term, cohorts, vcov } = record;
  if (by_shift.length === 0) return null;
  const { estimate, conf_low, conf_high } = coefficients[term]!;
  const n_units = cohorts.reduce((sum, { units }) => sum + units, 0);
  const shifts = by_shift.map(({ units, ...row }) => ({
    shift: row.shift,
    estimate: row.estimate,
    conf_low: row.conf_low,
    conf_high: row.conf_high,
    n_units: units,
  }));
  const observed = { estimate, conf_low, conf_high, n_units };
  return placeboShiftsFigure({ shifts, observed }, { level: vcov.level, ...options });
}

/** Draws of the statistic with the sample's own; of pairs, draws of the coefficient with the percentile interval. */
export function figureOfBootstrap(record: BootstrapRecord, options: DrawsFigureOptions = {}): FigureSpec {
  const { bootstrap, observed, terms, draws, pairs, influence } = record;
  if (bootstrap.kind === "jackknife") {
    const without = influence.flatMap(({ estimate }) => (estimate === null ? [] : [estimate]));
    return drawsFigure(
      { draws: without, observed: observed.estimate!, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY },
      {
        title: "Cluster jackknife",
        ...options,
        labels: {
          x: `${terms[0]} with one cluster left out`,
          observed: "all clusters",
          within: "clusters",
          beyond: "",
          ...options.labels,
        },
      },
    );
  }
  if (pairs !== null) {
    return drawsFigure(
      {
        draws: draws.estimate.filter((draw) => draw !== null),
        observed: observed.estimate!,
        low: pairs.percentile.conf_low ?? Number.NEGATIVE_INFINITY,
        high: pairs.percentile.conf_high ?? Number.POSITIVE_INFINITY,
      },
      {
        title: "Pairs cluster bootstrap",
        ...options,
        labels: {
          x: `${terms[0]} of the draws`,
          observed: "estimate",
          within: "within the percentile interval",
          beyond: "outside it",
          ...options.labels,
        },
      },
    );
  }
  const joint = terms.length > 1;
  const size = tieLimit(Math.abs(observed.statistic), bootstrap.ties);
  return drawsFigure(
    {
      draws: draws.statistic.filter((draw) => draw !== null),
      observed: observed.statistic,
      low: joint ? Number.NEGATIVE_INFINITY : -size,
      high: size,
    },
    {
      title: "Wild cluster bootstrap",
      ...options,
      labels: {
        x: joint ? "F of the draws" : "t of the draws",
        observed: joint ? "F" : "t",
        within: joint ? "draws below" : "draws nearer to zero",
        ...options.labels,
      },
    },
  );
}

/** Differences under permuted labels with the observed one. */
export function figureOfDifference(record: GroupDifferenceRecord, options: DrawsFigureOptions = {}): FigureSpec {
  const size = tieLimit(Math.abs(record.observed.estimate), "count");
  return drawsFigure(
    {
      draws: record.draws.estimate.filter((draw) => draw !== null),
      observed: record.observed.estimate,
      low: -size,
      high: size,
    },
    {
      title: "Permutation test of a difference",
      ...options,
      labels: { x: `Difference in ${record.term}, labels permuted`, observed: "difference", ...options.labels },
    },
  );
}

/** The path of each endogenous variable's bounds, a figure each. */
export function figuresOfPlausiblyExogenous(
  { path, breaks_at, vcov }: PlausiblyExogenousRecord,
  options: PlausiblyExogenousFigureOptions = {},
): FigureSpec[] {
  return Object.entries(path).map(([name, points]) =>
    plausiblyExogenousFigure(
      { points, breaksAt: breaks_at[name]!, level: vcov.level },
      {
        title: `Plausibly exogenous instruments: ${name}`,
        ...options,
        labels: { y: `Coefficient of ${name}`, ...options.labels },
      },
    ),
  );
}

/** Of each choice the share of pairs of cells that change order beside the base, which is named as such. */
export function figureOfSensitivity(record: QualitySensitivityRecord, options: RankChangesOptions = {}): FigureSpec {
  const { language = "en" } = options;
  const rows = record.choices.map(({ label, against_base: { pooled, within_year } }) => ({
    label: label === record.base ? rankWords.base[language](label) : label,
    pooled: pooled.share_changed,
    within: within_year?.share_changed ?? null,
    spearman: pooled.spearman,
    kendall: pooled.kendall_tau_b,
  }));
  return rankChangesFigure(rows, {
    title: rankWords.figure[language],
    ...options,
    labels: { x: rankWords.axis[language](record.by, record.base), ...options.labels },
  });
}

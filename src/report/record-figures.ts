/**
 * Layer report. Records of event studies and placebo tests as figures: which numbers are drawn, and the words beside.
 */
import type { EventStudyRecord } from "../models/event-study-record.js";
import type { PlaceboRecord } from "../models/placebo-record.js";
import { type EventStudyFigureOptions, eventStudyFigure } from "./figures/event-study.js";
import type { FigureSpec } from "./figures/figure-spec.js";
import { type PlaceboFigureOptions, placeboFigure } from "./figures/placebo.js";

/** Effects with their intervals and units; the reference nearest to treatment is drawn hollow, others at zero. */
export function figureOfEventStudy(record: EventStudyRecord, options: EventStudyFigureOptions = {}): FigureSpec {
  const { effects, reference, bin, vcov } = record;
  const points = effects.map(({ event, estimate, conf_low, conf_high, n_units }) => ({
    event,
    estimate,
    conf_low: conf_low ?? 0,
    conf_high: conf_high ?? 0,
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

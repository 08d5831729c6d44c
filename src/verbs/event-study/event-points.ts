/**
 * The points of an event study as a figure takes them: checked, sorted, the reference period added.
 */
import { DataError } from "../../base/errors.js";
import { requireFinite, requireInterval, requireRows } from "../../report/figures/words.js";

/** Estimate of one event time: periods since treatment, 0 the first treated one. `n_units`: units that identify it. */
export interface EventPoint {
  readonly event: number;
  readonly estimate: number;
  readonly conf_low: number;
  readonly conf_high: number;
  /** Ends of a band that covers all event times at once; it holds the interval. */
  readonly band_low?: number | null;
  readonly band_high?: number | null;
  readonly n_units?: number;
  /** The true effect, where data are simulated. */
  readonly truth?: number;
}

/** A point as drawn; the reference period has no interval. */
export interface DrawnPoint extends EventPoint {
  readonly isReference: boolean;
}

const FIGURE = "event-study figure";

/**
 * Points sorted by event time, the reference period among them at zero, whether it was given or not; null for none.
 * Throws DataError: `figure_empty`, `figure_value`, `figure_interval`, `figure_event`, `figure_reference`.
 */
export function checkedPoints(points: readonly EventPoint[], reference: number | null): DrawnPoint[] {
  requireRows(FIGURE, points);
  const seen = new Set<number>();
  for (const point of points) {
    if (!Number.isSafeInteger(point.event) || seen.has(point.event)) {
      throw new DataError(
        "figure_event",
        `The ${FIGURE} got event time ${point.event}${seen.has(point.event) ? " twice" : ""}; expected whole numbers, each once.`,
        { got: point.event, expected: "distinct whole numbers" },
      );
    }
    seen.add(point.event);
    if (point.event === reference) {
      if (point.estimate === 0) continue;
      throw new DataError(
        "figure_reference",
        `The ${FIGURE} got the estimate ${point.estimate} at the reference period ${reference}, expected 0; name the period that was left out as 'reference', or null when none was.`,
        { got: point.estimate, expected: 0, event: point.event },
      );
    }
    requireInterval(FIGURE, `event time ${point.event}`, point);
    requireBand(point);
    if (point.truth !== undefined) requireFinite(FIGURE, `the true effect of event time ${point.event}`, point.truth);
  }
  const dots: DrawnPoint[] = points.map((point) => ({ ...point, isReference: point.event === reference }));
  if (reference !== null && !seen.has(reference)) {
    dots.push({ event: reference, estimate: 0, conf_low: 0, conf_high: 0, isReference: true });
  }
  return dots
    .map((dot) => (dot.isReference ? { ...dot, conf_low: 0, conf_high: 0, band_low: null, band_high: null } : dot))
    .sort((a, b) => a.event - b.event);
}

/** A point whose band is known. */
export interface BandedPoint extends DrawnPoint {
  readonly band_low: number;
  readonly band_high: number;
}

export const hasBand = (point: EventPoint): point is BandedPoint =>
  typeof point.band_low === "number" && typeof point.band_high === "number";

/** Throws unless a band, where there is one, has two finite ends and holds the interval. */
function requireBand({ event, conf_low, conf_high, band_low, band_high }: EventPoint): void {
  if ((band_low ?? null) === null && (band_high ?? null) === null) return;
  const [low, high] = [band_low ?? Number.NaN, band_high ?? Number.NaN];
  requireFinite(FIGURE, `the lower end of the band of event time ${event}`, low);
  requireFinite(FIGURE, `the upper end of the band of event time ${event}`, high);
  if (low <= conf_low && conf_high <= high) return;
  throw new DataError(
    "figure_interval",
    `The ${FIGURE} got a band from ${low} to ${high} at event time ${event}, which does not hold its interval from ${conf_low} to ${conf_high}.`,
    { got: [low, conf_low, conf_high, high], expected: "band_low <= conf_low, conf_high <= band_high", event },
  );
}

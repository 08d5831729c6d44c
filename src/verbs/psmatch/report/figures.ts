/**
 * The record of a matching as figures: bias before and after covariate by covariate, and where the groups'
 * scores lie.
 */

import type { Language } from "../../../base/messages.js";
import { ownOf } from "../../../base/own.js";
import type { FigureOptions, FigureSpec } from "../../../report/figures/figure-spec.js";
import { formatCount } from "../../../report/format-number.js";
import { balanceText, balanceWords as words } from "../../../report/messages/balance.js";
import type { PsmatchRecord, SupportRecord } from "../record.js";
import { type LovePlotOptions, lovePlot } from "./love-plot.js";
import { scoreOverlapFigure } from "./score-overlap.js";
import { scoreText } from "./words.js";

export interface BalanceFigureOptions extends Omit<LovePlotOptions, "labels"> {
  /** Words for covariates, by their name in the record. */
  readonly names?: Readonly<Record<string, string>>;
}

/** Bias of every covariate over the pooled standard deviation. */
export function figureOfBalance({ balance }: PsmatchRecord, options: BalanceFigureOptions = {}): FigureSpec {
  const { names = {}, ...rest } = options;
  const inPercent = (share: number | null) => (share === null ? null : 100 * share);
  return lovePlot(
    balance.map(({ name, before, after }) => ({
      label: ownOf(names, name) ?? name,
      before: inPercent(before.bias_pooled_sd),
      after: inPercent(after.bias_pooled_sd),
    })),
    rest,
  );
}

/** Scores of both groups; null for a matching without scores. */
export function figureOfOverlap(record: PsmatchRecord, options: FigureOptions = {}): FigureSpec | null {
  const { overlap, matched, plan, support } = record;
  const { language = "en" } = options;
  if (overlap === null) return null;
  const { treated, control } = matched;
  const isOneScore = support !== null && support.scale === overlap.scale && plan.by === null;
  return scoreOverlapFigure(
    {
      edges: overlap.edges,
      panels: [
        { heading: words.before[language](groupsText(treated.total, control.total, language)), ...overlap.before },
        { heading: words.afterWeighted[language](groupsText(treated.used, control.used, language)), ...overlap.after },
      ],
      support: isOneScore ? (support.range ?? sharedRange(support)) : null,
    },
    {
      ...options,
      labels: {
        x: scoreText(overlap.scale, plan, language),
        support: balanceText(support?.range == null ? "both groups:" : "common support", language),
      },
    },
  );
}

const groupsText = (treated: number, control: number, language: Language): string =>
  words.treatedControls[language](formatCount(treated), formatCount(control), control === 1);

/** Where both groups are found; null where nowhere. */
function sharedRange({ treated, control }: SupportRecord) {
  const [low, high] = [Math.max(treated.min, control.min), Math.min(treated.max, control.max)];
  return low < high ? { low, high } : null;
}

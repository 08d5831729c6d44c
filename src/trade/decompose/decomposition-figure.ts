/**
 * A decomposition's record as its figure: pairs of periods as rows where there are several, else groups by
 * their change, the outermost ones where there are many.
 */

import type { FigureSpec } from "../../report/figures/figure-spec.js";
import { formatCount } from "../../report/format-number.js";
import type { DecompositionRecord } from "./decomposition-record.js";
import { type DecompositionFigureOptions, decompositionFigure } from "./figure.js";
import { decompositionWords as words } from "./messages.js";

/** Groups drawn at most, half of them from either end. */
const MOST_GROUPS = 30;

/** The figure of `record`. */
export function figureOfDecomposition(
  record: DecompositionRecord,
  options: DecompositionFigureOptions = {},
): FigureSpec {
  const { language = "en" } = options;
  const { outcome, by, total, effects } = record;
  const mean = by === null ? "" : words.meanOfGroups[language](by);
  if (total.length > 1) {
    const bars = total.map(({ from, to, change, terms }) => ({
      label: words.pair[language](String(from), String(to)),
      change,
      terms,
    }));
    return drawn(bars, words.changeOf[language](outcome, mean), options);
  }
  const [only] = total;
  const what = words.changeFrom[language](outcome, String(only!.from), String(only!.to));
  if (by === null) return drawn([{ ...only!, label: words.all[language] }], what, options);
  const sorted = [...effects]
    .sort((a, b) => b.change - a.change)
    .map((effect) => ({ ...effect, label: effect.group! }));
  const half = MOST_GROUPS / 2;
  const many = sorted.length > MOST_GROUPS;
  const shown = many ? [...sorted.slice(0, half), ...sorted.slice(-half)] : sorted;
  const which = many ? words.outermost[language](half, formatCount(sorted.length)) : "";
  const all = { ...only!, label: words.meanOf[language](formatCount(sorted.length)) };
  return drawn([all, ...shown], words.byGroup[language](what, by, which), options);
}

function drawn(
  bars: Parameters<typeof decompositionFigure>[0],
  x: string,
  options: DecompositionFigureOptions,
): FigureSpec {
  return decompositionFigure(bars, { ...options, labels: { x, ...options.labels } });
}

/**
 * A mediation analysis as a table: paths, indirect, direct and total effect with errors by the delta method
 * and intervals of the draws. Everything shown comes from the record.
 */

import { type Language, listed } from "../../base/messages.js";
import { drawsCsv } from "../../data/table/write-csv.js";
import type { Coefficient } from "../../regression/tests/coefficients.js";
import { type DrawsFigureOptions, drawsFigure } from "../../report/figures/draws.js";
import type { FigureSpec } from "../../report/figures/figure-spec.js";
import { percent } from "../../report/figures/words.js";
import { decimalsFor, formatCount, formatFixed, formatP, formatT } from "../../report/format-number.js";
import { naming } from "../../report/naming.js";
import { modelNotes, shortModelNotes } from "../../report/regression/fit-summary.js";
import {
  type Cell,
  emptyCell,
  intervalCell,
  numberCell,
  scaledCell,
  type TableModel,
  type TableRow,
} from "../../report/table-model.js";
import type { Presentation } from "../verb.js";
import { mediationWords as words } from "./messages.js";
import type { DrawnEnds, MediatedEffect, MediationRecord } from "./record.js";

/** What the command shows and writes. */
export const presentMediation = (record: MediationRecord): Presentation => ({
  record,
  tables: [mediationTable(record)],
  figures: () => ({ "": mediationFigure(record) }),
  files: () => ({ "draws.csv": drawsCsv(record.draws) }),
});

export interface MediationTableOptions {
  readonly title?: string;
  /** Words for columns, by their name. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly language?: Language;
  /** Notes in place of those of the model: its sample, variance and solver. */
  readonly notes?: readonly string[];
}

/** What a table needs of a record. */
export type ShownMediation = Omit<MediationRecord, "draws">;

/** The table of `record`. */
export function mediationTable(record: ShownMediation, options: MediationTableOptions = {}): TableModel {
  const { treatment, mediators, depvar, paths, direct, indirect, total, share, bootstrap, call } = record;
  const { language = "en" } = options;
  const name = naming([record], options.labels, language);
  const level = percent(bootstrap.level);
  const interval = ({ conf_low, conf_high }: DrawnEnds, decimals: number): Cell =>
    conf_low === null || conf_high === null
      ? emptyCell()
      : intervalCell(
          conf_low,
          conf_high,
          `[${formatFixed(conf_low, decimals)}, ${formatFixed(conf_high, decimals)}]`,
          `[${conf_low}, ${conf_high}]`,
        );
  const row = (label: string, own: Coefficient | MediatedEffect, ruleAbove = false): TableRow => {
    const decimals = decimalsFor([own.std_error]);
    const fixed = (value: number, p_value?: number) =>
      scaledCell(value, formatFixed(value, decimals), p_value === undefined ? {} : { p: p_value });
    const p = (value: number) => numberCell(value, formatP(value));
    const drawn = "bootstrap" in own ? own.bootstrap : null;
    return {
      label,
      quantity: "",
      ruleAbove,
      cells: [
        fixed(own.estimate, own.p_value),
        fixed(own.std_error),
        numberCell(own.statistic, formatT(own.statistic, 2)),
        p(own.p_value),
        ...(drawn === null
          ? [emptyCell(), emptyCell(), emptyCell(), emptyCell()]
          : [
              fixed(drawn.std_error),
              interval(drawn.percentile, decimals),
              interval(drawn.bca, decimals),
              p(drawn.p_value),
            ]),
      ],
    };
  };
  const several = mediators.length > 1;
  const shareDecimals = 3;
  return {
    title: options.title ?? words.title[language](name(treatment), listed[language](mediators.map(name)), call),
    stub: words.stub[language],
    heads: [
      words.estimate[language],
      words.stdError[language],
      words.statistic[language],
      words.p[language],
      words.drawnError[language],
      words.percentile[language](level),
      words.bca[language](level),
      words.drawnP[language],
    ].map((head) => [head]),
    rows: [
      ...mediators.flatMap((mediator) => {
        const { a, b, indirect: through } = paths[mediator]!;
        return [
          row(words.a[language](name(treatment), name(mediator)), a),
          row(words.b[language](name(mediator), name(depvar)), b),
          row(words.through[language](name(mediator)), through),
        ];
      }),
      ...(several ? [row(words.indirectAll[language], indirect, true)] : []),
      row(words.direct[language], direct, !several),
      row(words.total[language], total),
      {
        label: words.share[language],
        quantity: "",
        ruleAbove: true,
        cells: [
          numberCell(share.estimate, formatFixed(share.estimate, shareDecimals)),
          ...[emptyCell(), emptyCell(), emptyCell(), emptyCell()],
          interval(share, shareDecimals),
          ...[emptyCell(), emptyCell()],
        ],
      },
    ],
    notes: [...drawNotes(record, language), ...(options.notes ?? modelNotes(record))],
    shortNotes: shortModelNotes(record),
    notesInCsv: true,
  };
}

/** How errors and draws were made, the identity, and the correlation at which nothing is left. */
export function drawNotes({ cluster, bootstrap, identity, sensitivity }: ShownMediation, language: Language): string[] {
  const { draws, clusters, generator, seed, indices, partial } = bootstrap;
  const origin =
    generator === null || seed === null
      ? words.indices[language](indices?.name ?? "")
      : words.seed[language](generator, seed);
  return [
    words.errors[language](cluster),
    words.draws[language](
      formatCount(draws.used),
      formatCount(draws.requested),
      draws.undefined === 0 ? "" : words.lost[language](formatCount(draws.undefined)),
      partial ? words.partial[language](formatCount(draws.done)) : "",
      `${clusters.name}, G = ${formatCount(clusters.G)}`,
      origin,
    ),
    words.p_rule[language],
    words.identity[language](Math.abs(identity) < 1e-15 ? "0" : identity.toExponential(1)),
    ...(sensitivity === null ? [] : [words.rho[language](formatFixed(sensitivity.rho, 3))]),
  ];
}

/** Draws of the indirect effect through all mediators, with the percentile interval. */
export function mediationFigure(record: MediationRecord, options: DrawsFigureOptions = {}): FigureSpec {
  const { draws, indirect } = record;
  return drawsFigure(
    {
      draws: draws.indirect!.filter((draw) => draw !== null),
      observed: indirect.estimate,
      low: indirect.bootstrap.percentile.conf_low ?? Number.NEGATIVE_INFINITY,
      high: indirect.bootstrap.percentile.conf_high ?? Number.POSITIVE_INFINITY,
    },
    {
      title: words.figureTitle.en,
      ...options,
      labels: {
        x: words.figureX.en,
        observed: words.estimate.en.toLowerCase(),
        within: words.figureWithin.en,
        beyond: words.figureBeyond.en,
        ...options.labels,
      },
    },
  );
}

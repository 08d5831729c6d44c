/**
 * P-values of a family by method: a row a hypothesis, a form a method, the error rate as a line across all.
 */
import type { Language } from "../../base/messages.js";
import type { FigureOptions, FigureSpec } from "../../report/figures/figure-spec.js";
import { figure, paletteFor } from "../../report/figures/layout.js";
import { cutLine, dot, mark } from "../../report/figures/marks.js";
import { SHAPES } from "../../report/figures/theme.js";
import { formatP } from "../../report/format-number.js";
import { naming } from "../../report/naming.js";
import type { Look } from "../verb.js";
import { familyWords as words } from "./messages.js";
import type { FamilyMethod, RomanoWolfRecord } from "./record.js";

/** Those that are compared, the least first. */
const SHOWN = ["unadjusted", "romano_wolf", "holm", "sharpened_q"] as const satisfies readonly FamilyMethod[];

/** P-values of `record`. */
export function familyFigure(record: RomanoWolfRecord, options: FigureOptions & Look = {}): FigureSpec {
  const { language = "en", labels } = options;
  const { hypotheses, rejected } = record;
  const { ink, series: colors } = paletteFor(options);
  const name = naming([], labels, language);
  const label = (text: string) => text.split(", ").map(name).join(", ");
  const look = SHOWN.map((_, s) => dot(colors[s]!, SHAPES[s]!));
  return figure(
    {
      title: words.figure[language],
      description: describe(record, label, language),
      x: { low: 0, high: 1, title: words.axis[language], grid: true },
      y: {
        rows: hypotheses.map((own) => ({ label: label(own.label), numbers: [[formatP(own.p.romano_wolf)]] })),
        heads: [words.row[language]("p", words.romano_wolf[language])],
      },
      key: SHOWN.map((method, s) => ({ name: method, text: named(method, language), look: look[s]! })),
      lines: [{ name: "rate", x: rejected.rate, look: cutLine(ink) }],
      marks: ({ rows: places }) =>
        SHOWN.map((method, s) => {
          const values = hypotheses.map(({ p }, h) => ({ p: p[method], y: places[h]!.y }));
          return mark(method, values, { x: "p", y: "y" }, look[s]!);
        }),
    },
    options,
  );
}

const named = (method: (typeof SHOWN)[number], language: Language): string =>
  words.row[language](method === "sharpened_q" ? "q" : "p", words[method][language]);

function describe({ hypotheses }: RomanoWolfRecord, label: (text: string) => string, language: Language): string {
  const parts = hypotheses.map((own) => {
    const by = SHOWN.map((method) => `${named(method, language)} ${formatP(own.p[method])}`);
    return `${label(own.label)}: ${by.join(", ")}`;
  });
  return `${words.figure[language]}. ${parts.join("; ")}.`;
}

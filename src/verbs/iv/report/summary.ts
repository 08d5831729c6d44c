/**
 * What the summary of a regression says of its instruments: who instruments whom, the strength of each first
 * stage, tests, and what holds when instruments are weak. Everything comes from the record; nothing is computed here.
 */

import { ownOf } from "../../../base/objects.js";
import { numberText } from "../../../report/format-number.js";
import { jointTestText, statisticText } from "../../../report/joint-test-text.js";
import { intervalDecimals, tfPieces } from "./diagnostics.js";
import type { IvFit } from "./words.js";
import { type NamedTest, piecesOf, setText, stockYogoOf, testOf, thresholdsOf } from "./words.js";

/** The line above the coefficients. */
export const instrumentedLine = ({ iv }: IvFit): string =>
  `Instrumented: ${iv.endogenous.join(", ")}; excluded instruments: ${iv.excluded.join(", ")}`;

/** What each form of the covariance is, by its name in the record. */
const COVARIANCES: Readonly<Record<NonNullable<IvFit["iv"]["covariance"]>, string>> = {
  projected: "scores of the regressors projected on the instruments, as in ivregress and ivreg2 (projected)",
  kappa: "scores of X - kappa M X (kappa)",
  bekker: "Bekker's, for many instruments (bekker)",
  efficient: "the inverse that an efficient weight allows, scores of the first step, as in ivreg2 (efficient)",
  sandwich: "a sandwich with the scores of the second step, as in ivregress gmm (sandwich)",
};

/** The lines beneath the fit. */
export function ivLines(fit: IvFit): string[] {
  const { covariance } = fit.iv;
  return [
    ...(covariance === null ? [] : [`Covariance: ${COVARIANCES[covariance]}`]),
    ...fit.iv.endogenous.map((name) => firstStageLine(fit, name)),
    ...effectiveLine(fit),
    ...testLine("Weak identification", testOf(fit, "weak")),
    ...stockYogoLine(fit),
    ...testLine("Underidentification", testOf(fit, "under")),
    ...testLine("No effect, valid with weak instruments", testOf(fit, "noEffect")),
    ...setLine(fit),
    ...intervalLine(fit),
    ...overidentificationLine(fit),
    ...testLine("Instruments named are exogenous", testOf(fit, "orthogonal")),
    ...testLine("Endogeneity", testOf(fit, "exogenous")),
    ...Object.entries(fit.iv.least_squares).map(
      ([name, { estimate, ratio }]) =>
        `Least squares beside: ${name} ${numberText(estimate)}; the estimate is ${Number(ratio.toPrecision(3))} times that`,
    ),
  ];
}

function firstStageLine({ first_stage, iv }: IvFit, name: string): string {
  const { partial_F: test, partial_r2 } = first_stage[name]!;
  const conditional = iv.endogenous.length === 1 ? null : ownOf(iv.sanderson_windmeijer, name)?.F;
  return (
    `First stage of ${name}: ${Number.isNaN(test.statistic) ? "F n.a." : jointTestText(test)}, partial R2 ${partial_r2.toFixed(6)}` +
    (conditional === undefined || conditional === null ? "" : `; Sanderson-Windmeijer ${statisticText(conditional)}`)
  );
}

function effectiveLine({ iv }: IvFit): string[] {
  const thresholds = thresholdsOf(iv);
  if (iv.effective_F === null || thresholds === null) return [];
  const simplified = thresholds === iv.effective_F.simplified ? "simplified " : "";
  return [
    `Effective F: ${numberText(iv.effective_F.statistic)}; ${simplified}critical values by worst-case bias ${valuesText(thresholds.critical_values)}`,
  ];
}

function stockYogoLine({ iv, vcov }: IvFit): string[] {
  const { bound, values } = stockYogoOf(iv);
  if (vcov.type !== "iid" || values.critical_values === null) return [];
  return [`Stock-Yogo critical values of Cragg-Donald, by ${bound}: ${valuesText(values.critical_values)}`];
}

/** "5%: 37.42, 10%: 23.11". */
const valuesText = (values: Readonly<Record<string, number>>): string =>
  Object.entries(values)
    .map(([share, value]) => `${Number((100 * Number(share)).toPrecision(6))}%: ${value.toFixed(2)}`)
    .join(", ");

const testLine = (words: string, found: NamedTest | null): string[] =>
  found === null ? [] : [`${words}: ${found.name} ${jointTestText(found.test)}`];

function overidentificationLine(fit: IvFit): string[] {
  const { excluded, endogenous } = fit.iv;
  if (excluded.length === endogenous.length) return ["Overidentification: none to test, exactly identified"];
  return testLine("Overidentification", testOf(fit, "over"));
}

function setLine(fit: IvFit): string[] {
  const set = fit.iv.anderson_rubin_set;
  const level = levelText(set.level);
  if (set.kind === null) return [`Anderson-Rubin ${level} set: none (${set.because})`];
  return [`Anderson-Rubin ${level} set: ${setText(piecesOf(set.intervals), intervalDecimals(fit) + 2)}`];
}

function intervalLine(fit: IvFit): string[] {
  const { tF } = fit.iv;
  const pieces = tfPieces(tF);
  if (tF === null || pieces === null) return [];
  const why = tF.because ?? `|t| must exceed ${tF.critical_value!.toFixed(3)}`;
  return [`tF ${levelText(tF.level)} interval: ${setText(pieces, intervalDecimals(fit) + 2)} (${why})`];
}

const levelText = (level: number): string => `${Number((100 * level).toPrecision(6))}%`;

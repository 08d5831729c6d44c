/**
 * Sample and variance of a fit in a sentence, as it stands beneath a figure.
 */

import type { Language } from "../../base/messages.js";
import { ownOf } from "../../base/own.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import { formatCount } from "../../report/format-number.js";
import { regressionWords as words } from "../../report/messages/regression.js";
import { droppedText } from "../../report/messages.js";
import { degreesWords, varianceWords } from "../../report/regression/variance-words.js";

/** Rows, errors, clusters, small-sample rule and degrees of freedom; `labels` are words for cluster columns. */
export function varianceNote(
  { nobs, dropped, vcov }: Pick<FitRecord, "nobs" | "dropped" | "vcov">,
  labels: Readonly<Record<string, string>>,
  language: Language = "en",
): string[] {
  const clusters = Object.entries(vcov.clusters).map(([name, n]) =>
    words.nClusters[language](ownOf(labels, name) ?? name, formatCount(n)),
  );
  const correlated =
    vcov.about === undefined
      ? words.errorsOf[language](vcov.type)
      : words.errorsAre[language](varianceWords(vcov, language));
  const errors =
    clusters.length === 0 ? correlated : words.errorsClustered[language](clusters.join(words.and[language]));
  const lost = Object.entries(dropped)
    .filter(([, n]) => n > 0)
    .map(([reason, n]) => words.droppedRows[language](formatCount(n), droppedText(reason, language)));
  return [
    words.sampleNote[language](
      formatCount(nobs),
      lost.join(words.comma[language]),
      errors,
      String(vcov.ssc.preset),
      formatCount(vcov.K),
      degreesWords(vcov, "degrees of freedom", language),
    ),
  ];
}

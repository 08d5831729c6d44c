/**
 * What a study may ask of its treatment, checked before data are read. Knows nothing of panels.
 */

import { didYouMean } from "../../base/did-you-mean.js";
import { UsageError } from "../../base/errors.js";
import type { KeyPath, StudyFile } from "../file/study-file.js";

/** Throws UsageError unless the treatment has one source, and only codings that source can serve. */
export function checkTreatment(file: StudyFile): void {
  const { treatment } = file.spec;
  const sources = (["events", "cohort", "dummy"] as const).filter((key) => treatment[key] !== undefined);
  if (sources.length !== 1) {
    throw new UsageError(
      "treatment_source",
      `${file.at(["treatment"])}: a treatment comes from exactly one of events, cohort and dummy; got ${sources.length === 0 ? "none" : sources.join(" and ")}.`,
      { got: sources, expected: "one of events, cohort, dummy" },
    );
  }
  if (treatment.never !== undefined && treatment.cohort === undefined) {
    throw new UsageError(
      "treatment_never",
      `${file.at(["treatment", "never"])}: never names a value of cohort; without cohort it means nothing.`,
      { got: treatment.never },
    );
  }
  for (const [name, { coding }] of Object.entries(treatment.codings)) {
    if (coding !== "in-force" || treatment.cohort === undefined) continue;
    throw new UsageError(
      "treatment_coding",
      `${file.at(["treatment", "codings", name])}: '${name}' is coded in-force, which needs events or a dummy; a cohort says when treatment begins, not when it ends. Use absorbing, common or as-written.`,
      { got: coding, expected: ["absorbing", "common", "as-written"] },
    );
  }
  if (Object.keys(treatment.codings).length > 0) return;
  throw new UsageError(
    "treatment_codings",
    `${file.at(["treatment", "codings"])}: no treatment column is asked for; name at least one, such as did: {coding: absorbing}.`,
    { got: 0, expected: ">= 1" },
  );
}

/** The coding called `name`. Throws UsageError `unknown_treatment` at `path`. */
export function requireCoding(file: StudyFile, path: KeyPath, name: string): void {
  const known = Object.keys(file.spec.treatment.codings);
  if (known.includes(name)) return;
  throw new UsageError(
    "unknown_treatment",
    `${file.at(path)}: '${name}' is none of the treatment codings ${known.join(", ")}${didYouMean(name, known)}`,
    { got: name, expected: known },
  );
}

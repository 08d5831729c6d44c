/**
 * A treatment's summary in sentences, as `inspect` prints them.
 */
import type { TreatmentSummary } from "../data/panel/treatment-path.js";
import { formatCount } from "../report/format-number.js";

const PATH_WORDS: Readonly<Record<TreatmentSummary["path"], string>> = {
  absorbing: "absorbing: once 1, it stays 1",
  "switching off": "not absorbing: it goes back to 0",
  always: "1 in every row",
  never: "0 in every row",
};

/** Path, cohorts, who never or always is treated, where it switches off (of `unit`), what is missing: a line each. */
export function treatmentText(name: string, unit: string, summary: TreatmentSummary): string[] {
  const { path, cohorts, never, always, switchingOff, missing } = summary;
  const starts = cohorts.map((row) => `${row.cohort} (${formatCount(row.units)})`).join(", ");
  const places = switchingOff.first.map((place) => `'${place.unit}' in ${place.time} (row ${place.row})`).join(", ");
  const more = switchingOff.units - switchingOff.first.length;
  return [
    `Treatment ${name}: ${path === "switching off" || path === "absorbing" ? "" : "no start is seen, "}${PATH_WORDS[path]}.`,
    `Cohorts (units by first treated period, 0 before it and 1 from it on): ${starts === "" ? "none" : starts}.`,
    `Never treated: ${formatCount(never)} units. Treated in every row: ${formatCount(always)} units.`,
    ...(switchingOff.units === 0
      ? []
      : [
          `Switches off in ${formatCount(switchingOff.units)} units, which are in no cohort: ${unit} ${places}${more > 0 ? ` and ${formatCount(more)} more` : ""}. Estimators of a treatment that stays on refuse it.`,
        ]),
    ...(missing.rows === 0
      ? []
      : [
          `Missing in ${formatCount(missing.rows)} rows, which are left out here${missing.units === 0 ? "" : `, and with them ${formatCount(missing.units)} units that have no other rows`}.`,
        ]),
  ];
}

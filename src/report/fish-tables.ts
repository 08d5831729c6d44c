/**
 * Layer report. The tables of the fish study. Sees the record of the study, nothing else.
 */
import type { FishModel, FishStudy } from "../study/fish.js";
import { formatCount } from "./format-number.js";
import { regressionTable } from "./regression-table.js";
import { numberCell, type TableModel, textCell } from "./table-model.js";

const LABELS: Readonly<Record<string, string>> = {
  quality: "Export quality, 0 to 1",
  quality_log: "Export quality, logarithm",
  did: "Card, from first full year on",
  "log(l_exports)": "Log exports, year before †",
  l_destinations: "Destinations, year before †",
  l_products: "Products, year before †",
  i: "country",
  t: "year",
};

const treatedRow = (models: readonly FishModel[]) => ({
  label: "Treated countries",
  texts: models.map(({ treated }) => formatCount(treated.length)),
});

/** Table 1: two codings of the cards, without and with controls. */
export function fishTable({ models, sample, cards }: FishStudy): TableModel {
  return regressionTable(
    models.map(({ coding, fit }) => ({ label: coding, fit })),
    {
      title: `Table 1. Cards against illegal fishing and the quality of fish exports, ${sample.firstYear} to ${sample.lastYear}`,
      labels: { ...LABELS, did_in_force: `Card in force, ${cards.minDays} days or more` },
      first: ["did", "did_in_force"],
      extraRows: [treatedRow(models)],
      notes: [
        "Treated countries: those whose treatment varies in the sample of the column. With so few of them t is not to be trusted, hence no stars.",
        "Missing: the country has no row in the year before.",
        "† May itself be affected by the card.",
      ],
    },
  );
}

/** Table 4: column (1) with quality before and after normalisation. */
export function fishComparisonTable({ comparison }: FishStudy): TableModel {
  return regressionTable(
    comparison.map(({ outcome, fit }) => ({ label: outcome === "quality" ? "0 to 1" : "logarithm", fit })),
    {
      title: "Table 4. Column (1) on both scales of quality",
      labels: { ...LABELS, quality: "Export quality", quality_log: "Export quality" },
      extraRows: [treatedRow(comparison)],
    },
  );
}

/** Table 2: cohorts, first full year under a card, countries, and those identified. */
export function fishCohortTable({ cards }: FishStudy): TableModel {
  return {
    title: "Table 2. Cohorts",
    stub: "First full year under a card",
    heads: [["Countries"], ["Identified"], ["Identified countries"]],
    rows: cards.cohorts.map(({ cohort, units, identified }) => ({
      label: String(cohort),
      quantity: "countries",
      cells: [
        numberCell(units.length, String(units.length)),
        numberCell(identified.length, String(identified.length)),
        textCell(identified.join(", ")),
      ],
      ruleAbove: false,
    })),
    notes: [],
  };
}

/** Table 3: every event of an identified country, with what confirms its date. */
export function fishEventTable({ cards }: FishStudy): TableModel {
  const identified = new Set(cards.units.filter(({ status }) => status === "identified").map(({ unit }) => unit));
  const events = cards.events.filter(({ country }) => identified.has(country));
  return {
    title: "Table 3. Cards of the identified countries",
    stub: "Country",
    heads: [["Event"], ["Date"], ["Confirmed"], ["Source"]],
    rows: events.map(({ country, event, date, confirmed, source }, e) => ({
      label: country,
      quantity: event,
      cells: [event, date, confirmed, source].map(textCell),
      ruleAbove: e > 0 && events[e - 1]!.country !== country,
    })),
    notes: ["Confirmed: to the day (date), to the month (month: the day is a placeholder), or not at all (no)."],
  };
}

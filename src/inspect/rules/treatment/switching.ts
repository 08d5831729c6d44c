/** A treatment that goes back to 0, or changes its dose: two-way effects and estimators of one start take it for another one. */
import { finding, MOST_NAMED } from "../../finding.js";
import type { InspectRule } from "../rule.js";

export const switching: InspectRule = {
  name: "switching",
  needs: ["panel", "treatment"],
  limits: {},
  find({ design, periodText, panel }) {
    const { units, breaks, column } = design!;
    const named = breaks.slice(0, MOST_NAMED);
    const first = named[0];
    if (first === undefined) return [];
    const place = { unit: first.unit, unitName: panel!.unit.name, period: periodText(first.time), row: first.row };
    const where = { columns: [column], units: named.map(({ unit }) => unit), rows: named.map(({ row }) => row) };
    const treated = panel!.nUnits - units.never;
    const off = units["switching off"];
    const doses = units["changing dose"];
    return [
      ...(off === 0
        ? []
        : [finding("switching", "serious", "treatment_off", { column, units: off, treated, ...place }, where)]),
      ...(doses === 0
        ? []
        : [finding("switching", "look", "treatment_doses", { column, units: doses, treated, ...place }, where)]),
    ];
  },
};

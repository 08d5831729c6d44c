/** A treatment before an estimator is chosen: by hand, every kind of unit at once. */
import { describe, expect, it } from "vitest";
import { panel } from "../../src/data/panel/panel.js";
import { treatmentSummary } from "../../src/data/panel/treatment-path.js";
import { parseCsv } from "../../src/data/table/csv.js";

/** Units with their treatment in periods 1, 2, 3; `.` is missing; rows in the order of periods, so that units alternate. */
function summaryOf(units: Readonly<Record<string, string>>) {
  const rows = [1, 2, 3].flatMap((t) => Object.entries(units).map(([unit, path]) => `${unit},${t},${path[t - 1]}`));
  const data = panel(parseCsv(`id,t,d\n${rows.join("\n")}\n`), { unit: "id", time: "t" });
  return treatmentSummary(data, data.table.numeric("d"));
}

describe("treatmentSummary", () => {
  it("counts cohorts, never and always treated", () => {
    expect(summaryOf({ a: "011", b: "001", c: "000", d: "111", e: "011", f: "000" })).toEqual({
      path: "absorbing",
      cohorts: [
        { cohort: 2, units: 2 },
        { cohort: 3, units: 1 },
      ],
      never: 2,
      always: 1,
      switchingOff: { units: 0, first: [] },
      missing: { rows: 0, units: 0 },
    });
  });

  it("names the row in which a treatment switches off, and keeps the unit out of the cohorts", () => {
    const found = summaryOf({ a: "010", b: "101", c: "001" });
    expect(found.path).toBe("switching off");
    expect(found.cohorts).toEqual([{ cohort: 3, units: 1 }]);
    expect(found.switchingOff).toEqual({
      units: 2,
      first: [
        { unit: "a", time: 3, row: 7 },
        { unit: "b", time: 2, row: 5 },
      ],
    });
  });

  it("names five of many, one a unit", () => {
    const many = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`u${i}`, "010"]));
    const { switchingOff } = summaryOf(many);
    expect(switchingOff.units).toBe(8);
    expect(switchingOff.first.map(({ unit }) => unit)).toEqual(["u0", "u1", "u2", "u3", "u4"]);
  });

  it("leaves rows without a treatment out, and says how many", () => {
    expect(summaryOf({ a: ".01", b: "...", c: "0.0", d: "1.0" })).toEqual({
      path: "switching off",
      cohorts: [{ cohort: 3, units: 1 }],
      never: 1,
      always: 0,
      switchingOff: { units: 1, first: [{ unit: "d", time: 3, row: 12 }] },
      missing: { rows: 6, units: 1 },
    });
  });

  it("knows a treatment nobody has and one all have", () => {
    expect(summaryOf({ a: "000", b: "000" }).path).toBe("never");
    expect(summaryOf({ a: "111" }).path).toBe("always");
  });

  it("refuses values besides 0 and 1", () => {
    expect(() => summaryOf({ a: "012" })).toThrow(/'a' in 3 is 2, 0 or 1 was expected/);
  });
});

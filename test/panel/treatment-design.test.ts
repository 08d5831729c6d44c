/** The design of a treatment: by hand, every kind of unit at once; columns of cohorts as people write them. */
import { describe, expect, it } from "vitest";
import { panel } from "../../src/data/panel/panel.js";
import { NO_COHORT, type TreatmentDesign, treatmentDesign } from "../../src/data/panel/treatment-design.js";
import { parseCsv } from "../../src/data/table/csv.js";

/** Units with their treatment in periods 1, 2, ...; `.` is missing, ` ` no row; rows in the order of periods, so that units alternate. */
function panelOf(units: Readonly<Record<string, string>>) {
  const periods = Math.max(...Object.values(units).map(({ length }) => length));
  const rows = Array.from({ length: periods }, (_, t) =>
    Object.entries(units).flatMap(([unit, path]) => ((path[t] ?? " ") === " " ? [] : [`${unit},${t + 1},${path[t]}`])),
  );
  return panel(parseCsv(`id,t,d\n${rows.flat().join("\n")}\n`), { unit: "id", time: "t" });
}

const designOf = (units: Readonly<Record<string, string>>): TreatmentDesign =>
  treatmentDesign(panelOf(units), { treat: "d" });

/** Units over periods 1 to 4 with a cohort, as text, in every row. */
function cohortDesign(cohorts: Readonly<Record<string, string>>, never?: string): TreatmentDesign {
  const rows = Object.entries(cohorts).flatMap(([unit, g]) => [1, 2, 3, 4].map((t) => `${unit},${t},${g}`));
  const data = panel(parseCsv(`id,t,g\n${rows.join("\n")}\n`), { unit: "id", time: "t" });
  return treatmentDesign(data, { cohort: "g", never });
}

describe("treatmentDesign of a treatment", () => {
  it("counts paths, cohorts, event times and who is untreated in each period", () => {
    const found = designOf({ a: "0111", b: "0001", c: "0000", d: "1111", e: "0111", f: "0000" });
    expect(found).toMatchObject({ path: "absorbing", from: "treatment", isBinary: true, nNever: 2, breaks: [] });
    expect(found.units).toEqual({ never: 2, always: 1, absorbing: 3, "changing dose": 0, "switching off": 0 });
    expect(found.cohorts).toEqual([
      { cohort: 2, nUnits: 2, nBefore: 2, firstEvent: -1, lastEvent: 2 },
      { cohort: 4, nUnits: 1, nBefore: 1, firstEvent: -3, lastEvent: 0 },
    ]);
    expect(found.events).toEqual([
      { event: -3, nUnits: 1, cohorts: [4] },
      { event: -2, nUnits: 1, cohorts: [4] },
      { event: -1, nUnits: 3, cohorts: [2, 4] },
      { event: 0, nUnits: 3, cohorts: [2, 4] },
      { event: 1, nUnits: 2, cohorts: [2] },
      { event: 2, nUnits: 2, cohorts: [2] },
    ]);
    expect(found.periods).toEqual([
      { period: 1, treated: 1, untreated: 5, never: 2 },
      { period: 2, treated: 3, untreated: 3, never: 2 },
      { period: 3, treated: 3, untreated: 3, never: 2 },
      { period: 4, treated: 4, untreated: 2, never: 2 },
    ]);
    expect(found.withoutControl).toEqual([]);
    const [inf, never] = [Number.POSITIVE_INFINITY, 2];
    expect([...found.firstTreated]).toEqual([2, 4, inf, -inf, 2, inf]);
    expect([...found.cohortOf]).toEqual([0, 1, never, NO_COHORT, 0, never]);
    expect([...found.observed]).toEqual([2, 2, 2, 2, 1, 1, 1, 1, 2, 2, 2, 2]);
  });

  it("names periods in which nobody is untreated", () => {
    expect(designOf({ a: "0011", b: "0111", c: "0001" }).withoutControl).toEqual([4]);
  });

  it("names the row in which a treatment switches off; the unit is in the cohort of its first start", () => {
    const found = designOf({ a: "010", b: "101", c: "001" });
    expect(found.path).toBe("switching off");
    expect(found.units).toMatchObject({ "switching off": 2, absorbing: 1 });
    expect(found.cohorts.map(({ cohort, nUnits }) => [cohort, nUnits])).toEqual([
      [2, 1],
      [3, 1],
    ]);
    expect(found.breaks).toEqual([
      { unit: "a", time: 3, row: 7 },
      { unit: "b", time: 2, row: 5 },
    ]);
    expect(found.firstTreated[1]).toBe(Number.NEGATIVE_INFINITY);
  });

  it("names five of many, one a unit", () => {
    const many = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`u${i}`, "0101"]));
    const { units, breaks } = designOf(many);
    expect(units["switching off"]).toBe(8);
    expect(breaks.map(({ unit }) => unit)).toEqual(["u0", "u1", "u2", "u3", "u4"]);
  });

  it("tells one dose for good from a dose that changes, and that from one that ends", () => {
    const found = designOf({ a: "022", b: "012", c: "020", d: "000", e: "333" });
    expect(found.isBinary).toBe(false);
    expect(found.units).toEqual({ never: 1, always: 1, absorbing: 1, "changing dose": 1, "switching off": 1 });
    expect(found.path).toBe("switching off");
    expect(found.breaks.map(({ unit, time }) => [unit, time])).toEqual([
      ["b", 3],
      ["c", 3],
    ]);
    expect(designOf({ a: "012", b: "000" }).path).toBe("changing dose");
    expect(designOf({ a: "022", b: "000" })).toMatchObject({ path: "absorbing", isBinary: false });
  });

  it("leaves rows without a treatment out, and says how many", () => {
    const found = designOf({ a: ".01", b: "...", c: "0.0", d: "1.0" });
    expect(found.missing).toEqual({ rows: 6, units: 1 });
    expect(found.units).toEqual({ never: 1, always: 0, absorbing: 1, "changing dose": 0, "switching off": 1 });
    expect(found.breaks).toEqual([{ unit: "d", time: 3, row: 12 }]);
    expect(found.firstTreated[1]).toBeNaN();
    expect(found.cohortOf[1]).toBe(NO_COHORT);
  });

  it("takes rows as they are where units have gaps or come late", () => {
    const found = designOf({ a: "00 1", b: "  11", c: "0000" });
    expect(found.cohorts).toEqual([{ cohort: 4, nUnits: 1, nBefore: 1, firstEvent: -3, lastEvent: 0 }]);
    expect(found.events.map(({ event }) => event)).toEqual([-3, -2, 0]);
    expect(found.units).toMatchObject({ always: 1, never: 1, absorbing: 1 });
  });

  it("judges paths in more rows than it counts", () => {
    const data = panelOf({ a: "0110", b: "0000" });
    const used = Uint8Array.from(data.timeValues, (time) => Number(time <= 3));
    expect(treatmentDesign(data, { treat: "d" }, used).path).toBe("absorbing");
    const judged = new Uint8Array(used.length).fill(1);
    const found = treatmentDesign(data, { treat: "d" }, used, judged);
    expect(found.path).toBe("switching off");
    expect(found.periods.map(({ period }) => period)).toEqual([1, 2, 3]);
  });

  it("knows a treatment nobody has and one all have", () => {
    expect(designOf({ a: "000", b: "000" })).toMatchObject({ path: "never", cohorts: [], nNever: 2 });
    expect(designOf({ a: "111" })).toMatchObject({ path: "always", cohorts: [], withoutControl: [1, 2, 3] });
  });

  it("refuses a treatment below zero, naming unit, period and row", () => {
    const data = panel(parseCsv("id,t,d\na,1,0\na,2,-1\n"), { unit: "id", time: "t" });
    expect(() => treatmentDesign(data, { treat: "d" })).toThrow(
      expect.objectContaining({
        code: "treatment_negative",
        message: expect.stringMatching(/'a' is -1 in 2 \(row 2\)/),
      }),
    );
  });
});

describe("treatmentDesign of cohorts", () => {
  it("reads never treated from 0, nothing, Inf and what is after the last period", () => {
    const found = cohortDesign({ a: "0", b: "", c: "Inf", d: "9", e: "3" });
    expect(found.units).toEqual({ never: 4, always: 0, absorbing: 1, "changing dose": 0, "switching off": 0 });
    expect(found).toMatchObject({ from: "cohort", isBinary: true, nNever: 4 });
    expect(found.neverRule.message).toContain("after the last period (4)");
  });

  it("reads it from a text that is named, and asks for the name otherwise", () => {
    expect(cohortDesign({ a: "none", b: "3" }, "none").units).toMatchObject({ never: 1, absorbing: 1 });
    expect(() => cohortDesign({ a: "none", b: "3" })).toThrow(/--never/);
  });

  it("keeps apart the histories of cohorts that look alike, one of which starts in a gap", () => {
    const rows = ["a", "b", "c"].flatMap((unit, u) =>
      [1, 2, 4].map((t) => `${unit},${t},${[3, 4, 4][u]}`).concat(unit === "a" ? ["d,3,0", "d,4,0"] : []),
    );
    const data = panel(parseCsv(`id,t,g\n${rows.join("\n")}\n`), { unit: "id", time: "t" });
    expect(treatmentDesign(data, { cohort: "g" }).histories).toEqual([
      { cohort: 3, statuses: "1102", units: 1 },
      { cohort: 4, statuses: "1102", units: 2 },
      { cohort: Number.POSITIVE_INFINITY, statuses: "0011", units: 1 },
    ]);
  });

  it("takes a cohort before its first row, or in it, for treated from the start", () => {
    const found = cohortDesign({ a: "-2", b: "1", c: "2", d: "0" });
    expect(found.units).toMatchObject({ always: 2, absorbing: 1, never: 1 });
    expect([...found.firstTreated].slice(0, 2)).toEqual([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    expect(found.cohorts.map(({ cohort }) => cohort)).toEqual([2]);
  });
});

/** The left margin's parts that need no page: roles and their changes, repairs, rows in sight, calls of R, customs rows. */
import { describe, expect, it } from "vitest";
import { makeTable, type Table } from "../../src/index.js";
import { customsRoles } from "../../web/src/engine/customs.js";
import { readRCall } from "../../web/src/engine/r-call.js";
import { wholeUnits } from "../../web/src/engine/whole-units.js";
import type { ColumnFacts } from "../../web/src/protocol.js";
import { asMissing, asText, isRepaired } from "../../web/src/state/repairs.js";
import { givingEdits, rolesOf, type Said, takingEdits, whyNot, withRole } from "../../web/src/state/roles.js";
import { ROW, rowWindow, scrollTo, TALLEST } from "../../web/src/state/row-window.js";

const study: Said = {
  unit: "city",
  time: "year",
  outcome: "quality",
  controls: ["log(eco)"],
  variance: "cluster:city",
  treated: "g",
  aggregates: null,
  codings: [{ name: "did", label: "Pilot", coding: "absorbing" }],
  stages: [
    {
      name: "table1",
      kind: "regressions",
      caption: null,
      spec: { stage: "regressions", columns: [{ treatment: "did" }] },
    },
  ],
};
const facts = (changed: Partial<ColumnFacts>): ColumnFacts => ({
  name: "x",
  kind: "numeric",
  label: null,
  distinct: 9,
  missing: 0,
  bins: [],
  range: [0, 9],
  examples: [],
  numbersRows: false,
  isWhole: false,
  mixed: null,
  isCounted: true,
  ...changed,
});

const table = (columns: Readonly<Record<string, readonly (string | number)[]>>): Table =>
  makeTable(
    Object.entries(columns).map(([name, cells]) => {
      if (typeof cells[0] === "number") return { kind: "numeric", name, values: Float64Array.from(cells as number[]) };
      const levels = [...new Set(cells as string[])].sort();
      return { kind: "text", name, codes: Uint32Array.from(cells, (cell) => levels.indexOf(cell as string)), levels };
    }),
    { name: "data", bytes: 0, sha256: null },
  );

describe("roles of columns", () => {
  it("are those the study says, expressions looked into", () => {
    expect(rolesOf("city", study)).toEqual(["i", "C"]);
    expect(rolesOf("eco", study)).toEqual(["X"]);
    expect(rolesOf("g", study)).toEqual(["D"]);
    expect(rolesOf("other", study)).toEqual([]);
  });

  it("say why a column can't take one", () => {
    expect(whyNot(facts({ kind: "text" }), "Y", study)).toBe("text");
    expect(whyNot(facts({ numbersRows: true }), "X", study)).toBe("numbersRows");
    expect(whyNot(facts({ missing: 1 }), "i", study)).toBe("missing");
    expect(whyNot(facts({}), "t", study)).toBe("notWhole");
    expect(whyNot(facts({ name: "quality" }), "X", study)).toBe("isOutcome");
    expect(whyNot(facts({ name: "a b" }), "X", study)).toBe("name");
    expect(whyNot(facts({}), "X", study)).toBeNull();
  });

  it("are given as changes of the study, errors following the unit", () => {
    expect(givingEdits(facts({ name: "firm" }), "i", study)).toEqual([
      { path: ["panel", "unit"], value: "firm" },
      { path: ["variance"], value: "cluster:firm" },
    ]);
    expect(givingEdits(facts({ name: "fin" }), "X", study)).toEqual([
      { path: ["panel", "controls"], value: ["log(eco)", "fin"] },
      { path: ["stages", "table1", "columns", 1], value: { treatment: "did", controls: true } },
    ]);
    expect(givingEdits(facts({ name: "post", range: [0, 1], isWhole: true }), "D", study)).toContainEqual({
      path: ["treatment", "dummy"],
      value: "post",
    });
  });

  it("are taken again", () => {
    expect(takingEdits("eco", "X", study)).toEqual([{ path: ["panel", "controls"], value: [] }]);
    expect(takingEdits("city", "C", study)).toEqual([{ path: ["variance"], value: "hetero" }]);
  });

  it("are told to the guess, a treatment in place of the other kind", () => {
    const dummy = facts({ name: "post", range: [0, 1] });
    expect(withRole({ cohort: "g", unit: "city" }, dummy, "D")).toEqual({ unit: "city", treat: "post" });
    expect(withRole({}, dummy, "Z")).toBeNull();
  });
});

describe("columns with cells that are no numbers", () => {
  const mixed = { count: 3, row: 17, got: "n.a.", cells: ["n.a."] };

  it("are read with these missing, beside what is missing anyway", () => {
    expect(asMissing("panel", "c.csv", "share", mixed)).toEqual([
      {
        path: ["data", "panel"],
        value: { file: "c.csv", missing: { share: ["NA", "N/A", "NaN", ".", "null", "n.a."] } },
      },
    ]);
  });

  it("or kept as text, other keys of the source too", () => {
    const source = { file: "c.csv", text: ["code"], encoding: "gb18030" };
    const [edit] = asText("panel", source, "share");
    expect(edit!.value).toEqual({ file: "c.csv", text: ["code", "share"], encoding: "gb18030" });
    expect(isRepaired(edit!.value as never, "share")).toBe(true);
    expect(isRepaired(source, "share")).toBe(false);
  });
});

describe("rows in sight", () => {
  it("stand where they are in a table that fits", () => {
    expect(rowWindow(1000, 10 * ROW, 5 * ROW + 3)).toEqual({ total: 1000 * ROW, first: 5, top: 5 * ROW, count: 11 });
  });

  it("reach the last row of a table whose height is scaled, and every row on the way", () => {
    const rows = 5_000_000;
    const height = 10 * ROW;
    const end = rowWindow(rows, height, TALLEST - height);
    expect(end.total).toBe(TALLEST);
    expect(end.first + end.count).toBe(rows);
    for (const first of [0, 1, 2, 123_456, rows - 11]) {
      expect(rowWindow(rows, height, scrollTo(rows, height, first)).first).toBe(first);
    }
  });
});

describe("calls of R", () => {
  it("are read for formula and variance", () => {
    expect(readRCall("m <- feols(y ~ x + log(z, 2) | id + year, data = d, cluster = ~id + year)")).toEqual({
      formula: "y ~ x + log(z, 2) | id + year",
      vcov: "cluster:id+year",
      isCall: true,
    });
    expect(readRCall('fixest::feols(y ~ x, d, vcov = "hetero")')).toEqual({
      formula: "y ~ x",
      vcov: "hetero",
      isCall: true,
    });
    expect(readRCall("feols(y ~ l(x), d, ~id, panel.id = ~id + year)")).toEqual({
      formula: "y ~ l(x)",
      vcov: "cluster:id",
      panel: { unit: "id", time: "year" },
      isCall: true,
    });
    expect(readRCall("y ~ x | id")).toEqual({ formula: "y ~ x | id", isCall: false });
  });

  it("are refused where an argument has no translation", () => {
    expect(() => readRCall("feols(y ~ x, d, split = ~z)")).toThrow(/split/);
    expect(() => readRCall("lm(y ~ x)")).toThrow(/lm\(\)/);
  });
});

describe("customs rows", () => {
  it("are recognised by their usual names", () => {
    const rows = table({ i: ["a", "b"], j: ["c", "d"], k: ["1", "2"], t: [1, 2], v_usd: [1, 2], q_kg: [1, 2] });
    expect(customsRoles(rows)).toEqual({
      firm: "i",
      dest: "j",
      product: "k",
      year: "t",
      value: "v_usd",
      quantity: "q_kg",
    });
    expect(customsRoles(table({ city: ["a", "b"], year: [1, 2], y: [1, 2] }))).toBeNull();
  });
});

describe("whole units", () => {
  it("are every row of the first units of a large table, sorted by period or not", () => {
    const [units, periods] = [20_000, 5];
    const rows = Array.from({ length: units * periods }, (_, row) => row);
    const byPeriod = table({
      id: rows.map((row) => row % units),
      year: rows.map((row) => 2000 + Math.floor(row / units)),
    });
    const some = wholeUnits(byPeriod, { unit: "id" });
    expect(some.nRows).toBe(50_000);
    const ids = some.numeric("id");
    expect(new Set(ids).size).toBe(10_000);
  });
});

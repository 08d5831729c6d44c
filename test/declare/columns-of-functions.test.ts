/** Functions of the library take names of columns as commands do: bare or in back-ticks. */
import { beforeAll, describe, expect, test } from "vitest";
import * as alone from "../../src/feols.js";
import * as library from "../../src/index.js";

const csv = '"the unit",year,y,"a`b","d x"\n01,1,1,5,0\n01,2,3,7,1\n02,1,2,1,0\n02,2,9,2,0\n03,1,4,3,1\n03,2,4,6,1\n';
const right = "who,year,z\n01,1,10\n01,2,11\n02,1,12\n02,2,13\n03,1,14\n03,2,15\n";
const same = [["the unit", "`the unit`"]] as const;

let engine: Awaited<ReturnType<typeof library.loadEngine>>;
beforeAll(async () => {
  engine = await library.loadEngine({ threads: 1 });
});

describe.each([...same[0]])("%s", (unit) => {
  test("parseCsv: text, and missing by column", () => {
    for (const { parseCsv } of [library, alone]) {
      const table = parseCsv(csv, { text: [unit, "`a\\`b`"], missing: { [unit]: ["02"] } });
      expect(table.text("the unit").levels).toEqual(["01", "03"]);
      expect(table.column("a`b").kind).toBe("text");
    }
  });

  test("readFile", async () => {
    const table = await library.readFile(new TextEncoder().encode(csv), {
      columns: [unit, "y"],
      text: [unit],
      name: "a.csv",
    });
    expect([table.names, table.column("the unit").kind]).toEqual([["the unit", "y"], "text"]);
  });

  test("joinTables: keys and what is taken", () => {
    const on = [{ left: unit, right: "`who`" }, "year"];
    const { table } = library.joinTables(library.parseCsv(csv), library.parseCsv(right), {
      on,
      take: ["`z`"],
    });
    expect([...table.numeric("z")]).toEqual([10, 11, 12, 13, 14, 15]);
  });

  test("panel, whose lags are of it, and the panel that options name", () => {
    const table = library.parseCsv(csv);
    const made = library.panel(table, { unit, time: "`year`" });
    expect(made.unit.name).toBe("the unit");
    expect([...library.lag(made, table.numeric("y"), 1)]).toEqual([Number.NaN, 1, Number.NaN, 2, Number.NaN, 4]);
    expect(table.panel({ unit, time: "year" }).unit.name).toBe("the unit");
    const options = { vcov: "iid", panel: { unit, time: "`year`" } } as const;
    const fits = [library, alone].map(({ feols }) => feols(engine, table, "y ~ l(y, 1)", options));
    for (const fit of fits) expect(fit.nobs).toBe(3);
  });
});

/**
 * Recovered coefficients of effects with slopes against fixest's fixef(): those that our references settle, once fixest's are
 * moved to the same references; all of them in what they add up to; and predictions for rows of the estimate, which are its fitted values.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { makeTable, type Table, withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { fitFeols } from "../../../src/verbs/feols/fitted-model.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";

/** fixest was run to 3e-12, and stops there on changes, not on errors. */
const LEVEL = 1e-7;
const FIXEST_ROW = 1e-8;
/** What is asked of our own coefficients, row by row. */
const ROW = 1e-9;

type ByLevel = Readonly<Record<string, number>>;
interface Expected {
  readonly effects: string;
  readonly fixef: Readonly<Record<string, ByLevel>>;
  readonly sum: readonly number[];
  readonly fitted: readonly number[];
}
const { fits }: { readonly fits: readonly Expected[] } = JSON.parse(
  readFileSync(new URL("./slopes-fixef.json", import.meta.url), "utf8"),
);

let engine: Engine;
let table: Table;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  const given = await goldenTable("base_did.csv");
  const city = given.numeric("id").map((value) => value % 7);
  const z = given.numeric("id").map((_, i) => Number((10 * Math.sin(i + 1)).toFixed(6)));
  table = withColumns(given, [
    { kind: "numeric", name: "city", values: city },
    { kind: "numeric", name: "z", values: z },
  ]);
});

const firstRows = (rows: number): Table =>
  makeTable(
    table.columns.map((column) =>
      column.kind === "numeric"
        ? { ...column, values: column.values.slice(0, rows) }
        : { ...column, codes: column.codes.slice(0, rows) },
    ),
    table.source,
  );

const agree = agreeing("fixest-slopes");

describe("fixef() with slopes", () => {
  for (const { effects, fixef, sum, fitted } of fits) {
    it(effects, () => {
      const held = fitFeols(engine, table, `y ~ x1 | ${effects}`, { vcov: "iid", fixefRm: "none" });
      const found = held.fixef();
      const parts = found.effects.flatMap((effect) => [
        ...(effect.intercept ? [{ ...effect, key: effect.name, of: effect, variable: null }] : []),
        ...effect.slopes.map((slope) => ({
          ...slope,
          key: `${effect.name}[[${slope.name}]]`,
          of: effect,
          variable: slope.name,
        })),
      ]);
      expect(parts.map(({ key }) => key).sort()).toEqual(Object.keys(fixef).sort());

      const { effects: total, values } = held.fitted();
      const addedUp = (coefficient: (part: (typeof parts)[number], level: string) => number) =>
        total.map((_, i) =>
          parts.reduce((all, part) => {
            const level = String(table.numeric(part.of.name)[i]!);
            return all + coefficient(part, level) * (part.variable === null ? 1 : table.numeric(part.variable)[i]!);
          }, 0),
        );
      const places = new Map(
        parts.map(({ key, of }) => [key, new Map(Array.from({ length: of.nLevels }, (_, l) => [of.label(l), l]))]),
      );
      const ours = addedUp((part, level) => part.coefficients[places.get(part.key)!.get(level)!]!);
      const theirs = addedUp((part, level) => fixef[part.key]![level]!);
      for (let i = 0; i < total.length; i++) {
        expect(Math.abs(ours[i]! - total[i]!)).toBeLessThan(ROW);
        agree.within(total[i], theirs[i]!, FIXEST_ROW, `row ${i + 1}`);
      }

      // fixest's at our references: one a part, as all are connected, or every level where the earlier effect is finer
      const moved = new Map(Object.entries(fixef).map(([key, levels]) => [key, { ...levels }]));
      for (const { key, of, isReference, against, variable } of [...parts].reverse()) {
        if (against === null) continue;
        const at = moved.get(key)!;
        const before = { ...at };
        const reference = of.label(isReference.indexOf(1));
        const isFiner = isReference.every((isSet) => isSet === 1);
        expect(isFiner || isReference.indexOf(1) === isReference.lastIndexOf(1)).toBe(true);
        for (const level of Object.keys(at)) at[level]! -= before[isFiner ? level : reference]!;
        const other = moved.get(variable === null ? against : `${against}[[${variable}]]`)!;
        const [own, finer] = [table.numeric(of.name), table.numeric(against)];
        const lies = new Map(Array.from(finer, (level, i) => [String(level), String(own[i]!)]));
        for (const level of Object.keys(other)) other[level]! += before[isFiner ? lies.get(level)! : reference]!;
      }
      let settled = 0;
      for (const { key, of, coefficients, isOpen } of parts) {
        for (let l = 0; l < of.nLevels; l++) {
          if (isOpen[l] === 1) continue;
          settled++;
          agree.within(coefficients[l], moved.get(key)![of.label(l)]!, LEVEL, `${key} ${of.label(l)}`);
        }
      }
      expect(settled).toBeGreaterThan(6);

      sum.forEach((value, i) => {
        agree.within(total[i], value, FIXEST_ROW, `sum of row ${i + 1}`);
      });
      const first = held.predict(firstRows(fitted.length));
      fitted.forEach((value, i) => {
        agree.within(first.values[i], value, FIXEST_ROW, `prediction for row ${i + 1}`);
        expect(Math.abs(first.values[i]! - values[i]!)).toBeLessThan(ROW);
      });
      held.free();
    });
  }
});

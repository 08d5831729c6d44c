/** The covariates of lalonde as the expected files have them: one column a level of race. */

import type { Table } from "../../../src/data/table/table.js";
import type { BalanceColumn } from "../../../src/verbs/psmatch/estimator/balance.js";

const RACES = ["black", "hispan", "white"];

/** Columns in the order age, educ, race, married, nodegree, re74, re75. */
export function lalondeCovariates(data: Table): BalanceColumn[] {
  const race = data.column("race");
  if (race.kind !== "text") throw new Error("race is text");
  const numbers = (name: string) => ({ name, values: Float64Array.from(data.numeric(name)) });
  const dummies = RACES.map((level) => ({
    name: `race${level}`,
    values: Float64Array.from(race.codes, (code) => (race.levels[code] === level ? 1 : 0)),
  }));
  return [...["age", "educ"].map(numbers), ...dummies, ...["married", "nodegree", "re74", "re75"].map(numbers)];
}

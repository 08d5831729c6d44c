/** The paper on smart cities with what its text says of treatment, instrument and levels. */
import type { PrintedPaper } from "../../../src/audit/paper.js";
import { cell, number } from "../sample/hand.js";
import { smartCity as tables } from "../sample/smart-city.js";

const significant = "significantly positive at the 1% significance level";

export const smartCity: PrintedPaper = {
  ...tables,
  facts: {
    ...tables.facts,
    treatment: {
      term: "did",
      treated: [
        { says: "92 cities, 2012 to 2014", rows: 276, of: 2640 },
        { says: "92 cities, 2012 to 2014, of the rows in the table", rows: 276, of: 3267 },
      ],
    },
    firstStages: [
      { first: cell("Table 2", "IV (1)"), second: cell("Table 2", "IV (2)"), instruments: ["iv"], endogenous: "did" },
    ],
    instrumented: [{ iv: cell("Table 2", "IV (2)", "did"), ols: cell("Table 1", "(2)", "did") }],
    claims: [
      {
        kind: "level",
        cell: cell("Table 1", "(1)", "did"),
        level: 0.01,
        says: "a coefficient of 0.036, passing the 1% significance level test",
      },
      { kind: "value", cell: cell("Table 1", "(1)", "did"), value: number("0.036"), says: "a coefficient of 0.036" },
      {
        kind: "level",
        cell: cell("Table 1", "(2)", "eco"),
        level: 0.05,
        says: "coefficients of -0.012 and -0.004, respectively, both significant at the 5% level",
      },
      {
        kind: "level",
        cell: cell("Table 1", "(2)", "fin"),
        level: 0.05,
        says: "coefficients of -0.012 and -0.004, respectively, both significant at the 5% level",
      },
      {
        kind: "level",
        cell: cell("Table 1", "(2)", "ia"),
        level: 0.01,
        says: "passing the 1% significance level test",
      },
      {
        kind: "level",
        cell: cell("Table 1", "(2)", "edu"),
        level: 0.01,
        says: "passing the 1% significance level test",
      },
      ...["open", "urban", "infra", "market"].map((term) => ({
        kind: "insignificant" as const,
        cell: cell("Table 1", "(2)", term),
        level: 0.1,
        says: "are not significant",
      })),
      { kind: "value", cell: cell("Table 1", "(2)", "r2"), value: number("0.926"), says: "reaching 0.926" },
      { kind: "level", cell: cell("Table 2", "IV (2)", "did"), level: 0.01, says: "achieving a 1% significance level" },
      { kind: "level", cell: cell("Table 3", "(1)", "did"), level: 0.01, says: significant },
      {
        kind: "insignificant",
        cell: cell("Table 3", "(2)", "did"),
        level: 0.1,
        says: "the did coefficient is not significant",
      },
    ],
  },
};

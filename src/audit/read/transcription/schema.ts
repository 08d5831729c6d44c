/**
 * The transcription of a paper's tables: every key, its type and what it means, once. Types, checks and the JSON Schema for editors come
 * from here. Knows nothing of YAML, files or rules.
 */
import { z } from "zod";
import { schemaText } from "../../../declare/schema-text.js";

const text = z.string().min(1);
const sentence = text.describe("the sentence or reason, as the paper has it; shown with the finding");
const cell = text.describe("a number of a table: TABLE / COLUMN / ROW, such as Table 1 / (2) / did");
const column = text.describe("a column of a table: TABLE / COLUMN, such as Table 1 / (2)");
const count = z.int().min(0);

const meaning = z.enum(["errors", "t", "p"]);

/** Of a column, or of all of a table. */
const column_facts = {
  outcome: text.optional().describe("its dependent variable, where the headings don't say"),
  estimator: z
    .enum(["ols", "2sls", "first-stage", "reduced-form", "gmm", "nonlinear", "other"])
    .optional()
    .describe("what estimates it, where the headings don't say"),
  errors: z
    .enum(["classical", "robust", "cluster", "bootstrap", "other"])
    .optional()
    .describe("how its errors were made, only where the paper says so"),
  clusters: count.min(1).optional().describe("number of clusters"),
  weighted: z.boolean().optional().describe("whether weights are used"),
  hidden_regressors: z
    .boolean()
    .optional()
    .describe("whether regressors are in the model that the table does not show"),
};

const star_levels = z
  .record(text, z.number().gt(0).lt(0.5))
  .describe('marks and the levels they claim, {"***": 0.01, "**": 0.05, "*": 0.1}, where the note does not say');

const table = z
  .strictObject({
    caption: text.optional().describe("its caption, as printed"),
    cells: text
      .optional()
      .describe(
        "the table: lines with | between cells, or text with tabs or commas, LaTeX or HTML; an estimate and what stands in parentheses in one cell, or in two lines",
      ),
    file: text.optional().describe("the table in a file of its own, relative to this one, in place of cells"),
    note: z
      .union([text, z.array(text)])
      .optional()
      .describe("the note beneath the table, as printed: what parentheses and stars mean is read from it"),
    parentheses: text
      .optional()
      .describe(
        "what the table says of its parentheses, in its words, such as standard deviations, where no note has it",
      ),
    parentheses_mean: meaning.optional().describe("what these words mean, where they are not plain"),
    brackets: text.optional().describe("the same of square brackets"),
    brackets_mean: z.enum(["errors", "t", "p", "interval"]).optional(),
    stars: star_levels.optional(),
    decimal: z.enum([".", ","]).optional().describe("the decimal point, where it can't be told from the numbers"),
    ...column_facts,
    columns: z
      .record(text, z.strictObject(column_facts))
      .optional()
      .describe("the same of single columns, by the names their headings give: {(1): {estimator: ols}}"),
    steps: z
      .record(text, z.number().gt(0))
      .optional()
      .describe("table of means: the smallest step between a variable's values, by variable; 1 for counts and dummies"),
  })
  .describe("a table as printed");

const claim = z.union(
  [
    z.strictObject({ cell, level: z.number().gt(0).lt(0.5).describe("significant at this level"), says: sentence }),
    z.strictObject({
      cell,
      insignificant_at: z.number().gt(0).lt(0.5).describe("said to be insignificant, judged at this level"),
      says: sentence,
    }),
    z.strictObject({
      cell,
      value: z.union([text, z.number()]).describe("its value as the text prints it; in quotes, to keep its zeros"),
      says: sentence,
    }),
  ],
  { error: "expected cell, says, and one of level, insignificant_at and value" },
);

const says = z
  .strictObject({
    panel: z
      .strictObject({
        units: count.min(1),
        periods: count.min(1),
        balanced: z.boolean().optional().describe("whether the text calls it balanced"),
      })
      .optional()
      .describe("the panel as the text has it"),
    treatment: z
      .strictObject({
        term: text.describe("its row in the tables"),
        treated: z
          .array(z.strictObject({ says: sentence, rows: count, of: count.min(1) }))
          .default([])
          .describe("rows its printed definition makes treated, of how many"),
      })
      .optional(),
    defined: z
      .array(text)
      .optional()
      .describe(
        "every variable the text defines, with dummies, lags and constants of the tables; rows not among them are reported",
      ),
    splits: z
      .array(z.strictObject({ whole: column, parts: z.array(column).min(2), says: sentence }))
      .default([])
      .describe("subsamples that make up a whole"),
    same_sample: z
      .array(z.strictObject({ columns: z.array(column).min(2), says: sentence }))
      .default([])
      .describe("columns that use one sample"),
    first_stages: z
      .array(z.strictObject({ first: column, second: column, instruments: z.array(text).min(1), endogenous: text }))
      .default([])
      .describe("first stages, the second stage each serves, the instruments' rows and the instrumented row"),
    instrumented: z
      .array(z.strictObject({ iv: cell, ols: cell }))
      .default([])
      .describe("instrumented estimates with the least-squares estimates beside them"),
    claims: z.array(claim).default([]).describe("sentences of the text on one cell"),
    comparisons: z
      .array(z.strictObject({ a: cell, b: cell, says: sentence }))
      .default([])
      .describe("sentences that one estimate is larger than, or unlike, another"),
    invariant: z
      .array(
        z.strictObject({ term: text, within: text.describe("the effect as tables name it, City FE"), says: sentence }),
      )
      .default([])
      .describe("variables said not to vary within an effect, such as a city's terrain"),
    dynamic_panels: z
      .array(z.strictObject({ column, transform: z.enum(["difference", "system"]).optional() }))
      .default([])
      .describe("columns of difference or system GMM"),
  })
  .prefault({})
  .describe("what the text around the tables says; all may be left out");

export const transcriptionSchema = z
  .strictObject({
    title: text.optional().describe("the paper's title"),
    tables: z.record(text, table).describe("tables as printed, by their names: Table 1: {caption: ..., cells: ...}"),
    says,
  })
  .describe("A paper's tables, transcribed for wasmetrics audit");

export type Transcription = z.output<typeof transcriptionSchema>;
export type TranscribedTable = Transcription["tables"][string];

/** The schema as the text of a JSON file, ending in a newline. */
export const transcriptionJsonSchema = (): string =>
  schemaText(z.toJSONSchema(transcriptionSchema, { target: "draft-7", io: "input" }));

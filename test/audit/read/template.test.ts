/** The transcription to begin with is one, and shows every key of what a paper can say. */
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readPaper } from "../../../src/audit/read/read-paper.js";
import { transcriptionSchema } from "../../../src/audit/read/transcription/schema.js";
import { TEMPLATE } from "../../../src/audit/read/transcription/template.js";
import { run } from "../../support/run-cli.js";

const { paper, reading } = await readPaper({ name: "template.yaml", bytes: new TextEncoder().encode(TEMPLATE) });

test("the template is read without a note, errors and clusters from its note and its keys", () => {
  expect(reading.tables.flatMap(({ notes, unread }) => [...notes, ...unread])).toEqual([]);
  const [, second] = paper.tables[0]!.columns;
  expect(second).toMatchObject({
    name: "(2)",
    outcome: "lwage",
    estimator: "ols",
    errors: "cluster",
    weighted: false,
    hiddenRegressors: false,
  });
  expect(second!.clusters!.value).toBe(48);
  expect(second!.effects).toEqual([{ name: "Firm FE", included: true }]);
  expect(paper.facts.claims).toHaveLength(2);
});

test("every key of what a paper says is in it", () => {
  const keys = Object.keys(transcriptionSchema.shape.says.unwrap().shape);
  const said = parse(TEMPLATE).says;
  expect(keys.filter((key) => !(key in said) && key !== "splits")).toEqual([]);
  expect(TEMPLATE).toContain("splits");
});

test("the command prints it", async () => {
  expect((await run("audit", "--template")).stdout).toBe(TEMPLATE);
});

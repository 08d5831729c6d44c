/** The file that says what is done as tasks: its keys, its words, what it is refused for, by line and column. */
import { describe, expect, it } from "vitest";
import { parseSpecification, wordsOf } from "../../src/jobs/specification.js";
import { refused } from "../support/refused.js";

const parse = (source: string) => parseSpecification(source, "a/job.yaml");

describe("a specification", () => {
  it("has defaults, in YAML and in JSON", () => {
    const spec = parse("command: wasmetrics placebo 'my cities.csv' \"y ~ did | city + year\" --term did\ntasks: 3\n");
    expect(spec).toMatchObject({
      ...{ files: null, tasks: 3, folder: "a/job.job", runner: "local", threads: 1, attempts: 3 },
      command: ["placebo", "my cities.csv", "y ~ did | city + year", "--term", "did"],
      slurm: { options: [], before: [] },
    });
    expect(parse('{"command": ["placebo", "a b.csv"], "folder": "x"}')).toMatchObject({
      command: ["placebo", "a b.csv"],
      folder: "x",
    });
  });

  it("is refused by line and column", () => {
    expect(refused(() => parse("command: a\ntaks: 3\n"))).toMatchObject({ code: "jobs_key" });
    expect(refused(() => parse("command: a\ntaks: 3\n")).message).toMatch(/unknown key 'taks'.*did you mean 'tasks'/i);
    expect(refused(() => parse("command: a\nslurm:\n  tiem: 3\n")).message).toMatch(
      /unknown key 'tiem'; there are partition/,
    );
    expect(refused(() => parse("command: a\ntasks: 0\n")).message).toMatch(/^a\/job\.yaml:2:8: tasks: /);
    expect(refused(() => parse("command: [a"))).toMatchObject({ code: "jobs_syntax" });
    for (const lacking of ["tasks: 2", "", "command: ' '"]) {
      expect(refused(() => parse(lacking)).message).toContain("command: expected a text or a list of words");
    }
    expect(refused(() => parse("command: a\nout: b.json"))).toMatchObject({ code: "jobs_value" });
    expect(refused(() => parse('command: a\nslurm: { partition: "a\\nb" }'))).toMatchObject({ code: "jobs_value" });
  });

  it.each([
    "postgres://me:secret@host/db/t",
    "postgres://me@host/db/t?password=secret",
    "spark://host/db/t;token=secret",
    "postgres://me@host/db/t?proxy=http%3A%2F%2Fme%3Asecret%40host",
    "'duckdb://SELECT * FROM postgres_scan(\"password=secret\")'",
  ])("shows no password: %s", (data) => {
    const error = refused(() => parse(`command: feols ${data} y~x --vcov iid`));
    expect(error).toMatchObject({ code: "jobs_credential" });
    expect(JSON.stringify([error.message, error.detail])).not.toContain("secret");
  });
});

it("words are split as a shell splits them", () => {
  expect(wordsOf(`a 'b c'"d \\"e\\" \\x" f\\ g ''  "$h*"\n i`)).toEqual(["a", `b cd "e" \\x`, "f g", "", "$h*", "i"]);
  for (const open of ["a 'b", 'a "b', "a\\"])
    expect(refused(() => wordsOf(open))).toMatchObject({ code: "jobs_value" });
});

/** The study file of a replication folder: the author's but for the paths of data. */
import { describe, expect, test } from "vitest";
import { parseStudy } from "../../../src/study/file/study-file.js";
import { folderData, folderStudyText } from "../../../src/study/replication/folder-study.js";
import { STUDY } from "../small-study.js";

const withData = (data: string): string => STUDY.replace("  cities: cities.csv\n", data);
const made = (text: string) => {
  const file = parseStudy(text, "study.yaml");
  const data = folderData(file);
  return { data, text: folderStudyText(text, file, data) };
};
const refused = (data: string): unknown => {
  try {
    return made(withData(data));
  } catch (error) {
    return error;
  }
};

describe("paths of data", () => {
  test("a path, and a file with how it is read; nothing else of the text changes", () => {
    const data =
      "  cities: '/home/me/my data/cities.csv' # mine\n  more:\n    { file: ../x/wages.xlsx, sheet: GDP, licence: CC0-1.0 }\n";
    const { text, data: files } = made(withData(data));
    expect(text).toBe(
      withData(
        "  cities: ../data/cities.csv # mine\n  more:\n    { file: ../data/wages.xlsx, sheet: GDP, licence: CC0-1.0 }\n",
      ),
    );
    expect(files).toMatchObject([
      { given: "/home/me/my data/cities.csv", file: "data/cities.csv", sources: ["cities"], about: {} },
      { given: "../x/wages.xlsx", file: "data/wages.xlsx", about: { licence: "CC0-1.0" } },
    ]);
  });

  test("one file twice is one; two files of a name, in whatever case, stand apart", () => {
    const { text, data } = made(withData("  cities: a/x.csv\n  b: a/x.csv\n  c: b/X.csv\n"));
    expect(data.map(({ file, sources }) => [file, sources])).toEqual([
      ["data/x.csv", ["cities", "b"]],
      ["data/c/X.csv", ["c"]],
    ]);
    expect(text).toContain("  cities: ../data/x.csv\n  b: ../data/x.csv\n  c: ../data/c/X.csv\n");
  });

  test("an alias of a path follows it", () => {
    expect(made(withData("  cities: { file: &p x.csv }\n  b: { file: *p }\n")).text).toContain(
      "  cities: { file: &p ../data/x.csv }\n  b: { file: *p }\n",
    );
  });

  test("names that YAML would read otherwise are quoted", () => {
    const { text, data } = made(withData('  cities: "a/x #1.csv"\n'));
    expect(data[0]!.file).toBe("data/x #1.csv");
    expect(text).toContain('  cities: "../data/x #1.csv"\n');
  });

  test("refused: rows with an engine, the standard input, patterns, aliases", () => {
    expect(refused("  cities: { engine: duckdb, from: x.parquet, bring: home }\n")).toMatchObject({
      code: "replication_engine",
      message: expect.stringContaining("study.yaml:3:11"),
    });
    expect(refused("  cities: '-'\n")).toMatchObject({ code: "replication_data" });
    expect(refused("  cities: 'part-*.parquet'\n")).toMatchObject({ code: "replication_data" });
    const aliased = STUDY.replace("title: Small", "title: &p cities.csv").replace("cities: cities.csv", "cities: *p");
    expect(() => made(aliased)).toThrow(expect.objectContaining({ code: "replication_paths" }));
  });
});

import { strFromU8, unzipSync } from "fflate";
import { expect, test } from "vitest";
import { renderPageDocx } from "../../src/report/page/page-docx.js";
import { PNG, pageOf } from "./sample-page.js";

const HOSTILE = `<script>&"'`;

test("the same page gives the same bytes, made a second time in the same program too", async () => {
  const page = pageOf("Words");
  expect(Buffer.from(await renderPageDocx(page)).equals(await renderPageDocx(page))).toBe(true);
});

test("has every block: headings, links to bookmarks, the table, the picture with its words", async () => {
  const parts = unzipSync(await renderPageDocx(pageOf(HOSTILE)));
  const text = strFromU8(parts["word/document.xml"]!);
  expect(text).not.toContain("<script");
  const words = [...text.matchAll(/<w:p>.*?<\/w:p>/gs)].map(([paragraph]) =>
    [...paragraph.matchAll(/<w:t[ >][^<]*/g)].map(([run]) => run.replace(/^[^>]*>/, "")).join(""),
  );
  const escaped = "&lt;script&gt;&amp;&quot;&apos;";
  // Title, lead, contents (4), heading, paragraph, heading, list (2), fact, code, warning (2), table (caption, 4 cells,
  // note), figure (caption, note), footer; the line and the command of both exhibits; a fact has it twice.
  expect(words.join("\n").split(escaped).length - 1).toBe(29);
  const bookmarks = [...text.matchAll(/<w:bookmarkStart w:name="([^"]+)" w:id="(\d+)"/g)].map(([, name, id]) => [
    name,
    id,
  ]);
  expect(bookmarks).toEqual([
    ["s1", "1"],
    ["table1", "2"],
    ["figure1", "3"],
  ]);
  expect([...text.matchAll(/w:anchor="([^"]+)"/g)].map(([, name]) => name)).toEqual(["s1", "table1", "figure1"]);
  expect(text).toContain(`descr="${escaped}"`);
  const pictures = Object.entries(parts).filter(([path]) => path.startsWith("word/media/"));
  expect(pictures.map(([, bytes]) => Buffer.from(bytes).equals(PNG))).toEqual([true]);
});

test("the picture keeps its proportions", async () => {
  const parts = unzipSync(await renderPageDocx(pageOf("Words")));
  const [, width, height] = /<wp:extent cx="(\d+)" cy="(\d+)"/.exec(strFromU8(parts["word/document.xml"]!))!;
  expect(Number(width) / Number(height)).toBe(2);
});

import { expect, test } from "vitest";
import { renderPageMarkdown } from "../../src/report/page/page-markdown.js";
import { pageOf } from "./sample-page.js";

test("has every block, contents that link to exhibits, figures as files beside it, and no time", () => {
  const text = renderPageMarkdown(pageOf("Words"));
  for (const part of [
    "# Words\n\nWords\n",
    "- [Words](#s1)\n  - [Words](#table1)\n  - [Words](#figure1)\n",
    '<a id="s1"></a>\n\n## Words\n',
    "\n### Words\n",
    "\n- Words\n- Words\n",
    "\n- Words: Words\n",
    "\n```sh\nWords\n```\n",
    "\n> **Words**\n>\n> Words\n",
    '<a id="table1"></a>\n\n**Words**\n',
    "**Words**\n\n![Words](figure1.png)\n\nWords\n\n*Sample: Words*\n\n`Words`\n",
  ]) {
    expect(text).toContain(part);
  }
  expect(text.endsWith("---\n\nWords\n")).toBe(true);
  expect(text).not.toContain("2026");
  expect(renderPageMarkdown(pageOf("甲", "zh"))).toContain("- 甲：甲\n");
});

test("shows hostile text as it stands", () => {
  const text = renderPageMarkdown(pageOf("<script>`](x) | # *a*"));
  const code = "`` <script>`](x) | # *a* ``";
  expect(text.replaceAll(code, "").replace(/^```sh\n.*\n```$/m, "")).not.toContain("<script");
  expect(text).toContain("![&lt;script&gt;\\`\\](x) \\| # \\*a\\*](figure1.png)");
  expect(text).toContain(code);
});

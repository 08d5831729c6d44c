/**
 * The bundle for pages in a real browser, as a script tag loads it: the same records as on Node, to the last bit, with threads
 * where the page is isolated and without where it is not. Skipped where no Chromium is installed.
 */
import { beforeAll, describe, expect, it } from "vitest";
import type * as Library from "../../src/index.js";
import { smallTable } from "../models/small-panel.js";
import { built } from "../support/built.js";
import { chromium, inChromium } from "../support/chromium.js";
import { script } from "./worker-script.js";

const CSV_SHAPE = {
  cohorts: Array.from({ length: 50 }, (_, i) => (i % 3 === 0 ? null : 2006 + (i % 5))),
  periods: [2000, 2012],
} as const;
/** Milliseconds within which an abort must be felt on a busy machine. */
const SOON = 1_000;

type Outcome = Awaited<ReturnType<typeof script>>;

let csv: string;
let onNode: Outcome;

beforeAll(async () => {
  const library = await built<typeof Library>("index.js");
  csv = library.formatCsv(smallTable(CSV_SHAPE).columns);
  onNode = JSON.parse(JSON.stringify(await script(library, csv, 2)));
});

const inPage = (isolated: boolean) =>
  inChromium(
    `import * as library from "/dist/browser/wasmetrics.js";
     import { script } from "/test/e2e/worker-script.js";
     report(await script(library, ${JSON.stringify(csv)}, 2));`,
    isolated,
  ) as Promise<Outcome>;

function expectSame(page: Outcome): void {
  expect(page).not.toHaveProperty("failure");
  for (const part of ["fit", "placebo", "again", "here", "error"] as const) {
    expect(page[part], part).toEqual(onNode[part]);
  }
  expect(page.fit).toEqual(page.here);
  expect(page.abort.name).toBe("AbortError");
  expect(page.abort.ms).toBeLessThan(SOON);
}

describe("on Node", () => {
  it("the script runs on two threads", () => {
    expect(onNode.worker).toEqual({ threads: 2, build: "shared", notes: [] });
    expectSame(onNode);
    expect(onNode.error).toMatchObject({ code: "unknown_column" });
  });
});

describe.skipIf(chromium === undefined)("in Chromium (skipped where it is not installed)", () => {
  it("an isolated page has two threads in a worker, one on its main thread, and the numbers of Node", async () => {
    const page = await inPage(true);
    expectSame(page);
    expect(page.isolated).toBe(true);
    expect(page.worker).toEqual({ threads: 2, build: "shared", notes: [] });
    expect(page.engine.threads).toBe(1);
    expect(page.engine.notes[0]).toMatch(/^a page's main thread must not wait/);
    expect(page.abort.answeredMs).toBeLessThan(2 * SOON);
  });

  it("a page without isolation has one thread, says so, and has the same numbers", async () => {
    const page = await inPage(false);
    expectSame(page);
    expect(page.isolated).toBe(false);
    expect(page.worker).toMatchObject({ threads: 1, build: "simd" });
    expect(page.worker.notes[0]).toMatch(/^asked for 2 threads; this page is not cross-origin isolated/);
    expect(page.engine.threads).toBe(1);
  });
});

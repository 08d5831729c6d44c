// No request leaves the page's own address: all that the browser asks of others, be it for page, worker or service worker, would come to a proxy here.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { cities } from "./cities.mjs";
import { chromiumPath, openPage, PATIENCE, whyNot } from "./page.mjs";

const skip = whyNot;
const asked = [];
/** What Chromium itself asks its maker for, on no page's behalf. */
const OF_THE_BROWSER = /(?:^|[./])(?:google|googleapis|gstatic)\.com(?:[:/]|$)/;
const heard = (url) => {
  if (!OF_THE_BROWSER.test(url)) asked.push(url);
};
let browser, proxy;
before(async () => {
  if (skip) return;
  const { chromium } = await import("playwright-core");
  proxy = createServer((request, response) => {
    heard(request.url);
    response.writeHead(200, { "Content-Type": "text/html" }).end("plain");
  });
  proxy.on("connect", (request, socket) => {
    heard(request.url);
    socket.end("HTTP/1.1 502 no\r\n\r\n");
  });
  await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  browser = await chromium.launch({
    executablePath: chromiumPath,
    args: ["--no-sandbox"],
    proxy: { server: `http://127.0.0.1:${proxy.address().port}`, bypass: "127.0.0.1" },
  });
});
after(async () => {
  await browser?.close();
  proxy?.closeAllConnections();
  proxy?.close();
});

test("a visit with every part of the page asks nothing of another address, and its policy refuses nothing of its own", {
  skip,
}, async (t) => {
  const one = await openPage(browser, { isolated: false });
  t.after(() => one.close());
  const { page } = one;
  await one.says("Opens without a network.");
  await one.drop(cities());
  await one.settled();
  await page.getByRole("button", { name: "Save", exact: true }).first().click();
  const [word] = await Promise.all([
    page.waitForEvent("download", { timeout: PATIENCE }),
    page.locator(".save").getByRole("button", { name: "Word", exact: true }).click(),
  ]);
  assert.equal(word.suggestedFilename(), "report.docx");
  await page.keyboard.press("Escape");
  await page.locator("footer").waitFor();
  assert.match(
    await page.locator("footer").innerText(),
    /Requests since loading: (?:0\.|\d+, to this page’s own address)/,
  );
  assert.deepEqual(await page.evaluate(() => globalThis.refusedByPolicy), []);
  assert.deepEqual(asked, []);
  // page and worker are refused, before anything is sent; a page without the policy shows that the proxy would have heard
  const refused = await page.evaluate(() =>
    fetch("http://example.org/page").then(
      () => "sent",
      () => "refused",
    ),
  );
  assert.equal(refused, "refused");
  assert.deepEqual(asked, []);
  const plain = await browser.newPage();
  await plain.goto("http://example.org/plain");
  assert.ok(asked.includes("http://example.org/plain"));
});

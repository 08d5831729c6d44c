/** States of the page while the worker is at work: what comes late says nothing of what stands now, and a change of nothing leaves nothing quiet. */
import { existsSync } from "node:fs";
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Verified } from "../../src/study/bundle/verify.js";

const skip = !existsSync(new URL("../../web/node_modules", import.meta.url));
type Modules = [
  typeof import("../../web/src/client/engine-client.js"),
  typeof import("../../web/src/state/bundle.js"),
  typeof import("../../web/src/state/live.js"),
  typeof import("../../web/src/state/exhibits.js"),
  typeof import("../../web/src/state/session.js"),
  typeof import("../../web/src/state/served.js"),
  typeof import("../../web/src/state/customs.js"),
];
let [client, bundles, live, exhibits, session, served, customs] = [] as unknown as Modules;

type Ask = (deed: string, takes: never, options?: { readonly onReport?: (report: object) => void }) => Promise<unknown>;
const asked = vi.fn<Ask>();
beforeAll(async () => {
  if (skip) return;
  // what a browser has
  vi.stubGlobal("navigator", { language: "en" });
  vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => {}, removeItem: () => {} });
  vi.stubGlobal("document", { querySelectorAll: () => [] });
  [client, bundles, live, exhibits, session, served, customs] = await Promise.all([
    import("../../web/src/client/engine-client.js"),
    import("../../web/src/state/bundle.js"),
    import("../../web/src/state/live.js"),
    import("../../web/src/state/exhibits.js"),
    import("../../web/src/state/session.js"),
    import("../../web/src/state/served.js"),
    import("../../web/src/state/customs.js"),
  ]);
  vi.spyOn(client.EngineClient.prototype, "ask").mockImplementation(asked as never);
});
beforeEach(() => asked.mockReset());

const SAME = { study: "same" } as Verified;
const contents = (title: string) => ({ text: `title: ${title}\n`, title, looks: null, data: [], files: [] });
const nothing = async () => {};

/** Answers `verify` when told to, all else at once. */
function verifyingLater(): () => void {
  let answer = () => {};
  asked.mockImplementation(async (deed, takes: { readonly file?: File }) => {
    if (deed === "unbundle") return contents(takes.file!.name);
    if (deed !== "verify") return { description: null, plan: null, failure: null, grants: 0 };
    await new Promise<void>((resolve) => {
      answer = resolve;
    });
    return SAME;
  });
  return () => answer();
}

test.skipIf(skip)("the verdict on a bundle is not shown for one that was opened meanwhile", async () => {
  const answer = verifyingLater();
  await bundles.openBundle(new File([], "a.zip"), nothing);
  const verified = bundles.verify();
  await bundles.openBundle(new File([], "b.zip"), nothing);
  answer();
  await verified;
  expect(bundles.verdict.value).toBeNull();
  expect(bundles.verifying.value).toBeNull();
});

test.skipIf(skip)("a verdict does not outlive the data it was found with", async () => {
  const answer = verifyingLater();
  await bundles.openBundle(new File([], "a.zip"), nothing);
  const verified = bundles.verify();
  answer();
  await verified;
  expect(bundles.verdict.value).toBe(SAME);
  await bundles.recognise(new File([], "panel.csv"), nothing);
  expect(bundles.verdict.value).toBeNull();
});

test.skipIf(skip)("a change that changes no letter leaves no exhibit quiet", async () => {
  const made = { heading: null, blocks: [], findings: [], ms: 1 };
  const weighed = {
    text: "title: A\n",
    description: { stages: [{ name: "table1", kind: "regressions", spec: {} }] },
    plan: { stages: [{ name: "table1", state: "kept", needs: [], ms: 0, leastBytes: 0 }] },
    failure: null,
    grants: 1,
  };
  session.text.value = weighed.text;
  session.held.value = false;
  session.description.value = weighed.description as never;
  exhibits.exhibits.value = new Map([["table1", { status: "current", former: [], ...made }]]);
  asked.mockImplementation(async (deed, _, options) => {
    if (deed !== "run") return weighed;
    options!.onReport!({ part: { stage: "table1", failure: null, ...made } });
    return { lead: null };
  });
  await live.change([{ path: ["stages", "table1"], value: {} }], "nothing");
  expect(exhibits.exhibits.value.get("table1")!.status).toBe("current");
});

test.skipIf(skip)(
  "data that a study names outside of the folder are not taken for those of the same name in it",
  () => {
    expect(served.within("a/study.yaml", "../b/panel.csv")).toBe("b/panel.csv");
    expect(served.within("study.yaml", "./data\\panel.csv")).toBe("data/panel.csv");
    for (const name of ["../panel.csv", "data/../../panel.csv", "/panel.csv", "C:\\panel.csv"]) {
      expect(served.within("study.yaml", name)).toBeUndefined();
    }
  },
);

test.skipIf(skip)("customs rows of the same name, bytes and rows are other rows where their hash is another", () => {
  const file = { name: "customs.csv", bytes: 10, rows: 2, sha256: "a" } as Parameters<typeof customs.keyOf>[0];
  expect(customs.keyOf({ ...file, sha256: "b" })).not.toBe(customs.keyOf(file));
});

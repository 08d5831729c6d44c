/**
 * Jobs of the robustness suite on dynamic panels: `pgmm` end to end, from a table and a formula to the whole record. `plm`
 * and `gretl` take turns with it on panels they can do. In a system their instruments differ (`Style`): `wasmetrics` has plm's,
 * `wasmetrics-stacked` gretl's.
 */
import { loadEngine } from "../../src/engine/kernels/engine.js";
import { largestDifference } from "../difference.js";
import type { Estimate } from "../peers/estimate.js";
import { Gretl } from "../peers/gretl.js";
import type { PeerName } from "../peers/names.js";
import { Plm } from "../peers/plm.js";
import { versionsOf } from "../peers/versions.js";
import { type Contender, raceWithPeers, type TimedPeer } from "../race.js";
import type { SuiteRequest } from "../row.js";
import {
  fitPanelGmmJob,
  LAGS,
  makePanelGmmJob,
  type PanelGmmJob,
  panelEstimate,
  type Style,
} from "./panel-gmm-jobs.js";
import { plainPanelGmm } from "./panel-gmm-reference.js";

const MB = 1e6;
const REFERENCE = "plain loops";
/** Units up to which peers take part: a minute a call, or so. */
const PEER_UNITS = 1e4;

interface Entry {
  readonly contender: Contender | TimedPeer;
  readonly style: Style;
  readonly threads: number;
  readonly sha256: string;
  readonly found: () => Promise<{ readonly estimate: Estimate; readonly peakBytes: number | null }>;
}

interface Peers {
  readonly plm: Plm | undefined;
  readonly gretl: Gretl | undefined;
}

export async function runPanelGmm(name: string, request: SuiteRequest): Promise<void> {
  const job = makePanelGmmJob(name);
  const styles: Style[] = job.model === "system" ? ["plm", "gretl"] : ["plm"];
  const references = new Map(styles.map((style) => [style, plainPanelGmm(job, style)]));
  const peers = await openPeers(job, request);
  try {
    for (const [t, threads] of request.threads.entries()) {
      const engine = await loadEngine({ threads });
      const entries = styles.map(
        (style): Entry => ({
          contender: {
            backend: style === "plm" ? "wasmetrics" : "wasmetrics-stacked",
            run: () => fitPanelGmmJob(engine, job, style),
          },
          ...{ style, threads: engine.threads, sha256: engine.sha256 },
          found: async () => {
            engine.resetPeak();
            const estimate = panelEstimate(fitPanelGmmJob(engine, job, style));
            return { estimate, peakBytes: engine.peakBytes() };
          },
        }),
      );
      if (t === 0) entries.push(...peerEntries(job, peers));
      await race(job, entries, references, request);
      await engine.close();
    }
  } finally {
    await peers.plm?.close();
    peers.gretl?.close();
  }
}

async function openPeers({ name, data }: PanelGmmJob, request: SuiteRequest): Promise<Peers> {
  const asked = (peer: PeerName): boolean => {
    if (!request.peers.has(peer)) return false;
    if (data.nUnits > PEER_UNITS) request.note(`skipped: ${peer} on ${name} (more than ${PEER_UNITS} units)`);
    return data.nUnits <= PEER_UNITS;
  };
  const opened = async <P>(peer: PeerName, open: () => P | Promise<P>): Promise<P | undefined> => {
    if (!asked(peer)) return undefined;
    try {
      return await open();
    } catch (error) {
      request.fail(`${peer} on ${name}`, error);
      return undefined;
    }
  };
  return { plm: await opened("plm", () => Plm.open(data)), gretl: await opened("gretl", () => new Gretl(data)) };
}

function peerEntries({ model }: PanelGmmJob, { plm, gretl }: Peers): Entry[] {
  const entries: Entry[] = [];
  const one = { threads: 1, sha256: "" };
  if (plm !== undefined) {
    entries.push({
      contender: { backend: "plm", time: () => plm.fit(model, LAGS) },
      ...{ style: "plm", ...one },
      found: async () => ({ estimate: await plm.estimate(), peakBytes: null }),
    });
  }
  if (gretl !== undefined) {
    entries.push({
      contender: { backend: "gretl", time: () => gretl.fit(model, LAGS) },
      ...{ style: model === "system" ? "gretl" : "plm", ...one },
      found: async () => ({ estimate: gretl.estimate, peakBytes: null }),
    });
  }
  return entries;
}

async function race(
  { name, data }: PanelGmmJob,
  entries: readonly Entry[],
  references: ReadonlyMap<Style, Estimate>,
  request: SuiteRequest,
): Promise<void> {
  const timings = await raceWithPeers(
    entries.map(({ contender }) => contender),
    request.rounds,
  );
  for (const [i, { contender, style, threads, sha256, found }] of entries.entries()) {
    const { backend } = contender;
    const { estimate, peakBytes } = await found();
    const { beta, se } = references.get(style)!;
    request.report({
      suite: "robustness",
      problem: name,
      backend,
      n: data.n,
      k: data.names.length,
      threads,
      ...timings[i]!,
      iterations: null,
      converged: null,
      certificate: null,
      difference: largestDifference([estimate.beta, estimate.se], [beta, se]),
      reference: REFERENCE,
      peak_mb: peakBytes === null ? null : peakBytes / MB,
      versions: versionsOf(backend.replace(/-.*/, ""), sha256),
    });
  }
}

/**
 * The service worker, from the page: registered once, and a reload at most once a tab, where the host sends no headers for shared memory and the
 * worker does. A new version waits for a press.
 */

import { trusted } from "../trusted.js";

/** What becomes of it. */
export interface ServiceEvents {
  /** The page opens without a network from now on. */
  readonly onKept: () => void;
  /** Another version was loaded: `use` lets it take over, and reloads the page. */
  readonly onNewVersion: (use: () => void) => void;
  /** Whether nothing would be lost by a reload. */
  readonly mayReload: () => boolean;
}

/** What the tab remembers of its reload. */
const RELOADED = "wasmetrics-reloaded";

/** Starts the worker, where the browser and the address allow one. */
export async function startService({ onKept, onNewVersion, mayReload }: ServiceEvents): Promise<void> {
  const workers = (navigator as { serviceWorker?: ServiceWorkerContainer }).serviceWorker;
  if (workers === undefined || !location.protocol.startsWith("http")) return;
  const script = trusted.createScriptURL(new URL("sw.js", document.baseURI).href) as string;
  const registration = await workers.register(script, { updateViaCache: "none" });
  const tellOfWaiting = () => {
    const { waiting } = registration;
    if (waiting === null || workers.controller === null) return;
    onNewVersion(() => {
      workers.addEventListener("controllerchange", () => location.reload(), { once: true });
      waiting.postMessage("take over");
    });
  };
  registration.addEventListener("updatefound", () =>
    registration.installing?.addEventListener("statechange", tellOfWaiting),
  );
  tellOfWaiting();
  await workers.ready;
  await controlled(workers);
  if (!crossOriginIsolated && mayReload() && isFirstReload()) return location.reload();
  onKept();
  registration.active?.postMessage("keep the rest");
}

const controlled = (workers: ServiceWorkerContainer): Promise<void> =>
  new Promise((resolve) => {
    if (workers.controller !== null) resolve();
    else workers.addEventListener("controllerchange", () => resolve(), { once: true });
  });

/** True once a tab; never where the tab can remember nothing. */
function isFirstReload(): boolean {
  try {
    if (sessionStorage.getItem(RELOADED) !== null) return false;
    sessionStorage.setItem(RELOADED, "yes");
    return true;
  } catch {
    return false;
  }
}

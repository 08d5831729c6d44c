/** Where the page runs, for its footer: threads, what was asked for since it was loaded, whether it opens without a network. */
import { signal } from "@preact/signals";
import { startService } from "../client/service.js";
import { engine, isEmpty, startEngine } from "./session.js";

/** Requests since the page was loaded, to anywhere. */
export const requests = signal(0);
/** Parts of the page among them. */
export const partsLoaded = signal(0);
/** Whether the page opens without a network. */
export const isKept = signal(false);
/** Lets a new version take over, where one waits. */
export const useNewVersion = signal<(() => void) | null>(null);
/** The folder `wasmetrics serve` shows, where it sent the page. */
export const servedFolder = document.querySelector<HTMLMetaElement>("meta[name=wasmetrics-folder]")?.content ?? null;

/** Starts the engine and what keeps the page. */
export async function startHost(): Promise<void> {
  engine.onLoaded = () => {
    partsLoaded.value++;
    if (location.protocol.startsWith("http")) requests.value++;
  };
  // what a server of this machine sends is always there, and its address another at each start
  const kept = servedFolder === null ? startService(events) : Promise.resolve();
  kept.catch(() => {}); // a browser that forbids the worker says so by one thread
  await startEngine();
  countRequests();
}

const events = {
  onKept: () => {
    isKept.value = true;
  },
  onNewVersion: (use: () => void) => {
    useNewVersion.value = use;
  },
  mayReload: () => isEmpty.value,
};

function countRequests(): void {
  new PerformanceObserver((list) => {
    requests.value += list.getEntries().filter(({ name }) => /^https?:/.test(name)).length;
  }).observe({ type: "resource" });
}

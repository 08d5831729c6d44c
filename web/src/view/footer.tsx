/** The foot of the page: its version, threads and why, requests since loading, a new version that waits for its press. */
import { isOneFile } from "../client/parts.js";
import { isKept, partsLoaded, requests, useNewVersion } from "../state/host.js";
import { engineState, language } from "../state/session.js";
import { hostWords as words } from "../words/host.js";

export function Footer() {
  const spoken = language.value;
  return (
    <footer>
      <p>
        {[
          engineWords(),
          isOneFile ? words.oneFile[spoken] : words.requests[spoken](requests.value, partsLoaded.value),
          isKept.value ? words.kept[spoken] : "",
        ].join(" ")}
      </p>
      {useNewVersion.value !== null && (
        <p>
          {words.newVersion[spoken]}{" "}
          <button type="button" onClick={useNewVersion.value}>
            {words.use[spoken]}
          </button>
        </p>
      )}
    </footer>
  );
}

function engineWords(): string {
  const spoken = language.value;
  if (engineState.value === null) return words.loading[spoken];
  const { version, threads, notes } = engineState.value;
  if (threads === 1 && !crossOriginIsolated) return `wasmetrics ${version} · ${words.noSharedMemory[spoken]}`;
  return [`wasmetrics ${version} · ${words.threads[spoken](threads)}`, ...notes].join(" ");
}

/** Files of the folder that `wasmetrics serve` shows, each opened by a press. */
import "../style/served.css";
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { servedFolder } from "../state/host.js";
import { isGone, lookIntoFolder, openServed, served } from "../state/served.js";
import { language } from "../state/session.js";
import { bytesText } from "../words/data.js";
import { servedWords as words } from "../words/served.js";

/** Files that are shown before all are asked for. */
const FIRST = 12;
const showsAll = signal(false);

export function Served() {
  const spoken = language.value;
  useEffect(() => {
    const look = () => void lookIntoFolder();
    look();
    addEventListener("focus", look);
    return () => removeEventListener("focus", look);
  }, []);
  if (isGone.value) return <p role="alert">{words.gone[spoken]}</p>;
  if (served.value === null) return null;
  const { files, more } = served.value;
  const shown = showsAll.value ? files : files.slice(0, FIRST);
  return (
    <section class="served" aria-label={words.files[spoken](servedFolder!)}>
      <p class="start-or">
        {files.length === 0 ? words.none[spoken](servedFolder!) : words.files[spoken](servedFolder!)}
      </p>
      <ul>
        {shown.map(({ path, bytes }) => (
          <li key={path}>
            <button type="button" onClick={() => void openServed(path)}>
              <span class="word" lang="">
                {path}
              </span>{" "}
              <span class="bytes">{bytesText(bytes)}</span>
            </button>
          </li>
        ))}
      </ul>
      {shown.length < files.length && (
        <button
          type="button"
          class="word"
          onClick={() => {
            showsAll.value = true;
          }}
        >
          {words.all[spoken](files.length)}
        </button>
      )}
      {more && shown.length === files.length && <p class="hint">{words.more[spoken](files.length)}</p>}
    </section>
  );
}

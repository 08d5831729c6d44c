/** The last session, offered where nothing is open: its texts were kept here, never data. */
import { useState } from "preact/hooks";
import { textOf } from "../state/history.js";
import { resume } from "../state/live.js";
import { say } from "../state/seen.js";
import { language } from "../state/session.js";
import { forgetSession, lastSession } from "../state/storage.js";
import { choiceWords as words } from "../words/choices.js";

export function LastSession() {
  const spoken = language.value;
  const [last, setLast] = useState(lastSession);
  if (last === null) return null;
  const title = /^title:\s*["']?(.+?)["']?\s*$/m.exec(textOf(last) ?? "")?.[1] ?? "";
  return (
    <p class="last">
      {words.lastSession[spoken](title)}{" "}
      <button type="button" class="phrase" onClick={() => resume(last)}>
        {words.goOn[spoken]}
      </button>{" "}
      <button
        type="button"
        class="phrase"
        onClick={() => {
          forgetSession();
          setLast(null);
          say(words.forgotten[spoken]);
        }}
      >
        {words.forget[spoken]}
      </button>
    </p>
  );
}

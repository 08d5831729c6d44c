/** Customs rows that were recognised: what estimating their quality takes, one press that does it, and the panels it made. */
import { useEffect } from "preact/hooks";
import type { Appraisal, CustomsRoles, OpenedFile } from "../protocol.js";
import {
  appraisals,
  appraise,
  estimateQuality,
  estimating,
  isMade,
  keyOf,
  madeOf,
  stopEstimating,
} from "../state/customs.js";
import { begin } from "../state/guessing.js";
import { language, reported } from "../state/session.js";
import { keysText, roleWords, customsWords as words } from "../words/customs.js";
import { bytesText } from "../words/data.js";
import { paperWords } from "../words/paper.js";
import { download } from "./download.js";
import { TooLarge } from "./too-large.js";

export function Customs({ file }: { readonly file: OpenedFile }) {
  const spoken = language.value;
  const { name, rows, customs } = file;
  const appraisal = appraisals.value.get(keyOf(file));
  useEffect(() => void appraise(file), [keyOf(file)]);
  if (customs === null) return null;
  return (
    <section class="customs" aria-label={name}>
      {isMade(file) ? (
        <Made file={file} />
      ) : (
        <>
          <h1>{words.rows[spoken](name, rows)}</h1>
          <Recognised roles={customs} />
          {appraisal !== undefined && <Estimate file={file} {...appraisal} />}
        </>
      )}
      {appraisal !== undefined && (
        <details>
          <summary>{words.terminal[spoken]}</summary>
          <pre>{appraisal.command}</pre>
        </details>
      )}
    </section>
  );
}

function Recognised({ roles }: { readonly roles: CustomsRoles }) {
  const spoken = language.value;
  return (
    <dl class="recognised">
      {(Object.entries(roles) as [keyof CustomsRoles, string][]).map(([role, column]) => (
        <div key={role}>
          <dt>{roleWords[role][spoken]}</dt>
          <dd lang="">{column}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The button, with what it takes; in its place how much is done, or why it can't be done here. */
function Estimate({ file, by, ms, bytes, linear, grants, command }: Appraisal & { readonly file: OpenedFile }) {
  const spoken = language.value;
  if (linear > grants) return <TooLarge need={linear} grants={grants} command={`${command} --stream`} />;
  const done = estimating.value?.file === file.name ? estimating.value.fraction : null;
  return (
    <>
      <p>{words.takes[spoken](keysText[spoken](by), paperWords.about[spoken](ms), bytesText(bytes))}</p>
      <p class="customs-actions" aria-live="polite">
        {done === null ? (
          <>
            <button type="button" class="word" onClick={() => void estimateQuality(file)}>
              {words.estimate[spoken]}
            </button>
            <button type="button" class="word" onClick={() => void reported(() => begin(file.name))}>
              {words.asPanel[spoken]}
            </button>
          </>
        ) : (
          <>
            <span>{words.estimating[spoken](Math.floor(100 * done))}</span>
            <button type="button" class="word" onClick={stopEstimating}>
              {words.stop[spoken]}
            </button>
          </>
        )}
      </p>
      <p class="hint">{words.how[spoken]}</p>
    </>
  );
}

function Made({ file }: { readonly file: OpenedFile }) {
  const spoken = language.value;
  const made = madeOf.value.get(keyOf(file))!;
  return (
    <>
      <h1>{words.isMade[spoken]}</h1>
      <p>{words.made[spoken](made.map(({ name }) => name).join(words.comma[spoken]))}</p>
      <p class="customs-actions">
        {made.map((panel) => (
          <button key={panel.name} type="button" class="word" onClick={() => download(panel)}>
            {words.save[spoken](panel.name)}
          </button>
        ))}
      </p>
    </>
  );
}

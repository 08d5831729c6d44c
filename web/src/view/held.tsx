/** A bundle that came: what it is, which data it needs, its verdict once it was verified, and its report as it was made. */
import "../style/files.css";
import { verdictWords } from "../../../src/study/bundle/messages.js";
import { dataText, differenceText, fileText } from "../../../src/study/bundle/verdict-text.js";
import { isAllSame, isFine, type Verified } from "../../../src/study/bundle/verify.js";
import { dataOf, goOn, stopVerifying, verdict, verify, verifying } from "../state/bundle.js";
import { bundle, failure, language } from "../state/session.js";
import { fileWords as words } from "../words/files.js";
import { HeldReport } from "./held-report.js";

/** Places named at most: all are counted. */
const MOST_PLACES = 40;

export function Held() {
  const spoken = language.value;
  const open = bundle.value;
  if (open === null) return null;
  const { contents, file } = open;
  return (
    <>
      <section class="bundle" aria-label={words.opened[spoken](file.name)}>
        <p class="state">{words.opened[spoken](file.name)}</p>
        <h1>{contents.title}</h1>
        <p class="hint">{words.made[spoken](contents.version, contents.command)}</p>
        {verdict.value === null && <Changed />}
        <Data />
        <Actions />
        {failure.value !== null && (
          <div class="warning" role="alert">
            <p>{failure.value.message}</p>
          </div>
        )}
        {verdict.value !== null && <Verdict found={verdict.value} />}
      </section>
      <div class="held" lang={contents.language ?? undefined}>
        <HeldReport page={contents.report} />
      </div>
    </>
  );
}

/** Files whose hash is not that of the manifest, which is known before anything is run. */
function Changed() {
  const spoken = language.value;
  const changed = bundle.value!.contents.files.filter(({ isWhole }) => isWhole === false);
  if (changed.length === 0) return null;
  return (
    <div class="warning" role="alert">
      {changed.map(({ name }) => (
        <p key={name}>{verdictWords.fileChanged[spoken](name)}</p>
      ))}
    </div>
  );
}

function Data() {
  const spoken = language.value;
  return (
    <ul class="needs">
      {dataOf.value.map((source) => (
        <li key={source.name} class={source.isSame === false ? "warns" : ""}>
          {source.isOpen ? dataText(source, spoken) : verdictWords.dataNeeded[spoken](source.name, source.was ?? "?")}
        </li>
      ))}
    </ul>
  );
}

function Actions() {
  const spoken = language.value;
  const lacks = dataOf.value.some(({ isOpen }) => !isOpen);
  const now = verifying.value;
  return (
    <p class="actions" role="status">
      {now === null ? (
        <button
          type="button"
          class="word"
          disabled={lacks}
          title={words.verifyWhy[spoken]}
          onClick={() => void verify()}
        >
          {words.verify[spoken]}
        </button>
      ) : (
        <>
          {words.verifying[spoken](Math.floor(100 * now.fraction))}{" "}
          <button type="button" onClick={stopVerifying}>
            {words.stop[spoken]}
          </button>
        </>
      )}{" "}
      <button type="button" onClick={goOn}>
        {words.goOn[spoken]}
      </button>
    </p>
  );
}

function Verdict({ found }: { readonly found: Verified }) {
  const spoken = language.value;
  const same = found.files.filter(({ verdict: is }) => is === "same").length;
  const absent = found.files.filter(({ verdict: is }) => is === "absent").length;
  const isSame = isAllSame(found);
  const lines = [
    ...(found.study === "changed" ? [verdictWords.study[spoken]] : []),
    ...found.data.flatMap((source) => (isFine(source) ? [] : dataText(source, spoken))),
    ...found.files.flatMap((file) => fileText(file, spoken) ?? []),
  ];
  const places = [
    ...found.results.places.map((place) => differenceText(place, spoken)),
    ...found.report.places.map((place) => differenceText(place, spoken, "report.html")),
    ...found.manifest.places.map((place) => differenceText(place, spoken, "manifest.json")),
  ];
  const further =
    found.results.count + found.report.count + found.manifest.count - Math.min(places.length, MOST_PLACES);
  return (
    <section class={`verdict ${isSame ? "" : "warning"}`} aria-label={words.verdict[spoken]} role="status">
      <p>
        <strong>
          {isSame
            ? absent === 0
              ? verdictWords.allSame[spoken](same)
              : verdictWords.sameButAbsent[spoken](same, absent)
            : verdictWords.notSame[spoken](same, found.files.length - same - absent)}
        </strong>
      </p>
      {found.version.was !== found.version.is && (
        <p>{verdictWords.version[spoken](found.version.was, found.version.is)}</p>
      )}
      {bundle.value!.contents.looks !== null && <p>{verdictWords.looksAsKept[spoken]}</p>}
      {lines.length > 0 && <Lines lines={lines} />}
      {places.length > 0 && <Lines lines={places.slice(0, MOST_PLACES)} />}
      {further > 0 && <p>{verdictWords.more[spoken](further)}</p>}
    </section>
  );
}

const Lines = ({ lines }: { readonly lines: readonly string[] }) => (
  <ul>
    {lines.map((line) => (
      <li key={line}>{line}</li>
    ))}
  </ul>
);

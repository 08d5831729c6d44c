/** What stands where nothing is open yet: one sentence, and what one may begin with. */
import { servedFolder } from "../state/host.js";
import { language } from "../state/session.js";
import { dataWords as words } from "../words/data.js";
import { Choose } from "./choose.js";
import { LastSession } from "./last-session.js";
import { later } from "./later.js";

const Gallery = later(async () => (await import("./gallery.js")).Gallery);
const Served = later(async () => (await import("./served.js")).Served);

export function Start() {
  const spoken = language.value;
  return (
    <div class="start">
      <h1>
        {words.empty[spoken].map((sentence) => (
          <span key={sentence}>{sentence} </span>
        ))}
      </h1>
      <p class="start-actions">
        <Choose>{words.choose[spoken]}</Choose>
        <Choose accept=".yaml,.yml,.zip">{words.openStudy[spoken]}</Choose>
      </p>
      <p class="hint">{words.reads[spoken]}</p>
      {servedFolder !== null && <Served />}
      <LastSession />
      <div class="gallery">
        <Gallery />
      </div>
    </div>
  );
}

/** What stands where nothing is open yet. */
import { language } from "../state/session.js";
import { pageWords } from "../words/page.js";

export function Start() {
  return <p class="lead">{pageWords.empty[language.value]}</p>;
}

/** Starts the page. */
import "virtual:paper.css";
import "./style.css";
import { render } from "preact";
import { loadForms } from "./state/forms.js";
import { startHost } from "./state/host.js";
import { App } from "./view/app.js";
import { hearKeys } from "./view/keyboard.js";

render(<App />, document.getElementById("page")!);
hearKeys();
void startHost().then(loadForms);

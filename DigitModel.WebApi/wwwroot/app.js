// Starts the page: its views and what they share.

import { call, onKeyNeeded } from "./api.js";
import { DigitView } from "./digit.js";
import { FieldView } from "./field.js";
import { askForKey } from "./key.js";
import { MistakesView } from "./mistakes.js";
import { pictureIn } from "./pictures.js";
import { notice } from "./text.js";

const NAMES = { digit: "Digit", field: "Field", mistakes: "Mistakes" };
const views = {
  digit: new DigitView(document.getElementById("view-digit")),
  field: new FieldView(document.getElementById("view-field")),
  mistakes: new MistakesView(),
};

let current = "digit";

function show() {
  const wanted = location.hash.slice(1);
  // The address may also name another part of the page, such as the content.
  if (wanted && !(wanted in NAMES)) return;
  current = wanted || "digit";
  notice(null);
  for (const name of Object.keys(NAMES)) document.getElementById(`view-${name}`).hidden = name !== current;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.view === current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }

  document.title = `${NAMES[current]} · MlNetDigits`;
  views[current].open?.();
}

function take(transfer) {
  const file = pictureIn(transfer);
  if (!file) return false;
  if (!views[current].paper) location.hash = "digit";
  (views[current].paper ?? views.digit.paper).show(file);
  return true;
}

async function describeModel() {
  try {
    const { metrics, parameterCount, createdBy } = await call("model");
    const size = `${parameterCount.toLocaleString("en")} parameters`;
    const how = metrics
      ? `${(metrics.microAccuracy * 100).toFixed(2)} % right on ${metrics.count.toLocaleString("en")} images it had not seen`
      : createdBy;
    document.getElementById("model-line").textContent = `Model with ${size}, ${how}`;
  } catch (error) {
    notice(error.message);
  }
}

onKeyNeeded(askForKey);
addEventListener("hashchange", show);
addEventListener("paste", (event) => {
  if (!(event.target instanceof HTMLInputElement) && take(event.clipboardData)) event.preventDefault();
});
addEventListener("dragover", (event) => {
  event.preventDefault();
  document.body.classList.add("dropping");
});
for (const end of ["dragleave", "drop"]) {
  addEventListener(end, (event) => {
    if (end === "drop" || event.relatedTarget === null) document.body.classList.remove("dropping");
  });
}

addEventListener("drop", (event) => {
  event.preventDefault();
  if (!take(event.dataTransfer)) notice("That is not a picture.");
});
show();
describeModel();

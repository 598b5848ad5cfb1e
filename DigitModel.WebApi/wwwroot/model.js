// The page about the model: its figures, and its card.

import { call, onKeyNeeded } from "./api.js";
import { askForKey } from "./key.js";
import { render } from "./markdown.js";
import { notice } from "./text.js";

onKeyNeeded(askForKey);
try {
  show(await call("model"));
} catch (error) {
  notice(error.message);
}

function show({ version, metrics, parameterCount, card, reloadProblem }) {
  document.getElementById("figures").append(...figures(metrics, parameterCount));
  document.getElementById("card").append(...render(card));
  document.getElementById("version").textContent = `Version ${version} of the service`;
  if (reloadProblem) notice(`The model file has changed but can't be used, so an earlier model answers: ${reloadProblem}`);
}

function figures(metrics, parameterCount) {
  const all = [["Parameters", parameterCount.toLocaleString("en")]];
  if (metrics) {
    all.unshift(
      ["Read right", `${(metrics.microAccuracy * 100).toFixed(2)} %`],
      ["Unseen images", metrics.count.toLocaleString("en")],
      ["Log-loss", metrics.logLoss.toFixed(4)]);
  }

  return all.map(([name, value]) => {
    const group = document.createElement("div");
    const term = document.createElement("dt");
    const figure = document.createElement("dd");
    term.textContent = name;
    figure.textContent = value;
    group.append(term, figure);
    return group;
  });
}

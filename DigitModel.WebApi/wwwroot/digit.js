// One digit: the prediction, its confidence, and what the network saw.

import { call, latest } from "./api.js";
import { Paper } from "./paper.js";
import { drawPixels } from "./pixels.js";
import { announce, notice, percent } from "./text.js";

const DIGITS = [...Array(10).keys()];

export class DigitView {
  #answer = document.getElementById("digit-answer");
  #big = document.getElementById("digit-big");
  #sure = document.getElementById("digit-sure");
  #seen = document.getElementById("digit-seen");
  #bars = document.getElementById("digit-bars");

  constructor(section) {
    this.#bars.append(...DIGITS.map(makeBar));
    this.#render(null);
    const ask = latest(() => this.#ask());
    this.paper = new Paper(section.querySelector("[data-paper]"), {
      label: "Paper for one digit",
      invite: "Draw a digit",
      thickness: 20,
      onChange: () => {
        if (this.paper.isEmpty) this.#render(null);
        ask();
      },
    });
    this.#again = ask;
  }

  #again;

  async #ask() {
    if (this.paper.isEmpty) return;
    try {
      const answer = await call("predict", await this.paper.toPng());
      notice(null);
      // The paper may have been cleared meanwhile. Then the response is out of date.
      if (!this.paper.isEmpty) this.#render(answer);
    } catch (error) {
      notice(error.message);
      if (error.status === 0 || error.status === 503) setTimeout(this.#again, 1500);
    }
  }

  #render(answer) {
    const { state, big, sure } = describe(answer);
    this.#answer.dataset.state = state;
    this.#big.textContent = big;
    this.#sure.textContent = sure;
    if (answer) announce(sure.startsWith("Not") ? sure : `${big}, ${sure}`);
    drawPixels(this.#seen, answer?.seen.pixels);
    this.#seen.setAttribute("aria-label", `What the network sees: ${answer ? "28 by 28 pixels" : "nothing yet"}`);
    const best = state === "digit" ? answer.predictedLabel : -1;
    for (const digit of DIGITS) this.#renderBar(digit, answer?.seen.hasInk ? answer.score[digit] : null, digit === best);
  }

  #renderBar(digit, score, best) {
    const bar = this.#bars.children[digit];
    bar.classList.toggle("best", best);
    bar.querySelector(".fill").style.width = `${(score ?? 0) * 100}%`;
    bar.querySelector(".value").textContent = score === null ? "–" : percent(score);
  }
}

function describe(answer) {
  if (!answer) return { state: "empty", big: "", sure: "The answer appears here as you draw." };
  if (!answer.seen.hasInk) return { state: "none", big: "?", sure: "The paper is blank." };
  if (!answer.isDigit) return { state: "none", big: "?", sure: `Not a digit. It looks most like ${named(answer.predictedLabel)}.` };
  return { state: "digit", big: String(answer.predictedLabel), sure: `${percent(answer.confidence)} sure` };
}

/** A digit with its article. */
function named(digit) {
  return `${digit === 8 ? "an" : "a"} ${digit}`;
}

function makeBar(digit) {
  const bar = document.createElement("li");
  for (const [name, text] of [["digit-name", digit], ["track", ""], ["value", ""]]) {
    const part = document.createElement("span");
    part.className = name;
    part.textContent = text;
    bar.append(part);
  }

  const fill = document.createElement("span");
  fill.className = "fill";
  bar.querySelector(".track").append(fill);
  return bar;
}

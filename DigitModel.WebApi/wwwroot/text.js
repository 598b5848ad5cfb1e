// Texts for people and for screen readers.

/** A probability in percent; one short of certainty never becomes 100 %. */
export function percent(p) {
  if (p > 0.9995) return "> 99.9 %";
  return `${(p * 100).toFixed(1)} %`;
}

const timers = new Map();

/** Announces a text to screen readers, once there has been no newer one for a while. */
export function announce(text, id = "live", wait = 700) {
  clearTimeout(timers.get(id));
  timers.set(id, setTimeout(() => {
    document.getElementById(id).textContent = text;
  }, wait));
}

/** Shows a line above the content, or hides it without a text. */
export function notice(text) {
  const line = document.getElementById("notice");
  line.hidden = !text;
  if (line.textContent !== (text ?? "")) line.textContent = text ?? "";
}

// Numbers for people, and what screen readers are told.

/** A probability as percent; what rounds to certain is never called so. */
export function percent(p) {
  if (p > 0.9995) return "> 99.9 %";
  return `${(p * 100).toFixed(1)} %`;
}

const timers = new Map();

/** Tells a screen reader, once there has been nothing newer for a while. */
export function announce(text, id = "live", wait = 700) {
  clearTimeout(timers.get(id));
  timers.set(id, setTimeout(() => {
    document.getElementById(id).textContent = text;
  }, wait));
}

/** Shows a line above the page's content; without one, takes it away. */
export function notice(text) {
  const line = document.getElementById("notice");
  line.hidden = !text;
  if (line.textContent !== (text ?? "")) line.textContent = text ?? "";
}

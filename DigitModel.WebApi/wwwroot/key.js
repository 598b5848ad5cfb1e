// Asks the user for the API key in the page's dialog.

let asked = null;

/** Returns the key, or null if the user gives none. Several requests may need it at once; the user is asked only once. */
export function askForKey() {
  asked ??= ask().finally(() => { asked = null; });
  return asked;
}

function ask() {
  const dialog = document.getElementById("key-dialog");
  const input = document.getElementById("key-input");
  input.value = "";
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => done(dialog.returnValue === "ok" ? input.value : null), { once: true });
  });
}

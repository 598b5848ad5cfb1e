// Calls the service, and turns its problems into errors.

export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

let askForKey = async () => null;
let key = sessionStorage.getItem("api-key");

/** Sets the function that asks the user for the API key; it returns the key or null. */
export function onKeyNeeded(ask) {
  askForKey = ask;
}

/** Sends a request and returns the JSON of the response. */
export async function call(path, body) {
  let response = await send(path, body);
  while (response.status === 401) {
    const given = await askForKey();
    if (given === null) break;
    key = given;
    sessionStorage.setItem("api-key", key);
    response = await send(path, body);
  }

  if (response.ok) return response.json();
  const problem = await response.json().catch(() => ({}));
  throw new ApiError(response.status, problem.detail ?? problem.title ?? `The service responded with ${response.status}.`);
}

async function send(path, body) {
  try {
    return await fetch(path, {
      method: body ? "POST" : "GET",
      body,
      headers: key ? { "X-Api-Key": key } : {},
      cache: "no-store",
    });
  } catch {
    throw new ApiError(0, "The service does not respond.");
  }
}

/**
 * Returns a function that starts the work soon, never twice at the same time. If it is called while the work is under way, the
 * work runs once more afterwards. So the last state always wins, and responses never overtake each other.
 */
export function latest(work, delay = 50) {
  let timer = 0;
  let running = false;
  let again = false;

  async function run() {
    timer = 0;
    if (running) {
      again = true;
      return;
    }

    running = true;
    try {
      await work();
    } finally {
      running = false;
      if (again) {
        again = false;
        soon();
      }
    }
  }

  function soon() {
    timer ||= setTimeout(run, delay);
  }

  return soon;
}

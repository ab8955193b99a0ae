// One act after the other goes to the server; what comes back takes the place of the part that changed, and no other.
let before = Promise.resolve();

// The outcome: {kept, said}, {refusal: nodes that show both texts}, {signedOut}, or {problem: a sentence, "" where the portal was not reached}.
export function keep(address, body) {
  before = before.then(() => send(address, body));
  return before;
}

async function send(address, body) {
  let response;
  try {
    response = await fetch(address, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
  } catch {
    return { problem: "" };
  }
  if (response.redirected) return { signedOut: true };
  const text = await response.text();
  if (response.ok || response.status === 409) {
    const part = new DOMParser().parseFromString(text, "text/html").body;
    if (!response.ok) return { refusal: Array.from(part.childNodes) };
    return { kept: true, said: put(part.firstElementChild) };
  }
  if (response.status === 400) return { problem: text };
  return { problem: `${response.status} ${response.statusText}` };
}

// Put what came in the place of what has the same id; what was open stays open.
function put(part) {
  for (const fresh of Array.from(part.children)) {
    const old = document.getElementById(fresh.id);
    if (!old) continue;
    const open = Array.from(old.querySelectorAll("details[id][open]"), (details) => details.id);
    const focus = old.contains(document.activeElement) ? document.activeElement.closest("[id]") : null;
    old.replaceWith(document.adoptNode(fresh));
    open.forEach((id) => { if (document.getElementById(id)) document.getElementById(id).open = true; });
    if (focus) (document.getElementById(focus.id)?.querySelector("summary, button") || fresh).focus({ preventScroll: true });
  }
  return part.dataset.said;
}

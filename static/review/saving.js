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
    const focused = old.contains(document.activeElement) ? document.activeElement.closest("[id]").id : "";
    const texts = [old, fresh].map((element) => element.querySelector(":scope > .answer-text"));
    if (texts.every(Boolean)) {
      old.className = fresh.className;
      replaceWhatDiffers(...texts);
    } else {
      old.replaceWith(document.adoptNode(fresh));
    }
    open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
    if (focused && document.activeElement === document.body) document.getElementById(focused)?.querySelector("summary, button")?.focus({ preventScroll: true });
  }
  return part.dataset.said;
}

// Of hundreds of pieces and labels one coding changes a few: the others stay, and need not be laid out again.
function replaceWhatDiffers(old, fresh) {
  const there = Array.from(old.childNodes);
  const come = Array.from(fresh.childNodes);
  let first = 0;
  while (first < there.length && first < come.length && there[first].isEqualNode(come[first])) first += 1;
  let last = 0;
  const most = Math.min(there.length, come.length) - first;
  while (last < most && there[there.length - 1 - last].isEqualNode(come[come.length - 1 - last])) last += 1;
  const before = there[there.length - last] || null;
  there.slice(first, there.length - last).forEach((node) => node.remove());
  come.slice(first, come.length - last).forEach((node) => old.insertBefore(document.adoptNode(node), before));
}

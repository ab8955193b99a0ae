// The builder by keys, and without losing the place: acts are sent in the background and the desks drawn anew. Without this, each is a page.
const desks = () => document.getElementById("desks");
const roles = { s: "supports", q: "qualifies", x: "contradicts", e: "example" };

function passages() {
  return Array.from(document.querySelectorAll(".passage[data-excerpt]"));
}

function go(step) {
  const all = passages();
  const here = all.indexOf(document.activeElement.closest(".passage"));
  const next = all[Math.min(Math.max(here + step, 0), all.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

async function send(form, button) {
  const kept = document.activeElement.closest?.(".passage")?.dataset.excerpt;
  const scrolled = document.querySelector(".tray").scrollTop;
  desks().setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form, button) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const drawn = page.getElementById("desks");
    if (!drawn) throw new Error(answer.statusText);
    desks().replaceWith(document.adoptNode(drawn));
    const told = page.querySelector(".messagelist");
    document.querySelector(".messagelist")?.remove();
    if (told) document.querySelector("main, #content").prepend(document.adoptNode(told));
    if (answer.redirected) history.replaceState(null, "", answer.url);
    document.querySelector(".tray").scrollTop = scrolled;
    (document.querySelector(`.passage[data-excerpt="${kept}"]`) ?? document.querySelector(".statement.chosen"))?.focus({ preventScroll: true });
  } catch {
    form.requestSubmit ? HTMLFormElement.prototype.submit.call(withValue(form, button)) : form.submit();
  }
}

// A form sent by script leaves out its button; the value goes along in a field of its own.
function withValue(form, button) {
  if (button?.name) {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value });
    form.append(field);
  }
  return form;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || !desks()?.contains(form) || form.matches(".add, .sections form")) return;
  event.preventDefault();
  send(form, event.submitter);
});

document.addEventListener("keydown", (event) => {
  if (event.target.matches("input:not([type=checkbox]), textarea, select") || event.ctrlKey || event.metaKey) return;
  const key = event.key;
  if (event.altKey && (key === "ArrowUp" || key === "ArrowDown")) {
    const statement = event.target.closest(".statement") ?? document.querySelector(".statement.chosen");
    const button = statement?.querySelector(`button[name="act"][value="${key === "ArrowUp" ? "up" : "down"}"]`);
    if (button) {
      event.preventDefault();
      button.click();
    }
    return;
  }
  if (event.altKey) return;
  if (key === "j" || key === "k") {
    event.preventDefault();
    go(key === "j" ? 1 : -1);
  } else if (roles[key]) {
    document.activeElement.closest?.(".passage")?.querySelector(`button[data-role="${roles[key]}"]`)?.click();
  } else if (key === " " && document.activeElement.matches(".passage")) {
    event.preventDefault();
    document.activeElement.querySelector("input[type=checkbox]")?.click();
  }
});

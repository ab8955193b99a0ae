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

// What was typed, chosen or ticked and not sent yet: where each field is found again, and what it held.
function unsent() {
  const fields = desks().querySelectorAll("input:not([type=hidden]), textarea, select");
  return Array.from(fields, (field) => ({
    where: field.id ? `#${CSS.escape(field.id)}` : `[name="${field.name}"][value="${CSS.escape(field.value)}"]`,
    held: field.type === "checkbox" ? field.checked : field.value,
    was: drawn(field),
  })).filter(({ held, was }) => held !== was);
}

function drawn(field) {
  if (field.type === "checkbox") return field.defaultChecked;
  if (!field.options) return field.defaultValue;
  return (Array.from(field.options).find((option) => option.defaultSelected) ?? field.options[0])?.value;
}

function putBack(fields) {
  for (const { where, held } of fields) {
    const field = desks().querySelector(where);
    if (!field) continue;
    if (field.type === "checkbox") field.checked = held;
    else field.value = held;
    field.closest("details")?.setAttribute("open", "");
  }
}

// The same button in what was drawn anew.
function again(action, { name, value }) {
  const all = Array.from(desks().querySelectorAll("form button"));
  return all.find((one) => one.form.getAttribute("action") === action && one.name === name && one.value === value);
}

async function send(form, button) {
  const kept = document.activeElement.closest?.(".passage")?.dataset.excerpt;
  const pressed = button && document.activeElement === button ? { name: button.name, value: button.value } : null;
  const scrolled = document.querySelector(".tray").scrollTop;
  desks().setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form, button) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const anew = page.getElementById("desks");
    if (!anew) throw new Error(answer.statusText);
    const told = page.querySelector(".messagelist");
    const attached = button?.name === "role" && !told?.querySelector(".error");
    const fields = unsent().filter(({ where }) => !(attached && where.startsWith('[name="excerpt"]')));
    desks().replaceWith(document.adoptNode(anew));
    putBack(fields);
    document.querySelector(".messagelist")?.remove();
    if (told) {
      told.setAttribute("role", "alert");
      document.querySelector("main, #content").prepend(document.adoptNode(told));
    }
    if (answer.redirected) history.replaceState(null, "", answer.url);
    document.querySelector(".tray").scrollTop = scrolled;
    const passage = document.querySelector(`.passage[data-excerpt="${kept}"]`);
    const place = document.querySelector(".statement.chosen") ?? document.getElementById("section-title");
    (passage ?? (pressed && again(form.getAttribute("action"), pressed)) ?? place)?.focus({ preventScroll: true });
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

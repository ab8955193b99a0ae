// The coding workspace. Without this file everything works by picking sentences; with it, by selecting words and by keys.
// Offsets go to the server in code points; what the server does not find at that place it refuses.
import { Codebook } from "./codes.js";
import { Cursor } from "./cursor.js";
import { keep } from "./saving.js";
import { toggleTranslations } from "./translations.js";

(() => {
  const form = document.getElementById("coding");
  if (!form || !document.getElementById("selected")) return;
  const cursor = new Cursor(form);
  const codebook = new Codebook(form);
  const memo = document.getElementById("memo");
  const said = document.getElementById("said");

  function say(sentence, isProblem = false) {
    said.textContent = sentence;
    said.classList.toggle("problem", isProblem);
  }

  // --- Saving without leaving the place --------------------------------------------------------------------------
  // What is sent is taken from the form at once, so that the next passage can be selected while the server writes.
  async function send(source, submitter, whenKept = () => {}) {
    const body = new FormData(source, submitter);
    whenKept.before?.();
    said.setAttribute("aria-busy", "true");
    const outcome = await keep(submitter?.getAttribute("formaction") ? submitter.formAction : source.action, body);
    said.removeAttribute("aria-busy");
    if (outcome.kept) {
      say(outcome.said);
      cursor.repaint();
      whenKept.after?.(outcome);
    } else if (outcome.refusal) {
      say("");
      const dialog = document.getElementById("refused");
      dialog.querySelector("div").replaceChildren(...outcome.refusal);
      dialog.showModal();
    } else {
      say(outcome.problem || (outcome.signedOut ? form.dataset.signedOut : form.dataset.lost), true);
      whenKept.failed?.(body);
    }
    return outcome;
  }

  const coding = {
    before: () => codebook.leave(),
    after: () => cursor.untick(),
    failed: (body) => codebook.giveBack(body),
  };

  function code(submitter) {
    if (!cursor.hasSelection() && !form.querySelector("input[name=sentence]:checked")) {
      say(form.dataset.none, true);
      return;
    }
    if (submitter?.name === "code") codebook.pressed();
    send(form, submitter, coding);
  }
  codebook.whenTyped = () => code(null);
  codebook.hasSelection = () => cursor.hasSelection();
  codebook.say = say;

  document.addEventListener("submit", (event) => {
    const { target, submitter } = event;
    if (target !== form && target.id !== "acts") return;
    event.preventDefault();
    if (submitter?.id === "keep-memo") {
      send(form, submitter, { after: () => { memo.value = ""; document.getElementById("memo-box").open = false; document.activeElement?.blur(); } });
    } else if (target === form) {
      code(submitter);
    } else {
      send(target, submitter);
    }
  });

  // --- Keys ------------------------------------------------------------------------------------------------------
  const press = (id) => document.getElementById(id)?.click();
  const keys = {
    j: () => cursor.move(1, false),
    k: () => cursor.move(-1, false),
    J: () => cursor.move(1, true),
    K: () => cursor.move(-1, true),
    w: () => cursor.pickWhole(),
    c: () => codebook.enter("notation"),
    "/": () => codebook.enter("words"),
    u: () => press("undo"),
    m: () => {
      if (!memo) return;
      document.getElementById("memo-box").open = true;
      memo.focus();
    },
    n: () => document.querySelector("#done button")?.click(),
    t: toggleTranslations,
    "?": () => document.getElementById("keys").showModal(),
  };
  const shortcuts = document.getElementById("shortcuts");
  const showKeys = document.getElementById("show-keys");
  showKeys.hidden = false; // there are keys now
  showKeys.addEventListener("click", keys["?"]);
  shortcuts.checked = localStorage.getItem("coding.keys") !== "off";
  shortcuts.addEventListener("change", () => localStorage.setItem("coding.keys", shortcuts.checked ? "on" : "off"));

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) {
      event.preventDefault();
      event.target.parentElement.querySelector("button").click();
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const isTyping = event.target.matches("input:not([type=checkbox]), select, textarea");
    if (event.key === "Escape") {
      if (isTyping || event.target.closest(".codes")) {
        codebook.leave();
        event.target.blur();
      } else {
        document.getSelection().removeAllRanges();
        cursor.selectNothing();
      }
      return;
    }
    if (!shortcuts.checked || isTyping || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
})();

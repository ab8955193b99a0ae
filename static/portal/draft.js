// The page of a draft: puts its fields, the saving, the notices and the list of what is done together. Without it the form is sent as a whole.
import { Autosave } from "./autosave.js";
import { Copies } from "./copies.js";
import { Fields, same } from "./fields.js";
import { Notices } from "./notices.js";
import { keepOutline } from "./outline.js";
import { Session } from "./session.js";

const LONGEST_LEAVE = 3000; // that a link waits for what is being saved

export function startDraft(form) {
  const page = JSON.parse(document.getElementById("draft-page").textContent);
  const fields = new Fields(form);
  const copies = new Copies(page.copy);
  const told = new Notices({ fields, page });
  const session = new Session({ secondsLeft: page.secondsLeft, told, stay: () => saving.save({ now: true }), isKept: () => copies.works });
  const saving = new Autosave({ fields, page, copies, told, session });
  keepOutline({ fields, list: document.querySelector("[data-outline]"), sentences: page.sentences });
  offerCopies({ fields, page, copies, told, saving });
  for (const [name, other] of Object.entries(page.conflicts)) {
    form.querySelector(`.conflict[data-conflict="${CSS.escape(name)}"]`)?.remove();
    saving.hold(name, other);
  }
  saving.start();
  if (page.savedAt) {
    saving.savedAt = page.savedAt;
    saving.stand();
  }
  handleButtons({ form, page, saving, told });
}

// Saving is done in the page. Going on to the check needs no sending where everything is saved; else the form goes as a whole.
function handleButtons({ form, page, saving, told }) {
  let isLeaving = false;
  window.addEventListener("beforeunload", (event) => {
    if (!isLeaving && saving.isUnsaved()) event.preventDefault();
  });
  window.addEventListener("pageshow", () => { isLeaving = false; });

  // A page that comes before the save has arrived holds the older text, and would take the newer for somebody else's.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    if (!link || !isFollowedHere(event, link) || saving.isOver || !(saving.isUnsaved() || saving.atWork)) return;
    event.preventDefault();
    await Promise.race([saving.save({ now: true }), new Promise((done) => { setTimeout(done, LONGEST_LEAVE); })]);
    location.assign(link.href);
  });

  form.addEventListener("submit", async (event) => {
    if (saving.isOver) {
      isLeaving = true; // the server gives the text back
    } else if (event.submitter?.name === "save") {
      event.preventDefault();
      if (await saving.save({ now: true })) told.speak(page.sentences.savedNow);
    } else if (saving.atWork) {
      event.preventDefault();
      await saving.queue;
      event.submitter.click();
    } else if (event.submitter?.name === "check" && !saving.isUnsaved()) {
      event.preventDefault();
      location.assign(page.check);
    } else {
      saving.prepare();
      isLeaving = true;
    }
  });
}

// Whether a click leaves this page for another of the portal.
function isFollowedHere(event, link) {
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey && !event.defaultPrevented;
  const isElsewhere = link.origin === location.origin && link.pathname + link.search !== location.pathname + location.search;
  return isPlain && isElsewhere && !link.target && !link.download;
}

// Text of this browser that never reached the server. What the server holds by now is dropped without a word.
function offerCopies({ fields, page, copies, told, saving }) {
  const found = new Map();
  for (const [name, kept] of copies.all()) {
    if (!saving.names.includes(name)) continue;
    if (!same(name, kept.value, fields.value(name))) found.set(name, kept);
    else if (!page.unsaved.includes(name)) copies.drop(name);
  }
  if (!found.size) return;
  told.found(found, {
    putBack(name) {
      const { value, base } = found.get(name);
      const before = fields.value(name);
      const other = { value: before, shown: fields.shown(name, before, page.sentences.yes), base: saving.base[name] };
      fields.set(name, value);
      if (base !== saving.base[name]) saving.hold(name, other);
    },
    discard: (name) => copies.drop(name),
  });
}

// Confirms an act on the page it belongs to: what the deed's own page says is shown in a dialog here.
//
// <a data-dialog> leads to a deed: its page is fetched. <form data-asks> only asks: it is sent, nothing is done by it,
// and the answer says what to confirm. Of an answer <form data-dialog-part> is shown, under the page's <h1>; in it
// [data-dialog-back] steps back, and so does a button named "change". A form that does something has no data-asks: the browser
// sends it, and what comes is a page. So is everything else that comes: a refusal, a sign-in, errors of the page's form.
const dialogs = new WeakMap();
let count = 0;

export function attachDialogs(root) {
  if (!window.HTMLDialogElement) return;
  root.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-dialog], dialog [data-dialog-back]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const within = link.closest("dialog");
    if (within) stepBack(within);
    else if (dialogs.has(link)) dialogs.get(link).showModal();
    else ask(link, link.href, {}, () => location.assign(link.href));
  });
  root.addEventListener("submit", (event) => {
    const form = event.target;
    const within = form.closest("dialog");
    const { name, value } = event.submitter || {};
    if (!form.hasAttribute("data-asks") || (name && !within)) return;
    event.preventDefault();
    const body = new FormData(form);
    if (name) body.append(name, value);
    ask(form, form.action, { method: "POST", body }, () => HTMLFormElement.prototype.submit.call(form));
  });
}

// Fetches what comes next and shows it; whatever is not for a dialog is left to the browser.
async function ask(source, url, options, leave) {
  if (source.ariaBusy) return;
  source.ariaBusy = "true";
  try {
    const answer = await fetch(url, { credentials: "same-origin", ...options });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const part = page.querySelector("form[data-dialog-part]");
    const within = source.closest("dialog");
    if (!part || (!answer.ok && !within)) leave();
    else show(within || dialogFor(source), answer.url, page.querySelector("h1").textContent, part);
  } catch {
    leave();
  } finally {
    source.ariaBusy = null;
  }
}

// A link's dialog is kept when it is closed, with what was typed in it; a form keeps its own words.
function dialogFor(source) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.steps = [];
  dialog.addEventListener("close", () => {
    if (source.matches("form")) dialog.remove();
    else restore(dialog, dialog.steps[0]);
    for (const box of dialog.querySelectorAll("[name=sure]")) box.checked = false;
  });
  if (source.matches("a")) dialogs.set(source, dialog);
  source.closest("main").append(dialog);
  return dialog;
}

function show(dialog, url, title, form) {
  setApart(form);
  form.action = form.getAttribute("action") || url;
  // Before something is done the browser itself asks for what must be there, and the dialog stays.
  form.noValidate = form.hasAttribute("data-asks");
  form.classList.remove("panel", "panel--focus", "act-page");
  const head = form.querySelector(".panel__head");
  const heading = head.querySelector("h2");
  head.className = "dialog__head";
  heading.textContent = title;
  heading.tabIndex = -1;
  heading.id ||= `dialog-${count}-title`;
  form.removeAttribute("aria-labelledby");
  const body = form.querySelector(".panel__body");
  const foot = body.querySelector(".form__actions");
  body.className = "dialog__body";
  foot.className = "dialog__foot";
  for (const button of foot.children) button.classList.remove("button--large");
  // No second button that Enter in a field could press.
  for (const back of foot.querySelectorAll("[name=change]")) {
    back.type = "button";
    back.setAttribute("data-dialog-back", "");
  }
  // The act stands last, as in every dialog; beside "add rows" it stays the button that Enter presses.
  if (!foot.querySelector("[name=more]")) foot.append(foot.firstElementChild);
  body.after(foot);
  // The same form once more, with its errors or more rows, takes the place of the one sent.
  if (form.hasAttribute("data-asks")) dialog.steps = [];
  restore(dialog, { form, heading });
  if (!dialog.open) dialog.showModal();
  (form.querySelector(".error-summary") || heading).focus();
}

function restore(dialog, step) {
  const at = dialog.steps.indexOf(step);
  dialog.steps = at < 0 ? [...dialog.steps, step] : dialog.steps.slice(0, at + 1);
  dialog.setAttribute("aria-labelledby", step.heading.id);
  dialog.replaceChildren(step.form);
}

function stepBack(dialog) {
  const before = dialog.steps.length > 1 && dialog.steps.at(-2);
  if (!before) return dialog.close();
  dialog.steps.pop();
  restore(dialog, before);
  return before.heading.focus();
}

// The page has its own ids: those of the part get a beginning of their own, and what points to them.
function setApart(form) {
  count += 1;
  const own = (id) => `dialog-${count}-${id}`;
  for (const each of form.querySelectorAll("[id]")) each.id = own(each.id);
  for (const name of ["for", "aria-labelledby", "aria-describedby", "aria-controls"]) {
    for (const each of form.querySelectorAll(`[${name}]`)) {
      each.setAttribute(name, each.getAttribute(name).split(" ").map(own).join(" "));
    }
  }
  for (const link of form.querySelectorAll('a[href^="#"]')) {
    link.setAttribute("href", `#${own(link.getAttribute("href").slice(1))}`);
  }
}

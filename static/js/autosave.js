// Keeps what is typed: a copy in this browser at once, and on the server shortly after.
// <form data-autosave data-autosave-url="..." data-autosave-key="..."> with [data-autosave-status] and,
// in it or on the form, data-text-saved, -kept, -restored, -conflict, -refused. Saving answers JSON:
// 200 {"message", "version"?, "parts"?: {name: html} for [data-autosave-part=name]}, 409 {"message"} when the text has moved on: then saving stops.
// A <button type="button" hidden data-autosave-discard> appears beside restored text and drops it.
// A submit leaves the copy until data-autosave-clear on a later page names its key: a submit that
// fails on the way loses nothing.
const PAUSE = 1500;
const KEPT = "ip5-draft:";

export function attachAutosave(form) {
  const url = form.dataset.autosaveUrl;
  const key = KEPT + (form.dataset.autosaveKey || url || location.pathname);
  const status = form.querySelector("[data-autosave-status]") || document.querySelector("[data-autosave-status]");
  const state = { timer: 0, dirty: false, stopped: false, sending: false, asked: null };

  const say = (name, given) => {
    if (status) status.textContent = given || form.dataset[`text${name}`] || "";
  };
  const keep = () => {
    try {
      localStorage.setItem(key, JSON.stringify({ version: versionOf(form)?.value, values: valuesOf(form) }));
    } catch {
      // A full or forbidden storage: the server's copy is the one left.
    }
  };
  const save = async () => {
    if (!url || state.stopped || state.sending || !state.dirty) return;
    state.sending = true;
    state.dirty = false;
    try {
      const answer = await fetch(url, {
        method: "POST", body: new FormData(form), credentials: "same-origin",
        headers: { Accept: "application/json", "X-Requested-With": "fetch" },
      });
      await heard(answer, form, state, say, key);
      if (state.dirty) keep();
    } catch {
      state.dirty = true;
      say("Kept");
    } finally {
      state.sending = false;
      if (state.asked) form.requestSubmit(state.asked.submitter);
      else if (state.dirty && !state.stopped) wait();
    }
  };
  const wait = () => {
    clearTimeout(state.timer);
    state.timer = setTimeout(save, PAUSE);
  };
  const changed = () => {
    state.dirty = true;
    keep();
    wait();
  };

  const discard = form.querySelector("[data-autosave-discard]");
  discard?.addEventListener("click", () => {
    state.stopped = true;
    localStorage.removeItem(key);
    location.reload();
  });
  if (restore(form, key)) {
    say("Restored");
    if (discard) discard.hidden = false;
    state.dirty = true;
    wait();
  }
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", (event) => {
    state.stopped = true;
    clearTimeout(state.timer);
    if (!state.sending) return;
    // The save under way brings the next version: submitted before it, the form would conflict with itself.
    event.preventDefault();
    state.asked = event;
  });
  addEventListener("pagehide", () => {
    if (url && state.dirty && !state.stopped) navigator.sendBeacon(url, new FormData(form));
  });
}

async function heard(answer, form, state, say, key) {
  const said = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
  if (answer.ok && !answer.redirected) {
    const version = versionOf(form);
    if (version && said.version !== undefined) version.value = said.version;
    if (!state.dirty) localStorage.removeItem(key);
    place(said.parts);
    if (!state.dirty) form.dispatchEvent(new Event("autosave:saved", { bubbles: true }));
    say("Saved", said.message);
  } else if (answer.status === 409) {
    state.stopped = true;
    say("Conflict", said.message);
  } else if (answer.status >= 500) {
    state.dirty = true;
    say("Kept", said.message);
  } else {
    state.stopped = true;
    say("Refused", said.message);
  }
}

// Parts of the page that a save changes come with its answer, drawn by the server and escaped there.
function place(parts = {}) {
  for (const [name, html] of Object.entries(parts)) {
    const part = document.querySelector(`[data-autosave-part="${name}"]`);
    if (!part || part.dataset.drawn === html) continue;
    part.dataset.drawn = html;
    part.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
  }
}

const versionOf = (form) => form.elements.namedItem("version");

const isText = (field) =>
  field.name && field.name !== "csrfmiddlewaretoken" && field.name !== "version" &&
  !["hidden", "file", "password", "submit", "button"].includes(field.type);

function valuesOf(form) {
  const values = {};
  for (const field of form.elements) {
    if (!isText(field)) continue;
    const listed = (values[field.name] ??= []);
    if (field.type === "checkbox" || field.type === "radio") {
      if (field.checked) listed.push(field.value);
    } else if (field.tagName === "SELECT") {
      for (const option of field.selectedOptions) listed.push(option.value);
    } else listed.push(field.value);
  }
  return values;
}

// Puts a kept copy back and tells whether that changed anything. It brings the version it was typed on:
// when the text has moved on meanwhile, the server says so instead of being overwritten.
function restore(form, key) {
  let kept;
  try {
    kept = JSON.parse(localStorage.getItem(key) || "null");
  } catch {
    kept = null;
  }
  if (!kept?.values) return false;
  const before = JSON.stringify(valuesOf(form));
  const places = {};
  for (const field of form.elements) {
    if (!isText(field) || !(field.name in kept.values)) continue;
    const listed = kept.values[field.name];
    if (field.type === "checkbox" || field.type === "radio") field.checked = listed.includes(field.value);
    else if (field.tagName === "SELECT") for (const option of field.options) option.selected = listed.includes(option.value);
    else {
      const place = (places[field.name] = (places[field.name] ?? -1) + 1);
      if (listed[place] !== undefined) field.value = listed[place];
    }
  }
  if (JSON.stringify(valuesOf(form)) === before) {
    localStorage.removeItem(key);
    return false;
  }
  if (versionOf(form) && kept.version !== undefined) versionOf(form).value = kept.version;
  return true;
}

// A page reached after success names the copies that are no longer needed.
export function forgetKept(root) {
  for (const named of root.querySelectorAll("[data-autosave-clear]")) localStorage.removeItem(KEPT + named.dataset.autosaveClear);
}

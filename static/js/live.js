// Keeps the room's screen up to date. <div data-live="pulse address" data-live-tag="..." data-live-again="seconds">:
// the pulse is asked every two seconds without credentials and answers 304 while nothing changed; else the screen is
// fetched anew by this page's own address and each [data-live-part] that differs is replaced. A part in which somebody
// types, or has typed, stays as it is. [data-live-clock] counts the seconds of the item on.
import { attachAutosave } from "./autosave.js";

const EVERY = 2000;

export function attachLive(screen) {
  const status = screen.querySelector("[data-live-status]");
  let due = again(screen);

  const renew = async () => {
    const answer = await fetch(location.href, { credentials: "same-origin", headers: { "X-Part": "live" } });
    // The server is away for a moment: the page, and what is typed on it, stays. As for a lost connection.
    if (answer.status >= 500) throw new Error(`The screen was answered with ${answer.status}.`);
    if (answer.redirected || !answer.ok) {
      // Closed, signed out, or no longer for this hat: the page itself says which.
      location.assign(answer.redirected ? answer.url : location.href);
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-live]");
    if (!fresh) return;
    for (const part of fresh.querySelectorAll("[data-live-part]")) place(screen, part);
    screen.dataset.live = fresh.dataset.live;
    screen.dataset.liveTag = fresh.dataset.liveTag;
    screen.dataset.liveAgain = fresh.dataset.liveAgain;
    due = again(screen);
  };

  const ask = async () => {
    try {
      if (!document.hidden) {
        const answer = await fetch(screen.dataset.live, {
          credentials: "omit", cache: "no-store", headers: { "If-None-Match": screen.dataset.liveTag },
        });
        if (answer.status !== 304 || Date.now() >= due) await renew();
      }
      if (status) status.textContent = "";
    } catch {
      if (status) status.textContent = screen.dataset.textLost || "";
    } finally {
      setTimeout(ask, EVERY);
    }
  };
  setTimeout(ask, EVERY);
  setInterval(() => tick(screen), 1000);
  // The second keystroke: what was put is recorded by the button that has the focus.
  screen.querySelector("[data-live-focus]")?.focus();
  screen.addEventListener("keydown", announce);
  // What the server keeps is no longer held here.
  screen.addEventListener("autosave:saved", (event) => {
    for (const field of event.target.elements) {
      if (field.matches("textarea")) field.defaultValue = field.value;
      else for (const option of field.options || []) option.defaultSelected = option.selected;
    }
  });
}

const again = (screen) => Date.now() + 1000 * Number(screen.dataset.liveAgain || 60);

// What the server last sent of each part: the part itself changes under the hand, its clock among others.
const drawn = new WeakMap();

function place(screen, fresh) {
  const name = fresh.dataset.livePart;
  const part = screen.querySelector(`[data-live-part="${name}"]`);
  if (!part || drawn.get(part)?.isEqualNode(fresh) || isHeld(part)) return;
  drawn.set(part, fresh.cloneNode(true));
  part.replaceChildren(...fresh.childNodes);
  for (const form of part.querySelectorAll("form[data-autosave]")) attachAutosave(form);
  if (document.activeElement === document.body) part.querySelector("[data-live-focus]")?.focus();
}

// Somebody is in a form of this part, or has typed in it.
function isHeld(part) {
  const at = document.activeElement;
  if (part.contains(at) && at.matches("input, select, textarea")) return true;
  if (part.querySelector("dialog[open]")) return true;
  for (const field of part.querySelectorAll("input, textarea")) {
    if (field.type === "hidden") continue;
    if (["radio", "checkbox"].includes(field.type) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue) return true;
  }
  for (const option of part.querySelectorAll("option")) {
    if (option.selected !== option.defaultSelected && option.parentElement.querySelector("[selected]")) return true;
  }
  return false;
}

function tick(screen) {
  for (const clock of screen.querySelectorAll("[data-live-clock]")) {
    const seconds = Number(clock.dataset.liveClock) + 1;
    clock.dataset.liveClock = seconds;
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
}

function announce(event) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.matches("textarea")) return;
  const button = event.target.form?.querySelector('button[name="announce"]:not(:disabled)');
  if (!button) return;
  event.preventDefault();
  event.target.form.requestSubmit(button);
}

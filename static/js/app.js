// Behaviours attach themselves to data- attributes; a page without them runs nothing.
import { attachAutosave, forgetKept } from "./autosave.js";
import { attachDialogs } from "./dialog.js";
import { attachDrag } from "./drag.js";
import { attachLive } from "./live.js";
import { attachMenus } from "./menu.js";
import { attachPassages } from "./passages.js";
import { attachPreview } from "./preview.js";
import { focusErrors } from "./errors.js";
import { sendReceipt } from "./receipt.js";

attachDialogs(document);
attachMenus(document);
focusErrors(document);
forgetKept(document);
for (const form of document.querySelectorAll("form[data-autosave]")) attachAutosave(form);
for (const text of document.querySelectorAll("[data-passages]")) attachPassages(text);
for (const form of document.querySelectorAll("form[data-preview-url]")) attachPreview(form);
for (const form of document.querySelectorAll("form[data-receipt]")) sendReceipt(form);
for (const form of document.querySelectorAll("form[data-drag]")) attachDrag(form);
for (const screen of document.querySelectorAll("[data-live]")) attachLive(screen);

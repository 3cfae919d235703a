// Shows how a section will look, in place and without saving it.
// <form data-preview-url="..."> holds, after each text, <div data-preview="NAME" hidden> with a button and
// a place to fill; POST NAME's text answers {"html"} or, when it is too long, 422 {"message"}.
export function attachPreview(form) {
  for (const place of form.querySelectorAll("[data-preview]")) {
    const button = place.querySelector("button");
    const shown = document.getElementById(button.getAttribute("aria-controls"));
    const field = form.elements.namedItem(place.dataset.preview);
    if (!field || !shown) continue;
    place.hidden = false;
    button.addEventListener("click", () => toggle(form, field, button, shown));
  }
}

async function toggle(form, field, button, shown) {
  if (!shown.hidden) {
    show(button, shown, false);
    return;
  }
  const data = new FormData();
  data.set("text", field.value);
  data.set("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
  try {
    const answer = await fetch(form.dataset.previewUrl, {
      method: "POST", body: data, credentials: "same-origin", headers: { Accept: "application/json" },
    });
    const said = await answer.json();
    // Parsed apart from the page: the server has cleaned it, and nothing in it would run.
    if (answer.ok) shown.replaceChildren(...new DOMParser().parseFromString(said.html, "text/html").body.childNodes);
    else shown.textContent = said.message || "";
    show(button, shown, true);
  } catch {
    // Without a connection the text is still there to be read in its field.
    show(button, shown, false);
  }
}

function show(button, shown, open) {
  shown.hidden = !open;
  button.setAttribute("aria-expanded", String(open));
}

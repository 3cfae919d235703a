// Takes the words selected in a section along to the comment on it: ?section=NAME&passage=WORDS.
// In an element with data-passages, a section's <a data-passage="LABEL"> holds a span with its words; while
// something is selected in that section the span says LABEL. Without this the link goes to the section alone.
const MOST = 300;

export function attachPassages(text) {
  const links = [...text.querySelectorAll("a[data-passage]")];
  for (const link of links) {
    link.dataset.plain = link.querySelector("span").textContent;
    // A press on the link would end the selection it is about to take along.
    link.addEventListener("mousedown", (event) => event.preventDefault());
  }
  document.addEventListener("selectionchange", () => offer(links));
}

function offer(links) {
  const selection = document.getSelection();
  const words = selection.isCollapsed ? "" : selection.toString().trim();
  for (const link of links) {
    const section = link.closest("section");
    const isHere = words && section.contains(selection.anchorNode) && section.contains(selection.focusNode);
    const address = new URL(link.href);
    if (isHere) address.searchParams.set("passage", words.length > MOST ? `${words.slice(0, MOST)}…` : words);
    else address.searchParams.delete("passage");
    link.href = address.href;
    link.querySelector("span").textContent = isHere ? link.dataset.passage : link.dataset.plain;
  }
}

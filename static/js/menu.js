// Menus built on details close on Escape, on a click outside, and when another opens.
export function attachMenus(root) {
  const open = () => [...root.querySelectorAll("details[data-menu][open]")];
  const close = (menu, back) => {
    menu.open = false;
    if (back) menu.querySelector("summary").focus();
  };
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) close(menu, menu.contains(root.activeElement));
  });
  root.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) close(menu, false);
  });
}

// Conveniences of the recovery-code page: copy and print. The buttons are printed hidden; without this file the codes
// are selected by one click and the browser's menu prints.

for (const button of document.querySelectorAll("[data-copy]")) {
  const list = document.getElementById(button.dataset.copy);
  if (!list || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const open = Array.from(list.children).filter((item) => !item.querySelector("s"));
    const codes = open.map((item) => item.textContent.trim());
    try {
      await navigator.clipboard.writeText(codes.join("\n") + "\n");
      document.querySelector("[data-copied]").textContent = button.textContent = button.dataset.done;
    } catch {
      getSelection().selectAllChildren(list);
    }
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

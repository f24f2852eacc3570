// Titles while one types, in a list that the keyboard and a screen reader know (combobox). Without script the box beside
// it searches all the same; when the server does not answer, nothing is shown and nothing is lost.

let boxes = 0;

for (const input of document.querySelectorAll("input[data-suggest]")) {
  const id = `suggestions-${++boxes}`;
  const list = document.createElement("ul");
  list.id = id;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.suggest);
  const told = document.createElement("p");
  told.className = "unseen";
  told.setAttribute("role", "status");
  input.after(list, told);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", id], ["aria-haspopup", "listbox"]]) input.setAttribute(name, value);

  let waiting = 0;
  let turn = 0;
  let at = -1;
  let last = "";

  const options = () => [...list.children];

  function close() {
    clearTimeout(waiting);
    turn += 1;
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(to) {
    const all = options();
    if (!all.length) return;
    at = (to + all.length) % all.length;
    all.forEach((option, n) => option.setAttribute("aria-selected", String(n === at)));
    all[at].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", all[at].id);
  }

  function show(found) {
    list.replaceChildren(...found.map((one, n) => {
      const option = document.createElement("li");
      option.id = `${id}-${n}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.href = one.href;
      const text = document.createElement("span");
      text.textContent = one.text;
      const kind = document.createElement("small");
      kind.textContent = one.kind;
      option.append(text, " ", kind);
      return option;
    }));
    at = -1;
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
    told.textContent = found.length ? `${input.dataset.suggest} ${found.length}` : input.dataset.none;
  }

  async function ask(text) {
    const mine = ++turn;
    const answer = await fetch(`${input.dataset.href}?q=${encodeURIComponent(text)}`, { headers: { accept: "application/json" }, credentials: "same-origin" }).catch(() => null);
    if (mine !== turn) return;
    if (!answer?.ok) return close();
    const found = await answer.json().catch(() => []);
    if (mine === turn) show(found);
  }

  // While an input method composes, the letters are not yet words.
  input.addEventListener("input", (event) => {
    if (event.isComposing) return;
    const text = input.value.trim();
    if (text === last) return;
    last = text;
    clearTimeout(waiting);
    if (text.length < 1) return close();
    waiting = setTimeout(ask, 120, text);
  });
  input.addEventListener("compositionend", () => {
    last = input.value.trim();
    clearTimeout(waiting);
    if (last) waiting = setTimeout(ask, 120, last);
  });

  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" && list.children.length) {
      event.preventDefault();
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      mark(at + 1);
    } else if (event.key === "ArrowUp" && !list.hidden) {
      event.preventDefault();
      mark(at < 0 ? -1 : at - 1);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && !list.hidden && at >= 0) {
      event.preventDefault();
      location.assign(options()[at].dataset.href);
    } else if (event.key === "Tab") {
      close();
    }
  });

  // The pointer chooses before the focus leaves the box.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.href);
  });
  input.addEventListener("blur", close);
}

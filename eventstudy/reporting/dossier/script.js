(() => {
  const said = document.getElementById("said");

  const keyOf = (row, place) => {
    const cell = row.children[place];
    const raw = cell.dataset.value;
    if (raw !== undefined) return raw === "" ? null : Number(raw);
    const text = cell.textContent.trim();
    return text === "" || text === "-" ? null : text;
  };

  // What is missing comes last, whichever way the others go.
  const compare = (a, b, sign) => {
    if (a === null || b === null) return (a === null) - (b === null);
    if (typeof a === "number" && typeof b === "number") return sign * (a - b);
    return sign * String(a).localeCompare(String(b), "en", { numeric: true });
  };

  const sort = (table, heading, place) => {
    const down = heading.getAttribute("aria-sort") === "ascending";
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => [keyOf(row, place), row]);
    rows.sort((a, b) => compare(a[0], b[0], down ? -1 : 1));
    body.append(...rows.map((pair) => pair[1]));
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    said.textContent = `${table.caption.textContent}: sorted by ${heading.textContent}, ${down ? "largest" : "smallest"} first`;
  };

  for (const table of document.querySelectorAll("table")) {
    if (table.tBodies[0].rows.length < 2) continue;
    [...table.tHead.rows[0].cells].forEach((heading, place) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = heading.textContent;
      heading.replaceChildren(button);
      button.addEventListener("click", () => sort(table, heading, place));
    });
  }

  const themes = document.querySelector(".themes");
  themes.hidden = false;
  themes.addEventListener("click", (event) => {
    const theme = event.target.dataset.theme;
    if (!theme) return;
    document.documentElement.dataset.theme = theme;
    for (const one of themes.children) one.setAttribute("aria-pressed", String(one === event.target));
  });

  // Paper cannot be unfolded.
  addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll("main details")) one.open = true;
  });

  // On a narrow screen the contents would fill it.
  if (matchMedia("(max-width: 63.99rem)").matches) document.querySelector("nav details").open = false;
})();

// Runs in the browser, on the page it measures: plain JavaScript, handed over as text.
/** @returns {{ text: string, contrast: number }[]} of every visible text, its contrast to what is behind it. */
function contrasts() {
  const channels = (colour) => {
    const [, values] = /^rgba?\(([^)]+)\)$/.exec(colour) ?? [];
    if (values === undefined) throw new Error(`The colour ${colour} is not measured; rgb() is.`);
    const [red, green, blue, alpha = 1] = values.split(/[ ,/]+/).map(Number);
    return { red, green, blue, alpha };
  };
  // https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
  const luminance = ({ red, green, blue }) => {
    const [r, g, b] = [red, green, blue].map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const over = (front, back) => {
    const mixed = (name) => front[name] * front.alpha + back[name] * (1 - front.alpha);
    return { red: mixed('red'), green: mixed('green'), blue: mixed('blue'), alpha: 1 };
  };
  const groundOf = (element) => {
    if (element === null) return { red: 255, green: 255, blue: 255, alpha: 1 };
    const own = channels(getComputedStyle(element).backgroundColor);
    return own.alpha === 1 ? own : over(own, groundOf(element.parentElement));
  };
  const opacityOf = (element) =>
    element === null ? 1 : Number(getComputedStyle(element).opacity) * opacityOf(element.parentElement);
  const measured = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: element, data } = walker.currentNode;
    if (data.trim() === '' || !element.checkVisibility()) continue;
    const ground = groundOf(element);
    const style = getComputedStyle(element);
    const given = channels(element instanceof SVGElement ? style.fill : style.color);
    const colour = over({ ...given, alpha: given.alpha * opacityOf(element) }, ground);
    const [light, dark] = [luminance(colour), luminance(ground)].sort((a, b) => b - a);
    measured.push({ text: data.trim().slice(0, 60), contrast: (light + 0.05) / (dark + 0.05) });
  }
  return measured;
}

/** @returns {{ what: string, width: number, height: number }[]} of everything that can be pressed, in CSS pixels. */
function targets() {
  return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter((element) => element.checkVisibility())
    .map((element) => {
      const { width, height } = element.getBoundingClientRect();
      const says = (element.textContent || element.getAttribute('name') || '').trim();
      return { what: `${element.localName} ${says.slice(0, 60)}`, width, height };
    });
}

({
  contrasts: contrasts(),
  targets: targets(),
  width: document.documentElement.scrollWidth,
  scripts: document.scripts.length,
  ground: getComputedStyle(document.body).backgroundColor,
});

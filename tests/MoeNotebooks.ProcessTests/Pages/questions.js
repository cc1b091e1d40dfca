// Run in a page: what is wrong with its layout, one line per finding.
() => {
  const found = [];
  const words = element => (element.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 50);
  if (document.documentElement.scrollWidth > innerWidth) {
    const widest = [...document.querySelectorAll('body *')].sort((a, b) => b.getBoundingClientRect().right - a.getBoundingClientRect().right)[0];
    found.push(`the page is ${document.documentElement.scrollWidth} px, wider than its window: ${widest.tagName} "${words(widest)}"`);
  }

  for (const chart of document.querySelectorAll('.chart')) {
    const title = chart.previousElementSibling?.textContent.slice(0, 40) ?? '';
    const room = chart.getBoundingClientRect();
    const texts = [...chart.querySelectorAll('svg text')].filter(text => words(text) && text.getBoundingClientRect().width > 0);
    const turned = text => /rotate\((?!0[, )])/.test(text.getAttribute('transform') ?? ''); // the box of a turned text says little
    const boxes = texts.map(text => text.getBoundingClientRect());
    for (let i = 0; i < texts.length; i++) {
      const slack = turned(texts[i]) ? 6 : 2;
      if (boxes[i].left < room.left - slack || boxes[i].right > room.right + slack) found.push(`${title}: "${words(texts[i])}" is cut off`);
      for (let j = i + 1; j < texts.length; j++) {
        const across = Math.min(boxes[i].right, boxes[j].right) - Math.max(boxes[i].left, boxes[j].left);
        const down = Math.min(boxes[i].bottom, boxes[j].bottom) - Math.max(boxes[i].top, boxes[j].top);
        if (across > 3 && down > 4 && !(turned(texts[i]) && turned(texts[j]))) found.push(`${title}: "${words(texts[i])}" lies over "${words(texts[j])}"`);
      }
    }
  }

  const numbers = colour => colour.match(/[\d.]+/g).map(Number);
  const luminance = colour => colour.slice(0, 3).map(c => c / 255).map(c => c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
  const behind = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > .5) return colour;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.closest('script, style, svg') || !element.getBoundingClientRect().width) continue;
    const [ink, paper] = [numbers(getComputedStyle(element).color), behind(element)].map(luminance);
    const contrast = (Math.max(ink, paper) + .05) / (Math.min(ink, paper) + .05);
    const kind = `${element.tagName}.${element.className}`;
    if (contrast < 4.5 && !seen.has(kind)) found.push(`${kind} "${words(element)}" is too pale: ${contrast.toFixed(1)} to 1`);
    seen.add(kind);
  }

  return found;
}

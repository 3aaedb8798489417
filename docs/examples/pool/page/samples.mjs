// Pictures that the page draws itself.

const width = 960;
const height = 640;

const painters = { Hills: hills, Marbles: marbles, Letters: letters, Confetti: confetti };

export const sampleNames = Object.keys(painters);

/** The same each time. */
export function drawSample(name) {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  painters[name](context, numbersFrom(7));
  return canvas;
}

function hills(context, random) {
  fill(context, gradient(context, ['#1d2b64', '#b3517a', '#f8a55f', '#ffe3a3']));
  context.fillStyle = '#fff3c9';
  circle(context, 640, 330, 58);
  const colours = ['#7b4b78', '#56396b', '#38305c', '#1e2447'];
  colours.forEach((colour, layer) => {
    context.fillStyle = colour;
    context.beginPath();
    context.moveTo(0, height);
    for (let x = 0; x <= width; x += 4) {
      const swell = Math.sin(x / (190 - 30 * layer) + 2 * layer) * (50 - 6 * layer);
      const ripple = Math.sin(x / 37 + 5 * layer) * 9;
      context.lineTo(x, 370 + 65 * layer - swell - ripple);
    }
    context.lineTo(width, height);
    context.fill();
  });
  context.fillStyle = '#ffffffb0';
  for (let star = 0; star < 90; star++) {
    circle(context, random() * width, random() * random() * 260, 0.6 + random() * 1.2);
  }
}

function marbles(context, random) {
  fill(context, gradient(context, ['#e9e4da', '#b9c3c9']));
  for (let marble = 0; marble < 46; marble++) {
    const radius = 26 + random() * 62;
    const x = random() * width;
    const y = random() * height;
    const hue = random() * 360;
    context.fillStyle = '#0000002e';
    circle(context, x + radius * 0.15, y + radius * 0.22, radius);
    const shade = context.createRadialGradient(
      x - radius * 0.35,
      y - radius * 0.4,
      radius * 0.05,
      x,
      y,
      radius,
    );
    shade.addColorStop(0, `hsl(${hue} 90% 93%)`);
    shade.addColorStop(0.25, `hsl(${hue} 75% 62%)`);
    shade.addColorStop(1, `hsl(${hue + 30} 70% 24%)`);
    context.fillStyle = shade;
    circle(context, x, y, radius);
  }
}

function letters(context, random) {
  fill(context, '#f5efe2');
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const colours = ['#c8402f', '#1f5c73', '#e0a526', '#2a2a33', '#4f7d4b'];
  for (let letter = 0; letter < 70; letter++) {
    context.save();
    context.translate(random() * width, random() * height);
    context.rotate((random() - 0.5) * 1.6);
    context.font = `700 ${40 + random() * 170}px Georgia, serif`;
    context.fillStyle = colours[Math.floor(random() * colours.length)];
    context.fillText(String.fromCharCode(65 + Math.floor(random() * 26)), 0, 0);
    context.restore();
  }
}

function confetti(context, random) {
  fill(context, gradient(context, ['#10323f', '#0b1a2b']));
  for (let piece = 0; piece < 420; piece++) {
    context.save();
    context.translate(random() * width, random() * height);
    context.rotate(random() * Math.PI);
    context.fillStyle = `hsl(${random() * 360} 85% ${50 + random() * 25}%)`;
    const side = 8 + random() * 26;
    if (piece % 3 === 0) circle(context, 0, 0, side / 2);
    else context.fillRect(-side / 2, -side / 4, side, side / 2);
    context.restore();
  }
}

function fill(context, style) {
  context.fillStyle = style;
  context.fillRect(0, 0, width, height);
}

function gradient(context, colours) {
  const made = context.createLinearGradient(0, 0, 0, height);
  colours.forEach((colour, index) => made.addColorStop(index / (colours.length - 1), colour));
  return made;
}

function circle(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

/** Numbers from 0 to 1, the same for the same seed: a linear congruential generator. */
function numbersFrom(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

// Where pictures come from. A picture is { name, image }, with an ImageData.
import { drawSample } from './samples.mjs';

const sideMax = 2048; // larger ones are made smaller

/** Rejects with an Error that names the file when the browser cannot read it as a picture. */
export async function pictureFromFile(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch (cause) {
    throw new Error(`${file.name} is not a picture that this browser can read`, { cause });
  }
  const scale = Math.min(1, sideMax / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return { name: file.name, image: imageOf(canvas) };
}

export function pictureFromSample(name) {
  return { name, image: imageOf(drawSample(name)) };
}

function imageOf(canvas) {
  return canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
}

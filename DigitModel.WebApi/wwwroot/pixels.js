// Shows 28 by 28 grey values, exactly as the network gets them.

const SIDE = 28;

/** Draws grey values, or clears the canvas without any. So few pixels are faster without the graphics card. */
export function drawPixels(canvas, pixels) {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.clearRect(0, 0, SIDE, SIDE);
  if (!pixels) return;
  const image = context.createImageData(SIDE, SIDE);
  for (let i = 0; i < SIDE * SIDE; i++) {
    const value = pixels[i];
    image.data.set([value, value, value, 255], i * 4);
  }

  context.putImageData(image, 0, 0);
}

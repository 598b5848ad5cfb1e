// Runs every *.tfjs/model.json of a folder with TensorFlow.js, on its own backend in JavaScript, on the images in inputs.f32
// (float32, n × 784, values 0…1) and writes the scores of each beside its folder as *.tfjs.scores (float32, n × 10).
//   node tfjs.mjs <folder with node_modules/@tensorflow/tfjs> <folder with the files>
import { createRequire } from 'node:module';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const [modules, folder] = process.argv.slice(2);
const tf = createRequire(join(resolve(modules), 'package.json'))('@tensorflow/tfjs');
await tf.setBackend('cpu');
const bytes = readFileSync(join(folder, 'inputs.f32'));
const pixels = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
const images = pixels.length / 784;

// What tf.loadLayersModel does with a URL in a browser, from files.
function files(path) {
  const { modelTopology, format, weightsManifest } = JSON.parse(readFileSync(join(path, 'model.json'), 'utf8'));
  const content = Buffer.concat(weightsManifest.flatMap((group) => group.paths).map((file) => readFileSync(join(path, file))));
  return {
    load: async () => ({
      modelTopology,
      format,
      weightSpecs: weightsManifest.flatMap((group) => group.weights),
      weightData: content.buffer.slice(content.byteOffset, content.byteOffset + content.byteLength),
    }),
  };
}

for (const name of readdirSync(folder).filter((file) => file.endsWith('.tfjs')).sort()) {
  const model = await tf.loadLayersModel(files(join(folder, name)));
  const scores = model.predict(tf.tensor4d(pixels, [images, 28, 28, 1]), { batchSize: 25 });
  if (scores.shape.join() !== `${images},10`) {
    throw new Error(`${name}: the scores are [${scores.shape}], expected [${images},10]`);
  }

  const data = await scores.data();
  writeFileSync(join(folder, `${name}.scores`), new Uint8Array(data.buffer, data.byteOffset, images * 40));
  model.dispose();
}

console.log(tf.version.tfjs);

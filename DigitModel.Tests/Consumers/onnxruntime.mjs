// Runs every *.onnx file of a folder with ONNX Runtime on the images in inputs.f32 (float32, n × 784, values 0…1) and
// writes the scores of each beside it as *.onnx.scores (float32, n × 10). Graphs out of a model file take values 0…255.
//   node onnxruntime.mjs <folder with node_modules/onnxruntime-node> <folder with the files>
import { createRequire } from 'node:module';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const [modules, folder] = process.argv.slice(2);
const ort = createRequire(join(resolve(modules), 'package.json'))('onnxruntime-node');
const bytes = readFileSync(join(folder, 'inputs.f32'));
const pixels = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
const images = pixels.length / 784;

for (const name of readdirSync(folder).filter((file) => file.endsWith('.onnx')).sort()) {
  const session = await ort.InferenceSession.create(join(folder, name));

  const isModelFile = session.inputNames[0] === 'digits.Pixels';
  const run = async (values, count) => isModelFile
    ? (await session.run({ 'digits.Pixels': new ort.Tensor('float32', values.map((v) => v * 255), [count, 784]) }))['digits.Scores']
    : (await session.run({ PixelValues: new ort.Tensor('float32', values, [count, 1, 28, 28]) })).Score;

  // Two batch sizes: the batch axis is free.
  const first = await run(pixels.slice(0, 784), 1);
  const all = await run(pixels, images);
  if (first.dims.join() !== '1,10' || all.dims.join() !== `${images},10`) {
    throw new Error(`${name}: scores are [${first.dims}] and [${all.dims}], expected [1,10] and [${images},10]`);
  }

  writeFileSync(join(folder, `${name}.scores`), new Uint8Array(all.data.buffer, all.data.byteOffset, images * 40));
}

console.log(createRequire(join(resolve(modules), 'package.json'))('onnxruntime-node/package.json').version);

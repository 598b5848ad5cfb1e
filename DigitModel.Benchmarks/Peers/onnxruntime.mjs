// Times ONNX Runtime on one model; prints one JSON line.
// Usage: node onnxruntime.mjs MODEL.onnx batch500|single THREADS SECONDS   (in the folder that holds node_modules)
import { createRequire } from "node:module";
import { join } from "node:path";
const require = createRequire(join(process.cwd(), "x.js"));
const ort = require("onnxruntime-node");
const [model, task, threads, seconds] = process.argv.slice(2);
const count = task === "single" ? 1 : 500;
const now = () => Number(process.hrtime.bigint()) / 1e9;
const session = await ort.InferenceSession.create(model, { intraOpNumThreads: Number(threads), interOpNumThreads: 1 });
const data = Float32Array.from({ length: 784 * count }, Math.random);
const feeds = { [session.inputNames[0]]: new ort.Tensor("float32", data, [count, 1, 28, 28]) };
for (let i = 0; i < (count === 1 ? 50 : 2); i++) await session.run(feeds);
const times = [];
for (const end = now() + Number(seconds); times.length < 5 || now() < end;) {
  const start = now();
  await session.run(feeds);
  times.push(now() - start);
}
times.sort((a, b) => a - b);
const version = require("onnxruntime-node/package.json").version;
console.log(JSON.stringify({ peer: `ONNX Runtime ${version}`, imagesPerSecond: count / times[times.length >> 1] }));

# Runs every *.onnx and *.pb file of a folder with OpenCV on the images in inputs.f32 (float32, n × 784, values 0…1) and
# writes the scores of each beside it as *.scores (float32, n × 10).
#   python3 opencv.py <folder with the files>
import pathlib
import sys

import cv2
import numpy

folder = pathlib.Path(sys.argv[1])
pixels = numpy.fromfile(folder / "inputs.f32", dtype=numpy.float32).reshape(-1, 1, 28, 28)
for file in sorted(folder.iterdir()):
    if file.suffix in (".onnx", ".pb"):
        read = cv2.dnn.readNetFromONNX if file.suffix == ".onnx" else cv2.dnn.readNetFromTensorflow
        # Two batch sizes: the batch axis is free.
        for batch in (pixels[:1], pixels):
            net = read(str(file))
            net.setInput(batch)
            scores = net.forward()
            assert scores.shape == (len(batch), 10), f"{file.name}: {scores.shape}"
        scores.astype(numpy.float32).tofile(f"{file}.scores")
print(cv2.__version__)

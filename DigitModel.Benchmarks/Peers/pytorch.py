#!/usr/bin/env python3
"""Times PyTorch on one of the two published networks; prints one JSON line.

Usage: pytorch.py NETWORK train|batch500|single THREADS SECONDS
Needs Debian's python3-torch. Random images: speed does not depend on what they show. Both memory formats are timed, and
the faster one is what counts.
"""
import json, statistics, sys, time
import torch, torch.nn as nn, torch.nn.functional as F


class CnnDigitRecognizer(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1, self.c2 = nn.Conv2d(1, 32, 5, padding=1), nn.Conv2d(32, 32, 5, padding=1)
        self.c3, self.c4 = nn.Conv2d(32, 64, 3, padding=1), nn.Conv2d(64, 64, 3, padding=1)
        self.f1, self.f2 = nn.Linear(64 * 11 * 11, 2048), nn.Linear(2048, 10)

    def forward(self, x):
        x = F.dropout(F.max_pool2d(F.relu(self.c2(self.c1(x))), 2, 1), .5, self.training)
        x = F.dropout(F.max_pool2d(F.relu(self.c4(self.c3(x))), 2, 2), .5, self.training).flatten(1)
        x = F.dropout(x, .5, self.training)
        return self.f2(F.dropout(F.relu(self.f1(x)), .5, self.training))


class DigitRecognizer(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1, self.c2, self.c3 = nn.Conv2d(1, 32, 3), nn.Conv2d(32, 64, 3, padding=1), nn.Conv2d(64, 128, 3)
        self.f1, self.f2, self.f3 = nn.Linear(512, 64), nn.Linear(64, 128), nn.Linear(128, 10)

    def forward(self, x):
        for c in (self.c1, self.c2, self.c3):
            x = F.max_pool2d(F.relu(c(x)), 2)
        x = F.dropout(F.relu(self.f1(x.flatten(1))), .2, self.training)
        return self.f3(F.dropout(F.relu(self.f2(x)), .2, self.training))


NETWORKS = {
    "digit-recognizer": (DigitRecognizer, lambda p: torch.optim.Adam(p, 1e-3)),
    "cnn-digit-recognizer": (CnnDigitRecognizer, lambda p: torch.optim.RMSprop(p, 1e-3, alpha=.9, eps=1e-8, weight_decay=1e-4)),
}


def rate(step, images, seconds):
    """Images a second: the median over steps, after two steps of warming up."""
    step(), step()
    times, end = [], time.perf_counter() + seconds
    while len(times) < 5 or time.perf_counter() < end:
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    return images / statistics.median(times)


def main():
    network, task, threads, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    make, optimizer = NETWORKS[network]
    best = 0
    for form in (torch.contiguous_format, torch.channels_last):
        model = make().to(memory_format=form)
        count = {"train": 100, "batch500": 500, "single": 1}[task]
        x = torch.rand(count, 1, 28, 28).contiguous(memory_format=form)
        if task == "train":
            o, y = optimizer(model.parameters()), torch.randint(0, 10, (count,))

            def step():
                o.zero_grad()
                F.cross_entropy(model(x), y).backward()
                o.step()
            best = max(best, rate(step, count, seconds / 2))
        else:
            model.eval()
            with torch.no_grad():
                best = max(best, rate(lambda: model(x), count, seconds / 2))
    print(json.dumps({"peer": f"PyTorch {torch.__version__}", "imagesPerSecond": best}))


main()

// Times libtorch on one of the two published networks; prints one line of JSON.
// Usage: libtorch NETWORK train|batch500|single THREADS SECONDS
// Random images: speed does not depend on what they show.
using System.Globalization;
using MlNetDigits.Benchmarks.Peers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

(string network, string task, int threads, double seconds) =
    (args[0], args[1], int.Parse(args[2], CultureInfo.InvariantCulture), double.Parse(args[3], CultureInfo.InvariantCulture));
set_num_threads(threads);
random.manual_seed(0);
Module<Tensor, Tensor> model = network switch
{
    "digit-recognizer" => Sequential(
        Conv2d(1, 32, 3), ReLU(), MaxPool2d(2),
        Conv2d(32, 64, 3, padding: 1), ReLU(), MaxPool2d(2),
        Conv2d(64, 128, 3), ReLU(), MaxPool2d(2),
        Flatten(), Linear(512, 64), ReLU(), Dropout(0.2), Linear(64, 128), ReLU(), Dropout(0.2), Linear(128, 10)),
    "cnn-digit-recognizer" => Sequential(
        Conv2d(1, 32, 5, padding: 1), Conv2d(32, 32, 5, padding: 1), ReLU(), MaxPool2d(2, 1), Dropout(0.5),
        Conv2d(32, 64, 3, padding: 1), Conv2d(64, 64, 3, padding: 1), ReLU(), MaxPool2d(2, 2), Dropout(0.5),
        Flatten(), Dropout(0.5), Linear(64 * 11 * 11, 2048), ReLU(), Dropout(0.5), Linear(2048, 10)),
    _ => throw new ArgumentException($"There is no network '{network}'."),
};
int count = task switch { "train" => 100, "batch500" => 500, _ => 1 };
Tensor images = rand(count, 1, 28, 28);
double rate;
if (task == "train")
{
    Tensor labels = randint(0, 10, [count], dtype: ScalarType.Int64);
    optim.Optimizer optimizer = network == "digit-recognizer"
        ? optim.Adam(model.parameters(), 1e-3)
        : optim.RMSProp(model.parameters(), 1e-3, alpha: 0.9, eps: 1e-8, weight_decay: 1e-4);
    var loss = CrossEntropyLoss();
    model.train();
    rate = Timing.Rate(count, seconds, () =>
    {
        using DisposeScope scope = NewDisposeScope();
        optimizer.zero_grad();
        loss.forward(model.forward(images), labels).backward();
        optimizer.step();
    });
}
else
{
    model.eval();
    using IDisposable inference = no_grad();
    rate = Timing.Rate(count, seconds, () => model.forward(images).Dispose());
}

Console.WriteLine(FormattableString.Invariant($"{{\"peer\": \"libtorch {__version__}\", \"imagesPerSecond\": {rate}}}"));

using System.Text.Json;
using DigitEngine.Kernels;
using DigitEngine.Network;
using DigitEngine.Training;
using MlNetDigits.Tests.Kernels;

namespace MlNetDigits.Tests.Network;

/// <summary>
/// A few training steps, repeated after PyTorch (Fixtures/make-fixtures.py says how its numbers came about). They are those
/// of its float64, and beside each array is how far its float32 ended up from it; the largest of these measures what
/// rounding does to the run. This engine adds in other orders than either, and takes its rates as floats; it must be no
/// more than eight times as far, and four roundings of the largest number.
/// </summary>
public unsafe class PyTorchTests
{
    private const double Unit = 1.0 / (1 << 24);

    public static TheoryData<string, int> Cases
    {
        get
        {
            TheoryData<string, int> cases = [];
            foreach (string name in (string[])["sgd", "nesterov", "adam", "rmsprop", "batchnorm"])
            {
                foreach (int lanes in NetworkSet.Widths)
                {
                    cases.Add(name, lanes);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Training_FollowsPyTorch(string name, int lanes)
    {
        using Stream stream = typeof(PyTorchTests).Assembly.GetManifestResourceStream("pytorch.json")!;
        using JsonDocument document = JsonDocument.Parse(stream);
        JsonElement fixture = document.RootElement.GetProperty("cases").EnumerateArray()
            .Single(element => element.GetProperty("name").GetString() == name);
        NetworkDefinition definition = NetworkSet.Parse(fixture.GetProperty("network").GetString()!);
        int batch = fixture.GetProperty("batch").GetInt32();
        using Workers workers = new(2);
        TrainableNetwork network = NetworkSet.Create(lanes, definition, batch, 1, Float(fixture, "smoothing"), workers);
        Start(network);
        Action<int> optimize = Optimizer(KernelSet.For(lanes), network.Parameters, fixture);
        double[] losses = Numbers(fixture, "losses");
        TestBatch images = new([], []);
        for (int step = 0; step < losses.Length; step++)
        {
            images = Images(definition.Input, batch, step);
            double loss = network.ComputeGradients(images, new(batch, (ulong)step));
            Assert.Equal(losses[step], loss, Tolerance(Number(fixture, "lossRounding"), losses));
            optimize(step + 1);
        }

        JsonElement[] arrays = [.. fixture.GetProperty("arrays").EnumerateArray()];
        Parameter[] all = [.. network.Parameters.Parameters, .. network.Parameters.Statistics];
        Assert.Equal(arrays.Select(array => array.GetProperty("name").GetString()), all.Select(parameter => parameter.Name));
        double rounding = arrays.Max(array => array.GetProperty("rounding").GetDouble());
        for (int i = 0; i < arrays.Length; i++)
        {
            AssertClose(Numbers(arrays[i], "values"), rounding, all[i].Span, all[i].Name);
        }

        float[] probabilities = NetworkSet.Predict(NetworkSet.Compile(lanes, network.ToTrained()), images, batch);
        AssertClose(Numbers(fixture, "probabilities"), Number(fixture, "probabilityRounding"), probabilities, "probabilities");
    }

    private static void Start(TrainableNetwork network)
    {
        Parameter[] parameters = [.. network.Parameters.Parameters];
        for (int k = 0; k < parameters.Length; k++)
        {
            int inputs = k + 1 < parameters.Length ? parameters[k].Length / parameters[k + 1].Length : 0;
            double factor = Math.Sqrt(3.0 / inputs);
            string kind = parameters[k].Name.Split('.')[^1];
            for (int i = 0; i < parameters[k].Length; i++)
            {
                double value = Value(i, k);
                parameters[k].Span[i] = (float)(kind switch
                {
                    "weight" => value * factor,
                    "bias" => value / 10,
                    "scale" => 1 + (value / 2),
                    "offset" => value / 2,
                    _ => throw new InvalidOperationException(kind),
                });
            }
        }
    }

    private static TestBatch Images(Shape shape, int count, int step) => new(
        [.. Enumerable.Range(0, count).Select(image =>
            Enumerable.Range(image * shape.Size, shape.Size).Select(i => (float)Value(i, 100 + step)).ToArray())],
        [.. Enumerable.Range(0, count).Select(image => ((3 * image) + step) % 10)]);

    /// <summary>The formula of make-fixtures.py.</summary>
    private static double Value(long i, long k) => ((((i * i * 31) + (i * 7919) + (k * 104729)) % 2003) - 1001) / 1001.0;

    /// <summary>Takes step number t with all parameters as one vector, as training does.</summary>
    private static Action<int> Optimizer(KernelSet kernels, ParameterStore store, JsonElement fixture)
    {
        int count = store.Values.Length;
        AlignedBuffer first = new(count), second = new(count);
        float* weights = store.Values.Pointer;
        float* gradients = store.Gradients.Pointer;
        float rate = Float(fixture, "rate");
        float decay = Float(fixture, "decay");
        string optimizer = fixture.GetProperty("optimizer").GetString()!;
        return t =>
        {
            switch (optimizer)
            {
                case "sgd" or "nesterov":
                    kernels.Sgd(
                        weights, gradients, first.Pointer, count, rate, Float(fixture, "momentum"), decay, optimizer == "nesterov");
                    break;
                case "rmsprop":
                    kernels.RmsProp(weights, gradients, first.Pointer, count, rate, Float(fixture, "alpha"), 1e-8f, decay);
                    break;
                default:
                    double root = Math.Sqrt(1 - Math.Pow(0.999, t));
                    AdamFactors factors = new(
                        (float)(rate * root / (1 - Math.Pow(0.9, t))), 0.9f, 0.999f, (float)(1e-8 * root), decay, 1);
                    kernels.Adam(weights, gradients, first.Pointer, second.Pointer, count, factors);
                    break;
            }
        };
    }

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();

    private static float Float(JsonElement element, string name) => element.GetProperty(name).GetSingle();

    private static double[] Numbers(JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(number => number.GetDouble())];

    private static double Tolerance(double rounding, double[] numbers) =>
        (8 * rounding) + (4 * Unit * numbers.Max(Math.Abs));

    private static void AssertClose(double[] expected, double rounding, ReadOnlySpan<float> actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        double tolerance = Tolerance(rounding, expected);
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance))
            {
                Assert.Fail($"{what}: [{i}] is {actual[i]}, not {expected[i]} ± {tolerance}");
            }
        }
    }
}

using DigitEngine.Data;
using DigitEngine.Network;
using DigitEngine.Persistence;

namespace DigitEngine.Prediction;

/// <summary>
/// Predicts digits. Unlike ML.NET's engine, one engine serves any number of threads at once without a lock, and once warm it
/// allocates only what it returns. Create one per model and keep it.
/// </summary>
public sealed class PredictionEngine
{
    /// <summary>Images that a thread takes at a time: as many as go through the dense layers together.</summary>
    private const int GroupSize = 28;

    private static readonly Lazy<PredictionEngine> Shipped = new(() => new(ModelFile.LoadDefault()));

    private readonly TrainedNetwork _network;
    private readonly Lazy<ModelFile> _model;
    private readonly WorkspacePool _singles;
    private readonly WorkspacePool _groups;

    /// <summary>Creates an engine for a model.</summary>
    /// <param name="model">The model, loaded or just made.</param>
    public PredictionEngine(ModelFile model)
        : this((model ?? throw new ArgumentNullException(nameof(model))).Network, new Lazy<ModelFile>(model))
    {
    }

    /// <summary>Creates an engine for a network, such as the one that training has just given.</summary>
    /// <param name="network">The network, from 28×28 pixels to ten classes.</param>
    /// <exception cref="ArgumentException">The network has another input or another number of classes.</exception>
    public PredictionEngine(TrainedNetwork network)
        : this(Checked(network), new Lazy<ModelFile>(() => ModelFile.Create(network)))
    {
    }

    private PredictionEngine(TrainedNetwork network, Lazy<ModelFile> model)
    {
        _network = network;
        _model = model;
        _singles = new(network, 1);
        _groups = new(network, GroupSize);
    }

    /// <summary>
    /// The engine of the model that comes with the library (<see cref="ModelFile.LoadDefault"/>). It is created on first use and
    /// shared by all callers.
    /// </summary>
    public static PredictionEngine Default => Shipped.Value;

    /// <summary>What is known about the model.</summary>
    public ModelManifest Manifest => _model.Value.Manifest;

    /// <summary>The model card, in Markdown.</summary>
    public string ModelCard => _model.Value.ModelCard;

    /// <summary>
    /// The lowest <see cref="ModelOutput.DigitScore"/> that counts as a digit; −∞ for a model without a threshold.
    /// </summary>
    public float DigitThreshold => _network.DigitThreshold;

    /// <summary>Creates an engine for a model file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFormatException">The file can't be read or is not a model.</exception>
    public static PredictionEngine Load(string path) => new(ModelFile.Load(path));

    /// <summary>Creates an engine for the content of a model file.</summary>
    /// <param name="stream">The content. It is left open.</param>
    /// <exception cref="ModelFormatException">The content is not a model.</exception>
    /// <exception cref="IOException">The stream can't be read.</exception>
    public static PredictionEngine Load(Stream stream) => new(ModelFile.Load(stream));

    /// <summary>Predicts one image.</summary>
    /// <param name="input">Its pixels.</param>
    /// <exception cref="ArgumentException">There are not 784 values from 0 to 255.</exception>
    public ModelOutput Predict(ModelInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Predict(input.PixelValues.AsSpan());
    }

    /// <summary>Predicts one image.</summary>
    /// <param name="pixels">784 grey values from 0 (background) to 255 (ink), row by row.</param>
    /// <exception cref="ArgumentException">There are not 784 values.</exception>
    public ModelOutput Predict(ReadOnlySpan<byte> pixels)
    {
        float[] scores = new float[DigitImage.ClassCount];
        return ToOutput(scores, Predict(pixels, scores));
    }

    /// <summary>Predicts one image.</summary>
    /// <param name="pixels">784 grey values from 0 (background) to 255 (ink), row by row.</param>
    /// <exception cref="ArgumentException">There are not 784 values from 0 to 255.</exception>
    public ModelOutput Predict(ReadOnlySpan<float> pixels)
    {
        float[] scores = new float[DigitImage.ClassCount];
        return ToOutput(scores, Predict(pixels, scores));
    }

    /// <summary>Predicts one image without allocating anything.</summary>
    /// <param name="pixels">784 grey values from 0 (background) to 255 (ink), row by row.</param>
    /// <param name="scores">Receives ten probabilities. Element d belongs to digit d.</param>
    /// <returns>How much the image looks like a digit: <see cref="ModelOutput.DigitScore"/>.</returns>
    /// <exception cref="ArgumentException">There are not 784 values, or not ten scores.</exception>
    public float Predict(ReadOnlySpan<byte> pixels, Span<float> scores)
    {
        RequireLength(pixels.Length, DigitImage.PixelCount, "pixel values", nameof(pixels));
        RequireLength(scores.Length, DigitImage.ClassCount, "scores", nameof(scores));
        InferenceWorkspace workspace = _singles.Rent();
        DigitImage.ToUnit(pixels, workspace.InputPixels.Span);
        float digitScore = _network.PredictOne(workspace, scores);
        _singles.Return(workspace);
        return digitScore;
    }

    /// <summary>Predicts one image without allocating anything.</summary>
    /// <param name="pixels">784 grey values from 0 (background) to 255 (ink), row by row.</param>
    /// <param name="scores">Receives ten probabilities. Element d belongs to digit d.</param>
    /// <returns>How much the image looks like a digit: <see cref="ModelOutput.DigitScore"/>.</returns>
    /// <exception cref="ArgumentException">There are not 784 values from 0 to 255, or not ten scores.</exception>
    public float Predict(ReadOnlySpan<float> pixels, Span<float> scores)
    {
        InputRows.Require(pixels, nameof(pixels));
        RequireLength(scores.Length, DigitImage.ClassCount, "scores", nameof(scores));
        InferenceWorkspace workspace = _singles.Rent();
        InputRows.ToUnit(pixels, workspace.InputPixels.Span);
        float digitScore = _network.PredictOne(workspace, scores);
        _singles.Return(workspace);
        return digitScore;
    }

    /// <summary>Predicts many images on several threads.</summary>
    /// <param name="pixels">784 grey values per image, one image after the other.</param>
    /// <param name="scores">Receives ten probabilities per image. Element d of ten belongs to digit d.</param>
    /// <param name="threads">The most threads to use, or 0 for one per processor.</param>
    /// <exception cref="ArgumentException">The lengths do not fit a number of images.</exception>
    public void PredictBatch(ReadOnlyMemory<byte> pixels, Memory<float> scores, int threads = 0) =>
        PredictBatch(pixels, scores, Memory<float>.Empty, threads);

    /// <summary>Predicts many images on several threads, and tells for each how much it looks like a digit.</summary>
    /// <param name="pixels">784 grey values per image, one image after the other.</param>
    /// <param name="scores">Receives ten probabilities per image. Element d of ten belongs to digit d.</param>
    /// <param name="digitScores">
    /// Receives <see cref="ModelOutput.DigitScore"/> of each image, which is to be compared with <see cref="DigitThreshold"/>. May
    /// be empty.
    /// </param>
    /// <param name="threads">The most threads to use, or 0 for one per processor.</param>
    /// <exception cref="ArgumentException">The lengths do not fit a number of images.</exception>
    public void PredictBatch(ReadOnlyMemory<byte> pixels, Memory<float> scores, Memory<float> digitScores, int threads = 0) =>
        PredictBatch(InputRows.Of(pixels), ImagesOf(pixels.Length, scores, digitScores), scores, digitScores, threads);

    /// <summary>Predicts many images on several threads, and tells for each how much it looks like a digit.</summary>
    /// <param name="pixels">784 grey values from 0 to 255 per image, one image after the other.</param>
    /// <param name="scores">Receives ten probabilities per image. Element d of ten belongs to digit d.</param>
    /// <param name="digitScores">Receives <see cref="ModelOutput.DigitScore"/> of each image. May be empty.</param>
    /// <param name="threads">The most threads to use, or 0 for one per processor.</param>
    /// <exception cref="ArgumentException">
    /// The lengths do not fit a number of images, or a value is not from 0 to 255. The message tells which.
    /// </exception>
    public void PredictBatch(
        ReadOnlyMemory<float> pixels, Memory<float> scores, Memory<float> digitScores = default, int threads = 0)
    {
        int images = ImagesOf(pixels.Length, scores, digitScores);
        for (int i = 0; i < images; i++)
        {
            InputRows.Require(pixels.Span.Slice(i * DigitImage.PixelCount, DigitImage.PixelCount), nameof(pixels), i);
        }

        PredictBatch(InputRows.Of(pixels), images, scores, digitScores, threads);
    }

    /// <summary>Predicts many images on all processors.</summary>
    /// <param name="inputs">Their pixels.</param>
    /// <returns>An output for each input, in the same order.</returns>
    /// <exception cref="ArgumentException">An image does not have 784 values from 0 to 255. The message tells which.</exception>
    public IReadOnlyList<ModelOutput> PredictBatch(IReadOnlyList<ModelInput> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        float[][] rows = new float[inputs.Count][];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = inputs[i]?.PixelValues ?? [];
            InputRows.Require(rows[i], nameof(inputs), i);
        }

        float[] scores = new float[rows.Length * DigitImage.ClassCount];
        float[] digitScores = new float[rows.Length];
        PredictBatch(InputRows.Of(rows), rows.Length, scores, digitScores, threads: 0);
        ModelOutput[] outputs = new ModelOutput[rows.Length];
        for (int i = 0; i < outputs.Length; i++)
        {
            outputs[i] = ToOutput(scores.AsSpan(i * DigitImage.ClassCount, DigitImage.ClassCount).ToArray(), digitScores[i]);
        }

        return outputs;
    }

    /// <summary>The number of images, for which the other lengths must fit.</summary>
    private static int ImagesOf(int pixels, Memory<float> scores, Memory<float> digitScores)
    {
        (int images, int rest) = Math.DivRem(pixels, DigitImage.PixelCount);
        if (rest != 0)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Expected a multiple of {DigitImage.PixelCount} pixel values, found {pixels}."),
                nameof(pixels));
        }

        RequireLength(scores.Length, images * DigitImage.ClassCount, "scores", nameof(scores));
        if (!digitScores.IsEmpty)
        {
            RequireLength(digitScores.Length, images, "digit scores", nameof(digitScores));
        }

        return images;
    }

    private static TrainedNetwork Checked(TrainedNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        ModelFile.RequireDigits(network);
        return network;
    }

    private static void RequireLength(int length, int expected, string what, string parameter)
    {
        if (length != expected)
        {
            throw new ArgumentException(FormattableString.Invariant($"Expected {expected} {what}, found {length}."), parameter);
        }
    }

    private ModelOutput ToOutput(float[] scores, float digitScore) => new(scores, digitScore, digitScore >= DigitThreshold);

    private void PredictBatch(IBatchSource source, int images, Memory<float> scores, Memory<float> digitScores, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        int groups = (images + GroupSize - 1) / GroupSize;
        if (groups == 1)
        {
            PredictGroup(source, 0, images, scores, digitScores);
            return;
        }

        ParallelOptions options = new() { MaxDegreeOfParallelism = threads == 0 ? Environment.ProcessorCount : threads };
        Parallel.For(0, groups, options, group => PredictGroup(source, group * GroupSize, images, scores, digitScores));
    }

    private void PredictGroup(IBatchSource source, int first, int images, Memory<float> scores, Memory<float> digitScores)
    {
        int length = Math.Min(GroupSize, images - first);
        InferenceWorkspace workspace = _groups.Rent();
        Span<float> part = scores.Span.Slice(first * DigitImage.ClassCount, length * DigitImage.ClassCount);
        _network.Predict(source, first, part, workspace, digitScores.IsEmpty ? default : digitScores.Span.Slice(first, length));
        _groups.Return(workspace);
    }
}

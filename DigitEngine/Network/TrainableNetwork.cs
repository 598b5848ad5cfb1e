using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>A network with the buffers, gradients and plan that training it takes.</summary>
internal sealed unsafe class TrainableNetwork
{
    private readonly List<Layer> _layers = [];
    private readonly LossLayer _loss;
    private readonly StagePlan _plan;
    private readonly byte[] _labels;
    private readonly LayerBuffer _input;
    private readonly LayerBuffer _logits;
    private IBatchSource? _source;

    private TrainableNetwork(
        NetworkDefinition definition,
        int batchSize,
        ulong seed,
        LossOptions loss,
        Workers workers,
        LayerFactory factory,
        WeightInitialization initialization)
    {
        Definition = definition;
        BatchSize = batchSize;
        _labels = new byte[batchSize];
        LayerBuffer current = _input = new(definition.Input, batchSize, needsGradient: false);
        for (int i = 0; i < definition.Layers.Count; i++)
        {
            Shape shape = definition.OutputOf(i);
            if (definition.Layers[i] is FlattenDefinition)
            {
                current = current.As(shape);
                continue;
            }

            LayerBuffer output = new(shape, batchSize, needsGradient: PoolingAfter(i) is null);
            _layers.Add(factory.Create(definition.Layers[i], i, current, output, Parameters, batchSize));
            if (i > 0 && PoolingAfter(i - 1) is PoolGeometry pool)
            {
                _layers[^2].TakeGradientThrough(pool, output);
            }

            current = output;
        }

        _logits = current;
        Parameters.Build();
        for (int i = 0; i < _layers.Count; i++)
        {
            _layers[i].Initialize(initialization, SeededRandom.For(seed, RandomPurpose.Initialization, (ulong)i));
        }

        _loss = new(_logits, _labels, loss);
        Stages = [.. AllStages(factory)];
        ScratchSize = _layers.Max(layer => layer.ScratchSize);
        _plan = new(workers, Stages, ScratchSize);
    }

    public NetworkDefinition Definition { get; }

    public int BatchSize { get; }

    public ParameterStore Parameters { get; } = new();

    /// <summary>All of a step in order, which the benchmarks time one by one.</summary>
    public IReadOnlyList<Stage> Stages { get; }

    /// <summary>Floats of scratch that a stage may use.</summary>
    public int ScratchSize { get; }

    /// <summary>A network with random weights.</summary>
    /// <param name="definition">The layers.</param>
    /// <param name="batchSize">The most images in one step.</param>
    /// <param name="seed">Where the weights' random start comes from.</param>
    /// <param name="loss">What it is measured by.</param>
    /// <param name="workers">The threads to work with.</param>
    /// <param name="initialization">How the weights' random start is drawn.</param>
    public static TrainableNetwork Create(
        NetworkDefinition definition,
        int batchSize,
        ulong seed,
        LossOptions loss,
        Workers workers,
        WeightInitialization initialization = WeightInitialization.He) =>
        SimdDispatch.Run<Creation, TrainableNetwork>(new(definition, batchSize, seed, loss, workers, initialization));

    /// <summary>The same, for registers of a given width.</summary>
    public static TrainableNetwork Create<TSimd>(
        NetworkDefinition definition,
        int batchSize,
        ulong seed,
        LossOptions loss,
        Workers workers,
        WeightInitialization initialization = WeightInitialization.He)
        where TSimd : unmanaged, ISimd<TSimd> =>
        new(definition, batchSize, seed, loss, workers, new LayerFactory<TSimd>(), initialization);

    /// <summary>
    /// Takes one batch forward and backward: afterwards the gradients of the mean loss are in <see cref="Parameters"/>.
    /// </summary>
    /// <returns>The mean loss over the batch.</returns>
    public double ComputeGradients(IBatchSource source, Batch batch)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch.Count, BatchSize);
        _source = source;
        _plan.Run(batch);
        return _loss.MeanLoss(batch);
    }

    /// <summary>The logits of an image of the last batch.</summary>
    public ReadOnlySpan<float> LogitsOf(int image) => new(_logits.ValueOf(image), _logits.Shape.Size);

    /// <summary>A copy of the network as it predicts: batch normalisation folded in, dropout gone.</summary>
    public TrainedNetwork ToTrained() => new(LayerFolding.Fold(_layers.Select(layer => layer.ToTrained())));

    /// <summary>The 2×2 pooling right after a rectified convolution, through which that takes its gradient; else null.</summary>
    private PoolGeometry? PoolingAfter(int layer) =>
        Definition.Layers[layer] is ConvolutionDefinition { Relu: true }
        && layer + 1 < Definition.Layers.Count
        && Definition.Layers[layer + 1] is MaxPoolDefinition pool
        && pool.Geometry(Definition.OutputOf(layer)) is { IsHalving: true } geometry
            ? geometry
            : null;

    private IEnumerable<Stage> AllStages(LayerFactory factory)
    {
        Action[] preparations = [.. _layers.SelectMany(layer => layer.Preparations)];
        if (preparations.Length > 0)
        {
            yield return new((in Work work) => preparations[work.Item](), _ => preparations.Length);
        }

        yield return new(LoadPiece);
        foreach (Stage stage in _layers.SelectMany(layer => layer.Forward))
        {
            yield return stage;
        }

        yield return _loss.Stage;
        foreach (Stage stage in _layers.AsEnumerable().Reverse().SelectMany(layer => layer.Backward))
        {
            yield return stage;
        }

        (PieceGradients Gradients, int Chunk)[] sums =
        [
            .. _layers.Select(layer => layer.PieceGradients).OfType<PieceGradients>()
                .SelectMany(gradients => Enumerable.Range(0, gradients.Chunks).Select(chunk => (gradients, chunk))),
        ];
        if (sums.Length > 0)
        {
            yield return new(
                (in Work work) => factory.Sum(sums[work.Item].Gradients, work.Batch.Pieces, sums[work.Item].Chunk), _ => sums.Length);
        }
    }

    private void LoadPiece(in Work work)
    {
        for (int image = work.First; image < work.First + work.Count; image++)
        {
            _labels[image] = (byte)_source!.Load(image, new(_input.ValueOf(image), _input.Shape.Size));
        }
    }

    private readonly record struct Creation(
        NetworkDefinition Definition,
        int BatchSize,
        ulong Seed,
        LossOptions Loss,
        Workers Workers,
        WeightInitialization Initialization) : ISimdTask<TrainableNetwork>
    {
        public TrainableNetwork Run<TSimd>()
            where TSimd : unmanaged, ISimd<TSimd> =>
            Create<TSimd>(Definition, BatchSize, Seed, Loss, Workers, Initialization);
    }
}

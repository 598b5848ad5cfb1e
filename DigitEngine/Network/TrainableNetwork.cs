using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>A network in training, with its buffers, its gradients and the stages of a step.</summary>
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
        WeightInitialization initialization,
        Func<LayerDefinition, LayerContext, Layer?> create)
    {
        Definition = definition;
        BatchSize = batchSize;
        _labels = new byte[batchSize];
        LayerBuffer current = _input = new(definition.Input, batchSize, hasGradient: false);
        for (int i = 0; i < definition.Layers.Count; i++)
        {
            Shape shape = definition.OutputOf(i);
            LayerDefinition? next = i + 1 < definition.Layers.Count ? definition.Layers[i + 1] : null;
            Layer? layer = create(definition.Layers[i], new(i, current, shape, next, Parameters, batchSize));
            if (layer is null)
            {
                current = current.As(shape);
                continue;
            }

            _layers.LastOrDefault()?.SetNext(layer);
            _layers.Add(layer);
            current = layer.Output;
        }

        _logits = current;
        Parameters.Build();
        for (int i = 0; i < _layers.Count; i++)
        {
            _layers[i].Initialize(initialization, SeededRandom.For(seed, RandomPurpose.Initialization, (ulong)i));
        }

        _loss = new(_logits, _labels, loss);
        Stages = [.. AllStages()];
        ScratchSize = _layers.Max(layer => layer.ScratchSize);
        _plan = new(workers, Stages, ScratchSize);
    }

    public NetworkDefinition Definition { get; }

    public int BatchSize { get; }

    public ParameterStore Parameters { get; } = new();

    /// <summary>The stages of a step in order, which benchmarks time one by one.</summary>
    public IReadOnlyList<Stage> Stages { get; }

    /// <summary>Floats of scratch memory that a stage may use.</summary>
    public int ScratchSize { get; }

    /// <summary>Creates a network with random weights.</summary>
    /// <param name="definition">The layers.</param>
    /// <param name="batchSize">The most images in one step.</param>
    /// <param name="seed">What the random weights follow from.</param>
    /// <param name="loss">What training minimises.</param>
    /// <param name="workers">The threads to work with.</param>
    /// <param name="initialization">How the random weights are drawn.</param>
    public static TrainableNetwork Create(
        NetworkDefinition definition,
        int batchSize,
        ulong seed,
        LossOptions loss,
        Workers workers,
        WeightInitialization initialization = WeightInitialization.He) =>
        SimdDispatch.Run<Creation, TrainableNetwork>(new(definition, batchSize, seed, loss, workers, initialization));

    /// <summary>Creates a network for registers of a given width, which tests compare.</summary>
    public static TrainableNetwork Create<TSimd>(
        NetworkDefinition definition,
        int batchSize,
        ulong seed,
        LossOptions loss,
        Workers workers,
        WeightInitialization initialization = WeightInitialization.He)
        where TSimd : unmanaged, ISimd<TSimd> =>
        new(definition, batchSize, seed, loss, workers, initialization, static (layer, context) => layer.CreateLayer<TSimd>(context));

    /// <summary>
    /// Takes one batch forward and backward. Afterwards <see cref="Parameters"/> hold the gradients of the mean loss.
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

    /// <summary>A copy of the network for prediction: without dropout, and with batch normalisation merged into other layers.</summary>
    public TrainedNetwork ToTrained() => new(LayerFolding.Fold(_layers.Select(layer => layer.ToTrained())));

    private IEnumerable<Stage> AllStages()
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

        Action<int>[] reductions = [.. _layers.SelectMany(layer => layer.Reductions)];
        if (reductions.Length > 0)
        {
            yield return new((in Work work) => reductions[work.Item](work.Batch.Pieces), _ => reductions.Length);
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

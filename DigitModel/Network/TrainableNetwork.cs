using DigitModel.Kernels;

namespace DigitModel.Network;

/// <summary>A network with the buffers, gradients and plan that training it takes.</summary>
internal sealed unsafe class TrainableNetwork
{
    private readonly List<Layer> layers = [];
    private readonly LossLayer loss;
    private readonly StagePlan plan;
    private readonly byte[] labels;
    private readonly Activation input;
    private readonly Activation logits;
    private IBatchSource? source;

    private TrainableNetwork(
        NetworkDefinition definition, int batchSize, ulong seed, float labelSmoothing, Workers workers, LayerFactory factory)
    {
        Definition = definition;
        BatchSize = batchSize;
        labels = new byte[batchSize];
        Activation current = input = new(definition.Input, batchSize, needsGradient: false);
        for (int i = 0; i < definition.Layers.Count; i++)
        {
            Shape shape = definition.OutputOf(i);
            if (definition.Layers[i] is FlattenDefinition)
            {
                current = current.As(shape);
                continue;
            }

            Activation output = new(shape, batchSize, needsGradient: true);
            layers.Add(factory.Create(definition.Layers[i], i, current, output, Parameters, batchSize));
            current = output;
        }

        logits = current;
        Parameters.Build();
        for (int i = 0; i < layers.Count; i++)
        {
            layers[i].Initialize(SeededRandom.For(seed, RandomPurpose.Initialization, (ulong)i));
        }

        loss = new(logits, labels, labelSmoothing);
        plan = new(workers, Stages(factory), layers.Max(layer => layer.ScratchSize));
    }

    public NetworkDefinition Definition { get; }

    public int BatchSize { get; }

    public ParameterStore Parameters { get; } = new();

    /// <summary>A network with random weights.</summary>
    /// <param name="definition">The layers.</param>
    /// <param name="batchSize">The most images in one step.</param>
    /// <param name="seed">Where the weights' random start comes from.</param>
    /// <param name="labelSmoothing">The share of the target spread over all classes.</param>
    /// <param name="workers">The threads to work with.</param>
    public static TrainableNetwork Create(
        NetworkDefinition definition, int batchSize, ulong seed, float labelSmoothing, Workers workers) =>
        MachineLanes.Run<Creation, TrainableNetwork>(new(definition, batchSize, seed, labelSmoothing, workers));

    /// <summary>The same, for registers of a given width.</summary>
    public static TrainableNetwork Create<TLanes>(
        NetworkDefinition definition, int batchSize, ulong seed, float labelSmoothing, Workers workers)
        where TLanes : unmanaged, ILanes<TLanes> =>
        new(definition, batchSize, seed, labelSmoothing, workers, new LayerFactory<TLanes>());

    /// <summary>
    /// Takes one batch forward and backward: afterwards the gradients of the mean loss are in <see cref="Parameters"/>.
    /// </summary>
    /// <returns>The mean loss over the batch.</returns>
    public double ComputeGradients(IBatchSource source, Batch batch)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch.Count, BatchSize);
        this.source = source;
        plan.Run(batch);
        return loss.MeanLoss(batch);
    }

    /// <summary>The logits of an image of the last batch.</summary>
    public ReadOnlySpan<float> LogitsOf(int image) => new(logits.ValueOf(image), logits.Shape.Size);

    /// <summary>A copy of the network as it predicts: batch normalisation folded in, dropout gone.</summary>
    public TrainedNetwork ToTrained() => new(LayerFolding.Fold(layers.Select(layer => layer.ToTrained())));

    private IEnumerable<Stage> Stages(LayerFactory factory)
    {
        Action[] preparations = [.. layers.SelectMany(layer => layer.Preparations)];
        if (preparations.Length > 0)
        {
            yield return new((in Work work) => preparations[work.Item](), _ => preparations.Length);
        }

        yield return new(LoadPiece);
        foreach (Stage stage in layers.SelectMany(layer => layer.Forward))
        {
            yield return stage;
        }

        yield return loss.Stage;
        foreach (Stage stage in layers.AsEnumerable().Reverse().SelectMany(layer => layer.Backward))
        {
            yield return stage;
        }

        (PieceGradients Gradients, int Chunk)[] sums =
        [
            .. layers.Select(layer => layer.PieceGradients).OfType<PieceGradients>()
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
            labels[image] = (byte)source!.Load(image, new(input.ValueOf(image), input.Shape.Size));
        }
    }

    private readonly record struct Creation(
        NetworkDefinition Definition, int BatchSize, ulong Seed, float LabelSmoothing, Workers Workers) : ILanesTask<TrainableNetwork>
    {
        public TrainableNetwork Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes> =>
            Create<TLanes>(Definition, BatchSize, Seed, LabelSmoothing, Workers);
    }
}

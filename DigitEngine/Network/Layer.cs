namespace DigitEngine.Network;

/// <summary>
/// A layer in training: the stages of its forward and its backward pass. It reads the output of the layer before it and owns
/// its own.
/// </summary>
/// <param name="context">What every layer is created from.</param>
/// <param name="hasGradient">Whether the output has a gradient; false if the backward pass starts elsewhere.</param>
internal abstract class Layer(LayerContext context, bool hasGradient = true)
{
    public LayerBuffer Input { get; } = context.Input;

    public LayerBuffer Output { get; } = new(context.OutputShape, context.BatchSize, hasGradient);

    /// <summary>Floats of scratch memory that a thread needs for the most demanding of the stages.</summary>
    public virtual int ScratchSize => 0;

    /// <summary>What must be done once per step before the first stage, such as packing weights. Independent of each other.</summary>
    public virtual IEnumerable<Action> Preparations => [];

    public abstract IEnumerable<Stage> Forward { get; }

    /// <summary>Writes the gradients of the parameters and, unless <see cref="Input"/> has none, of the input.</summary>
    public abstract IEnumerable<Stage> Backward { get; }

    /// <summary>
    /// What must be done after the last stage: adding up gradients over the pieces, whose number they are given. Independent
    /// of each other.
    /// </summary>
    public virtual IEnumerable<Action<int>> Reductions => [];

    /// <summary>Sets the parameters to their initial values.</summary>
    public virtual void Initialize(WeightInitialization initialization, SeededRandom random)
    {
    }

    /// <summary>Called once the next layer that is not a mere change of shape has been created.</summary>
    public virtual void SetNext(Layer next)
    {
    }

    /// <summary>The layer as it predicts, with a copy of its parameters; null if it does nothing then.</summary>
    public abstract TrainedLayer? ToTrained();
}

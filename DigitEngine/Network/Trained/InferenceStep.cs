namespace DigitEngine.Network;

/// <summary>A trained layer with its weights packed for this machine: immutable, and shared by all threads.</summary>
internal abstract unsafe class InferenceStep(Shape input, Shape output)
{
    public Shape Input { get; } = input;

    public Shape Output { get; } = output;

    /// <summary>Floats of scratch that <see cref="Run"/> needs.</summary>
    public virtual int ScratchSize => 0;

    /// <summary>Whether many images at once cost less than one after the other: weights are then read once for all.</summary>
    public virtual bool PrefersBatches => false;

    public abstract void Run(int images, float* input, float* output, float* scratch);
}

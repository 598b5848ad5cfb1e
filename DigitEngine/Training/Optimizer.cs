using DigitEngine.Kernels;
using DigitEngine.Network;

namespace DigitEngine.Training;

/// <summary>Steps all parameters of a network; owns the running averages that takes.</summary>
internal abstract class Optimizer
{
    /// <summary>Parameters in one item of work: the arrays of a chunk fit the second-level cache together.</summary>
    private const int Chunk = 16 * 1024;

    /// <summary>What is remembered from step to step, for checkpoints.</summary>
    public abstract IReadOnlyList<AlignedBuffer> State { get; }

    /// <summary>Steps taken so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Goes on from what <see cref="State"/> and <see cref="Steps"/> were.</summary>
    public void Restore(long steps, IReadOnlyList<float[]> state)
    {
        Steps = steps;
        for (int i = 0; i < State.Count; i++)
        {
            state[i].CopyTo(State[i].Span);
        }
    }

    /// <summary>Moves the parameters against their gradients.</summary>
    public void Step(ParameterStore parameters, double learningRate, Workers workers)
    {
        Steps++;
        int length = parameters.Values.Length;
        Begin(learningRate);
        workers.Run((length + Chunk - 1) / Chunk, (_, item) =>
        {
            int first = item * Chunk;
            StepChunk(parameters, first, Math.Min(Chunk, length - first));
        });
    }

    /// <summary>Works out what the step multiplies by.</summary>
    protected abstract void Begin(double learningRate);

    protected abstract void StepChunk(ParameterStore parameters, int first, int count);
}

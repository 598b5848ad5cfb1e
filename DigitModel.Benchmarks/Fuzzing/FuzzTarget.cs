using DigitEngine;

namespace MlNetDigits.Benchmarks.Fuzzing;

/// <summary>
/// One reader of strangers' bytes: inputs it must read, how they are damaged, and what it may do with them. Used by several
/// threads at once.
/// </summary>
internal abstract class FuzzTarget
{
    /// <summary>What every reader is told its input is called.</summary>
    public const string InputName = "input";

    /// <summary>The name, as the command takes it and as regression files begin.</summary>
    public abstract string Name { get; }

    /// <summary>The one exception that a bad input may end in; null where no input is bad.</summary>
    public abstract Type? Problem { get; }

    /// <summary>Good inputs, of a few hundred bytes each.</summary>
    public abstract IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>What every message begins with.</summary>
    public virtual string MessageStart => InputName + ":";

    /// <summary>Inputs in a test run, for about half a second.</summary>
    public virtual int ShortPass => 5000;

    /// <summary>Bytes that reading one input may allocate: seeds are small, and so must be what comes of damaging them.</summary>
    public virtual long MostAllocation => 32L << 20;

    /// <summary>A damaged input, made of one of <see cref="Seeds"/>.</summary>
    public abstract byte[] Mutate(int seed, ref SeededRandom random);

    /// <summary>
    /// Reads an input. Throws <see cref="Problem"/> if it is bad, and <see cref="FuzzException"/> if what was read is not what
    /// it must be, such as the same after writing and reading it again.
    /// </summary>
    public abstract void Run(byte[] input);

    protected static void Require(bool condition, string broken)
    {
        if (!condition)
        {
            throw new FuzzException(broken);
        }
    }

    protected static void RequireSame(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, string what) =>
        Require(first.SequenceEqual(second), $"{what} gives other bytes the second time");
}

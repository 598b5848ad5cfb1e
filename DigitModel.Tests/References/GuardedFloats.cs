using System.Runtime.CompilerServices;
using DigitEngine;

namespace MlNetDigits.Tests.References;

/// <summary>
/// Floats with canaries on both sides: a kernel that writes outside is found out, and one that lets what it reads outside
/// into its results gets NaN there. They begin at an odd place, so that nothing depends on alignment.
/// </summary>
internal sealed unsafe class GuardedFloats
{
    /// <summary>More than the two widest registers that a kernel may read past the end, and odd.</summary>
    private const int Guard = 67;

    /// <summary>A NaN with a payload: no arithmetic makes it.</summary>
    private static readonly int CanaryBits = unchecked((int)0xFFC5A5A5);

    private readonly float[] _memory;
    private readonly int _length;

    /// <summary>Floats that are canaries, too, until they are written.</summary>
    public GuardedFloats(int length)
    {
        _length = length;
        _memory = GC.AllocateUninitializedArray<float>(length + (2 * Guard), pinned: true);
        Array.Fill(_memory, BitConverter.Int32BitsToSingle(CanaryBits));
    }

    public float* Pointer => (float*)Unsafe.AsPointer(ref _memory[Guard]);

    public Span<float> Span => _memory.AsSpan(Guard, _length);

    public static GuardedFloats Of(ReadOnlySpan<float> values)
    {
        GuardedFloats floats = new(values.Length);
        values.CopyTo(floats.Span);
        return floats;
    }

    public static GuardedFloats Zeros(int length)
    {
        GuardedFloats floats = new(length);
        floats.Span.Clear();
        return floats;
    }

    /// <summary>Uniform in [−1, 1), by a seed.</summary>
    public static GuardedFloats Random(int length, ulong seed)
    {
        GuardedFloats floats = new(length);
        SeededRandom random = new(seed);
        foreach (ref float value in floats.Span)
        {
            value = random.NextSingle(-1, 1);
        }

        return floats;
    }

    public bool IsCanary(int index) => BitConverter.SingleToInt32Bits(_memory[Guard + index]) == CanaryBits;

    public void AssertGuards(string what)
    {
        for (int i = 0; i < Guard; i++)
        {
            Assert.True(IsCanary(i - Guard), $"{what}: written {Guard - i} before the beginning");
            Assert.True(IsCanary(_length + i), $"{what}: written {i + 1} past the end");
        }
    }

    /// <summary>Every value within its bound, and nothing written outside.</summary>
    public void AssertEqual(ReadOnlySpan<BoundedSum> expected, string what)
    {
        Assert.Equal(expected.Length, _length);
        for (int i = 0; i < _length; i++)
        {
            AssertEqual(expected[i], i, what);
        }

        AssertGuards(what);
    }

    public void AssertEqual(BoundedSum expected, int index, string what)
    {
        float actual = Span[index];
        if (!(Math.Abs(actual - expected.Value) <= expected.Tolerance))
        {
            Assert.Fail($"{what}: [{index}] is {actual}, not {expected.Value} ± {expected.Tolerance}");
        }
    }

    /// <summary>The very values, and nothing written outside.</summary>
    public void AssertEqual(ReadOnlySpan<float> expected, string what)
    {
        Assert.Equal(expected.Length, _length);
        for (int i = 0; i < _length; i++)
        {
            if (Span[i] != expected[i])
            {
                Assert.Fail($"{what}: [{i}] is {Span[i]}, not {expected[i]}");
            }
        }

        AssertGuards(what);
    }
}

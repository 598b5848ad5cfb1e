using System.Text;
using DigitEngine;

namespace MlNetDigits.Benchmarks.Fuzzing;

/// <summary>Damages text made of words and separators: replaces, deletes, repeats and swaps words.</summary>
internal sealed class TokenMutations
{
    private readonly byte[] _separators;
    private readonly byte[][] _words;

    /// <param name="separators">The characters that end a word.</param>
    /// <param name="words">Words with a meaning in the format, and similar ones.</param>
    public TokenMutations(string separators, params string[] words)
    {
        _separators = Encoding.UTF8.GetBytes(separators);
        _words =
        [
            .. words.Select(Encoding.UTF8.GetBytes),
            "\0"u8.ToArray(), "\u001b[31m"u8.ToArray(), "\u2028"u8.ToArray(), "\u202e"u8.ToArray(), "\u00a0"u8.ToArray(),
            [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF], "\r\n"u8.ToArray(), "٣"u8.ToArray(),
        ];
    }

    /// <summary>Makes one to three changes, now and then to bytes instead of words.</summary>
    public byte[] Damage(byte[] text, ref SeededRandom random)
    {
        if (random.NextInt32(8) == 0)
        {
            return ByteMutations.Damage(text, ref random);
        }

        byte[] damaged = text;
        for (int count = 1 + random.NextInt32(3); count > 0; count--)
        {
            damaged = DamageOnce(damaged, ref random);
        }

        return damaged;
    }

    private byte[] DamageOnce(byte[] text, ref SeededRandom random)
    {
        (int start, int end) = Word(text, ref random);
        ReadOnlySpan<byte> word = text.AsSpan(start, end - start);
        switch (random.NextInt32(10))
        {
            case 0:
                return Join(text, start, [], Math.Min(end + 1, text.Length));
            case 1:
                return Join(text, start, [], end);
            case 2:
                return Join(text, end, [.. Separator(ref random), .. word], end);
            case 3:
                (int from, int to) = Word(text, ref random);
                return Join(text, start, text.AsSpan(from, to - from), end);
            case 4:
                return Join(text, start, Separator(ref random), start);
            case 5:
                return end < text.Length ? Join(text, end, Separator(ref random), end + 1) : text[..start];
            case 6:
                return Join(text, start, Repeated(word, ref random), end);
            case 7:
                return Join(text, start + random.NextInt32(word.Length + 1), Odd(ref random), end);
            default:
                return Join(text, start, Odd(ref random), end);
        }
    }

    /// <summary>The word at a random position; it is empty between adjacent separators.</summary>
    private (int Start, int End) Word(ReadOnlySpan<byte> text, ref SeededRandom random)
    {
        int place = random.NextInt32(text.Length + 1);
        int start = text[..place].LastIndexOfAny(_separators) + 1;
        int length = text[place..].IndexOfAny(_separators);
        return (start, length < 0 ? text.Length : place + length);
    }

    private ReadOnlySpan<byte> Separator(ref SeededRandom random) => _separators.AsSpan(random.NextInt32(_separators.Length), 1);

    private ReadOnlySpan<byte> Odd(ref SeededRandom random) => _words[random.NextInt32(_words.Length)];

    private byte[] Repeated(ReadOnlySpan<byte> word, ref SeededRandom random)
    {
        ReadOnlySpan<byte> part = word.IsEmpty || random.NextInt32(2) == 0 ? Odd(ref random) : word;
        byte[] repeated = new byte[Math.Min(part.Length * (1 << random.NextInt32(10)), 1 << 14)];
        for (int i = 0; i < repeated.Length; i++)
        {
            repeated[i] = part[i % part.Length];
        }

        return repeated;
    }

    private static byte[] Join(ReadOnlySpan<byte> text, int start, ReadOnlySpan<byte> middle, int end) =>
        [.. text[..start], .. middle, .. text[end..]];
}

using System.Buffers.Binary;
using System.Security.Cryptography;

namespace DigitEngine.Data;

/// <summary>
/// A number that tells images apart: the first 128 bits, little-endian, of the SHA-256 of the 784 pixels. Equal images have equal
/// numbers, and it is out of the question that others have.
/// </summary>
internal static class ImageFingerprint
{
    public static UInt128 Of(ReadOnlySpan<byte> pixels)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(pixels, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    /// <summary>The different images of a data set.</summary>
    public static HashSet<UInt128> AllOf(DigitDataset data) => [.. Enumerable.Range(0, data.Count).Select(i => Of(data.Image(i)))];
}

using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using DigitEngine.Data;

namespace MlNetDigits.Tests.Data;

public class SampleTests
{
    private static readonly string Assets = Path.Combine(Repository.Root, "assets");

    [Fact]
    public void Sample_IsWhatItsPageSays()
    {
        string page = File.ReadAllText(Path.Combine(Assets, "README.md"));
        string path = Path.Combine(Assets, "digits-10k.csv.gz");
        byte[] packed = File.ReadAllBytes(path);
        using GZipStream gzip = new(new MemoryStream(packed), CompressionMode.Decompress);
        Assert.Contains($"`{Convert.ToHexStringLower(SHA256.HashData(packed))}`", page, StringComparison.Ordinal);
        Assert.Contains($"`{Convert.ToHexStringLower(SHA256.HashData(gzip))}`", page, StringComparison.Ordinal);
        Assert.Contains(packed.Length.ToString("N0", CultureInfo.InvariantCulture), page, StringComparison.Ordinal);

        DigitDataset data = DigitFile.ReadLabeled(path);
        Assert.Equal(10_000, data.Count);
        Assert.Contains($"| {string.Join(", ", data.CountPerClass)} |", page, StringComparison.Ordinal);

        // Grey levels and a margin, as MNIST has them, and so nothing shifted by a column.
        long[] sums = new long[784];
        for (int i = 0; i < data.Count; i++)
        {
            for (int pixel = 0; pixel < 784; pixel++)
            {
                sums[pixel] += data.Image(i)[pixel];
            }
        }

        Assert.Equal(0, sums[0] + sums[27] + sums[783]);
        Assert.InRange(sums.Sum() / (10_000 * 784.0), 33, 34); // MNIST's mean is 33.3
    }
}

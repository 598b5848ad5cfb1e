using DigitEngine;
using DigitPictures;
using MlNetDigits.Benchmarks.Fuzzing;

namespace MlNetDigits.Tests.Pictures;

public class PictureFuzzTests
{
    private const int InputsOfEach = 100;

    /// <summary>Whatever is in a file: a picture comes out, or the one exception that says so on one line.</summary>
    [Fact]
    public void Load_ReadsOrThrowsPictureFormatException_WhateverIsDamaged()
    {
        SeededRandom random = new(2026);
        int failed = 0;
        foreach (PictureFixture fixture in PictureFixtures.All)
        {
            byte[] whole = fixture.Bytes;
            for (int i = 0; i < InputsOfEach; i++)
            {
                ulong state = random.State;
                byte[] file = PictureMutations.Damage(whole, ref random);
                if (!Reads(file, $"{fixture.Name} damaged from state {state}"))
                {
                    failed++;
                }
            }
        }

        // Damage that reaches nobody proves nothing; nor does damage that is all found at the door.
        int inputs = InputsOfEach * PictureFixtures.All.Count;
        Assert.InRange(failed, inputs / 3, inputs * 9 / 10);
    }

    /// <summary>No beginning of a file is taken for the whole of it.</summary>
    [Fact]
    public void Load_Throws_WhereverAFileIsCutShort()
    {
        foreach (PictureFixture fixture in PictureFixtures.All)
        {
            byte[] whole = fixture.Bytes;

            // The last byte of a plain picture is a line's end; before it, a number may lose a digit and stay one.
            bool isPlain = fixture.Name.Contains("-plain", StringComparison.Ordinal);

            // After a BMP's last pixel there may be filling, and the marks of its row's end and its own.
            int spare = isPlain || fixture.Name.EndsWith(".bmp", StringComparison.Ordinal) ? 8 : 0;

            // Pillow pads the last directory.
            spare = fixture.Name == "pages.tif" ? 14 : spare;
            for (int length = 0; length < whole.Length - spare; length += length < 64 ? 1 : 17)
            {
                string what = $"{fixture.Name}, {length} bytes of it";
                Assert.False(Reads(whole[..length], what), what);
            }
        }
    }

    private static bool Reads(byte[] file, string what)
    {
        try
        {
            using MemoryStream stream = new(file);
            GrayPicture picture = GrayPicture.Load(stream);
            Assert.Equal(picture.Width * picture.Height, picture.Pixels.Length);
            return true;
        }
        catch (PictureFormatException problem)
        {
            Assert.DoesNotContain('\n', problem.Message);
            Assert.StartsWith("picture: ", problem.Message);
            return false;
        }
        catch (Exception other) when (other is not Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException($"{what}: {other.GetType().Name} instead of PictureFormatException", other);
        }
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using DigitEngine.Data;

namespace MlNetDigits.Tests.Data;

public class DigitDatasetTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(783)]
    [InlineData(785)]
    public void ImageSet_Throws_WhenTheLengthIsNoMultipleOf784(int length) =>
        Assert.Throws<ArgumentException>(() => new ImageSet(new byte[length]));

    [Fact]
    public void ImageSet_GivesEachImage()
    {
        byte[] pixels = TestImages.RandomPixels(3, 1);
        ImageSet images = new(pixels);
        Assert.Equal(3, images.Count);
        for (int i = 0; i < 3; i++)
        {
            Assert.True(images[i].SequenceEqual(pixels.AsSpan(i * 784, 784)));
        }
    }

    [Fact]
    public void TestSet_ShowsItsImages()
    {
        DigitDataset data = TestImages.RandomDataset(5, 2);
        TestSet test = new(data.Subset([4, 1]));

        Assert.True(test.Image(0).SequenceEqual(data.Image(4)));
        Assert.Equal((data.Label(4), data.Label(1)), (test.Label(0), test.Label(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => test.Label(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => test.Image(-1).Length);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(1 << 28)] // times 784 this is 0 in 32 bits
    public void ImageSet_Throws_WhenThereIsNoSuchImage(int index)
    {
        ImageSet images = new(new byte[3 * 784]);
        Assert.Throws<ArgumentOutOfRangeException>(() => images[index].Length);
    }

    [Fact]
    public void ImageSet_HidesTheUnusedEndOfItsStorage()
    {
        ImageSet images = new(new byte[(4 * 784) + 5], 3);
        Assert.Equal(3 * 784, images.Pixels.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => images[3].Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageSet(new byte[784], 2));
    }

    [Fact]
    public void Constructor_Throws_WhenCountsDifferOrALabelIsNoDigit()
    {
        ImageSet images = new(new byte[2 * 784]);
        Assert.Throws<ArgumentException>(() => new DigitDataset(images, new byte[3]));
        ArgumentException error = Assert.Throws<ArgumentException>(() => new DigitDataset(images, [9, 10]));
        Assert.Contains("label number 1 is 10", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CountPerClass_CountsTheViewOnly()
    {
        DigitDataset data = new(new ImageSet(new byte[5 * 784]), [0, 9, 9, 3, 9]);
        Assert.Equal([1, 0, 0, 1, 0, 0, 0, 0, 0, 3], data.CountPerClass);
        Assert.Equal([0, 0, 0, 1, 0, 0, 0, 0, 0, 1], data.Subset([3, 4]).CountPerClass);
    }

    [Fact]
    public void Subset_SharesPixels_WhenTakenOfASubset()
    {
        DigitDataset data = TestImages.RandomDataset(10, 4);
        DigitDataset view = data.Subset([9, 2, 5, 7]).Subset([3, 0, 0]);
        Assert.Equal(3, view.Count);
        int[] originals = [7, 9, 9];
        for (int i = 0; i < 3; i++)
        {
            Assert.True(view.Image(i) == data.Image(originals[i])); // the same memory, not only equal bytes
            Assert.Equal(data.Label(originals[i]), view.Label(i));
        }
    }

    [Fact]
    public void Subset_Throws_WhenAnIndexIsOutsideTheView()
    {
        DigitDataset view = TestImages.RandomDataset(10, 4).Subset([9, 2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => view.Subset([2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => view.Subset([-1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => view.Label(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => view.Image(-1).Length);
    }

    [Fact]
    public void Fingerprint_IsSha256OfCountPixelsAndLabels()
    {
        byte[] pixels = TestImages.RandomPixels(3, 8);
        byte[] bytes = new byte[8 + pixels.Length + 3];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, 3);
        pixels.CopyTo(bytes, 8);
        bytes[^3] = 1;
        bytes[^2] = 2;
        bytes[^1] = 3;
        DigitDataset data = new(new ImageSet(pixels), [1, 2, 3]);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), data.Fingerprint);
        Assert.Equal(data.Fingerprint, data.Subset([0, 1, 2]).Fingerprint);
        Assert.NotEqual(data.Fingerprint, data.Subset([1, 0, 2]).Fingerprint);
        Assert.NotEqual(data.Fingerprint, new DigitDataset(new ImageSet(pixels), [1, 2, 4]).Fingerprint);
    }
}

namespace DigitEngine.Data;

/// <summary>What a file of digits holds.</summary>
public sealed class DigitFileContent
{
    internal DigitFileContent(ImageSet images, DigitDataset? labeled)
    {
        Images = images;
        Labeled = labeled;
    }

    /// <summary>The images, in the file's order.</summary>
    public ImageSet Images { get; }

    /// <summary>The same images with their labels, or null if the file has none. They share their pixels.</summary>
    public DigitDataset? Labeled { get; }
}

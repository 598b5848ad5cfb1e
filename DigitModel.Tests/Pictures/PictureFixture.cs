namespace MlNetDigits.Tests.Pictures;

/// <summary>A picture file and what it must be read as, each pixel within the tolerance.</summary>
internal sealed record PictureFixture(string Name, int Width, int Height, int Tolerance, byte[] Pixels)
{
    public string FilePath => Path.Combine(PictureFixtures.Folder, Name);

    public byte[] Bytes => File.ReadAllBytes(FilePath);
}

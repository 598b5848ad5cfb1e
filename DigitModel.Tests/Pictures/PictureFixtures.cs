using System.Globalization;

namespace MlNetDigits.Tests.Pictures;

/// <summary>Pictures that other programs wrote, and the grey pixels that they hold: see make-pictures.py beside them.</summary>
internal static class PictureFixtures
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "DigitModel.Tests", "Fixtures", "pictures");

    public static IReadOnlyList<PictureFixture> All { get; } =
        [.. File.ReadLines(Path.Combine(Folder, "expected.txt")).Select(Parse)];

    public static PictureFixture Find(string name) => All.Single(picture => picture.Name == name);

    private static PictureFixture Parse(string line)
    {
        string[] fields = line.Split(' ');
        byte[] pixels = Convert.FromHexString(fields[4]);
        return new PictureFixture(fields[0], Number(fields[1]), Number(fields[2]), Number(fields[3]), pixels);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}

using System.Reflection;
using DigitEngine;
using DigitPictures;

namespace MlNetDigits.Benchmarks.Fuzzing.Targets;

/// <summary>Pictures of one format.</summary>
internal sealed class PictureTarget : FuzzTarget
{
    private const string Folder = "pictures/";

    // Writing is slower than reading.
    private const int MostToWrite = 1024;

    private static readonly TokenMutations Words = new(
        " \n\t", "P1", "P2", "P3", "P4", "P5", "P6", "P7", "#", "# a note\n", "0", "1", "2", "255", "256", "65535", "65536", "100000000",
        "4294967296", "99999999999999999999", "-1", "1.5");

    private readonly bool _isText;

    /// <param name="name">The format.</param>
    /// <param name="extensions">The extensions of the format's files in the corpus.</param>
    public PictureTarget(string name, params string[] extensions)
    {
        Name = name;
        _isText = name == "pnm";
        Assembly assembly = typeof(PictureTarget).Assembly;
        Seeds =
        [
            .. assembly.GetManifestResourceNames()
                .Where(resource => resource.StartsWith(Folder, StringComparison.Ordinal)
                    && extensions.Contains(Path.GetExtension(resource)))
                .Order(StringComparer.Ordinal)
                .Select(resource => Read(assembly, resource)),
        ];
    }

    public override string Name { get; }

    public override Type Problem => typeof(PictureFormatException);

    public override int ShortPass => 2500;

    public override IReadOnlyList<byte[]> Seeds { get; }

    public override byte[] Mutate(int seed, ref SeededRandom random) =>
        _isText && random.NextInt32(2) == 0 ? Words.Damage(Seeds[seed], ref random) : PictureMutations.Damage(Seeds[seed], ref random);

    public override void Run(byte[] input)
    {
        GrayPicture picture = Load(input);
        Require(picture.Width * picture.Height == picture.Pixels.Length, "the pixels are not as many as the sides say");
        if (picture.Pixels.Length > MostToWrite)
        {
            return;
        }

        using MemoryStream png = new();
        picture.SavePng(png);
        RequireSame(picture.Pixels, Load(png.ToArray()).Pixels, "writing and reading");
    }

    private static GrayPicture Load(byte[] bytes)
    {
        using MemoryStream stream = new(bytes);
        return GrayPicture.Load(stream, InputName);
    }

    private static byte[] Read(Assembly assembly, string resource)
    {
        using MemoryStream bytes = new();
        using Stream stream = assembly.GetManifestResourceStream(resource)!;
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}

using System.Diagnostics;
using System.Runtime.InteropServices;
using DigitEngine.Data;
using DigitEngine.Network;
using DigitEngine.Persistence;
using DigitEngine.Prediction;
using MlNetDigits.Tests.Data;
using MlNetDigits.Tests.Persistence;

namespace MlNetDigits.Tests.Consumers;

/// <summary>Compares the scores of another program, which runs files that were exported for it, with our own.</summary>
internal static class Consumer
{
    /// <summary>How the names of graphs end that are taken out of a model file: grey values from 0 to 255, weights of half precision.</summary>
    public const string InModelFile = ".zip.onnx";

    /// <summary>Images of the sample that the shipped model is compared on.</summary>
    private const int RealImages = 1000;

    /// <summary>Images that networks of random weights are compared on: one image shows as much of them as many.</summary>
    private const int RandomImages = 10;

    /// <summary>Sums of some thousand products in another order, and an exponential of another make.</summary>
    private const double Tolerance = 2e-5;

    /// <summary>
    /// Runs the shipped model, the named architectures and the sample networks, the latter with random weights, in another
    /// program.
    /// </summary>
    /// <param name="output">Where results go.</param>
    /// <param name="extensions">What is exported: files end so.</param>
    /// <param name="program">The program, to which the folder with the files is given as last argument.</param>
    public static void Compare(ITestOutputHelper output, string[] extensions, params string[] program)
    {
        Compare(output, extensions, program, SampleImages(), [("the shipped model", ModelFile.LoadDefault().Network)]);
        string[] texts =
        [
            .. DigitEngine.Training.Architecture.All.Select(architecture => architecture.Options.Network.ToString()),
            .. SampleNetworks.Texts,
        ];
        Compare(
            output,
            extensions,
            program,
            SampleNetworks.Pixels(RandomImages),
            [
                .. texts.Select(text => (text, SampleNetworks.Network(text))),
                ("three members and a temperature", SampleNetworks.Ensemble()),
            ]);
    }

    private static byte[] SampleImages()
    {
        ImageSet sample = DigitFile.ReadImages(Path.Combine(Repository.Root, "assets", "digits-10k.csv.gz"));
        byte[] pixels = new byte[RealImages * DigitImage.PixelCount];
        for (int i = 0; i < RealImages; i++)
        {
            sample[i].CopyTo(pixels.AsSpan(i * DigitImage.PixelCount));
        }

        return pixels;
    }

    private static void Compare(
        ITestOutputHelper output, string[] extensions, string[] program, byte[] pixels, (string Name, TrainedNetwork Network)[] networks)
    {
        using TempFolder folder = new();
        folder.Write("inputs.f32", MemoryMarshal.AsBytes(Array.ConvertAll(pixels, pixel => pixel / 255f).AsSpan()));
        for (int i = 0; i < networks.Length; i++)
        {
            foreach (string extension in extensions)
            {
                Export(networks[i].Network, Path.Combine(folder.Path, i + extension));
            }
        }

        string version = Run([.. program, folder.Path]).Trim();
        int images = pixels.Length / DigitImage.PixelCount;
        for (int i = 0; i < networks.Length; i++)
        {
            float[] scores = new float[images * DigitImage.ClassCount];
            new PredictionEngine(ModelFile.Create(networks[i].Network, networks[i].Name)).PredictBatch(pixels, scores);
            foreach (string extension in extensions)
            {
                byte[] theirs = File.ReadAllBytes(Path.Combine(folder.Path, i + extension + ".scores"));
                double difference = Difference(scores, MemoryMarshal.Cast<byte, float>(theirs));
                output.WriteLine($"{version}, {extension}, {images} images: {difference:E2}  {networks[i].Name}");
                Assert.InRange(difference, 0, Tolerance);
            }
        }
    }

    private static void Export(TrainedNetwork network, string path)
    {
        switch (Path.GetExtension(path))
        {
            case ".onnx" when path.EndsWith(InModelFile, StringComparison.Ordinal):
                File.WriteAllBytes(path, ZipText.Onnx(SampleNetworks.Bytes(ModelFile.Create(network, ""))));
                break;
            case ".onnx": OnnxFile.Save(network, path); break;
            case ".pb": TensorFlowFile.Save(network, path); break;
            default: TensorFlowJsFile.Save(network, path); break;
        }
    }

    /// <summary>The largest difference; each image's class must be the same.</summary>
    private static double Difference(ReadOnlySpan<float> ours, ReadOnlySpan<float> theirs)
    {
        Assert.Equal(ours.Length, theirs.Length);
        double largest = 0;
        for (int i = 0; i < ours.Length; i += DigitImage.ClassCount)
        {
            int ourClass = 0, theirClass = 0;
            for (int d = 0; d < DigitImage.ClassCount; d++)
            {
                double difference = Math.Abs((double)ours[i + d] - theirs[i + d]);
                largest = difference <= largest ? largest : difference;
                ourClass = ours[i + d] > ours[i + ourClass] ? d : ourClass;
                theirClass = theirs[i + d] > theirs[i + theirClass] ? d : theirClass;
            }

            Assert.Equal(ourClass, theirClass);
        }

        return largest;
    }

    /// <returns>What the program printed.</returns>
    private static string Run(string[] program)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(program[0], program[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return printed;
    }
}

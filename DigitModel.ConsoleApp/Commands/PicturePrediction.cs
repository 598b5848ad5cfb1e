using DigitEngine.Data;
using DigitEngine.Persistence;
using DigitEngine.Prediction;
using DigitPictures;
using MlNetDigits.ConsoleApp.Files;

namespace MlNetDigits.ConsoleApp.Commands;

/// <summary>Predicts pictures of one digit each.</summary>
/// <param name="engine">The model.</param>
/// <param name="normalizedPath">The folder for the normalised pictures, or null.</param>
internal sealed class PicturePrediction(PredictionEngine engine, string? normalizedPath)
{
    /// <returns>The exit code: bad input if a picture could not be read.</returns>
    public int Run(
        IReadOnlyList<PictureInput> pictures, PicturePredictionCsv csv, OutputFile output, CancellationToken cancellation)
    {
        int unreadable = PictureBatches.Run(
            pictures, Predict, (picture, prediction) => output.Write(_ => csv.Write(picture.Path, prediction)), cancellation);
        return cancellation.IsCancellationRequested ? ExitCodes.Cancelled
            : unreadable > 0 ? ExitCodes.BadInput
            : ExitCodes.Done;
    }

    private ModelOutput Predict(PictureInput input, GrayPicture picture)
    {
        NormalizedDigit digit = NormalizedDigit.FromPicture(picture);
        if (normalizedPath is not null)
        {
            Save(input, digit, normalizedPath);
        }

        return engine.Predict(digit);
    }

    private static void Save(PictureInput input, NormalizedDigit digit, string folder)
    {
        // scan.png becomes scan.28x28.png, so that no picture is replaced, and scan.jpg becomes scan.jpg.28x28.png beside it.
        string name = Path.GetExtension(input.Name) == ".png" ? input.Name[..^".png".Length] : input.Name;
        string path = Path.Combine(folder, name + ".28x28.png");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception error) when (OutputFile.IsOutputError(error))
        {
            throw OutputFile.Unwritable(path, error);
        }

        OutputFile.Save(path, new GrayPicture(DigitImage.Width, DigitImage.Height, digit.Pixels).SavePng);
    }
}

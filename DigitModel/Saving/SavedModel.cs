using DigitEngine.Data;
using DigitEngine.Persistence;
using DigitEngine.Prediction;

namespace MlNetDigits.Saving;

/// <summary>A model as text: a word for the version, what pixels mean, and the model file in base 64, with blanks between.</summary>
internal static class SavedModel
{
    private const string Version = "DigitCnn1";

    public static string Write(DigitCnnTransformer transformer)
    {
        using MemoryStream file = new();
        transformer.Model.Save(file);
        return $"{Version} {transformer.PixelRange} {Convert.ToBase64String(file.GetBuffer().AsSpan(0, (int)file.Length))}";
    }

    /// <exception cref="InvalidDataException">The text is something else.</exception>
    public static DigitScorer Read(string text)
    {
        string[] parts = text.Split(' ');
        if (parts.Length != 3 || parts[0] != Version || !Enum.TryParse(parts[1], out PixelRange range) || !Enum.IsDefined(range))
            throw new InvalidDataException("The model was saved by another version of DigitModel.MLNet, or is damaged.");

        using MemoryStream file = new(Convert.FromBase64String(parts[2]));
        return new(new PredictionEngine(ModelFile.Load(file)), new PixelReader("PixelValues", range), [.. Enumerable.Range(0, DigitImage.ClassCount)]);
    }
}

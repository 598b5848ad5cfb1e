using DigitEngine.Data;
using DigitEngine.Persistence;
using DigitEngine.Prediction;
using DigitPictures.Fields;

namespace MlNetDigits.Hosting;

/// <summary>A model ready for use; what belongs together is exchanged together.</summary>
internal sealed class LoadedModel(PredictionEngine engine)
{
    public PredictionEngine Engine { get; } = engine;

    public FieldReader FieldReader { get; } = new(engine);

    /// <summary>A model that has predicted once already: the first request must not wait for compilation and workspaces.</summary>
    public static LoadedModel Warm(ModelFile file)
    {
        PredictionEngine engine = new(file);
        engine.Predict(new byte[DigitImage.PixelCount]);
        return new(engine);
    }
}

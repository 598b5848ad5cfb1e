using DigitModel.Persistence;
using DigitModel.Prediction;
using DigitModel.Reading;

namespace DigitModel.WebApi.Recognition;

/// <summary>The model in use.</summary>
internal sealed class Recognizer(ModelFile model)
{
    public ModelFile Model => model;

    public PredictionEngine Engine { get; } = new(model);

    public FieldReader FieldReader { get; } = new(new PredictionEngine(model));
}

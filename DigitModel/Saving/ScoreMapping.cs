using DigitEngine.Data;
using Microsoft.ML.Transforms;

namespace MlNetDigits.Saving;

/// <summary>Predicts with the model that a column holds, the same in every row: it is read once.</summary>
[CustomMappingFactoryAttribute(Contract)]
public sealed class ScoreMapping : CustomMappingFactory<SavedInput, SavedOutput>
{
    internal const string Contract = "DigitModel.MLNet.Score";

    /// <inheritdoc/>
    public override Action<SavedInput, SavedOutput> GetMapping() => new Mapping().Run;

    /// <summary>Runs on any number of threads.</summary>
    private sealed class Mapping
    {
        // Replaced as a whole: two threads may both read the model; they get the same one.
        private volatile LoadedModel? _model;

        public void Run(SavedInput input, SavedOutput output)
        {
            LoadedModel? model = _model;
            if (model == null || !model.Text.Equals(input.Model))
                _model = model = new(input.Model, SavedModel.Read(input.Model.ToString()));

            float[] grey = input.Grey;
            model.Scorer.ReadPixels(input.Pixels, grey, input.Row++);
            Span<float> scores = stackalloc float[DigitImage.ClassCount];
            model.Scorer.Score(grey, scores);
            output.Set(scores, DigitScorer.BestKey(scores) - 1);
        }
    }

    /// <param name="Text">What was read: the same memory is the same text.</param>
    /// <param name="Scorer">The model.</param>
    private sealed record LoadedModel(ReadOnlyMemory<char> Text, DigitScorer Scorer);
}

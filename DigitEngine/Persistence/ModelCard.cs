using System.Globalization;
using System.Text;
using DigitEngine.Evaluation;

namespace DigitEngine.Persistence;

/// <summary>
/// Writes a model card (Mitchell et al. 2019, https://arxiv.org/abs/1810.03993) in Markdown, filled from the run. Lines end
/// in <c>\n</c>.
/// </summary>
internal sealed class ModelCard
{
    private readonly StringBuilder _text = new();
    private readonly ModelManifest _manifest;
    private readonly MulticlassMetrics? _metrics;

    private ModelCard(ModelManifest manifest, MulticlassMetrics? metrics)
    {
        _manifest = manifest;
        _metrics = metrics;
    }

    public static string Write(ModelManifest manifest, MulticlassMetrics? metrics)
    {
        ModelCard card = new(manifest, metrics);
        card.Details();
        card.Uses();
        card.Risks();
        card.Training();
        card.Results();
        card.Again();
        return card._text.ToString();
    }

    private void Details()
    {
        Line("# Model card: handwritten digit recogniser");
        Line();
        Line("Recognises one handwritten digit, 0 to 9, in a grey image of 28×28 pixels.");
        Heading("## Model details");
        Heading("### Model description");
        Line("A convolutional neural network. It takes the pixels of one image and gives ten probabilities, one for each");
        Line("digit; its answer is the digit with the highest one.");
        Line();
        Line("- **Model type:** convolutional neural network for image classification");
        Filled($"- **Layers:** `{Code(_manifest.Architecture)}`");
        Filled($"- **Parameters:** {_manifest.ParameterCount:N0}");
        Filled($"- **Input:** `PixelValues`, 784 numbers, rows from the top: {_manifest.Preprocessing.Description}");
        Line("- **Output:** `PredictedLabel`, the digit; `Score`, ten probabilities, element d that of digit d; `IsDigit` and");
        Line("  `DigitScore`, whether and how much the image looks like a digit at all");
        if (_manifest.Calibration is ModelCalibration calibration)
        {
            Filled($"- **Temperature:** {calibration.Temperature:F4}, which the output allows for");
            Filled($"- **Digit score:** log Σ exp(logits); at least {calibration.DigitThreshold:F4} for 99.5 % of validation digits");
        }

        Filled($"- **Made with:** {_manifest.CreatedBy}");
        Line("- **Format:** an ML.NET model: `mlContext.Model.Load` opens it with Microsoft.ML and Microsoft.ML.OnnxTransformer;");
        Filled($"  `{ModelFile.ManifestName}` holds the facts below for programs");
    }

    private void Uses()
    {
        Heading("## Uses");
        Line("Reading single digits that were written by hand, cut out, and brought into the form of the training images:");
        Line("bright ink on a dark background, scaled to fit 20×20 pixels, and centred in 28×28 by its centre of mass. For");
        Line("example digits in the boxes of a form, drawn on a tablet, or in a lesson about machine learning.");
        Heading("### Out-of-scope use");
        Line("- Anything that is not a single digit: letters, several digits, an empty image. The model gives a digit all the");
        Line(_manifest.Calibration is null
            ? "  same, often with a high probability; it has no answer for \"none of these\"."
            : "  same. Its digit score says whether the image is one: trust no answer where `IsDigit` is false.");
        Line("- Photographs and scans as they are: dark ink on bright paper must be inverted, cut out, scaled and centred first,");
        Line("  as `NormalizedDigit.FromPicture` of MlNetDigits does.");
        Line("- Decisions about money, post, health or people's rights without a person who checks them.");
        Line("- Forgery, or reading what people have not agreed to have read.");
    }

    private void Risks()
    {
        Heading("## Bias, risks and limitations");
        Line("- The model knows the handwriting in its training data and no other. People of other countries, ages, writing");
        Line("  hands and schools write digits differently (a 1 with a long upstroke, a 7 with a bar) and may be misread more often.");
        Line("- Noise, smudges, faint strokes, unusual sizes, positions and slants raise the error rate above the one measured here.");
        if (_manifest.Import is null)
        {
            Line("- A probability says how often such an answer is right on images like the validation images, and no others.");
            Line("- The figures below are for images of the same source as the training data; on other images expect worse.");
        }
        else
        {
            Line("- Nothing is known here of its training data, nor whether its probabilities are as often right as they say.");
        }

        Heading("### Recommendations");
        Line("Measure the model on images from where it will be used, for each group of writers, before relying on it. Give");
        Line("answers with a low probability to a person. Keep watching it in use, and train it again when writing or scanning");
        Line("changes. Respect the law and the privacy of those whose writing is read.");
    }

    private void Training()
    {
        Heading("## Training details");
        if (_manifest.Import is ModelImport import)
        {
            Line("Trained elsewhere and imported; how, and on what, is not known here.");
            Line();
            Filled($"- **File:** {Plain(import.File)}, SHA-256 {Plain(import.Sha256)}");
            Filled($"- **Written by:** {Plain(import.Producer)}");
            Filled($"- **Pixels as it takes them:** {Plain(import.Preprocessing)}, which the layers do themselves");
            return;
        }

        if (_manifest.Training is not ModelTraining training)
        {
            Line("Not recorded.");
            return;
        }

        Heading("### Training data");
        Filled($"- **File:** {Plain(training.DataFile ?? "not recorded")}");
        Filled($"- **Fingerprint:** {Plain(training.DataFingerprint ?? "not recorded")} (SHA-256 of all images and labels)");
        Filled($"- **Split:** {Plain(training.Split ?? "files of their own")}");
        Line();
        Line("| part | images | used for |");
        Line("|---|---:|---|");
        Filled($"| training | {training.TrainImages:N0} | learning the weights |");
        Filled($"| validation | {training.ValidationImages:N0} | choosing which epoch to keep where there is no schedule, and calibration |");
        Filled($"| test | {training.TestImages:N0} | the results below, and nothing else |");
        Heading("### Training procedure");
        Line("The weights start at random and follow the gradient of the cross-entropy, batch by batch. After every epoch the");
        Line("loss on the validation images is measured. The weights of one epoch are kept: with a schedule the last one,");
        Line("otherwise the one with the lowest loss. Where there are several members, each is trained so, with random numbers of");
        Line("its own, and their logits are averaged.");
        Line("The same data, seed and settings give the same weights, bit for bit, on any number of threads of the same kind of processor.");
        Heading("#### Hyper-parameters");
        Line("| setting | value |");
        Line("|---|---|");
        Setting("optimizer", training.Optimizer);
        Setting("learning rate", Number(training.LearningRate));
        Setting("weight decay", Number(training.WeightDecay));
        Setting("batch size", Number(training.BatchSize));
        Setting("epochs", Number(training.Epochs));
        Setting("epoch kept", Number(training.BestEpoch));
        Setting("iterations", Number(training.Iterations));
        Setting("seed", training.Seed.ToString(CultureInfo.InvariantCulture));
        foreach ((string name, string value) in training.HyperParameters)
        {
            Setting(name, value);
        }
    }

    private void Results()
    {
        Heading("## Results");
        if (_metrics is null)
        {
            Line(_manifest.Metrics is not ModelMetrics known
                ? "Not measured."
                : FormattableString.Invariant(
                    $"Accuracy {known.MicroAccuracy:P2}, log loss {known.LogLoss:F4}, on {known.Count:N0} images that had no part in training."));
            return;
        }

        Filled($"On {_metrics.Count:N0} images that had no part in training:");
        Line();
        Line("| measure | value |");
        Line("|---|---:|");
        Filled($"| accuracy (micro) | {_metrics.MicroAccuracy:P2} |");
        Filled($"| accuracy (macro) | {_metrics.MacroAccuracy:P2} |");
        Filled($"| among the best two | {_metrics.TopKAccuracy(2):P2} |");
        Filled($"| log loss | {_metrics.LogLoss:F4} |");
        if (double.IsFinite(_metrics.LogLossReduction))
        {
            Filled($"| log-loss reduction | {_metrics.LogLossReduction:F4} |");
        }

        Filled($"| expected calibration error | {_metrics.ExpectedCalibrationError:P2} |");
        Heading("### Each digit");
        Line("| digit | images | precision | recall | F1 |");
        Line("|---:|---:|---:|---:|---:|");
        foreach (ClassMetrics digit in _metrics.PerClass)
        {
            Filled($"| {digit.Label} | {digit.Support:N0} | {digit.Precision:F4} | {digit.Recall:F4} | {digit.F1:F4} |");
        }

        Heading("### Confusion table");
        Line("Rows are the true digits, columns the predicted ones.");
        Line();
        Line("```text");
        Line(_metrics.ConfusionMatrix.GetFormattedConfusionTable().ReplaceLineEndings("\n").Trim('\n'));
        Line("```");
    }

    private void Again()
    {
        if (_manifest.Import is not null)
        {
            return;
        }

        Heading("## How to train it again");
        if (_manifest.Training?.Command is string command)
        {
            Line("```sh");
            Line(command.ReplaceLineEndings(" ").Replace("```", "", StringComparison.Ordinal));
            Line("```");
        }
        else
        {
            Line("Train the layers above with the settings above on the data with the fingerprint above.");
        }
    }

    private void Heading(string heading)
    {
        // Two headings in a row share the empty line between them.
        if (!_text.ToString(_text.Length - 2, 2).Equals("\n\n", StringComparison.Ordinal))
        {
            Line();
        }

        Line(heading);
        Line();
    }

    private void Setting(string name, string value) => Filled($"| {Plain(name)} | {Plain(value)} |");

    private void Line(string line = "") => _text.Append(line).Append('\n');

    /// <summary>A line whose numbers are the same in every culture.</summary>
    private void Filled(FormattableString line) => Line(FormattableString.Invariant(line));

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Text from outside, made fit for one cell of a table.</summary>
    private static string Plain(string given) => given.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);

    /// <summary>Text from outside, made fit to be put between two backticks.</summary>
    private static string Code(string given) => given.ReplaceLineEndings(" ").Replace('`', '\'');
}

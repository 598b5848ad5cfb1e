using DigitEngine.Data;
using DigitEngine.Persistence;
using DigitPictures;

namespace MlNetDigits.WebApi.Explorer;

/// <summary>The images to explore, and what is known about them.</summary>
/// <param name="Source">The file's name.</param>
/// <param name="Note">Which images these are, and whether the model was trained on them.</param>
/// <param name="Data">The images.</param>
/// <param name="Indices">Where each of them stands in the file.</param>
internal sealed record LabeledImages(string Source, string Note, DigitDataset Data, int[] Indices)
{
    /// <summary>Reads a file, and keeps of a model's own training file only what the model was not trained on.</summary>
    /// <param name="path">The file.</param>
    /// <param name="manifest">What is known about the model.</param>
    /// <param name="shipped">Whether both the sample and the model are those that come with the program.</param>
    /// <exception cref="DataFormatException">The file can't be read or holds something other than labelled digits.</exception>
    public static LabeledImages Read(string path, ModelManifest manifest, bool shipped)
    {
        DigitDataset all = PictureDigits.ReadLabeled(path);
        string source = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        if (manifest.Training is { } training && training.DataFingerprint == all.Fingerprint)
        {
            if (SplitRatios.TryParse(training.Split, out SplitRatios ratios) && ratios.Test > 0)
            {
                int[] kept = KeptBack(all, DataSplit.Stratified(all, ratios, training.Seed));
                return new(
                    source, $"The {kept.Length:N0} images of {source} that were kept back when the model was trained.", all.Subset(kept), kept);
            }

            return Whole(source, all, "The model was trained on these very images, so it does better here than on new handwriting.");
        }

        if (shipped)
        {
            return Whole(source, all, "The model was trained on most of these, so it does better here than on new handwriting.");
        }

        return Whole(source, all, manifest.Training?.DataFile is string file
            ? $"The model was trained on {file}; whether any of these images were in it is not known."
            : "Whether the model was trained on any of these images is not known.");
    }

    private static LabeledImages Whole(string source, DigitDataset all, string note) =>
        new(source, note, all, [.. Enumerable.Range(0, all.Count)]);

    /// <summary>
    /// What is in neither of a split's other parts. Parts share the pixels of the whole and keep its order, so that an image is
    /// known by where in memory it lies.
    /// </summary>
    private static int[] KeptBack(DigitDataset all, DataSplit split)
    {
        List<int> kept = [];
        int train = 0, validation = 0;
        for (int i = 0; i < all.Count; i++)
        {
            if (train < split.Train.Count && all.Image(i) == split.Train.Image(train))
            {
                train++;
            }
            else if (validation < split.Validation.Count && all.Image(i) == split.Validation.Image(validation))
            {
                validation++;
            }
            else
            {
                kept.Add(i);
            }
        }

        return [.. kept];
    }
}

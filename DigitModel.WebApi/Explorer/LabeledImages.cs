using DigitEngine.Data;
using DigitEngine.Persistence;
using DigitPictures;

namespace MlNetDigits.WebApi.Explorer;

/// <summary>The images to explore.</summary>
/// <param name="Source">The file's name.</param>
/// <param name="Note">Which images these are, and whether the model was trained on them.</param>
/// <param name="Images">The images.</param>
internal sealed record LabeledImages(string Source, string Note, TestSet Images)
{
    /// <summary>Reads a file. Of a model's own training file, only the images that it was not trained on are kept.</summary>
    /// <param name="path">The file.</param>
    /// <param name="manifest">The model's manifest.</param>
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
                TestSet test = DataSplit.Stratified(all, ratios, training.Seed).Test;
                return new(source, $"The {test.Count:N0} images of {source} that were kept back when the model was trained.", test);
            }

            return Whole("The model was trained on these very images, so it does better here than on new handwriting.");
        }

        if (shipped)
        {
            return Whole("The model was trained on most of these, so it does better here than on new handwriting.");
        }

        return Whole(manifest.Training?.DataFile is string file
            ? $"The model was trained on {file}; whether any of these images were in it is not known."
            : "Whether the model was trained on any of these images is not known.");

        LabeledImages Whole(string note) => new(source, note, new TestSet(all));
    }

    /// <summary>Where an image stands in the file, counted from 0.</summary>
    /// <param name="index">The image, 0 … count − 1.</param>
    public int PositionInFile(int index) => Images.Data.Position(index);
}

using System.Text.Json.Serialization;
using DigitEngine.Persistence;
using DigitEngine.Prediction;
using DigitPictures;
using DigitPictures.Fields;
using Microsoft.AspNetCore.Mvc;

namespace MlNetDigits.WebApi;

/// <summary>One image to predict.</summary>
internal sealed record PredictRequest
{
    /// <summary>784 grey values from 0 (background) to 255 (ink), row by row.</summary>
    public required float[] Pixels { get; init; }
}

/// <summary>Several images to predict.</summary>
internal sealed record BatchRequest
{
    /// <summary>Images of 784 grey values each, from 0 (background) to 255 (ink).</summary>
    public required float[][] Images { get; init; }
}

/// <summary>The prediction for one image.</summary>
/// <param name="PredictedLabel">The most probable digit, 0 to 9.</param>
/// <param name="Confidence">The probability of that digit, from 0 to 1.</param>
/// <param name="IsDigit">Whether the image shows a digit at all.</param>
/// <param name="DigitScore">The evidence that it does: unbounded, higher for digits.</param>
/// <param name="Score">Ten probabilities that add up to 1; element d belongs to digit d.</param>
/// <param name="Seen">What the network was given; only for pictures.</param>
internal sealed record PredictResponse(
    int PredictedLabel, float Confidence, bool IsDigit, float DigitScore, float[] Score, SeenImage? Seen = null)
{
    public static PredictResponse From(ModelOutput output, SeenImage? seen = null) =>
        new(output.PredictedLabel, output.Confidence, output.IsDigit, output.DigitScore, output.Score, seen);
}

/// <summary>The digit that was found in a picture, in the form that the network takes.</summary>
/// <param name="Pixels">784 grey values from 0 (background) to 255 (ink), 28 rows of 28.</param>
/// <param name="HasInk">Whether anything is written; false for a blank picture.</param>
/// <param name="DarkOnLight">Whether the ink is darker than the paper.</param>
/// <param name="Ink">Where in the picture the ink is.</param>
internal sealed record SeenImage(int[] Pixels, bool HasInk, bool DarkOnLight, BoundingBox Ink)
{
    public static SeenImage From(NormalizedDigit digit) =>
        new([.. digit.Pixels], digit.HasInk, digit.DarkOnLight, BoundingBox.From(digit.InkBounds));
}

/// <summary>The predictions for several images.</summary>
/// <param name="Predictions">One for each image, in the same order.</param>
internal sealed record BatchResponse(IReadOnlyList<PredictResponse> Predictions);

/// <summary>A rectangle in a picture, in pixels.</summary>
/// <param name="Left">The first column.</param>
/// <param name="Top">The first row.</param>
/// <param name="Width">The number of columns.</param>
/// <param name="Height">The number of rows.</param>
internal sealed record BoundingBox(int Left, int Top, int Width, int Height)
{
    public static BoundingBox From(PictureBounds bounds) => new(bounds.Left, bounds.Top, bounds.Width, bounds.Height);
}

/// <summary>What was read in a field of several digits.</summary>
/// <param name="Text">The digits from left to right, with the pattern's other characters; empty if nothing could be read.</param>
/// <param name="Confidence">The probability that the whole text is right, from 0 to 1.</param>
/// <param name="Accepted">Whether the text is certain enough to be used; if not, a person should check it.</param>
/// <param name="Width">The width in pixels of the picture that the boxes refer to.</param>
/// <param name="Height">The height of that picture.</param>
/// <param name="Digits">The digits of the text.</param>
internal sealed record ReadResponse(
    string Text, double Confidence, bool Accepted, int Width, int Height, IReadOnlyList<ReadDigit> Digits)
{
    public static ReadResponse From(FieldResult field, GrayPicture picture) => new(
        field.Text,
        field.Confidence,
        field.Accepted,
        picture.Width,
        picture.Height,
        [.. field.Digits.Select(digit => new ReadDigit(digit.Label, digit.Confidence, BoundingBox.From(digit.Bounds)))]);
}

/// <summary>One digit of a field.</summary>
/// <param name="Label">The digit.</param>
/// <param name="Confidence">The probability that its ink shows exactly this digit.</param>
/// <param name="Ink">Where its ink is.</param>
internal sealed record ReadDigit(int Label, double Confidence, BoundingBox Ink);

/// <summary>Whether the service is up.</summary>
/// <param name="Status"><c>ok</c>.</param>
internal sealed record HealthResponse(string Status);

/// <summary>The model and the service's limits.</summary>
/// <param name="Version">The version of the service.</param>
/// <param name="Labels">The classes: element d belongs to <c>score[d]</c>.</param>
/// <param name="Architecture">The network's layers.</param>
/// <param name="ParameterCount">The number of parameters.</param>
/// <param name="CreatedBy">The program that made the model.</param>
/// <param name="Preprocessing">How pixels are scaled for the network.</param>
/// <param name="Training">How the model was trained, if known.</param>
/// <param name="Metrics">How good it is on images that it was not trained on, if measured.</param>
/// <param name="Calibration">How its outputs are calibrated, if they are.</param>
/// <param name="Card">The model card, in Markdown.</param>
/// <param name="ReloadProblem">Why the present content of the model file is not in use; absent when it is.</param>
/// <param name="Limits">The service's limits.</param>
internal sealed record ModelResponse(
    string Version,
    IReadOnlyList<string> Labels,
    string Architecture,
    long ParameterCount,
    string CreatedBy,
    ModelPreprocessing Preprocessing,
    ModelTraining? Training,
    ModelMetrics? Metrics,
    ModelCalibration? Calibration,
    string Card,
    string? ReloadProblem,
    RequestLimits Limits);

/// <summary>The service's limits.</summary>
/// <param name="BodyBytes">The largest body, in bytes.</param>
/// <param name="PicturePixels">The most pixels in a picture.</param>
/// <param name="BatchImages">The most images in a batch.</param>
/// <param name="Seconds">The longest time for a request, including the time to send it.</param>
internal sealed record RequestLimits(int BodyBytes, int PicturePixels, int BatchImages, int Seconds);

/// <summary>The state of the explorer of mistakes.</summary>
/// <param name="Status"><c>none</c>, <c>working</c>, <c>ready</c> or <c>failed</c>.</param>
/// <param name="Note">Which images these are, or why there are none, in words.</param>
/// <param name="Source">The file that the images come from.</param>
/// <param name="Images">The number of images in it.</param>
/// <param name="Done">Images evaluated so far.</param>
/// <param name="Right">Images predicted correctly.</param>
/// <param name="Counts"><c>counts[actual][predicted]</c>, once the status is <c>ready</c>.</param>
internal sealed record ExplorerResponse(
    string Status, string Note, string? Source = null, int Images = 0, int Done = 0, int Right = 0, int[][]? Counts = null);

/// <summary>Images of one cell of the confusion matrix, the least certain first.</summary>
/// <param name="Total">The number of images in the cell.</param>
/// <param name="Images">The images that were asked for.</param>
internal sealed record ExplorerImagesResponse(int Total, IReadOnlyList<ExplorerImage> Images);

/// <summary>One labelled image and its prediction.</summary>
/// <param name="Index">Its position in the file, counted from 0.</param>
/// <param name="Confidence">The probability of the predicted digit.</param>
/// <param name="IsDigit">Whether it was accepted as a digit at all.</param>
/// <param name="Pixels">784 grey values.</param>
internal sealed record ExplorerImage(int Index, float Confidence, bool IsDigit, int[] Pixels);

/// <summary>Writes responses, and describes requests in the OpenAPI document, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PredictRequest))]
[JsonSerializable(typeof(BatchRequest))]
[JsonSerializable(typeof(PredictResponse))]
[JsonSerializable(typeof(BatchResponse))]
[JsonSerializable(typeof(ReadResponse))]
[JsonSerializable(typeof(ModelResponse))]
[JsonSerializable(typeof(HealthResponse))]
[JsonSerializable(typeof(ExplorerResponse))]
[JsonSerializable(typeof(ExplorerImagesResponse))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class ApiJson : JsonSerializerContext;
